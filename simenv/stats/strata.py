"""Persons in key order, cut into personas with declared weights; sums in canonical blocks.

The personas are fixed strata: their weights are declared, not estimated, so the variance of a
weighted mean is the weighted sum of the variances within each persona.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simenv.columns import F8, I4

#: Floats are summed over persons in blocks of this many, in key order: law 1 on any chunking.
BLOCK = 4096


def block_sum(values: F8) -> float:
    """The sum of a one-dimensional array, block by block."""
    flat = np.ascontiguousarray(values)
    total = 0.0
    for start in range(0, len(flat), BLOCK):
        total += float(np.add.reduce(flat[start : start + BLOCK]))
    return total


@dataclass(frozen=True, kw_only=True)
class Strata:
    """Where each persona's rows begin and end, and what each weighs.

    `edges` has one entry more than there are personas; `weights` sum to 1 over the personas that
    hold somebody, and are 0 for the others.
    """

    edges: tuple[int, ...]
    weights: tuple[float, ...]

    @classmethod
    def of(cls, persona: I4, shares: Sequence[float]) -> Strata:
        """Cut sorted persona codes [n]; `shares` are one a persona, on any scale."""
        edges = np.searchsorted(persona, np.arange(len(shares) + 1))
        held = np.asarray(shares, dtype=np.float64) * (np.diff(edges) > 0)
        total = block_sum(held)
        weights = held / total if total > 0 else held
        return cls(edges=tuple(edges.tolist()), weights=tuple(weights.tolist()))

    def one(self, persona: int) -> Strata:
        """Only that persona, weighing 1; fits the values cut out by `cut`."""
        return Strata(edges=(0, self.sizes[persona]), weights=(1.0,))

    def cut(self, values: F8, persona: int) -> F8:
        """The values of that persona's persons; a view."""
        return values[self.edges[persona] : self.edges[persona + 1]]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Persons a persona."""
        return tuple(b - a for a, b in zip(self.edges, self.edges[1:], strict=False))

    @property
    def people(self) -> int:
        """Persons in all."""
        return self.edges[-1] - self.edges[0]

    @cached_property
    def counted(self) -> tuple[int, ...]:
        """The personas that carry weight."""
        return tuple(k for k, weight in enumerate(self.weights) if weight > 0)

    @cached_property
    def effective(self) -> float:
        """Kish's effective number of persons: as many equally weighted ones would tell as much."""
        spread = sum(self.weights[k] ** 2 / self.sizes[k] for k in self.counted)
        return 1.0 / spread if spread > 0 else 0.0

    def mean(self, values: F8) -> float:
        """The weighted mean of values [n]; 0 if there is nobody."""
        return sum(
            self.weights[k] * block_sum(self.cut(values, k)) / self.sizes[k] for k in self.counted
        )

    def variances(self, values: F8) -> tuple[float, ...] | None:
        """What each counted persona adds to the variance of the weighted mean.

        None if some counted persona holds a single person: its spread cannot be known.
        """
        if any(self.sizes[k] < 2 for k in self.counted):
            return None
        return tuple(self._variance(values, k) for k in self.counted)

    def _variance(self, values: F8, persona: int) -> float:
        own, size = self.cut(values, persona), self.sizes[persona]
        apart = own - block_sum(own) / size
        return self.weights[persona] ** 2 * block_sum(apart * apart) / (size - 1) / size


def freedom(parts: Sequence[float], sizes: Sequence[float]) -> float:
    """Satterthwaite's degrees of freedom of a sum of variances, each from `size` persons."""
    total = sum(parts)
    if total <= 0:
        return float(sum(size - 1 for size in sizes))
    return total**2 / sum(p**2 / (size - 1) for p, size in zip(parts, sizes, strict=True))
