"""How well an assistant reads risk off a message: a published confusion table.

The noise of a message's risk signal belongs to the message and is equal in all arms; the skill to
read it belongs to the policy's detector. So two detectors differ in what they make of one and the
same signal, and a graver signal is never read as milder by the same detector at the same level.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pydantic

from simenv.catalogue import Catalogue, Document, Entry, fill
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.values import Name, OneOf, Share, Source, Text, Version
from simenv.columns import F8, I1
from simenv.errors import Problem
from simenv.vocabulary import Risk

_WORD = Annotated[str, OneOf(Risk.words())]
#: How far the shares of a row may be from one, so that a table may be written with three digits.
SLACK = 0.001
_ABOVE_ALL = 2.0


class DetectorFile(Entry):
    """A detector file: for each level that a message shows, how often it is read as each level."""

    name: Name = pydantic.Field(alias="detector")
    version: Version
    summary: Text
    source: Source
    extends: Name | None = None
    reads: dict[_WORD, dict[_WORD, Share]] = pydantic.Field(
        description="level shown: {level read: share}; levels that are not named have share 0"
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Detector:
    """A confusion table: row = level shown, column = level read; rows sum to 1, shape (4, 4).

    `points` follow from it: where, on the scale of the signal, the reading turns graver; shape
    (3 steps, 4 levels shown).
    """

    name: str
    version: str
    sha256: str
    source: str
    table: F8
    points: F8 = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out the points once."""
        object.__setattr__(self, "points", _points(self.table))

    def read(self, signal: F8) -> I1:
        """The levels read off `signal`, the shown level plus a uniform number; same shape.

        Inverse of the row's cumulative shares, so that a higher signal gives a graver reading.
        """
        shown = np.minimum(signal, float(Risk.PLAN)).astype(np.intp)
        read = np.zeros(signal.shape, np.int8)
        for point in self.points:
            read += signal >= point.take(shown)
        return read


def load(catalogue: Catalogue, name_or_path: str | Path) -> Detector:
    """A detector by name or path; `BadInput` with every problem of its file."""
    problems: list[Problem] = []
    document = catalogue.read("detectors", name_or_path, problems)
    return check(document, problems)


def check(document: Document, problems: list[Problem] | None = None) -> Detector:
    """A document as a detector; `BadInput` with every problem, those handed in included."""
    file = fill(document, DetectorFile, [*(problems or []), *_unsound(document)])
    table = np.array(
        [[file.reads[row].get(read, 0.0) for read in Risk.words()] for row in Risk.words()]
    )
    table /= table.sum(axis=1, keepdims=True)
    table.flags.writeable = False
    return Detector(
        name=file.name,
        version=file.version,
        sha256=document.sha256,
        source=file.source,
        table=table,
    )


def _points(table: F8) -> F8:
    """The points of a table, read-only.

    Steps beyond the gravest level that a row can read lie out of reach, lest the rounding of a sum
    let an impossible reading through.
    """
    sums = np.cumsum(table, axis=1)[:, :-1]
    gravest = table.shape[1] - 1 - np.argmax(table[:, ::-1] > 0, axis=1)
    reachable = np.arange(sums.shape[1]) < gravest[:, None]
    shown = np.arange(len(table), dtype=np.float64)[:, None]
    points: F8 = np.ascontiguousarray((np.where(reachable, sums, _ABOVE_ALL) + shown).T)
    points.flags.writeable = False
    return points


def _unsound(document: Document) -> list[Problem]:
    """Rows that are missing, and rows whose shares do not sum to one."""
    reads = document.data.get("reads")
    if not isinstance(reads, dict):
        return []
    remedy = "say for every level that a message can show how it is read"
    problems = [
        document.problem(("reads", word), f"a row for {word}", "nothing", remedy)
        for word in Risk.words()
        if word not in reads
    ]
    for word, row in reads.items():
        total = _total(row)
        if total is not None and abs(total - 1) > SLACK:
            remedy = "correct the shares of this row"
            expected, found = "shares that sum to 1", f"a sum of {total:g}"
            problems.append(document.problem(("reads", word), expected, found, remedy))
    return problems


def _total(row: object) -> float | None:
    """The sum of a row; None where the row is no row of numbers, which `fill` reports."""
    try:
        shares = pydantic.TypeAdapter(dict[str, Share]).validate_python(row)
    except pydantic.ValidationError:
        return None
    return sum(shares.values())


def schema() -> dict[str, Any]:
    """The JSON Schema of a detector file, for editors."""
    return editor_schema(DetectorFile, ("detector", "version", "summary"))
