"""A spec with everything that it names found, read and checked: what a run needs, and its identity.

>>> resolved = resolve(load(catalogue, "quickstart"), catalogue)   # doctest: +SKIP
>>> resolved.sha256, resolved.directory()                          # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar

from simenv import parameters, persona, policy, standard
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, Problem
from simenv.experiment.format import Spec
from simenv.experiment.provenance import engine, simenv_version
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.standard import Standard

#: Where run directories go unless told otherwise, below the current folder.
RUNS = Path("runs")


class _Versioned(Protocol):
    """What every file that a run depends on says about itself."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def sha256(self) -> str: ...


Read = TypeVar("Read", bound=_Versioned)


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """A spec and what it names. Personas are sorted by name; policies stand in the spec's order."""

    spec: Spec
    catalogue: Catalogue
    personas: tuple[Persona, ...]
    policies: tuple[Policy, ...]
    standard: Standard

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything that decides the tables, as plain data: what `spec.yaml` holds.

        How the work is cut and shared (workers, chunk, folder) is no part of it.
        """
        said = self.spec.model_dump(mode="json", by_alias=True, exclude_none=True)
        said |= {
            "personas": [one.name for one in self.personas],
            "policies": [one.name for one in self.policies],
            "standard": self.standard.name,
        }
        said.pop("extends", None)
        return said | {"files": self._files(), "simenv": _own()}

    def _files(self) -> dict[str, Any]:
        return {
            "personas": _versions(self.personas),
            "policies": _versions(self.policies),
            "standards": _versions([self.standard]),
        }

    @cached_property
    def sha256(self) -> str:
        """The hash of `document`, in canonical JSON."""
        canonical = json.dumps(self.document, sort_keys=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()

    def directory(self) -> Path:
        """Where this run goes by default, so that the same command finds it again."""
        return RUNS / f"{self.spec.name}-{self.sha256[:8]}"

    def policy(self, arm: str) -> Policy:
        """The policy of an arm."""
        return next(one for one in self.policies if one.name == arm)


def resolve(spec: Spec, catalogue: Catalogue) -> Resolved:
    """Find and check everything that a spec names; `BadInput` with every problem of every file."""
    problems: list[Problem] = []
    personas = _personas(spec, catalogue, problems)
    policies = _each(policy.load, catalogue, spec.policies, problems)
    standards = _each(standard.load, catalogue, [spec.standard], problems)
    problems += [*_namesakes("personas", personas), *_namesakes("policies", policies)]
    if problems:
        raise BadInput(set(problems))
    return Resolved(
        spec=spec,
        catalogue=catalogue,
        personas=tuple(sorted(personas, key=lambda one: one.name)),
        policies=tuple(policies),
        standard=standards[0],
    )


def _personas(spec: Spec, catalogue: Catalogue, problems: list[Problem]) -> list[Persona]:
    """The personas that are simulated: `all` leaves out the bases that others extend."""
    if not isinstance(spec.personas, str):
        named = _each(persona.load, catalogue, spec.personas, problems)
        problems += [_abstract(one) for one in named if one.abstract]
        return named
    known = _each(persona.load, catalogue, catalogue.names("personas"), problems)
    chosen = [one for one in known if not one.abstract]
    if not chosen and not problems:
        problems.append(_problem("personas", "a catalogue with personas", "none", "write one"))
    return chosen


def _each(
    load: Callable[[Catalogue, str], Read],
    catalogue: Catalogue,
    names: Sequence[str],
    problems: list[Problem],
) -> list[Read]:
    """What can be read of several files; the problems of the others are added to `problems`."""
    read = []
    for name in names:
        try:
            read.append(load(catalogue, name))
        except BadInput as error:
            problems += error.problems
    return read


def _abstract(one: Persona) -> Problem:
    found = f"{one.name}, a base for others (abstract: true)"
    remedy = f"name a persona that extends {one.name}"
    return _problem("personas", "personas that can be simulated", found, remedy)


def _namesakes(field: str, found: Iterable[_Versioned]) -> list[Problem]:
    names = [one.name for one in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    return [
        _problem(field, "a name of its own for each file", f"{name!r} twice", "rename one of them")
        for name in twice
    ]


def _problem(field: str, expected: str, found: str, remedy: str) -> Problem:
    return Problem(
        file="(experiment)", line=0, field=field, expected=expected, found=found, remedy=remedy
    )


def _versions(files: Iterable[_Versioned]) -> dict[str, Any]:
    return {one.name: {"version": one.version, "sha256": one.sha256} for one in files}


def _own() -> Mapping[str, Any]:
    """The part of simenv that decides tables: its version, its source, its parameters."""
    table = parameters.shipped()
    return {
        "version": simenv_version(),
        "source": engine(),
        "parameters": {"version": table.version, "sha256": table.sha256},
    }
