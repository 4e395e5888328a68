"""Two figures shown beside rows that may be fitted to one day: context, and no target of a check.

D6: how often distress moves by a standard deviation within hours. B3: who comes back on a day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.behaviour import OPENED, Own
from simenv.columns import F8, I8
from simenv.life.distress import level
from simenv.life.scene import Scene
from simenv.patterns.seen import Seen
from simenv.patterns.severity import USUAL
from simenv.population import Panel
from simenv.rows import HOUR
from simenv.world import World

#: D6: share of pairs of readings 4 to 6 hours apart that differ by 1 standard deviation or more.
PUBLISHED_MOVES = (0.28, 0.29)
LAGS = (4, 5, 6)


@dataclass(frozen=True, kw_only=True)
class Movement:
    """How often the distress of one persona's people moves; a share of pairs of readings."""

    persona: str
    share: float
    people: int


@dataclass(frozen=True, kw_only=True)
class Retention:
    """One persona's people by day: with a session on that day, then or later; not given up.

    The last day has no later one, so `from_day` leaves it out.
    """

    persona: str
    on_day: dict[int, float]
    from_day: dict[int, float]
    kept: dict[int, float]


def movements(world: World, panel: Panel) -> tuple[Movement, ...]:
    """D6 for the personas whose files take the memory of their distress from it.

    Distress is read every hour of the whole month, nights included, before any policy has spoken:
    0-1, the own level and the exogenous path.
    """
    state = world.start(panel)
    scene = Scene(
        p=world.p,
        luck=world.luck,
        kinds=world.kinds,
        days=state.until,
        persons=state.persons.copy(),
        fate=state.fate,
        standing=state.standing,
    )
    found = []
    for place, persona in enumerate(world.kinds.personas):
        if persona.sourced().get("course.autocorrelation", "").startswith("D6"):
            rows = np.flatnonzero(panel.persona == place)
            share = moves(_readings(scene, rows, 24 * world.days))
            found.append(Movement(persona=persona.name, share=share, people=len(rows)))
    return tuple(found)


def _readings(scene: Scene, rows: I8, hours: int) -> F8:
    """Distress at every full hour, shape (persons, hours)."""
    found = np.empty((len(rows), hours))
    for hour in range(hours):
        scene.persons.clock[rows] = hour * HOUR
        found[:, hour] = level(scene, rows)
    return found


def moves(readings: F8) -> float:
    """The share of pairs 4 to 6 hours apart that differ by 1 within-person standard deviation."""
    spread = readings.std(axis=1, ddof=1)[:, None]
    pairs = [np.abs(readings[:, lag:] - readings[:, :-lag]) >= spread for lag in LAGS]
    return float(np.mean([np.mean(moved) for moved in pairs]))


def retention(seen: Seen) -> tuple[Retention, ...]:
    """B3 by persona, under the policy nearest to what people meet; () without that policy."""
    if USUAL not in seen.arms:
        return ()
    lives = seen.arms[USUAL]
    owns = [Own.of(lives, place, seen.days) for place in range(len(seen.names))]
    return tuple(
        Retention(
            persona=name,
            on_day={day: own.with_session(day, day) for day in OPENED},
            from_day={day: own.with_session(day, own.days) for day in OPENED if day < own.days},
            kept={day: own.not_given_up(day) for day in OPENED},
        )
        for name, own in zip(seen.names, owns, strict=True)
    )
