"""Screen two arms into a directory, or go on where the same command stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from simenv.catalogue import Catalogue
from simenv.columns import F8
from simenv.experiment.pool import processes
from simenv.sensitivity.evaluating import Job, Recipe
from simenv.sensitivity.found import Screening, screening
from simenv.sensitivity.journal import Evaluated, Journal, opened
from simenv.sensitivity.question import (
    DAYS,
    PEOPLE,
    SAMPLES,
    SEED,
    STANDARD,
    TRAJECTORIES,
    Question,
    question,
)
from simenv.sensitivity.screening import screened

#: Lives from which further processes repay their start.
MANY = 20_000

Progress = Callable[[int, int], None]
"""Called with the evaluations that are done and those of the whole screening."""
Task = Callable[[F8], Evaluated]


def screen(
    arm: str | Mapping[str, Any],
    against: str | Mapping[str, Any],
    *,
    outcomes: Sequence[str] = (),
    personas: str | Sequence[str] = "all",
    standard: str = STANDARD,
    days: int = DAYS,
    people: int = PEOPLE,
    trajectories: int = TRAJECTORIES,
    samples: int = SAMPLES,
    seed: int = SEED,
    workers: int | None = None,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
) -> Screening:
    """Which numbers of the model drive the difference between two arms, first minus second.

    Arms, `personas` and `standard` are named as for a comparison; `people` are those of each
    persona. The first of `outcomes` chooses the ten numbers that are looked at closely; by default
    it is the headline, and all outcomes of the brief table that have a direction are screened.
    `samples` is a power of 2. Evaluations are kept in `out`: the same call goes on where it was
    stopped. `BadInput` with every problem; `RunFailure` if SALib is missing or the directory holds
    another screening; `PolicyFailure` if a policy misbehaves.

    With `workers` above 1, a script has to guard its entry with `if __name__ == "__main__":`.
    """
    asked = question(
        (arm, against),
        catalogue or Catalogue(),
        outcomes=tuple(outcomes),
        trajectories=trajectories,
        samples=samples,
        personas=personas if isinstance(personas, str) and personas == "all" else _listed(personas),
        standard=standard,
        days=days,
        people=people,
        seed=seed,
    )
    folder = asked.directory() if out is None else Path(out)
    job = Job(
        resolved=asked.resolved,
        inputs=asked.inputs,
        outcomes=tuple(each.name for each in asked.outcomes),
    )
    with opened(folder, asked.document) as journal:
        evaluator = Evaluator(
            job=job,
            journal=journal,
            workers=_workers(asked) if workers is None else workers,
            total=asked.design.evaluations,
            progress=progress,
        )
        found = screened(asked.design, evaluator)
        return screening(asked, found, (len(journal.known), journal.seconds), folder)


def _listed(personas: str | Sequence[str]) -> list[str]:
    return [personas] if isinstance(personas, str) else list(personas)


def _workers(asked: Question) -> int:
    lives = asked.lives * asked.design.evaluations
    return (os.cpu_count() or 1) if lives >= MANY else 1


@dataclass(kw_only=True)
class Evaluator:
    """Evaluates the rows of designs, each once for good."""

    job: Job
    journal: Journal
    workers: int
    total: int
    progress: Progress | None = None
    done: int = 0

    def __call__(self, rows: F8) -> F8:
        """What the rows (n, inputs) give, shape (n, outcomes, 1 + parts)."""
        missing: dict[bytes, F8] = {}
        for row in rows:
            if self.journal.find(row) is None:
                missing.setdefault(row.tobytes(), row)
        self._tell(len(rows) - len(missing))
        for one in _results(list(missing.values()), self._task(), self.workers):
            self.journal.add(one)
            self._tell(1)
        found = [self.journal.find(row) for row in rows]
        return np.array(found, dtype=np.float64)

    def _task(self) -> Task:
        return self.job if self.workers == 1 else Recipe.of(self.job)

    def _tell(self, more: int) -> None:
        self.done += more
        if self.progress is not None:
            self.progress(self.done, self.total)


def _results(rows: Sequence[F8], task: Task, workers: int) -> Iterator[Evaluated]:
    """Evaluate rows, and give each as it ends; `RunFailure` if a worker process dies."""
    if workers == 1 or len(rows) < 2:
        yield from map(task, rows)
        return
    left: Iterable[F8] = iter(rows)
    with processes(workers) as pool:
        under_way: set[Future[Evaluated]] = set()
        while True:
            room = 2 * workers - len(under_way)
            under_way |= {pool.submit(task, row) for row in islice(left, room)}
            if not under_way:
                return
            ended, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in ended)
