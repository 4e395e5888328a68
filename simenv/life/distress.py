"""Distress: a path that no policy moves, plus what policy and channels have done, which decays.

On the log-odds scale: own level + exogenous deviation + own part. The own part and felt rejection
halve with time and carry no noise of their own.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import F8, I8
from simenv.life.scene import CELL, Scene
from simenv.rows import HOUR
from simenv.spread import squash

LN2 = 0.6931471805599453


def fade(scene: Scene, time: I8) -> F8:
    """The share of the own part that is left after some time (microseconds)."""
    return np.exp(time / HOUR * (-LN2 / scene.p["life.own-distress-halves"]))


def elapse(scene: Scene, rows: I8, to: I8) -> None:
    """Let time pass for some persons until `to` (microseconds, not before their clock)."""
    persons = scene.persons
    time = to - persons.clock[rows]
    persons.distress_own[rows] *= fade(scene, time)
    persons.rejection[rows] *= np.exp(time / HOUR * (-LN2 / scene.p["life.rejection-halves"]))
    persons.clock[rows] = to


def deviation(scene: Scene, rows: I8) -> F8:
    """Distress now against one's own level, in log-odds."""
    persons = scene.persons
    cells = scene.fate.path.shape[1]
    cell = np.minimum(persons.clock[rows] // (CELL * HOUR), cells - 1)
    path: F8 = scene.fate.path[persons.seat[rows], cell]
    return path + persons.distress_own[rows]


def level(scene: Scene, rows: I8) -> F8:
    """Distress now, 0–1."""
    return squash(scene.persons.base[rows] + deviation(scene, rows))
