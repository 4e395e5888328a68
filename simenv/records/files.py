"""Files that are there whole or not at all, and that are read only as they were written.

A write goes to a hidden temporary file, is forced to disk, then renamed; readers of the folder
ignore hidden files. What goes wrong with the disk is a `RunFailure` that names the file.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import IO

from simenv.errors import RunFailure

_TEMPORARY = ".tmp"


def write_whole(path: Path, data: bytes | memoryview) -> str:
    """Write `data` to `path` atomically and durably; return its SHA-256."""
    hidden = path.with_name(f".{path.name}.{os.getpid()}{_TEMPORARY}")
    try:
        _write_through(hidden, data)
        hidden.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        hidden.unlink(missing_ok=True)
        raise RunFailure(
            f"cannot write {path}: {error.strerror}; everything finished before is kept: "
            f"make room or give access, then repeat the command"
        ) from error
    return sha256(data).hexdigest()


def _write_through(path: Path, data: bytes | memoryview) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Force the rename itself to disk: else a power cut may lose a file that was counted."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_whole(path: Path, expected: str) -> bytes:
    """The bytes of `path`; `RunFailure` if they are missing or not those of the SHA-256."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RunFailure(f"cannot read {path}: {error.strerror}") from error
    if sha256(data).hexdigest() != expected:
        raise RunFailure(f"{path} is corrupt: it is not what was written there")
    return data


def make_folders(folders: list[Path]) -> None:
    """Make folders with their parents; those that exist stay as they are."""
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunFailure(f"cannot make the folder {folder}: {error.strerror}") from error


def sweep(folder: Path) -> int:
    """Remove the temporary files that a killed process left below `folder`; say how many."""
    left = [*folder.glob(f".*{_TEMPORARY}"), *folder.glob(f"*/.*{_TEMPORARY}")]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def append_whole(file: IO[bytes], data: bytes) -> None:
    """Add `data` to a file that is open for that, and force it to disk.

    A reader has to expect that the last piece was cut short by the death of its writer.
    """
    try:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        raise RunFailure(
            f"cannot write {file.name}: {error.strerror}; everything finished before is kept: "
            f"make room or give access, then repeat the command"
        ) from error
