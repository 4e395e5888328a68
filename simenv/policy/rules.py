"""Policies of kind rules: a table of responses, and rules from the top that choose among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.detector import Detector
from simenv.exchange import FRAMINGS, Requests, Responses
from simenv.policy.format import Answer, PolicyFile, resolved
from simenv.policy.grid import Grid, lay_out
from simenv.policy.view import Remembers, remembers, view
from simenv.vocabulary import Act, Continuation, Rationale, Referral

#: What a problem says: expected, found, remedy.
_Told = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class RulesPolicy:
    """A policy that looks its answer up.

    `answers` are the responses by name, in the order of the file; `table` holds one row each.
    `choice` is the position of the answer for each rule, the one of `otherwise` last. `varying` are
    the columns in which the responses differ.
    """

    name: str
    version: str
    sha256: str
    summary: str
    detector: Detector | None
    remembers: Remembers
    answers: Mapping[str, Answer]
    table: Responses
    grid: Grid
    choice: NDArray[np.intp]
    varying: frozenset[str]
    kind: str = "rules"

    def respond(self, requests: Requests) -> Responses:
        """One response a request; each row by itself."""
        chosen = self.chosen(requests)
        columns = {
            name: column.take(chosen) if name in self.varying else _repeated(column, len(chosen))
            for name, column in self.table.arrays().items()
        }
        return Responses(**columns)

    def chosen(self, requests: Requests) -> NDArray[np.intp]:
        """The position in `answers` of each response: what a transcript needs for its text."""
        tested = {axis.column for axis in self.grid.axes}
        detector = self.detector if "risk_seen" in tested else None
        seen = view(requests, detector, self.remembers.only(tested))
        return self.choice.take(self.grid.owner(seen))


def build(file: PolicyFile, detector: Detector | None, sha: str) -> RulesPolicy:
    """The policy of a file without problems."""
    answers = resolved(file.responses)
    position = {name: number for number, name in enumerate(answers)}
    rules = [(rule.when.tests(), rule.answer) for rule in file.rules if rule.when and rule.answer]
    named = [name for _, name in rules] + [rule.otherwise for rule in file.rules if rule.otherwise]
    table = _table(list(answers.values()))
    return RulesPolicy(
        name=file.name,
        version=file.version,
        sha256=sha,
        summary=file.summary,
        detector=detector,
        remembers=remembers(file.remembers.refusals, file.remembers.referrals),
        answers=answers,
        table=table,
        grid=lay_out([tests for tests, _ in rules]).grid,
        choice=np.array([position[name] for name in named], np.intp),
        varying=frozenset(n for n, values in table.arrays().items() if len(np.unique(values)) > 1),
    )


def _table(answers: list[Answer]) -> Responses:
    """One row a response, read-only."""
    framings = {
        name: np.array([float(getattr(answer.framing, name)) for answer in answers])
        for name in FRAMINGS
    }
    table = Responses(
        act=np.array([Act.of(str(answer.act)) for answer in answers], np.int8),
        rationale=np.array([Rationale.of(answer.rationale) for answer in answers], np.int8),
        referral=np.array([Referral.of(answer.referral) for answer in answers], np.int8),
        continuation=np.array(
            [Continuation.of(answer.continuation) for answer in answers], np.int8
        ),
        failed=np.zeros(len(answers), np.bool_),
        **framings,
    )
    for column in table.arrays().values():
        column.flags.writeable = False
    return table


def _repeated(column: NDArray[Any], length: int) -> NDArray[Any]:
    """A column in which all responses agree, which needs no look-up."""
    return np.full(length, column[0])
