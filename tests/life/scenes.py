"""Personas made for a test, and scenes of persons at entry."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import numpy as np

from simenv.catalogue import Catalogue
from simenv.columns import I8
from simenv.draws import Luck
from simenv.kinds import Kinds, compile_all
from simenv.life.hours import by_hour
from simenv.life.scene import Scene
from simenv.parameters import Values, shipped
from simenv.persona import Persona, load
from simenv.population import enter, panel

MEDIAN = shipped().median()
LUCK = Luck(1, 0)


@cache
def shipped_personas() -> tuple[Persona, ...]:
    """Every persona of the catalogue that is simulated, by name."""
    catalogue = Catalogue()
    found = [load(catalogue, name) for name in sorted(catalogue.names("personas"))]
    return tuple(one for one in found if not one.abstract)


def made(name: str = "made", **sections: Any) -> Persona:
    """The shipped `adult` under another name, with sections changed; None removes one."""
    said = copy.deepcopy(Catalogue().read("personas", "adult").data)
    said |= {"persona": name, "share": 0.5}
    said.pop("abstract", None)
    for section, change in sections.items():
        merged = isinstance(change, dict) and isinstance(said.get(section), dict)
        said[section] = {**said[section], **change} if merged else change
    return Persona.model_validate({key: value for key, value in said.items() if value is not None})


def scene_of(
    kinds: Kinds, people: int, days: int = 1, p: Values = MEDIAN, luck: Luck = LUCK
) -> Scene:
    """So many persons of each persona at entry."""
    state = enter(panel(len(kinds.names), people), kinds, p, luck, days)
    return Scene(
        p=p,
        luck=luck,
        kinds=kinds,
        days=days,
        persons=state.persons,
        fate=state.fate,
        standing=state.standing,
    )


def alike(people: int = 1, days: int = 1, p: Values = MEDIAN, **sections: Any) -> Scene:
    """A scene of one persona made for the test."""
    return scene_of(_kinds(json.dumps(sections)), people, days, p)


@cache
def _kinds(sections: str) -> Kinds:
    return compile_all([made(**json.loads(sections))])


def rows_of(scene: Scene) -> I8:
    """All rows of a scene."""
    return np.arange(len(scene.persons))


def off(share: float, expected: float, n: int) -> float:
    """How far an observed share lies from the expected one, in standard errors."""
    return float(abs(share - expected) / max((expected * (1 - expected) / n) ** 0.5, 1e-12))


def hourly(scene: Scene) -> np.ndarray:
    """The factor on sessions a week that gives the rate of needs at each hour, shape (P, 7, 24)."""
    return scene.kinds.rates * by_hour(scene.p, scene.kinds)
