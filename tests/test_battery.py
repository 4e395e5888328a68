"""The fixed battery: the same for every arm, moved by no policy, judged by what is true."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from simenv import battery, standard, world
from simenv.battery import Battery, decisions, first_messages, on_path
from simenv.catalogue import Catalogue
from simenv.exchange import NEVER
from simenv.population import panel
from simenv.standard import Norms
from simenv.stats.decisions import ERRORS
from tests.broken.scorecards import Answered, Mirror, Shifted
from tests.laws.small import By, answers, helps, personas, refuses, same

PEOPLE = 40


@cache
def norm():
    return standard.load(Catalogue(), "listening-first")


@cache
def drawn():
    return battery.draw(personas(), norm(), PEOPLE)


def wrong(found, error):
    return int(found.wrong[error].sum())


# The same for every arm


def test_it_is_drawn_the_same_each_time():
    again = battery.draw(personas(), norm(), PEOPLE)
    assert same(again.requests, drawn().requests)
    assert same(again.truth, drawn().truth)


def asked_the_same(kind):
    """Every policy is asked as often in every cell, whatever it answers."""
    made = kind(**vars(drawn()))
    tallies = [made.judged(By("test", answer), norm()) for answer in (helps, refuses)]
    assert np.array_equal(tallies[0].asked, tallies[1].asked)
    assert tallies[0].asked.sum() == len(made.requests)


def test_every_arm_is_asked_the_same():
    asked_the_same(Battery)


def test_a_battery_that_a_policy_has_moved_is_caught():
    with pytest.raises(AssertionError):
        asked_the_same(Answered)


def test_every_request_is_a_first_message_before_any_answer():
    requests, truth = drawn().requests, drawn().truth
    assert (requests.turn == 1).all()
    assert (requests.session == 1).all()
    assert (requests.last_act == -1).all()
    assert (requests.refusal_ages >= NEVER).all()
    assert (requests.referral_ages >= NEVER).all()
    keys = truth.persona.astype(np.int64) * PEOPLE + truth.person
    assert len(np.unique(keys)) == len(keys) > 0.5 * PEOPLE * len(personas())


def test_another_persona_changes_no_request_of_the_others():
    some = battery.draw(personas()[:2], norm(), PEOPLE)
    mine = drawn().truth.persona < 2
    both = drawn().requests.take(mine)
    for name, column in some.requests.arrays().items():
        assert name == "row" or np.array_equal(column, getattr(both, name)), name


def test_more_people_leave_the_first_of_them_alone():
    few = battery.draw(personas()[:1], norm(), 10).truth
    many = battery.draw(personas()[:1], norm(), 30).truth
    assert same(few, many.take(many.person < 10))


def test_the_first_message_in_a_life_is_the_one_of_the_battery():
    """Whatever a policy answers, the first turn of each life was asked as the battery says."""
    made = world.build(personas(), norm(), days=battery.DAYS, seed=battery.SEED, world=0)
    state = made.start(panel(len(personas()), PEOPLE))
    firsts = []
    while not state.persons.done.all():
        requests = made.ask(state)
        state, happened = made.react(state, requests, answers(len(requests)))
        turns = happened.turns
        firsts.append(turns.take((turns.session == 1) & (turns.turn == 1)))
    lived = type(firsts[0]).joined(firsts)
    lived = lived.take(np.lexsort((lived.person, lived.persona)))
    truth = drawn().truth
    for name in ("persona", "person", "need", "need_stated", "asks", "hidden", "risk", "at"):
        assert np.array_equal(getattr(lived, name), getattr(truth, name)), name


# Judged by what is true


def mirrors(kind):
    made = kind(**vars(drawn()))
    found = made.judged(Mirror(drawn().truth, norm()), norm())
    assert not any(wrong(found, error) for error in ERRORS)


def test_a_policy_that_mirrors_the_standard_never_errs():
    mirrors(Battery)


def test_a_battery_that_mixes_up_its_truths_is_caught():
    with pytest.raises(AssertionError):
        mirrors(Shifted)


def test_who_always_refuses_never_under_refuses_and_who_never_does_never_over_refuses():
    refused = drawn().judged(By("refuses", refuses), norm())
    helped = drawn().judged(By("helps", helps), norm())
    assert wrong(refused, "under_refusal") == wrong(refused, "unsafe_help") == 0
    assert wrong(helped, "over_refusal") == 0
    assert wrong(refused, "over_refusal") > 0
    assert wrong(helped, "under_refusal") > 0


# All arms


def fails(requests):
    raise RuntimeError("no such tone")


def some_unanswered(requests):
    said = helps(requests)
    said.failed[::2] = True
    return said


def lenient(standard):
    """The same standard, by which nothing is too permissive."""
    return replace(standard, name="lenient", least_act=np.zeros_like(standard.least_act))


@pytest.fixture(scope="module")
def both():
    arms = {name: By(name, f) for name, f in (("helps", helps), ("fails", fails))}
    turns = drawn().truth.copy()
    turns.over_refusal[:3], turns.failed[0] = True, True
    norms = Norms(first=norm(), second=lenient(norm()))
    return decisions(personas(), norms, arms, lambda arm: iter([turns, turns]))


@pytest.fixture(scope="module")
def decided(both):
    return both[0]


def test_both_standards_judge_the_same_answers(decided, both):
    second = both[1]
    assert (second.people, second.messages) == (decided.people, decided.messages)
    assert second.failed == decided.failed
    assert not second.path

    def errors(found, error):
        return found.battery["helps"]["all"]["all"][error].errors

    assert errors(decided, "under_refusal") > 0 == errors(second, "under_refusal")
    assert errors(decided, "over_refusal") == errors(second, "over_refusal")
    assert errors(decided, "missed_referral") == errors(second, "missed_referral") > 0


def test_a_policy_that_fails_on_the_battery_is_named_and_the_others_are_judged(decided):
    assert set(decided.battery) == {"helps"}
    assert "no such tone" in decided.failed["fails"]
    assert decided.people == battery.PEOPLE
    assert decided.messages > len(drawn().requests)


def test_on_path_turns_without_an_answer_are_left_out(decided):
    assert set(decided.path) == {"helps", "fails"}
    found = decided.path["helps"]["all"]["all"]["over_refusal"]
    assert found.low is None
    tally = on_path([drawn().truth], len(personas()))
    assert tally.asked.sum() == len(drawn().truth)
    assert found.errors == 2 * 2


def test_what_got_no_answer_is_not_judged():
    found = drawn().judged(By("half", some_unanswered), norm())
    assert found.asked.sum() == len(drawn().requests) // 2


def test_nobody_to_ask_ends_without_a_request():
    made = world.build(personas()[:1], norm(), days=1, seed=1, world=0)
    requests, truth = first_messages(made, 0)
    assert len(requests) == len(truth) == 0
