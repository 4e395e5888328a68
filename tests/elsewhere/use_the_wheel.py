"""Build the wheel, install it in an empty environment outside the clone, and use it there.

    python tests/elsewhere/use_the_wheel.py      exit code 1 and a reason if anything is amiss

A step of its own in `make test`, because the installation needs a package index or a full cache.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Nothing of the clone may help: neither its folder nor its environment nor its settings.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}

WHERE = """
from simenv.catalogue import Catalogue
import simenv
print(simenv.__file__, *Catalogue().roots(), sep="\\n")
"""


def call(where: Path, *command: str | Path, expect: int = 0) -> str:
    """Run a command in a folder and return what it prints; leave if it ends otherwise."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=where,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != expect:
        told = f"expected exit code {expect}, found {done.returncode}\n{done.stdout}{done.stderr}"
        sys.exit(f"{' '.join(map(str, command))}\n{told}")
    return done.stdout


def must(holds: bool, otherwise: str) -> None:
    """Leave with a sentence unless something holds."""
    if not holds:
        sys.exit(otherwise)


def install(folder: Path) -> Path:
    """An environment in `folder` with the wheel and nothing of the clone; returns its `bin`."""
    call(ROOT, sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    binaries = folder / "venv" / "bin"
    python = str(binaries / "python")
    installer = [python, "-m", "pip", "install", "--disable-pip-version-check"]
    if find_spec("uv"):
        installer = [sys.executable, "-m", "uv", "pip", "install", "--python", python]
    call(folder, *installer, "--quiet", "-c", ROOT / "constraints.txt", wheel)
    return binaries


def use(binaries: Path, folder: Path) -> None:
    """List, check, compare and hash; the catalogue must be the one inside the wheel."""
    simenv = binaries / "simenv"
    packages = folder / "venv" / "lib"
    places = [
        Path(line) for line in call(folder, binaries / "python", "-c", WHERE).split("\n")[:-1]
    ]
    stray = [str(place) for place in places if not place.is_relative_to(packages)]
    must(len(places) > 1 and not stray, f"outside the installed package: {stray or places}")

    personas = [
        row["name"] for row in json.loads(call(folder, simenv, "list", "personas", "--json"))
    ]
    shipped = {file.stem for file in (ROOT / "personas").glob("*.yaml")}
    must(bool(personas) and set(personas) <= shipped, f"personas listed: {personas}")
    call(folder, simenv, "check", *(place for place in places[1:] if place.is_dir()))
    (folder / "broken.yaml").write_text("persona: broken\nversion: one\nsumary: x\n")
    call(folder, simenv, "check", "broken.yaml", expect=2)

    arms = ["never-refuses", "hotline-boilerplate"]
    size = ["--people", "20", "--days", "10"]
    told = call(folder, simenv, "compare", *arms, *size, "--out", folder / "run")
    must("uncalibrated" in told, f"the comparison does not say that it is uncalibrated:\n{told}")
    must((folder / "run" / "manifest.json").is_file(), "the run directory has no manifest.json")
    must(bool(call(folder, simenv, "hash", folder / "run").strip()), "the run has no hash")


def main() -> None:
    """Do all of it in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="simenv-elsewhere-") as name:
        folder = Path(name).resolve()
        use(install(folder), folder)
    print("The wheel, installed elsewhere, lists, checks, compares and hashes.")


if __name__ == "__main__":
    main()
