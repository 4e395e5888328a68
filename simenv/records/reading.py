"""A finished run, read back: whole tables, typed rows, one person, block after block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simenv.columns import I1, Table
from simenv.errors import RunFailure
from simenv.records import arrow
from simenv.records.hashing import TablesHash
from simenv.records.layout import TABLES, TRAJECTORIES, Layout, Unit, kept
from simenv.records.manifest import Failure, Manifest, Marker
from simenv.records.store import Store
from simenv.rows import TrajectoryRows

if TYPE_CHECKING:
    import pyarrow as pa

AnyTable = TypeVar("AnyTable", bound=Table)
_NAMES = {kind: name for name, kind in TABLES.items()}


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run directory, open for reading. Every byte is checked against its marker when read."""

    path: Path
    manifest: Manifest
    failures: tuple[Failure, ...]
    finished: Mapping[Unit, Marker] = field(repr=False)

    @property
    def spec(self) -> dict[str, Any]:
        """The resolved spec: every default filled, version and hash of every file."""
        return dict(self.manifest.spec)

    @property
    def layout(self) -> Layout:
        """Who is in the run: personas, people of each, arms, worlds, days."""
        return self.manifest.layout

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that did not fail, by name."""
        failed = {failure.arm for failure in self.failures}
        return tuple(arm for arm in self.layout.arms if arm not in failed)

    @property
    def missing(self) -> tuple[Unit, ...]:
        """Units that are not finished, those of failed arms among them."""
        return tuple(unit for unit in self.layout.units() if unit not in self.finished)

    def keeping(self, name: str) -> list[int]:
        """The worlds that keep a table: all keep trajectories, only world 0 the others."""
        return [world for world in range(self.layout.worlds + 1) if name in kept(world)]

    def table(self, name: str, *, world: int | None = 0, arm: str | None = None) -> pa.Table:
        """One table (`trajectories`, `sessions`, `turns`, `events`) as PyArrow, in key order.

        Rows by world, arm, then key. `world=None` takes every world that keeps the table,
        `arm=None` every arm that did not fail. `RunFailure` if a block is missing or damaged.
        """
        worlds = self.keeping(name) if world is None else [world]
        arms = self.arms if arm is None else (arm,)
        parts = [part for w in worlds for a in arms for part in self._chunks(name, w, a)]
        return arrow.concatenated(parts, TABLES[name], self._daily(name))

    def rows(self, kind: type[AnyTable], *, world: int = 0, arm: str) -> AnyTable:
        """The rows of one arm in one world as typed arrays, in key order."""
        return kind.joined([rows for rows, _ in self.blocks(kind, world=world, arm=arm)])

    def trajectories(self, world: int, arm: str) -> tuple[TrajectoryRows, I1]:
        """Trajectories in key order, and the state at the end of each day: int8 (rows, days)."""
        blocks = list(self.blocks(TrajectoryRows, world=world, arm=arm))
        states = [standing for _, standing in blocks if standing is not None]
        return TrajectoryRows.joined([rows for rows, _ in blocks]), np.concatenate(states)

    def blocks(
        self, kind: type[AnyTable], *, world: int = 0, arm: str
    ) -> Iterator[tuple[AnyTable, I1 | None]]:
        """The rows block after block, in key order; with the states if `kind` is trajectories."""
        for part in self._chunks(_NAMES[kind], world, arm):
            rows = arrow.to_rows(part, kind, self.layout.personas)
            yield rows, arrow.to_standing(part) if kind is TrajectoryRows else None

    def of_person(
        self, kind: type[AnyTable], persona: str, person: int, *, arm: str, world: int = 0
    ) -> AnyTable:
        """The rows of one person under one arm; reads one block. `KeyError` if there is none."""
        position, block = self.layout.place(persona, person)
        part = self._chunk(_NAMES[kind], Unit(world=world, block=block, arm=arm))
        rows = arrow.to_rows(part, kind, self.layout.personas)
        arrays = rows.arrays()
        return rows.take((arrays["persona"] == position) & (arrays["person"] == person))

    def _daily(self, name: str) -> Layout | None:
        return self.layout if name == TRAJECTORIES else None

    def _chunks(self, name: str, world: int, arm: str) -> Iterator[pa.Table]:
        for block in range(self.layout.blocks):
            yield self._chunk(name, Unit(world=world, block=block, arm=arm))

    def _chunk(self, name: str, unit: Unit) -> pa.Table:
        if unit not in self.finished:
            where = f"world {unit.world}, arm {unit.arm}, block {unit.block}"
            raise RunFailure(f"{self.path} has no {where}: repeat the command that began it")
        if name not in kept(unit.world):
            raise KeyError(f"{name}: kept in world 0 only, not in world {unit.world}")
        store = Store(folder=self.path, layout=self.layout)
        return arrow.from_parquet(store.read(name, self.finished[unit]))


def open_run(path: Path | str) -> Run:
    """A run directory, finished or not; `RunFailure` if it is none or its markers are damaged."""
    folder = Path(path)
    manifest = Manifest.read(folder)
    store = Store(folder=folder, layout=manifest.layout)
    return Run(path=folder, manifest=manifest, failures=store.failures(), finished=store.finished())


def table_hash(run: Run) -> str:
    """The hash of all tables of a run (law 1), read block after block.

    `RunFailure` if a block is missing or damaged, or an arm has failed.
    """
    digest = TablesHash(run.layout.personas)
    for name, kind in TABLES.items():
        for world in run.keeping(name):
            for arm in run.layout.arms:
                for rows, standing in run.blocks(kind, world=world, arm=arm):
                    digest.add(world, arm, {name: rows}, standing)
    return digest.hexdigest()
