"""From what the differences between worlds come: evidence or assumption, and which numbers most."""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.claims.claim import Driver
from simenv.stats.claims.label import between_variance
from simenv.stats.claims.numbers import Numbers, ranks

#: Fewer worlds than this tell nothing of where a variance comes from.
ENOUGH_TO_EXPLAIN = 60
#: Fewer worlds than this give no drivers: ten in each third.
ENOUGH_TO_DRIVE = 30
#: How many drivers are told.
DRIVERS = 10


def assumed_share(apart: F8, noise: float, numbers: Numbers) -> float | None:
    """The share of the variance between worlds that is due to assumed numbers, 0 to 1.

    Differences [worlds] are regressed on the normal scores of the numbers that rest on an evidence
    row alone. What these explain, adjusted for their number, is taken from the variance between
    worlds; the rest, interactions and bends included, is due to assumed numbers. None below 60
    worlds, without numbers or without variance between worlds.
    """
    between = between_variance(apart, noise)
    basis = numbers.basis
    free = len(apart) - basis.shape[1]
    if len(apart) < ENOUGH_TO_EXPLAIN or not numbers.parameters or free < 1 or not between > 0:
        return None
    left = apart - basis @ (basis.T @ apart)
    explained = float(np.var(apart, ddof=1)) - float(left @ left) / free
    return float(min(1.0, max(0.0, 1.0 - explained / between)))


def drivers(apart: F8, numbers: Numbers) -> tuple[Driver, ...]:
    """The numbers between whose thirds the differences [worlds] change most, the greatest first."""
    if len(apart) < ENOUGH_TO_DRIVE:
        return ()
    found = [_driver(apart, numbers, k) for k in range(len(numbers.parameters))]
    told = [each for each in found if each is not None]
    return tuple(sorted(told, key=lambda each: -abs(each.high - each.low))[:DRIVERS])


def _driver(apart: F8, numbers: Numbers, k: int) -> Driver | None:
    """One number; None if it does not vary."""
    values = numbers.values[:, k]
    if np.ptp(values) <= 0:
        return None
    place = ranks(values)
    third = len(apart) / 3
    low, low_error = _mean(apart, place <= third)
    high, high_error = _mean(apart, place > len(apart) - third)
    one = numbers.parameters[k]
    return Driver(
        name=one.name,
        what=one.what,
        source=one.source,
        low=low,
        low_error=low_error,
        high=high,
        high_error=high_error,
        correlation=_correlation(place, ranks(apart)),
    )


def _mean(apart: F8, part: B1) -> tuple[float, float]:
    """Mean and standard error of some worlds, at least ten of them unless numbers are tied."""
    own = apart[part]
    if len(own) < 2:
        return float(apart.mean()), float(apart.std())
    return float(own.mean()), float(own.std(ddof=1) / len(own) ** 0.5)


def _correlation(first: F8, second: F8) -> float:
    """Pearson's correlation; of ranks, it is Spearman's. 0 if either does not vary."""
    one, two = first - first.mean(), second - second.mean()
    scale = float((one @ one) * (two @ two)) ** 0.5
    return float(one @ two) / scale if scale > 0 else 0.0
