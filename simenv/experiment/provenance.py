"""By what a run was made: software, its source text, the revision of the clone."""

from __future__ import annotations

import platform
import shutil
import subprocess
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent

#: Parts of simenv that no table depends on; a part that is not named here counts.
_WITHOUT_EFFECT = {
    "api",
    "attacks",
    "battery",
    "behaviour",
    "bench",
    "calibrate",
    "catalogues",
    "cli",
    "coder",
    "criteria",
    "envs",
    "export",
    "gate",
    "learning",
    "patterns",
    "replay",
    "report",
    "sensitivity",
    "speech",
    "stats",
    "stress",
    "tell",
    "testing",
    "versions",
    "viewer",
    "wording",
}


def simenv_version() -> str:
    """The version of simenv that is installed."""
    return version("refusal-simenv")


@cache
def engine(package: Path = _PACKAGE) -> str:
    """A hash of the source text and the model files that tables depend on, below `package`.

    It is part of a resolved spec: after a change of the model the same command begins a new run
    directory instead of mixing two models or passing off old tables as new ones.
    """
    digest = sha256()
    paths = [path for ending in ("*.py", "*.yaml") for path in package.rglob(ending)]
    models = (package / "model" / name for name in ("new", "margins.yaml", "attacks.yaml"))
    without = frozenset(models)
    kept = [path for path in paths if without.isdisjoint({path, *path.parents})]
    for path in sorted(kept, key=lambda path: path.relative_to(package).as_posix()):
        inside = path.relative_to(package)
        if inside.parts[0].removesuffix(".py") not in _WITHOUT_EFFECT:
            text = path.read_bytes()
            digest.update(f"{inside.as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()


def software() -> dict[str, str]:
    """Versions of what computed a run, for its manifest."""
    return {
        "simenv": simenv_version(),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "pyarrow": version("pyarrow"),
        "system": f"{platform.system()} {platform.machine()}",
    }


def git_revision() -> str | None:
    """The commit of the clone that simenv runs from, with `-dirty`; None outside a clone."""
    clone, git = _PACKAGE.parent, shutil.which("git")
    if git is None or not (clone / ".git").exists():
        return None
    asked = [git, "-C", str(clone), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    # The program is git itself and no argument comes from a user.
    said = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
    return said.stdout.strip() or None
