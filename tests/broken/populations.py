"""Estimators that break law 6 where persons share services, each in one way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.stats.estimate import difference
from simenv.stats.estimate import level as level_of_persons
from simenv.stats.populations.estimate import Apart, apart, apart_twice
from simenv.stats.strata import Strata
from tests.laws.populations import REAL


def persons(values, kind):
    """Hands on every person, for estimators that take them for independent."""
    return values.ravel(), kind


def of_persons(column):
    """The level with persons as units."""
    values, kind = column
    return level_of_persons(values, _one(values), kind)


def between_persons(first, second):
    """The difference with persons as units, paired person by person."""
    return difference(first[0], second[0], _one(first[0]), first[1])


def between_scenarios_of_persons(first, second):
    """The difference in differences with persons as units."""
    (a, kind), (b, _) = first
    (c, _), (d, _) = second
    return difference(a - b, c - d, _one(a), "mean" if kind == "share" else kind)


def unpaired(first, second):
    """Takes the populations of two arms for other populations."""
    found = apart(first, second)
    error = (first.values.var(ddof=1) + second.values.var(ddof=1)) / len(first.values)
    half = 2.09 * error**0.5
    return replace(found, low=found.value - half, high=found.value + half)


def normal(first, second):
    """Takes 20 populations for very many: the normal's 1.96, and the population's own spread."""
    found = apart(first, second)
    half = 1.96 * (first.values - second.values).std() / len(first.values) ** 0.5
    return replace(found, low=found.value - half, high=found.value + half)


def twice_as_if_independent(first, second):
    """Forgets that both scenarios met the same populations."""
    found = apart_twice(first, second)
    parts = [column.values.var(ddof=1) / len(column.values) for column in (*first, *second)]
    half = 2.09 * sum(parts) ** 0.5
    return Apart(value=found.value, low=found.value - half, high=found.value + half)


def mean_of_ratios(over, under):
    """Every population counts alike, however seldom it asked, and varies as if it were exact."""
    return np.full(len(over), (over / np.maximum(under, 1)).mean())


def unadjusted(values):
    """Reads each p as if it were the only one."""
    return tuple(values)


def _one(values):
    return Strata(edges=(0, len(values)), weights=(1.0,))


_PERSONS = replace(
    REAL,
    column=persons,
    level=of_persons,
    apart=between_persons,
    apart_twice=between_scenarios_of_persons,
)

#: What is broken, and the cases that have to catch it.
BROKEN = {
    "persons as units": (
        _PERSONS,
        (
            "level_of_a_share",
            "difference_of_shares",
            "null_with_a_shock_of_each_arm",
            "difference_of_differences",
        ),
    ),
    "populations not paired": (replace(REAL, apart=unpaired), ("difference_of_shares",)),
    "few populations taken for many": (
        replace(REAL, apart=normal),
        ("difference_of_shares", "null_with_a_shock_of_each_arm"),
    ),
    "scenarios not paired": (
        replace(REAL, apart_twice=twice_as_if_independent),
        ("difference_of_differences",),
    ),
    "ratios as if exact": (replace(REAL, per=mean_of_ratios), ("ratio_of_totals",)),
    "no adjustment": (replace(REAL, holm=unadjusted), ("any_wrong_sign_in_the_family",)),
}
