"""What persons ask of services that they share, and how they live with what came of it."""

from __future__ import annotations

import numpy as np

from simenv.calls import Calls, Received
from simenv.columns import B1, I1, I8, U8
from simenv.life.channels import treat
from simenv.life.crises import risk_now
from simenv.life.distress import elapse
from simenv.life.needs import soonest
from simenv.life.scene import Scene
from simenv.life.stages import follow
from simenv.rows import DAY
from simenv.vocabulary import Channel, Event, Reception, Subject, Trigger

_OTHER, _LINE, _PROFESSIONAL = (
    int(one) for one in (Subject.OTHER, Channel.CRISIS_LINE, Channel.PROFESSIONAL)
)
_ANSWERED, _BOOKED = int(Reception.ANSWERED), int(Reception.BOOKED)
_TURNED_BACK, _STILL = int(Reception.TURNED_BACK), int(Reception.STILL_WAITING)
#: What is written down of a reception; that of an answered one is how it went.
_NOTED = {
    Reception.HUNG_UP: Event.HUNG_UP,
    Reception.TURNED_AWAY: Event.TURNED_AWAY,
    Reception.BOOKED: Event.BOOKED,
    Reception.TURNED_BACK: Event.TURNED_BACK,
}


def calls(scene: Scene, rows: I8) -> Calls:
    """What these persons, who wait for a service, are about to ask; all of crowd 0."""
    persons, kinds = scene.persons, scene.kinds
    persona, about_other = persons.persona[rows], persons.subject[rows] == _OTHER
    return Calls(
        row=rows.astype(np.int64),
        crowd=np.zeros(len(rows), np.int32),
        key=persons.key[rows],
        place=persons.sought_place[rows],
        at=persons.asks_at[rows],
        channel=persons.sought[rows],
        handed=persons.handed[rows],
        risk=np.where(about_other, persons.other_risk[rows], risk_now(scene, rows)),
        region=kinds.region[persona],
        language=kinds.language[persona],
        age=kinds.age[persona],
        least_next=soonest(scene, rows, worst(scene)),
    )


def worst(scene: Scene) -> float:
    """What a service, and an appointment after it, can add to somebody's own distress at most."""
    return 2.0 * (scene.p["after.unmet"] + scene.p["channel.hurt"])


def serve(scene: Scene, got: Received) -> None:
    """Let persons live with what came of asking a service, up to when they are free again."""
    if not len(got):
        return
    rows, said, persons = got.row, got.reception, scene.persons
    persons.waiting[rows] = False
    elapse(scene, rows, np.minimum(got.at, scene.days * DAY))
    channel, place = persons.sought[rows].astype(np.int64), persons.sought_place[rows]
    for reception, event in _NOTED.items():
        some = np.flatnonzero(said == reception)
        scene.note(rows[some], event, channel[some].astype(np.int8))
    back = rows[said == _TURNED_BACK]
    persons.distress_own[back] += scene.p["after.unmet"]
    _met(scene, got, channel, place)
    _list(scene, got, place)
    on = (persons.referred[rows] & ((channel == _LINE) | (channel == _PROFESSIONAL))) | (
        said == _BOOKED
    )
    on &= (said != _STILL) & (said != _TURNED_BACK)
    follow(scene, rows[on], Trigger.REFERRAL_TAKEN, place[on])
    elapse(scene, rows, np.minimum(got.free_at, scene.days * DAY))


def _met(scene: Scene, got: Received, channel: I8, place: U8) -> None:
    """Those who asked and were answered, or were not."""
    said = got.reception
    asked: B1 = (said != _BOOKED) & (said != _TURNED_BACK) & (said != _STILL)
    rows = got.row[asked]
    if len(rows):
        answered, referred = said[asked] == _ANSWERED, scene.persons.referred[rows]
        at = scene.persons.clock[rows]
        treat(scene, rows, channel[asked], place[asked], answered, referred=referred, at=at)


def _list(scene: Scene, got: Received, place: U8) -> None:
    """Note appointments and calls to come; of two, the earlier one is kept in mind."""
    persons = scene.persons
    before = persons.due_at[got.row]
    new = np.flatnonzero((got.due_at >= 0) & ((before < 0) | (got.due_at < before)))
    rows = got.row[new]
    persons.due_at[rows] = got.due_at[new]
    persons.due_kept[rows] = got.due_kept[new]
    persons.due_place[rows] = place[new]
    channel: I1 = persons.sought[rows]
    persons.due_channel[rows] = channel
