"""The folder of a search: each batch of it as it was finished, one file a batch.

A search is the same for the same question, so a file says all that is needed to go on: batches that
are there are read, the others are computed.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from simenv.errors import RunFailure
from simenv.records.files import sweep, write_whole
from simenv.stress.archive import Tally
from simenv.stress.candidate import Candidate

_ARRAYS = ("situation", "by", "met", "failure", "of", "share", "harm", "error", "lost")
#: What reading raises where a file was cut short, changed, or is something else.
_UNREADABLE = (
    OSError, EOFError, ValueError, TypeError, KeyError, NotImplementedError, BadZipFile, zlib.error,
)  # fmt: skip


def plain(candidates: Sequence[Candidate]) -> list[Any]:
    """Candidates as plain data."""
    return [[one.persona, [list(change) for change in one.changes]] for one in candidates]


def candidates_of(said: Sequence[Any]) -> tuple[Candidate, ...]:
    """Candidates from plain data."""
    return tuple(
        Candidate(persona=persona, changes=tuple((gene, value) for gene, value in changes))
        for persona, changes in said
    )


@dataclass(frozen=True)
class Store:
    """The tallies of a search in a folder."""

    folder: Path

    def __post_init__(self) -> None:
        """Remove what a killed process left half-written."""
        sweep(self.folder)

    def read(self, name: str, candidates: Sequence[Candidate]) -> Tally | None:
        """The tally of a batch, if it is there; `RunFailure` if it is about other candidates."""
        path = self._path(name)
        if not path.exists():
            return None
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
                arrays: Mapping[str, Any] = {each: found[each] for each in _ARRAYS}
                kept = candidates_of(json.loads(bytes(found["candidates"])))
        except _UNREADABLE as error:
            raise RunFailure(f"{path} is corrupt: remove it and repeat the command") from error
        if kept != tuple(candidates):
            raise RunFailure(f"{path} is about other candidates: it was not made by this search")
        return Tally(candidates=kept, **arrays)

    def keep(self, name: str, tally: Tally) -> None:
        """Write a tally for good."""
        told = json.dumps(plain(tally.candidates)).encode()
        file = io.BytesIO()
        arrays = {each: getattr(tally, each) for each in _ARRAYS}
        np.savez_compressed(file, candidates=np.frombuffer(told, np.uint8), **arrays)
        write_whole(self._path(name), file.getvalue())

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.npz"
