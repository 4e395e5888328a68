"""Labels of claims in words: what a cell, a legend and a sentence say of them.

A claim is one difference read over the plausible worlds; see `simenv.stats.claims`.
"""

from __future__ import annotations

from collections.abc import Iterator

from simenv.stats.claims.label import ENOUGH
from simenv.stats.tables.numbers import Plain, number, stands_out
from simenv.stats.tables.reading import BRIEF, lived, pick

#: Each label, in one sentence.
DEFINITIONS = {
    "robust": (
        "in at least 95 of 100 worlds the difference has one sign and lies beyond the margin; so "
        "it does with each unknown sign fixed either way, under every weighting of the personas "
        "and by both standards. Who wins is named."
    ),
    "depends": (
        "robust on both sides of a split, with different winners; the split is named: a number of "
        "the model, a weighting of the personas, or the standard."
    ),
    "equivalent": (
        "in at least 95 of 100 worlds the difference lies within the margin, under the same "
        "conditions."
    ),
    "undecided": "none of these; in some worlds the arms differ by more than the margin.",
    "withheld": (
        "too few worlds, or too much luck of the people in each, to say any of these; what would "
        "settle it is told."
    ),
    "same decisions": "the two arms answered alike every time, so nothing can differ.",
}


def family_outcomes(summary: Plain) -> list[Plain]:
    """The lines of the outcomes in the declared family; by default the brief directed ones."""
    family = summary.get("family")
    lines = {line["name"]: line for line in summary["outcomes"]}
    if family is not None:
        return [lines[name] for name in family["outcomes"] if name in lines]
    brief = (lines[name] for name in BRIEF if name in lines)
    return [line for line in brief if line["better"] != "neither" and not line["exogenous"]]


def claim_of(summary: Plain, outcome: str, arm: str, against: str) -> Plain | None:
    """The claim about an outcome and a pair as it was put; None where there is none."""
    for claim in summary.get("claims", ()):
        if (claim["outcome"], claim["arm"], claim["against"]) == (outcome, arm, against):
            found: Plain = claim
            return found
    return None


def between(summary: Plain, outcome: str, one: str, other: str) -> Plain | None:
    """The claim about two arms, whichever way round it was put."""
    found = claim_of(summary, outcome, one, other)
    return claim_of(summary, outcome, other, one) if found is None else found


def claims_of(summary: Plain, arm: str) -> Iterator[tuple[Plain, Plain]]:
    """The claims of an arm against the reference in the family, each beside its outcome."""
    for line in family_outcomes(summary):
        claim = claim_of(summary, line["name"], arm, summary["reference"])
        if claim is not None:
            yield line, claim


def against_reference(summary: Plain) -> list[str]:
    """The arms of which a claim against the reference is made in an outcome of the family."""
    others = [arm for arm in lived(summary) if arm != summary["reference"]]
    return [arm for arm in others if any(True for _ in claims_of(summary, arm))]


def way(line: Plain, claim: Plain) -> str:
    """What a robust difference makes of the arm: better or worse, else higher or lower."""
    wins = claim["winner"] == claim["arm"]
    if line["better"] == "neither":
        return "higher" if wins else "lower"
    return "better" if wins else "worse"


def short(line: Plain, claim: Plain) -> str:
    """A label in a word: of a robust one, what it makes of the arm."""
    if claim["label"] == "robust":
        return way(line, claim)
    return "same" if claim["label"] == "same decisions" else str(claim["label"])


def label(line: Plain, claim: Plain) -> str:
    """A label in two words or so: `robust, better`, `depends on framing.warmth`."""
    if claim["label"] == "robust":
        return f"robust, {way(line, claim)}"
    if claim["label"] == "depends" and claim["depends_on"] is not None:
        return f"depends on {claim['depends_on']['name']}"
    return str(claim["label"])


def margin(line: Plain, value: float | None = None) -> str:
    """The margin of an outcome as it is printed, with its unit; nothing where there is none."""
    found = line.get("margin") if value is None else value
    if found is None:
        return ""
    unit = {"share": " of 100", "days": " days", "hours": " hours"}.get(line["kind"], "")
    return f"{number(found, line['kind'])}{unit}"


def too_few(difference: Plain | None) -> str:
    """`too few (7 events)` where a difference rests on so few; else nothing."""
    reading = None if difference is None else difference.get("reading")
    if reading is None or reading["verdict"] != "too few":
        return ""
    return f"too few ({_events([reading['events'] or 0])})"


def percent(share: float) -> str:
    """A share in whole per cent; neither nothing nor everything is told of a little less."""
    if 0 < share < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def assumed(claim: Plain) -> str:
    """The share of the variance between worlds that is due to assumed numbers."""
    return "not known" if claim["assumed"] is None else percent(claim["assumed"])


def in_worlds(claim: Plain) -> str:
    """In how many worlds the difference lies below the margin, within it, and above it."""
    spread = claim["spread"]
    if spread is None:
        return "no worlds"
    parts = {"below": spread["below"], "within": spread["inside"], "above": spread["above"]}
    counts = {where: round(share * spread["worlds"]) for where, share in parts.items()}
    return ", ".join(f"{count} {where}" for where, count in counts.items() if count)


def reason(claim: Plain) -> str:
    """The words of a claim without its label, for where the label stands beside them."""
    start = f"{claim['label']}: "
    return str(claim["words"]).removeprefix(start)


def settles(claim: Plain) -> str:
    """How many people or worlds would settle a claim that is withheld; nothing where unknown."""
    if claim["label"] != "withheld":
        return ""
    if claim["people"] is not None:
        return f"{claim['people']:,} people of each persona would do"
    worlds = 0 if claim["spread"] is None else claim["spread"]["worlds"]
    return f"{worlds} of at least {ENOUGH} worlds" if worlds < ENOUGH else ""


def by_label(summary: Plain) -> bool:
    """Whether a star means `robust`: there are claims, and worlds enough to make them."""
    return summary["worlds"] >= ENOUGH and bool(summary.get("claims"))


#: What stands behind a level in a table, for its label.
MARKS = {"robust": "*", "equivalent": "=", "same decisions": "=", "depends": "~"}


def mark(summary: Plain, line: Plain, arm: str) -> str:
    """The mark of an arm beside its level in an outcome: one character, often a space."""
    reference = summary["reference"]
    if arm == reference or line["exogenous"]:
        return " "
    if not by_label(summary):
        return "*" if stands_out(pick(summary, line["name"], arm, reference)) else " "
    claim = claim_of(summary, line["name"], arm, reference)
    return " " if claim is None else MARKS.get(claim["label"], " ")


def marks(summary: Plain) -> str:
    """What the marks mean."""
    reference = summary["reference"]
    if by_label(summary):
        return (
            f"Against {reference} over {summary['worlds']} worlds: * robust, = equivalent, ~ "
            "depends on an assumption; no mark: undecided or withheld."
        )
    worlds = ", one sign in all worlds" if summary["worlds"] else ""
    return f"* differs from {reference}: interval without 0{worlds}."


def rare(summary: Plain) -> list[str]:
    """In which outcomes of the family too few events were seen to compare, in a sentence."""
    told = []
    for line in family_outcomes(summary):
        found = [
            each["reading"]["events"]
            for each in summary["differences"]
            if each["outcome"] == line["name"] and too_few(each)
        ]
        if found:
            told.append(f"{line['label'].lower()} ({_events(found)})")
    return [f"Too few events to compare: {', '.join(told)}."] if told else []


def _events(counts: list[int]) -> str:
    low, high = min(counts), max(counts)
    if low != high:
        return f"{low} to {high} events, {len(counts)} pairs of arms"
    return "no events" if high == 0 else "1 event" if high == 1 else f"{high} events"
