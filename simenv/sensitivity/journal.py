"""The directory of a screening: what is asked in it, and each evaluation as it was finished.

An evaluation is one line, written whole and forced to disk; a line that a killed process left
half-written is cut off at the next start. Lines are known by the row of the design that they are
about, so it does not matter in which order, and for which design, they were made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import numpy as np

from simenv.columns import F8
from simenv.errors import RunFailure
from simenv.experiment.questions import asked_in
from simenv.records.files import append_whole

ROWS = "evaluations.jsonl"


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """What one row of a design gave, shape (outcomes, 1 + parts), and the CPU seconds it took."""

    row: F8
    found: F8
    seconds: float


@dataclass(kw_only=True)
class Journal:
    """The evaluations that are finished, by the row that they are about."""

    file: IO[bytes]
    known: dict[str, F8] = field(default_factory=dict)
    seconds: float = 0.0

    def find(self, row: F8) -> F8 | None:
        """What a row gave, if that is known."""
        return self.known.get(_key(row))

    def add(self, one: Evaluated) -> None:
        """Keep an evaluation for good; `RunFailure` if the disk refuses."""
        line = {"row": _key(one.row), "seconds": one.seconds, "found": one.found.tolist()}
        append_whole(self.file, json.dumps(line).encode() + b"\n")
        self._note(_key(one.row), one.found, one.seconds)

    def _note(self, key: str, found: F8, seconds: float) -> None:
        self.known[key] = found
        self.seconds += seconds

    def read(self, data: bytes) -> int:
        """Take in what was written before; the length of all whole lines."""
        whole = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:whole].splitlines(), 1):
            try:
                said = json.loads(line)
                self._note(str(said["row"]), np.array(said["found"]), float(said["seconds"]))
            except (ValueError, TypeError, KeyError) as error:
                raise RunFailure(
                    f"{self.file.name}:{number} is corrupt: it is not what was written there"
                ) from error
        return whole


@contextmanager
def opened(folder: Path, document: Mapping[str, Any]) -> Iterator[Journal]:
    """Begin or go on in `folder`; alone until the block ends.

    `RunFailure` says what differs if another question is asked there.
    """
    with asked_in(folder, document, "screening"), (folder / ROWS).open("ab+") as file:
        file.seek(0)
        journal = Journal(file=file)
        file.truncate(journal.read(file.read()))
        yield journal


def _key(row: F8) -> str:
    return sha256(np.ascontiguousarray(row, dtype="<f8").tobytes()).hexdigest()[:24]
