"""The search itself: generations of candidates, each bred from what all before it showed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.draws import name_key
from simenv.stats.outcome import Outcome
from simenv.stress.archive import Archive, Tally
from simenv.stress.candidate import AMPLE, SHORT, USUAL, Candidate
from simenv.stress.space import Space
from simenv.stress.store import Store
from simenv.stress.tallying import tallied
from simenv.stress.trial import Luck, Setting, lived

Progress = Callable[[int, int], None]
"""Called with the batches that are done and those of the whole search."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much is searched: generations of two batches, each of candidates with some people."""

    generations: int
    candidates: int
    people: int

    @property
    def batches(self) -> int:
        """All batches of a search."""
        return _A_GENERATION * self.generations

    @property
    def lives(self) -> int:
        """How many people live under the policy."""
        return self.batches * self.candidates * self.people


_A_GENERATION = 2


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Candidates that share a world, and whose luck their people have."""

    name: str
    candidates: tuple[Candidate, ...]
    luck: Luck


Tried = Callable[[Sequence[Batch]], Iterable[Tally]]
"""Lets batches live, and gives what each showed, in their order."""


def tried(setting: Setting, outcomes: Sequence[Outcome], batch: Batch) -> Tally:
    """Let a batch live; `PolicyFailure` if a policy misbehaves."""
    return tallied(setting, lived(setting, batch.candidates, batch.luck), outcomes)


@dataclass(frozen=True, kw_only=True)
class Search:
    """One search of a space. `seed` decides everything; `directed` is False for a random search."""

    space: Space
    outcomes: tuple[str, ...]
    effort: Effort
    seed: int
    directed: bool = True

    def run(
        self,
        archive: Archive,
        tried: Tried,
        store: Store | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Fill an archive to the end of the effort; `tried` lets batches live, in their order.

        What `store` holds already is not tried again.
        """
        for generation in range(self.effort.generations):
            batches = self._bred(archive, generation)
            for place, tally in enumerate(_each(batches, tried, store)):
                archive.add(tally)
                if progress is not None:
                    progress(_A_GENERATION * generation + place + 1, self.effort.batches)

    def _bred(self, archive: Archive, generation: int) -> list[Batch]:
        """The batches of a generation: one with usual services, one with short or ample ones."""
        other = (SHORT, AMPLE)[generation % 2]
        found = []
        for place, services in enumerate((USUAL, other)):
            number = _A_GENERATION * generation + place
            luck = np.random.default_rng([name_key(f"search/{self.seed}"), number])
            found.append(
                Batch(
                    name=f"batch-{number:04d}",
                    candidates=self._candidates(archive, services, luck),
                    luck=Luck(
                        seed=self.seed,
                        people=self.effort.people,
                        first=number * self.effort.candidates * self.effort.people,
                    ),
                )
            )
        return found

    def _candidates(
        self, archive: Archive, services: str, luck: np.random.Generator
    ) -> tuple[Candidate, ...]:
        count = self.effort.candidates
        if self.directed:
            return archive.children(self.space, count, luck, services)
        return tuple(self.space.random(luck, services) for _ in range(count))


def _each(
    batches: Sequence[Batch],
    tried: Tried,
    store: Store | None,
) -> Iterator[Tally]:
    """The tally of each batch, in order, from the store where it has it; new ones are kept."""
    kept = [None if store is None else store.read(one.name, one.candidates) for one in batches]
    missing = [one for one, tally in zip(batches, kept, strict=True) if tally is None]
    fresh = iter(tried(missing))
    for one, tally in zip(batches, kept, strict=True):
        if tally is not None:
            yield tally
            continue
        found = next(fresh)
        if store is not None:
            store.keep(one.name, found)
        yield found
