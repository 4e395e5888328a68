"""Everyone who is not talking lives on by one moment: a candidate need, or a midnight."""

from __future__ import annotations

import numpy as np

from simenv.columns import I8
from simenv.life.needs import meet_candidates
from simenv.life.nights import sleep
from simenv.life.scene import Scene
from simenv.rows import DAY

_NEVER = np.int64(2**62)


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
    candidate = _next_candidate(scene, rows)
    midnight = (persons.night[rows].astype(np.int64) + 1) * DAY
    awake = candidate < midnight
    late = awake & (candidate < clock)  # it came up during a session, and went with it
    persons.next_need[rows[late]] += 1
    meets = awake & ~late
    meet_candidates(scene, rows[meets], candidate[meets])
    sleeps = ~awake
    sleep(scene, rows[sleeps], np.maximum(midnight, clock)[sleeps])


def _next_candidate(scene: Scene, rows: I8) -> I8:
    """When the next candidate need of each person comes; never, when there is none left."""
    fate, place = scene.fate, scene.persons.next_need[rows]
    left = place < fate.first[scene.persons.seat[rows] + 1]
    found = np.full(len(rows), _NEVER)
    found[left] = fate.when[place[left]]
    return found
