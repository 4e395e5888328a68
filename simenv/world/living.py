"""Everyone who is not talking lives on: by a night, and by the need that follows it or comes first.

How far a round goes changes no life, as each has its own clock. A night and a need a round mean
fewer rounds, each with more persons, than one of the two: NumPy is paid by the call.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, I8
from simenv.life.needs import meet, next_need
from simenv.life.nights import sleep
from simenv.life.scene import Scene
from simenv.rows import DAY


def live_on(scene: Scene, rows: I8) -> None:
    """Let each of these persons live to their next need, with at most one midnight before it."""
    if not len(rows):
        return
    awake = _awake(scene, rows)
    asleep = rows[np.flatnonzero(~awake)]
    sleep(scene, asleep, np.maximum(_midnight(scene, asleep), scene.persons.clock[asleep]))
    risen = asleep[np.flatnonzero(~scene.persons.done[asleep])]
    meet(scene, np.concatenate([rows[np.flatnonzero(awake)], risen[_awake(scene, risen)]]))


def _awake(scene: Scene, rows: I8) -> B1:
    """Whether a need comes up before each person's next midnight."""
    return next_need(scene, rows, _midnight(scene, rows))


def _midnight(scene: Scene, rows: I8) -> I8:
    """The midnight that ends each person's present day (microseconds)."""
    return (scene.persons.night[rows].astype(np.int64) + 1) * DAY
