"""Levels and paired differences with 95 % intervals, over fixed strata.

All intervals are of Student's t with Satterthwaite's degrees of freedom. Where an outcome is a
share, a count or a time, the variance is raised as if one more pair of persons had differed by the
least that counts, its *grain* (after Agresti & Min 2005, for strata): without it the interval of a
rare outcome collapses onto its estimate when nobody, or hardly anybody, was seen to differ. The
level of a share that fewer than `FEW` people met, or all but so few, has the exact interval. The
intervals speak of the luck of the persons drawn, in one world; they know nothing of parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv.columns import F8
from simenv.stats.limits import GRAIN, Measure, exact, inside, limits, raised
from simenv.stats.quantiles import CONFIDENCE, t_quantile
from simenv.stats.strata import Strata, freedom

__all__ = [
    "CONFIDENCE",
    "FEW",
    "GRAIN",
    "Brief",
    "Difference",
    "Estimate",
    "Measure",
    "difference",
    "events_in",
    "few",
    "level",
    "ratio",
    "settled",
    "t_quantile",
]

#: With fewer events than this, or fewer people without one, a share is rare.
FEW = 20


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
    """The level of an outcome; `low` and `high` are None where too few people allow an interval.

    `events` are the people who met it, where it is a share; `exact` says that they, or those who
    did not, are so few that the interval is Clopper's and Pearson's.
    """

    value: float
    low: float | None
    high: float | None
    error: float | None
    people: int
    events: int | None = None
    exact: bool = False

    @property
    def brief(self) -> Brief:
        """Without the standard error."""
        return Brief(value=self.value, low=self.low, high=self.high, people=self.people)

    def times(self, factor: float) -> Estimate:
        """The same estimate in another unit."""
        return replace(
            self,
            value=self.value * factor,
            low=_times(self.low, factor),
            high=_times(self.high, factor),
            error=_times(self.error, factor),
        )


@dataclass(frozen=True, kw_only=True)
class Difference:
    """First minus second, the same persons in both.

    `unpaired_low` and `unpaired_high` are the interval that independent luck would have given;
    `variance_cut` is how many times as many people that would have taken for the same precision.
    `same` says that the decisions never differed; then there is no interval and no test.
    `effective` is Kish's number of persons.
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
    effective: float | None = None

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
    events = events_in(values) if kind == "share" else None
    return settled(strata.mean(values), strata.variances(values), (strata, kind, part), events)


def settled(
    value: float,
    parts: Sequence[float] | None,
    what: tuple[Strata, Measure, float],
    events: int | None = None,
) -> Estimate:
    """A weighted mean with what each counted persona adds to its variance, and its interval.

    `parts` are as `Strata.variances` gives them; `what` are the strata, the measure and the part of
    people that `level` takes. `events` decide whether a share has the exact interval.
    """
    strata, kind, part = what
    people = strata.people
    if parts is None or people == 0:
        return Estimate(value=value, low=None, high=None, error=None, people=people, events=events)
    variance = sum(parts)
    rare = events is not None and few(events, people)
    if rare:
        low, high = exact(value, variance, part * strata.effective)
    else:
        t = t_quantile(freedom(parts, _sizes(strata)))
        low, high = limits(value, variance, t, (kind, strata, part))
    error = float(variance**0.5)
    told = {"low": low, "high": high, "error": error}
    return Estimate(value=value, people=people, events=events, exact=rare, **told)


def events_in(*values: F8) -> int | None:
    """How many 1 there are in all of these, where all is 0 or 1; None where it is not."""
    if any(((each != 0) & (each != 1)).any() for each in values):
        return None
    return sum(int(np.count_nonzero(each)) for each in values)


def few(events: int, people: int) -> bool:
    """Whether fewer than `FEW` of so many met the event, or fewer than that did not."""
    return min(events, people - events) < FEW


def difference(
    first: F8, second: F8, strata: Strata, kind: Measure, part: float = 1.0
) -> Difference:
    """First minus second of values [n], row i the same person in both; `part` as in `level`."""
    apart = first - second
    value, parts = strata.mean(apart), strata.variances(apart)
    parts_1, parts_2 = strata.variances(first), strata.variances(second)
    if parts is None or parts_1 is None or parts_2 is None or strata.people == 0:
        return Difference(value=value, people=strata.people)
    floor = raised(strata, kind, part)
    error, half, df = _half_width(parts, _sizes(strata), floor)
    _, half_unpaired, _ = _half_width((*parts_1, *parts_2), _sizes(strata) * 2, floor)
    return Difference(
        value=value,
        low=inside(value - half, kind),
        high=inside(value + half, kind),
        error=error,
        freedom=df,
        unpaired_low=inside(value - half_unpaired, kind),
        unpaired_high=inside(value + half_unpaired, kind),
        correlation=_correlation(sum(parts_1), sum(parts_2), sum(parts)),
        variance_cut=_cut(sum(parts_1) + sum(parts_2), sum(parts)),
        people=strata.people,
        effective=part * strata.effective,
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


def _sizes(strata: Strata) -> tuple[int, ...]:
    return tuple(strata.sizes[k] for k in strata.counted)


def _half_width(
    parts: Sequence[float], sizes: Sequence[int], floor: float
) -> tuple[float, float, float]:
    """Standard error, half the width of the interval, degrees of freedom."""
    df = freedom(parts, sizes)
    error = (sum(parts) + floor) ** 0.5
    return error, t_quantile(df) * error, df


def _correlation(first: float, second: float, apart: float) -> float | None:
    """What shared luck achieved, within personas; None if either arm does not vary."""
    scale = (first * second) ** 0.5
    if scale <= 0:
        return None
    return float(min(1.0, max(-1.0, (first + second - apart) / (2 * scale))))


def _cut(independent: float, apart: float) -> float | None:
    """How often the variance was cut; None if no person differed."""
    return independent / apart if apart > 0 else None
