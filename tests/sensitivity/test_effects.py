"""Elementary effects: known slopes, luck told from effects, and luck that is not shared."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.errors import SimulatorFailure
from simenv.sensitivity import salib
from simenv.sensitivity.effects import effects, elementary, shares_luck
from simenv.sensitivity.inputs import HIGH, LOW
from simenv.sensitivity.measuring import error
from tests.broken.catching import LAW
from tests.sensitivity.functions import PARTS, evaluator, ishigami, linear

SLOPES = st.lists(st.floats(-5, 5), min_size=2, max_size=6)


def noisy(rows, seed=0):
    """No input has an effect; the parts of every row differ by luck of their own."""
    parts = np.random.default_rng(seed).normal(size=(len(rows), 1, PARTS))
    return np.concatenate([parts.mean(axis=2, keepdims=True), parts], axis=2)


@settings(LAW, max_examples=12)
@given(SLOPES, st.integers(0, 99))
def test_of_a_sum_the_effect_is_the_slope_over_the_whole_way(slopes, seed):
    rows = salib.trajectories(len(slopes) + 1, 4, seed)
    found = effects(rows, evaluator(linear(slopes), luck=1.0)(rows), seed)
    way = (HIGH - LOW) * np.array([*slopes, 0.0])
    assert np.allclose(found.mu[0], way)
    assert np.allclose(found.mu_star[0], np.abs(way))
    assert np.allclose(found.sigma[0], 0, atol=1e-9)
    assert np.allclose(found.floor, 0, atol=1e-9), "luck that all rows share is no noise"


def test_what_nothing_reads_has_no_effect_to_the_last_bit():
    rows = salib.trajectories(4, 6, 1)
    found = effects(rows, evaluator(ishigami, luck=3.0)(rows), 1)
    assert found.mu_star[0, 3] == found.sigma[0, 3] == 0
    shares_luck(found, 3)


def test_effects_are_those_that_salib_measures():
    rows = salib.trajectories(4, 6, 1)
    each = elementary(rows, evaluator(ishigami)(rows))[:, :, 0, 0]
    found = salib.measures(rows, ishigami(rows), 1)
    assert np.allclose(each.mean(axis=0), found["mu"])
    assert np.allclose(np.abs(each).mean(axis=0), found["mu_star"])
    assert np.allclose(each.std(axis=0, ddof=1), found["sigma"])


def test_bends_and_interactions_show_in_sigma():
    rows = salib.trajectories(4, 20, 1)
    bent = effects(rows, evaluator(ishigami)(rows), 1)
    assert (bent.sigma[0, :3] > 1).all()


def test_luck_alone_passes_the_floor_in_about_one_input_of_twenty():
    rows = salib.trajectories(400, 10, 1)
    found = effects(rows, noisy(rows), 1)
    assert 0.02 <= float(np.mean(found.mu_star > found.floor)) <= 0.08


def test_an_effect_far_above_luck_is_clear_of_it():
    rows = salib.trajectories(20, 10, 1)
    found = effects(rows, noisy(rows) + evaluator(linear([5.0]))(rows), 1)
    clear = found.mu_star[0] > found.floor[0]
    assert clear[0]
    assert clear.sum() <= 4


def test_luck_that_rows_do_not_share_is_caught():
    rows = salib.trajectories(4, 3, 1)
    with pytest.raises(SimulatorFailure, match="did not share their luck"):
        shares_luck(effects(rows, noisy(rows), 1), 3)


def test_the_error_is_that_of_a_mean_of_parts():
    parts = np.random.default_rng(1).normal(size=(4000, PARTS))
    whole = np.concatenate([parts.mean(axis=1, keepdims=True), parts], axis=1)
    assert np.sqrt(np.mean(error(whole) ** 2)) == pytest.approx(whole[:, 0].std(), rel=0.05)


def test_another_seed_is_another_design_and_the_same_seed_the_same():
    assert np.array_equal(salib.trajectories(5, 3, 7), salib.trajectories(5, 3, 7))
    assert not np.array_equal(salib.trajectories(5, 3, 7), salib.trajectories(5, 3, 8))


def test_fewer_trajectories_are_the_first_of_more():
    assert np.array_equal(salib.trajectories(5, 4, 7)[:18], salib.trajectories(5, 3, 7))
