"""Where requests are answered: by every arm in which the person has lived alike so far.

A request comes with the set of its arms, a word with one bit each. Arms that answer alike stay
together; each further answer is told apart, with the arms that give it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from simenv.columns import B1, I8
from simenv.driving.arm import Arm
from simenv.driving.codes import Codes
from simenv.errors import PolicyFailure
from simenv.exchange import Requests, Responses
from simenv.policy import Policy, RulesPolicy, asked_again, checked

#: Arms that a word has bits for, with room to spare.
MOST = 60
_NO_CODE = 2**62


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What n requests are answered: one response each, then k further ones from other arms.

    `arms` (n + k,) are the sets of arms that give each; `of` (k,) is the request, by position, that
    each of the further ones answers.
    """

    responses: Responses
    arms: I8
    of: I8


@dataclass(frozen=True, kw_only=True)
class _Said:
    """The numbers of one arm's answers to the requests at `rows`."""

    arm: int
    rows: I8
    codes: I8


@dataclass(kw_only=True)
class Desk:
    """The policies of at most `MOST` arms, asked in batches.

    An arm whose policy fails is lost: its persons get no answer from then on, so that the others'
    batch can go on, and `failures` says why.
    """

    arms: Sequence[Arm]
    failures: dict[int, PolicyFailure] = field(default_factory=dict)
    _probed: set[str] = field(default_factory=set)
    _codes: Codes = field(init=False)

    def __post_init__(self) -> None:
        """Lay the tables of all policies that have one together."""
        self._codes = Codes.of([one for arm in self.arms for one in arm.policies])

    @property
    def everyone(self) -> int:
        """The set of all arms."""
        return (1 << len(self.arms)) - 1

    def answers(self, requests: Requests, arms: I8, day: I8, turn: I8) -> Answers:
        """The answers to requests in these sets of arms, at `day` since entry.

        Policies of code get theirs in the order of `turn`, which decides nothing but which request
        the report of a failure names.
        """
        said: list[_Said] = []
        told: list[tuple[int, I8, Responses]] = []
        for number, policy, rows in self._asked(arms, day):
            if isinstance(policy, RulesPolicy):
                chosen = self._codes.start[policy] + policy.chosen(requests, rows)
                said.append(_Said(arm=number, rows=rows, codes=self._codes.alike.take(chosen)))
            else:
                mine = rows[np.argsort(turn[rows])]
                told.append((number, mine, self._one(number, policy, requests.take(mine))))
        others = Responses.joined([responses for _, _, responses in told])
        said += self._numbered([(number, rows) for number, rows, _ in told], others)
        codes, arms, of = apart(len(requests), arms, said)
        return Answers(responses=self._codes.looked_up(codes, others), arms=arms, of=of)

    def _numbered(self, told: list[tuple[int, I8]], others: Responses) -> Iterator[_Said]:
        """What policies of code said at those requests, with the numbers of it, joined."""
        codes = self._codes.numbered(others) if told else np.zeros(0, np.int64)
        end = 0
        for number, rows in told:
            start, end = end, end + len(rows)
            yield _Said(arm=number, rows=rows, codes=codes[start:end])

    def _asked(self, arms: I8, day: I8) -> Iterator[tuple[int, Policy, I8]]:
        """Which policy of which arm is asked which requests."""
        for number, one in enumerate(self.arms):
            rows = np.flatnonzero(arms & (1 << number))
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


def apart(length: int, arms: I8, said: Sequence[_Said]) -> tuple[I8, I8, I8]:
    """Tell the answers to each of `length` requests apart, by their numbers.

    Returns the numbers and arms of the first answer to each request, then those of further ones;
    and which requests the further ones answer.
    """
    low, high = np.full(length, _NO_CODE), np.full(length, -1)
    for one in said:
        low[one.rows] = np.minimum(low[one.rows], one.codes)
        high[one.rows] = np.maximum(high[one.rows], one.codes)
    parts = low != high
    if not parts.any():
        return low, arms, np.zeros(0, np.int64)
    row, code, together = _groups(*_parting(parts, said))
    first = np.append(True, row[1:] != row[:-1])
    stay = arms.copy()
    stay[row[first]] = together[first]
    return (
        np.concatenate([low, code[~first]]),
        np.concatenate([stay, together[~first]]),
        row[~first],
    )


def _groups(row: I8, code: I8, bit: I8) -> tuple[I8, I8, I8]:
    """The answers put together that are alike: request and number, sorted, and their arms."""
    wide = np.max(code) + 1
    order = np.argsort(row * wide + code)
    row, code, bit = row[order], code[order], bit[order]
    begins = np.append(True, (row[1:] != row[:-1]) | (code[1:] != code[:-1]))
    start = np.flatnonzero(begins)
    return row[start], code[start], np.bitwise_or.reduceat(bit, start)


def _parting(parts: B1, said: Sequence[_Said]) -> tuple[I8, I8, I8]:
    """The request, the number and the arm's bit of all answers to requests where arms part."""
    rows, codes, bits = [], [], []
    for one in said:
        some = np.flatnonzero(parts[one.rows])
        rows.append(one.rows[some])
        codes.append(one.codes[some])
        bits.append(np.full(len(some), 1 << one.arm))
    return np.concatenate(rows), np.concatenate(codes), np.concatenate(bits)
