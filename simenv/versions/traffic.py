"""The traffic of one policy: every message of some people, with what both policies say to it.

The same people live under both policies. Up to the first message that the two answer otherwise
their lives are one (law 3), so it is the first such message of the first policy's traffic: there
the histories of a person part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simenv.columns import B1, I4, I8, U8
from simenv.errors import PolicyFailure, SimulatorFailure
from simenv.exchange import FRAMINGS
from simenv.lockstep import Arm, Lives, live_all
from simenv.policy import Policy
from simenv.population import Panel
from simenv.rows import TurnRows
from simenv.standard import Standard, Verdicts
from simenv.versions.listening import Heard, Listening, Said, Views
from simenv.world import World

#: All that an answer says. Whoever hears two that are alike in these lives on alike.
ANSWER = ("act", *FRAMINGS, "rationale", "referral", "continuation")


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """n messages in the order of person, session and turn; `truth` tells what is true of each.

    `seat` is whose each is, as a place in the panel of those `people` who could send any; `seen`
    and `said` are the first policy's and the second's.
    """

    truth: TurnRows
    seat: I8
    people: int
    seen: Views
    said: Said

    @cached_property
    def answered(self) -> B1:
        """Which messages got an answer from both."""
        return ~(self.said[0].failed | self.said[1].failed)

    @cached_property
    def otherwise(self) -> B1:
        """Which messages the two answer differently in anything at all."""
        return self._differ(ANSWER)

    @cached_property
    def by_act(self) -> B1:
        """Which messages the two answer by another act."""
        return self._differ(("act",))

    @cached_property
    def first(self) -> I8:
        """The first message of each person that is answered otherwise: there their lives part."""
        rows = np.flatnonzero(self.otherwise)
        _, place = np.unique(self.seat[rows], return_index=True)
        return rows[place]

    def verdicts(self, norm: Standard) -> tuple[Verdicts, Verdicts]:
        """What a standard says of both answers to each message."""
        truth = self.truth
        cell = (truth.need, truth.asks, truth.hidden, truth.risk)
        first, second = (norm.judge(*cell, said.act, said.referral) for said in self.said)
        return first, second

    def _differ(self, names: Sequence[str]) -> B1:
        first, second = self.said
        found = np.zeros(len(first), np.bool_)
        for name in names:
            found |= getattr(first, name) != getattr(second, name)
        return found & self.answered


def live(
    world: World, who: Panel, pair: tuple[Policy, Policy], baseline: Policy | None = None
) -> tuple[Traffic, tuple[Lives, Lives]]:
    """The traffic of the first policy, and the lives of the same people under both.

    `world` is one whose requests name the person (`spoken`); an established cohort needs its
    `baseline`. Raises the `PolicyFailure` of whichever policy misbehaves.
    """
    ear = Listening(policy=pair[0], other=pair[1])
    arms = [Arm(name="first", parts=((0, ear),)), Arm(name="second", parts=((0, pair[1]),))]
    first, second = (_sound(one) for one in live_all(world, who, arms, baseline=baseline))
    keys = world.start(who).persons.key
    return _matched(Heard.joined(ear.log), first.turns, keys), (first, second)


def _sound(lives: Lives | PolicyFailure) -> Lives:
    if isinstance(lives, PolicyFailure):
        raise lives
    return lives


def _matched(heard: Heard, turns: TurnRows, keys: U8) -> Traffic:
    """What was heard beside the turns that came of it, row by row.

    `keys` name each person in requests, in key order of the persons.
    """
    order = np.argsort(keys)
    seat: I8 = order[np.searchsorted(keys[order], heard.sender.who)]
    rows = _once(seat, heard.sender.session, heard.seen[0].turn)
    found, seat = heard.take(rows), seat[rows]
    same = len(found.sender) == len(turns) and np.array_equal(found.sender.session, turns.session)
    if not same or not np.array_equal(found.seen[0].turn, turns.turn):
        raise SimulatorFailure("what was heard of a policy's traffic is not what was written down")
    return Traffic(truth=turns, seat=seat, people=len(keys), seen=found.seen, said=found.said)


def _once(*keys: I8 | I4) -> I8:
    """The rows in the order of these keys, of equal ones the first.

    Some requests come twice: a policy of code is asked some again, to see that it answers alike.
    """
    order = np.lexsort(keys[::-1])
    new = np.zeros(len(order), np.bool_)
    new[:1] = True
    for key in keys:
        new[1:] |= key[order][1:] != key[order][:-1]
    return order[new]
