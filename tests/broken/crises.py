"""Crises as they must not be: each part breaks one law of `simenv.life.crises`."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from simenv.columns import I1, I8
from simenv.exchange import Requests, Responses
from simenv.life.crises import during
from simenv.life.scene import Scene
from simenv.rows import DAY
from simenv.state import State
from simenv.vocabulary import Act
from simenv.world import Turns, World


def join_nothing(begins: I8, ends: I8) -> None:
    """Leave crises in which another begins."""


def risk_always_active(scene: Scene, rows: I8) -> I1:
    """Whoever is in a crisis is at active risk, even if the day is graver."""
    return np.where(during(scene, rows), 2, scene.persons.risk[rows])


class RefusalsBringCrises(World):
    """A refusal sets a crisis off: crises are no longer the same whatever is answered."""

    @classmethod
    def of(cls, world: World) -> World:
        return cls(**{field.name: getattr(world, field.name) for field in fields(World)})

    def react(
        self, state: State, requests: Requests, responses: Responses, **how: Any
    ) -> tuple[State, Turns]:
        rows = requests.row[responses.act >= Act.REFUSE]
        seat, now = state.persons.seat[rows], state.persons.clock[rows]
        day = np.minimum(now // DAY, self.days - 1)
        state.fate.crisis_begins[seat, day] = now
        state.fate.crisis_ends[seat, day] = now + 1
        return super().react(state, requests, responses, **how)
