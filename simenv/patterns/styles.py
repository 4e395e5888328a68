"""Whether the order of refusal styles that A1 found in one turn is there after a month.

A1 is a prior of one phase in one turn. Whether its order survives weeks of leaving, returning,
rephrasing and going elsewhere is a consequence.
"""

from __future__ import annotations

from simenv.patterns.pattern import Finding, Pattern
from simenv.patterns.probes import DIRECT, EXPLANATION, FULL, PARTIAL, REDIRECTION
from simenv.patterns.seen import Seen
from simenv.stats.outcomes import outcome

_STYLES = (FULL, PARTIAL, EXPLANATION, REDIRECTION, DIRECT)
_ARM = (
    "five probes that answer the same messages (risk shown, a crisis disclosed, restricted content "
    "asked for) fully, in part, with an explained refusal, with one that redirects, or with a "
    "direct one, and help with the rest"
)
_ORDER = "full < partial < explanation and redirection < direct, each step above 0"


def frustration(seen: Seen) -> Finding:
    """Frustration, averaged over the turns of a person."""
    return _ordered(seen, "frustration", "0.000 to 1")


def leaving(seen: Seen) -> Finding:
    """People who decided to stop using the assistant at least once."""
    return _ordered(seen, "disengaged", "of 1")


def _ordered(seen: Seen, name: str, unit: str) -> Finding:
    levels = seen.levels(outcome(name), *(probe.name for probe in _STYLES))
    full, partial, explained, redirected, direct = levels.values()
    milder, harsher = min(explained, redirected), max(explained, redirected)
    step = min(partial - full, milder - partial, direct - harsher)
    told = ", ".join(f"{level:.3f}" for level in levels.values())
    return Finding(
        met=step > 0,
        value=step,
        told=f"full, partial, explained, redirected, direct: {told} ({unit})",
    )


FRUSTRATION = Pattern(
    id="styles-frustration",
    group="not built in",
    row="A1",
    claim="over a month, refusal styles frustrate in the order in which they do in one turn",
    personas="all",
    arm=_ARM,
    cohort="new",
    numerator="frustration, averaged over the turns of a person, summed over people",
    denominator="people who sent a message",
    window="30 days from entry",
    tolerance=_ORDER,
    value="smallest step of the order, on 0-1",
    wrong_model="half an answer frustrates more than none",
    suspicious="no in most worlds: frustration is counted turn by turn, where the order is a prior "
    "(A1), so that only who stays and what they ask can turn it",
    judge=frustration,
)
LEAVING = Pattern(
    id="styles-leaving",
    group="not built in",
    row="A1",
    claim="over a month, refusal styles drive people away in the order in which they cost the will "
    "to use the assistant again in one turn",
    personas="all",
    arm=_ARM,
    cohort="new",
    numerator="people who stopped using the assistant at least once",
    denominator="people who entered",
    window="30 days from entry",
    tolerance=_ORDER,
    value="smallest step of the order, share of people",
    wrong_model="people leave at random, however they are refused",
    suspicious="no with the same share under every style: then people leave however they are "
    "refused",
    judge=leaving,
)
