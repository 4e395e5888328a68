"""The whole of a stress test: the search in its folder, the cases, how far it got."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from simenv.columns import F8
from simenv.errors import CallsStopped
from simenv.experiment.questions import asked_in
from simenv.experiment.written import as_yaml
from simenv.records.files import make_folders, write_whole
from simenv.stats.outcomes import outcome
from simenv.stress.archive import Archive, Tally
from simenv.stress.case import Case
from simenv.stress.casing import cases_of
from simenv.stress.choosing import claims_of
from simenv.stress.claim import Claim, measured, together
from simenv.stress.context import SITUATIONS
from simenv.stress.finding import Sifted, everybody, in_worlds, sift
from simenv.stress.question import Question
from simenv.stress.searching import Batch, Progress, tried
from simenv.stress.seen import means
from simenv.stress.store import Store
from simenv.stress.trial import Luck
from simenv.stress.working import Bench

#: What is found of a search in its folder.
SEARCH, CASES, SUITE = "search", "cases", "suite.yaml"
LICENCE = "CC-BY-4.0"


@dataclass(frozen=True, kw_only=True)
class Stressed:
    """What a stress test found; `stopped` says why it did not get to its end, if it did not.

    In the search `lost` people were taken out of sight by failed calls.
    """

    question: Question
    folder: Path
    batches: int
    situations: dict[int, int]
    sifted: Sifted | None
    cases: tuple[Case, ...]
    stopped: str = ""
    calls: dict[str, Any] | None = None
    lost: int = 0
    reached: int = field(init=False)

    def __post_init__(self) -> None:
        """Count what was reached."""
        object.__setattr__(self, "reached", len(self.situations))

    def data(self) -> dict[str, Any]:
        """The same as plain data."""
        sifted = self.sifted
        return {
            **self.question.document,
            "directory": str(self.folder),
            "batches": {"done": self.batches, "of": self.question.effort.batches},
            "lives": self.batches * self.question.effort.lives // self.question.effort.batches,
            "situations": {"reached": self.reached, "of": SITUATIONS},
            "finds": None if sifted is None else sifted.tried,
            "put_to_the_test": None if sifted is None else sifted.tested,
            "lost": self.lost,
            "unsaid": None if sifted is None else sifted.unsaid,
            "cases": [one.data() for one in self.cases],
            "stopped": self.stopped or None,
            "calls": self.calls,
        }


def stressed(
    asked: Question,
    folder: Path,
    bench: Bench,
    progress: Progress | None = None,
    line: AbstractContextManager[Any] | None = None,
) -> Stressed:
    """Search, sift, confirm, try in worlds; what is done stands in `folder` and is not done again.

    `line` is held around all that asks policies. Where calls are stopped by a ceiling, what was
    reached is told, and the same question goes on from there.
    """
    with asked_in(folder, asked.document, "stress test"), line or nullcontext() as calls:
        make_folders([folder / SEARCH])
        test = StressTest(asked, bench, Store(folder / SEARCH), progress)
        try:
            test.run()
        except CallsStopped as stopped:
            test.stopped = str(stopped)
        _written(folder, asked, test.cases)
        return Stressed(
            question=asked,
            folder=folder,
            batches=test.batches,
            situations=dict(test.archive.visits),
            sifted=test.sifted,
            cases=test.cases,
            stopped=test.stopped,
            calls=None if calls is None else calls.told(),
            lost=test.archive.lost,
        )


class StressTest:
    """A stress test under way."""

    def __init__(
        self,
        asked: Question,
        bench: Bench,
        store: Store | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.asked, self._bench, self._store = asked, bench, store
        self._progress = progress
        self.archive = Archive(outcomes=asked.lived)
        self.batches = 0
        self.sifted: Sifted | None = None
        self.cases: tuple[Case, ...] = ()
        self.stopped = ""

    def run(self) -> None:
        """All of it, in order."""
        self.sift()
        if self.sifted is None:
            return
        asked = self.asked
        found = in_worlds(self.sifted.found, asked.seed, asked.sizes, self._in_worlds)
        self.cases = cases_of(asked.setting, asked.space, found)

    def sift(self) -> None:
        """Search, and confirm what was found; no worlds, no cases yet."""
        asked = self.asked
        asked.search.run(self.archive, self._tried, self._store, self._searched)
        usual = everybody(asked.setting, asked.outcomes, asked.seed)
        finds = claims_of(self.archive, asked.outcomes, usual)
        self.sifted = sift((asked.setting, asked.seed, asked.sizes), finds, self._measured)

    def _tried(self, batches: Sequence[Batch]) -> Iterable[Tally]:
        return self._bench.each(_try, batches)

    def _measured(self, claims: Sequence[Claim], luck: Luck) -> F8:
        """How far claims hold; those of different worlds are lived beside each other."""
        found = np.zeros((len(claims), luck.people))
        groups = together(claims)
        parts = [([claims[n] for n in mine], luck) for mine in groups]
        for mine, values in zip(groups, self._bench.each(_measure, parts), strict=True):
            found[mine] = values
        return found

    def _in_worlds(self, claims: Sequence[Claim], lucks: Sequence[Luck]) -> Iterable[F8]:
        parts = [(list(claims), luck) for luck in lucks]
        return (means(values) for values in self._bench.each(_measure, parts))

    def _searched(self, done: int, of: int) -> None:
        self.batches = done
        if self._progress is not None:
            self._progress(done, of)


def _try(asked: Question, batch: Batch) -> Tally:
    return tried(asked.setting, [outcome(name) for name in asked.lived], batch)


def _measure(asked: Question, part: tuple[list[Claim], Luck]) -> F8:
    claims, luck = part
    return measured(asked.setting, claims, luck)


def _written(folder: Path, asked: Question, cases: tuple[Case, ...]) -> None:
    """A file a case, and all of them as a suite."""
    if not cases:
        return
    make_folders([folder / CASES])
    for one in cases:
        write_whole(folder / CASES / f"{one.name}.yaml", as_yaml(one.data()).encode())
    policy = asked.setting.policy
    told = {
        "suite": "suite",
        "version": "1.0.0",
        "summary": f"What stress-testing {policy.name} {policy.version} found.",
        "licence": LICENCE,
        "cases": [one.data() for one in cases],
    }
    write_whole(folder / SUITE, as_yaml(told).encode())
