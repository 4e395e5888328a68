"""Policies of kind rules: a table of responses, and rules from the top that choose among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.coder.labels import Labels
from simenv.columns import I8
from simenv.detector import Detector
from simenv.exchange import FRAMINGS, Requests, Responses
from simenv.policy.format import Answer, PolicyFile, resolved
from simenv.policy.grid import Grid, lay_out
from simenv.policy.view import Remembers, column_of, remembers
from simenv.policy.worded import Worded, of
from simenv.vocabulary import Act, Continuation, Rationale, Referral

_ALL = slice(None)
#: What a problem says: expected, found, remedy.
_Told = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class RulesPolicy:
    """A policy that looks its answer up.

    `answers` are the responses by name, in the order of the file; `table` holds one row each.
    `choice` is the position of the answer for each rule, the one of `otherwise` last. `varying` are
    the columns in which the responses differ. `worded` are the responses that are texts only: in
    `answers` and `table` they have the codes of one imputation.
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
    worded: Worded = field(default_factory=Worded)
    kind: str = "rules"

    def respond(self, requests: Requests) -> Responses:
        """One response a request; each row by itself."""
        return looked_up(self.table, self.varying, self.chosen(requests))

    def chosen(self, requests: Requests, rows: I8 | slice = _ALL) -> NDArray[np.intp]:
        """The position in `answers` of the response to each request at `rows`.

        Only the columns of the view that a rule tests are looked at.
        """
        length = len(requests) if isinstance(rows, slice) else len(rows)

        def values_of(column: str) -> NDArray[Any]:
            return column_of(requests, rows, column, self.detector, self.remembers)

        return self.choice.take(self.grid.owner_by(values_of, length))

    def imputed(self, imputation: int) -> RulesPolicy:
        """The same policy with another draw of what its worded responses may truly be, from 1."""
        if not self.worded.answers:
            return self
        answers = {**self.answers, **self.worded.drawn(imputation)}
        table = _table(list(answers.values()))
        return replace(self, answers=answers, table=table, varying=varying(table))


def build(
    file: PolicyFile, detector: Detector | None, sha: str, labels: Labels | None = None
) -> RulesPolicy:
    """The policy of a file without problems; its worded responses by the first imputation."""
    answers = resolved(file.responses)
    worded = of(answers, labels)
    answers |= worded.drawn(1)
    position = {name: number for number, name in enumerate(answers)}
    rules = [(rule.when.tests(), rule.answer) for rule in file.rules if rule.when and rule.answer]
    named = [name for _, name in rules] + [rule.otherwise for rule in file.rules if rule.otherwise]
    table = _table(list(answers.values()))
    return RulesPolicy(
        name=file.name,
        version=file.version,
        sha256=_read_by(worded, sha),
        summary=file.summary,
        detector=detector,
        remembers=remembers(file.remembers.refusals, file.remembers.referrals),
        answers=answers,
        table=table,
        grid=lay_out([tests for tests, _ in rules]).grid,
        choice=np.array([position[name] for name in named], np.intp),
        varying=varying(table),
        worded=worded,
    )


def _read_by(worded: Worded, sha: str) -> str:
    """The hash of a file and of all by which its worded responses are read."""
    if worded.read is None:
        return sha
    chances = [worded.read.chances[name].tobytes() for name in sorted(worded.read.chances)]
    return sha256(b"\n".join([sha.encode(), worded.coder.encode(), *chances])).hexdigest()


def looked_up(table: Responses, differ: frozenset[str], chosen: NDArray[np.intp]) -> Responses:
    """The rows of a table of answers at `chosen`; columns that do not `differ` are constant."""
    columns = {
        name: column.take(chosen) if name in differ else _repeated(column, len(chosen))
        for name, column in table.arrays().items()
    }
    return Responses(**columns)


def varying(table: Responses) -> frozenset[str]:
    """The columns in which the answers of a table differ."""
    return frozenset(n for n, values in table.arrays().items() if len(np.unique(values)) > 1)


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
