"""Law 2: lockstep, the clock without services and single Gymnasium environments agree."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import numpy as np
import pytest

from simenv import clock, lockstep, policy, standard, world
from simenv.catalogue import Catalogue
from simenv.clock.driver import Clock
from simenv.clock.floor import Floor
from simenv.driving.arm import Arm
from simenv.driving.lives import Lives
from simenv.envs import Framings, SilentPerson, SupportSeeking
from simenv.population import Panel
from simenv.records.hashing import TablesHash
from simenv.world import World
from tests.broken.worlds import LuckByPlace
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


def in_environments(who: Panel, answers, in_world: World | None = None) -> Lives:
    """The same lives, each an episode of an environment of its own, put together again."""
    env = SupportSeeking(world=in_world or everybodys_world(), framings=Framings.of([answers]))
    actions = env.setting.actions
    parts = []
    for persona, person in zip(who.persona.tolist(), who.person.tolist(), strict=True):
        picked = {"persona": everybodys_world().kinds.names[persona], "person": person}
        with suppress(SilentPerson):
            env.reset(options=picked)
            over = False
            while not over:
                action = actions.of(answers.respond(env.requests))[0]
                _, _, left, cut_off, _ = env.step(action)
                over = left or cut_off
        parts.append(env.lives())
    tables = {
        name: type(getattr(parts[0], name)).joined([getattr(one, name) for one in parts])
        for name in TABLES
    }
    return Lives(**tables, standing=np.concatenate([one.standing for one in parts]))


PERSONAS = tuple(enumerate(one.name for one in shipped_personas()))


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(("persona", "_called"), PERSONAS)
def test_three_drivers_agree(persona, _called, name):
    who, answers = of_persona(persona), policy.load(Catalogue(), name)
    by_lockstep = lockstep.live(everybodys_world(), who, answers)
    assert by_lockstep.trajectories.needs.any()
    expected = table_hash(by_lockstep)
    assert table_hash(clock.live(everybodys_world(), who, answers)) == expected
    assert table_hash(in_environments(who, answers)) == expected


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


def test_luck_that_goes_by_place_in_the_batch_is_caught():
    odd = LuckByPlace.of(everybodys_world())
    who, answers = of_persona(0), policy.load(Catalogue(), "graded-by-risk")
    by_lockstep = lockstep.live(odd, who, answers)
    assert table_hash(in_environments(who, answers, odd)) != table_hash(by_lockstep)


def test_a_clock_that_forgets_who_still_lives_is_caught():
    class Early(Floor):
        """A broken floor: whoever is done first ends the day for all."""

        def live_ahead(self, rows):
            super().live_ahead(rows[::2])

    who, answers = of_persona(0), policy.load(Catalogue(), "graded-by-risk")
    nobody = np.zeros(PEOPLE, np.int32)
    none = np.zeros(0)
    early = Clock.of(everybodys_world(), who, nobody, [Arm.of(answers)], (), none, True)
    early.floor.__class__ = Early
    early.floor.live_ahead(np.arange(PEOPLE))
    (found,) = early.found()
    by_lockstep = lockstep.live(everybodys_world(), who, answers)
    assert table_hash(found.lives) != table_hash(by_lockstep)
