"""The support-seeking graph at work: what happened decides which stage follows."""

from __future__ import annotations

import numpy as np

from simenv.columns import I1, I8, U8
from simenv.draws import cause_key, race_time
from simenv.life.scene import Scene
from simenv.vocabulary import Event, Trigger

_STAY = cause_key("stage/stay")
#: What is set off by different things at one place in time is drawn with different luck.
_KEYS = np.array([cause_key("trigger/" + trigger.word) for trigger in Trigger], np.uint64)
_CHANGED = Event.STAGE_CHANGED


def follow(scene: Scene, rows: I8, trigger: Trigger | I1, place: U8) -> None:
    """Move persons along the edges that `trigger`, one for all or one each, opens where they stand.

    A race between the edges, each with its odds against staying as hazard, and staying, with
    hazard 1.
    """
    persons, graph = scene.persons, scene.kinds.graph
    if not len(rows) or (isinstance(trigger, Trigger) and not graph.used[trigger]):
        return
    way = graph.place(persons.persona[rows], persons.stage[rows], trigger)
    open_ones = np.flatnonzero(graph.waits[way])
    if not len(open_ones):
        return
    rows, way = rows[open_ones], way[open_ones]
    at = scene.bits("stage", rows, (place + _KEYS[trigger])[open_ones])
    stage = persons.stage[rows]
    first, after = race_time(at, _STAY), stage
    for odds, goals, clocks in zip(graph.odds, graph.goals, graph.clocks, strict=True):
        weight = odds[way]
        time = race_time(at, clocks[way]) / np.maximum(weight, 1e-290)
        sooner = time < first
        first, after = np.where(sooner, time, first), np.where(sooner, goals[way], after)
    moved = np.flatnonzero(after != stage)
    persons.stage[rows] = after
    scene.note(rows[moved], _CHANGED, after[moved])
