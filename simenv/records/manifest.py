"""What a run directory says about itself: `manifest.json`, and the marker of each unit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from simenv.errors import RunFailure
from simenv.records.files import write_whole
from simenv.records.layout import Layout, Unit
from simenv.records.populations import Populations

MANIFEST = "manifest.json"

#: The version of the layout of run directories; a directory of another one is refused.
FORMAT = 2


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What was run, by what, on what: enough to run it again and to know that it is the same.

    `spec` is the resolved spec (plain maps, lists, words, numbers), `asked` the experiment as it
    was asked for, with the paths of files, and `catalogues` the folders in which names were looked
    up; `stages` are the names of the nodes whose numbers stand in `stage`, `fingerprint` is that of
    `numeric_fingerprint`. `calls` says which systems policies that answer in words speak to, and
    whether that was permitted; it is empty where there are none.
    """

    spec: Mapping[str, Any]
    spec_sha256: str
    asked: Mapping[str, Any]
    catalogues: tuple[str, ...]
    layout: Layout
    stages: tuple[str, ...]
    fingerprint: str
    software: Mapping[str, str]
    git: str | None
    started: str
    format: int = FORMAT
    calls: Mapping[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write `manifest.json` into `folder`, atomically."""
        said = asdict(self)
        if not self.calls:
            del said["calls"]
        write_whole(folder / MANIFEST, encoded(said))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest in `folder`; `RunFailure` if there is none that can be read."""
        path = folder / MANIFEST
        data = read_json(path)
        if data.get("format") != FORMAT:
            raise RunFailure(f"{path} has format {data.get('format')!r}; this is {FORMAT}")
        try:
            lists = {key: tuple(data[key]) for key in ("catalogues", "stages")}
            return cls(**{**data, **lists, "layout": _layout(data["layout"])})
        except (KeyError, TypeError) as error:
            raise RunFailure(f"{path} is damaged: {error}") from error


def _layout(data: Mapping[str, Any]) -> Layout:
    """The layout in a manifest; `KeyError` or `TypeError` if it is none."""
    layout = dict(data) | {key: tuple(data[key]) for key in ("personas", "arms")}
    shared = layout.get("shared")
    if shared is not None:
        lists = {key: tuple(shared[key]) for key in ("scenarios", "services", "counts")}
        layout["shared"] = Populations(**{**shared, **lists})
    return Layout(**layout)


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """One table of one unit as it was written."""

    rows: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Marker:
    """Says that a unit is finished: what was written, and on which arithmetic."""

    unit: Unit
    fingerprint: str
    chunks: Mapping[str, Chunk] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The marker as the bytes of its file; a unit without a scenario names none."""
        said = asdict(self)
        if not self.unit.scenario:
            del said["unit"]["scenario"]
        return encoded(said)

    @classmethod
    def read(cls, path: Path) -> Marker:
        """The marker at `path`; `RunFailure` if it is damaged."""
        data = read_json(path)
        try:
            chunks = {name: Chunk(**chunk) for name, chunk in data["chunks"].items()}
            unit, fingerprint = Unit(**data["unit"]), str(data["fingerprint"])
        except (AttributeError, KeyError, TypeError) as error:
            raise RunFailure(f"{path} is damaged: {error}") from error
        if path.stem != unit.stem:
            raise RunFailure(f"{path} is damaged: it speaks of {unit.stem}")
        return cls(unit=unit, fingerprint=fingerprint, chunks=chunks)


@dataclass(frozen=True, kw_only=True, order=True)
class Failure:
    """An arm that a policy failure ended: which request, and why."""

    arm: str
    request: str
    reason: str

    @classmethod
    def read(cls, path: Path) -> Failure:
        """The failure at `path`; `RunFailure` if the file is damaged."""
        try:
            return cls(**read_json(path))
        except TypeError as error:
            raise RunFailure(f"{path} is damaged: {error}") from error


def encoded(data: Mapping[str, Any]) -> bytes:
    """Plain data as the bytes of a JSON file, keys in the given order."""
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def read_json(path: Path) -> dict[str, Any]:
    """The map in a JSON file; `RunFailure` if there is none."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise RunFailure(f"{path.parent} is no run directory: it has no {path.name}") from error
    except OSError as error:
        raise RunFailure(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise RunFailure(f"{path} is damaged: {error}") from error
    if not isinstance(data, dict):
        raise RunFailure(f"{path} is damaged: it holds no map")
    return data
