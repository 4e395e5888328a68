"""The same persons in every arm, in key order, without those whom a failed call censored."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.errors import SimulatorFailure
from simenv.stats import summarise
from simenv.stats.lived import World
from tests.made_lives import SHARES, censored, lives, study

SIZES = (9, 7, 8, 6, 5)
N = sum(SIZES)


def shuffled(found, seed):
    rows, standing = found
    order = np.random.default_rng(seed).permutation(len(rows))
    return rows.take(order), standing[order]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_the_order_of_persons_makes_no_difference(first, second):
    arms = {"A": lives(0.2, SIZES), "B": lives(0.8, SIZES)}
    mixed = {"A": shuffled(arms["A"], first), "B": shuffled(arms["B"], second)}
    assert summarise(study(), arms) == summarise(study(), mixed)


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(0, N - 1), max_size=9), st.sets(st.integers(0, N - 1), max_size=9))
def test_a_person_censored_in_one_arm_is_left_out_in_all(in_a, in_b):
    arms = {"A": lives(0.2, SIZES), "B": lives(0.8, SIZES)}
    lost = {
        "A": censored(arms["A"], np.array(sorted(in_a), dtype=int)),
        "B": censored(arms["B"], np.array(sorted(in_b), dtype=int)),
    }
    seen = np.setdiff1d(np.arange(N), sorted(in_a | in_b))
    without = {arm: (rows.take(seen), days[seen]) for arm, (rows, days) in arms.items()}
    found, expected = summarise(study(), lost), summarise(study(), without)
    assert found.outcomes == expected.outcomes
    assert found.differences == expected.differences
    assert found.standing == expected.standing
    assert found.censoring.people == len(in_a | in_b)


def test_other_persons_in_another_arm_are_refused():
    with pytest.raises(SimulatorFailure, match="'A' and 'B' hold different persons"):
        World.of({"A": lives(0.2, SIZES), "B": lives(0.2, (9, 7, 8, 6, 4))}, SHARES)


def test_a_person_who_stands_twice_is_refused():
    rows, standing = lives(0.2, SIZES)
    twice = np.append(np.arange(N), 3)
    with pytest.raises(SimulatorFailure, match="twice"):
        World.of({"A": (rows.take(twice), standing[twice])}, SHARES)


def test_standing_that_does_not_fit_is_refused():
    rows, standing = lives(0.2, SIZES)
    with pytest.raises(SimulatorFailure, match="35 trajectories, but 34"):
        World.of({"A": (rows, standing[1:])}, SHARES)


def test_a_persona_without_a_share_is_refused():
    with pytest.raises(SimulatorFailure, match="persona 4 has no share"):
        World.of({"A": lives(0.2, SIZES)}, SHARES[:4])


def test_daily_shares_are_weighted_and_sum_to_one():
    found = lives(0.6, SIZES)
    world = World.of({"A": found}, SHARES)
    daily = np.array(world.daily("A"))
    assert daily.shape == (30, 5)
    assert daily.sum(axis=1) == pytest.approx(1)
    rows, standing = found
    weights = np.array(SHARES) / sum(SHARES)
    slow = sum(
        weights[k] * (standing[rows.persona == k][:, 11] == 4).mean() for k in range(len(SIZES))
    )
    assert daily[11, 4] == pytest.approx(slow)
