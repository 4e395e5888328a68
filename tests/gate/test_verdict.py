"""How criteria become a verdict: laws, what breaks them, and the edges."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.gate.needing import needed
from simenv.gate.verdict import ERROR, judge, overall
from simenv.stats.one_sided import Part
from tests.broken.catching import CATCH, LAW
from tests.broken.gating import NEEDED, OVERALL
from tests.gate.made import RUN, apart, criterion, known

estimates = st.floats(-0.1, 0.15)
errors = st.floats(0.001, 0.05)
limits = st.floats(0.01, 0.1)
differences = st.builds(lambda *each: criterion(apart(*each)), estimates, limits, errors)
shares = st.builds(
    lambda share, limit, number: criterion(Part(estimate=share, limit=limit, number=number)),
    st.floats(0, 1),
    limits,
    st.floats(5, 2000),
)
both = st.builds(
    lambda one, other: criterion(one.ways[0][1], other.ways[0][1]), shares, differences
)
lost = st.builds(lambda one: criterion(one.ways[0][1], held_back="lost"), differences)
every = st.one_of(differences, shares, both)
some = st.lists(st.one_of(every, lost), min_size=1, max_size=6)
#: A gate decides on what it is given, so one of each kind is likely.
good = st.builds(lambda error: criterion(apart(-0.1, 0.03, error)), st.floats(0.001, 0.01))
mixed = st.lists(st.one_of(good, every, lost), min_size=2, max_size=5)


def a_gate_passes_when_all_pass_and_fails_when_any_fails(verdict, settings):
    @settings
    @given(mixed, st.randoms())
    def law(criteria, luck):
        judged = list(judge(criteria, RUN))
        found = verdict(judged)
        words = [one.verdict for one in judged]
        assert (found == "pass") == all(word == "pass" for word in words)
        assert (found == "fail") == any(word == "fail" for word in words)
        luck.shuffle(judged)
        assert verdict(judged) == found

    law()


def test_a_gate_passes_when_all_pass_and_fails_when_any_fails():
    a_gate_passes_when_all_pass_and_fails_when_any_fails(overall, LAW)


@pytest.mark.parametrize("name", OVERALL)
def test_a_verdict_that_hangs_on_less_is_caught(name):
    with pytest.raises(AssertionError):
        a_gate_passes_when_all_pass_and_fails_when_any_fails(OVERALL[name], CATCH)


def so_many_more_decide_it_as_it_was_said(how_many, settings):
    @settings
    @given(every, st.integers(10, 5000))
    def law(one, run):
        (judged,) = judge([one], {"people": run})
        if judged.verdict != "undecided":
            return
        found = how_many(one, run, ERROR, 1)
        if found is None:
            return
        (again,) = judge([grown(one, (found.total + 1) / run)], {"people": run})
        assert again.verdict == found.would
        fewer = found.total - 1 - 0.01 * run  # it is found to one of 100 of what was run
        if fewer > run:
            (before,) = judge([grown(one, fewer / run)], {"people": run})
            assert before.verdict == "undecided"

    law()


def grown(one, times):
    """The same estimates from so many times as many units."""
    ways = [each.more(times) for _, each in one.ways]
    return criterion(*ways)


def test_so_many_more_decide_it_as_it_was_said():
    so_many_more_decide_it_as_it_was_said(needed, LAW)


@pytest.mark.parametrize("name", NEEDED)
def test_a_wrong_number_of_people_is_caught(name):
    with pytest.raises(AssertionError):
        so_many_more_decide_it_as_it_was_said(NEEDED[name], CATCH)


@LAW
@given(every, st.floats(0.001, 0.2))
def test_a_wider_limit_never_turns_a_pass_into_less(one, wider):

    (before,) = judge([one], RUN)
    ways = tuple(
        (way, replace(each, limit=min(0.99, each.limit + wider))) for way, each in one.ways
    )
    (after,) = judge([replace(one, ways=ways)], RUN)
    order = ("fail", "undecided", "pass")
    assert order.index(after.verdict) >= order.index(before.verdict)


def test_an_estimate_on_its_limit_is_decided_by_no_number():
    (one,) = judge([criterion(apart(0.03, 0.03))], RUN)
    assert one.verdict == "undecided"
    assert one.needed is None


def test_the_same_decisions_pass_without_a_test():
    (one,) = judge([criterion(known(0.0, 0.03), same=True)], RUN)
    assert one.verdict == "pass"
    assert one.p == 1.0


def test_a_known_number_may_equal_its_limit_and_not_exceed_it():
    cases = [
        criterion(known(count, 1.0), family="suite", units="nothing") for count in (0.0, 1.0, 2.0)
    ]
    assert [one.verdict for one in judge(cases, RUN)] == ["pass", "pass", "fail"]


def test_what_is_held_back_neither_passes_nor_fails():
    clear = criterion(apart(-0.5), held_back="3.0 % of people were lost to failed calls")
    awful = criterion(apart(0.5), held_back="3.0 % of people were lost to failed calls")
    for one in judge([clear, awful], RUN):
        assert (one.verdict, one.best, one.needed) == ("undecided", None, None)


def test_what_does_not_count_changes_no_verdict():
    off = criterion(known(5.0, 0.0), family="suite", off="no suite was given")
    judged = judge([criterion(apart(-0.1)), off], RUN)
    assert judged[1].verdict == "not counted"
    assert overall(judged) == "pass"
    assert overall(judged[1:]) == "undecided", "of nothing there is no pass"


def test_a_failure_is_judged_over_all_criteria():
    bad = apart(0.06, 0.03, 0.015)  # two standard errors: p = 0.023
    (alone,) = judge([criterion(bad)], RUN)
    among = judge([criterion(bad), *(criterion(apart(0.0)) for _ in range(9))], RUN)[0]
    assert alone.verdict == "fail"
    assert among.verdict == "undecided"
    assert among.held == pytest.approx(10 * among.p)


def test_a_limit_with_two_ways_fails_only_where_both_are_broken():
    within, beyond = apart(0.0), Part(estimate=0.5, limit=0.2, number=500.0)
    above = apart(0.3)
    verdicts = [
        judge([criterion(*ways)], RUN)[0].verdict
        for ways in ((beyond, within), (beyond, above), (beyond,))
    ]
    assert verdicts == ["pass", "fail", "fail"]


def test_so_many_worlds_pass_as_the_docs_say():
    """In 60 worlds one may lie beyond the margin where nine of ten are asked for, two may not."""
    found = [
        judge([criterion(Part(estimate=beyond / 60, limit=0.1, number=60.0))], RUN)[0].verdict
        for beyond in (0, 1, 2, 12)
    ]
    assert found == ["pass", "pass", "undecided", "fail"]
