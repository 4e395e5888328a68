"""Ratios of two arms on the same persons, by the delta method on the log scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from simenv.stats.relative import relative
from simenv.stats.strata import Strata

ONE = Strata.of(np.zeros(200, dtype=np.int32), (1.0,))
seeds = st.integers(0, 2**32 - 1)


def counts(seed, n=200):
    rng = np.random.default_rng(seed)
    shared = rng.gamma(2.0, 1.0, n)
    return rng.poisson(shared) + 0.1, rng.poisson(1.5 * shared) + 0.1


@given(seeds)
def test_one_persona_gives_the_delta_method_of_the_textbook(seed):
    first, second = counts(seed)
    found = relative(first, second, ONE, "mean")
    a, b = first.mean(), second.mean()
    (v1, cov), (_, v2) = np.cov(first, second)
    error = ((v1 / a**2 + v2 / b**2 - 2 * cov / (a * b)) / 200) ** 0.5
    half = scipy_stats.t.ppf(0.975, 199) * error
    assert found.value == pytest.approx(a / b)
    assert (found.low, found.high) == pytest.approx((a / b * np.exp(-half), a / b * np.exp(half)))
    assert found.error == pytest.approx(found.value * error)


@given(seeds, st.sampled_from(["count", "mean", "days"]))
def test_turning_a_ratio_round_inverts_it(seed, kind):
    first, second = counts(seed)
    there, back = relative(first, second, ONE, kind), relative(second, first, ONE, kind)
    assert there.value == pytest.approx(1 / back.value)
    assert (there.low, there.high) == pytest.approx((1 / back.high, 1 / back.low))


@given(seeds, st.floats(0.1, 50))
def test_the_unit_makes_no_difference(seed, factor):
    first, second = counts(seed)
    found = relative(first, second, ONE, "mean")
    scaled = relative(factor * first, factor * second, ONE, "mean")
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(
        (found.value, found.low, found.high)
    )


def test_the_interval_is_on_one_side_of_1_about_where_the_difference_is_of_0():
    u = np.random.default_rng(5).random(200)
    found = relative((u < 0.5) * 1.0, (u < 0.3) * 1.0, ONE, "share")
    assert 1 < found.low < found.value < found.high


def test_a_ratio_to_nothing_and_a_ratio_of_what_may_be_negative_are_none():
    some = np.arange(200.0)
    assert relative(some, np.zeros(200), ONE, "count") is None
    assert relative(some - 5, some, ONE, "mean") is None
    assert relative(some, some - 5, ONE, "mean") is None


def test_nothing_and_too_few_have_a_ratio_without_limits():
    some = np.arange(200.0)
    nothing = relative(np.zeros(200), some, ONE, "count")
    assert (nothing.value, nothing.low, nothing.high) == (0.0, None, None)
    rare = relative((some < 9) * 1.0, (some < 10) * 1.0, ONE, "share")
    assert (rare.value, rare.low, rare.events) == (pytest.approx(0.9), None, 19)
    single = Strata.of(np.array([0] * 199 + [1], dtype=np.int32), (1, 1))
    assert relative(some, some + 1, single, "count").low is None
