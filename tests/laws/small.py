"""A small world for the laws: some of the shipped personas, few people, few days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from simenv import persona, policy, standard, world
from simenv.catalogue import Catalogue
from simenv.columns import Table
from simenv.exchange import Requests, Responses
from simenv.lockstep import Arm, Lives, live_all
from simenv.policy import Policy
from simenv.population import Panel, panel
from simenv.vocabulary import Act, Continuation, Referral
from simenv.world import World

#: Sorted; a few that differ most are enough for a law.
NAMES = ("author", "chronic-ideation", "first-time-discloser")
TABLES = ("turns", "sessions", "events", "trajectories")


@cache
def personas():
    return tuple(persona.load(Catalogue(), name) for name in NAMES)


@cache
def small_world(days: int = 12, seed: int = 1, number: int = 0) -> World:
    norm = standard.load(Catalogue(), "listening-first")
    return world.build(personas(), norm, days=days, seed=seed, world=number)


@cache
def shipped(name: str) -> Policy:
    return policy.load(Catalogue(), name)


def everyone(people: int) -> Panel:
    return panel(len(personas()), people)


def lived(world: World, who: Panel, policies) -> list:
    """The lives of these persons under each policy."""
    return list(live_all(world, who, [Arm.of(one) for one in policies]))


def same(first: Table, second: Table) -> bool:
    """Equal to the last bit."""
    both = zip(first.arrays().values(), second.arrays().values(), strict=True)
    return len(first) == len(second) and all(a.tobytes() == b.tobytes() for a, b in both)


def same_lives(first: Lives, second: Lives) -> bool:
    tables = all(same(getattr(first, name), getattr(second, name)) for name in TABLES)
    return tables and first.standing.tobytes() == second.standing.tobytes()


def of_person(lives: Lives, persona: int, person: int) -> Lives:
    """What is written of one person."""
    tables = {}
    for name in TABLES:
        rows = getattr(lives, name)
        tables[name] = rows.take((rows.persona == persona) & (rows.person == person))
    mine = (lives.trajectories.persona == persona) & (lives.trajectories.person == person)
    return Lives(**tables, standing=lives.standing[mine])


@dataclass(frozen=True)
class By:
    """A policy from a function of requests, for tests."""

    name: str
    answer: object
    version: str = "1.0.0"
    kind: str = "test"
    sha256: str = ""

    def respond(self, requests: Requests) -> Responses:
        return self.answer(requests)


def answers(length: int, act: Act = Act.COMPLY, referral: Referral = Referral.NONE) -> Responses:
    """The same plain answer to everybody."""
    said = Responses.blank(length)
    said.act[:], said.referral[:] = act, referral
    said.continuation[:] = Continuation.STAYS
    said.agency[:] = 0.5
    return said


def helps(requests: Requests) -> Responses:
    return answers(len(requests))


def refuses(requests: Requests) -> Responses:
    return answers(len(requests), Act.REFUSE, Referral.GENERIC)


def refuses_from_session(number: int):
    """A policy that helps, and refuses from a session on."""

    def answer(requests: Requests) -> Responses:
        said = answers(len(requests))
        said.act[:] = np.where(requests.session >= number, Act.REFUSE, Act.COMPLY)
        return said

    return answer
