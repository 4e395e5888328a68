"""Answers as numbers: two answers have one number exactly if they say the same.

The answers of all policies of rules stand in one table, so that a batch is looked up once, whatever
the number of arms. What policies of code say in a round is numbered after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import I8, U8
from simenv.draws import mix
from simenv.exchange import Responses
from simenv.policy import Policy, RulesPolicy
from simenv.policy.rules import looked_up, varying

#: The number of no answer at all.
LOST = 0


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The answers of all policies of rules in one table; row `LOST` is none.

    `start` is the row of a policy's first answer, `alike` the first row that says what a row says.
    """

    start: Mapping[RulesPolicy, int]
    table: Responses
    varying: frozenset[str]
    alike: I8

    @classmethod
    def of(cls, policies: Sequence[Policy]) -> Codes:
        """The table of those of these policies that have one."""
        lost = Responses.blank(1)
        lost.failed[:] = True
        start, parts, length = {}, [lost], 1
        for policy in policies:
            if isinstance(policy, RulesPolicy) and policy not in start:
                start[policy] = length
                parts.append(policy.table)
                length += len(policy.table)
        table = Responses.joined(parts)
        return cls(start=start, table=table, varying=varying(table), alike=alike(table))

    def looked_up(self, codes: I8, said: Responses) -> Responses:
        """The answers of these numbers, as a table of its own; those past the table are `said`."""
        length = len(self.table)
        if not len(said):
            return looked_up(self.table, self.varying, codes)
        found = looked_up(self.table, self.varying, np.where(codes < length, codes, LOST))
        rows = np.flatnonzero(codes >= length)
        found.put(rows, said.take(codes[rows] - length))
        return found

    def numbered(self, said: Responses) -> I8:
        """The numbers of answers that policies of code gave in this round."""
        return alike(Responses.joined([self.table, said]))[len(self.table) :]


def alike(responses: Responses, scatter: Callable[[U8], U8] = mix) -> I8:
    """For each row the first that says the same to the last bit, mostly; never one that does not.

    Rows are compared with the first of their hash, which `scatter` makes. Should two that differ
    share one, the second counts as unlike all others: a life is lived twice, and none is changed.
    """
    words = [_words(column) for column in responses.arrays().values()]
    found = np.zeros(len(responses), np.uint64)
    for column in words:
        found = scatter(found + column)
    _, first, which = np.unique(found, return_index=True, return_inverse=True)
    others: I8 = first[which]
    same = np.ones(len(responses), np.bool_)
    for column in words:
        same &= column == column[others]
    return np.where(same, others, np.arange(len(responses)))


def _words(column: NDArray[Any]) -> U8:
    """A column as 64-bit words; those of floats are their bits, so that -0.0 is not 0.0."""
    return (column if column.dtype == np.float64 else column.astype(np.int64)).view(np.uint64)
