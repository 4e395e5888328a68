"""A finished run, read back: whole tables, typed rows, one person, block after block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simenv.columns import I1, Table
from simenv.errors import RunFailure
from simenv.records import arrow
from simenv.records.hashing import TablesHash
from simenv.records.layout import EVERY_TABLE, TRAJECTORIES, Layout, Unit
from simenv.records.manifest import Failure, Manifest, Marker
from simenv.records.store import Store
from simenv.rows import TrajectoryRows

if TYPE_CHECKING:
    import pyarrow as pa

AnyTable = TypeVar("AnyTable", bound=Table)
_NAMES = {kind: name for name, kind in EVERY_TABLE.items()}


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run directory, open for reading. Every byte is checked against its marker when read.

    Of a run with shared services everything is read by `scenario`, which other runs have none of.
    """

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

    @property
    def seal(self) -> str:
        """A hash of the hashes of all finished tables: another one where any of them differs.

        Unlike the table hash it depends on how the run was cut, and reads no table.
        """
        lines = [
            f"{unit.stem} {name} {chunk.rows} {chunk.sha256}"
            for unit, marker in sorted(self.finished.items())
            for name, chunk in sorted(marker.chunks.items())
        ]
        return sha256("\n".join(lines).encode()).hexdigest()

    def keeping(self, name: str) -> list[int]:
        """The worlds that keep a table: all keep trajectories, at most world 0 its turns."""
        layout = self.layout
        return [world for world in range(layout.worlds + 1) if name in layout.kept(world)]

    def table(
        self,
        name: str,
        *,
        world: int | None = 0,
        arm: str | None = None,
        scenario: str | None = None,
    ) -> pa.Table:
        """One table (`trajectories`, `sessions`, `turns`, `events`) as PyArrow, in key order.

        With shared services also `calls` and `loads`, and a column `scenario`. Rows by scenario,
        world, arm, then population, then key. `world=None` takes every world that keeps the table,
        `arm=None` every arm that did not fail, `scenario=None` every scenario. `RunFailure` if a
        block is missing or damaged.
        """
        if name not in self.layout.tables:
            raise KeyError(f"{name}: this run has {', '.join(self.layout.tables)}")
        worlds = self.keeping(name) if world is None else [world]
        arms = self.arms if arm is None else (arm,)
        met = self.layout.scenarios if scenario is None else (self._met(scenario),)
        cells = [(one, w, a) for one in met for w in worlds for a in arms]
        parts = [part for one, w, a in cells for part in self._chunks(name, one, w, a)]
        kind = self.layout.tables[name]
        return arrow.concatenated(parts, kind, self._daily(name), self.layout.shared)

    def rows(
        self, kind: type[AnyTable], *, world: int = 0, arm: str, scenario: str = ""
    ) -> AnyTable:
        """The rows of one arm in one world as typed arrays, in key order.

        With shared services population after population, each in key order.
        """
        found = self.blocks(kind, world=world, arm=arm, scenario=scenario)
        return kind.joined([rows for rows, _ in found])

    def trajectories(self, world: int, arm: str, scenario: str = "") -> tuple[TrajectoryRows, I1]:
        """Trajectories in key order, and the state at the end of each day: int8 (rows, days).

        With shared services population after population, each in key order.
        """
        layout = self.layout
        rows = TrajectoryRows.blank(layout.size)
        standing = np.zeros((layout.size, layout.days), np.int8)
        start = 0
        # Filled block by block: a list of all blocks beside the whole would take twice the memory.
        found = self.blocks(TrajectoryRows, world=world, arm=arm, scenario=scenario)
        for block, states in found:
            mine = slice(start, start + len(block))
            for name, column in rows.arrays().items():
                column[mine] = getattr(block, name)
            if states is not None:
                standing[mine] = states
            start = mine.stop
        return rows, standing

    def blocks(
        self, kind: type[AnyTable], *, world: int = 0, arm: str, scenario: str = ""
    ) -> Iterator[tuple[AnyTable, I1 | None]]:
        """The rows block after block, in key order; with the states if `kind` is trajectories."""
        for part in self._chunks(_NAMES[kind], self._met(scenario), world, arm):
            rows = arrow.to_rows(part, kind, self.layout.personas)
            yield rows, arrow.to_standing(part) if kind is TrajectoryRows else None

    def columns(
        self,
        kind: type[Table],
        names: Sequence[str],
        *,
        world: int = 0,
        arm: str,
        scenario: str = "",
    ) -> Iterator[dict[str, Any]]:
        """Some columns block after block, as arrays by name: far cheaper than all of a turn's."""
        for part in self._chunks(_NAMES[kind], self._met(scenario), world, arm, names):
            yield arrow.to_columns(part, kind, self.layout.personas)

    def of_person(
        self,
        kind: type[AnyTable],
        persona: str,
        person: int,
        *,
        arm: str,
        world: int = 0,
        scenario: str = "",
    ) -> AnyTable:
        """The rows of one person under one arm; reads one block. `KeyError` if there is none."""
        position, block = self.layout.place(persona, person)
        unit = Unit(scenario=self._met(scenario), world=world, block=block, arm=arm)
        rows = arrow.to_rows(self._chunk(_NAMES[kind], unit), kind, self.layout.personas)
        arrays = rows.arrays()
        return rows.take((arrays["persona"] == position) & (arrays["person"] == person))

    def _met(self, scenario: str) -> str:
        """A scenario that this run has; `RunFailure` if it is none, or should have been named."""
        known = self.layout.scenarios
        if scenario in known:
            return scenario
        if self.layout.shared is None:
            raise RunFailure(f"{self.path} has no scenarios: its people share no services")
        said = f"no scenario {scenario!r}" if scenario else "several scenarios, one after the other"
        raise RunFailure(f"{self.path} has {said}: name one of {', '.join(known)}")

    def _daily(self, name: str) -> Layout | None:
        return self.layout if name == TRAJECTORIES else None

    def _chunks(
        self,
        name: str,
        scenario: str,
        world: int,
        arm: str,
        columns: Sequence[str] | None = None,
    ) -> Iterator[pa.Table]:
        for block in range(self.layout.blocks):
            unit = Unit(scenario=scenario, world=world, block=block, arm=arm)
            yield self._chunk(name, unit, columns)

    def _chunk(self, name: str, unit: Unit, columns: Sequence[str] | None = None) -> pa.Table:
        if unit not in self.finished:
            raise RunFailure(f"{self.path} has no {unit}: repeat the command that began it")
        if name not in self.layout.kept(0):
            raise RunFailure(f"{self.path} keeps no {name}: run it again with `keep: all`")
        if name not in self.layout.kept(unit.world):
            raise KeyError(f"{name}: kept in world 0 only, not in world {unit.world}")
        store = Store(folder=self.path, layout=self.layout)
        return arrow.from_parquet(store.read(name, self.finished[unit]), columns)


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
    for name, kind in run.layout.tables.items():
        for scenario, world, arm in _cells(run, name):
            found = run.blocks(kind, world=world, arm=arm, scenario=scenario)
            for rows, standing in found:
                named = f"{scenario}/{arm}" if scenario else arm
                digest.add(world, named, {name: rows}, standing)
    return digest.hexdigest()


def _cells(run: Run, name: str) -> Iterator[tuple[str, int, str]]:
    """Scenario, world and arm of everything that a run keeps of a table."""
    for scenario in run.layout.scenarios:
        for world in run.keeping(name):
            for arm in run.layout.arms:
                yield scenario, world, arm
