"""Nights: risk follows distress that lasts, feelings fade, people drift away or return.

Whoever is looked after has also seen somebody now and then, in the rhythm of their stage.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import F8, I1, I8, U8
from simenv.draws import slot
from simenv.life import crises, events
from simenv.life.channels import treat
from simenv.life.distress import LN2, elapse
from simenv.life.scene import Scene
from simenv.life.stages import follow
from simenv.parameters import Values
from simenv.rows import DAY
from simenv.spread import log_odds
from simenv.vocabulary import LESS_GUARDED, Cause, Channel, Event, Standing, Trigger

#: By channel, with a last place for "none yet", which is -1.
_LESS_GUARDED = np.isin(np.arange(len(Channel) + 1), LESS_GUARDED)
#: Without a session for this long someone may drop the assistant without a decision at a session.
IDLE = 7 * DAY
#: The time of day at which people see whoever looks after them; only the day of it counts.
_NOON = DAY // 2
# Plain numbers: looking a member of an enum up takes longer than the arithmetic.
_DRIFTED, _NOBODY = int(Cause.DRIFTED), int(Channel.NOBODY)
_ENGAGED, _AT_REST = np.int8(Standing.ENGAGED), np.int8(Standing.AT_REST)
_SWITCHED, _WITHDRAWN = np.int8(Standing.SWITCHED), np.int8(Standing.WITHDRAWN)


def sleep(scene: Scene, rows: I8, at: I8) -> None:
    """Live through the midnight that ends the present day of each person."""
    if not len(rows):
        return
    persons = scene.persons
    elapse(scene, rows, at)
    day = persons.night[rows].astype(np.int64)
    place = slot(day)
    daily = scene.fate.daily
    felt = daily.ravel().take(persons.seat[rows] * daily.shape[1] + day)
    felt += persons.distress_own[rows]
    events.note(scene, rows, day)
    _see(scene, rows, day, place)
    if scene.shares is not None:
        _keep_appointments(scene, rows)
    _count_day(scene, rows, day, felt)
    _risk(scene, rows, felt)
    _fade(scene, rows, day, place)
    _leave_or_return(scene, rows, place)
    follow(scene, rows, Trigger.NIGHT, place)
    scene.standing[rows, day] = standing(scene, rows)
    persons.night[rows] = day + 1
    persons.done[rows] = day + 1 >= scene.days


def _see(scene: Scene, rows: I8, day: I8, place: U8) -> None:
    """Whether the day just lived held a contact with whoever looks after the person.

    A contact and no more: it is nobody's answer to a need, and relieves nothing by itself.
    """
    persons = scene.persons
    chance = scene.kinds.graph.contact[persons.stage[rows], day % 7]
    some = np.flatnonzero(chance)
    if not len(some):
        return
    sees = scene.uniform("night/contact", rows[some], place[some]) < chance[some]
    seen = some[sees]
    at = day[seen] * DAY + _NOON
    persons.last_human[rows[seen]] = np.maximum(persons.last_human[rows[seen]], at)


def _keep_appointments(scene: Scene, rows: I8) -> None:
    """Go to the appointments, and take the calls back, of the day that ends now; or miss them."""
    persons = scene.persons
    due = persons.due_at[rows]
    some = rows[(due >= 0) & (due < persons.clock[rows])]
    if not len(some):
        return
    channel, kept = persons.due_channel[some], persons.due_kept[some]
    at = persons.due_at[some]
    persons.due_at[some] = -1
    scene.note(some[~kept], Event.MISSED, channel[~kept], at[~kept])
    there, went = some[kept], channel[kept].astype(np.int64)
    everyone = np.ones(len(there), np.bool_)
    place, luck = persons.due_place[there], "appointment/well"
    treat(scene, there, went, place, everyone, referred=False, at=at[kept], luck=luck)


def _count_day(scene: Scene, rows: I8, day: I8, felt: F8) -> None:
    """Count the day just lived: risk above entry for 24 hours, crises, time without a human.

    `felt` is the mean distress of the day, as a deviation from the person's own level.
    """
    persons = scene.persons
    risen = rows[persons.above[rows]]
    risen = risen[persons.escalated_at[risen] < 0]
    persons.escalated_at[risen] = persons.clock[risen]
    scene.note(risen, Event.RISK_ESCALATED, persons.risk[risen])
    alone = persons.last_human[rows] < day * DAY
    # 0-1 distress is at least this exactly if its log-odds are.
    high = persons.base[rows] + felt >= scene.p.once(_high)
    persons.alone_nights[rows] += high & alone
    crises.count(scene, rows, day, alone)


def _high(p: Values) -> float:
    """High distress as log-odds."""
    return float(log_odds(np.array([p["life.high-distress"]]))[0])


def _risk(scene: Scene, rows: I8, felt: F8) -> None:
    """Tomorrow's risk level: where the person leans, shifted by distress that lasts."""
    persons, persona = scene.persons, scene.persons.persona[rows]
    slow = persons.slow[rows]
    slow = slow + scene.p["life.slow"] * (felt - slow)
    stands = persons.lean[rows] + scene.p["life.risk-by-distress"] * slow
    risk = np.zeros(len(rows), np.int8)
    for cut in scene.kinds.risk_cut:
        risk += stands > cut.take(persona)
    persons.slow[rows] = slow
    persons.risk[rows] = risk
    persons.above[rows] = risk > persons.entry_risk[rows]


def _fade(scene: Scene, rows: I8, day: I8, place: U8) -> None:
    """What was learnt goes part of the way back to where it was at entry; a need may be gone."""
    persons, keeps = scene.persons, scene.p.once(_keeps)
    for now, entry, keep in (
        (persons.trust, persons.trust_start, keeps["life.trust-halves"]),
        (persons.hope, persons.hope_start, keeps["life.hope-halves"]),
    ):
        start = entry[rows]
        now[rows] = start + keep * (now[rows] - start)
    idle = rows[persons.last_session[rows] < day * DAY]
    start = persons.attachment_start[idle]
    keep = keeps["life.attachment-halves"]
    persons.attachment[idle] = start + keep * (persons.attachment[idle] - start)
    experience = persons.experience.take(rows, axis=0)
    experience *= keeps["channel.experience-halves"]
    persons.experience[rows] = experience
    open_ones = np.flatnonzero(persons.open_need[rows])
    if len(open_ones):
        some, fades = rows[open_ones], scene.p["life.need-fades"]
        gone = scene.uniform("night/need-fades", some, place[open_ones]) < fades
        persons.open_need[some] = ~gone


def _keeps(p: Values) -> dict[str, float]:
    """The share of a departure that is left after a day, by the name of its half-life."""
    names = (
        "life.trust-halves",
        "life.hope-halves",
        "life.attachment-halves",
        "channel.experience-halves",
    )
    return {name: float(np.exp(-LN2 / p[name])) for name in names}


def _leave_or_return(scene: Scene, rows: I8, place: U8) -> None:
    p, persons = scene.p, scene.persons
    away = persons.away[rows]
    last = persons.last_session[rows]
    idle = np.flatnonzero((last >= 0) & (last < persons.clock[rows] - IDLE) & ~away)
    drift = np.full(len(idle), p["life.drift"])
    drifts = idle[scene.happens("night/drift", rows[idle], place[idle], drift)]
    gone = np.flatnonzero(away)
    if len(gone):
        absent = rows[gone]
        back = p["life.return"] * np.exp(
            p["life.return-attachment"] * (persons.attachment[absent] - 0.5)
            + p["life.return-trust"] * (persons.trust[absent] - 0.5)
        )
        returns = gone[scene.happens("night/return", absent, place[gone], back)]
        _return(scene, rows[returns], place[returns])
    leave(scene, rows[drifts], np.full(len(drifts), _DRIFTED, np.int8), place[drifts])


def _return(scene: Scene, rows: I8, place: U8) -> None:
    """These persons take the assistant up again."""
    persons = scene.persons
    persons.away[rows] = False
    persons.returned[rows] += 1
    scene.note(rows, Event.RETURNED, 0)
    follow(scene, rows, Trigger.RETURNED, place)


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
    found = np.where(persons.open_need[rows], _ENGAGED, _AT_REST)
    found[_LESS_GUARDED[last]] = _SWITCHED
    gone = np.flatnonzero(persons.away[rows] & (last == _NOBODY))
    some = rows[gone]
    found[gone[persons.last_support[some] < persons.clock[some] - IDLE]] = _WITHDRAWN
    counts = scene.kinds.graph.counts[persons.stage[rows]]
    return np.where(counts >= 0, counts, found)
