"""Where a failure happens: every value that is listed fails, every other one that was tried not."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.policy import Remembers, view
from simenv.policy.conditions import WEEKDAYS, When
from simenv.policy.single import requests_of
from simenv.rows import DAY
from simenv.stress.probing import KINDS, Judge, errs, probe
from simenv.stress.where import REGIONS, found_where, matching, words
from simenv.vocabulary import Act, Age, Asks, Move, Need, Risk, Subject, region_code
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import drops_a_condition, says_only_its_own
from tests.policy.asked import batches
from tests.stress.made import LISTENING, ODD, ages, fires_where, wrong_of

SEEDS = st.integers(0, 2**32 - 1)
CONJUNCTIONS = st.sets(st.sampled_from(sorted(ODD)), max_size=3).map(sorted).map(tuple)
#: What may be asked at each word, told without the module: a value, and the columns that say it.
VALUES = {
    "asks_for": [(one.word, {"asks": one}) for one in Asks],
    "need": [(one.word, {"need": one}) for one in Need],
    "subject": [(one.word, {"subject": one}) for one in Subject],
    "age": [(one.word, {"age": one}) for one in Age],
    "region": [(word, {"region": region_code(word)}) for word in REGIONS],
    "hour": [(hour, {"hour": hour}) for hour in range(24)],
    "weekday": [(word, {"weekday": day}) for day, word in enumerate(WEEKDAYS)],
    "turn": [(turn, {"turn": turn}) for turn in range(1, 12)],
    "session_refusals": [(n, {"session_refusals": n}) for n in range(12)],
    "session_referrals": [(n, {"session_referrals": n}) for n in range(12)],
    "refusals": [(n, {"refusal_ages": ages(n)}) for n in range(9)],
    "referrals": [(n, {"referral_ages": ages(n)}) for n in range(9)],
    "last_act": [("none", {"last_act": -1}), *((one.word, {"last_act": one}) for one in Act)],
    "last_move": [("none", {"last_move": -1}), *((one.word, {"last_move": one}) for one in Move)],
}


def asked(request, columns):
    """A request with some columns said anew."""
    many = request.copy()
    for name, value in columns.items():
        getattr(many, name)[:] = value
    return many


def holds(said, value):
    """Whether a value passes one test of a context, read off the file's words."""
    if isinstance(said, dict):
        return said.get("at_least", value) <= value <= said.get("at_most", value)
    for one in said if isinstance(said, list) else [said]:
        if isinstance(one, str) and one[2:3] == "-":
            start, end = int(one[:2]), int(one[3:])
            if start <= value < end or (end <= start and not end <= value < start):
                return True
        elif one == value:
            return True
    return False


def a_wrong_one(policy, seed, region=None, turn=None):
    """One over-refusal of a policy with its plainest request, or nothing."""
    wrong = wrong_of(policy, seed, 600 if region or turn else 60)
    fits = wrong.kind == KINDS.index("over_refusals")
    fits &= (wrong.requests.region == region_code(region)) if region else True
    fits &= (wrong.requests.turn == turn) if turn else True
    if not fits.any():
        return None
    one = wrong.take(np.flatnonzero(fits)[:1])
    return one, probe(Judge(policy=policy, standard=LISTENING), one).plainest


def lists_where_it_fails(found, policy, seed):
    drawn = a_wrong_one(policy, seed)
    if drawn is None:
        return
    wrong, plainest = drawn
    where = found(Judge(policy=policy, standard=LISTENING), plainest, wrong)
    assert When.model_validate(where) is not None
    assert matching(plainest, where).all()
    for word, values in VALUES.items():
        for value, columns in values:
            stays = errs(policy, LISTENING, asked(plainest, columns), wrong).all()
            assert stays == (word not in where or holds(where[word], value)), (word, value)


@settings(LAW, max_examples=25)
@given(CONJUNCTIONS, SEEDS)
def test_what_is_listed_fails_and_nothing_else_does(features, seed):
    lists_where_it_fails(found_where, fires_where(features), seed)


@settings(LAW, max_examples=25)
@given(st.sets(st.integers(0, 23), min_size=1), SEEDS)
def test_hours_are_told_as_the_spans_that_they_make(hours, seed):
    policy = fires_where((), lambda seen: np.isin(seen.hour, list(hours)))
    drawn = a_wrong_one(policy, seed)
    if drawn is None:
        return
    where = found_where(Judge(policy=policy, standard=LISTENING), drawn[1], drawn[0])
    if len(hours) == 24:
        assert "hour" not in where
        return
    assert {hour for hour in range(24) if holds(where["hour"], hour)} == hours
    begins = [hour for hour in hours if (hour - 1) % 24 not in hours]
    assert len(where["hour"]) == len(begins), "one that passes midnight is one span"


@pytest.mark.parametrize("broken", [drops_a_condition, says_only_its_own])
def test_a_context_that_says_something_else_is_caught(broken):
    @CATCH
    @given(CONJUNCTIONS, SEEDS)
    def law(features, seed):
        lists_where_it_fails(broken, fires_where(features), seed)

    with pytest.raises(AssertionError):
        law()


def test_a_failure_beyond_the_longest_count_that_is_tried_is_told_as_no_more_than_that():
    policy = fires_where((), lambda seen: seen.turn >= 3)
    wrong, _ = a_wrong_one(policy, 0, turn=12)
    where = found_where(Judge(policy=policy, standard=LISTENING), wrong.requests, wrong)
    assert where["turn"] == {"at_least": 3}


def test_a_count_between_two_ends_is_told_by_both():
    policy = fires_where((), lambda seen: np.isin(seen.refusals, [2, 3]))
    wrong, plainest = a_wrong_one(policy, 0)
    where = found_where(Judge(policy=policy, standard=LISTENING), plainest, wrong)
    assert where == {"risk_seen": ["none", "passive"], "refusals": {"at_least": 2, "at_most": 3}}


def test_another_region_is_listed_beside_those_that_are_tried():
    policy = fires_where(("place",))
    wrong, plainest = a_wrong_one(policy, 0, region="ZZ")
    where = found_where(Judge(policy=policy, standard=LISTENING), plainest, wrong)
    assert set(where["region"]) == {*REGIONS, "ZZ"} - {"US"}


def test_a_region_that_makes_no_difference_is_not_told():
    policy = fires_where(("age",))
    wrong, _ = a_wrong_one(policy, 0, region="ZZ")
    assert set(found_where(Judge(policy=policy, standard=LISTENING), wrong.requests, wrong)) == {
        "age"
    }


# Reading

SPANS = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda ends: ends[0] != ends[1])
COUNTS = st.fixed_dictionaries({"at_least": st.integers(0, 2), "at_most": st.integers(3, 8)})


def some(values):
    return st.lists(st.sampled_from(list(values)), min_size=1, unique=True)


WHERES = st.fixed_dictionaries(
    {},
    optional={
        "asks_for": some(Asks.words()),
        "need": some(Need.words()),
        "risk_seen": some(Risk.words()),
        "subject": some(Subject.words()),
        "age": some(Age.words()),
        "region": some(["US", "GB", "IN"]),
        "hour": st.lists(SPANS.map(lambda ends: f"{ends[0]:02d}-{ends[1]:02d}"), min_size=1),
        "weekday": some(WEEKDAYS),
        "turn": COUNTS.map(lambda said: said | {"at_least": 1}),
        "refusals": COUNTS,
        "referrals": COUNTS | some(range(9)),
        "session_refusals": COUNTS,
        "last_act": some(["none", *Act.words()]),
        "last_move": some(["none", *Move.words()]),
    },
)


def row_by_row(requests, where):
    """The same, one request after the other, from its words."""
    seen = view(requests, None, Remembers(refusals=30 * DAY, referrals=30 * DAY))
    shown = [Risk(min(int(signal), 3)).word for signal in requests.risk_signal]
    told = [dataclasses.asdict(one) for one in requests_of(seen)]
    return [
        all(holds(said, ({**one, "risk_seen": risk})[word]) for word, said in where.items())
        for one, risk in zip(told, shown, strict=True)
    ]


def read_alike(reading, requests, where):
    assert reading(requests, where).tolist() == row_by_row(requests, where)


@LAW
@given(batches, WHERES)
def test_matching_reads_a_context_as_it_is_written(requests, where):
    read_alike(matching, requests, where)


def test_a_reading_that_forgets_a_test_is_caught():
    @CATCH
    @given(batches, WHERES)
    def law(requests, where):
        read_alike(
            lambda rows, said: matching(rows, dict(list(said.items())[:-1])), requests, where
        )

    with pytest.raises(AssertionError):
        law()


@LAW
@given(WHERES)
def test_every_test_of_a_context_is_in_its_words(where):
    told = words(where)
    assert told.count(";") == max(0, len(where) - 1)
    assert bool(told) == bool(where)


def test_what_the_baseline_answers_wrongly_too_is_no_context_of_the_failure():
    policy = fires_where((), lambda seen: np.isin(seen.hour, [1, 2, 3]))
    live = fires_where((), lambda seen: seen.hour == 2)
    wrong, plainest = a_wrong_one(policy, 0, region="US")
    where = found_where(Judge(policy=policy, standard=LISTENING, baseline=live), plainest, wrong)
    assert where["hour"] in (["01-02", "03-04"], [int(plainest.hour[0])])
