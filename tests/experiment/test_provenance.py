"""What a run says of the software that made it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simenv.experiment.provenance import engine, git_revision, simenv_version, software


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "parameters.yaml").write_text("one: 1")
    (tmp_path / "world.py").write_text("one = 1")
    (tmp_path / "cli.py").write_text("print(1)")
    return tmp_path


@pytest.mark.parametrize("changed", ["world.py", "model/parameters.yaml", "new.py"])
def test_a_change_that_tables_depend_on_changes_the_engine(package: Path, changed: str) -> None:
    before = engine.__wrapped__(package)
    (package / changed).write_text("one = 2")
    assert engine.__wrapped__(package) != before


@pytest.mark.parametrize("changed", ["cli.py", "report.py", "model/notes.md"])
def test_a_change_that_no_table_depends_on_does_not(package: Path, changed: str) -> None:
    before = engine.__wrapped__(package)
    (package / changed).write_text("print(2)")
    assert engine.__wrapped__(package) == before


def test_text_that_moves_from_file_to_file_is_a_change(package: Path) -> None:
    before = engine.__wrapped__(package)
    (package / "world.py").write_text("")
    (package / "worlds.py").write_text("one = 1")
    assert engine.__wrapped__(package) != before


def test_versions_are_named() -> None:
    assert re.fullmatch("[0-9a-f]{64}", engine())
    assert software()["simenv"] == simenv_version()
    assert all(software().values())
    revision = git_revision()
    assert revision is None or re.fullmatch("[0-9a-f]{40}(-dirty)?", revision)
