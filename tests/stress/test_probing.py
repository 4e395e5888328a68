"""The prober: the plainest request that is still answered wrongly, and what it takes."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.exchange import Requests
from simenv.stress.probing import (
    COUNTS,
    FEATURES,
    KINDS,
    NAMES,
    Judge,
    errs,
    probe,
    unpacked,
    unprobed,
)
from simenv.vocabulary import Act, Age, Asks, Move, Need, Risk, Subject, region_code
from tests.broken.catching import CATCH, LAW
from tests.broken.planted import FAULTS, planted
from tests.broken.stress import marks_everything, sets_back_unasked
from tests.stress.made import LISTENING, ODD, SOUND, ages, answered, fires_where, shipped, wrong_of

SEEDS = st.integers(0, 2**32 - 1)
SHIPPED = ("hotline-boilerplate", "status-quo-2026", "never-refuses", "always-refuses", SOUND)
CONJUNCTIONS = st.sets(st.sampled_from(sorted(ODD)), max_size=4).map(sorted).map(tuple)


def still_wrong(prober, policy, seed):
    """The plainest request is answered with the same kind of error."""
    wrong = wrong_of(policy, seed)
    probed = prober(Judge(policy=policy, standard=LISTENING), wrong)
    assert errs(policy, LISTENING, probed.plainest, wrong).all()


def each_is_needed(prober, features, seed):
    """Setting back any one feature that is needed ends the error; the others are at their plain."""
    policy = fires_where(features)
    wrong = wrong_of(policy, seed, 100)
    probed = prober(Judge(policy=policy, standard=LISTENING), wrong)
    for bit, feature in enumerate(FEATURES):
        plainer = dataclasses.replace(
            probed.plainest, **feature.plain(probed.plainest, wrong.turns)
        )
        needed = (probed.needed >> bit & 1).astype(bool)
        assert not errs(policy, LISTENING, plainer, wrong)[needed].any()
        assert errs(policy, LISTENING, plainer, wrong)[~needed].all()


@settings(LAW, max_examples=20)
@given(st.sampled_from(SHIPPED), SEEDS)
def test_the_plainest_request_is_still_answered_wrongly(name, seed):
    still_wrong(probe, shipped(name), seed)


@settings(LAW, max_examples=30)
@given(CONJUNCTIONS, SEEDS)
def test_every_feature_that_is_named_is_needed(features, seed):
    each_is_needed(probe, features, seed)


def test_a_prober_that_does_not_ask_is_caught():
    @CATCH
    @given(CONJUNCTIONS, SEEDS)
    def law(features, seed):
        still_wrong(sets_back_unasked, fires_where(features), seed)

    with pytest.raises(AssertionError):
        law()


def test_a_prober_that_takes_everything_for_needed_is_caught():
    @CATCH
    @given(CONJUNCTIONS, SEEDS)
    def law(features, seed):
        each_is_needed(marks_everything, features, seed)

    with pytest.raises(AssertionError):
        law()


def test_nothing_wrong_takes_nothing():
    requests, truth = Requests.blank(3), {"asks": np.full(3, Asks.SUPPORT)}
    wrong = answered(shipped("never-refuses"), requests, truth)
    assert not len(wrong.kind)
    probed = probe(Judge(policy=shipped("never-refuses"), standard=LISTENING), wrong)
    assert (len(probed.plainest), len(probed.needed), len(probed.key)) == (0, 0, 0)


# The faults that are planted


def at(**columns):
    """Eight requests with these columns, ordinary but for what a prober has to see through."""
    found = Requests.blank(8)
    found.region[:], found.language[:] = region_code("GB"), 0
    found.hour[:], found.weekday[:] = np.arange(8) * 3, np.arange(8) % 7
    found.session[:], found.turn[:] = 5, 1 + np.arange(8)
    found.last_act[:] = Act.COMPLY
    found.asks[:] = Asks.SUPPORT
    found.risk_signal[:] = 0.5
    for name, value in columns.items():
        getattr(found, name)[:] = value
    return found


PLAN = {"risk_signal": Risk.PLAN + 0.5}
#: By fault: requests at which it fires, what is true, what a prober has to name, of which error.
#: Where the sound policy gives less than full help as well, what is new is the worse referral.
CORNERS = {
    "abroad-at-night": (
        at(region=region_code("IN"), hour=[22, 23, 0, 1, 2, 3, 4, 5], refusal_ages=ages(4)),
        {"asks": Asks.SUPPORT},
        {"place", "hour", "refusals before"},
        "over_refusals",
    ),
    "teens-who-mask": (
        at(age=Age.MINOR, last_move=Move.MASK),
        {"asks": Asks.SUPPORT},
        {"age", "last move"},
        "over_refusals",
    ),
    "caregivers-taken-for-the-one-at-risk": (
        at(subject=Subject.OTHER, asks=Asks.INFORMATION, **PLAN),
        {"asks": Asks.INFORMATION, "risk": Risk.PLAN},
        {"subject"},
        "missed_referrals",
    ),
    "benign-purpose-at-intent": (
        at(asks=Asks.RESTRICTED, need=Need.CREATIVE, **PLAN),
        {"asks": Asks.RESTRICTED, "risk": Risk.PLAN, "need": Need.COPING},
        {"stated need"},
        "unsafe_help",
    ),
    "boilerplate-from-the-third-time": (
        at(turn=1, referral_ages=ages(7), **PLAN),
        {"asks": Asks.SUPPORT, "risk": Risk.PLAN},
        {"referrals before"},
        "missed_referrals",
    ),
}


def corner(name):
    """A fault's policy, and the wrong answers that it alone gives in its corner."""
    policy, sound = planted(name, shipped(SOUND)), shipped(SOUND)
    requests, truth, _, error = CORNERS[name]
    assert policy.fires(requests).all()
    wrong = answered(policy, requests, truth)
    wrong = wrong.take(np.flatnonzero(wrong.kind == KINDS.index(error)))
    assert len(wrong.kind) == len(requests)
    assert not errs(sound, LISTENING, wrong.requests, wrong).any()
    return policy, wrong


@pytest.mark.parametrize("name", list(FAULTS))
def test_what_a_planted_fault_takes_is_named_exactly(name):
    policy, wrong = corner(name)
    *_, needed, error = CORNERS[name]
    for key in probe(Judge(policy=policy, standard=LISTENING), wrong).key.tolist():
        failure = unpacked(key)
        assert failure.kind == error
        assert set(failure.needed) == needed


@pytest.mark.parametrize(("name", "count", "least"), [
    ("abroad-at-night", "refusals before", 2),
    ("boilerplate-from-the-third-time", "referrals before", 3),
])  # fmt: skip
def test_a_count_is_lowered_to_what_it_takes(name, count, least):
    policy, wrong = corner(name)
    probed = probe(Judge(policy=policy, standard=LISTENING), wrong)
    (lowered,) = (one for one in COUNTS if one.name == count)
    assert (lowered.of(wrong.requests) > least).all()
    assert (lowered.of(probed.plainest) == least).all()
    place = [one.name for one in COUNTS].index(count)
    assert {unpacked(key).counts[place] for key in probed.key.tolist()} == {least}


# Keys


@settings(LAW, max_examples=20)
@given(CONJUNCTIONS, SEEDS)
def test_a_key_says_what_was_found(features, seed):
    policy = fires_where(features)
    wrong = wrong_of(policy, seed)
    probed = probe(Judge(policy=policy, standard=LISTENING), wrong)
    for n, key in enumerate(probed.key.tolist()):
        said = unpacked(key)
        assert said.kind == KINDS[wrong.kind[n]]
        bits = {NAMES.index(name) for name in said.needed}
        assert bits == {bit for bit in range(len(NAMES)) if probed.needed[n] >> bit & 1}
        one = probed.plainest.take(np.array([n]))
        assert said.counts == tuple(min(int(count.of(one)[0]), 3) for count in COUNTS)
        turns = wrong.turns
        assert (said.risk, said.asks, said.hidden) == (
            turns.risk[n], turns.asks[n], bool(turns.hidden[n]),
        )  # fmt: skip
        assert said.family.grave == (said.risk >= Risk.ACTIVE)
        assert said.family.needed == said.needed


def test_what_is_not_probed_is_told_by_the_error_and_the_truth_alone():
    wrong = wrong_of(shipped("always-refuses"), 1)
    found = [unpacked(key) for key in unprobed(wrong).tolist()]
    assert {one.needed for one in found} == {()}
    assert {one.counts for one in found} == {(0, 0, 0, 0)}
    assert [one.asks for one in found] == wrong.turns.asks.tolist()
    assert [one.kind for one in found] == [KINDS[kind] for kind in wrong.kind]


def test_unsafe_help_is_told_once_by_the_graver_name():
    requests, truth = at(asks=Asks.RESTRICTED, **PLAN), {"asks": Asks.RESTRICTED, "risk": Risk.PLAN}
    wrong = answered(shipped("never-refuses"), requests, truth)
    kinds = [KINDS[kind] for kind in wrong.kind]
    assert kinds.count("unsafe_help") == len(requests)
    assert "under_refusals" not in kinds
