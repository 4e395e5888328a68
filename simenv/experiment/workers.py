"""Units carried out one after the other, or by several processes; what a worker may do wrong.

A policy that fails ends its own arm and no other. Everything else that goes wrong ends the run;
units that are finished stay finished.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import groupby, islice

from simenv.errors import PolicyFailure
from simenv.experiment.pool import processes
from simenv.records import Unit

Batch = tuple[Unit, ...]
"""Units of the same people in the same world, one an arm: they are computed together.

Where services are shared, of several populations, each in the same arms.
"""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A unit that was tried: finished, or ended by its policy."""

    unit: Unit
    failure: PolicyFailure | None = None


Task = Callable[[Batch], list[Outcome]]
"""Computes and writes the units of a batch. With several workers it must survive pickling."""


def batches(units: Iterable[Unit], together: int = 1) -> Iterator[Batch]:
    """Units in their order, those of the same people and world together.

    Up to `together` blocks that lie next to each other and are due in the same arms make one batch.
    """
    same = groupby(units, lambda unit: (unit.scenario, unit.world, unit.block))
    parts: list[Batch] = []
    for part in (tuple(batch) for _, batch in same):
        if parts and not (len(parts) < together and _follows(parts[-1], part)):
            yield tuple(unit for one in parts for unit in one)
            parts = []
        parts.append(part)
    if parts:
        yield tuple(unit for one in parts for unit in one)


def _follows(before: Batch, after: Batch) -> bool:
    """Whether a block is the next one of the same world, due in the same arms."""
    due = [replace(unit, block=unit.block + 1) for unit in before]
    return tuple(due) == after


def carried_out(work: Iterable[Batch], task: Task, workers: int) -> Iterator[Outcome]:
    """Try every unit, and report each as it ends; units of an arm that failed are left out.

    With more than one worker the order of reports is that of finishing. `RunFailure` if a worker
    process dies; whatever a task raises ends everything.
    """
    if workers == 1:
        return _one_by_one(work, task)
    return _by_processes(work, task, workers)


def _one_by_one(work: Iterable[Batch], task: Task) -> Iterator[Outcome]:
    failed: set[str] = set()
    for batch in _without(failed, work):
        for outcome in task(batch):
            if outcome.failure is not None:
                failed.add(outcome.unit.arm)
            yield outcome


def _without(failed: set[str], work: Iterable[Batch]) -> Iterator[Batch]:
    """The batches without the arms that have failed by then, unless nothing is left of them."""
    for batch in work:
        left = tuple(unit for unit in batch if unit.arm not in failed)
        if left:
            yield left


def _by_processes(work: Iterable[Batch], task: Task, workers: int) -> Iterator[Outcome]:
    with processes(workers) as pool:
        yield from _kept_busy(pool, work, task, 2 * workers)


def _kept_busy(
    pool: ProcessPoolExecutor, work: Iterable[Batch], task: Task, at_once: int
) -> Iterator[Outcome]:
    """Keep `at_once` batches under way, so that memory does not grow with their number."""
    failed: set[str] = set()
    left = _without(failed, work)
    under_way: set[Future[list[Outcome]]] = set()
    while True:
        under_way |= {pool.submit(task, batch) for batch in islice(left, at_once - len(under_way))}
        if not under_way:
            return
        ended, under_way = wait(under_way, return_when=FIRST_COMPLETED)
        for outcome in [outcome for future in ended for outcome in future.result()]:
            if outcome.failure is not None:
                failed.add(outcome.unit.arm)
            yield outcome
