"""Everyone who is not talking lives on by one moment: a candidate need, or a midnight."""

from __future__ import annotations

import numpy as np

from simenv.columns import I8
from simenv.life.needs import meet, next_need
from simenv.life.nights import sleep
from simenv.life.scene import Scene
from simenv.rows import DAY

#: Moments that someone who does not talk lives through in one reaction, at most. It changes no
#: life, only how many reactions a batch needs.
MOMENTS = 4


def live_on(scene: Scene, rows: I8) -> None:
    """Let each of these persons live on, until they talk, are done or have lived some moments."""
    persons = scene.persons
    for _ in range(MOMENTS):
        if not len(rows):
            return
        _next_moment(scene, rows)
        rows = rows[~(persons.talking[rows] | persons.done[rows])]


def _next_moment(scene: Scene, rows: I8) -> None:
    persons = scene.persons
    clock = persons.clock[rows]
    midnight = (persons.night[rows].astype(np.int64) + 1) * DAY
    awake = next_need(scene, rows, midnight)
    meet(scene, rows[awake])
    asleep = ~awake
    sleep(scene, rows[asleep], np.maximum(midnight, clock)[asleep])
