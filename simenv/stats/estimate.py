"""Levels and paired differences with 95 % intervals, over fixed strata.

All intervals are of Student's t with Satterthwaite's degrees of freedom. Where an outcome is a
share, a count or a time, the variance is raised as if one more pair of persons had differed by the
least that counts, its *grain* (after Agresti & Min 2005, for strata): without it the interval of a
rare outcome collapses onto its estimate when nobody, or hardly anybody, was seen to differ. The
intervals speak of the luck of the persons drawn, in one world; they know nothing of parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from simenv.columns import F8
from simenv.stats.outcome import Kind
from simenv.stats.strata import Strata, freedom

#: What can be estimated: an outcome, or the score of a person out of five items, 0 to 1.
Measure = Kind | Literal["score"]

#: The least by which two persons differ, where a measure has one. Hours alone come by the day; one
#: item of five moves a score by a fifth.
GRAIN: dict[Measure, float] = {
    "share": 1.0,
    "count": 1.0,
    "days": 1.0,
    "hours": 24.0,
    "mean": 0.0,
    "score": 0.2,
}
#: Less than one person of any panel: what rounding leaves of a share of 0 or 1.
_NOBODY = 1e-12
#: Measures that cannot lie below 0 and have no upper end.
_UNBOUNDED = {"count", "days", "hours"}

#: Two-sided confidence of every interval.
CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class Brief:
    """An estimate or a difference at its shortest, for the many that stand persona by persona."""

    value: float
    low: float | None
    high: float | None
    people: int
    same: bool = False


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The level of an outcome; `low` and `high` are None where too few people allow an interval."""

    value: float
    low: float | None
    high: float | None
    error: float | None
    people: int

    @property
    def brief(self) -> Brief:
        """Without the standard error."""
        return Brief(value=self.value, low=self.low, high=self.high, people=self.people)

    def times(self, factor: float) -> Estimate:
        """The same estimate in another unit."""
        return Estimate(
            value=self.value * factor,
            low=_times(self.low, factor),
            high=_times(self.high, factor),
            error=_times(self.error, factor),
            people=self.people,
        )


@dataclass(frozen=True, kw_only=True)
class Difference:
    """First minus second, the same persons in both.

    `unpaired_low` and `unpaired_high` are the interval that independent luck would have given;
    `variance_cut` is how many times as many people that would have taken for the same precision.
    `same` says that the decisions never differed; then there is no interval and no test.
    """

    value: float
    low: float | None = None
    high: float | None = None
    error: float | None = None
    freedom: float | None = None
    unpaired_low: float | None = None
    unpaired_high: float | None = None
    correlation: float | None = None
    variance_cut: float | None = None
    people: int = 0
    same: bool = False

    @property
    def brief(self) -> Brief:
        """Only the value and the paired interval."""
        told = {"low": self.low, "high": self.high}
        return Brief(value=self.value, people=self.people, same=self.same, **told)

    def times(self, factor: float) -> Difference:
        """The same difference in another unit."""
        return replace(
            self,
            value=self.value * factor,
            low=_times(self.low, factor),
            high=_times(self.high, factor),
            error=_times(self.error, factor),
            unpaired_low=_times(self.unpaired_low, factor),
            unpaired_high=_times(self.unpaired_high, factor),
        )


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def level(values: F8, strata: Strata, kind: Measure, part: float = 1.0) -> Estimate:
    """The weighted mean of values [n] and its interval.

    `part` is the weighted share of those whom the values are about, if not everybody: with fewer
    of them, one more makes more of a difference.
    """
    value, parts = strata.mean(values), strata.variances(values)
    if parts is None or strata.people == 0:
        return Estimate(value=value, low=None, high=None, error=None, people=strata.people)
    variance = sum(parts)
    t = t_quantile(freedom(parts, _sizes(strata)))
    low, high = _limits(value, variance, t, (kind, strata, part))
    return Estimate(
        value=value, low=low, high=high, error=float(variance**0.5), people=strata.people
    )


def difference(
    first: F8, second: F8, strata: Strata, kind: Measure, part: float = 1.0
) -> Difference:
    """First minus second of values [n], row i the same person in both; `part` as in `level`."""
    apart = first - second
    value, parts = strata.mean(apart), strata.variances(apart)
    parts_1, parts_2 = strata.variances(first), strata.variances(second)
    if parts is None or parts_1 is None or parts_2 is None or strata.people == 0:
        return Difference(value=value, people=strata.people)
    floor = _floor(strata, kind, part)
    error, half, df = _half_width(parts, _sizes(strata), floor)
    _, half_unpaired, _ = _half_width((*parts_1, *parts_2), _sizes(strata) * 2, floor)
    return Difference(
        value=value,
        low=_inside(value - half, kind),
        high=_inside(value + half, kind),
        error=error,
        freedom=df,
        unpaired_low=_inside(value - half_unpaired, kind),
        unpaired_high=_inside(value + half_unpaired, kind),
        correlation=_correlation(sum(parts_1), sum(parts_2), sum(parts)),
        variance_cut=_cut(sum(parts_1) + sum(parts_2), sum(parts)),
        people=strata.people,
    )


def ratio(over: F8, per: F8, strata: Strata) -> Estimate | None:
    """Weighted total of `over` by that of `per`, both [n], its interval by linearisation.

    None if the denominator is 0.
    """
    below = strata.mean(per)
    if below <= 0:
        return None
    value = strata.mean(over) / below
    around = level((over - value * per) / below, strata, "mean")
    half = None if around.low is None else around.value - around.low
    return Estimate(
        value=value,
        low=None if half is None else max(0.0, value - half),
        high=None if half is None else value + half,
        error=around.error,
        people=strata.people,
    )


@lru_cache(maxsize=4096)
def t_quantile(df: float) -> float:
    """The upper quantile of Student's t that `CONFIDENCE` asks for."""
    from scipy.special import stdtrit  # noqa: PLC0415  (half a second, for who asks for intervals)

    return float(stdtrit(df, 0.5 + CONFIDENCE / 2))


def _sizes(strata: Strata) -> tuple[int, ...]:
    return tuple(strata.sizes[k] for k in strata.counted)


def _floor(strata: Strata, kind: Measure, part: float) -> float:
    """What one more differing pair, at the average weight, adds to the variance."""
    return GRAIN[kind] ** 2 / (strata.people * strata.effective * part**2)


def _half_width(
    parts: Sequence[float], sizes: Sequence[int], floor: float
) -> tuple[float, float, float]:
    """Standard error, half the width of the interval, degrees of freedom."""
    df = freedom(parts, sizes)
    error = (sum(parts) + floor) ** 0.5
    return error, t_quantile(df) * error, df


def _limits(
    value: float, variance: float, t: float, what: tuple[Measure, Strata, float]
) -> tuple[float, float]:
    """The interval of a level: Wilson's for shares, else Student's, within what is possible."""
    kind, strata, part = what
    floor = _floor(strata, kind, part)
    if kind == "share":
        return _wilson(value, variance + floor / 4, t, part * strata.effective)
    half = float(t * (variance + floor) ** 0.5)
    low, high = value - half, value + half
    low = max(0.0, low) if kind in _UNBOUNDED or kind == "score" else low
    return low, min(1.0, high) if kind == "score" else high


def _wilson(share: float, variance: float, t: float, effective: float) -> tuple[float, float]:
    """Wilson's interval with the number of persons that the variance amounts to."""
    inside = share * (1 - share)
    if inside < _NOBODY:  # weights that sum to 1 - 1e-16 would leave a share of 1 - 1e-16
        share, inside = float(round(share)), 0.0
    people = inside / variance if inside else effective
    middle = (share + t * t / (2 * people)) / (1 + t * t / people)
    half = t / (1 + t * t / people) * (inside / people + (t / (2 * people)) ** 2) ** 0.5
    # Exactly, 0 and 1 are ends of their own intervals; rounding may put them just outside.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _inside(limit: float, kind: Measure) -> float:
    """A limit of a difference, kept where differences of shares, means and scores can lie."""
    return limit if kind in _UNBOUNDED else min(1.0, max(-1.0, limit))


def _correlation(first: float, second: float, apart: float) -> float | None:
    """What shared luck achieved, within personas; None if either arm does not vary."""
    scale = (first * second) ** 0.5
    if scale <= 0:
        return None
    return float(min(1.0, max(-1.0, (first + second - apart) / (2 * scale))))


def _cut(independent: float, apart: float) -> float | None:
    """How often the variance was cut; None if no person differed."""
    return independent / apart if apart > 0 else None
