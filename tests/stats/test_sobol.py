"""Indices of Sobol': functions with known shares of variance, and what intervals must hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.stats.sobol import indices, parts, sample
from tests.broken.catching import LAW
from tests.sensitivity.functions import ishigami, known_ishigami, linear

SLOPES = st.lists(st.floats(-3, 3), min_size=2, max_size=5).filter(lambda s: max(map(abs, s)) > 0.5)


def test_the_sample_mixes_columns_of_two_independent_samples():
    rows = sample(3, 8, seed=1)
    first, second, *mixed = np.split(rows, 5)
    for number, one in enumerate(mixed):
        assert np.array_equal(one[:, number], second[:, number])
        others = [each for each in range(3) if each != number]
        assert np.array_equal(one[:, others], first[:, others])
    assert ((rows > 0) & (rows < 1)).all()
    assert not np.array_equal(rows, sample(3, 8, seed=2))


def test_outputs_are_cut_as_rows_were_laid():
    rows = sample(2, 4, seed=1)
    outputs = np.stack([np.arange(16.0), 100 + np.arange(16.0)], axis=1)
    f_a, f_b, f_ab = parts(outputs, 2)
    assert f_a.tolist() == [[0, 1, 2, 3], [100, 101, 102, 103]]
    assert f_b[0].tolist() == [4, 5, 6, 7]
    assert f_ab.shape == (2, 2, 4)
    assert f_ab[1, 0].tolist() == [12, 13, 14, 15]
    assert len(rows) == 16


@settings(LAW, max_examples=12)
@given(SLOPES)
def test_of_a_sum_each_input_holds_the_square_of_its_slope(slopes):
    rows = sample(len(slopes), 512, seed=3)
    found = indices(linear(slopes)(rows)[:, None], len(slopes), seed=1)
    share = np.square(slopes) / np.square(slopes).sum()
    assert np.allclose(found.first[0], share, atol=0.06)
    assert np.allclose(found.total[0], share, atol=0.06)


def test_ishigami_has_its_known_indices_within_their_intervals():
    rows, known = sample(3, 1024, seed=5), known_ishigami()
    found = indices(ishigami(rows)[:, None], 3, seed=1)
    assert np.allclose(found.first[0], known.first, atol=0.05)
    assert np.allclose(found.total[0], known.total, atol=0.05)
    for low, exact, high in zip(found.total_low[0], known.total, found.total_high[0], strict=True):
        assert low <= exact <= high


def test_intervals_shrink_with_the_sample_and_are_the_same_again():
    def width(samples):
        rows = sample(3, samples, seed=5)
        found = indices(ishigami(rows)[:, None], 3, seed=1)
        again = indices(ishigami(rows)[:, None], 3, seed=1)
        assert np.array_equal(found.total_low, again.total_low)
        return float((found.total_high - found.total_low).mean())

    assert width(1024) < 0.5 * width(64)


@pytest.mark.parametrize("samples", [2, 16])
def test_what_never_varies_has_no_indices(samples):
    rows = sample(2, samples, seed=1)
    outputs = np.stack([np.ones(len(rows)), rows[:, 0]], axis=1)
    found = indices(outputs, 2, seed=1)
    assert found.first[0].tolist() == found.total_high[0].tolist() == [0, 0]
    assert found.total[1, 0] > 0 == found.total[1, 1]
