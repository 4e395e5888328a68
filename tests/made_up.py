"""Made-up lives: valid tables for any layout, a function of world and arm, whatever the chunk."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simenv.columns import I1, Column, Table
from simenv.records import (
    TABLES,
    Layout,
    Manifest,
    Run,
    Store,
    Unit,
    numeric_fingerprint,
    open_run,
)
from simenv.rows import EventRows, SessionRows, TrajectoryRows, TurnRows

#: Three personas, two arms, three worlds, six blocks, the last one short.
SMALL = Layout(
    personas=("adult", "teen", "wait-listed"),
    people=7,
    arms=("always", "graded"),
    worlds=2,
    days=5,
    chunk=4,
)

#: Rows a person in each table, by what is left of the person's row number.
_ROWS = {"trajectories": (1,), "sessions": (1, 2, 0), "turns": (2, 3, 0), "events": (1, 0, 2)}


@dataclass
class MadeUp:
    """Lives of some people: tables by name, and their states (rows, days)."""

    trajectories: TrajectoryRows
    sessions: SessionRows
    turns: TurnRows
    events: EventRows
    standing: I1

    @property
    def tables(self) -> dict[str, Table]:
        return {name: getattr(self, name) for name in TABLES}

    def people(self, layout: Layout, low: int, high: int) -> MadeUp:
        """The lives of the people at rows `low` up to `high` of the panel."""
        parts = {name: _part(table, layout, low, high) for name, table in self.tables.items()}
        return MadeUp(**parts, standing=self.standing[low:high])


def _part(table: Table, layout: Layout, low: int, high: int) -> Table:
    arrays = table.arrays()
    row = arrays["persona"] * layout.people + arrays["person"]
    return table.take((row >= low) & (row < high))


def made_up(layout: Layout, arm: str, world: int) -> MadeUp:
    """The lives of a whole panel."""
    luck = np.random.default_rng([zlib.crc32(arm.encode()), world])
    parts = {name: _table(kind, layout, _ROWS[name], luck) for name, kind in TABLES.items()}
    standing = luck.integers(0, 5, (layout.size, layout.days)).astype(np.int8)
    return MadeUp(**parts, standing=standing)


def _table(
    kind: type[Table], layout: Layout, rows: tuple[int, ...], luck: np.random.Generator
) -> Table:
    each = np.resize(np.array(rows), layout.size)
    row = np.repeat(np.arange(layout.size), each)
    made = {name: _column(spec, len(row), luck) for name, spec in kind.specs().items()}
    made["persona"] = (row // layout.people).astype(np.int32)
    made["person"] = row % layout.people
    return kind(**made)


def _column(spec: Column, length: int, luck: np.random.Generator) -> np.ndarray:
    dtype = np.dtype(spec.dtype)
    if dtype.kind == "f":
        return luck.random(length)
    if dtype.kind == "b":
        return luck.random(length) < 0.5
    values = luck.integers(int(spec.low), int(min(spec.high, 10**6)) + 1, length).astype(dtype)
    if spec.missing is not None:
        values[luck.random(length) < 0.3] = int(spec.missing)
    return values


def manifest(layout: Layout) -> Manifest:
    return Manifest(
        spec={"seed": 1},
        spec_sha256="0" * 64,
        asked={"seed": 1},
        catalogues=("here",),
        layout=layout,
        stages=("talking", "stopped"),
        fingerprint=numeric_fingerprint(),
        software={"simenv": "0"},
        git=None,
        started="2026-01-01T00:00:00+00:00",
    )


def write_unit(store: Store, unit: Unit) -> None:
    """What a worker does, with made-up lives."""
    layout = store.layout
    low = unit.block * layout.chunk
    lives = made_up(layout, unit.arm, unit.world).people(layout, low, low + layout.chunk)
    store.write(unit, lives.tables, lives.standing)


def written(folder: Path, layout: Layout) -> Run:
    """A run of made-up lives; what is there already is kept."""
    folder.mkdir(exist_ok=True)
    manifest(layout).write(folder)
    store = Store(folder=folder, layout=layout)
    store.prepare()
    finished = store.finished()
    for unit in layout.units():
        if unit not in finished:
            write_unit(store, unit)
    return open_run(folder)
