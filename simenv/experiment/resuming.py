"""Begin a run directory, or go on with one that the same command has begun."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from simenv.errors import RunFailure
from simenv.records import MANIFEST, Manifest, Store, Unit, numeric_fingerprint
from simenv.records.files import write_whole

if sys.platform != "win32":
    import fcntl

_LOG = logging.getLogger("simenv")
SPEC = "spec.yaml"
_LOCK = ".lock"


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A run directory that this process may write to, and the units that are still to do."""

    store: Store
    pending: tuple[Unit, ...]


@contextmanager
def begun(folder: Path, wanted: Manifest, spec_text: str) -> Iterator[Begun]:
    """Open `folder` for writing the run that `wanted` describes; alone until the block ends.

    A new folder gets `spec.yaml` and `manifest.json`. One that holds the same run is gone on with:
    its own chunk size is used, half-written files are removed, finished units are verified, and
    arms that failed are tried again. `RunFailure` if it holds another run or something else.
    """
    _make(folder)
    with alone(folder):
        recorded = _recorded(folder, wanted, spec_text)
        store = Store(folder=folder, layout=recorded.layout)
        store.prepare()
        store.forgive()
        finished = store.finished()
        for marker in finished.values():
            _same_arithmetic(folder, marker.fingerprint)
        store.verify(finished)
        pending = tuple(unit for unit in recorded.layout.units() if unit not in finished)
        yield Begun(store=store, pending=pending)


def _make(folder: Path) -> None:
    """Make the folder, unless there is one; refuse to mix a run with other files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    except OSError as error:
        raise RunFailure(f"cannot use the folder {folder}: {error.strerror}") from error
    if others - {SPEC} and MANIFEST not in others:
        raise RunFailure(f"{folder} holds files that are no run: choose another folder")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system releases it whatever becomes of this process."""
    try:
        handle = (folder / _LOCK).open("a")
    except OSError as error:
        raise RunFailure(f"cannot write to {folder}: {error.strerror}") from error
    with handle:
        if not _locked(handle):
            raise RunFailure(f"another process is writing to {folder}: wait for it, or end it")
        yield


def _locked(handle: IO[str]) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _recorded(folder: Path, wanted: Manifest, spec_text: str) -> Manifest:
    """The manifest that holds from now on: the one in the folder, else `wanted`, written there."""
    if not (folder / MANIFEST).exists():
        write_whole(folder / SPEC, spec_text.encode())
        wanted.write(folder)
        return wanted
    recorded = Manifest.read(folder)
    different = differences(recorded.spec, wanted.spec)
    if different:
        told = "\n".join(f"  {line}" for line in different)
        raise RunFailure(
            f"{folder} holds another run; choose another folder. It differs in\n{told}"
        )
    _same_arithmetic(folder, recorded.fingerprint)
    chunk = recorded.layout.chunk
    if chunk != wanted.layout.chunk:
        _LOG.warning("%s was begun with --chunk %d: going on with that", folder, chunk)
    return recorded


def _same_arithmetic(folder: Path, fingerprint: str) -> None:
    here = numeric_fingerprint()
    if fingerprint != here:
        raise RunFailure(
            f"{folder} was computed on other arithmetic ({fingerprint}, here {here}): go on with "
            f"it on that machine, or choose another folder"
        )


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """One line a field in which two specs differ, by its dotted path."""
    before, after = _flat("", old), _flat("", new)
    return [
        f"{name}: {before.get(name, 'nothing')} then, {after.get(name, 'nothing')} now"
        for name in sorted(before.keys() | after.keys())
        if before.get(name, _NOTHING) != after.get(name, _NOTHING)
    ]


_NOTHING = object()


def _flat(path: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {path: list(value) if isinstance(value, tuple) else value}
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        flat |= _flat(f"{path}.{key}" if path else str(key), inner)
    return flat
