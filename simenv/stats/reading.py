"""How a difference reads against its margin, alone and within the declared family.

People are free in a simulation, so any difference is "significant" with enough of them. What counts
is whether it is larger than a margin that was declared beforehand, surely smaller, or neither.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from simenv.stats.estimate import Difference, few
from simenv.stats.holm import holm
from simenv.stats.outcome import Better
from simenv.stats.quantiles import CONFIDENCE, t_beyond, t_quantile

#: `beyond`: the interval lies beyond the margin; `apart`: it leaves out 0 but not the margin;
#: `equivalent`: the 90 % interval lies within the margin (two one-sided tests of 5 %);
#: `not worse`: worse than the margin is excluded (one-sided 2.5 %), no more can be said;
#: `unsettled`: none of these; `too few`: under 20 events in both arms together.
Verdict = Literal[
    "same decisions", "beyond", "apart", "equivalent", "not worse", "unsettled", "too few"
]
Key = TypeVar("Key", bound=Hashable)

#: The error that a family may make at most, and the confidence of the equivalence interval.
ALPHA = round(1.0 - CONFIDENCE, 12)
EQUIVALENCE = 1.0 - 2 * ALPHA


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One difference of the median world against its margin.

    `p` is two-sided, of the hypothesis that the difference lies within the margin: below 5 % where
    the verdict is `beyond`, and nowhere else. `held` is Holm's adjustment of it over the family,
    None outside the family; neither is a headline. `events` are persons with the event in both arms
    together, None for what is no share.
    """

    margin: float
    verdict: Verdict
    p: float | None
    held: float | None
    events: int | None


@dataclass(frozen=True, kw_only=True)
class Family:
    """The declared family of comparisons over which Holm's adjustment runs."""

    outcomes: tuple[str, ...]
    arms: tuple[str, ...]
    against: str
    size: int
    alpha: float


def read(found: Difference, better: Better, margin: float, events: int | None) -> Reading:
    """Read a difference against a margin of 0 or more, in the unit of the difference.

    `better` is the outcome's direction; `events` is `events_in(first, second)` of a share, None of
    anything else. Too few are also fewer than 20 persons without the event.
    """
    if found.same:
        return Reading(margin=margin, verdict="same decisions", p=None, held=None, events=events)
    if found.low is None or (events is not None and few(events, 2 * found.people)):
        return Reading(margin=margin, verdict="too few", p=None, held=None, events=events)
    verdict = _verdict(found, better, margin, share=events is not None)
    return Reading(
        margin=margin, verdict=verdict, p=p_beyond(found, margin), held=None, events=events
    )


def adjusted(readings: Mapping[Key, Reading]) -> dict[Key, Reading]:
    """The readings of a family, with Holm's adjustment over all that were declared."""
    held = holm([each.p for each in readings.values()])
    pairs = zip(readings.items(), held, strict=True)
    return {key: replace(each, held=p) for (key, each), p in pairs}


def equivalent(found: Difference, margin: float, *, share: bool = False) -> bool:
    """Whether two one-sided tests of 5 % both exclude the margin (Schuirmann 1987)."""
    error, df = _at_margin(found, margin, share=share)
    return abs(found.value) + t_quantile(df, EQUIVALENCE) * error < margin


def not_worse(found: Difference, better: Better, margin: float, *, share: bool = False) -> bool:
    """Whether being worse by the margin is excluded, one-sided 2.5 %.

    Never where neither direction is better.
    """
    if better == "neither":
        return False
    error, df = _at_margin(found, margin, share=share)
    worse = found.value if better == "lower" else -found.value
    return worse + t_quantile(df) * error < margin


def p_beyond(found: Difference, margin: float) -> float:
    """Two-sided p of the hypothesis that the difference lies within the margin."""
    error, df = _spread(found)
    over = abs(found.value) - margin
    if error <= 0:
        return float(over <= 0)
    return min(1.0, 2.0 * t_beyond(over / error, df))


def _verdict(found: Difference, better: Better, margin: float, *, share: bool) -> Verdict:
    error, df = _spread(found)
    reach = t_quantile(df) * error
    if abs(found.value) - reach > margin:
        return "beyond"
    if equivalent(found, margin, share=share):
        return "equivalent"
    if abs(found.value) > reach:
        return "apart"
    return "not worse" if not_worse(found, better, margin, share=share) else "unsettled"


def _spread(found: Difference) -> tuple[float, float]:
    """Standard error and degrees of freedom; `ValueError` of a difference that has none."""
    if found.error is None or found.freedom is None:
        raise ValueError("a difference without an interval cannot be read")
    return found.error, found.freedom


def _at_margin(found: Difference, margin: float, *, share: bool) -> tuple[float, float]:
    """The error if the true difference were the margin, and its degrees of freedom.

    Two arms whose shares differ by m differ in m of the people at least, so their difference
    varies by m (1 - m) at least. Where by chance fewer differed, the seen error is too small, and
    worst so where the difference looks smallest (the restricted variance of Tango 1998).
    """
    error, df = _spread(found)
    if not share or not found.effective or margin >= 1:
        return error, df
    return max(error, (margin * (1 - margin) / found.effective) ** 0.5), df
