"""The clock where persons share services: order, company and window change nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from simenv import clock
from simenv.clock.driver import Clock
from simenv.clock.floor import Floor
from simenv.driving.arm import Arm
from simenv.errors import PolicyFailure
from simenv.population import Panel
from simenv.rows import DAY, HOUR, CallRows
from simenv.vocabulary import Channel, Event, Reception
from simenv.world import World
from tests.clock.made_halls import BOOK, LINE
from tests.laws.small import By, answers, same, same_lives, shipped, small_world

PEOPLE, POPULATIONS = 30, 2
MINUTE = HOUR // 60


@cache
def sharing(days: int = 12, number: int = 0) -> World:
    lines = frozenset({Channel.CRISIS_LINE, Channel.PROFESSIONAL, Channel.PEERS})
    return replace(small_world(days, number=number), shared=lines, desk=True)


@cache
def services():
    """Few servers for many: most people meet somebody who is busy."""
    line = replace(LINE, servers=1.0, share_of_demand=0.3, service_minutes=40.0, follow_up=0.3)
    doctor = replace(BOOK, name="doctor", servers=2.0, share_of_demand=0.5, no_show=0.3)
    peers = replace(line, name="peers", channel=Channel.PEERS, patience_minutes=90.0)
    desk = replace(line, name="desk", handoffs=True)
    return (line, doctor, peers, desk)


REFERENCE = np.array([0.02, 0.03, 0.08, 0.01])


def panel(populations=range(POPULATIONS)) -> tuple[Panel, np.ndarray]:
    """Populations of `PEOPLE` persons of each persona, and whose each is."""
    personas, which = len(sharing().kinds.names), np.array(list(populations), np.int64)
    person = np.concatenate([one * PEOPLE + np.arange(PEOPLE) for one in which])
    persona = np.repeat(np.arange(personas, dtype=np.int32), len(person))
    population = np.tile(np.repeat(which, PEOPLE), personas).astype(np.int32)
    return Panel(persona=persona, person=np.tile(person, personas)), population


def lived(names=("hotline-boilerplate", "warm-handoff"), populations=range(POPULATIONS), **told):
    who, population = panel(populations)
    arms = [Arm.of(shipped(name)) for name in names]
    made = {"facilities": services(), "reference": REFERENCE, "population": population}
    return list(clock.live_all(sharing(), who, arms, **(made | told)))


@cache
def plain():
    return lived()


def alike(first, second) -> bool:
    tables = same(first.calls, second.calls) and same(first.loads, second.loads)
    return tables and same_lives(first.lives, second.lives)


@pytest.mark.parametrize("window", [20 * MINUTE, 7 * HOUR, 40 * DAY])
def test_the_length_of_the_window_changes_no_bit(window):
    for first, second in zip(plain(), lived(window=window), strict=True):
        assert len(first.calls) > 100
        assert alike(first, second)


def test_a_population_alone_is_the_same_as_among_others():
    alone = lived(populations=[0])[0]
    among = plain()[0]
    mine = among.calls.take(among.calls.person < PEOPLE)
    assert same(mine, alone.calls)
    assert same(among.loads.take(among.loads.population == 0), alone.loads)


def test_an_arm_alone_is_the_same_as_in_company():
    assert alike(lived(names=["warm-handoff"])[0], plain()[1])


def test_the_order_of_persons_changes_no_bit():
    who, population = panel()
    order = np.random.default_rng(1).permutation(len(who))
    mixed = Panel(persona=who.persona[order], person=who.person[order])
    arms = [Arm.of(shipped("hotline-boilerplate"))]
    told = {"facilities": services(), "reference": REFERENCE, "population": population[order]}
    assert alike(next(clock.live_all(sharing(), mixed, arms, **told)), plain()[0])


def test_two_arms_that_answer_alike_have_the_same_tables_to_the_last_bit():
    first, second = lived(names=["graded-by-risk", "graded-by-risk"])
    assert alike(first, second)


def test_background_callers_are_the_same_in_every_arm():
    first, second = plain()
    assert (first.loads.others_asked == second.loads.others_asked).all()
    assert first.loads.others_asked.any()


def test_the_diary_and_the_loads_tell_the_same():
    for one in plain():
        calls, asked = one.calls, one.loads
        known = (calls.service >= 0) & (calls.reception != Reception.TURNED_BACK)
        known &= calls.at < 12 * DAY
        for service in range(len(services())):
            mine = asked.take(asked.service == service)
            told = np.count_nonzero(known & (calls.service == service))
            resolved = mine.answered + mine.hung_up + mine.turned_away
            assert resolved.sum() == told
            hung_up = (calls.service == service) & (calls.reception == Reception.HUNG_UP)
            assert mine.hung_up.sum() == np.count_nonzero(hung_up)


def test_every_call_follows_its_decision_by_the_least_delay_and_nobody_is_forgotten():
    for one in plain():
        calls = one.calls
        assert (calls.at - calls.decided_at >= sharing().least_delay).all()
        asked = np.count_nonzero(one.lives.events.kind == Event.SERVICE_ASKED)
        assert asked == len(calls)
        late = calls.reception == Reception.STILL_WAITING
        assert late.mean() < 0.1
        assert not calls.waited[calls.reception == Reception.TURNED_AWAY].any()


def test_one_person_asks_one_service_at_a_time():
    calls = plain()[0].calls
    same_person = (np.diff(calls.person) == 0) & (np.diff(calls.persona) == 0)
    freed = calls.at[:-1] + calls.waited[:-1]
    assert (calls.decided_at[1:] >= freed)[same_person].all()


def test_only_hand_offs_reach_the_desk():
    boilerplate, handoff = (one.calls for one in plain())
    assert not boilerplate.handed.any()
    assert handoff.handed.any()
    assert (handoff.handed[handoff.service == 3]).all()
    assert (handoff.service[handoff.handed] == 3).all()


class Hasty(Floor):
    """A broken floor: it says that nobody can ask again within a day, whatever they need."""

    def earliest(self, rows):
        return super().earliest(rows) + DAY


def test_a_clock_that_lets_time_pass_those_who_could_ask_is_caught():
    who, population = panel()
    arms = [Arm.of(shipped("hotline-boilerplate"))]
    hasty = Clock.of(sharing(), who, population, arms, services(), REFERENCE, False)
    hasty.floor.__class__ = Hasty
    with pytest.raises(ValueError, match="already"):
        hasty.run(clock.WINDOW)


def test_a_failed_call_ends_a_life_and_a_policy_that_misbehaves_is_told():
    def fails(requests):
        said = answers(len(requests))
        said.failed[:] = requests.session > 2
        return said

    who, population = panel([0])
    told = {"facilities": services(), "reference": REFERENCE, "population": population}
    one = next(clock.live_all(sharing(), who, [Arm.of(By("fails", fails))], **told))
    assert (one.lives.trajectories.censored_at >= 0).any()

    def short(requests):
        return answers(max(len(requests) - 1, 0))

    found = next(clock.live_all(sharing(), who, [Arm.of(By("short", short))], **told))
    assert isinstance(found, PolicyFailure)


def test_services_that_the_world_does_not_share_are_refused():
    who, population = panel([0])
    arms = [Arm.of(shipped("never-refuses"))]
    told = {"population": population, "reference": REFERENCE[:1]}
    with pytest.raises(ValueError, match="not those that persons"):
        next(clock.live_all(sharing(), who, arms, facilities=services()[:1], **told))
    older, told["reference"] = replace(sharing(), burn_in=3), REFERENCE
    with pytest.raises(ValueError, match="new to the assistant"):
        next(clock.live_all(older, who, arms, facilities=services(), **told))


def test_the_reference_counts_who_would_ask_if_nothing_were_short():
    who, _ = panel([0])
    found = clock.reference(sharing(), who, shipped("warm-handoff"), services())
    assert found.shape == (4,)
    assert (found > 0).all()
    scarce = [replace(one, servers=0.1) for one in services()]
    assert clock.ample_key(scarce) == clock.ample_key(services())
    nights = [replace(one, staffing=one.staffing * 0.5) for one in services()]
    assert clock.ample_key(nights) != clock.ample_key(services())
    assert (clock.reference(sharing(), who, shipped("warm-handoff"), scarce) == found).all()


def test_calls_are_whole_rows():
    for one in plain():
        assert one.calls.faults() == []
        assert one.loads.faults() == []
        assert isinstance(one.calls, CallRows)
