"""Law 2: lockstep, the clock without services and single Gymnasium environments agree."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simenv import clock, lockstep, policy, standard, world
from simenv.catalogue import Catalogue
from simenv.driving.arm import Arm
from simenv.driving.lives import Lives
from simenv.population import Panel
from simenv.records.hashing import TablesHash
from simenv.world import World
from tests.laws.small import TABLES
from tests.life.scenes import shipped_personas

POLICIES = (
    "never-refuses",
    "always-refuses",
    "hotline-boilerplate",
    "graded-by-risk",
    "warm-handoff",
)
DAYS, PEOPLE = 10, 2


@cache
def everybodys_world(number: int = 0) -> World:
    norm = standard.load(Catalogue(), "listening-first")
    return world.build(shipped_personas(), norm, days=DAYS, seed=5, world=number)


def of_persona(number: int) -> Panel:
    persona = np.full(PEOPLE, number, np.int32)
    return Panel(persona=persona, person=np.arange(PEOPLE, dtype=np.int64))


def table_hash(lives: Lives) -> str:
    """The hash of all tables, as `simenv hash` makes it."""
    names = everybodys_world().kinds.names
    tables = TablesHash(names)
    tables.add(0, "one", {name: getattr(lives, name) for name in TABLES}, lives.standing)
    return tables.hexdigest()


PERSONAS = tuple(enumerate(one.name for one in shipped_personas()))


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(("persona", "_called"), PERSONAS)
def test_lockstep_and_the_clock_agree(persona, _called, name):
    who, answers = of_persona(persona), policy.load(Catalogue(), name)
    first = lockstep.live(everybodys_world(), who, answers)
    second = clock.live(everybodys_world(), who, answers)
    assert first.trajectories.needs.any()
    assert table_hash(first) == table_hash(second)


def test_they_agree_in_drawn_worlds_and_with_several_arms_at_once():
    drawn = everybodys_world(3)
    number = len(PERSONAS)
    persona = np.repeat(np.arange(number, dtype=np.int32), 3)
    who = Panel(persona=persona, person=np.tile(np.arange(3, dtype=np.int64), number))
    arms = [Arm.of(policy.load(Catalogue(), name)) for name in POLICIES]
    together = lockstep.live_all(drawn, who, arms)
    timed = clock.live_all(drawn, who, arms, window=clock.WINDOW // 7)
    for first, second in zip(together, timed, strict=True):
        assert table_hash(first) == table_hash(second.lives)
