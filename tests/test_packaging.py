"""What is published: versions agree, every requirement is pinned, the wheel holds what it must."""

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PROJECT["project"]["version"]
PIN = re.compile(r"([a-z0-9-]+)==([0-9a-z.]+)")
CATALOGUES = ("personas", "policies", "experiments")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins() -> dict[str, str]:
    """Version by distribution; every line of the file that is no comment must be one."""
    lines = [line for line in read("constraints.txt").splitlines() if line and line[0] != "#"]
    matches = [PIN.fullmatch(line) for line in lines]
    assert [line for line, match in zip(lines, matches, strict=True) if not match] == []
    return {match[1]: match[2] for match in matches if match}


def requirements() -> list[Requirement]:
    project = PROJECT["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(text) for group in groups for text in group]


@pytest.mark.parametrize("needed", requirements(), ids=str)
def test_every_requirement_is_pinned_to_a_version_that_it_allows(needed):
    assert needed.specifier.contains(pins()[canonicalize_name(needed.name)])


def test_the_bad_releases_of_litellm_are_excluded():
    (litellm,) = [r for r in requirements() if r.name == "litellm"]
    assert not any(litellm.specifier.contains(bad) for bad in ("1.82.7", "1.82.8"))


def test_one_version_everywhere():
    assert version("refusal-simenv") == VERSION
    assert f"\nversion: {VERSION}\n" in read("CITATION.cff")
    assert re.search(rf"^## \[{re.escape(VERSION)}\]", read("CHANGELOG.md"), re.MULTILINE)


def test_the_command_is_there():
    (simenv,) = entry_points(group="console_scripts", name="simenv")
    assert callable(simenv.load())


@pytest.mark.parametrize("name", PROJECT["project"]["license-files"])
def test_the_licences_are_whole(name):
    words = {"LICENSE": "END OF TERMS", "LICENSE-CATALOGUES": "Section 8 -- Interpretation"}
    assert words[name] in read(name)


@pytest.mark.parametrize("kind", CATALOGUES)
def test_a_catalogue_is_no_package(kind):
    assert list((ROOT / kind).rglob("*.yaml"))
    assert list((ROOT / kind).rglob("__init__.py")) == []


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the source archive and the wheel that is made of it; needs no network."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_the_wheel_holds_the_code_the_catalogues_and_the_licences(built):
    (wheel,) = built.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    code = {p for p in (ROOT / "simenv").rglob("*") if p.suffix in {".py", ".yaml", ".typed"}}
    assert {p.relative_to(ROOT).as_posix() for p in code} <= inside
    files = {p for kind in CATALOGUES for p in (ROOT / kind).rglob("*.yaml")}
    assert {"simenv/catalogues/" + p.relative_to(ROOT).as_posix() for p in files} <= inside
    licences = {Path(name).name for name in inside if "/licenses/" in name}
    assert licences == set(PROJECT["project"]["license-files"])
    assert {name.split("/")[0] for name in inside} == {
        "simenv",
        f"refusal_simenv-{VERSION}.dist-info",
    }


def test_the_source_archive_can_test_itself(built):
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        inside = {name.split("/", 1)[-1] for name in packed.getnames()}
    needed = {"Makefile", "constraints.txt", "tests/test_packaging.py", "LICENSE", "README.md"}
    assert needed <= inside


def test_an_old_python_is_refused_in_plain_words(tmp_path):
    if shutil.which("make") is None:
        pytest.skip("there is no make on this machine")
    old = tmp_path / "python3.8"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.8.20" && exit 0\nexit 1\n')
    old.chmod(0o755)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    command = ["make", "install", f"PYTHON={old}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"needs Python 3.11 or newer. Tried: {old} (Python 3.8.20)." in done.stderr
    assert not (tmp_path / ".venv").exists()
