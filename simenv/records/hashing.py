"""The table hash: one number for what a run found, whatever the way in which it was computed.

Each column of each table, world and arm is hashed by itself, block after block in key order, so
where the blocks are cut makes no difference. Values are little-endian; a missing value is a set
byte in a mask and zero among the values; -0.0 is 0.0. NaN is refused: tables have nulls instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simenv.columns import I1, Column, Table
from simenv.errors import SimulatorFailure
from simenv.records.arrow import STANDING
from simenv.records.layout import TRAJECTORIES

_STANDING = Column(dtype="|i1", low=0, high=4, unit="Standing", about="")


class TablesHash:
    """Hashes tables as they come; blocks of one world and arm must come in key order.

    Where services are shared, `arm` stands for an arm in a scenario: `scenario/arm`.
    """

    def __init__(self, personas: tuple[str, ...]) -> None:
        self._personas = personas
        self._columns: dict[tuple[str, int, str, str], Any] = {}
        self._lengths: dict[tuple[str, int, str], int] = {}

    def add(
        self, world: int, arm: str, tables: Mapping[str, Table], standing: I1 | None = None
    ) -> None:
        """Take in one block: tables by name, and the states (rows, days) of its trajectories."""
        for name, table in tables.items():
            specs = type(table).specs()
            for column, values in table.arrays().items():
                self._feed((name, world, arm, column), values, specs[column])
            place = (name, world, arm)
            self._lengths[place] = self._lengths.get(place, 0) + len(table)
        if standing is not None:
            self._feed((TRAJECTORIES, world, arm, STANDING), standing, _STANDING)

    def _feed(self, place: tuple[str, int, str, str], values: Any, spec: Column) -> None:
        digest = self._columns.setdefault(place, hashlib.sha256())
        if spec.missing is None:
            digest.update(_bytes(values, spec))
            return
        absent = values == spec.missing
        digest.update(_bytes(np.where(absent, 0, values), spec))
        mask = self._columns.setdefault((*place[:3], place[3] + "?"), hashlib.sha256())
        mask.update(absent.tobytes())

    def _lines(self) -> Iterator[str]:
        yield f"personas {' '.join(self._personas)}"
        for (table, world, arm), length in sorted(self._lengths.items()):
            yield f"{table} {world} {arm} {length} rows"
        for (table, world, arm, column), digest in sorted(self._columns.items()):
            yield f"{table} {world} {arm} {column} {digest.hexdigest()}"

    def hexdigest(self) -> str:
        """The hash of all that was added: 64 hexadecimal digits."""
        return hashlib.sha256("\n".join(self._lines()).encode()).hexdigest()


def _bytes(values: Any, spec: Column) -> bytes:
    if values.dtype.kind == "f":
        if np.isnan(values).any():
            raise SimulatorFailure("NaN in a table: a value that does not exist must be a null")
        values = values + 0.0
    raw: bytes = np.ascontiguousarray(
        values, dtype=np.dtype(spec.dtype).newbyteorder("<")
    ).tobytes()
    return raw
