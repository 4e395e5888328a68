"""Nights: risk follows distress that lasts, feelings fade, people drift away or return."""

from __future__ import annotations

import numpy as np

from simenv.columns import I1, I8, U8
from simenv.draws import slot
from simenv.life.distress import LN2, elapse
from simenv.life.scene import Scene
from simenv.life.stages import follow
from simenv.rows import DAY
from simenv.spread import squash
from simenv.vocabulary import LESS_GUARDED, Cause, Channel, Event, Standing, Trigger

#: By channel, with a last place for "none yet", which is -1.
_LESS_GUARDED = np.isin(np.arange(len(Channel) + 1), LESS_GUARDED)
#: Without a session for this long someone may drop the assistant without a decision at a session.
IDLE = 7 * DAY


def sleep(scene: Scene, rows: I8, at: I8) -> None:
    """Live through the midnight that ends the present day of each person."""
    if not len(rows):
        return
    persons = scene.persons
    elapse(scene, rows, at)
    day = persons.night[rows].astype(np.int64)
    place = slot(day)
    _count_day(scene, rows, day)
    _risk(scene, rows, day)
    _fade(scene, rows, place)
    _leave_or_return(scene, rows, place)
    follow(scene, rows, Trigger.NIGHT, place)
    scene.standing[rows, day] = standing(scene, rows)
    persons.night[rows] += 1
    persons.done[rows] = persons.night[rows] >= scene.days


def _count_day(scene: Scene, rows: I8, day: I8) -> None:
    """Count the day just lived: risk above entry for 24 hours, high distress without a human."""
    persons = scene.persons
    rose = persons.above[rows] & (persons.escalated_at[rows] < 0)
    risen = rows[rose]
    persons.escalated_at[risen] = persons.clock[risen]
    scene.note(risen, Event.RISK_ESCALATED, persons.risk[risen])
    felt = (
        persons.base[rows] + scene.fate.daily[persons.seat[rows], day] + persons.distress_own[rows]
    )
    high = squash(felt) >= scene.p["life.high-distress"]
    persons.alone_nights[rows] += high & (persons.last_human[rows] < day * DAY)


def _risk(scene: Scene, rows: I8, day: I8) -> None:
    """Tomorrow's risk level: where the person leans, shifted by distress that lasts."""
    persons, cuts = scene.persons, scene.kinds.risk_cuts[scene.persons.persona[rows]]
    today = scene.fate.daily[persons.seat[rows], day] + persons.distress_own[rows]
    slow = persons.slow[rows] + scene.p["life.slow"] * (today - persons.slow[rows])
    stands = persons.lean[rows] + scene.p["life.risk-by-distress"] * slow
    risk = (stands > cuts[:, 0]).astype(np.int8) + (stands > cuts[:, 1]) + (stands > cuts[:, 2])
    persons.slow[rows] = slow
    persons.risk[rows] = risk
    persons.above[rows] = risk > persons.entry_risk[rows]


def _fade(scene: Scene, rows: I8, place: U8) -> None:
    """Trust and hope go part of the way back to where they were at entry; a need may be gone."""
    persons = scene.persons
    start = persons.trust_start[rows]
    keep = np.exp(-LN2 / scene.p["life.trust-halves"])
    persons.trust[rows] = start + keep * (persons.trust[rows] - start)
    start = persons.hope_start[rows]
    keep = np.exp(-LN2 / scene.p["life.hope-halves"])
    persons.hope[rows] = start + keep * (persons.hope[rows] - start)
    gone = scene.uniform("night/need-fades", rows, place) < scene.p["life.need-fades"]
    persons.open_need[rows] &= ~gone


def _leave_or_return(scene: Scene, rows: I8, place: U8) -> None:
    p, persons = scene.p, scene.persons
    away = persons.away[rows]
    idle = (persons.last_session[rows] >= 0) & (
        persons.last_session[rows] < persons.clock[rows] - IDLE
    )
    drift = np.full(len(rows), p["life.drift"])
    drifts = idle & ~away & scene.happens("night/drift", rows, place, drift)
    back = p["life.return"] * np.exp(
        p["life.return-attachment"] * (persons.attachment[rows] - 0.5)
        + p["life.return-trust"] * (persons.trust[rows] - 0.5)
    )
    returns = away & scene.happens("night/return", rows, place, back)
    leave(
        scene, rows[drifts], np.full_like(persons.risk[rows[drifts]], Cause.DRIFTED), place[drifts]
    )
    persons.away[rows[returns]] = False
    persons.returned[rows[returns]] += 1
    scene.note(rows[returns], Event.RETURNED, 0)
    follow(scene, rows[returns], Trigger.RETURNED, place[returns])


def leave(scene: Scene, rows: I8, cause: I1, place: U8) -> None:
    """These persons decide to stop using the assistant."""
    if not len(rows):
        return
    persons = scene.persons
    first = persons.disengaged_at[rows] < 0
    persons.disengaged_cause[rows] = np.where(first, cause, persons.disengaged_cause[rows])
    persons.disengaged_at[rows] = np.where(first, persons.clock[rows], persons.disengaged_at[rows])
    persons.away[rows] = True
    scene.note(rows, Event.LEFT, cause)
    follow(scene, rows, Trigger.LEFT, place)


def standing(scene: Scene, rows: I8) -> I1:
    """The one state that each person is in now (`vocabulary.Standing`), first match counts.

    In human care or withdrawn if the stage says so; withdrawn also if they left the assistant and
    have taken no need to anybody for a week; switched if the last one went to a less guarded
    source; at rest without an open need; else engaged.
    """
    persons = scene.persons
    last = persons.last_channel[rows]
    found = np.where(persons.open_need[rows], Standing.ENGAGED, Standing.AT_REST)
    found = np.where(_LESS_GUARDED[last], Standing.SWITCHED, found)
    alone = persons.last_support[rows] < persons.clock[rows] - IDLE
    gone = persons.away[rows] & (last == Channel.NOBODY) & alone
    found = np.where(gone, Standing.WITHDRAWN, found)
    counts = scene.kinds.graph.counts[persons.stage[rows]]
    return np.where(counts >= 0, counts, found).astype(np.int8)
