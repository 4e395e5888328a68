"""The same command goes on where it stopped, whatever stopped it; another run is refused."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from simenv.errors import PolicyFailure, RunFailure
from simenv.experiment.resuming import Begun, begun, differences
from simenv.records import Manifest, open_run, table_hash
from tests.made_up import SMALL, manifest, write_unit, written

ROOT = Path(__file__).parents[2]
LAYOUT = replace(SMALL, worlds=1)
MANIFEST = manifest(LAYOUT)


def begin(folder: Path, wanted: Manifest = MANIFEST) -> Begun:
    with begun(folder, wanted, "seed: 1\n") as work:
        return work


def finish(folder: Path) -> str:
    with begun(folder, MANIFEST, "seed: 1\n") as work:
        for unit in work.pending:
            write_unit(work.store, unit)
    return table_hash(open_run(folder))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The table hash of a run that nothing stopped."""
    return table_hash(written(tmp_path_factory.mktemp("usual") / "run", LAYOUT))


# --- what a folder may hold ---------------------------------------------------------------------


def test_a_new_folder_gets_spec_and_manifest(tmp_path: Path) -> None:
    work = begin(tmp_path / "deep" / "run")
    assert work.pending == tuple(LAYOUT.units())
    assert (tmp_path / "deep" / "run" / "spec.yaml").read_text() == "seed: 1\n"
    assert Manifest.read(tmp_path / "deep" / "run") == MANIFEST


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(RunFailure, match="no run: choose another folder"):
        begin(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "run").touch()
    with pytest.raises(RunFailure, match=r"cannot use the folder .*run"):
        begin(tmp_path / "run")


def test_a_folder_whose_beginning_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text("seed: 1\n")
    (tmp_path / ".manifest.json.77.tmp").write_text("{")
    begin(tmp_path)
    assert not list(tmp_path.glob(".*.tmp"))


def test_another_spec_is_refused_field_by_field(tmp_path: Path) -> None:
    begin(tmp_path)
    other = replace(MANIFEST, spec={"seed": 2, "files": {"personas": {"teen": {"version": "2"}}}})
    with pytest.raises(RunFailure, match="holds another run") as raised:
        begin(tmp_path, other)
    assert str(raised.value).splitlines()[1:] == [
        "  files.personas.teen.version: nothing then, 2 now",
        "  seed: 1 then, 2 now",
    ]


def test_equal_specs_have_no_differences() -> None:
    spec = {"a": [1, 2], "b": {"c": None}}
    assert differences(spec, json.loads(json.dumps(spec))) == []
    assert differences({"a": (1, 2)}, {"a": [1, 2]}) == []
    assert differences({"b": {}}, {"b": {"c": None}}) != []


def test_the_chunk_of_the_folder_wins_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, usual: str
) -> None:
    begin(tmp_path)
    with caplog.at_level(logging.WARNING, logger="simenv"):
        work = begin(tmp_path, manifest(replace(LAYOUT, chunk=100)))
    assert work.store.layout.chunk == LAYOUT.chunk
    assert "begun with --chunk 4: going on with that" in caplog.text
    assert finish(tmp_path) == usual


@pytest.mark.parametrize("place", ["manifest.json", "done/0000.always.00000.json"])
def test_other_arithmetic_is_refused(tmp_path: Path, place: str) -> None:
    finish(tmp_path)
    path = tmp_path / place
    path.write_text(path.read_text().replace("numpy-", "numpy-9-"))
    with pytest.raises(RunFailure, match=r"other arithmetic \(numpy-9-"):
        begin(tmp_path)


def test_two_processes_never_write_to_one_folder(tmp_path: Path) -> None:
    with (
        begun(tmp_path, MANIFEST, ""),
        pytest.raises(RunFailure, match="another process"),
        begun(tmp_path, MANIFEST, ""),
    ):
        pass
    begin(tmp_path)


# --- what is done stays done --------------------------------------------------------------------


def test_what_is_finished_is_not_computed_again(tmp_path: Path, usual: str) -> None:
    assert finish(tmp_path) == usual
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    assert begin(tmp_path).pending == ()
    assert finish(tmp_path) == usual
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before


def test_a_damaged_chunk_is_named_and_its_remedy_works(tmp_path: Path, usual: str) -> None:
    finish(tmp_path)
    chunk = tmp_path / "turns" / "0000.graded.00001.parquet"
    chunk.write_bytes(chunk.read_bytes()[:-4])
    with pytest.raises(RunFailure, match=r"graded\.00001\.parquet is corrupt.*delete") as raised:
        begin(tmp_path)
    marker = tmp_path / "done" / "0000.graded.00001.json"
    assert str(marker) in str(raised.value)
    marker.unlink()
    assert [unit.stem for unit in begin(tmp_path).pending] == [marker.stem]
    assert finish(tmp_path) == usual


def test_an_arm_that_failed_is_tried_again(tmp_path: Path, usual: str) -> None:
    begin(tmp_path).store.fail(PolicyFailure("graded", "a turn", "made up"))
    assert open_run(tmp_path).failures
    assert finish(tmp_path) == usual
    assert not open_run(tmp_path).failures


# --- kill -9, Ctrl-C ----------------------------------------------------------------------------


@contextmanager
def going_on(folder: Path, workers: int, takes: float) -> Iterator[subprocess.Popen[str]]:
    program = [sys.executable, "-m", "tests.experiment.go_on", str(folder), str(workers)]
    process = subprocess.Popen(
        [*program, str(takes)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def children(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(number) for number in listed.split()]


def gone(numbers: list[int], within: float = 10.0) -> bool:
    """Whether none of these processes is alive any more."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(alive(number) for number in numbers):
            return True
        time.sleep(0.02)
    return False


def alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_goes_on_and_leaves_no_worker(
    tmp_path: Path, usual: str, number: signal.Signals
) -> None:
    with going_on(tmp_path, workers=2, takes=1.0) as process:
        assert process.stdout is not None
        process.stdout.readline()
        workers = children(process)
        assert len(workers) >= 2
        process.send_signal(number)
        process.wait(timeout=30)
        assert gone(workers)
    done = len(open_run(tmp_path).finished)
    assert 0 < done < len(list(LAYOUT.units()))
    assert finish(tmp_path) == usual
    assert not list(tmp_path.rglob(".*.tmp"))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_worker_waits_for_a_younger_one_to_end(tmp_path: Path) -> None:
    """The youngest is stopped where it stands, so whoever waits for its end waits for ever."""
    with going_on(tmp_path, workers=3, takes=0.05) as process:
        assert process.stdout is not None
        process.stdout.readline()
        workers = children(process)
        youngest = workers[-1]
        os.kill(youngest, signal.SIGSTOP)
        try:
            process.kill()
            process.wait(timeout=30)
            assert gone([worker for worker in workers if worker != youngest])
        finally:
            os.kill(youngest, signal.SIGKILL)


def test_kill_at_any_moment_never_counts_half_a_unit(tmp_path: Path, usual: str) -> None:
    for moment in (0.0, 0.013, 0.031):
        with going_on(tmp_path, workers=1, takes=0.0) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moment)
            os.kill(process.pid, signal.SIGKILL)
        run = open_run(tmp_path)
        begin(tmp_path)
        assert all(
            chunk.rows >= 0 for one in run.finished.values() for chunk in one.chunks.values()
        )
    assert finish(tmp_path) == usual
