"""Run directories of people who share services: by scenario and population, whole or not at all."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.errors import RunFailure, SimulatorFailure
from simenv.records import (
    EVERY_TABLE,
    TABLES,
    Layout,
    Manifest,
    Populations,
    Run,
    Store,
    Unit,
    open_run,
    table_hash,
)
from simenv.rows import CallRows, LoadRows, TrajectoryRows
from tests.made_shared import SHARED, made_up, written
from tests.made_up import SMALL
from tests.made_up import written as written_alone

UNIT = Unit(scenario="short", world=0, block=1, arm="graded")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("shared") / "run").path


@pytest.fixture
def run(template: Path, tmp_path: Path) -> Run:
    """A run that a test may damage."""
    return open_run(shutil.copytree(template, tmp_path / "run"))


# --- who is where -------------------------------------------------------------------------------

COUNTS = st.lists(st.integers(0, 5), min_size=1, max_size=4).filter(any)


@given(counts=COUNTS, number=st.integers(1, 4), data=st.data())
def test_everyone_has_one_seat_in_one_population(
    counts: list[int], number: int, data: st.DataObject
) -> None:
    shared = Populations(scenarios=("a",), services=(), number=number, counts=tuple(counts))
    persona, person = shared.panel(0, number)
    population = shared.of(persona, person)
    one = data.draw(st.integers(0, number - 1))
    mine = population == one
    seat = shared.seat(one, persona, person)
    assert np.array_equal(seat[mine], np.arange(shared.people))
    assert (seat[~mine] == -1).all()
    own = shared.panel(one)
    assert np.array_equal(own[0], persona[mine])
    assert np.array_equal(own[1], person[mine])


def test_a_person_is_found_by_persona_and_number() -> None:
    assert SHARED.place("wait-listed", 5) == (2, 2)
    assert SHARED.persons("adult") == 9
    for nobody in (("teen", 0), ("adult", 9), ("author", 0)):
        with pytest.raises(KeyError):
            SHARED.place(*nobody)


@given(chunk=st.integers(1, 40))
def test_a_batch_has_so_many_people_at_least_and_no_population_too_many(chunk: int) -> None:
    together = replace(SHARED, chunk=chunk).together
    assert (together - 1) * SHARED.people < chunk <= together * SHARED.people
    assert replace(SMALL, chunk=chunk).together == 1


# --- what is written comes back -----------------------------------------------------------------


def test_tables_come_back_by_scenario(run: Run) -> None:
    tables, standing = made_up(SHARED, UNIT)
    blocks = list(run.blocks(CallRows, arm="graded", scenario="short"))
    found = [blocks[UNIT.block][0], run.rows(LoadRows, arm="graded", scenario="short")]
    assert found[0].arrays().keys() == tables["calls"].arrays().keys()
    for name, column in tables["calls"].arrays().items():
        assert np.array_equal(found[0].arrays()[name], column)
    mine = found[1].take(found[1].population == UNIT.block)
    assert np.array_equal(mine.others_asked, tables["loads"].arrays()["others_asked"])
    rows, states = run.trajectories(0, "graded", "short")
    assert np.array_equal(states[SHARED.people : 2 * SHARED.people], standing)
    assert len(rows) == SHARED.size == 15


def test_a_table_names_its_scenarios_and_services(run: Run) -> None:
    calls = run.table("calls", world=None)
    assert calls.column_names[:4] == ["world", "scenario", "arm", "persona"]
    assert set(calls["scenario"].to_pylist()) == {"short", "ample"}
    assert json.loads(calls.schema.field("service").metadata[b"words"]) == ["doctor", "line"]
    one = run.table("loads", world=1, arm="always", scenario="ample")
    assert set(one["world"].to_pylist()) == {1}
    assert one.num_rows == 3 * 2 * SHARED.days
    assert run.table("loads", arm="always").schema.field("staffed").nullable


def test_drawn_worlds_keep_calls_and_loads_too(run: Run) -> None:
    assert run.keeping("calls") == run.keeping("loads") == [0, 1]
    assert replace(SHARED, keep="all").kept(0) == tuple(EVERY_TABLE)
    assert replace(SHARED, keep="all").kept(1) == ("trajectories", "calls", "loads")


def test_the_layout_comes_back_from_the_manifest(run: Run) -> None:
    assert Manifest.read(run.path).layout == SHARED
    assert {unit.stem for unit in run.finished} == {unit.stem for unit in SHARED.units()}
    assert UNIT.stem == "short.0000.graded.00001"


# --- what is refused ----------------------------------------------------------------------------


def test_no_scenario_is_picked_for_the_reader(run: Run) -> None:
    with pytest.raises(RunFailure, match="several scenarios, one after the other: name one of"):
        run.trajectories(0, "graded")
    with pytest.raises(RunFailure, match="no scenario 'long': name one of short, ample"):
        run.rows(TrajectoryRows, arm="graded", scenario="long")
    with pytest.raises(KeyError, match="queues: this run has"):
        run.table("queues")


def test_other_runs_have_no_scenarios(tmp_path: Path) -> None:
    alone = written_alone(tmp_path / "alone", replace(SMALL, worlds=0, arms=("always",)))
    with pytest.raises(RunFailure, match="has no scenarios: its people share no services"):
        alone.trajectories(0, "always", "short")
    with pytest.raises(KeyError, match="calls: this run has trajectories"):
        alone.table("calls")


def _store(folder: Path, layout: Layout = SHARED) -> Store:
    store = Store(folder=folder, layout=layout)
    store.prepare()
    return store


def test_rows_of_another_population_are_refused(tmp_path: Path) -> None:
    store = _store(tmp_path)
    for name, told in (("calls", "people who are not in this block"), ("loads", "another pop")):
        tables, standing = made_up(SHARED, UNIT)
        tables[name] = made_up(SHARED, replace(UNIT, block=2))[0][name]
        with pytest.raises(SimulatorFailure, match=told):
            store.write(UNIT, tables, standing)
    assert not store.finished()


def test_loads_out_of_order_or_beyond_the_horizon_are_refused(tmp_path: Path) -> None:
    store = _store(tmp_path)
    tables, standing = made_up(SHARED, UNIT)
    loads = tables["loads"]
    for wrong in (loads.take(np.arange(len(loads))[::-1]), loads.take(np.zeros(2, np.int64))):
        with pytest.raises(SimulatorFailure, match=r"loads of short.*out of key order"):
            store.write(UNIT, tables | {"loads": wrong}, standing)
    late = loads.copy()
    late.arrays()["day"][-1] = SHARED.days
    with pytest.raises(SimulatorFailure, match="out of key order"):
        store.write(UNIT, tables | {"loads": late}, standing)


def test_a_damaged_or_missing_table_of_calls_is_named(run: Run) -> None:
    path = run.path / "calls" / f"{UNIT.stem}.parquet"
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(RunFailure, match=r"short\.0000\.graded\.00001\.parquet is corrupt"):
        table_hash(run)
    (run.path / "done" / f"{UNIT.stem}.json").unlink()
    with pytest.raises(RunFailure, match="no scenario short, world 0, arm graded, population 1"):
        table_hash(open_run(run.path))


# --- the hash -----------------------------------------------------------------------------------


def test_the_hash_sees_every_call_and_load_but_no_order_of_scenarios(
    run: Run, tmp_path: Path
) -> None:
    usual = table_hash(run)
    assert SHARED.shared is not None
    shared = replace(SHARED.shared, scenarios=("ample", "short"))
    turned = replace(SHARED, shared=shared, chunk=1, arms=("graded", "always"))
    assert table_hash(written(tmp_path / "turned", turned)) == usual
    store = Store(folder=run.path, layout=SHARED)
    for name, column in (("calls", "waited"), ("loads", "others_hung_up"), ("calls", "service")):
        tables, standing = made_up(SHARED, UNIT)
        tables[name].arrays()[column][0] += 1
        store.write(UNIT, tables, standing)
        assert table_hash(open_run(run.path)) != usual
    store.write(UNIT, *made_up(SHARED, UNIT))
    assert table_hash(open_run(run.path)) == usual


def test_runs_without_shared_services_are_as_they_were(tmp_path: Path) -> None:
    """Directories, names of files and markers of such runs are those of before."""
    alone = written_alone(tmp_path / "alone", replace(SMALL, worlds=0, arms=("always",)))
    folders = {path.name for path in alone.path.iterdir() if path.is_dir()}
    assert folders == {*TABLES, "done", "failed"}
    marker = json.loads((alone.path / "done" / "0000.always.00000.json").read_text())
    assert marker["unit"] == {"world": 0, "block": 0, "arm": "always"}
    # As computed before there were scenarios.
    golden = "8b31f3238d8acddc9c183b9b3fc1601f205cb2f844290f1ea2731b127a95e38a"
    assert table_hash(alone) == golden
