"""The files that people write: which there are, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simenv import (
    criteria,
    detector,
    experiment,
    kinds,
    parameters,
    persona,
    policy,
    service,
    standard,
)
from simenv.catalogue import KINDS, Catalogue, Document, kind_of, read_yaml
from simenv.errors import BadInput, Problem
from simenv.experiment import format as experiments
from simenv.experiment import given
from simenv.experiment.finding import worlds_file
from simenv.persona import Mix, Persona
from simenv.policy import texts
from simenv.stress.case import case_schema, load_case, load_suite, suite_schema

#: What `simenv list` can list: the kinds of files, and the parameter table.
LISTED = (*KINDS, "parameters")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One file, the kind of thing that it holds (None if nobody can tell), and its problems.

    `share` is the share that a persona without problems writes, `rescaled` the same among all
    personas that were checked with it; None for anything else. `notes` are no problems: texts of a
    policy that the coder reads otherwise than their codes say.
    """

    file: str
    kind: str | None
    name: str
    problems: tuple[Problem, ...]
    share: float | None = None
    rescaled: float | None = None
    notes: tuple[str, ...] = ()


def check(paths: Sequence[Path], catalogue: Catalogue) -> list[Checked]:
    """Check files, and all YAML files in folders; problems are in the result, not raised."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise BadInput([_absent(path) for path in missing])
    checked = [_check(path, catalogue) for given in paths for path in _files(given)]
    shares = mix(checked).rescaled
    return [replace(one, rescaled=shares.get(one.file)) for one in checked]


def mix(checked: Sequence[Checked]) -> Mix:
    """The personas among files that were checked, as one population; by file."""
    return Mix(written={one.file: one.share for one in checked if one.share is not None})


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
    share: float | None = None
    found: Sequence[Problem] = ()
    told: Sequence[str] = ()
    try:
        kind = _kind(read_yaml(path, "file", []))
        one = _LOADERS[kind](catalogue, str(path.resolve()))
        share = one.share if isinstance(one, Persona) else None
        told = texts.notes(one) if isinstance(one, policy.RulesPolicy) else ()
    except BadInput as error:
        found = error.problems
    return Checked(
        file=str(path),
        kind=kind,
        name=path.stem,
        problems=tuple(found),
        share=share,
        notes=tuple(told),
    )


def _kind(document: Document) -> str:
    """What a file holds. Worlds files are in no catalogue, and an experiment has `worlds` too."""
    return "worlds" if {"worlds", "numbers"} <= document.data.keys() else kind_of(document)


def _persona(catalogue: Catalogue, path: str) -> Persona:
    """A persona also has to fit the shared graph and the ceiling rate; all faults are told."""
    problems: list[Problem] = []
    document = catalogue.read("personas", path, problems)
    lost = persona.unsound(document)
    try:
        found = persona.check(document, problems)
    except BadInput as error:
        raise BadInput({*error.problems, *lost}) from error
    faults = kinds.faults(found, parameters.shipped().median())
    misfits = [*lost, *(document.problem(*fault) for fault in faults)]
    if misfits:
        raise BadInput(misfits)
    return found


def _experiment(catalogue: Catalogue, path: str) -> None:
    """An experiment also has to name things that exist and are whole."""
    spec, document = experiments.read(catalogue, path)
    experiment.resolve(spec, catalogue, document)


_LOADERS: dict[str, Any] = {
    "personas": _persona,
    "policies": policy.load,
    "standards": standard.load,
    "detectors": detector.load,
    "experiments": _experiment,
    "services": service.load,
    "scenarios": service.load_scenario,
    "criteria": criteria.load,
    "suites": load_suite,
    "cases": load_case,
    "worlds": worlds_file,
}


def listing(kind: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """One plain dict an item of a kind, with `name` first; `KeyError` for an unknown kind."""
    if kind == "parameters":
        return [_parameter(one) for one in parameters.shipped().numbers.values()]
    documents = catalogue.read_all(kind)
    items = [_item(name, document.data) for name, document in documents.items()]
    shares = Mix(written={one["name"]: one["share"] for one in items if "share" in one}).rescaled
    return [one | {"rescaled": shares[one["name"]]} if "share" in one else one for one in items]


def _item(name: str, data: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        key: data[key] for key in ("version", "status", "abstract", "kind") if key in data
    }
    share = data.get("share")
    share = share.get("value") if isinstance(share, dict) else share  # with its source
    if isinstance(share, int | float) and share > 0:
        told["share"] = float(share)
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
        "service": service.schema,
        "scenario": service.scenario_schema,
        "criteria": criteria.schema,
        "suite": suite_schema,
        "case": case_schema,
        "worlds": given.schema,
    }
