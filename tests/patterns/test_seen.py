"""Weights, parts of equal weight, first rows, and what noise may do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.patterns.best import unbeaten
from simenv.patterns.seen import first_of_each, parts
from simenv.patterns.severity import beyond_noise
from simenv.rows import TurnRows
from simenv.stats.outcomes import outcome
from simenv.stats.strata import Strata
from tests.broken.catching import LAW
from tests.patterns.made import EACH, PEOPLE, SHARES, everyone, lives, rows, seen


def test_everybody_together_weighs_one_and_each_persona_its_share():
    persona, _ = everyone()
    weight = seen({"any": lives()}).weight(persona)
    assert weight.sum() == pytest.approx(1)
    assert weight[persona == 1].sum() == pytest.approx(SHARES[1])


def test_a_mean_is_weighted_by_the_personas_of_the_rows():
    world = seen({"any": lives()})
    assert world.mean(np.array([1.0, 0.0]), np.array([0, 1])) == pytest.approx(0.25)
    assert world.mean(np.array([0.0, 1.0]), np.array([0, 1])) == pytest.approx(0.75)
    assert world.mean(np.zeros(0), np.zeros(0, np.int32)) == 0


def test_an_outcome_has_the_weighted_mean_of_statistics():
    persona, _ = everyone()
    world = seen({"any": lives(met=np.where(persona, 2, 4))})
    assert world.levels(outcome("met")) == {"any": pytest.approx(0.25 * 4 + 0.75 * 2)}


def test_the_first_row_of_each_person():
    turns = rows(TurnRows, [0, 0, 0, 1, 1], [0, 0, 2, 2, 3])
    assert first_of_each(turns).tolist() == [0, 2, 3, 4]
    assert first_of_each(TurnRows.blank(0)).tolist() == []


def test_rows_find_their_person():
    world = seen({"any": lives()})
    turns = rows(TurnRows, [1, 0], [3, 5])
    assert world.seat(turns).tolist() == [EACH + 3, 5]


@LAW
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 2)), min_size=1, max_size=60),
    st.integers(1, 6),
)
def test_parts_are_in_order_and_nearly_of_equal_weight(people, number):
    values, weight = np.array(people).T
    found = parts(values, weight, number)
    assert ((found >= 0) & (found < number)).all()
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    each = np.bincount(found, weight, number)
    assert (np.abs(each - weight.sum() / number) <= weight.max() + 1e-9).all()


def test_noise_is_taken_off_a_rise():
    means, errors = np.array([0.1, 0.3, 0.2]), np.full(3, 0.03)
    assert beyond_noise(means, errors) == pytest.approx(0.2 - 2 * np.hypot(0.03, 0.03))
    assert beyond_noise(-means, errors) == pytest.approx(0.1 - 2 * np.hypot(0.03, 0.03))
    assert beyond_noise(means, 10 * errors) < 0


def test_an_arm_is_beaten_only_beyond_noise():
    luck = np.random.default_rng(1).normal(size=PEOPLE)
    persona, _ = everyone()
    strata = Strata.of(persona, SHARES)
    values = {"best": luck + 3.0, "near": luck + 3.0 - 0.5 * (luck > 2), "far": luck + 2.0}
    assert unbeaten(outcome("met"), values, strata) == {"best", "near"}
    assert unbeaten(outcome("alone_nights"), values, strata) == {"far"}
    assert unbeaten(outcome("met"), {"one": luck, "same": luck}, strata) == {"one", "same"}
