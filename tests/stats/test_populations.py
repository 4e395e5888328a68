"""Populations that share services: from persons to one number a population, and to a summary."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.errors import SimulatorFailure
from simenv.stats import OUTCOMES
from simenv.stats.outcomes import outcome
from simenv.stats.populations import FEWEST, summarise
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.estimate import Column, apart, level, per
from simenv.stats.populations.rankings import RANKED
from simenv.vocabulary import Risk
from tests.broken.catching import LAW
from tests.made_populations import COUNTS, HARSH, POPULATIONS, SCENARIOS, populations, read, study


def arms_of(told=None, scenario=SCENARIOS[1], reader=read):
    return Arms.of(study() if told is None else told, scenario, 0, reader)


def shuffled(found, seed=3):
    rows = np.random.default_rng(seed).permutation(len(found.rows))
    calls = np.random.default_rng(seed).permutation(len(found.calls))
    return replace(
        found,
        rows=found.rows.take(rows),
        standing=found.standing[rows],
        calls=found.calls.take(calls),
    )


def censored(found, share):
    rows = found.rows.copy()
    lost = np.arange(len(rows)) < share * len(rows)
    rows.censored_at[lost] = 0
    rows.censored_risk[lost] = Risk.PASSIVE
    return replace(found, rows=rows)


@pytest.fixture(scope="module")
def summary():
    return summarise(study(worlds=2), read)


# Populations


def test_the_population_is_the_number_over_the_count_of_the_persona():
    found = populations()
    sizes = np.zeros((POPULATIONS, len(COUNTS)), int)
    np.add.at(sizes, (found.of_persons, found.rows.persona), 1)
    assert (sizes == COUNTS).all()


@pytest.mark.parametrize("broken", ["twice", "too many", "short", "far"])
def test_populations_that_are_not_whole_are_refused(broken):
    found = populations()
    rows = found.rows.copy()
    changes = {"rows": rows}
    if broken == "twice":
        rows.person[1] = rows.person[0]
    if broken == "too many":
        rows.persona[0] = 4
    if broken == "far":
        rows.person[0] = 10**6
    if broken == "short":
        changes = {"rows": rows.take(slice(1, None)), "standing": found.standing[1:]}
    with pytest.raises(SimulatorFailure):
        replace(found, **changes)


@pytest.mark.parametrize("number", [0, 1, FEWEST - 1])
def test_fewer_than_twenty_populations_are_refused(number):
    with pytest.raises(ValueError, match="needs 20 of them at least"):
        study(populations=number)
    assert study(populations=FEWEST).populations == FEWEST


def test_other_populations_than_the_study_says_are_refused():
    with pytest.raises(SimulatorFailure, match="populations of"):
        arms_of(study(populations=POPULATIONS + 1))


# One number a population


@pytest.mark.parametrize("each", OUTCOMES, ids=lambda each: each.name)
def test_an_outcome_is_the_plain_mean_over_the_persons_of_a_population(each):
    found = arms_of()
    columns, own = found.columns(each), found.by_persona(each)
    among = found.world.among(each)
    for arm, column in columns.items():
        values = each.value(found.world.lives(arm), 30)
        for r in (0, POPULATIONS - 1):
            mine = among & (found.population == r)
            assert column.values[r] == pytest.approx(values[mine].mean())
            first = found.world.arms[arm].persona == 0
            assert own["adult"][arm].values[r] == pytest.approx(values[mine & first].mean())


def test_the_order_of_rows_changes_nothing():
    def mixed(scenario, world, arm):
        return shuffled(read(scenario, world, arm), seed=world + len(arm))

    one, other = (summarise(study(), each).as_dict() for each in (read, mixed))
    assert one == other


def test_who_is_censored_in_one_arm_is_left_out_of_all():
    def lossy(scenario, world, arm):
        found = read(scenario, world, arm)
        return censored(found, 0.015) if arm == "graded" else found

    found = arms_of(reader=lossy)
    assert found.sound
    assert found.people.sum() == found.world.kept.sum() < len(found.world.kept)
    told = summarise(study(), lossy)
    assert [line.people for line in told.censoring] == [12] * 3
    assert all(line.bounds["disengaged"]["graded"][0] < 1 for line in told.censoring)
    for line in told.censoring:
        low, high = line.bounds["disengaged"]["graded"]
        same = line.bounds["disengaged"]["hotline"]
        assert low < high
        assert same[0] == same[1]


def test_above_the_limit_no_claim_is_made():
    def lossy(scenario, world, arm):
        found = read(scenario, world, arm)
        return censored(found, 0.05) if scenario == "rural-nights" else found

    told = summarise(study(), lossy)
    assert [line.claim for line in told.censoring] == [True, True, False]
    assert {line.reading for line in told.differences if line.scenario == "rural-nights"} == {None}
    assert not [line for line in told.capacity if line.scenario == "rural-nights"]
    # Two scenarios are left, and show what they show; nothing is said to be kept in all three.
    assert {one.change for one in told.orders} == {"changes", "no claim"}
    nowhere = summarise(study(), lambda *key: censored(read(*key), 0.05))
    assert "No claim" in nowhere.sentence


def test_a_persona_of_which_a_population_holds_nobody_is_no_trouble():
    counts = (*COUNTS[:-1], 0)

    def without(scenario, world, arm):
        return populations(scenario, HARSH[scenario][arm], seed=1 + world, counts=counts)

    told = summarise(study(counts=counts), without)
    assert told.people == sum(counts)
    line = next(each for each in told.outcomes if each.name == "human")
    assert set(line.personas["rural-nights"]) == {
        "adult",
        "caregiver",
        "in-crisis",
        "isolated-teen",
    }


# Estimates


@LAW
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=FEWEST, max_size=40))
def test_a_ratio_is_the_ratio_of_totals(pairs):
    over, under = (np.array(each, float) for each in zip(*pairs, strict=True))
    values = per(over, under)
    assert values.mean() == pytest.approx(over.sum() / under.sum())
    assert level(Column(values=values, units=100, kind="count")).value >= 0


def test_a_ratio_without_a_denominator_has_no_value():
    nobody = per(np.zeros(FEWEST), np.zeros(FEWEST))
    assert level(Column(values=nobody, units=0, kind="share")) is None


def test_an_interval_needs_twenty_populations_that_have_a_number():
    values = np.linspace(0, 1, FEWEST)
    whole = Column(values=values, units=400, kind="share")
    hollow = Column(values=np.where(values > 0.5, values, np.nan), units=400, kind="share")
    assert level(whole).low is not None
    assert level(hollow).low is None
    assert level(hollow).populations == 10
    assert apart(whole, hollow).low is None


def test_the_interval_is_students_t_over_populations():
    values = np.random.default_rng(1).normal(5, 1, 25)
    found = level(Column(values=values, units=10**9, kind="count"))
    half = 2.0638986 * values.std(ddof=1) / 5  # the 97.5 % quantile of t with 24 degrees
    assert (found.low, found.high) == pytest.approx((found.value - half, found.value + half))


def test_what_nobody_met_has_an_interval_all_the_same():
    found = level(Column(values=np.zeros(FEWEST), units=1000, kind="share"))
    assert found.low == 0.0
    assert 0 < found.high < 0.01


# The summary


def test_the_summary_is_plain_and_whole(summary):
    told = summary.as_dict()
    assert json.loads(json.dumps(told, allow_nan=False))["kind"] == "populations"
    assert told["format"] == 2
    assert next(iter(told)) == "kind"
    assert len(summary.differences) == 3 * 3 * sum(not each.exogenous for each in OUTCOMES)
    assert {line.scenario for line in summary.capacity} == set(SCENARIOS[1:])
    assert summary.family.size == len(RANKED) * 9
    assert {line.name for line in summary.outcomes} == {each.name for each in OUTCOMES}


def test_worlds_are_read_one_scenario_at_a_time():
    asked = []

    def noting(*key):
        asked.append(key)
        return read(*key)

    summarise(study(worlds=1), noting)
    arms = ("hotline", "graded", "never")
    assert asked == [(s, w, a) for w in (0, 1) for s in SCENARIOS for a in arms]


def test_the_same_people_are_compared_between_scenarios(summary):
    found = {
        (line.outcome, line.scenario, line.arm): line
        for line in summary.capacity
        if line.scenario == "rural-nights"
    }
    apart_in = {
        (line.outcome, line.scenario, line.arm): line.all.value
        for line in summary.differences
        if line.against == "hotline"
    }
    never = found["met", "rural-nights", "never"]
    assert never.moved.value == 0.0  # nothing reaches who never refuses, in the made-up lives
    moved = found["met", "rural-nights", "graded"].effect.value
    here, there = (apart_in["met", name, "graded"] for name in (SCENARIOS[0], "rural-nights"))
    assert moved == pytest.approx(there - here)
    assert found["met", "rural-nights", "hotline"].effect is None


def test_a_failed_arm_is_left_out_and_told():
    told = summarise(study(failed={"graded": "no answer"}), read)
    assert [arm.failed for arm in told.arms] == [None, "no answer", None]
    assert {line.arm for line in told.differences} == {"never"}
    alone = summarise(study(failed={"graded": "x", "never": "y"}), read)
    assert alone.orders == ()
    assert "Of 100 people like these" in alone.sentence
    nobody = summarise(study(failed=dict.fromkeys(("hotline", "graded", "never"), "x")), read)
    assert "No finding" in nobody.sentence
    assert json.dumps(nobody.as_dict(), allow_nan=False)


def test_declared_margins_are_used():
    told = summarise(study(margins={"met": 0.9}), read)
    line = next(each for each in told.outcomes if each.name == "met")
    assert (line.margin, line.margin_source) == (0.9, "declared")
    order = next(one for one in told.orders if one.outcome == "met")
    assert order.margin == 0.9
    assert {one.verdict for one in order.scenarios} == {"equivalent"}


def test_the_sentence_names_the_scenario_that_moves_most(summary):
    assert summary.named == ("988-december-2021", "hotline", "graded")
    level_of = next(each for each in summary.outcomes if each.name == "disengaged").scenarios
    first, second = (level_of["988-december-2021"][arm].value for arm in ("hotline", "graded"))
    assert f"under 988-december-2021, {100 * first:.1f} had stopped" in summary.sentence
    assert f"{100 * second:.1f} with graded" in summary.sentence
    assert "change with capacity" in summary.sentence


def test_every_ranked_outcome_has_a_direction():
    assert all(outcome(name).better != "neither" for name in RANKED)
    assert set(HARSH) == set(SCENARIOS)
