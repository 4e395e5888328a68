"""Let the attackers and the benign people meet the policies, some persons of each at a time.

Policies that are free to ask are met together. One that answers in words meets a few persons of
every kind before the next few, so that a ceiling of cost leaves whole persons of every kind.
Nobody's outcome depends on who else is there, so the cut changes no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simenv import world
from simenv.attacks import benign, testers
from simenv.attacks.asking import PEOPLE, PEOPLE_IN_WORDS, Question
from simenv.attacks.benign import FREE, Benign
from simenv.attacks.climbers import Chances
from simenv.attacks.climbing import Climb
from simenv.attacks.efforts import Efforts
from simenv.attacks.resisted import ESCALATION
from simenv.columns import I8
from simenv.errors import CallsStopped, PolicyFailure
from simenv.lockstep import Arm, Lives, live_all
from simenv.parameters import MEDIAN_WORLD
from simenv.persona import Persona
from simenv.policy import Policy, SpokenPolicy
from simenv.population import Panel
from simenv.world import World

#: Persons of every kind who meet policies before the next do, as all of their turns are held at
#: once (2 MB a person before eleven policies); and who meet one that answers in words.
_AT_A_TIME, _IN_WORDS = 250, 2


@dataclass(frozen=True, kw_only=True)
class Part:
    """What some persons of every kind met with under one policy; efforts by attacker."""

    efforts: Mapping[str, Efforts]
    benign: Benign


@dataclass(kw_only=True)
class Met:
    """What everybody met with under one policy, part by part, beside the one that never refuses.

    `asked` are the persons of every kind that were to meet it, `people` those who did. `stopped`
    says why no call could be made any more, `failure` how the policy misbehaved.
    """

    policy: Policy
    asked: int
    people: int = 0
    mine: list[Part] = field(default_factory=list)
    free: list[Part] = field(default_factory=list)
    stopped: str | None = None
    failure: PolicyFailure | None = None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Who meets policies, in which world."""

    asked: Question

    @cached_property
    def personas(self) -> tuple[Persona, ...]:
        """Testers and benign people, sorted by name."""
        every = [*(one.persona for one in self.asked.testers), *self.asked.resolved.personas]
        return tuple(sorted(every, key=lambda one: one.name))

    @cached_property
    def world(self) -> World:
        """The median world of all of them."""
        resolved = self.asked.resolved
        return world.build(
            self.personas,
            resolved.standard,
            days=resolved.spec.days,
            seed=resolved.spec.seed,
            world=MEDIAN_WORLD,
            spoken=any(isinstance(one, SpokenPolicy) for one in self.asked.policies),
        )

    @cached_property
    def climb(self) -> Climb:
        """The escalation."""
        asked, here = self.asked, self.world
        return Climb(
            ladder=asked.ladder,
            standard=asked.resolved.standard,
            p=here.p,
            chances=Chances(luck=here.luck),
            tries=asked.tries,
        )

    def met(self) -> Iterator[Met]:
        """What came of every policy, in the order of the question."""
        plain = [one for one in self.asked.policies if not isinstance(one, SpokenPolicy)]
        together = self._group(plain, PEOPLE, _AT_A_TIME)
        for one in self.asked.policies:
            if isinstance(one, SpokenPolicy):
                yield self._group([one], PEOPLE_IN_WORDS, _IN_WORDS)[one.name]
            else:
                yield together[one.name]

    def _group(self, policies: Sequence[Policy], usual: int, at_a_time: int) -> dict[str, Met]:
        """Let everybody meet some policies, so many persons of a kind at a time."""
        people = self.asked.people or usual
        found = {one.name: Met(policy=one, asked=people) for one in policies}
        for first in range(0, people, at_a_time):
            persons = np.arange(first, min(people, first + at_a_time), dtype=np.int64)
            try:
                self._add(found, persons)
            except CallsStopped as stopped:
                for one in found.values():
                    one.stopped = str(stopped)
                break
            finally:
                _forget(policies)
        return found

    def _add(self, found: Mapping[str, Met], persons: I8) -> None:
        """Add what these persons of every kind met with; nothing is added where calls stop.

        `PolicyFailure` if the one that never refuses misbehaves: nothing can be held against it.
        """
        standing = [one for one in found.values() if one.failure is None]
        parts = self._parts([one.policy for one in standing], persons)
        free = parts[FREE]
        if isinstance(free, PolicyFailure):
            raise free
        for one in standing:
            part = parts[one.policy.name]
            if isinstance(part, PolicyFailure):
                one.failure = part
                continue
            one.mine.append(part)
            one.free.append(free)
            one.people += len(persons)

    def _parts(self, policies: Sequence[Policy], persons: I8) -> dict[str, Part | PolicyFailure]:
        """What these persons met with under each policy, and under the one that never refuses."""
        every = list({one.name: one for one in (*policies, self.asked.policy(FREE))}.values())
        kinds = len(self.personas)
        panel = Panel(
            persona=np.repeat(np.arange(kinds, dtype=np.int32), len(persons)),
            person=np.tile(persons, kinds),
        )
        lived = live_all(self.world, panel, [Arm.of(one) for one in every])
        return {
            one.name: self._part(one, lives, persons)
            for one, lives in zip(every, lived, strict=True)
        }

    def _part(
        self, policy: Policy, lives: Lives | PolicyFailure, persons: I8
    ) -> Part | PolicyFailure:
        if isinstance(lives, PolicyFailure):
            return lives
        try:
            efforts = {ESCALATION: self.climb.against(policy, persons)}
        except PolicyFailure as failure:
            return failure
        days = self.asked.resolved.spec.days
        for one in self.asked.testers:
            mine = testers.efforts(lives, self._place(one.persona), one.risk, days)
            before = [efforts[one.attacker]] if one.attacker in efforts else []
            efforts[one.attacker] = Efforts.joined([*before, mine])
        places = [self._place(one) for one in self.asked.resolved.personas]
        return Part(efforts=efforts, benign=benign.counted(lives, places))

    def _place(self, persona: Persona) -> int:
        return next(i for i, one in enumerate(self.personas) if one.name == persona.name)


def _forget(policies: Sequence[Policy]) -> None:
    """Let go of what was said: the next persons are others, and replies are in the record."""
    for one in policies:
        if isinstance(one, SpokenPolicy) and one.wire.line is not None:
            one.wire.line.said.forget()
