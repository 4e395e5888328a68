"""One unit of work: these people, under this policy, in this world, written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simenv import world
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, PolicyFailure, RunFailure
from simenv.experiment.format import Spec
from simenv.experiment.resolving import Resolved, resolve
from simenv.experiment.resuming import differences
from simenv.experiment.workers import Batch, Outcome
from simenv.lockstep import Lives, live_all
from simenv.population import Panel
from simenv.records import TABLES, Layout, Store, Unit, numeric_fingerprint
from simenv.world import World

_CHANGED = "a file changed while the run was going on"


@dataclass(kw_only=True)
class Job:
    """What one process needs to compute any unit of a run. Keeps the last world that it built."""

    resolved: Resolved
    store: Store
    _worlds: dict[int, World] = field(default_factory=dict)

    def __call__(self, batch: Batch) -> list[Outcome]:
        """Let the same people live under several policies, and write what became of them."""
        layout, number = self.store.layout, batch[0].world
        persona, person = layout.panel(batch[0].block)
        lives = live_all(
            self._world(number),
            Panel(persona=persona, person=person),
            [self.resolved.arm(unit.arm) for unit in batch],
            baseline=self.resolved.baseline,
            told=layout.kept(number) == tuple(TABLES),
        )
        # One arm after the other: each is written and let go of before the next is put in order.
        return [self._outcome(unit, one) for unit, one in zip(batch, lives, strict=True)]

    def _outcome(self, unit: Unit, lives: Lives | PolicyFailure) -> Outcome:
        if isinstance(lives, PolicyFailure):
            return Outcome(unit=unit, failure=_of_arm(unit.arm, lives))
        tables = {name: getattr(lives, name) for name in self.store.layout.kept(unit.world)}
        self.store.write(unit, tables, lives.standing)
        return Outcome(unit=unit)

    def _world(self, number: int) -> World:
        if number not in self._worlds:
            self._worlds.clear()
            self._worlds[number] = world_of(self.resolved, number)
        return self._worlds[number]


def _of_arm(arm: str, failure: PolicyFailure) -> PolicyFailure:
    """A policy's failure as that of its arm: a schedule, or all arms where the baseline failed."""
    if failure.arm == arm:
        return failure
    return PolicyFailure(arm, failure.request, f"policy {failure.arm}: {failure.reason}")


def world_of(resolved: Resolved, number: int) -> World:
    """World `number` of a run; 0 is the median one."""
    spec = resolved.spec
    return world.build(
        resolved.personas,
        resolved.standard,
        days=spec.days,
        seed=spec.seed,
        world=number,
        burn_in=spec.burn_in,
        second=resolved.second,
        values=resolved.values(number),
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
