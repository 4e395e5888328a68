"""Intervals against SciPy and against a slow, independent implementation."""

from statistics import NormalDist, fmean, variance

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from simenv.stats.estimate import FEW, difference, events_in, few, level, ratio, t_quantile
from simenv.stats.strata import Strata

seeds = st.integers(0, 2**32 - 1)
sizes = st.lists(st.integers(2, 40), min_size=1, max_size=5)


def drawn(seed, per_persona, *, share=False):
    """Two arms with shared luck, and strata of unequal weights."""
    rng = np.random.default_rng(seed)
    n = sum(per_persona)
    luck = rng.random(n)
    first, second = luck + 0.3 * rng.random(n), luck**2 + 0.3 * rng.random(n)
    if share:
        first, second = (first > 0.8).astype(float), (second > 0.6).astype(float)
    persona = np.repeat(np.arange(len(per_persona), dtype=np.int32), per_persona)
    return first, second, Strata.of(persona, 0.1 + rng.random(len(per_persona)))


def slow_parts(values, strata):
    """Mean and the variance of each persona, in plain Python."""
    mean, parts = 0.0, []
    for k, weight in enumerate(strata.weights):
        own = [float(each) for each in values[strata.edges[k] : strata.edges[k + 1]]]
        mean += weight * fmean(own)
        parts.append((weight**2 * variance(own) / len(own), len(own) - 1))
    return mean, parts


def slow_interval(mean, parts, floor=0.0):
    total = sum(part for part, _ in parts)
    df = total**2 / sum(part**2 / df for part, df in parts)
    half = scipy_stats.t.ppf(0.975, df) * (total + floor) ** 0.5
    return mean - half, mean + half


@given(seeds, st.integers(3, 200))
def test_one_persona_gives_the_paired_t_interval_of_scipy(seed, size):
    first, second, strata = drawn(seed, [size])
    found = difference(first, second, strata, "mean")
    theirs = scipy_stats.ttest_rel(first, second).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx(inside(theirs))
    assert found.freedom == pytest.approx(size - 1)


def inside(limits) -> tuple[float, float]:
    """Limits of a difference, kept where differences of shares and of 0-1 means can lie."""
    low, high = limits
    return max(-1.0, low), min(1.0, high)


@given(seeds, st.integers(3, 200))
def test_without_pairing_it_is_welch_s_interval(seed, size):
    first, second, strata = drawn(seed, [size])
    found = difference(first, second, strata, "mean")
    theirs = scipy_stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    assert (found.unpaired_low, found.unpaired_high) == pytest.approx(inside(theirs))
    assert found.correlation == pytest.approx(np.corrcoef(first, second)[0, 1])


@given(seeds, sizes)
def test_strata_agree_with_a_slow_implementation(seed, per_persona):
    first, second, strata = drawn(seed, per_persona)
    found = difference(first, second, strata, "mean")
    mean, parts = slow_parts(first - second, strata)
    assert found.value == pytest.approx(mean)
    assert (found.low, found.high) == pytest.approx(inside(slow_interval(mean, parts)))
    both = slow_parts(first, strata)[1] + slow_parts(second, strata)[1]
    assert (found.unpaired_low, found.unpaired_high) == pytest.approx(
        inside(slow_interval(mean, both))
    )
    cut = sum(part for part, _ in both) / sum(part for part, _ in parts)
    assert found.variance_cut == pytest.approx(cut)


@given(seeds, sizes)
def test_shares_and_counts_are_widened_by_one_more_differing_pair(seed, per_persona):
    first, second, strata = drawn(seed, per_persona, share=True)
    mean, parts = slow_parts(first - second, strata)
    assume(any(part for part, _ in parts))
    people = sum(per_persona)
    floor = sum(w**2 / n for w, n in zip(strata.weights, per_persona, strict=True)) / people
    for kind in ("share", "count"):
        found = difference(first, second, strata, kind)
        wanted = slow_interval(mean, parts, floor)
        wanted = inside(wanted) if kind == "share" else wanted
        assert (found.low, found.high) == pytest.approx(wanted)


@given(seeds, sizes, st.sampled_from(["share", "count", "mean"]))
def test_turning_a_difference_round_turns_its_sign(seed, per_persona, kind):
    first, second, strata = drawn(seed, per_persona, share=kind == "share")
    there = difference(first, second, strata, kind)
    back = difference(second, first, strata, kind)
    assert there.value == -back.value
    assert (there.low, there.high) == (-back.high, -back.low)
    assert there.correlation == back.correlation


@given(seeds, sizes)
def test_the_same_values_differ_by_exactly_nothing(seed, per_persona):
    first, _, strata = drawn(seed, per_persona)
    found = difference(first, first.copy(), strata, "mean")
    assert found.value == found.low == found.high == 0
    assert found.variance_cut is None


@given(seeds, sizes)
def test_the_level_of_a_mean_is_student_s(seed, per_persona):
    first, _, strata = drawn(seed, per_persona)
    found = level(first, strata, "mean")
    mean, parts = slow_parts(first, strata)
    assert (found.low, found.high) == pytest.approx(slow_interval(mean, parts))
    assert found.people == sum(per_persona)


@given(seeds, st.lists(st.integers(60, 120), min_size=1, max_size=4))
def test_the_ends_of_a_share_solve_the_score_equation(seed, per_persona):
    _, first, strata = drawn(seed, per_persona, share=True)
    found = level(first, strata, "share")
    assume(not few(found.events, found.people))
    _, parts = slow_parts(first, strata)
    total = sum(part for part, _ in parts)
    t = scipy_stats.t.ppf(0.975, total**2 / sum(part**2 / df for part, df in parts))
    floor = 1 / (4 * strata.people * strata.effective)
    people = found.value * (1 - found.value) / (total + floor)
    assert not found.exact
    for end in (found.low, found.high):
        assert abs(found.value - end) == pytest.approx(t * (end * (1 - end) / people) ** 0.5)


@given(seeds, sizes)
def test_the_level_of_a_share_lies_within_its_interval_and_from_0_to_1(seed, per_persona):
    first, _, strata = drawn(seed, per_persona, share=True)
    found = level(first, strata, "share")
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.events == first.sum()
    assert found.exact == (min(found.events, found.people - found.events) < FEW)


@given(st.integers(0, 19), st.integers(40, 300), st.booleans())
def test_a_rare_share_has_the_exact_interval_and_so_has_what_nearly_everybody_meets(
    events, people, turned
):
    values = (np.arange(people) < events).astype(float)
    values = 1 - values if turned else values
    found = level(values, Strata.of(np.zeros(people, dtype=np.int32), (1.0,)), "share")
    theirs = scipy_stats.binomtest(int(values.sum()), people).proportion_ci(0.95, "exact")
    assert found.exact
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), rel=1e-3, abs=1e-6)


def test_an_exact_interval_is_wider_where_few_people_carry_the_event():
    strata = Strata.of(np.repeat(np.arange(2, dtype=np.int32), (20, 2000)), (1, 1))
    rare = np.zeros(2020)
    rare[:2] = 1
    found = level(rare, strata, "share")
    mine = scipy_stats.binomtest(2, 20).proportion_ci(0.95, "exact")
    assert found.exact
    assert found.value == pytest.approx(0.05)
    assert found.high > 0.9 * mine.high / 2


def test_what_is_no_0_or_1_has_no_events():
    assert events_in(np.array([0.0, 0.5])) is None
    assert events_in(np.array([0.0, 1.0]), np.array([1.0, 1.0])) == 3


@pytest.mark.parametrize("all_of", [0.0, 1.0])
def test_a_share_of_nobody_or_everybody_keeps_an_honest_interval(all_of):
    strata = Strata.of(np.zeros(200, dtype=np.int32), (1.0,))
    found = level(np.full(200, all_of), strata, "share")
    far = found.high if all_of == 0 else 1 - found.low
    assert found.value == all_of
    assert far == pytest.approx(1 - 0.025 ** (1 / 200))


def test_nobody_differing_still_leaves_room():
    strata = Strata.of(np.zeros(200, dtype=np.int32), (1.0,))
    found = difference(np.zeros(200), np.zeros(200), strata, "share")
    assert found.value == 0
    assert found.low == -found.high < -0.005


def test_a_count_is_never_below_nothing():
    values = np.zeros(50)
    values[0] = 3
    found = level(values, Strata.of(np.zeros(50, dtype=np.int32), (1.0,)), "count")
    assert found.low == 0 < found.value < found.high


def test_a_single_person_gives_no_interval():
    strata = Strata.of(np.array([0, 0, 1], dtype=np.int32), (1, 1))
    first, second = np.array([0.0, 1, 1]), np.array([0.0, 0, 1])
    found = difference(first, second, strata, "share")
    assert (found.value, found.low, found.high) == (0.25, None, None)
    assert level(first, strata, "share").low is None
    assert ratio(first, first + 1, strata).low is None


def test_a_ratio_has_the_interval_of_the_textbook():
    rng = np.random.default_rng(3)
    per = 1 + rng.poisson(4, 300).astype(float)
    over = rng.binomial(per.astype(int), 0.3).astype(float)
    found = ratio(over, per, Strata.of(np.zeros(300, dtype=np.int32), (1.0,)))
    r = over.sum() / per.sum()
    error = (np.var(over - r * per, ddof=1) / 300) ** 0.5 / per.mean()
    assert found.value == pytest.approx(r)
    assert found.high - found.value == pytest.approx(scipy_stats.t.ppf(0.975, 299) * error)


def test_nothing_of_nothing_is_no_ratio():
    assert ratio(np.zeros(5), np.zeros(5), Strata.of(np.zeros(5, dtype=np.int32), (1,))) is None


def test_the_quantile_is_that_of_student_and_tends_to_the_normal():
    assert t_quantile(7.3) == pytest.approx(scipy_stats.t.ppf(0.975, 7.3))
    assert t_quantile(1e9) == pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-6)


def test_sharing_luck_narrows_intervals():
    rng = np.random.default_rng(13)
    strata = Strata.of(np.zeros(200, dtype=np.int32), (1.0,))
    for one, other in rng.random((30, 2, 200)):
        first = (one < 0.3).astype(float)
        shared = difference(first, (one < 0.4).astype(float), strata, "mean")
        apart = difference(first, (other < 0.4).astype(float), strata, "mean")
        assert shared.high - shared.low < apart.high - apart.low
        assert shared.variance_cut > 1
