"""Cumulative incidence under censoring, against slow jackknives, lifelines and SciPy."""

import importlib
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from simenv.rows import DAY
from simenv.stats.estimate import difference, level
from simenv.stats.incidence import EVENTS, curves, days_before, lost_at, met_by_horizon
from simenv.stats.lived import World
from simenv.stats.outcomes import outcome
from simenv.stats.pseudo import firsts, share_by, time_until
from simenv.stats.strata import Strata
from tests.made_lives import SHARES, lives

HORIZON = 25
TIMES = np.arange(HORIZON + 1)
seeds = st.integers(0, 2**32 - 1)


def drawn(seed, n, lost=0.4):
    """Times of two competing events and of censoring, with many ties."""
    rng = np.random.default_rng(seed)
    first, second, gone = rng.integers(1, 30, (3, n))
    first = np.where(rng.random(n) < 0.7, first, -1)
    return [first, second], np.where(rng.random(n) < lost, gone, -1)


def one(n):
    return Strata(edges=(0, n), weights=(1.0,))


def slow(found, cause):
    """Aalen's and Johansen's estimate at `TIMES`, and the area under survival, step by step."""
    share, area, free, met = np.zeros(len(TIMES)), 0.0, 1.0, 0.0
    for day in TIMES:
        now = found.at == day
        risk = np.count_nonzero(found.at >= day)
        if risk:
            mine = found.status == cause if cause else found.status > 0
            met += free * np.count_nonzero(now & mine) / risk
            free *= 1 - np.count_nonzero(now & (found.status > 0)) / risk
        share[day] = met
        area += free if day < HORIZON else 0.0
    return share, area


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(2, 25), st.sampled_from([0, 1, 2]))
def test_pseudo_observations_are_those_of_the_jackknife(seed, n, cause):
    found = firsts(*drawn(seed, n))
    share, _ = slow(found, cause)
    mine = share_by(found, cause, TIMES, one(n))
    assert mine.mean(axis=0) == pytest.approx(share)
    left = [slow(found_without(found, row), cause)[0] for row in range(n)]
    jackknife = n * share - (n - 1) * np.array(left)
    assert mine == pytest.approx(jackknife - jackknife.mean(axis=0) + share)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(2, 25))
def test_pseudo_observations_of_time_are_those_of_the_jackknife(seed, n):
    found = firsts(*drawn(seed, n))
    _, area = slow(found, 0)
    mine = time_until(found, HORIZON, one(n))
    assert mine.mean() == pytest.approx(area)
    left = [slow(found_without(found, row), 0)[1] for row in range(n)]
    jackknife = n * area - (n - 1) * np.array(left)
    assert mine == pytest.approx(jackknife - jackknife.mean() + area)


def found_without(found, row):
    keep = np.arange(len(found.at)) != row
    cut = {"at": found.at[keep], "status": found.status[keep], "censored": found.censored[keep]}
    return replace(found, **cut)


@given(seeds, st.lists(st.integers(1, 20), min_size=1, max_size=4))
def test_without_censoring_it_is_the_plain_proportion_to_the_last_bit(seed, sizes):
    times, _ = drawn(seed, sum(sizes))
    strata = Strata.of(np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), sizes)
    found = firsts(times, np.full(sum(sizes), -1))
    earliest = np.where(times[0] < 0, 99, times[0])
    first = earliest <= times[1]  # what comes first of a tie is told by the order of causes
    plain = first & (earliest <= HORIZON)
    assert np.array_equal(share_by(found, 1, TIMES[-1:], strata)[:, 0], plain)
    waited = np.minimum(np.minimum(earliest, times[1]), HORIZON)
    assert np.array_equal(time_until(found, HORIZON, strata), waited)


def test_the_causes_add_up_to_any():
    found = firsts(*drawn(7, 60))
    each = [share_by(found, cause, TIMES, one(60)) for cause in (0, 1, 2)]
    assert each[0] == pytest.approx(each[1] + each[2])


def test_what_happens_at_the_moment_of_the_failed_call_was_seen():
    found = firsts([np.array([3, 3, -1, 5])], np.array([3, 2, 4, -1]))
    assert found.status.tolist() == [1, 0, 0, 1]
    assert found.censored.tolist() == [False, True, True, False]
    assert found.at.tolist() == [3, 2, 4, 5]


# Other implementations


@pytest.fixture(scope="module")
def lifelines():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of lifelines' own imports
        importlib.import_module("lifelines.utils")
        return importlib.import_module("lifelines")


@pytest.mark.parametrize("cause", [1, 2])
def test_it_agrees_with_the_aalen_johansen_fitter_of_lifelines(lifelines, cause):
    # It moves tied times apart by chance, so there are none here.
    rng = np.random.default_rng(11)
    first, second, gone = (3 * rng.permutation(80) + place for place in (1, 2, 3))
    found = firsts([first, second + 30], gone + 60)
    fitter = lifelines.AalenJohansenFitter(calculate_variance=False)
    fitter.fit(found.at, found.status, event_of_interest=cause)
    theirs = fitter.cumulative_density_.iloc[:, 0]
    days = np.arange(0, 150, 7)
    mine = share_by(found, cause, days, one(80)).mean(axis=0)
    at = theirs.index.searchsorted(days, side="right") - 1
    assert found.censored.any()
    assert mine == pytest.approx(theirs.to_numpy()[at])


def test_it_agrees_with_the_kaplan_meier_fitter_of_lifelines_and_its_restricted_mean(lifelines):
    found = firsts(*drawn(12, 80))
    fitter = lifelines.KaplanMeierFitter()
    fitter.fit(np.minimum(found.at, 40), found.status > 0)
    theirs = fitter.survival_function_at_times(TIMES).to_numpy()
    assert share_by(found, 0, TIMES, one(80)).mean(axis=0) == pytest.approx(1 - theirs)
    area = lifelines.utils.restricted_mean_survival_time(fitter, t=HORIZON)
    assert time_until(found, HORIZON, one(80)).mean() == pytest.approx(area)


def test_it_agrees_with_the_ecdf_of_scipy():
    found = firsts(*drawn(13, 80))
    seen = found.status > 0
    times = np.minimum(found.at, 40).astype(float)
    theirs = scipy_stats.ecdf(scipy_stats.CensoredData.right_censored(times, ~seen)).cdf
    assert share_by(found, 0, TIMES, one(80)).mean(axis=0) == pytest.approx(theirs.evaluate(TIMES))


# A world


def world(lost=(), **arms):
    told = {name: lives(harsh) for name, harsh in (arms or {"A": 0.2, "B": 0.8}).items()}
    for arm, rows, at in lost:
        told[arm][0].censored_at[list(rows)] = at
    return World.of(told, SHARES)


NAMED = {"disengaged": "", "left_refused": "refused", "left_drifted": "drifted"}


def test_without_failed_calls_curves_end_where_the_outcomes_stand():
    found = world()
    ends = {(one.event, one.cause, one.arm): one for one in curves(found, 30)}
    for name in ("disengaged", "human", "risk_escalated", "unsafe_help"):
        values, strata = found.values(outcome(name), 30)
        for arm in found.arms:
            plain, curve = level(values[arm], strata, "share"), ends[name, "", arm]
            assert curve.value[-1] == plain.value
            assert (curve.low[-1], curve.high[-1]) == pytest.approx((plain.low, plain.high))
            assert len(curve.value) == 31
    for name, cause in NAMED.items():
        values, strata = found.values(outcome(name), 30)
        assert ends["disengaged", cause, "B"].value[-1] == strata.mean(values["B"])


def test_without_failed_calls_numbers_of_persons_are_those_of_the_outcomes():
    found = world()
    for name, cause in NAMED.items():
        plain, _ = found.values(outcome(name), 30)
        mine, _ = met_by_horizon(found, "disengaged", 30, cause)
        assert all(np.array_equal(mine[arm], plain[arm]) for arm in plain)
    plain, _ = found.values(outcome("days_kept"), 30)
    mine, _ = days_before(found, "disengaged", 30)
    assert all(mine[arm] == pytest.approx(plain[arm]) for arm in plain)


def test_curves_rise_and_their_causes_add_up():
    found = curves(world(lost=(("A", range(9), 3 * DAY), ("B", range(5, 30), 8 * DAY))), 30)
    by = {(one.event, one.cause, one.arm): np.array(one.value) for one in found}
    assert len(by) == len(found) == 2 * sum(1 + len(each.causes) for each in EVENTS)
    for each in EVENTS:
        for arm in "AB":
            assert (np.diff(by[each.name, "", arm]) >= -1e-12).all()
            causes = [by[each.name, cause, arm] for cause in each.causes]
            assert not causes or sum(causes) == pytest.approx(by[each.name, "", arm])
    for one in found:
        assert all(a <= b <= c for a, b, c in zip(one.low, one.value, one.high, strict=True))


def test_a_person_is_lost_in_all_arms_at_the_earliest_of_them():
    found = world(lost=(("A", (4, 7), 3 * DAY), ("B", (7, 9), 2 * DAY)))
    assert lost_at(found)[[4, 7, 9, 10]].tolist() == [3 * DAY, 2 * DAY, 2 * DAY, -1]


def test_identical_arms_under_censoring_differ_by_exactly_nothing():
    found = world(lost=(("A", range(20), 3 * DAY),), A=0.5, B=0.5)
    values, strata = met_by_horizon(found, "disengaged", 30)
    apart = difference(values["A"], values["B"], strata, "share")
    assert apart.value == 0.0


def test_a_persona_of_a_single_person_leaves_curves_without_limits():
    arms = {name: lives(0.5, (1, 40, 40, 40, 40)) for name in "AB"}
    found = curves(World.of(arms, SHARES), 30)
    assert all((one.low, one.high) == ((), ()) for one in found)
    assert all(len(one.value) == 31 for one in found)
