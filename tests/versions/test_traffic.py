"""What is heard of a policy's traffic, where lives part in it, and what is counted of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.errors import PolicyFailure, SimulatorFailure
from simenv.exchange import Requests
from simenv.population import Panel
from simenv.stats.parting import Parted
from simenv.versions import traffic as traffics
from simenv.versions.counting import ERRORS, EVERYWHERE, Counts
from simenv.versions.cover import Context
from simenv.versions.features import Condition, Feature, features
from simenv.versions.traffic import ANSWER, Traffic, live
from simenv.vocabulary import Act, Referral
from tests.broken.catching import CATCH, LAW
from tests.broken.versions import ByAct, Deaf, Last, Messages, Parrot, Talkative, Unordered
from tests.laws.small import (
    By,
    answers,
    everyone,
    helps,
    lived,
    refuses,
    refuses_from_session,
    same_lives,
    shipped,
    small_world,
)
from tests.versions.made import norm


def sternly(requests):
    """Helps in other words."""
    said = helps(requests)
    said.judgement[:] = 0.9
    return said


def urgent(requests):
    """Refuses by what the message shows."""
    said = answers(len(requests), referral=Referral.GENERIC)
    said.act[:] = np.where(requests.risk_signal >= 1.0, Act.REFUSE, Act.PARTIAL)
    return said


def loses_calls(requests):
    said = helps(requests)
    said.failed[:] = requests.risk_signal % 1.0 > 0.9
    return said


PLAIN = (
    By("helps", helps),
    By("refuses", refuses),
    By("later", refuses_from_session(2)),
    By("urgent", urgent),
)
POLICIES = (*PLAIN, By("sternly", sternly), By("loses calls", loses_calls))
PAIRS = st.tuples(st.sampled_from(POLICIES), st.sampled_from(POLICIES))
COUNTRIES = (
    EVERYWHERE,
    Context(tests=(Condition(feature=Feature(column="need", whose="both"), ranges=((0, 1),)),)),
    Context(tests=(Condition(feature=Feature(column="turn", whose="both"), ranges=((1, 1),)),)),
)


def world(days=8, burn_in=0):
    return replace(small_world(days), spoken=True, burn_in=burn_in)


def hears(pair, people=4):
    """What is heard is what was asked, in order, with both answers; and nobody lives otherwise."""
    found, lives = live(world(), everyone(people), pair)
    alone = lived(world(), everyone(people), pair)
    assert all(same_lives(a, b) for a, b in zip(lives, alone, strict=True))
    turns = lives[0].turns
    assert (found.truth.act == turns.act).all()
    assert (np.diff(found.seat) >= 0).all()
    assert (found.seat == turns.persona * people + turns.person).all()
    assert (found.seen[0].need == turns.need_stated).all()
    spoke = ~turns.failed
    assert (found.said[0].act == turns.act)[spoke].all()
    for name in ANSWER if pair[1].name in {"helps", "refuses", "sternly"} else ():
        always = getattr(pair[1].respond(Requests.blank(1)), name)[0]
        assert (getattr(found.said[1], name) == always).all()


@settings(LAW, max_examples=15)
@given(PAIRS)
def test_whoever_is_listened_to_lives_as_alone(pair):
    hears(pair)


@pytest.mark.parametrize("broken", [Talkative, Deaf, Parrot])
def test_an_ear_that_changes_or_misses_something_is_caught(broken):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(traffics, "Listening", broken)

        @CATCH
        @given(PAIRS)
        def law(pair):
            hears(pair)

        with pytest.raises((AssertionError, SimulatorFailure)):
            law()


def test_what_is_asked_twice_is_heard_once():
    """A policy of code is asked some requests again, to see that it answers alike."""
    pair = shipped("status-quo-2026"), shipped("remembers")
    found, lives = live(world(), everyone(6), pair)
    assert len(found.seat) == len(lives[0].turns)
    places = np.stack([found.seat, found.truth.session, found.seen[0].turn])
    assert len(np.unique(places, axis=1).T) == len(found.seat)


def test_the_established_are_heard_from_entry_on():
    pair = shipped("never-refuses"), shipped("graded-by-risk")
    found, lives = live(world(5, 28), everyone(5), pair, shipped("status-quo-2026"))
    assert len(found.seat) == len(lives[0].turns) > 0
    assert (found.truth.at >= 0).all()
    assert found.truth.session.max() > 1


def test_the_second_is_named_where_it_fails_on_what_the_first_was_asked():
    def breaks(requests):
        raise RuntimeError("out of order")

    with pytest.raises(PolicyFailure) as failed:
        live(world(), everyone(4), (PLAIN[0], By("breaks", breaks)))
    assert failed.value.arm == "breaks"


# Where lives part


def parts_there(pair, kind=Traffic, people=5):
    """The first message answered otherwise is the first turn in which two lives differ.

    Other words may leave their first trace later, and never earlier.
    """
    one, lives = live(world(), everyone(people), pair)
    found = kind(**vars_of(one))
    expected = {}
    for seat in range(one.people):
        rows = [each.turns.take(_of(each.turns, seat, people)) for each in lives]
        shared = min(map(len, rows))
        differ = np.zeros(shared, bool)
        for name in rows[0].specs():
            differ |= getattr(rows[0], name)[:shared] != getattr(rows[1], name)[:shared]
        if differ.any():
            expected[seat] = int(np.argmax(differ))
    starts = np.searchsorted(found.seat, np.arange(found.people))
    firsts = {int(found.seat[row]): int(row - starts[found.seat[row]]) for row in found.first}
    assert expected.keys() <= firsts.keys()
    assert all(firsts[seat] <= at for seat, at in expected.items())
    if pair[0] in PLAIN and pair[1] in PLAIN:
        assert firsts == expected


def vars_of(one):
    names = ("truth", "seat", "people", "seen", "said")
    return {name: getattr(one, name) for name in names}


def _of(turns, seat, people):
    return (turns.persona == seat // people) & (turns.person == seat % people)


NO_LOSSES = st.tuples(st.sampled_from(POLICIES[:-1]), st.sampled_from(POLICIES[:-1]))


@settings(LAW, max_examples=15)
@given(NO_LOSSES)
def test_lives_part_at_the_first_message_that_is_answered_otherwise(pair):
    parts_there(pair)


@pytest.mark.parametrize("broken", [Last, ByAct])
def test_a_parting_elsewhere_is_caught(broken):
    @CATCH
    @given(NO_LOSSES)
    def law(pair):
        parts_there(pair, broken)

    with pytest.raises(AssertionError):
        law()


def test_it_is_the_parting_that_runs_are_read_for():
    """Where one refuses and the other does not, as `stats.parting` finds it in the tables."""
    pair = shipped("hotline-boilerplate"), shipped("never-refuses")
    one, lives = live(world(12), everyone(12), pair)
    parted = Parted.of(lives[0].trajectories)
    parted.see(*((each.turns, each.events) for each in lives))
    first = one.first
    refuses_there = (one.said[0].act >= Act.REFUSE)[first]
    assert (np.flatnonzero(parted.refused >= 0) == one.seat[first][refuses_there]).all()
    assert (parted.at[one.seat[first]] == one.truth.at[first])[refuses_there].all()


# Counts


def counts_well(pair, kind=Counts, people=6):
    """Counts are those of a loop over messages; blocks of people give those of all at once."""
    one, _ = live(world(), everyone(people), pair)
    found = kind.of(one, COUNTRIES, norm())
    first = set(one.first.tolist())
    for at, context in enumerate(COUNTRIES):
        fits, expected, parts = context.fits(one), np.zeros((3, one.people)), np.zeros(one.people)
        for row, seat in enumerate(one.seat):
            there = fits[row] & np.array([one.answered[row], one.otherwise[row], one.by_act[row]])
            expected[:, seat] += there
            parts[seat] += fits[row] and row in first
        assert (found.fits[:, at] == expected[0]).all()
        assert (found.otherwise[:, at] == expected[1]).all()
        assert (found.by_act[:, at] == expected[2]).all()
        assert (found.parts[:, at] == parts.astype(bool)).all()
    in_blocks(pair, kind, found, people)


def in_blocks(pair, kind, whole, people):
    blocks, who = [], []
    for start in range(0, people, 4):
        numbers = np.arange(start, min(start + 4, people))
        part = Panel(
            persona=np.repeat(np.arange(3, dtype=np.int32), len(numbers)),
            person=np.tile(numbers, 3),
        )
        blocks.append(kind.of(live(world(), part, pair)[0], COUNTRIES, norm()))
        who.append(part)
    persona = np.concatenate([one.persona for one in who])
    person = np.concatenate([one.person for one in who])
    joined = kind.joined(blocks, np.lexsort((person, persona)))
    for name in ("fits", "otherwise", "by_act", "parts"):
        assert (getattr(joined, name) == getattr(whole, name)).all()
    for error in ERRORS:
        for mine, all_at_once in zip(joined.errors[error], whole.errors[error], strict=True):
            assert (mine == all_at_once).all()


@settings(LAW, max_examples=10)
@given(PAIRS)
def test_counts_are_those_of_a_loop_and_of_all_blocks(pair):
    counts_well(pair)


@pytest.mark.parametrize("broken", [Unordered, Messages])
def test_counts_that_go_astray_are_caught(broken):
    @CATCH
    @given(PAIRS)
    def law(pair):
        counts_well(pair, broken)

    with pytest.raises(AssertionError):
        law()


def test_errors_are_the_labels_of_the_first_policys_turns():
    pair = shipped("hotline-boilerplate"), shipped("graded-by-risk")
    one, lives = live(world(12), everyone(12), pair)
    first, second = one.verdicts(norm())
    turns = lives[0].turns
    assert (first.over == turns.over_refusal).all()
    assert (first.under == turns.under_refusal).all()
    assert (first.missed_referral == turns.missed_referral).all()
    counts = Counts.of(one, [EVERYWHERE], norm())
    assert counts.errors["over_refusal"][0].sum() == (first.over & one.otherwise).sum() > 0
    assert counts.errors["over_refusal"][1].sum() == (second.over & one.otherwise).sum()


# By what contexts are told


def test_only_what_a_rule_tests_tells_two_policies_of_rules_apart():
    pair = shipped("hotline-boilerplate"), shipped("graded-by-risk")
    one, _ = live(world(), everyone(6), pair)
    told = {(each.word, each.whose) for each in features(pair, one)}
    # Only the second remembers refusals, and both read risk by one detector.
    assert told == {
        ("asks_for", "both"),
        ("risk_seen", "both"),
        ("need", "both"),
        ("refusals", "second"),
    }


def test_each_reading_is_told_where_detectors_differ():
    pair = shipped("graded-by-risk"), By("helps", helps)
    one, _ = live(world(), everyone(6), pair)
    told = {(each.word, each.whose) for each in features(pair, one)}
    assert {("risk_seen", "first"), ("risk_seen", "second"), ("hour", "both")} <= told
    assert (one.seen[1].risk_seen == 0).all(), "a policy without a detector sees no risk"
