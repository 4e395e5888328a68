"""Arms: a policy throughout, or a schedule of policies, each from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simenv.columns import I1, I8
from simenv.errors import PolicyFailure
from simenv.exchange import Requests, Responses
from simenv.policy import Policy, RulesPolicy, asked_again, checked
from simenv.policy.rules import looked_up, varying


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


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The answers of all policies of rules in one table; row 0 is blank."""

    start: Mapping[RulesPolicy, int]
    table: Responses
    varying: frozenset[str]

    @classmethod
    def of(cls, policies: Sequence[Policy]) -> Tables:
        """The table of those of these policies that have one."""
        start, parts, length = {}, [Responses.blank(1)], 1
        for policy in policies:
            if isinstance(policy, RulesPolicy) and policy not in start:
                start[policy] = length
                parts.append(policy.table)
                length += len(policy.table)
        table = Responses.joined(parts)
        return cls(start=start, table=table, varying=varying(table))

    def looked_up(self, chosen: NDArray[np.intp]) -> Responses:
        """The rows at `chosen`, as a table of its own."""
        return looked_up(self.table, self.varying, chosen)


@dataclass(kw_only=True)
class Desk:
    """Where requests are answered: by the arm of each person, in batches.

    An arm whose policy fails is lost: its persons get no answer from then on, so that the others'
    batch can go on, and `failures` says why. All policies that look their answers up share one
    table, so that a batch is looked up once, whatever the number of arms.
    """

    arms: Sequence[Arm]
    failures: dict[int, PolicyFailure] = field(default_factory=dict)
    _probed: set[str] = field(default_factory=set)
    _tables: Tables = field(init=False)

    def __post_init__(self) -> None:
        """Lay the tables of all policies that have one together."""
        self._tables = Tables.of([one for arm in self.arms for one in arm.policies])

    def answers(self, requests: Requests, arm: I1, day: I8) -> Responses:
        """The responses to requests, whose persons are in `arm` and at `day` since entry."""
        chosen = np.zeros(len(requests), np.intp)
        others: list[tuple[I8, Responses]] = []
        for number, policy, rows in self._asked(arm, day):
            if isinstance(policy, RulesPolicy):
                chosen[rows] = self._tables.start[policy] + policy.chosen(requests, rows)
            else:
                others.append((rows, self._one(number, policy, requests.take(rows))))
        found = self._tables.looked_up(chosen)
        for rows, responses in others:
            found.put(rows, responses)
        return found

    def _asked(self, arm: I1, day: I8) -> Iterator[tuple[int, Policy, I8]]:
        """Which policy of which arm is asked which requests."""
        for number, one in enumerate(self.arms):
            rows = np.flatnonzero(arm == number)
            part = one.parts_at(day[rows]) if len(one.parts) > 1 else None
            for place, policy in enumerate(one.policies):
                mine = rows if part is None else rows[part == place]
                if len(mine):
                    yield number, policy, mine

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
