"""Nights: risk follows distress that lasts, feelings fade, people leave, return and are counted."""

from __future__ import annotations

import numpy as np
import pytest

from simenv.draws import slot
from simenv.life import nights
from simenv.life.scene import Scene
from simenv.parameters import Values
from simenv.rows import DAY, HOUR
from simenv.spread import squash
from simenv.vocabulary import Cause, Channel, Event, Risk, Standing
from tests.life.scenes import MEDIAN, alike, off, rows_of

CALM = {"none": 1, "passive": 0, "active": 0, "plan": 0}
QUIET = MEDIAN.but(life__drift=1e-12, life__return=1e-12)


def slept(scene: Scene, count: int = 1) -> Scene:
    for _ in range(count):
        rows = np.flatnonzero(~scene.persons.done)
        nights.sleep(scene, rows, (scene.persons.night[rows].astype(np.int64) + 1) * DAY)
    return scene


def test_a_night_ends_the_day_and_the_last_one_the_life():
    scene = slept(alike(3, 2))
    assert scene.persons.night.tolist() == [1, 1, 1]
    assert scene.persons.clock.tolist() == [DAY] * 3
    assert not scene.persons.done.any()
    assert slept(scene).persons.done.all()


def test_a_session_that_ran_past_midnight_is_not_turned_back():
    scene = alike(1, 2)
    nights.sleep(scene, rows_of(scene), np.array([DAY + 600]))
    assert scene.persons.clock.tolist() == [DAY + 600]
    assert scene.persons.night.tolist() == [1]


# ---- contact in care -----------------------------------------------------------------------------


def contacts(start: str, people: int, days: int) -> np.ndarray:
    """Whether each day of each person held a contact, shape (people, days)."""
    edges = [{"from": start, "to": "holding-on", "after": "10000 days"}]
    scene = alike(people, days, QUIET, trajectory={"start": start, "edges": edges})
    found = np.zeros((people, days), bool)
    for day in range(days):
        slept(scene)
        found[:, day] = scene.persons.last_human >= day * DAY
        assert (scene.persons.last_human < (day + 1) * DAY).all()
    assert (scene.persons.human_at == -1).all()
    return found


def test_weekly_care_is_on_working_days_and_daily_care_on_any():
    weekly = contacts("with-professional", 1500, 14)
    weekend = np.arange(14) % 7 >= 5
    assert not weekly[:, weekend].any()
    assert off(weekly[:, ~weekend].mean(), 0.2, 15_000) < 4
    often = contacts("with-human", 1500, 14)
    for part in (often[:, weekend], often[:, ~weekend]):
        assert off(part.mean(), 0.5, part.size) < 4


def test_who_is_in_nobodys_care_sees_nobody_by_it():
    assert not contacts("talking", 200, 7).any()


def test_a_contact_does_not_take_back_a_later_one():
    scene = alike(400, 2, QUIET, trajectory={"start": "with-human"})
    scene.persons.last_human[:] = 20 * HOUR
    assert (slept(scene).persons.last_human == 20 * HOUR).all()


def test_a_day_with_a_contact_is_not_one_alone():
    risk = {"none": 0, "passive": 0, "active": 1, "plan": 0}
    scene = alike(1000, 1, QUIET, trajectory={"start": "with-human"}, risk=risk)
    persons = slept(scene).persons
    seen = persons.last_human >= 0
    assert 0.3 < seen.mean() < 0.7
    assert np.array_equal(persons.risk_time_alone, np.where(seen, 0, DAY))


# ---- risk ----------------------------------------------------------------------------------------


def test_risk_follows_distress_that_lasts():
    scene = alike(500, 5, QUIET, risk={"none": 0.5, "passive": 0.3, "active": 0.15, "plan": 0.05})
    persons, slow = scene.persons, np.zeros(500)
    for day in range(5):
        slept(scene)
        today = scene.fate.daily[:, day] + persons.distress_own
        slow = slow + QUIET["life.slow"] * (today - slow)
        stands = persons.lean + QUIET["life.risk-by-distress"] * slow
        level = (stands[:, None] > scene.kinds.risk_cuts[0]).sum(axis=1)
        assert np.array_equal(persons.risk, level)
        assert persons.slow == pytest.approx(slow)


def test_risk_that_rose_is_told_once_it_has_lasted_a_day():
    scene = alike(1, 4, QUIET, risk={"none": 0.9, "passive": 0.1, "active": 0, "plan": 0})
    persons = scene.persons
    persons.lean[:], persons.entry_risk[:], persons.risk[:] = 0.0, Risk.NONE, Risk.NONE
    persons.distress_own[:] = 30.0
    slept(scene)
    assert persons.risk[0] == Risk.PASSIVE
    assert persons.escalated_at[0] == -1
    slept(scene)
    assert persons.escalated_at[0] == 2 * DAY
    slept(scene)
    assert persons.escalated_at[0] == 2 * DAY
    _, events = scene.events()
    assert (events.kind == Event.RISK_ESCALATED).sum() == 1


def test_a_level_equal_to_the_one_at_entry_is_no_escalation():
    scene = alike(200, 3, QUIET, risk={"none": 0, "passive": 0, "active": 0, "plan": 1})
    slept(scene, 3)
    assert (scene.persons.escalated_at == -1).all()


@pytest.mark.parametrize(("human", "counted"), [(-1, 1), (DAY // 2, 0)])
def test_a_day_in_high_distress_without_a_human_is_counted(human, counted):
    scene = alike(1, 2, QUIET)
    scene.persons.distress_own[:] = 20.0
    if human >= 0:
        scene.persons.last_human[:] = human
    assert slept(scene).persons.alone_nights.tolist() == [counted]
    scene.persons.distress_own[:] = -20.0
    assert slept(scene).persons.alone_nights.tolist() == [counted]


# ---- fading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["trust", "hope"])
def test_half_of_a_departure_is_gone_after_its_half_life(name):
    scene = alike(4, 10, QUIET.but(**{f"life__{name}_halves": 10.0}))
    start = getattr(scene.persons, name + "_start")
    getattr(scene.persons, name)[:] = [0.0, 0.2, 0.9, 1.0]
    slept(scene, 10)
    left = getattr(scene.persons, name) - start
    assert left == pytest.approx((np.array([0.0, 0.2, 0.9, 1.0]) - start) / 2)


def test_an_open_need_is_gone_by_morning_with_its_chance():
    scene = alike(5000, 1, QUIET)
    scene.persons.open_need[:] = True
    gone = ~slept(scene).persons.open_need
    assert off(gone.mean(), QUIET["life.need-fades"], 5000) < 4


# ---- leaving and returning -----------------------------------------------------------------------


def idle(days_ago: int, p: Values) -> Scene:
    scene = alike(4000, 20, p)
    persons = scene.persons
    persons.night[:], persons.clock[:] = 11, 11 * DAY
    persons.sessions[:], persons.last_session[:] = 1, (12 - days_ago) * DAY
    return slept(scene)


def test_who_has_not_come_for_a_week_may_drop_it():
    p = MEDIAN.but(life__drift=0.5)
    persons = idle(8, p).persons
    assert off(persons.away.mean(), 1 - np.exp(-0.5), 4000) < 4
    left = persons.away
    assert (persons.disengaged_cause[left] == Cause.DRIFTED).all()
    assert (persons.disengaged_at[left] == 12 * DAY).all()
    assert (persons.disengaged_at[~left] == -1).all()
    assert not idle(7, p).persons.away.any()


def test_who_never_came_cannot_drop_it():
    scene = alike(500, 20, MEDIAN.but(life__drift=50.0))
    assert not slept(scene, 12).persons.away.any()


def test_who_left_may_come_back():
    p = MEDIAN.but(life__return=0.3)
    scene = alike(4000, 1, p)
    persons = scene.persons
    persons.away[:], persons.attachment[:] = True, 0.8
    persons.trust[:] = persons.trust_start[:] = 0.3
    hazard = 0.3 * np.exp(p["life.return-attachment"] * 0.3 + p["life.return-trust"] * -0.2)
    slept(scene)
    back = ~persons.away
    assert off(back.mean(), 1 - np.exp(-hazard), 4000) < 4
    assert np.array_equal(persons.returned, back)
    kinds = scene.events()[1].kind
    assert (kinds == Event.RETURNED).sum() == back.sum()


def test_the_first_decision_to_leave_is_kept():
    scene = alike(1, 5)
    rows, place = rows_of(scene), slot(np.full(1, 1))
    scene.persons.clock[:] = 1000
    nights.leave(scene, rows, np.array([Cause.REFUSED], np.int8), place)
    scene.persons.away[:], scene.persons.clock[:] = False, 2000
    nights.leave(scene, rows, np.array([Cause.UNHELPED], np.int8), place)
    assert scene.persons.disengaged_at.tolist() == [1000]
    assert scene.persons.disengaged_cause.tolist() == [Cause.REFUSED]
    assert scene.persons.away.all()
    rows, events = scene.events()
    assert events.detail.tolist() == [Cause.REFUSED, Cause.UNHELPED]


# ---- the one state -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "away", "last", "need", "found"),
    [
        ("holding-on", False, -1, False, Standing.AT_REST),
        ("holding-on", False, -1, True, Standing.ENGAGED),
        ("talking", False, Channel.ASSISTANT, True, Standing.ENGAGED),
        ("talking", False, Channel.PEERS, False, Standing.SWITCHED),
        ("talking", True, Channel.OTHER_ASSISTANT, True, Standing.SWITCHED),
        ("holding-on", True, Channel.NOBODY, True, Standing.WITHDRAWN),
        ("holding-on", False, Channel.NOBODY, True, Standing.ENGAGED),
        ("holding-on", True, Channel.PROFESSIONAL, False, Standing.AT_REST),
        ("with-human", True, Channel.NOBODY, True, Standing.IN_HUMAN_CARE),
        ("with-professional", False, Channel.PEERS, False, Standing.IN_HUMAN_CARE),
        ("gave-up", False, Channel.ASSISTANT, True, Standing.WITHDRAWN),
    ],
)
def test_exactly_one_state(stage, away, last, need, found):
    scene = alike(1, trajectory={"start": stage})
    persons = scene.persons
    persons.away[:], persons.last_channel[:], persons.open_need[:] = away, last, need
    assert nights.standing(scene, rows_of(scene)).tolist() == [found]


def test_the_state_is_written_at_the_end_of_each_day():
    scene = alike(20, 3, QUIET, risk=CALM)
    scene.standing[:] = -1
    slept(scene, 2)
    assert (scene.standing[:, :2] == Standing.AT_REST).all()
    assert (scene.standing[:, 2] == -1).all()


def test_high_distress_is_that_of_the_day_as_a_whole():
    scene = alike(2000, 1, QUIET, traits={"distress": {"median": 0.7, "middle90": [0.5, 0.9]}})
    felt = squash(scene.persons.base + scene.fate.daily[:, 0])
    high = felt >= QUIET["life.high-distress"]
    assert np.array_equal(slept(scene).persons.alone_nights > 0, high)
    assert 0.2 < high.mean() < 0.8
