"""Life events: what happens to people and shifts their distress for days; no policy moves them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I8
from simenv.draws import Luck, slot
from simenv.kinds import Kinds
from simenv.life.distress import LN2
from simenv.life.scene import CELL, Scene
from simenv.parameters import Values
from simenv.rows import DAY, HOUR
from simenv.state import Persons
from simenv.vocabulary import Event

#: There is none that day.
NONE = -1
_CELL = CELL * HOUR


@dataclass(frozen=True, kw_only=True)
class Events:
    """The life event of each day: when (microseconds; -1 if none), how large, and if it is good.

    Shape (seats, days); (0, days) if nothing of the kind happens to anybody. `size` is in log-odds
    of distress, negative for good ones.
    """

    at: I8
    good: B1
    size: F8


def fated(persons: Persons, kinds: Kinds, p: Values, luck: Luck, days: int) -> Events:
    """The life events of these persons, at most one a day."""
    rate = kinds.events[persons.persona]
    prone = np.flatnonzero(rate)
    shape = (len(persons) if len(prone) else 0, days)
    found = Events(at=np.full(shape, NONE), good=np.zeros(shape, bool), size=np.zeros(shape))
    if not len(prone):
        return found
    key, place = persons.key[prone, None], slot(np.arange(days))
    happens = luck.stream("event/happens").uniform(key, place) < rate[prone, None]
    row, day = np.nonzero(happens)
    who, at, seat = key[row, 0], place[day], prone[row]
    moment = (luck.stream("event/at").uniform(who, at) * DAY).astype(np.int64)
    found.at[seat, day] = day * DAY + moment
    good = luck.stream("event/good").uniform(who, at) < p["life.event-good"]
    found.good[seat, day] = good
    size = p["life.event"] * np.abs(luck.stream("event/size").bell(who, at))
    found.size[seat, day] = np.where(good, -size, size)
    return found


def shift(path: F8, events: Events, p: Values) -> None:
    """Add what events do to the exogenous path, from the cell in which they happen on; in place."""
    if not len(events.at):
        return
    cells = DAY // _CELL
    keep = np.exp(-LN2 * CELL / 24 / p["life.event-halves"])
    lift = np.zeros(len(path))
    for cell in range(path.shape[1]):
        now = events.at[:, cell // cells] // _CELL == cell
        lift = lift * keep + events.size[:, cell // cells] * now
        path[:, cell] += lift


def note(scene: Scene, rows: I8, day: I8) -> None:
    """Write down the life events of the day just lived."""
    fate = scene.fate
    if not (scene.told and len(fate.event_at)):
        return
    seat = scene.persons.seat[rows]
    at = fate.event_at[seat, day]
    some = np.flatnonzero(at >= 0)
    good = fate.event_good[seat[some], day[some]].astype(np.int8)
    scene.note(rows[some], Event.LIFE_EVENT, good, at[some])
