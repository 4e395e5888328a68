"""Law 6 where persons share services: intervals cover with the population as their unit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stats import OUTCOMES, Study, summarise
from simenv.stats.lived import World
from simenv.stats.populations import summarise as summarise_populations
from simenv.stats.populations.estimate import Column, apart, apart_twice
from tests.broken.catching import LAW
from tests.broken.populations import BROKEN
from tests.laws.populations import CASES, POPULATIONS, REAL
from tests.made_lives import PERSONAS, SHARES
from tests.made_populations import populations, read, study


def holds(name, parts=REAL):
    found = CASES[name]
    low, high = found.bounds
    rate = found.rate(parts)
    assert low <= rate <= high, f"{name}: {rate:.4f}, not {low} to {high}"


@pytest.mark.parametrize("name", CASES)
def test_the_figures_are_as_promised(name):
    holds(name)


CAUGHT = [(name, case) for name, (_, cases) in BROKEN.items() for case in cases]


@pytest.mark.parametrize(("name", "case"), CAUGHT)
def test_a_broken_estimator_is_caught(name, case):
    parts, _ = BROKEN[name]
    with pytest.raises(AssertionError):
        holds(case, parts)


# Persons are no units here: what reckons with them refuses


def test_estimates_over_persons_are_refused():
    lives = populations()
    told = Study(
        personas=PERSONAS,
        shares=SHARES,
        arms=("A",),
        days=30,
        standard="listening-first",
        standard_assumed=0.82,
    )
    with pytest.raises(TypeError, match="the unit is the population"):
        summarise(told, {"A": lives})
    with pytest.raises(TypeError, match="the unit is the population"):
        World.of({"A": lives}, SHARES)


@pytest.mark.parametrize("each", OUTCOMES, ids=lambda each: each.name)
def test_no_outcome_can_be_taken_person_by_person(each):
    with pytest.raises(TypeError, match="the unit is the population"):
        each.value(populations(), 30)


# Identical arms: no test, no interval, exactly nothing


@LAW
@given(st.integers(0, 2**32 - 1), st.sampled_from(["share", "count", "days", "mean"]))
def test_identical_columns_differ_by_exactly_nothing(seed, kind):
    rng = np.random.default_rng(seed)
    one, other = (Column(values=rng.random(POPULATIONS), units=40, kind=kind) for _ in range(2))
    twin = Column(values=one.values.copy(), units=40, kind=kind)
    assert apart(one, twin).value == 0.0
    assert apart_twice((one, other), (twin, other)).value == 0.0


def test_identical_arms_are_told_as_the_same_decisions():
    def same(scenario, world, arm):
        del arm
        return read(scenario, world, "graded")

    found = summarise_populations(study(worlds=2), same)
    assert "same decisions" in found.sentence
    assert {one.change for one in found.orders} == {"same decisions"}
    assert {one.worlds.label for one in found.orders} == {"same decisions"}
    for line in found.differences:
        assert line.all.same
        assert (line.all.value, line.all.low) == (0.0, None)
        assert line.reading.verdict == "same decisions"
    effects = [line.effect for line in found.capacity if line.effect is not None]
    assert effects
    assert all(each.same and each.value == 0.0 for each in effects)
