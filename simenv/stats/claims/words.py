"""A claim in plain English: the label, and the numbers that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.stats.censoring import LIMIT
from simenv.stats.claims.claim import Claim, Label, Part, Split, Spread
from simenv.stats.claims.label import (
    ENOUGH,
    ENOUGH_OF_SIGN,
    Reason,
    Tally,
    Verdict,
)
from simenv.stats.outcome import Better, Kind

_UNITS: dict[Kind, str] = {
    "share": " of 100",
    "count": " a person",
    "mean": " on the scale of 0 to 1",
    "days": " days",
    "hours": " hours",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the words of a claim are made from; `standard` is the name of the first one."""

    arm: str
    against: str
    kind: Kind
    better: Better
    by_standard: bool
    standard: str
    margin: float
    counts: Tally
    spread: Spread | None
    parts: tuple[Part, ...]


def amount(value: float, kind: Kind) -> str:
    """A number as it is printed, shares of 100; two digits that tell something, no unit."""
    scaled = 100 * value if kind == "share" else value
    if abs(scaled) >= 10:
        return f"{scaled:,.0f}"
    digits = 1 if abs(scaled) >= 1 else 2
    text = f"{scaled + 0.0:.{digits}f}"
    return text.rstrip("0").rstrip(".") if float(text) else f"{scaled + 0.0:.1g}"


def unit(kind: Kind) -> str:
    """The unit after an amount, with the blank before it."""
    return _UNITS[kind]


def winner(verdict: Verdict, pair: tuple[str, str], better: Better) -> str | None:
    """The arm that is better, or higher where neither direction is; None without a difference."""
    if verdict not in {"above", "below"}:
        return None
    arm, against = pair
    higher, lower = (arm, against) if verdict == "above" else (against, arm)
    return lower if better == "lower" else higher


def told(label: Label, said: Said, verdict: Verdict, split: Split | None) -> str:
    """A label that is not withheld, in a sentence."""
    if label == "same decisions":
        return "same decisions: the two never answered otherwise"
    if label == "depends" and split is not None:
        return _depends(said, split)
    found = _robust(said, verdict) if label == "robust" else _undecided(said)
    return _equivalent(said) if label == "equivalent" else found


def told_withheld(reason: Reason, said: Said, people: int | None) -> str:
    """Why there is no label."""
    if reason.why == "worlds":
        drawn = f"{reason.worlds} drawn world{'' if reason.worlds == 1 else 's'}"
        return f"withheld: {drawn}, a label needs {ENOUGH}"
    if reason.why == "sign":
        return (
            f"withheld: {reason.worlds} worlds with {reason.name}, a label needs "
            f"{ENOUGH_OF_SIGN} on each side of an unknown sign"
        )
    if reason.why == "error unknown" or said.spread is None:
        return "withheld: too few people to tell their luck from a difference between worlds"
    return _luck(said.spread, said.kind, people)


def told_lost(share: float, worlds: int) -> str:
    """That failed calls took too many people, in the median world or in drawn ones."""
    limit = f"{100 * LIMIT:g} %"
    if share > LIMIT:
        return f"withheld: failed calls took {100 * share:.1f} % of people, above {limit}"
    return f"withheld: {worlds} worlds lost an arm, or more than {limit} of people to failed calls"


def for_sentence(claim: Claim) -> str:
    """The label as the one sentence of a comparison ends with it."""
    if claim.label == "robust" and claim.spread is not None:
        agreed = round(max(claim.spread.above, claim.spread.below) * claim.spread.worlds)
        return f"robust in {agreed} of {claim.spread.worlds} plausible worlds"
    return claim.words


def _luck(spread: Spread, kind: Kind, people: int | None) -> str:
    luck, between = _measured(spread.within, kind), amount(spread.between, kind)
    start = f"withheld: the luck of people ({luck})"
    if people is None:
        return f"{start} hides what spread there is between worlds"
    return (
        f"{start} exceeds a third of the spread between worlds ({between}); "
        f"{people:,} people of each persona would do"
    )


def _robust(said: Said, verdict: Verdict) -> str:
    above = verdict == "above"
    agreed = said.counts.above if above else said.counts.below
    return (
        f"robust: {said.arm} {'higher' if above else 'lower'}{_range(said)} in {agreed} of "
        f"{said.counts.worlds} worlds, {_conditions(said)}{_broken_by(said)}"
    )


def _range(said: Said) -> str:
    """By how much in the middle 90 % of worlds."""
    if said.spread is None:
        return ""
    ends = sorted(abs(end) for end in (said.spread.low, said.spread.high))
    low, high = (amount(end, said.kind) for end in ends)
    between = _measured(ends[1], said.kind) if low == high else f"{low} to {high}{unit(said.kind)}"
    return f" by {between}"


def _equivalent(said: Said) -> str:
    return (
        f"equivalent: within {_measured(said.margin, said.kind)} in {said.counts.inside} of "
        f"{said.counts.worlds} worlds, "
        f"{_conditions(said)}{_broken_by(said)}"
    )


def _conditions(said: Said) -> str:
    """Under what a label was demanded besides."""
    named = ["under every weighting"]
    if said.by_standard:
        named.append("by both standards")
    if any(part.condition == "sign" for part in said.parts):
        named.append("with either sign of each unknown number")
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _broken_by(said: Said) -> str:
    """The personas without which a label does not hold."""
    broken = [part.name for part in said.parts if part.condition == "without" and not part.holds]
    return f"; not without {' or '.join(broken)}" if broken else ""


def _depends(said: Said, split: Split) -> str:
    better = "higher" if said.better == "neither" else "better"
    if split.condition == "parameter":
        return (
            f"depends on {split.name} ({split.source}): below {split.at:.2g} {split.low} is "
            f"{better}, above it {split.high}"
        )
    if split.condition == "standard":
        return (
            f"depends on the standard: by {said.standard} {split.low} is {better}, by "
            f"{split.name} {split.high}"
        )
    return (
        f"depends on the weights of personas ({split.name}): {split.low} is {better} by one "
        f"weighting, {split.high} by another"
    )


def _undecided(said: Said) -> str:
    counts = said.counts
    sides = [("higher", counts.above), ("lower", counts.below)]
    (more, most), (less, least) = sides if counts.above >= counts.below else sides[::-1]
    start = (
        f"undecided: {said.arm} {more} by more than {_measured(said.margin, said.kind)} in {most} "
        f"of {counts.worlds} worlds, {less} in {least}, within it in {counts.inside}"
    )
    broken = [_named(part) for part in said.parts if part.condition != "without" and not part.holds]
    if counts.verdict is None or not broken:
        return start
    nearly = "equivalent" if counts.verdict == "inside" else "robust"
    return f"{start}; {nearly} but for {', '.join(broken)}"


def _named(part: Part) -> str:
    """A condition that breaks a label."""
    return part.name if part.condition == "sign" else f"the {part.condition} {part.name}"


def _measured(value: float, kind: Kind) -> str:
    """An amount with its unit; one day, one hour."""
    text = amount(value, kind)
    one = text == "1" and kind in {"days", "hours"}
    return f"{text}{unit(kind)[:-1] if one else unit(kind)}"
