"""Distress: a path that no policy moves, plus what policy and channels have done, which decays.

On the log-odds scale: own level + exogenous deviation + own part, and more in an acute crisis. The
own part and felt rejection halve with time and carry no noise of their own.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8, I8
from simenv.life.crises import during
from simenv.life.scene import CELL, Scene
from simenv.rows import HOUR
from simenv.spread import squash

LN2 = 0.6931471805599453


def fade(scene: Scene, time: I8) -> F8:
    """The share of the own part that is left after some time (microseconds)."""
    left: F8 = np.exp(time * (-LN2 / HOUR / scene.p["life.own-distress-halves"]))
    return left


def elapse(scene: Scene, rows: I8, to: I8) -> None:
    """Let time pass for some persons until `to` (microseconds, not before their clock)."""
    persons = scene.persons
    time = to - persons.clock[rows]
    persons.distress_own[rows] *= fade(scene, time)
    persons.rejection[rows] *= np.exp(time * (-LN2 / HOUR / scene.p["life.rejection-halves"]))
    persons.clock[rows] = to


def deviation(scene: Scene, rows: I8, acute: B1 | None = None) -> F8:
    """Distress now against one's own level, in log-odds; `acute`: who is in a crisis, if known."""
    persons, path = scene.persons, scene.fate.path
    cell = np.minimum(persons.clock[rows] // (CELL * HOUR), path.shape[1] - 1)
    # A flat position is three times quicker to look up than a pair.
    found: F8 = path.ravel().take(persons.seat[rows] * path.shape[1] + cell)
    found += persons.distress_own[rows]
    acute = during(scene, rows) if acute is None else acute
    return found + scene.p["crisis.distress"] * acute


def level(scene: Scene, rows: I8, acute: B1 | None = None) -> F8:
    """Distress now, 0–1."""
    return squash(scene.persons.base[rows] + deviation(scene, rows, acute))
