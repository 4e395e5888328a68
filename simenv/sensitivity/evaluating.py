"""One evaluation: both arms lived in the world of a row, and the difference between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import process_time
from typing import Any

from simenv.catalogue import Catalogue
from simenv.columns import F8
from simenv.errors import BadInput, PolicyFailure, RunFailure
from simenv.experiment.format import Spec
from simenv.experiment.resolving import Resolved, resolve
from simenv.experiment.resuming import differences as changed
from simenv.experiment.work import world_of
from simenv.lockstep import Lives, live_all
from simenv.parameters import MEDIAN_WORLD
from simenv.population import panel
from simenv.records import numeric_fingerprint
from simenv.sensitivity.inputs import Inputs
from simenv.sensitivity.journal import Evaluated
from simenv.sensitivity.measuring import differences, tenths
from simenv.stats.outcomes import outcome
from simenv.world import World


@dataclass(frozen=True, kw_only=True)
class Job:
    """What one process needs to evaluate any row: the same persons and the same luck for all."""

    resolved: Resolved
    inputs: Inputs
    outcomes: tuple[str, ...]

    @cached_property
    def median(self) -> World:
        """The world in which every number stands at its median."""
        return world_of(self.resolved, MEDIAN_WORLD)

    def world(self, row: F8) -> World:
        """The world of a row: other numbers, and nothing else."""
        return replace(self.median, p=self.inputs.values(row))

    def __call__(self, row: F8) -> Evaluated:
        """Let everybody live in both arms; `PolicyFailure` if one of them misbehaves."""
        begun = process_time()
        resolved, spec = self.resolved, self.resolved.spec
        everybody = panel(len(resolved.personas), spec.people)
        lived = live_all(
            self.world(row), everybody, resolved.arms, baseline=resolved.baseline, told=False
        )
        lives = {arm.name: _sound(one) for arm, one in zip(resolved.arms, lived, strict=True)}
        found = differences(
            {arm: (one.trajectories, one.standing) for arm, one in lives.items()},
            [outcome(name) for name in self.outcomes],
            [one.share or 0.0 for one in resolved.personas],
            spec.days,
            tenths(spec.people),
        )
        return Evaluated(row=row, found=found, seconds=process_time() - begun)


def _sound(lives: Lives | PolicyFailure) -> Lives:
    if isinstance(lives, PolicyFailure):
        raise lives
    return lives


#: The job of a recipe in a process that has prepared it.
_PREPARED: dict[Recipe, Job] = {}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a worker process prepares the same job: files are read again, nothing live is sent."""

    fingerprint: str
    outcomes: tuple[str, ...]
    document: Mapping[str, Any] = field(compare=False)
    spec: Spec = field(compare=False)
    catalogue: Catalogue = field(compare=False)
    inputs: Inputs = field(compare=False)

    @classmethod
    def of(cls, job: Job) -> Recipe:
        """The recipe of a job."""
        return cls(
            fingerprint=numeric_fingerprint(),
            outcomes=job.outcomes,
            document=job.resolved.document,
            spec=job.resolved.spec,
            catalogue=job.resolved.catalogue,
            inputs=job.inputs,
        )

    def __call__(self, row: F8) -> Evaluated:
        """Evaluate a row in this process; `RunFailure` if it cannot give the same numbers."""
        if self not in _PREPARED:
            _PREPARED.clear()
            _PREPARED[self] = self._prepared()
        return _PREPARED[self](row)

    def _prepared(self) -> Job:
        here = numeric_fingerprint()
        if here != self.fingerprint:
            raise RunFailure(f"a worker has other arithmetic: {here}, not {self.fingerprint}")
        try:
            resolved = resolve(self.spec, self.catalogue)
        except BadInput as error:
            raise RunFailure(f"a file changed while the screening was going on: {error}") from error
        different = changed(self.document, resolved.document)
        if different:
            raise RunFailure(
                f"a file changed while the screening was going on: {'; '.join(different)}"
            )
        return Job(resolved=resolved, inputs=self.inputs, outcomes=self.outcomes)
