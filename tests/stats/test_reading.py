"""Differences read against a margin, Holm's adjustment, and the frontier of two errors."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from simenv.stats.decisions import Decisions
from simenv.stats.estimate import Difference, difference
from simenv.stats.frontier import frontier
from simenv.stats.holm import holm
from simenv.stats.reading import adjusted, equivalent, not_worse, p_beyond, read
from simenv.stats.strata import Strata
from tests.made_lives import decided


def found(value, error, df=200.0):
    half = scipy_stats.t.ppf(0.975, df) * error
    limits = {"low": value - half, "high": value + half}
    return Difference(value=value, error=error, freedom=df, people=400, effective=400.0, **limits)


VERDICTS = [
    (0.2, 0.03, "lower", "beyond"),
    (-0.2, 0.03, "neither", "beyond"),
    (0.01, 0.01, "lower", "equivalent"),
    (0.03, 0.004, "lower", "equivalent"),  # surely not 0, and surely less than what counts
    (0.06, 0.025, "lower", "apart"),
    (-0.06, 0.04, "lower", "not worse"),
    (0.06, 0.04, "higher", "not worse"),
    (0.06, 0.04, "lower", "unsettled"),
    (-0.06, 0.04, "neither", "unsettled"),
]


@pytest.mark.parametrize(("value", "error", "better", "verdict"), VERDICTS)
def test_each_verdict(value, error, better, verdict):
    told = read(found(value, error), better, 0.05, None)
    assert told.verdict == verdict
    assert (told.margin, told.held, told.events) == (0.05, None, None)


def test_the_same_decisions_and_too_few_are_not_tested():
    same = Difference(value=0.0, people=100, same=True)
    assert read(same, "lower", 0.05, 0).verdict == "same decisions"
    rare = read(found(0.02, 0.01), "lower", 0.005, 19)
    assert (rare.verdict, rare.p, rare.events) == ("too few", None, 19)
    assert read(found(0.02, 0.01), "lower", 0.005, 20).verdict != "too few"
    nearly_all = read(found(0.02, 0.01), "lower", 0.005, 800 - 19)
    assert nearly_all.verdict == "too few"
    assert read(Difference(value=0.1, people=3), "lower", 0.05, None).verdict == "too few"


values, errors = st.floats(-0.5, 0.5), st.floats(0.001, 0.2)
margins = st.floats(0, 0.3)


@given(values, errors, margins, st.sampled_from(["lower", "higher", "neither"]))
def test_p_is_small_exactly_where_the_interval_lies_beyond_the_margin(value, error, margin, better):
    told = read(found(value, error), better, margin, None)
    assert (told.p < 0.05) == (told.verdict == "beyond")


@given(values, errors, margins)
def test_turning_arms_round_turns_worse_into_better_and_nothing_else(value, error, margin):
    there, back = found(value, error), found(-value, error)
    assert p_beyond(there, margin) == p_beyond(back, margin)
    assert equivalent(there, margin) == equivalent(back, margin)
    assert not_worse(there, "lower", margin) == not_worse(back, "higher", margin)


@given(values, errors, margins, st.floats(0, 0.3))
def test_a_wider_margin_is_never_harder_to_keep_within(value, error, margin, more):
    one = found(value, error)
    assert equivalent(one, margin + more) >= equivalent(one, margin)
    assert p_beyond(one, margin + more) >= p_beyond(one, margin)


def test_without_a_margin_p_is_that_of_the_paired_t_test():
    rng = np.random.default_rng(2)
    first = rng.random(50)
    second = first + 0.2 * rng.random(50) - 0.05
    theirs = scipy_stats.ttest_rel(first, second).pvalue
    one = difference(first, second, Strata.of(np.zeros(50, dtype=np.int32), (1.0,)), "mean")
    assert p_beyond(one, 0.0) == pytest.approx(theirs)


def test_a_share_that_hardly_anybody_was_seen_to_change_is_not_taken_for_sure():
    """With 60 people, none moved: a tenth of them might be, and by chance none was seen to."""
    nobody = replace(found(0.0, 0.001), effective=20.0)
    assert equivalent(nobody, 0.1)
    assert not equivalent(nobody, 0.1, share=True)
    assert not not_worse(nobody, "lower", 0.1, share=True)
    many = replace(nobody, effective=400.0)
    assert equivalent(many, 0.1, share=True)
    assert not_worse(many, "lower", 0.1, share=True)


def test_a_difference_without_an_interval_cannot_be_read():
    with pytest.raises(ValueError, match="without an interval"):
        p_beyond(Difference(value=0.1), 0.0)


# Holm


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_the_closed_test_of_bonferroni(ps):
    """A hypothesis falls where every set that holds it is rejected by Bonferroni."""
    for mine, held in zip(ps, holm(ps), strict=True):
        beyond = [sum(q >= p for q in ps) * p for p in ps if p <= mine]
        assert held == pytest.approx(min(1.0, max(beyond)))
        assert held >= min(1.0, mine)


def test_holm_by_hand_counts_what_could_not_be_tested():
    assert holm((0.01, 0.04, 0.03)) == pytest.approx((0.03, 0.06, 0.06))
    assert holm((0.01, None, 0.04, 0.03)) == (
        pytest.approx(0.04), None, pytest.approx(0.09), pytest.approx(0.09),
    )  # fmt: skip
    assert holm(()) == ()


def test_a_family_holds_its_readings_by_name():
    family = {
        ("disengaged", "B"): read(found(0.2, 0.03), "lower", 0.05, None),
        ("disengaged", "C"): read(Difference(value=0.0, same=True), "lower", 0.05, None),
    }
    held = adjusted(family)
    assert list(held) == list(family)
    assert held["disengaged", "B"].held == pytest.approx(2 * family["disengaged", "B"].p)
    assert held["disengaged", "C"].held is None


# Frontier


def with_rates(**points) -> Decisions:
    made = decided(tuple(points))
    battery = {}
    for arm, (over, under) in points.items():
        overall = made.battery[arm]["all"]["all"]
        told = {
            **overall,
            "over_refusal": replace(overall["over_refusal"], value=over),
            "under_refusal": replace(overall["under_refusal"], value=under),
        }
        battery[arm] = {"all": {"all": told}}
    return replace(made, battery=battery)


def test_an_arm_is_dominated_by_those_that_are_no_worse_in_both_and_better_in_one():
    points = {"A": (0.1, 0.4), "B": (0.4, 0.1), "C": (0.4, 0.4), "D": (0.1, 0.4), "E": (0.05, 0.4)}
    assert frontier(with_rates(**points)) == {
        "A": ("E",), "B": (), "C": ("A", "B", "D", "E"), "D": ("E",), "E": (),
    }  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=6))
def test_somebody_is_always_on_the_frontier_and_dominates_whoever_is_not(points):
    named = {f"arm-{i}": (over / 4, under / 4) for i, (over, under) in enumerate(points)}
    told = frontier(with_rates(**named))
    undominated = {arm for arm, by in told.items() if not by}
    assert undominated
    assert all(undominated & set(by) for by in told.values() if by)
