"""Lives under a policy: the same in any batch and company, and parting only where answers part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from simenv import persona, standard, world
from simenv.catalogue import Catalogue
from simenv.columns import I8
from simenv.driving.arm import Arm
from simenv.driving.lives import Lives
from simenv.errors import PolicyFailure
from simenv.exchange import Requests, Responses
from simenv.lockstep import live_all
from simenv.policy import Policy
from simenv.population import Panel, panel
from simenv.rows import TurnRows
from simenv.testing.comparing import TABLES, unlike_lives, unlike_tables
from simenv.testing.findings import Seen
from simenv.vocabulary import Act, Referral
from simenv.world import World

#: The standard by which turns are labelled; which one it is changes no law.
NORM = "listening-first"
_DAYS, _PEOPLE = 12, 12
#: Personas that differ most; any catalogue that has the shipped ones has them.
_CAST = ("author", "chronic-ideation", "first-time-discloser")
#: From this turn of a conversation on the other arm answers otherwise.
_PARTS = 3
#: What is so before the answer of a turn is heard.
BEFORE = ("at", "stage", "need", "need_stated", "asks", "risk", "risk_shown", "distress")


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A policy that answers like another, and refuses from a turn of each conversation on."""

    policy: Policy
    name: str = "turned"
    version: str = "1.0.0"
    kind: str = "test"
    sha256: str = ""

    def respond(self, requests: Requests) -> Responses:
        """The other's answers, and refusals late in a conversation."""
        said = self.policy.respond(requests).copy()
        late = requests.turn >= _PARTS
        for name, array in said.arrays().items():
            array[late] = {"act": Act.REFUSE, "referral": Referral.GENERIC}.get(name, 0)
        return said


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """The same policy under a name of its own, so that two arms can be told apart."""

    policy: Policy
    name: str = "again"
    version: str = "1.0.0"
    kind: str = "test"
    sha256: str = ""

    def respond(self, requests: Requests) -> Responses:
        """The other's answers."""
        return self.policy.respond(requests)


@cache
def small_world() -> World:
    """A world of few personas and days, from the catalogue that comes with simenv."""
    shipped = Catalogue()
    cast = [persona.load(shipped, name) for name in _CAST]
    return world.build(cast, standard.load(shipped, NORM), days=_DAYS, seed=1, world=0)


def parts_where_answers_part(policy: Policy) -> Iterator[Seen]:
    """Live under the policy in several batches and beside other arms, and compare."""
    who = panel(len(_CAST), _PEOPLE)
    arms = [policy, Renamed(policy=policy), Turned(policy=policy)]
    lives = lived(small_world(), who, arms)
    failed = [one for one in lives if isinstance(one, PolicyFailure)]
    if failed:
        done = f"let {len(who)} people live {_DAYS} days; asked {failed[0].request}"
        yield Seen(done=done, expected="one response a request", seen=failed[0].reason)
        return
    alone, again, turned = (one for one in lives if isinstance(one, Lives))
    yield from _same(alone, again, "put the policy into two arms of one run")
    blocks = [lived(small_world(), who.block(n, 5), [policy])[0] for n in range(-(-len(who) // 5))]
    split = joined([one for one in blocks if isinstance(one, Lives)])
    yield from _same(alone, split, "let the same people live in blocks of 5")
    told = unlike_before(alone.turns, turned.turns)
    if told:
        done = f"put beside it an arm that answers alike up to turn {_PARTS} of a conversation"
        yield Seen(done=done, expected="alike up to the first such turn", seen=told)


def lived(one: World, who: Panel, policies: list[Policy]) -> list[Lives | PolicyFailure]:
    """The lives of these persons in an arm of each policy."""
    return list(live_all(one, who, [Arm.of(policy) for policy in policies]))


def joined(parts: list[Lives]) -> Lives:
    """The lives of blocks of people in key order, one after the other."""
    tables = {
        name: type(getattr(parts[0], name)).joined([getattr(one, name) for one in parts])
        for name in TABLES
    }
    return Lives(**tables, standing=np.concatenate([one.standing for one in parts]))


def _same(first: Lives, second: Lives, done: str) -> Iterator[Seen]:
    told = unlike_lives(first, second)
    if told:
        yield Seen(done=done, expected="the same lives to the last bit", seen=told)


def unlike_before(first: TurnRows, second: TurnRows) -> str:
    """The first difference of two arms before their answers part; empty if there is none.

    The arms answer alike until somebody comes to turn `_PARTS` of a conversation.
    """
    early, other = (rows.take(_until(rows)) for rows in (first, second))
    told = unlike_tables("turns", early, other)
    if told:
        return told
    opening, beside = (rows.take(_parting(rows)) for rows in (first, second))
    if len(opening) != len(beside):
        return f"{len(opening)} people come to that turn, and {len(beside)}"
    for name in BEFORE:
        one, two = getattr(opening, name), getattr(beside, name)
        if one.tobytes() != two.tobytes():
            return f"{name}, before the answer of that turn is heard, differs"
    return ""


def _parting(rows: TurnRows) -> I8:
    """The first turn of each person at which the arms part; rows are in key order."""
    late = np.flatnonzero(rows.turn >= _PARTS)
    who = rows.persona[late].astype(np.int64) * 2**40 + rows.person[late]
    _, first = np.unique(who, return_index=True)
    found: I8 = late[first]
    return found


def _until(rows: TurnRows) -> I8:
    """The turns of each person before that one; all of them for whoever never comes to it."""
    who = rows.persona.astype(np.int64) * 2**40 + rows.person
    late = _parting(rows)
    place = np.searchsorted(who[late], who)
    there = np.flatnonzero(place < len(late))
    bound = np.full(len(rows), len(rows))
    mine = there[who[late][place[there]] == who[there]]
    bound[mine] = late[place[mine]]
    found: I8 = np.flatnonzero(np.arange(len(rows)) < bound)
    return found
