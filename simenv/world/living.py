"""Everyone who is not talking lives on by one moment: a need, or a midnight."""

from __future__ import annotations

import numpy as np

from simenv.columns import I8
from simenv.life.needs import meet, next_need
from simenv.life.nights import sleep
from simenv.life.scene import Scene
from simenv.rows import DAY


def live_on(scene: Scene, rows: I8) -> None:
    """Let each of these persons live on to their next moment: a need, or a midnight."""
    if not len(rows):
        return
    persons = scene.persons
    clock = persons.clock[rows]
    midnight = (persons.night[rows].astype(np.int64) + 1) * DAY
    awake = next_need(scene, rows, midnight)
    meet(scene, rows[awake])
    asleep = ~awake
    sleep(scene, rows[asleep], np.maximum(midnight, clock)[asleep])
