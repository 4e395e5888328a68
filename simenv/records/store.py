"""The folder of a run: units written whole or not at all, failed arms, what is finished.

    manifest.json   spec.yaml
    trajectories/ sessions/ turns/ events/    <world>.<arm>.<block>.parquet
    done/                                     <world>.<arm>.<block>.json   a finished unit
    failed/                                   <arm>.json                   an arm that failed

A unit counts only once its marker in `done/` exists, and that is written last. Where services are
shared there are calls/ and loads/ too, and the names of files begin with the scenario's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from simenv.columns import I1, Table
from simenv.errors import PolicyFailure, RunFailure, SimulatorFailure
from simenv.records import arrow
from simenv.records.files import make_folders, read_whole, sweep, write_whole
from simenv.records.fingerprint import numeric_fingerprint
from simenv.records.layout import TRAJECTORIES, Layout, Unit
from simenv.records.manifest import Chunk, Failure, Marker, encoded
from simenv.rows import LoadRows
from simenv.vocabulary import Standing

_DONE, _FAILED = "done", "failed"


@dataclass(frozen=True, kw_only=True)
class Store:
    """The tables of one run on disk."""

    folder: Path
    layout: Layout

    def prepare(self) -> None:
        """Make the folders; remove what a killed process left half-written."""
        make_folders([self.folder / name for name in (*self.layout.tables, _DONE, _FAILED)])
        sweep(self.folder)

    def path(self, name: str, unit: Unit) -> Path:
        """Where a table of a unit lies."""
        return self.folder / name / f"{unit.stem}.parquet"

    def marker_path(self, unit: Unit) -> Path:
        """Where the marker of a finished unit lies."""
        return self.folder / _DONE / f"{unit.stem}.json"

    def write(self, unit: Unit, tables: Mapping[str, Table], standing: I1) -> Marker:
        """Write one unit: the tables that its world keeps, then its marker.

        `tables` by name, rows in key order; `standing` int8, shape (persons, days).
        `SimulatorFailure` if they are not what was asked for, `RunFailure` if the disk is full.
        """
        chunks = {}
        for name in self.layout.kept(unit.world):
            table = tables[name]
            _check(name, table, self.layout, unit)
            states = (
                _checked_standing(standing, self.layout, unit) if name == TRAJECTORIES else None
            )
            data = arrow.to_parquet(table, self.layout, unit, states)
            chunks[name] = Chunk(rows=len(table), sha256=write_whole(self.path(name, unit), data))
        marker = Marker(unit=unit, fingerprint=numeric_fingerprint(), chunks=chunks)
        write_whole(self.marker_path(unit), marker.encoded())
        return marker

    def finished(self) -> dict[Unit, Marker]:
        """The finished units; `RunFailure` if a marker is damaged or foreign."""
        paths = sorted((self.folder / _DONE).glob("[!.]*.json"))
        markers = {marker.unit: marker for marker in map(Marker.read, paths)}
        expected = set(self.layout.units())
        for unit, marker in markers.items():
            whole = set(marker.chunks) == set(self.layout.kept(unit.world)) and unit in expected
            if not whole or marker.chunks[TRAJECTORIES].rows != self.layout.length(unit.block):
                raise RunFailure(f"{self.marker_path(unit)} does not belong to this run")
        return markers

    def read(self, name: str, marker: Marker) -> bytes:
        """The bytes of one table of a finished unit; `RunFailure` naming it if they are damaged."""
        try:
            return read_whole(self.path(name, marker.unit), marker.chunks[name].sha256)
        except RunFailure as error:
            remedy = f"delete {self.marker_path(marker.unit)} and repeat the command"
            raise RunFailure(f"{error}; to compute it again, {remedy}") from error

    def verify(self, markers: Mapping[Unit, Marker]) -> None:
        """Read every table of every finished unit; `RunFailure` naming the first damaged one."""
        for marker in markers.values():
            for name in marker.chunks:
                self.read(name, marker)

    def fail(self, failure: PolicyFailure) -> None:
        """Leave a mark that an arm failed, and why."""
        known = Failure(arm=failure.arm, request=failure.request, reason=failure.reason)
        write_whole(self.folder / _FAILED / f"{failure.arm}.json", encoded(asdict(known)))

    def failures(self) -> tuple[Failure, ...]:
        """The arms that failed, by name."""
        paths = sorted((self.folder / _FAILED).glob("[!.]*.json"))
        return tuple(Failure.read(path) for path in paths)

    def forgive(self) -> None:
        """Remove the marks of failed arms: they are about to be tried again."""
        for path in (self.folder / _FAILED).glob("*.json"):
            path.unlink()


def _check(name: str, table: Table, layout: Layout, unit: Unit) -> None:
    """Refuse rows that break their declaration, their order, or belong to someone else."""
    faults = table.faults()
    if faults:
        raise SimulatorFailure(f"{name} of {unit.stem}: {'; '.join(faults)}")
    if isinstance(table, LoadRows):
        _check_loads(table, layout, unit)
        return
    arrays = table.arrays()
    row = layout.seat(unit.block, arrays["persona"], arrays["person"])
    if (row < 0).any():
        raise SimulatorFailure(f"{name} of {unit.stem}: rows of people who are not in this block")
    if (np.diff(row) < 0).any():
        raise SimulatorFailure(f"{name} of {unit.stem}: rows out of key order")
    if name == TRAJECTORIES and not np.array_equal(row, np.arange(layout.length(unit.block))):
        raise SimulatorFailure(f"{name} of {unit.stem}: not one row a person")


def _check_loads(loads: LoadRows, layout: Layout, unit: Unit) -> None:
    """Refuse loads of another population, and rows that are not one a service and day in order."""
    if (loads.population != unit.block).any():
        raise SimulatorFailure(f"loads of {unit.stem}: rows of another population")
    place = loads.service.astype(np.int64) * layout.days + loads.day
    if (loads.day >= layout.days).any() or (np.diff(place) <= 0).any():
        raise SimulatorFailure(f"loads of {unit.stem}: rows out of key order")


def _checked_standing(standing: I1, layout: Layout, unit: Unit) -> I1:
    expected = (layout.length(unit.block), layout.days)
    if standing.shape != expected or standing.dtype != np.int8:
        found = f"{standing.dtype} {standing.shape}"
        raise SimulatorFailure(f"standing of {unit.stem}: expected int8 {expected}, found {found}")
    if ((standing < 0) | (standing >= len(Standing))).any():
        raise SimulatorFailure(f"standing of {unit.stem}: a code that is no state")
    return np.ascontiguousarray(standing)
