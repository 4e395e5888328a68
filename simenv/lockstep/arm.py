"""Arms: a policy throughout, or a schedule of policies, each from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simenv.columns import I1, I8
from simenv.errors import PolicyFailure
from simenv.exchange import Requests, Responses
from simenv.policy import Policy, asked_again, checked


@dataclass(frozen=True, kw_only=True)
class Arm:
    """What persons meet from entry on: the policies in turn, each with the day it begins.

    The first part begins on day 0, the others later, in order.
    """

    name: str
    parts: tuple[tuple[int, Policy], ...]

    @classmethod
    def of(cls, policy: Policy) -> Arm:
        """The arm of one policy throughout, under its own name."""
        return cls(name=policy.name, parts=((0, policy),))

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies in turn."""
        return tuple(policy for _, policy in self.parts)

    def parts_at(self, day: I8) -> I8:
        """Which part holds on each of these days since entry; shape as given."""
        starts = np.array([start for start, _ in self.parts])
        return np.searchsorted(starts, day, side="right") - 1


@dataclass(kw_only=True)
class Desk:
    """Where requests are answered: by the arm of each person, in batches.

    An arm whose policy fails is lost: its persons get no answer from then on, so that the others'
    batch can go on, and `failures` says why.
    """

    arms: Sequence[Arm]
    failures: dict[int, PolicyFailure] = field(default_factory=dict)
    _probed: set[str] = field(default_factory=set)

    def answers(self, requests: Requests, arm: I1, day: I8) -> Responses:
        """The responses to requests whose persons are sorted by arm.

        `arm` and `day` (since entry) are those of each request's person.
        """
        bounds = np.searchsorted(arm, np.arange(len(self.arms) + 1))
        parts = []
        for number in range(len(self.arms)):
            mine = slice(int(bounds[number]), int(bounds[number + 1]))
            if mine.start < mine.stop:
                parts.append(self._of_arm(number, requests.take(mine), day[mine]))
        return parts[0] if len(parts) == 1 else Responses.joined(parts)

    def _of_arm(self, number: int, requests: Requests, day: I8) -> Responses:
        arm = self.arms[number]
        if len(arm.parts) == 1:
            return self._one(number, arm.parts[0][1], requests)
        found = Responses.blank(len(requests))
        part = arm.parts_at(day)
        for place, policy in enumerate(arm.policies):
            rows = np.flatnonzero(part == place)
            if len(rows):
                answered = self._one(number, policy, requests.take(rows))
                for name, column in answered.arrays().items():
                    getattr(found, name)[rows] = column
        return found

    def _one(self, number: int, policy: Policy, requests: Requests) -> Responses:
        if number not in self.failures:
            try:
                responses = checked(policy, requests)
                self._probe(policy, requests, responses)
                return responses
            except PolicyFailure as failure:
                self.failures[number] = failure
        lost = Responses.blank(len(requests))
        lost.failed[:] = True
        return lost

    def _probe(self, policy: Policy, requests: Requests, responses: Responses) -> None:
        """Ask a policy of code once more, the first time that it answers."""
        if policy.kind == "python" and policy.name not in self._probed:
            self._probed.add(policy.name)
            asked_again(policy, requests, responses)
