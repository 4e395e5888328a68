"""Run an experiment into its directory, or go on where the same command stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from simenv.experiment.calling import Calls
from simenv.experiment.declared import READING
from simenv.experiment.format import said
from simenv.experiment.provenance import git_revision, software
from simenv.experiment.resolving import Resolved
from simenv.experiment.resuming import Begun, begun
from simenv.experiment.work import Job, Recipe, world_of
from simenv.experiment.workers import Task, batches, carried_out
from simenv.experiment.written import as_yaml
from simenv.records import CHUNK, Layout, Manifest, Run, Unit, numeric_fingerprint, open_run

Progress = Callable[[int, int], None]
"""Called with the lives that are written and the lives of the whole run."""


def run(
    resolved: Resolved,
    out: Path | None = None,
    *,
    workers: int = 1,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    calls: Calls | None = None,
) -> Run:
    """Compute what is missing of a run, and open it.

    `out` is the run directory, `Resolved.directory()` by default; one that holds a part of the same
    run is gone on with. Neither `workers` (processes) nor `chunk` (people computed at a time)
    changes a table. Arms that failed are in `Run.failures`. `RunFailure` if the directory holds
    another run, is damaged, or the disk is full; `BadInput` if no world can be built. `calls` are
    the lines of policies that answer in words, which the manifest names.
    """
    if workers < 1 or chunk < 1:
        raise ValueError(f"workers and chunk are at least 1, not {workers} and {chunk}")
    folder = resolved.directory() if out is None else out
    manifest = _manifest(resolved, chunk, calls)
    with begun(folder, manifest, as_yaml(resolved.document)) as work:
        _carry_out(work, _task(resolved, work, workers), workers, progress)
    return open_run(folder)


def _manifest(resolved: Resolved, chunk: int, calls: Calls | None) -> Manifest:
    """What the directory says of itself. Builds the median world, so that faults show up first."""
    return Manifest(
        spec=resolved.document,
        spec_sha256=resolved.sha256,
        asked=said(resolved.spec, exclude=set(READING)),
        catalogues=tuple(str(root) for root in resolved.catalogue.roots()),
        layout=_layout(resolved, chunk),
        stages=world_of(resolved, 0, _first(resolved)).kinds.graph.names,
        fingerprint=numeric_fingerprint(),
        software=software(),
        git=git_revision(),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        calls={} if calls is None else calls.spoken_to(),
    )


def _first(resolved: Resolved) -> str:
    """The first scenario; empty where no services are shared."""
    return resolved.scenarios[0].name if resolved.scenarios else ""


def _layout(resolved: Resolved, chunk: int) -> Layout:
    spec, populations = resolved.spec, resolved.populations
    return Layout(
        personas=tuple(one.name for one in resolved.personas),
        people=spec.people if populations is None else populations.people,
        arms=tuple(one.name for one in resolved.arms),
        worlds=resolved.worlds,
        days=spec.days,
        chunk=chunk,
        keep=spec.keep,
        shared=populations,
    )


def _task(resolved: Resolved, work: Begun, workers: int) -> Task:
    """The work of this process, or the recipe by which another one prepares the same."""
    if workers == 1:
        return Job(resolved=resolved, store=work.store)
    recipe = Recipe(
        folder=work.store.folder,
        spec_sha256=resolved.sha256,
        fingerprint=numeric_fingerprint(),
        document=resolved.document,
        spec=resolved.spec,
        catalogue=resolved.catalogue,
        layout=work.store.layout,
    )
    recipe.keep(Job(resolved=resolved, store=work.store))
    return recipe


def _carry_out(work: Begun, task: Task, workers: int, progress: Progress | None) -> None:
    """Do what is pending; mark each arm that fails by its first failing unit."""
    layout = work.store.layout
    total = sum(layout.length(unit.block) for unit in layout.units())
    done = total - sum(layout.length(unit.block) for unit in work.pending)
    first: dict[str, tuple[int, Unit]] = {}
    for outcome in carried_out(batches(work.pending, layout.together), task, workers):
        unit = outcome.unit
        place = layout.scenarios.index(unit.scenario), unit
        if outcome.failure is None:
            done += layout.length(unit.block)
        elif place <= first.get(unit.arm, place):
            first[unit.arm] = place
            work.store.fail(outcome.failure)
        if progress is not None:
            progress(done, total)
