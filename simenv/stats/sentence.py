"""The one sentence that a comparison ends with."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.stats.censoring import Censoring
from simenv.stats.claims import Claim
from simenv.stats.claims.label import ENOUGH
from simenv.stats.claims.words import for_sentence
from simenv.stats.estimate import Difference, Estimate
from simenv.stats.worlds import Signs


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the sentence tells: one share under one arm, or under two.

    `difference` is second minus first, None for a single arm. `others` counts the arms that were
    compared with the first; of several, the second is the one that lies farthest from it.
    `before` says what people had lived with before entry, empty if nothing; `left_before` is the
    share of them who had left by then. `claim` is what holds of it over the drawn worlds.
    """

    days: int
    first: str
    first_level: Estimate
    second: str | None
    second_level: Estimate | None
    difference: Difference | None
    signs: Signs | None
    calibration: str
    others: int = 1
    before: str = ""
    left_before: float = 0.0
    claim: Claim | None = None


def sentence(finding: Finding | None, censoring: Censoring) -> str:
    """The finding in words; None means that no arm was lived to the end."""
    if finding is None:
        return "No finding: no arm was lived to the end."
    if not censoring.claim:
        return (
            f"No claim: failed calls took {100 * censoring.share:.1f} % of people out of sight, "
            f"above the limit of {100 * censoring.limit:g} %."
        )
    first, second, told = _numbers(finding)
    like = f"like these, {finding.before}," if finding.before else "like these,"
    stopped = "stopped after entry" if finding.before else "had stopped using the assistant"
    start = f"Of 100 people {like} {first} {stopped} by day {finding.days} "
    start += f"under {finding.first}"
    if finding.second is not None:
        start += f" and {second} under {finding.second}{_of_several(finding)}"
    return (
        f"{start} ({'; '.join([*told, *_left(finding), finding.calibration, *_worlds(finding)])})"
    )


def _left(finding: Finding) -> list[str]:
    """How many had left before anything was counted, in a cohort that could have."""
    share = f"{100 * finding.left_before:.0f}"
    return [f"{share} of the 100 had left before entry"] if finding.before else []


def _of_several(finding: Finding) -> str:
    """That the second arm was chosen for its difference, where it was."""
    return f", the farthest from it of {finding.others} others" if finding.others > 1 else ""


def _numbers(finding: Finding) -> tuple[str, str, list[str]]:
    """Both levels and what is told of their difference, with as many digits as it takes."""
    first = 100 * finding.first_level.value
    if finding.second_level is None or finding.difference is None:
        return f"{first:.0f}", "", [_interval(finding.first_level, 1.0, 0)]
    second, apart = 100 * finding.second_level.value, finding.difference
    if apart.same:
        return f"{first:.0f}", f"{second:.0f}", ["same decisions"]
    digits = _digits(first, second, apart)
    turn = -1.0 if apart.value < 0 else 1.0
    size = f"difference {turn * 100 * apart.value:.{digits}f}"
    size = "no difference worth a digit" if _none(finding) else size
    told = f"{size}, {_interval(apart, turn, digits)}"
    return f"{first:.{digits}f}", f"{second:.{digits}f}", [told]


def _none(finding: Finding) -> bool:
    """Whether the difference is 0 as printed; then it has no sign that worlds could share."""
    apart, second = finding.difference, finding.second_level
    if apart is None or second is None:
        return False
    digits = _digits(100 * finding.first_level.value, 100 * second.value, apart)
    return round(100 * abs(apart.value), digits) == 0


def _digits(first: float, second: float, apart: Difference) -> int:
    """0 where whole numbers add up and the interval is wide enough for them, else 1."""
    whole = abs(round(first) - round(second)) == round(100 * abs(apart.value))
    wide = apart.low is not None and apart.high is not None and apart.high - apart.low >= 0.04
    return 0 if whole and wide else 1


def _interval(found: Estimate | Difference, turn: float, digits: int) -> str:
    if found.low is None or found.high is None:
        return "too few people for an interval"
    ends = sorted((100 * turn * found.low, 100 * turn * found.high))
    low, high = (f"{end + 0.0:.{digits}f}" for end in ends)
    return f"95 % interval {low} to {high}"


def _worlds(finding: Finding) -> list[str]:
    """How the difference fared in the drawn worlds; nothing where there is none to speak of."""
    if finding.difference is None or finding.difference.same or finding.signs is None:
        return []
    if finding.claim is not None and finding.signs.drawn >= ENOUGH:
        return [for_sentence(finding.claim)]
    if _none(finding):  # nor has it a sign
        return []
    same, drawn = finding.signs.same, finding.signs.drawn
    if drawn == 0:
        return ["one set of parameters"]
    return [f"same sign in {same} of {drawn} plausible worlds"]
