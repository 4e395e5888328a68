"""The archive: of each situation and each failure the candidate that shows it most.

Quality-diversity search (MAP-Elites; Mouret & Clune 2015): what is kept is not one worst case but
the best example in every cell. Cells are of three kinds: situations that were reached, failures by
what they take (and the persona), and outcomes by persona.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from simenv.columns import F8, I8
from simenv.stress.candidate import Candidate
from simenv.stress.space import Space

_Cell = TypeVar("_Cell")
_Item = TypeVar("_Item")

#: Of children: how many come from failures, and from rare situations; the others are new.
_FROM_FAILURES, _FROM_RARE = 0.4, 0.4
#: Standard errors by which an outcome is discounted before two candidates are compared.
_CAUTION = 1.0


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What one batch of candidates showed; the first three arrays go together, and the next three.

    `situation` (k,) was met `met` (k,) times by the people of candidate `by` (k,); `failure` (m,)
    befell the share `share` (m,) of the people of candidate `of` (m,). `harm` and `error`
    [candidates, outcomes] are means and standard errors, the harmful direction up. `lost`
    (candidates,) people of each were taken out of sight by a failed call.
    """

    candidates: tuple[Candidate, ...]
    situation: I8
    by: I8
    met: I8
    failure: I8
    of: I8
    share: F8
    harm: F8
    error: F8
    lost: I8


@dataclass(frozen=True, kw_only=True)
class Elite:
    """The best candidate of a cell, and how good it is there."""

    candidate: Candidate
    quality: float


@dataclass(kw_only=True)
class Archive:
    """All cells with their elites. The same tallies in the same order give the same archive.

    `lost` people of all were taken out of sight by failed calls.
    """

    outcomes: tuple[str, ...]
    visits: dict[int, int] = field(default_factory=dict)
    situations: dict[int, Elite] = field(default_factory=dict)
    failures: dict[tuple[int, str], Elite] = field(default_factory=dict)
    harms: dict[tuple[str, str], Elite] = field(default_factory=dict)
    lost: int = 0

    def add(self, tally: Tally) -> None:
        """Take in what a batch showed."""
        self.lost += int(tally.lost.sum())
        told = zip(tally.situation.tolist(), tally.by.tolist(), tally.met.tolist(), strict=True)
        for cell, by, met in told:
            self.visits[cell] = self.visits.get(cell, 0) + met
            _keep(self.situations, cell, tally.candidates[by], float(met))
        shown = zip(tally.failure.tolist(), tally.of.tolist(), tally.share.tolist(), strict=True)
        for failure, of, share in shown:
            one = tally.candidates[of]
            _keep(self.failures, (failure, one.persona), one, share)
        low = tally.harm - _CAUTION * tally.error
        for one, bounds in zip(tally.candidates, low.tolist(), strict=True):
            for name, bound in zip(self.outcomes, bounds, strict=True):
                _keep(self.harms, (name, one.persona), one, bound)

    def children(
        self, space: Space, count: int, luck: np.random.Generator, services: str
    ) -> tuple[Candidate, ...]:
        """The candidates of the next batch, all with these services."""
        failing = self._by_failure()
        # The rarer half, so that what was met once is met again from elsewhere.
        rare = sorted(self.visits, key=lambda cell: (self.visits[cell], cell))
        rare = rare[: max(1, len(rare) // 2)]
        found = []
        for _ in range(count):
            chance = luck.random()
            if failing and chance < _FROM_FAILURES:
                parents = [_one_of(_one_of(failing, luck), luck) for _ in range(2)]
            elif rare and chance < _FROM_FAILURES + _FROM_RARE:
                parents = [self.situations[_one_of(rare, luck)].candidate for _ in range(2)]
            else:
                found.append(space.random(luck, services))
                continue
            found.append(space.child(parents, luck, services))
        return tuple(found)

    def _by_failure(self) -> list[list[Candidate]]:
        """The elites of failures and of outcomes, those of one failure in one list."""
        groups: dict[int | str, list[Candidate]] = {}
        for (failure, _), elite in self.failures.items():
            groups.setdefault(failure, []).append(elite.candidate)
        for (outcome, _), elite in self.harms.items():
            groups.setdefault(outcome, []).append(elite.candidate)
        return [groups[name] for name in sorted(groups, key=str)]


def _keep(cells: dict[_Cell, Elite], key: _Cell, one: Candidate, quality: float) -> None:
    """Put a candidate into a cell if it is better than who is there; fewer changes break a tie."""
    held = cells.get(key)
    if held is None or _worth(quality, one) > _worth(held.quality, held.candidate):
        cells[key] = Elite(candidate=one, quality=quality)


def _worth(quality: float, one: Candidate) -> tuple[float, int]:
    return quality, -len(one.changes)


def _one_of(items: Sequence[_Item], luck: np.random.Generator) -> _Item:
    return items[int(luck.integers(len(items)))]
