"""Damage is caught and named, and a disk that is full loses nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simenv.errors import RunFailure
from simenv.records import Manifest, Run, Store, Unit, open_run, table_hash
from simenv.records.manifest import FORMAT
from tests.made_up import SMALL, manifest, written


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("template") / "run", SMALL).path


@pytest.fixture
def run(template: Path, tmp_path: Path) -> Run:
    """A run that a test may damage."""
    return open_run(shutil.copytree(template, tmp_path / "run"))


def _chunk(run: Run) -> Path:
    return run.path / "trajectories" / "0001.graded.00002.parquet"


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [_flip, _truncate, Path.unlink])
def test_a_damaged_chunk_is_named(run: Run, damage: Callable[[Path], None]) -> None:
    damage(_chunk(run))
    for read in (
        lambda: run.trajectories(1, "graded"),
        lambda: table_hash(run),
        lambda: Store(folder=run.path, layout=SMALL).verify(run.finished),
    ):
        with pytest.raises(RunFailure, match=r"0001\.graded\.00002\.parquet.*delete.*\.json"):
            read()
    run.trajectories(1, "always")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_flipped_bit_of_a_chunk_is_caught(run: Run, data: st.DataObject) -> None:
    path = _chunk(run)
    whole = path.read_bytes()
    position = data.draw(st.integers(0, len(whole) * 8 - 1))
    damaged = bytearray(whole)
    damaged[position // 8] ^= 1 << position % 8
    path.write_bytes(damaged)
    with pytest.raises(RunFailure, match="corrupt"):
        run.trajectories(1, "graded")
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"rows": 4', '"rows": 3', "does not belong"),
        ('"world": 1', '"world": 2', "speaks of"),
        ('"chunks"', '"chanks"', "damaged"),
        ("{", "", "damaged"),
        ('"trajectories"', '"trajectory"', "does not belong"),
    ],
)
def test_a_damaged_marker_is_named(run: Run, old: str, new: str, told: str) -> None:
    path = run.path / "done" / "0001.graded.00002.json"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(RunFailure, match=told) as raised:
        open_run(run.path)
    assert path.name in str(raised.value)


def test_a_missing_unit_is_named(run: Run) -> None:
    (run.path / "done" / "0001.graded.00002.json").unlink()
    again = open_run(run.path)
    assert again.missing == (Unit(world=1, block=2, arm="graded"),)
    with pytest.raises(RunFailure, match="world 1, arm graded, block 2"):
        table_hash(again)


def test_what_is_no_run_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunFailure, match="no run directory"):
        open_run(tmp_path)
    (tmp_path / "manifest.json").write_text("[1]")
    with pytest.raises(RunFailure, match="no map"):
        open_run(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format": 99}')
    with pytest.raises(RunFailure, match="format 99"):
        open_run(tmp_path)
    (tmp_path / "manifest.json").write_text(f'{{"format": {FORMAT}}}')
    with pytest.raises(RunFailure, match="damaged"):
        open_run(tmp_path)


def test_manifest_comes_back(run: Run) -> None:
    assert Manifest.read(run.path) == manifest(SMALL)
    assert run.spec == {"seed": 1}


# --- disk full ---------------------------------------------------------------------------------

_LIMITED = """
    import resource, sys
    from pathlib import Path
    from simenv.errors import RunFailure
    from simenv.records import Store, Unit
    from tests.made_up import SMALL, made_up

    store = Store(folder=Path(sys.argv[1]), layout=SMALL)
    store.prepare()
    first, second = Unit(world=0, block=0, arm="graded"), Unit(world=0, block=1, arm="graded")
    whole = made_up(SMALL, "graded", world=0)
    lives = whole.people(SMALL, 0, 4)
    store.write(first, lives.tables, lives.standing)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))
    lives = whole.people(SMALL, 4, 8)
    try:
        store.write(second, lives.tables, lives.standing)
    except RunFailure as failure:
        print(failure)
    print(sorted(unit.block for unit in store.finished()))
    store.verify(store.finished())
"""


def test_a_write_that_finds_no_room_loses_nothing(tmp_path: Path) -> None:
    """The system itself refuses the write (RLIMIT_FSIZE), as it would on a full disk."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_LIMITED), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    failure, finished = done.stdout.strip().splitlines()
    assert "cannot write" in failure
    assert "repeat the command" in failure
    assert finished == "[0]"
    assert not list(tmp_path.rglob(".*.tmp"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    allowed = sys.platform == "linux" and os.geteuid() == 0
    if not allowed or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_named_and_the_run_goes_on_once_there_is_room(small_disk: Path) -> None:
    store = Store(folder=small_disk, layout=SMALL)
    store.prepare()
    manifest(SMALL).write(small_disk)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 70_000)
    with pytest.raises(RunFailure, match="No space left on device"):
        written(small_disk, SMALL)
    before = store.finished()
    assert before
    store.verify(before)
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    assert not written(small_disk, SMALL).missing
