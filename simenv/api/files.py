"""The files that people write: which there are, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simenv import detector, experiment, kinds, parameters, persona, policy, standard
from simenv.catalogue import KINDS, Catalogue, kind_of, read_yaml
from simenv.errors import BadInput, Problem
from simenv.experiment import format as experiments

#: What `simenv list` can list: the kinds of files, and the parameter table.
LISTED = (*KINDS, "parameters")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One file, the kind of thing that it holds (None if nobody can tell), and its problems."""

    file: str
    kind: str | None
    name: str
    problems: tuple[Problem, ...]


def check(paths: Sequence[Path], catalogue: Catalogue) -> list[Checked]:
    """Check files, and all YAML files in folders; problems are in the result, not raised."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise BadInput([_absent(path) for path in missing])
    return [_check(path, catalogue) for given in paths for path in _files(given)]


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(found for end in ("*.yaml", "*.yml") for found in path.rglob(end))
    else:
        yield path


def _absent(path: Path) -> Problem:
    expected, remedy = "a file or folder that exists", "check the path"
    return Problem(
        file=str(path), line=0, field="(file)", expected=expected, found="nothing", remedy=remedy
    )


def _check(path: Path, catalogue: Catalogue) -> Checked:
    kind: str | None = None
    try:
        kind = kind_of(read_yaml(path, "file", []))
        _LOADERS[kind](catalogue, str(path.resolve()))
    except BadInput as error:
        found = error.problems
    else:
        found = ()
    return Checked(file=str(path), kind=kind, name=path.stem, problems=tuple(found))


def _persona(catalogue: Catalogue, path: str) -> None:
    """A persona also has to fit the shared graph and the ceiling rate."""
    found = persona.load(catalogue, path)
    problems = kinds.faults(found, parameters.shipped().median())
    if problems:
        document = catalogue.read("personas", path)
        raise BadInput([document.problem(*problem) for problem in problems])


def _experiment(catalogue: Catalogue, path: str) -> None:
    """An experiment also has to name things that exist and are whole."""
    experiment.resolve(experiments.load(catalogue, path), catalogue)


_LOADERS: dict[str, Any] = {
    "personas": _persona,
    "policies": policy.load,
    "standards": standard.load,
    "detectors": detector.load,
    "experiments": _experiment,
}


def listing(kind: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """One plain dict an item of a kind, with `name` first; `KeyError` for an unknown kind."""
    if kind == "parameters":
        return [_parameter(one) for one in parameters.shipped().numbers.values()]
    documents = catalogue.read_all(kind)
    return [_item(name, document.data) for name, document in documents.items()]


def _item(name: str, data: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        key: data[key] for key in ("version", "status", "share", "abstract", "kind") if key in data
    }
    about = data.get("summary", data.get("question", ""))
    return {"name": name, **told, "about": " ".join(str(about).split())}


def _parameter(one: parameters.Parameter) -> dict[str, Any]:
    spread = one.spread
    return {
        "name": one.name,
        "about": one.what,
        "unit": one.unit,
        "median": spread.median,
        "middle90": [spread.low, spread.high],
        "source": one.source,
    }


def schemas() -> dict[str, Callable[[], dict[str, Any]]]:
    """The JSON Schema of each kind of file, by the field that names it."""
    return {
        "persona": persona.schema,
        "policy": policy.schema,
        "standard": standard.schema,
        "detector": detector.schema,
        "experiment": experiments.schema,
    }
