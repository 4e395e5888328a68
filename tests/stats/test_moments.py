"""Moments of worlds are what the estimates are, for all arms at once; panels hold the worlds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.stats.holding import COMPARED
from simenv.stats.lived import World
from simenv.stats.moments import moments, of_values
from simenv.stats.outcomes import outcome
from simenv.stats.strata import Strata
from simenv.stats.worlds import Asked, read
from tests.made_lives import SHARES, censored, lives

HARSH = {"A": 0.1, "B": 0.9, "C": 0.5}


def arms(names="ABC", **how):
    return {name: lives(HARSH[name], **how) for name in names}


def asked(*names):
    outcomes = tuple(map(outcome, names)) or COMPARED
    return Asked(outcomes=outcomes, others=lambda _, __: {}, shares=SHARES, days=30)


@pytest.mark.parametrize("lost", [(), (3, 60, 61)])
def test_moments_are_the_means_and_errors_of_every_outcome(lost):
    found = {arm: censored(each, np.array(lost, int)) for arm, each in arms().items()}
    world = World.of(found, SHARES)
    told = moments(world, COMPARED, 30)
    for each in COMPARED:
        values, strata = world.values(each, 30)
        own = told[each.name]
        for k in range(len(SHARES)):
            alone = strata.one(k)
            cut = [strata.cut(values[arm], k) for arm in "ABC"]
            assert own.means[:, k].tolist() == [alone.mean(one) for one in cut]
            for i, j in ((0, 1), (2, 0)):
                error = sum(alone.variances(cut[i] - cut[j]))
                assert own.errors[k, i, j] == pytest.approx(error, rel=1e-9, abs=1e-15)
        assert (own.errors == own.errors.transpose(0, 2, 1)).all()
        assert (own.errors[:, range(3), range(3)] == 0).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_equal_arms_have_no_error_at_all(seed):
    values = np.random.default_rng(seed).gamma(2.0, 3.0, (1, 30)).repeat(5, axis=0)
    found = of_values(values, Strata.of(np.repeat(np.arange(2), 15), (1, 1)))
    assert (found.errors == 0).all()
    assert (found.means == found.means[0]).all()


def test_a_persona_without_people_is_not_known():
    found = of_values(np.ones((2, 4)), Strata.of(np.array([0, 0, 0, 2]), (1, 1, 1)))
    assert np.isnan(found.means).tolist() == [[False, True, False]] * 2
    assert np.isfinite(found.errors[:, 0, 1]).tolist() == [True, False, False]


def test_levels_of_drawn_worlds_are_those_of_the_median_world_when_they_are_the_same():
    world = World.of(arms(), SHARES)
    drawn, panels = read(world, [arms()], asked())
    for each in COMPARED:
        values, strata = world.values(each, 30)
        levels = {arm: strata.mean(array) for arm, array in values.items()}
        assert drawn[0].levels[each.name] == pytest.approx(levels, rel=1e-12)
        assert np.array_equal(panels[each.name].means[0], panels[each.name].median)


def test_errors_are_averaged_over_worlds():
    world = World.of(arms(), SHARES)
    seeds = (2, 3, 4)
    _, panels = read(world, [arms(seed=seed) for seed in seeds], asked("met", "disengaged"))
    alone = [
        moments(World.of(arms(seed=seed), SHARES), asked("met").outcomes, 30)["met"].errors
        for seed in seeds
    ]
    assert panels["met"].errors == pytest.approx(np.mean(alone, axis=0))
    assert set(panels) == {"met", "disengaged"}


def test_a_lost_world_and_an_arm_that_was_not_lived_say_nothing():
    world = World.of(arms(), SHARES)
    many = {arm: censored(each, np.arange(12)) for arm, each in arms(seed=2).items()}
    drawn, panels = read(world, [many, arms("CA", seed=3), arms(seed=4)], asked("met"))
    assert [one.lost for one in drawn] == [True, False, False]
    known = np.isfinite(panels["met"].means).all(axis=2)
    assert known.tolist() == [[False] * 3, [True, False, True], [True] * 3]
    own = moments(World.of(arms("AC", seed=3), SHARES), asked("met").outcomes, 30)["met"]
    assert (panels["met"].means[1, [0, 2]] == own.means).all()


def test_worlds_without_arms_have_no_panels():
    drawn, panels = read(World.of({}, SHARES), [{}, {}], asked("met"))
    assert len(drawn) == 2
    assert panels == {}
