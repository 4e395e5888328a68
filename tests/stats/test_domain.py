"""Means among a part of the people."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from simenv.stats.domain import difference_among, kish, level_among
from simenv.stats.estimate import difference, level
from simenv.stats.strata import Strata

seeds = st.integers(0, 2**32 - 1)
SIZES = (50, 30, 80)
STRATA = Strata.of(np.repeat(np.arange(3, dtype=np.int32), SIZES), (0.2, 0.5, 0.3))


def drawn(seed):
    rng = np.random.default_rng(seed)
    part = rng.random(160) < np.repeat((0.3, 0.8, 0.5), SIZES)
    part[0] = True
    return (rng.random((2, 160)) < 0.4).astype(float), part


@given(seeds)
def test_a_part_of_everybody_is_everybody(seed):
    (first, second), _ = drawn(seed)
    everybody = np.ones(160, dtype=bool)
    whole = level(first, STRATA, "share")
    found = level_among(first, everybody, STRATA, "share")
    assert (found.value, found.low, found.high) == pytest.approx(
        (whole.value, whole.low, whole.high)
    )
    apart, plain = (
        difference_among(first, second, everybody, STRATA, "share"),
        difference(first, second, STRATA, "share"),
    )
    assert (apart.value, apart.low, apart.high) == pytest.approx(
        (plain.value, plain.low, plain.high)
    )


@given(seeds)
def test_it_is_the_weighted_total_by_the_weighted_size(seed):
    (first, second), part = drawn(seed)
    weights = np.repeat(np.array((0.2, 0.5, 0.3)) / SIZES, SIZES)[part]
    found = level_among(first, part, STRATA, "share")
    assert found.value == pytest.approx(np.average(first[part], weights=weights))
    apart = difference_among(first, second, part, STRATA, "share")
    assert apart.value == pytest.approx(np.average((first - second)[part], weights=weights))
    assert found.people == apart.people == part.sum()
    assert kish(part, STRATA) == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


@given(seeds)
def test_what_happens_outside_the_part_makes_no_difference(seed):
    (first, second), part = drawn(seed)
    other = np.where(part, first, 1 - first)
    assert level_among(first, part, STRATA, "share") == level_among(other, part, STRATA, "share")
    assert difference_among(first, second, part, STRATA, "share") == difference_among(
        other, second, part, STRATA, "share"
    )


def test_few_events_have_the_exact_interval_and_differences_of_few_have_none():
    strata = Strata.of(np.zeros(200, dtype=np.int32), (1.0,))
    part, rare = np.arange(200) < 60, np.arange(200) < 4
    found = level_among(rare * 1.0, part, strata, "share")
    theirs = scipy_stats.binomtest(4, 60).proportion_ci(0.95, "exact")
    assert (found.exact, found.events) == (True, 4)
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))
    apart = difference_among(rare * 1.0, np.zeros(200), part, strata, "share")
    assert (apart.value, apart.low, apart.people) == (pytest.approx(4 / 60), None, 60)
