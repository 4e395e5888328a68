"""Run directories: what is written comes back, whole or not at all, and hashes alike."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.columns import Column, Table
from simenv.errors import PolicyFailure, RunFailure, SimulatorFailure
from simenv.records import (
    TABLES,
    Run,
    Store,
    TablesHash,
    Unit,
    arrow,
    codebook,
    numeric_fingerprint,
    open_run,
    table_hash,
)
from simenv.rows import EventRows, SessionRows, TrajectoryRows, TurnRows
from tests.made_up import SMALL, MadeUp, made_up, manifest, written

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("template") / "run", SMALL).path


@pytest.fixture
def run(template: Path, tmp_path: Path) -> Run:
    """A run that a test may damage."""
    return open_run(shutil.copytree(template, tmp_path / "run"))


# --- law 1: one hash, whatever the cut ---------------------------------------------------------


@settings(max_examples=5, deadline=None)
@given(chunk=st.integers(1, 12))
def test_chunk_size_never_changes_the_hash(
    tmp_path_factory: pytest.TempPathFactory, chunk: int
) -> None:
    layout = replace(SMALL, people=3, worlds=1, arms=("graded",))
    folder = tmp_path_factory.mktemp("cut")
    other = written(folder / "other", replace(layout, chunk=chunk))
    assert table_hash(other) == table_hash(written(folder / "usual", layout))


@given(cut=st.lists(st.integers(0, 21), max_size=6))
def test_hash_in_memory_does_not_see_where_blocks_are_cut(cut: list[int]) -> None:
    whole = made_up(SMALL, "graded", world=0)
    edges = sorted({0, *cut, SMALL.size})
    digest = TablesHash(SMALL.personas)
    for low, high in pairwise(edges):
        part = whole.people(SMALL, low, high)
        digest.add(0, "graded", part.tables, part.standing)
    assert digest.hexdigest() == _hashed(whole)


@settings(max_examples=60)
@given(data=st.data())
def test_changing_any_one_value_changes_the_hash(data: st.DataObject) -> None:
    whole = made_up(SMALL, "graded", world=0)
    table = whole.tables[data.draw(st.sampled_from(sorted(TABLES)))]
    name = data.draw(st.sampled_from(sorted(table.arrays())))
    row = data.draw(st.integers(0, len(table) - 1))
    before = _hashed(whole)
    values = table.arrays()[name]
    values[row] = _another(values[row], type(table).specs()[name])
    assert _hashed(whole) != before


def test_changing_one_state_of_one_day_changes_the_hash() -> None:
    whole = made_up(SMALL, "graded", world=0)
    before = _hashed(whole)
    whole.standing[3, 2] = (whole.standing[3, 2] + 1) % 5
    assert _hashed(whole) != before


def test_missing_and_zero_hash_apart() -> None:
    table = TrajectoryRows.blank(1)
    table.disengaged_at[0] = 0
    absent = TrajectoryRows.blank(1)
    assert absent.disengaged_at[0] == -1
    assert _hash_of(table) != _hash_of(absent)


def test_minus_zero_is_zero_in_hash_and_file(tmp_path: Path) -> None:
    whole = made_up(SMALL, "graded", world=0)
    turns = whole.turns
    turns.distress[:] = 0.0
    before = _hashed(whole)
    turns.distress[:] = -0.0
    assert _hashed(whole) == before
    layout = replace(SMALL, arms=("graded",), worlds=0, chunk=100)
    store = Store(folder=tmp_path, layout=layout)
    store.prepare()
    unit = Unit(world=0, block=0, arm="graded")
    store.write(unit, whole.tables, whole.standing)
    kept = pq.ParquetFile(store.path("turns", unit)).read()["distress"].to_pylist()
    assert not np.signbit(kept).any()


def test_nan_is_refused_by_hash_and_file(tmp_path: Path) -> None:
    whole = made_up(SMALL, "graded", world=0)
    whole.turns.trust[1] = np.nan
    with pytest.raises(SimulatorFailure, match="NaN"):
        _hashed(whole)
    store = Store(folder=tmp_path, layout=replace(SMALL, chunk=100))
    store.prepare()
    with pytest.raises(SimulatorFailure, match=r"turns of 0000\.graded.*trust: row 1"):
        store.write(Unit(world=0, block=0, arm="graded"), whole.tables, whole.standing)
    assert not store.finished()


def test_hash_is_pinned() -> None:
    """A change here means that hashes published before no longer compare."""
    digest = TablesHash(("a",))
    digest.add(0, "x", {"events": EventRows.blank(2)})
    assert digest.hexdigest().startswith("c106714c50fbebbc")


def test_fingerprint_names_numpy_and_is_stable() -> None:
    assert numeric_fingerprint().startswith(f"numpy-{np.__version__}-")
    assert numeric_fingerprint() == numeric_fingerprint.__wrapped__()


# --- what is kept, and what seals it -----------------------------------------------------------


def test_a_run_that_keeps_trajectories_has_nothing_else(tmp_path: Path) -> None:
    run = written(tmp_path / "run", replace(SMALL, keep="trajectories"))
    files = {path.parent.name for path in run.path.glob("*/*.parquet")}
    assert files == {"trajectories"}
    assert run.table("trajectories", world=None).num_rows == 3 * 2 * SMALL.size
    assert run.table("turns", world=None).num_rows == 0
    for ask in (lambda: run.table("turns"), lambda: run.rows(EventRows, arm="always")):
        with pytest.raises(RunFailure, match=r"keeps no (turns|events): run it again with"):
            ask()
    whole = written(tmp_path / "whole", SMALL)
    for world in range(SMALL.worlds + 1):
        mine, theirs = (one.trajectories(world, "graded")[0] for one in (run, whole))
        for column, values in theirs.arrays().items():
            np.testing.assert_array_equal(mine.arrays()[column], values)


def test_some_columns_are_those_of_whole_rows(run: Run) -> None:
    names = ("persona", "trust", "need", "failed")
    whole = run.rows(TurnRows, arm="graded")
    parts = list(run.columns(TurnRows, names, arm="graded"))
    assert len(parts) == run.layout.blocks
    assert all(set(part) == set(names) for part in parts)
    for name in names:
        found = np.concatenate([part[name] for part in parts])
        assert found.dtype == whole.arrays()[name].dtype
        np.testing.assert_array_equal(found, whole.arrays()[name])


def test_a_seal_changes_with_any_table_and_with_nothing_else(run: Run) -> None:
    assert open_run(run.path).seal == run.seal
    unit = next(unit for unit in run.layout.units() if unit.arm == "graded")
    marker = Store(folder=run.path, layout=run.layout).marker_path(unit)
    text = marker.read_text()
    for name in TABLES:
        sha = json.loads(text)["chunks"][name]["sha256"]
        marker.write_text(text.replace(sha, "0" * 64))
        assert open_run(run.path).seal != run.seal
    marker.unlink()
    assert open_run(run.path).seal != run.seal


# --- what is written comes back ----------------------------------------------------------------


@pytest.mark.parametrize("kind", [TurnRows, SessionRows, EventRows, TrajectoryRows])
def test_rows_come_back_as_they_were(run: Run, kind: type[Table]) -> None:
    expected = made_up(SMALL, "always", world=0)
    name = next(name for name, known in TABLES.items() if known is kind)
    back = run.rows(kind, arm="always")
    for column, values in expected.tables[name].arrays().items():
        assert back.arrays()[column].dtype == values.dtype
        np.testing.assert_array_equal(back.arrays()[column], values)


def test_drawn_worlds_keep_trajectories_and_states(run: Run) -> None:
    expected = made_up(SMALL, "graded", world=2)
    rows, standing = run.trajectories(2, "graded")
    np.testing.assert_array_equal(standing, expected.standing)
    np.testing.assert_array_equal(rows.trust_end, expected.tables["trajectories"].trust_end)
    with pytest.raises(KeyError, match="world 0 only"):
        run.table("turns", world=2)


def test_one_person_is_read_from_one_block(run: Run) -> None:
    all_turns = run.rows(TurnRows, arm="graded")
    mine = run.of_person(TurnRows, "teen", 6, arm="graded")
    chosen = (all_turns.persona == 1) & (all_turns.person == 6)
    np.testing.assert_array_equal(mine.distress, all_turns.distress[chosen])
    for persona, person in (("teen", 7), ("teen", -1), ("nobody", 0)):
        with pytest.raises(KeyError, match=f"{persona}/{person}"):
            run.of_person(TurnRows, persona, person, arm="graded")


def test_table_has_every_arm_in_key_order_with_names_and_nulls(run: Run) -> None:
    table = run.table("trajectories", world=None)
    assert table.num_rows == SMALL.size * len(SMALL.arms) * (SMALL.worlds + 1)
    columns = table.select(["world", "arm", "persona", "person"]).to_pydict()
    keys = list(zip(*columns.values(), strict=True))
    assert keys == sorted(keys)
    assert table["disengaged_at"].null_count > 0
    about = table.schema.field("entry_risk").metadata
    assert json.loads(about[b"words"]) == ["none", "passive", "active", "plan"]
    assert table.schema.field("standing").type.list_size == SMALL.days


def test_any_reader_reads_the_folder(run: Run) -> None:
    (run.path / "turns" / ".left.parquet.1.tmp").write_bytes(b"half")
    table = pq.read_table(run.path / "turns")
    assert table.num_rows == run.table("turns").num_rows


def test_a_world_without_a_turn_has_an_empty_table(tmp_path: Path) -> None:
    layout = replace(SMALL, arms=("graded",), worlds=0, chunk=100)
    whole = made_up(layout, "graded", world=0)
    whole.turns = TurnRows.blank(0)
    store = Store(folder=tmp_path, layout=layout)
    store.prepare()
    store.write(Unit(world=0, block=0, arm="graded"), whole.tables, whole.standing)
    manifest(layout).write(tmp_path)
    run = open_run(tmp_path)
    assert len(run.rows(TurnRows, arm="graded")) == 0
    assert run.table("turns").num_rows == 0
    assert len(table_hash(run)) == 64


@given(
    people=st.integers(1, 9), personas=st.integers(1, 4), chunk=st.integers(1, 40), data=st.data()
)
def test_blocks_partition_the_panel(
    people: int, personas: int, chunk: int, data: st.DataObject
) -> None:
    names = tuple(f"p{number}" for number in range(personas))
    layout = replace(SMALL, personas=names, people=people, chunk=chunk)
    panels = [layout.panel(block) for block in range(layout.blocks)]
    persona = np.concatenate([panel[0] for panel in panels])
    person = np.concatenate([panel[1] for panel in panels])
    assert list(zip(persona, person, strict=True)) == [
        (number, one) for number in range(personas) for one in range(people)
    ]
    number, one = data.draw(st.integers(0, personas - 1)), data.draw(st.integers(0, people - 1))
    position, block = layout.place(names[number], one)
    assert (position, one) in set(zip(*panels[block], strict=True))


def test_a_panel_of_billions_is_counted_without_overflow(tmp_path: Path) -> None:
    layout = replace(SMALL, people=2_000_000_000, arms=("graded",), worlds=0, chunk=4)
    unit = Unit(world=0, block=layout.blocks - 1, arm="graded")
    lives = made_up(replace(SMALL, personas=("teen",), people=4), "graded", world=0)
    for table in lives.tables.values():
        table.arrays()["persona"][:] = 2
        table.arrays()["person"][:] += 2_000_000_000 - 4
    store = Store(folder=tmp_path, layout=layout)
    store.prepare()
    store.write(unit, lives.tables, lives.standing)
    rows = arrow.to_rows(pq.ParquetFile(store.path("turns", unit)).read(), TurnRows, SMALL.personas)
    np.testing.assert_array_equal(rows.person, lives.turns.person)
    assert layout.place("wait-listed", 1_999_999_999) == (2, unit.block)


# --- failed arms -------------------------------------------------------------------------------


def test_a_failed_arm_is_left_out_and_told(run: Run) -> None:
    store = Store(folder=run.path, layout=SMALL)
    store.fail(PolicyFailure("graded", "turn 3 of teen/2", "act is 7"))
    again = open_run(run.path)
    assert again.arms == ("always",)
    assert [(one.arm, one.request, one.reason) for one in again.failures] == [
        ("graded", "turn 3 of teen/2", "act is 7")
    ]
    assert set(again.table("turns")["arm"].to_pylist()) == {"always"}
    store.forgive()
    assert open_run(run.path).arms == SMALL.arms
    (run.path / "failed" / "graded.json").write_text("{}")
    with pytest.raises(RunFailure, match=r"graded\.json is damaged"):
        open_run(run.path)


# --- what a unit may not hold ------------------------------------------------------------------


def _wrong(whole: MadeUp, case: str) -> None:
    trajectories, turns = whole.trajectories, whole.turns
    if case == "order":
        turns.person[:] = turns.person[::-1].copy()
        turns.persona[:] = turns.persona[::-1].copy()
    if case == "stranger":
        turns.person[-1] = 99
    if case == "twice":
        trajectories.person[1] = trajectories.person[0]
    if case == "short":
        whole.standing = whole.standing[:, :-1]
    if case == "state":
        whole.standing[0, 0] = 5
    if case == "range":
        turns.need[0] = 17


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("order", "out of key order"),
        ("stranger", "not in this block"),
        ("twice", "not one row a person"),
        ("short", "standing"),
        ("state", "no state"),
        ("range", "need: row 0 is 17"),
    ],
)
def test_rows_that_break_a_promise_are_refused(tmp_path: Path, case: str, told: str) -> None:
    layout = replace(SMALL, chunk=100)
    store = Store(folder=tmp_path, layout=layout)
    store.prepare()
    whole = made_up(layout, "graded", world=0)
    _wrong(whole, case)
    with pytest.raises(SimulatorFailure, match=told):
        store.write(Unit(world=0, block=0, arm="graded"), whole.tables, whole.standing)
    assert not store.finished()


# --- documents, cost ---------------------------------------------------------------------------


def test_codebook_is_what_its_generator_says() -> None:
    assert (DOCS / "codebook.md").read_text(encoding="utf-8") == codebook()


def test_importing_records_does_not_import_arrow() -> None:
    code = "import sys, simenv.records; sys.exit('pyarrow' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_reading_needs_no_row_at_a_time(tmp_path: Path) -> None:
    """Fifty thousand people are written and hashed in seconds: there is no loop over rows."""
    layout = replace(SMALL, people=20_000, arms=("graded",), worlds=0, chunk=30_000)
    run = written(tmp_path, layout)
    assert run.table("trajectories").num_rows == 60_000
    assert pa.total_allocated_bytes() < 2**30


def _hashed(whole: MadeUp) -> str:
    digest = TablesHash(SMALL.personas)
    digest.add(0, "graded", whole.tables, whole.standing)
    return digest.hexdigest()


def _hash_of(table: TrajectoryRows) -> str:
    digest = TablesHash(SMALL.personas)
    digest.add(0, "graded", {"trajectories": table})
    return digest.hexdigest()


def _another(value: np.generic, spec: Column) -> object:
    """A value other than `value`, the nearest one where values are dense."""
    if value.dtype.kind == "b":
        return not value
    if value.dtype.kind == "f":
        return np.nextafter(value, 2.0)
    return value + 1 if value < spec.high else value - 1
