"""Made-up lives of people who share services: valid tables for any populations, and a catalogue."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np

from simenv.columns import I1, Table
from simenv.records import Layout, Populations, Run, Store, Unit, open_run
from simenv.rows import CallRows, LoadRows, TrajectoryRows
from tests.made_up import _column, manifest

#: Three personas, nobody of the second; two arms, two scenarios, three populations of five people.
SHARED = Layout(
    personas=("adult", "teen", "wait-listed"),
    people=5,
    arms=("always", "graded"),
    worlds=1,
    days=4,
    chunk=8,
    keep="trajectories",
    shared=Populations(
        scenarios=("short", "ample"), services=("doctor", "line"), number=3, counts=(3, 0, 2)
    ),
)


def made_up(layout: Layout, unit: Unit) -> tuple[dict[str, Table], I1]:
    """The tables of one unit, and its states."""
    named = f"{unit.scenario} {unit.arm}".encode()
    luck = np.random.default_rng([zlib.crc32(named), unit.world, unit.block])
    persona, person = layout.panel(unit.block)
    calls = np.repeat(np.arange(len(persona)), luck.integers(0, 3, len(persona)))
    loads = np.arange(2 * layout.days)
    tables: dict[str, Table] = {
        "trajectories": _made(TrajectoryRows, len(persona), luck),
        "calls": _made(CallRows, len(calls), luck),
        "loads": _made(LoadRows, len(loads), luck),
    }
    tables["trajectories"].persona[:], tables["trajectories"].person[:] = persona, person
    tables["calls"].persona[:], tables["calls"].person[:] = persona[calls], person[calls]
    tables["calls"].service[:] = luck.integers(-1, 2, len(calls))
    tables["loads"].population[:] = unit.block
    tables["loads"].service[:], tables["loads"].day[:] = loads // layout.days, loads % layout.days
    return tables, luck.integers(0, 5, (len(persona), layout.days)).astype(np.int8)


def _made(kind: type[Table], length: int, luck: np.random.Generator) -> Table:
    return kind(**{name: _column(spec, length, luck) for name, spec in kind.specs().items()})


def written(folder: Path, layout: Layout = SHARED) -> Run:
    """A run of made-up lives."""
    folder.mkdir(exist_ok=True)
    manifest(layout).write(folder)
    store = Store(folder=folder, layout=layout)
    store.prepare()
    for unit in layout.units():
        store.write(unit, *made_up(layout, unit))
    return open_run(folder)


_SERVICES = {
    "line": """
service: line
version: 1.0.0
status: draft
summary: Made up for a test.
channel: crisis-line
way: line
servers: 1
service_time: {mean: 30 minutes}
patience: 5 minutes
demand: {share_of_demand: 0.3}
""",
    "doctor": """
service: doctor
version: 1.0.0
status: draft
summary: Made up for a test.
channel: professional
way: book
appointments: 2
service_time: {mean: 30 minutes}
wait: 1 day
takes_new: 0.5
demand: {share_of_demand: 0.3}
""",
}
_SCENARIOS = {
    "short": """
scenario: short
version: 1.0.0
summary: Made up for a test.
question: What if little is there?
services: [line, doctor]
""",
    "ample": """
scenario: ample
version: 1.0.0
summary: Made up for a test.
question: What if nothing is short?
services: [doctor]
changes:
  doctor: {appointments: unlimited, wait: 0 days, takes_new: 1}
""",
}


def catalogue_of(folder: Path) -> Path:
    """A catalogue folder with two made-up services and two scenarios of them."""
    for kind, files in (("services", _SERVICES), ("scenarios", _SCENARIOS)):
        place = folder / "experiments" / kind
        place.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (place / f"{name}.yaml").write_text(text)
    return folder
