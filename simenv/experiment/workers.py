"""Units carried out one after the other, or by several processes; what a worker may do wrong.

A policy that fails ends its own arm and no other. Everything else that goes wrong ends the run;
units that are finished stay finished.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from multiprocessing.connection import wait as wait_for
from threading import Thread

from simenv.errors import PolicyFailure, RunFailure
from simenv.records import Unit

Batch = tuple[Unit, ...]
"""Units of the same people in the same world, one an arm: they are computed together."""


_Pipe = tuple[int, int]
"""The descriptors of a pipe: its reading and its writing end."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A unit that was tried: finished, or ended by its policy."""

    unit: Unit
    failure: PolicyFailure | None = None


Task = Callable[[Batch], list[Outcome]]
"""Computes and writes the units of a batch. With several workers it must survive pickling."""


def batches(units: Iterable[Unit]) -> list[Batch]:
    """Units in their order, those of the same people and world together."""
    return [tuple(batch) for _, batch in groupby(units, lambda unit: (unit.world, unit.block))]


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
    fork = _may_fork()
    context = multiprocessing.get_context("fork" if fork else "spawn")
    with _lifeline(fork) as line:
        pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=_settle, initargs=(line,)
        )
        try:
            yield from _kept_busy(pool, work, task, 2 * workers)
        except BrokenProcessPool as error:
            raise RunFailure(
                "a worker process died, perhaps for want of memory; what is finished is kept: "
                "repeat the command with fewer workers or a smaller chunk (in a script of your "
                'own, call simenv under `if __name__ == "__main__":`)'
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _lifeline(fork: bool) -> Iterator[_Pipe | None]:
    """A pipe of which only the parent holds the writing end, so that its death ends the pipe.

    None unless workers are forked: a spawned one has a pipe of its own to the parent. A forked
    one has that too, but what the parent holds of it is inherited by the workers forked after it,
    and an elder worker would outlive its parent for as long as a younger one does.
    """
    if not fork:
        yield None
        return
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def _may_fork() -> bool:
    """Whether a copy of this process is a sound worker: then it need not read everything again.

    Only on Linux, and only while no other thread runs, of Python or of Arrow: a thread is not
    copied, but a lock that it holds is.
    """
    alone = threading.active_count() == 1 and "pyarrow" not in sys.modules
    return sys.platform == "linux" and alone


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


def _settle(line: _Pipe | None) -> None:
    """Set up a worker: the parent alone answers Ctrl-C, and no worker outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if line is not None:
        os.close(line[1])
    Thread(target=_end_with_parent, args=(line,), daemon=True).start()


def _end_with_parent(line: _Pipe | None) -> None:
    """Wait for the parent's death, also by `kill -9`, and leave at once.

    Without this an orphan would wait for work for ever, as it holds both ends of its own queue.
    """
    parent = multiprocessing.parent_process()
    if line is not None:
        os.read(line[0], 1)
    elif parent is not None:
        wait_for([parent.sentinel])
    else:
        return
    os._exit(1)
