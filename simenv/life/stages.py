"""The support-seeking graph at work: what happened decides which stage follows."""

from __future__ import annotations

import numpy as np

from simenv.columns import I8, U8
from simenv.draws import cause_key, race_time
from simenv.life.scene import Scene
from simenv.vocabulary import Event, Trigger

_STAY = cause_key("stage/stay")
_STREAMS = {trigger: "stage/" + trigger.word for trigger in Trigger}


def follow(scene: Scene, rows: I8, trigger: Trigger, place: U8) -> None:
    """Move persons along the edges that `trigger` opens where they stand.

    A race between the edges, each with its odds against staying as hazard, and staying, with
    hazard 1.
    """
    persons, graph = scene.persons, scene.kinds.graph
    if not len(rows) or not graph.used[trigger]:
        return
    stage = persons.stage[rows]
    weights = graph.weight[persons.persona[rows], stage, trigger]
    open_ones = weights[:, 0] > 0.0  # edges are packed to the front
    if not open_ones.any():
        return
    rows, stage, weights, place = (
        rows[open_ones],
        stage[open_ones],
        weights[open_ones],
        place[open_ones],
    )
    targets = graph.target[persons.persona[rows], stage, trigger]
    at = scene.bits(_STREAMS[trigger], rows, place)
    first, after = race_time(at, _STAY), stage
    for k in range(weights.shape[1]):
        to, weight = targets[:, k], weights[:, k]
        time = race_time(at, graph.keys[to]) / np.maximum(weight, 1e-290)
        sooner = time < first
        first, after = np.where(sooner, time, first), np.where(sooner, to, after)
    moved = after != stage
    persons.stage[rows] = after
    scene.note(rows[moved], Event.STAGE_CHANGED, after[moved])
