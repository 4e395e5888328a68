"""Fixed strata: weights, canonical sums, variances, degrees of freedom."""

import math
from statistics import fmean, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stats.strata import BLOCK, Strata, block_sum, freedom

numbers = st.floats(-100, 100, allow_nan=False)
groups = st.lists(st.lists(numbers, min_size=2, max_size=9), min_size=1, max_size=5)
shares = st.lists(st.floats(0.01, 10), min_size=5, max_size=5)


def cut(rows, weights):
    """Values and strata of one list of numbers a persona."""
    persona = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row) for row in rows])
    values = np.array([value for row in rows for value in row])
    return values, Strata.of(persona, weights[: len(rows)])


@given(groups, shares)
def test_the_mean_is_that_of_the_personas_weighted_by_their_shares(rows, weights):
    values, strata = cut(rows, weights)
    used = weights[: len(rows)]
    slow = sum(w * fmean(row) for w, row in zip(used, rows, strict=True)) / sum(used)
    assert strata.mean(values) == pytest.approx(slow, abs=1e-9)


@given(groups, shares)
def test_the_variance_is_that_within_personas(rows, weights):
    values, strata = cut(rows, weights)
    used = weights[: len(rows)]
    slow = [
        (w / sum(used)) ** 2 * variance(row) / len(row) for w, row in zip(used, rows, strict=True)
    ]
    assert strata.variances(values) == pytest.approx(slow, abs=1e-6)


@given(groups, shares, st.floats(0.1, 1000))
def test_only_the_proportions_of_shares_matter(rows, weights, factor):
    values, strata = cut(rows, weights)
    _, scaled = cut(rows, [factor * w for w in weights])
    assert sum(strata.weights) == pytest.approx(1)
    assert strata.weights == pytest.approx(scaled.weights)
    assert strata.mean(values) == pytest.approx(scaled.mean(values), abs=1e-9)


def test_a_persona_without_people_gives_its_weight_to_the_others():
    strata = Strata.of(np.array([0, 0, 2, 2], dtype=np.int32), (0.5, 0.3, 0.2))
    assert strata.weights == pytest.approx((0.5 / 0.7, 0, 0.2 / 0.7))
    assert strata.counted == (0, 2)
    assert strata.sizes == (2, 0, 2)
    assert strata.mean(np.array([1.0, 1, 1, 1])) == pytest.approx(1)


def test_nobody_at_all_weighs_nothing():
    strata = Strata.of(np.array([], dtype=np.int32), (0.5, 0.5))
    assert strata.mean(np.zeros(0)) == 0
    assert strata.people == strata.effective == 0


def test_a_single_person_has_no_known_spread():
    strata = Strata.of(np.array([0, 0, 1], dtype=np.int32), (0.5, 0.5))
    assert strata.variances(np.array([0.0, 1, 1])) is None


def test_equal_weights_make_everybody_effective():
    strata = Strata.of(np.repeat(np.arange(4, dtype=np.int32), 25), (1, 1, 1, 1))
    assert strata.effective == pytest.approx(100)
    skewed = Strata.of(np.repeat(np.arange(4, dtype=np.int32), 25), (10, 1, 1, 1))
    assert skewed.effective < 50


@given(st.integers(0, 3 * BLOCK), st.integers(0, 2**32))
def test_sums_are_taken_block_by_block(length, seed):
    values = np.random.default_rng(seed).standard_normal(length)
    blocks = [float(np.sum(values[i : i + BLOCK])) for i in range(0, length, BLOCK)]
    total = 0.0
    for block in blocks:
        total += block
    assert block_sum(values) == total
    assert block_sum(values[::-1][::-1]) == total
    assert total == pytest.approx(math.fsum(values), abs=1e-8)


@given(st.floats(0.01, 10), st.integers(2, 500))
def test_one_stratum_has_the_plain_degrees_of_freedom(part, size):
    assert freedom([part], [size]) == pytest.approx(size - 1)


def test_degrees_of_freedom_lie_between_the_smallest_and_the_sum():
    assert 9 <= freedom([1.0, 0.2], [10, 40]) <= 48
    assert freedom([0.0, 0.0], [10, 40]) == 48
