"""How persons wait for services that they share, and live with what comes of asking them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.calls import Received
from simenv.driving.alone import nothing_shared
from simenv.lockstep import live
from simenv.rows import DAY, HOUR
from simenv.state import State
from simenv.vocabulary import Channel, Event, Reception
from simenv.world import World
from tests.laws.small import everyone, shipped, small_world

SHARED = frozenset({Channel.CRISIS_LINE, Channel.PROFESSIONAL, Channel.PEERS})
MINUTE = HOUR // 60


def sharing(days: int = 12, **fields) -> World:
    return replace(small_world(days), shared=SHARED, **fields)


def waiting(world: World, people: int = 60) -> State:
    """Persons lived until each waits for a service or is done."""
    state, policy = world.start(everyone(people)), shipped("hotline-boilerplate")
    for _ in range(3_000):
        if (state.persons.done | state.persons.waiting).all():
            return state
        requests = world.ask(state)
        state, _ = world.react(state, requests, policy.respond(requests), in_place=True)
    raise AssertionError("nobody came to rest")


@cache
def at_rest() -> State:
    return waiting(sharing())


def received(rows, at, reception=Reception.ANSWERED, talk=0, due=-1, kept=True) -> Received:
    found = Received.blank(len(rows))
    found.row[:], found.reception[:], found.service[:] = rows, int(reception), 0
    found.at[:], found.free_at[:] = at, at + talk
    found.due_at[:], found.due_kept[:] = due, kept
    return found


def served(world: World, state: State, reception: Reception, **told):
    """Everyone who waits gets to know the same, three minutes after asking."""
    rows = np.flatnonzero(state.persons.waiting)
    at = state.persons.asks_at[rows] + 3 * MINUTE
    return rows, world.served(state, received(rows, at, reception, **told))


def test_nobody_asks_sooner_than_the_declared_least_delay():
    world = sharing()
    state = waiting(world)
    rows = np.flatnonzero(state.persons.waiting)
    later = state.persons.asks_at[rows] - state.persons.clock[rows]
    assert len(rows) > 10
    assert later.min() >= world.least_delay > 0


def test_only_shared_channels_are_waited_for_and_no_one_in_regular_care_waits_for_a_professional():
    world = sharing()
    persons = waiting(world).persons
    rows = np.flatnonzero(persons.waiting)
    assert set(persons.sought[rows].tolist()) <= {int(one) for one in SHARED}
    cared = world.kinds.graph.opens[persons.stage[rows], Channel.PROFESSIONAL] > 1
    assert not (cared & (persons.sought[rows] == Channel.PROFESSIONAL)).any()


def test_hand_offs_wait_for_the_desk_and_nobody_else_does():
    world = replace(small_world(), desk=True)
    policy = shipped("warm-handoff")
    state = world.start(everyone(200))
    handed = 0
    for _ in range(60):
        requests = world.ask(state)
        state, _ = world.react(state, requests, policy.respond(requests), in_place=True)
        persons = state.persons
        assert persons.handed_over.sum() == np.count_nonzero(persons.waiting), "all of them wait"
        assert persons.handed[persons.waiting].all()
        assert (persons.sought[persons.waiting] == Channel.CRISIS_LINE).all()
        handed = max(handed, int(np.count_nonzero(persons.waiting)))
    assert handed > 0


@pytest.mark.parametrize("reception", list(Reception))
def test_whoever_is_served_waits_no_more_and_time_goes_on(reception):
    world = sharing()
    state = waiting(world)
    rows, (after, _) = served(world, state, reception, talk=20 * MINUTE)
    assert not after.persons.waiting.any()
    assert (after.persons.clock[rows] >= state.persons.clock[rows]).all()
    assert state.persons.waiting[rows].all(), "the old state is as it was"


def test_an_answer_is_a_human_voice_at_its_moment_and_a_rebuff_is_none():
    world = sharing()
    state = waiting(world)
    rows, (after, turns) = served(world, state, Reception.ANSWERED)
    humans = state.persons.sought[rows] != Channel.PEERS
    voice = state.persons.asks_at[rows] + 3 * MINUTE
    assert (after.persons.last_human[rows][humans] == voice[humans]).all()
    assert np.count_nonzero(turns.events.kind == Event.REACHED_HUMAN) == humans.sum()
    for rebuff in (Reception.HUNG_UP, Reception.TURNED_AWAY):
        _, (hurt, turns) = served(world, state, rebuff)
        assert (hurt.persons.human_at == state.persons.human_at).all()
        assert (hurt.persons.distress_own[rows] > after.persons.distress_own[rows]).mean() > 0.3
        assert not (turns.events.kind == Event.REACHED_HUMAN).any()


def test_whoever_turns_back_learns_nothing_about_the_service():
    world = sharing()
    state = waiting(world)
    _, (after, _) = served(world, state, Reception.TURNED_BACK)
    assert (after.persons.experience == state.persons.experience).all()


@pytest.mark.parametrize("kept", [True, False])
def test_an_appointment_is_kept_or_missed_on_its_day(kept):
    world = sharing()
    state = waiting(world)
    rows = np.flatnonzero(state.persons.waiting & (state.persons.sought == Channel.PROFESSIONAL))
    due = (state.persons.asks_at[rows] // DAY + 1) * DAY + 10 * HOUR
    at = state.persons.asks_at[rows]
    some = due < 11 * DAY
    rows, due, at = rows[some], due[some], at[some]
    assert len(rows) > 3
    told = received(rows, at, Reception.BOOKED, due=due, kept=kept)
    after, _ = world.served(state, told)
    assert (after.persons.due_at[rows] == due).all()
    noted = []
    policy = shipped("hotline-boilerplate")
    for _ in range(400):
        requests = world.ask(after)
        after, turns = world.react(after, requests, policy.respond(requests))
        mine = np.isin(turns.event_row, rows)
        noted.append(turns.events.take(mine))
    kinds = np.concatenate([one.kind for one in noted])
    at_due = np.concatenate([np.isin(one.at, due) for one in noted])
    event = Event.REACHED_HUMAN if kept else Event.MISSED
    other = Event.MISSED if kept else Event.REACHED_HUMAN
    assert (at_due & (kinds == event)).any()
    assert not (at_due & (kinds == other)).any()
    assert (after.persons.due_at[rows] == -1).mean() > 0.5


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 3 * 60), st.integers(0, 120), st.sampled_from(list(Reception)))
def test_one_person_served_alone_is_the_same_as_in_company(waits, talks, reception):
    world = sharing()
    state = at_rest()
    rows = np.flatnonzero(state.persons.waiting)
    at = state.persons.asks_at[rows] + waits * MINUTE
    whole, _ = world.served(state, received(rows, at, reception, talk=talks * MINUTE))
    one = rows[len(rows) // 2]
    alone = state.take(np.array([one]))
    got = received(np.zeros(1, np.int64), at[len(rows) // 2], reception, talk=talks * MINUTE)
    single, _ = world.served(alone, got)
    for name, array in single.persons.arrays().items():
        assert array.tobytes() == getattr(whole.persons, name)[[one]].tobytes(), name


def test_an_earlier_appointment_is_kept_in_mind():
    world = sharing()
    state = at_rest().copy()
    rows = np.flatnonzero(state.persons.waiting)[:2]
    state.persons.due_at[rows] = 5 * DAY, 9 * DAY
    at = state.persons.asks_at[rows]
    after, _ = world.served(state, received(rows, at, Reception.BOOKED, due=7 * DAY))
    assert after.persons.due_at[rows].tolist() == [5 * DAY, 7 * DAY]


def test_a_world_with_shared_services_is_refused_by_lockstep_with_one_clear_error():
    with pytest.raises(ValueError, match="only the clock can run it"):
        live(sharing(), everyone(2), shipped("never-refuses"))
    shared = frozenset({Channel.CRISIS_LINE, Channel.PROFESSIONAL})
    both = replace(small_world(), shared=shared, desk=True)
    with pytest.raises(ValueError, match="crisis-line, professional, hand-offs"):
        nothing_shared(both)
    nothing_shared(small_world())
