"""Trials in this process, or in several that have all prepared the same question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from simenv.errors import RunFailure
from simenv.experiment.pool import processes
from simenv.records import numeric_fingerprint
from simenv.stress.question import Asked, Question, question

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Bench(Protocol):
    """Where trials are done."""

    def each(self, task: Callable[[Question, _In], _Out], items: Sequence[_In]) -> Iterable[_Out]:
        """What a task makes of each item, in the order of the items."""


@dataclass(frozen=True)
class Here:
    """A bench in this process."""

    question: Question

    def each(self, task: Callable[[Question, _In], _Out], items: Sequence[_In]) -> Iterable[_Out]:
        """What a task makes of each item, in the order of the items."""
        return map(partial(task, self.question), items)


@contextmanager
def bench(asked: Asked, found: Question, workers: int) -> Iterator[Bench]:
    """A bench of so many processes until the block ends; a policy in words is asked from one."""
    if workers == 1 or found.setting.spoken:
        yield Here(found)
        return
    recipe = Recipe(asked=asked, fingerprint=numeric_fingerprint(), identity=str(found.directory()))
    recipe.keep(found)
    with processes(workers) as pool:
        yield _Pool(recipe, pool)


@dataclass(frozen=True)
class _Pool:
    """A bench of several processes; a task has to be a function of a module."""

    recipe: Recipe
    pool: ProcessPoolExecutor

    def each(self, task: Callable[[Question, _In], _Out], items: Sequence[_In]) -> Iterable[_Out]:
        """What a task makes of each item, in the order of the items."""
        return self.pool.map(partial(self.recipe.call, task), items)


#: The question of a recipe, in a process that has prepared it and in the workers forked from it.
_PREPARED: dict[str, Question] = {}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a worker prepares the same question: files are read again, nothing live is sent."""

    asked: Asked
    fingerprint: str
    identity: str

    def keep(self, found: Question) -> None:
        """Let this process, and those that it forks, work by this question."""
        _PREPARED.clear()
        _PREPARED[self.identity] = found

    def call(self, task: Callable[[Question, _In], _Out], item: _In) -> _Out:
        """Do a task in this process; `RunFailure` if it cannot give the same numbers."""
        if self.identity not in _PREPARED:
            self.keep(self._read())
        return task(_PREPARED[self.identity], item)

    def _read(self) -> Question:
        here = numeric_fingerprint()
        if here != self.fingerprint:
            raise RunFailure(f"a worker has other arithmetic: {here}, not {self.fingerprint}")
        found = question(self.asked)
        if str(found.directory()) != self.identity:
            raise RunFailure("a file changed while the search was going on: repeat the command")
        return found
