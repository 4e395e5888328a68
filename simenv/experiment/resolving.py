"""A spec with everything that it names found, read and checked: what a run needs, and its identity.

>>> resolved = resolve(load(catalogue, "quickstart"), catalogue)   # doctest: +SKIP
>>> resolved.sha256, resolved.directory()                          # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from simenv import parameters, persona, policy, standard
from simenv.catalogue import Catalogue, Document, Field
from simenv.errors import BadInput
from simenv.experiment.checks import stem
from simenv.experiment.declared import READING, unweighable
from simenv.experiment.finding import Finder, Versioned, worlds_file
from simenv.experiment.format import Scheduled, Spec, said
from simenv.experiment.given import Given
from simenv.experiment.provenance import engine, simenv_version
from simenv.experiment.sharing import FIELD, load_scenario, populations_of
from simenv.lockstep import Arm
from simenv.parameters import Values
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.records import Populations
from simenv.service import Scenario
from simenv.standard import Standard

#: Where run directories go unless told otherwise, below the current folder.
RUNS = Path("runs")


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """A spec and what it names. Personas are sorted by name; arms stand in the spec's order.

    `baseline` is what an established cohort lives under before entry, or, where services are
    shared, that under which the ordinary demand for them is measured; else None. `second` is the
    standard that labels beside the first; `given` are the worlds of a file, None where all are
    drawn. `scenarios` stand in the spec's order; there are none unless services are shared.
    """

    spec: Spec
    catalogue: Catalogue
    personas: tuple[Persona, ...]
    arms: tuple[Arm, ...]
    baseline: Policy | None
    standard: Standard
    second: Standard
    given: Given | None
    scenarios: tuple[Scenario, ...] = ()

    @cached_property
    def populations(self) -> Populations | None:
        """Who is in each population, where services are shared."""
        said = self.spec.shared_services
        return None if said is None else populations_of(said, self.personas, self.scenarios)

    @property
    def shared(self) -> Populations:
        """The same, for what is there only with shared services; `ValueError` without them."""
        if self.populations is None:
            raise ValueError(f"{self.spec.name} shares no services")
        return self.populations

    @property
    def lives(self) -> int:
        """How many lives a run has: persons in all their arms, worlds and scenarios."""
        populations = self.populations
        if populations is None:
            people = self.spec.people * len(self.personas)
        else:
            people = populations.people * populations.number * len(self.scenarios)
        return people * len(self.arms) * (self.worlds + 1)

    @property
    def worlds(self) -> int:
        """How many worlds there are beside the median one, drawn or given."""
        said = self.spec.worlds
        return said if isinstance(said, int) else 0 if self.given is None else self.given.worlds

    def values(self, world: int) -> Values:
        """The numbers of a world of this run; 0 is the median one."""
        if self.given is None or world == parameters.MEDIAN_WORLD:
            return parameters.shipped().draw(self.spec.seed, world)
        return self.given.values(self.spec.seed, world)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """Every policy that anybody meets, each once, the baseline last."""
        used = [one for arm in self.arms for _, one in arm.parts]
        used += [] if self.baseline is None else [self.baseline]
        return tuple({one.name: one for one in used}.values())

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything that decides the tables, as plain data: what `spec.yaml` holds.

        How the work is cut and shared (workers, chunk, folder) is no part of it, nor how the tables
        are read (margins, weightings, family), and no baseline that nobody lives under.
        """
        unmet = {"baseline"} if self.baseline is None else set()
        told = said(self.spec, exclude={"extends", "imputations", *READING} | unmet)
        told |= {
            "personas": [one.name for one in self.personas],
            "policies": [_told(arm) for arm in self.arms],
            "standard": self.standard.name,
            "second_standard": self.second.name,
            "worlds": self.worlds,
        }
        if self.baseline is not None:
            told["baseline"] = self.baseline.name
        if self.spec.burn_in:
            told["days_before_entry"] = self.spec.burn_in
        if self.scenarios:
            told[FIELD] = told[FIELD] | {"scenarios": [one.name for one in self.scenarios]}
        return told | {"files": self._files(), "simenv": _own()}

    def _files(self) -> dict[str, Any]:
        told = {
            "personas": _versions(self.personas),
            "policies": _versions(self.policies),
            "standards": _versions([self.standard, self.second]),
        }
        if self.scenarios:
            # Its hash is that of its services, too, as they are with what it changes of them.
            told["scenarios"] = _versions(self.scenarios)
        return told if self.given is None else told | {"worlds": _versions([self.given])}

    @cached_property
    def sha256(self) -> str:
        """The hash of `document`, in canonical JSON."""
        canonical = json.dumps(self.document, sort_keys=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()

    def directory(self) -> Path:
        """Where this run goes by default, so that the same command finds it again."""
        return RUNS / f"{self.spec.name}-{self.sha256[:8]}"

    def arm(self, name: str) -> Arm:
        """An arm by its name."""
        return next(one for one in self.arms if one.name == name)


def _told(arm: Arm) -> str | dict[str, Any]:
    """An arm as the spec says it, with names for paths."""
    first, *later = arm.parts
    if not later and arm.name == first[1].name:
        return arm.name
    parts = [{"policy": one.name, "from_day": day} for day, one in later]
    return {"arm": arm.name, "schedule": [{"policy": first[1].name}, *parts]}


def resolve(spec: Spec, catalogue: Catalogue, document: Document | None = None) -> Resolved:
    """Find and check everything that a spec names; `BadInput` with every problem of every file.

    With the `document` that the spec was read from, an unknown name is told at its line.
    """
    finder = Finder(catalogue=catalogue, document=document)
    personas = _personas(spec, finder)
    arms = [_arm(finder, ("policies", number), one) for number, one in enumerate(spec.policies)]
    baseline = None
    if spec.burn_in or spec.shared_services is not None:
        baseline = finder.find("policies", policy.load, spec.baseline, ("baseline",))
    norm = finder.find("standards", standard.load, spec.standard, ("standard",))
    second = finder.find("standards", standard.load, spec.second, ("second_standard",))
    given = _given(spec, finder)
    scenarios = _scenarios(spec, finder)
    _weighed(spec, finder, personas)
    finder.one_file_a_name()
    if finder.problems or norm is None or second is None:
        raise BadInput(set(finder.problems))
    return Resolved(
        spec=spec,
        catalogue=catalogue,
        personas=tuple(sorted(personas, key=lambda one: one.name)),
        arms=tuple(_imputed(arm, spec.imputation) for arm in arms if arm is not None),
        baseline=None if baseline is None else _drawn(baseline, spec.imputation),
        standard=norm,
        second=second,
        given=given,
        scenarios=scenarios,
    )


def _scenarios(spec: Spec, finder: Finder) -> tuple[Scenario, ...]:
    """The scenarios that a spec names; those that cannot be read are left out, with problems."""
    said = () if spec.shared_services is None else spec.shared_services.scenarios
    found = [
        finder.find("scenarios", load_scenario, one, (FIELD, "scenarios", place))
        for place, one in enumerate(said)
    ]
    return tuple(one for one in found if one is not None)


def _given(spec: Spec, finder: Finder) -> Given | None:
    """The worlds of the file that a spec names, if it names one."""
    if isinstance(spec.worlds, int):
        return None
    return finder.find("worlds", worlds_file, spec.worlds, ("worlds",))


def _weighed(spec: Spec, finder: Finder, personas: Iterable[Persona]) -> None:
    """Tell where a weighting names a persona that is not simulated; not where one is unreadable."""
    known = {one.name for one in personas}
    if not isinstance(spec.personas, str):
        known |= {stem(one) for one in spec.personas}
    for at, expected, found, remedy in unweighable(said(spec), known):
        finder.tell(at, expected, found, remedy)


def _arm(finder: Finder, at: Field, said: str | Scheduled) -> Arm | None:
    """One arm; None, and problems, where a policy of it cannot be read."""
    if isinstance(said, str):
        found = finder.find("policies", policy.load, said, at)
        return None if found is None else Arm.of(found)
    policies = [
        finder.find("policies", policy.load, part.policy, (*at, "schedule", place, "policy"))
        for place, part in enumerate(said.schedule)
    ]
    days = [part.from_day or 0 for part in said.schedule]
    parts = [(day, one) for day, one in zip(days, policies, strict=True) if one is not None]
    return Arm(name=said.name, parts=tuple(parts)) if len(parts) == len(days) else None


def _imputed(arm: Arm, imputation: int) -> Arm:
    """An arm with one draw of what the texts of its policies truly do."""
    return replace(arm, parts=tuple((day, _drawn(one, imputation)) for day, one in arm.parts))


def _drawn(one: Policy, imputation: int) -> Policy:
    if isinstance(one, policy.RulesPolicy | policy.SpokenPolicy):
        return one.imputed(imputation)
    return one


def _personas(spec: Spec, finder: Finder) -> list[Persona]:
    """The personas that are simulated: `all` leaves out the bases that others extend."""
    every = isinstance(spec.personas, str)
    names = finder.catalogue.names("personas") if every else spec.personas
    found = [
        (number, finder.find("personas", persona.load, name, ("personas", number)))
        for number, name in enumerate(names)
    ]
    if every:
        chosen = [one for _, one in found if one is not None and not one.abstract]
        if not chosen and not finder.problems:
            finder.tell(("personas",), "a catalogue with personas", "none", "write one")
        return chosen
    for number, one in found:
        if one is not None and one.abstract:
            told = f"{one.name}, a base for others (abstract: true)"
            remedy = f"name a persona that extends {one.name}"
            expected = "personas that can be simulated"
            finder.tell(("personas", number), expected, told, remedy, said=names[number])
    return [one for _, one in found if one is not None]


def _versions(files: Iterable[Versioned]) -> dict[str, Any]:
    return {one.name: {"version": one.version, "sha256": one.sha256} for one in files}


def _own() -> Mapping[str, Any]:
    """The part of simenv that decides tables: its version, its source, its parameters."""
    table = parameters.shipped()
    return {
        "version": simenv_version(),
        "source": engine(),
        "parameters": {"version": table.version, "sha256": table.sha256},
    }
