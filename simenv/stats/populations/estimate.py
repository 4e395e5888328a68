"""Means over populations, contrasts of them paired by population, intervals of Student's t.

The populations of a scenario are independent draws of people and of background callers; within one,
everybody waits for everybody else. So each population gives one number, and the interval has as
many degrees of freedom as there are populations, less one. Arms and scenarios meet the same
populations: a contrast is taken within each before anything is averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.stats.estimate import Difference
from simenv.stats.limits import GRAIN
from simenv.stats.outcome import Kind
from simenv.stats.populations.lived import FEWEST
from simenv.stats.quantiles import t_quantile

#: What can lie below 0, or above 1: the ends of a level of each kind.
ENDS: dict[Kind, tuple[float, float]] = {
    "share": (0.0, 1.0),
    "count": (0.0, np.inf),
    "mean": (-1.0, 1.0),
    "days": (0.0, np.inf),
    "hours": (0.0, np.inf),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One number a population [populations]; NaN where there is nobody to tell it.

    `units` are all persons, or all requests, that the numbers are about; `kind` says in what unit
    they are, and `times` by how much they were multiplied besides: 100 for a rate per 100 people.
    No number lies above `most`, so no interval of a level does.
    """

    values: F8
    units: int
    kind: Kind
    times: float = 1.0
    most: float = np.inf

    @property
    def least(self) -> float:
        """By how much the mean moves if one person more differs by the least that counts."""
        return self.times * GRAIN[self.kind] / self.units if self.units else 0.0


@dataclass(frozen=True, kw_only=True)
class Short:
    """A level or a difference at its shortest, for the many that stand persona by persona."""

    value: float
    low: float | None
    high: float | None
    same: bool = False


@dataclass(frozen=True, kw_only=True)
class Level:
    """A mean over populations; no interval from fewer than 20 of them."""

    value: float
    low: float | None
    high: float | None
    error: float | None
    populations: int

    @property
    def short(self) -> Short:
        """Only the value and the interval."""
        return Short(value=self.value, low=self.low, high=self.high)


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A contrast of arms, or of scenarios, paired by population; its unit is the population.

    `same` says that everybody lived alike on both sides: then there is no interval and no test.
    `units` are persons, or requests, on the smaller side.
    """

    value: float
    low: float | None = None
    high: float | None = None
    error: float | None = None
    freedom: float | None = None
    populations: int = 0
    units: int = 0
    same: bool = False

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    @property
    def short(self) -> Short:
        """Only the value and the interval."""
        return Short(value=self.value, low=self.low, high=self.high, same=self.same)

    @property
    def read_as(self) -> Difference:
        """In the words of `simenv.stats.reading`, which asks for value, error and freedom only."""
        told = {"low": self.low, "high": self.high, "error": self.error, "freedom": self.freedom}
        return Difference(
            value=self.value, people=self.units, same=self.same, effective=self.units, **told
        )


def level(column: Column) -> Level | None:
    """The mean over the populations; None if none of them has a number."""
    found = _mean(column.values, column.least)
    if found is None:
        return None
    value, error, populations = found
    if error is None:
        return Level(value=value, low=None, high=None, error=None, populations=populations)
    low, high = ENDS[column.kind][0], min(ENDS[column.kind][1], column.most)
    half = t_quantile(populations - 1) * error
    ends = {"low": max(low, value - half), "high": min(high, value + half)}
    return Level(value=value, error=error, populations=populations, **ends)


def apart(first: Column, second: Column, *, same: bool = False) -> Apart | None:
    """First minus second, population by population; None if no population has both."""
    return _contrast((first, second), (1.0, -1.0), same=same)


def apart_twice(
    first: tuple[Column, Column], second: tuple[Column, Column], *, same: bool = False
) -> Apart | None:
    """The difference of the first two minus that of the second two, population by population.

    How a scenario changes what an arm does: arm and reference there, arm and reference here.
    """
    return _contrast((*first, *second), (1.0, -1.0, -1.0, 1.0), same=same)


def per(over: F8, under: F8) -> F8:
    """Pseudo-values [populations] of a total over a total: their mean is the ratio of the totals.

    `over` and `under` are sums in each population. Linearised, so that populations with a small
    denominator weigh as little as they should (Cochran 1977, chapter 6). NaN without a denominator.
    """
    total = float(under.sum())
    if total <= 0:
        return np.full(len(over), np.nan)
    ratio = float(over.sum()) / total
    found: F8 = ratio + (over - ratio * under) * (len(under) / total)
    return found


def _contrast(
    columns: Sequence[Column], signs: Sequence[float], *, same: bool = False
) -> Apart | None:
    values = np.zeros_like(columns[0].values)
    for sign, column in zip(signs, columns, strict=True):
        values = values + sign * column.values
    found = _mean(values, max(column.least for column in columns))
    units = min(column.units for column in columns)
    if same:
        return Apart(value=0.0, populations=len(values), units=units, same=True)
    if found is None:
        return None
    value, error, populations = found
    if error is None:
        return Apart(value=value, populations=populations, units=units)
    half = t_quantile(populations - 1) * error
    return Apart(
        value=value,
        low=value - half,
        high=value + half,
        error=error,
        freedom=float(populations - 1),
        populations=populations,
        units=units,
    )


def _mean(values: F8, least: float) -> tuple[float, float | None, int] | None:
    """Mean, standard error (None from too few) and number of the populations that have a number.

    The variance is raised as if one person more had differed, so that the interval of what is rare
    does not collapse onto 0 (`simenv.stats.estimate`).
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    # In the order of populations, a plain sum: equal inputs give equal bits.
    value = float(np.add.reduce(known)) / len(known)
    if len(known) < FEWEST:
        return value, None, len(known)
    variance = float(np.add.reduce((known - value) ** 2)) / (len(known) - 1) / len(known)
    return value, (variance + least**2) ** 0.5, len(known)
