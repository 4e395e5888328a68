"""What is written down in a batch: once for all arms it happened in, and dealt out at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from simenv.columns import I8, Table

Rows = TypeVar("Rows", bound=Table)

#: Rows that are laid together as they come: dealing out a few large tables takes fewer calls.
_TOGETHER = 50_000


@dataclass(kw_only=True)
class Kept(Generic[Rows]):
    """Rows in the order in which they came, each with the set of its arms."""

    kind: type[Rows]
    _whole: list[tuple[I8, Rows]] = field(default_factory=list)
    _loose: list[tuple[I8, Rows]] = field(default_factory=list)

    def add(self, arms: I8, rows: Rows) -> None:
        """Keep these rows, which happened in these sets of arms."""
        self._loose.append((arms, rows))
        if sum(len(arms) for arms, _ in self._loose) >= _TOGETHER:
            self._lay_together()

    def of(self, arm: int) -> Rows:
        """The rows of one arm, in the order in which they came."""
        return self.kind.joined(list(self._parts(arm)))

    def _parts(self, arm: int) -> Iterator[Rows]:
        self._lay_together()
        for arms, rows in self._whole:
            yield rows.take(np.flatnonzero(arms & (1 << arm)))

    def _lay_together(self) -> None:
        if self._loose:
            arms = np.concatenate([arms for arms, _ in self._loose])
            self._whole.append((arms, self.kind.joined([rows for _, rows in self._loose])))
            self._loose = []
