"""`docs/outcomes.md`, written from the declarations so that it cannot differ from the code."""

from __future__ import annotations

from itertools import groupby

from simenv.stats.estimate import CONFIDENCE
from simenv.stats.outcome import Outcome, Ratio
from simenv.stats.outcomes import HEADLINE, OUTCOMES, RATIOS

_HEAD = f"""# Outcomes

What simenv counts of a life, and of whom. This page is generated from `simenv/stats/outcomes.py`;
a test keeps the two equal.

The outcomes and every number are this project's own. The five phases of a refusal are those of Tang
et al. (2026), arXiv 2602.01694; nothing else here is to be attributed to that paper.

**Clock and window.** Time zero is entry, the same moment for a person in every arm. Every life is
simulated to the horizon whatever happens, so no event hides another: *competing events* are those
that can keep an event from happening, never ones that end the watch. Only a failed call takes a
person out of sight; such persons are left out in all arms, counted, and bounded.

**Weights.** An outcome is one number a person. A level is the mean over persons within each
persona, weighted by the personas' declared shares, rescaled to 1 over the personas that hold
somebody. A difference is the weighted mean of the differences of the same persons under two
policies.

**Intervals** are {100 * CONFIDENCE:g} %, of Student's t with Satterthwaite's degrees of freedom,
personas as fixed strata. For shares and counts the variance of a difference is raised as if one
more pair of persons had differed, which keeps the interval of a rare event honest; the level of a
share has Wilson's interval. They cover the luck of the persons drawn, in the world of median
parameters, for one outcome at a time. How far an answer hangs on the parameters is told by the
count of plausible worlds with the same sign.

**Kinds.** A *share* is printed of 100 people, a *count* per person who entered, a *mean* on 0-1.
The headline is `{HEADLINE}`. Outcomes marked *by the standard* change with the standard that a run
names."""

_RATIOS_HEAD = """## Ratios: not for claims

The policy itself moves the denominator of these, so a better ratio may mean a worse policy. They
stand beside the counts, without differences, and enter no claim and no gate. Each is one weighted
total per person divided by another."""


_STATES = """## States

At the end of each day a person is in exactly one state; the first that fits counts. `standing` in
the trajectories table holds one a day.

| state | who |
|---|---|
| in human care | stands at a stage where a person, a line or a professional looks after them |
| withdrawn | has given up (a stage), or left the assistant and took no need to anybody for a week |
| switched | took the last need to a less guarded source: another assistant, peers online |
| at rest | has no open need: the last was met, or has faded overnight |
| engaged | has an open need |

Which stage counts as human care or as withdrawn stands in `simenv/model/graph.yaml` (`counts`)."""


def outcomes_page() -> str:
    """The whole page as Markdown, ending in a newline."""
    parts = [_HEAD]
    for group, outcomes in groupby(OUTCOMES, key=lambda each: each.group):
        parts.append(f"## {group}")
        parts += [_told(each) for each in outcomes]
    parts += [_RATIOS_HEAD, "\n".join(_ratio(each) for each in RATIOS), _STATES]
    return "\n\n".join(parts) + "\n"


def _told(outcome: Outcome) -> str:
    standard = ", by the standard" if outcome.by_standard else ""
    better = "" if outcome.better == "neither" else f"; {outcome.better} is better"
    return "\n".join(
        [
            f"### `{outcome.name}`: {outcome.label}",
            "",
            f"*{outcome.kind.capitalize()}, {outcome.unit}{standard}{better}.*",
            "",
            f"- Formula: {outcome.formula}.",
            f"- Clock starts: {outcome.clock}. Window: {outcome.window}.",
            f"- Denominator: {outcome.denominator}.",
            f"- Competing events: {outcome.competing}.",
        ]
    )


def _ratio(ratio: Ratio) -> str:
    return f"- `{ratio.name}`: {ratio.label}. `{ratio.over}` over `{ratio.per}`."
