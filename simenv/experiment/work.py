"""One unit of work: these people, under this policy, in this world, written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simenv import world
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, PolicyFailure, RunFailure
from simenv.experiment.calling import spoken, written
from simenv.experiment.crowds import Crowded, References, Told, crowded, lived
from simenv.experiment.format import Spec
from simenv.experiment.resolving import Resolved, resolve
from simenv.experiment.resuming import differences
from simenv.experiment.workers import Batch, Outcome
from simenv.lockstep import live_all
from simenv.population import Panel
from simenv.records import TABLES, Layout, Store, Unit, numeric_fingerprint
from simenv.world import World

_CHANGED = "a file changed while the run was going on"


@dataclass(kw_only=True)
class Job:
    """What one process needs to compute any unit of a run. Keeps the last world that it built."""

    resolved: Resolved
    store: Store
    _worlds: dict[tuple[str, int], World] = field(default_factory=dict)
    _places: dict[tuple[str, int], Crowded] = field(default_factory=dict)
    _references: References = field(default_factory=dict)

    def __call__(self, batch: Batch) -> list[Outcome]:
        """Let the same people live under several policies, and write what became of them."""
        found = self._lives(batch) if not self.resolved.scenarios else self._crowds(batch)
        # One after the other: each is written and let go of before the next is put in order.
        outcomes = [self._outcome(unit, one) for unit, one in found]
        written(self.resolved, self.store.folder, batch[0])
        return outcomes

    def _lives(self, batch: Batch) -> Iterator[tuple[Unit, Told | PolicyFailure]]:
        layout, number = self.store.layout, batch[0].world
        persona, person = layout.panel(batch[0].block)
        kept = layout.kept(number)
        lives = live_all(
            self._world("", number),
            Panel(persona=persona, person=person),
            [self.resolved.arm(unit.arm) for unit in batch],
            baseline=self.resolved.baseline,
            told=kept == tuple(TABLES),
        )
        for unit, one in zip(batch, lives, strict=True):
            if isinstance(one, PolicyFailure):
                yield unit, one
            else:
                yield unit, ({name: getattr(one, name) for name in kept}, one.standing)

    def _crowds(self, batch: Batch) -> Iterator[tuple[Unit, Told | PolicyFailure]]:
        try:
            place = self._place(batch[0].scenario, batch[0].world)
        except PolicyFailure as failure:  # the baseline's: nobody knows the ordinary demand
            yield from ((unit, failure) for unit in batch)
            return
        yield from lived(place, self.resolved, self.store.layout, batch)

    def _place(self, scenario: str, number: int) -> Crowded:
        if (scenario, number) not in self._places:
            self._places.clear()
            built, known = self._world(scenario, number), self._references
            self._places[scenario, number] = crowded(self.resolved, built, scenario, number, known)
        return self._places[scenario, number]

    def _outcome(self, unit: Unit, found: Told | PolicyFailure) -> Outcome:
        if isinstance(found, PolicyFailure):
            return Outcome(unit=unit, failure=_of_arm(unit.arm, found))
        self.store.write(unit, *found)
        return Outcome(unit=unit)

    def _world(self, scenario: str, number: int) -> World:
        if (scenario, number) not in self._worlds:
            self._worlds.clear()
            self._worlds[scenario, number] = world_of(self.resolved, number, scenario)
        return self._worlds[scenario, number]


def _of_arm(arm: str, failure: PolicyFailure) -> PolicyFailure:
    """A policy's failure as that of its arm: a schedule, or all arms where the baseline failed."""
    if failure.arm == arm:
        return failure
    return PolicyFailure(arm, failure.request, f"policy {failure.arm}: {failure.reason}")


def world_of(resolved: Resolved, number: int, scenario: str = "") -> World:
    """World `number` of a run; 0 is the median one. In a `scenario` its services are shared."""
    spec = resolved.spec
    met = next((one for one in resolved.scenarios if one.name == scenario), None)
    return world.build(
        resolved.personas,
        resolved.standard,
        days=spec.days,
        seed=spec.seed,
        world=number,
        burn_in=spec.burn_in,
        second=resolved.second,
        values=resolved.values(number),
        shared=frozenset() if met is None else met.shared,
        desk=met is not None and met.desk,
        spoken=bool(spoken(resolved)),
    )


#: The job of a recipe, in a process that has prepared it, and in the workers forked from it.
_PREPARED: dict[Recipe, Job] = {}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a worker process prepares the same job: files are read again, nothing live is sent.

    A forked worker has its parent's job already.
    """

    folder: Path
    spec_sha256: str
    fingerprint: str
    document: Mapping[str, Any] = field(compare=False)
    spec: Spec = field(compare=False)
    catalogue: Catalogue = field(compare=False)
    layout: Layout = field(compare=False)

    def __call__(self, batch: Batch) -> list[Outcome]:
        """Do a batch in this process; `RunFailure` if it cannot give the same bytes."""
        if self not in _PREPARED:
            self.keep(_prepared(self))
        return _PREPARED[self](batch)

    def keep(self, job: Job) -> None:
        """Let this process, and those that it forks, work by this job."""
        _PREPARED.clear()
        _PREPARED[self] = job


def _prepared(recipe: Recipe) -> Job:
    here = numeric_fingerprint()
    if here != recipe.fingerprint:
        raise RunFailure(f"a worker has other arithmetic: {here}, not {recipe.fingerprint}")
    try:
        resolved = resolve(recipe.spec, recipe.catalogue)
    except BadInput as error:
        raise RunFailure(f"{_CHANGED}: {error}") from error
    different = differences(recipe.document, resolved.document)
    if different:
        raise RunFailure(f"{_CHANGED}, so repeat the command; it changed {'; '.join(different)}")
    return Job(resolved=resolved, store=Store(folder=recipe.folder, layout=recipe.layout))
