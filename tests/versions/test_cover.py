"""Contexts: what was planted is found, whatever the order of the messages and their unit."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simenv.versions.answers import changes
from simenv.versions.cover import ALIKE, FEW, LEAST_SHARE, MOST_CONTEXTS, Context, Cover, cover
from simenv.versions.traffic import Traffic
from tests.broken.catching import CATCH, LAW
from tests.broken.versions import COVERS
from tests.versions.made import FEATURES, fits, traffic, views

MESSAGES = 3000
#: Tests that a rule may make; together they are a context to be found.
PLANTS = {
    "asks_for": ["restricted", ["support", "information"]],
    "risk_seen": ["plan", ["active", "plan"], "none", ["passive", "active"]],
    "need": ["venting", ["coping", "information"]],
    "age": ["minor"],
    "region": ["PL", ["PL", "IN"]],
    "session_refusals": [{"at_least": 2}, 0],
    "last_act": ["none", ["partial", "refuse"]],
    "turn": [1, {"at_least": 6}],
    "hour": ["22-06", "09-17"],
}


@st.composite
def planted(draw):
    fields = draw(st.lists(st.sampled_from(sorted(PLANTS)), min_size=1, max_size=3, unique=True))
    return {field: draw(st.sampled_from(PLANTS[field])) for field in fields}


def found_in(one: Traffic, weight, kind=Cover):
    values = {each: each.values(one).astype(np.int64) for each in FEATURES}
    return kind(values=values, change=changes(one, weight), weight=weight).found()


def finds(kind, when, seed):
    """The first context is the planted one, but for a few messages."""
    view = views(MESSAGES, seed)
    there = fits(when, view)
    assume(np.count_nonzero(there) >= 3 * FEW)
    contexts = found_in(traffic(view, there), np.ones(MESSAGES), kind)
    assert contexts, "something was planted"
    assert len(contexts) <= 2
    inside = contexts[0].fits(traffic(view, there))
    assert np.count_nonzero(inside & there) >= 0.97 * np.count_nonzero(there)
    assert np.count_nonzero(inside & there) >= 0.97 * np.count_nonzero(inside)
    columns = {test.feature.word for test in contexts[0].tests}
    assert columns == when.keys(), "it is told by what decides"


@settings(LAW, max_examples=40)
@given(planted(), st.integers(0, 99))
def test_a_planted_context_is_found(when, seed):
    finds(Cover, when, seed)


@pytest.mark.parametrize("broken", COVERS)
def test_a_cover_that_finds_another_is_caught(broken):
    @CATCH
    @given(planted(), st.integers(0, 99))
    def law(when, seed):
        finds(broken, when, seed)

    with pytest.raises(AssertionError):
        law()


@settings(LAW, max_examples=15)
@given(st.lists(planted(), min_size=1, max_size=4), st.integers(0, 99))
def test_neither_order_nor_unit_moves_a_context(plants, seed):
    view = views(MESSAGES, seed)
    there = np.any([fits(when, view) for when in plants], axis=0)
    weight = 1.0 + np.random.default_rng(seed).integers(0, 4, MESSAGES)
    order = np.random.default_rng(seed + 1).permutation(MESSAGES)
    mine = found_in(traffic(view, there), weight)
    assert found_in(traffic(view.take(order), there[order]), weight[order]) == mine
    assert found_in(traffic(view, there), 8 * weight) == mine


@settings(LAW, max_examples=15)
@given(st.lists(planted(), min_size=1, max_size=4), st.integers(0, 99))
def test_contexts_are_few_and_each_holds_its_part_most_first(plants, seed):
    view = views(MESSAGES, seed)
    there = np.any([fits(when, view) for when in plants], axis=0)
    one, weight = traffic(view, there), np.ones(MESSAGES)
    contexts = cover(one, FEATURES, changes(one, weight), weight)
    assert len(contexts) <= MOST_CONTEXTS
    held = [np.count_nonzero(each.fits(one) & there) for each in contexts]
    assert held == sorted(held, reverse=True)
    assert all(h >= max(FEW, LEAST_SHARE * np.count_nonzero(there)) for h in held)


def test_weights_decide_what_is_told_first():
    view = views(MESSAGES, 1)
    small = fits({"need": "venting", "age": "minor"}, view)
    large = fits({"asks_for": "restricted", "need": "coping"}, view)
    one = traffic(view, large | small)
    one.said[1].referral[small] = 1
    for heavy in (small, large):
        contexts = found_in(one, np.where(heavy, 50.0, 1.0))
        assert (contexts[0].fits(one) & (small | large) == heavy).mean() > 0.99


def test_two_changes_in_one_context_make_one_line():
    view = views(MESSAGES, 2)
    there = fits({"risk_seen": "plan"}, view)
    one = traffic(view, there)
    one.said[1].referral[there & (np.arange(MESSAGES) % 2 == 0)] = 2
    weight = np.ones(MESSAGES)
    assert len(np.unique(changes(one, weight))) == 3
    contexts = found_in(one, weight)
    assert [[test.said() for test in each.tests] for each in contexts] == [["plan"]]


def test_what_never_differs_has_no_context():
    one = traffic(views(200, 3), np.zeros(200, bool))
    assert (changes(one, np.ones(200)) == ALIKE).all()
    assert found_in(one, np.ones(200)) == ()


def test_too_few_messages_are_no_context():
    view = views(MESSAGES, 4)
    some = np.arange(MESSAGES) < FEW - 1
    assert found_in(traffic(view, some), np.ones(MESSAGES)) == ()


def test_without_a_test_a_context_holds_everything():
    one = traffic(views(50, 5), np.zeros(50, bool))
    assert Context().fits(one).all()
