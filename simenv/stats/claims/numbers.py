"""The numbers of the model in the drawn worlds: the sides of their cuts, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simenv.columns import B1, F8
from simenv.parameters import Parameter


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What was drawn: `values` [worlds, parameters]. `ValueError` if the shapes do not fit."""

    parameters: tuple[Parameter, ...]
    values: F8

    def __post_init__(self) -> None:
        """Refuse values of other parameters."""
        if self.values.ndim != 2 or self.values.shape[1] != len(self.parameters):
            raise ValueError(f"{self.values.shape} values of {len(self.parameters)} parameters")

    @classmethod
    def none(cls, worlds: int) -> Numbers:
        """Of worlds about whose numbers nothing is known."""
        return cls(parameters=(), values=np.zeros((worlds, 0)))

    def of(self, kept: B1) -> Numbers:
        """The numbers of some of the worlds; itself where all are kept."""
        if kept.all():
            return self
        return Numbers(parameters=self.parameters, values=self.values[kept])

    @cached_property
    def cuts(self) -> F8:
        """Where each number is cut, [parameters]: 0 if its sign is unknown, else at its median."""
        if not len(self.values):
            return np.zeros(len(self.parameters))
        signed = np.array([one.unknown_sign for one in self.parameters], np.bool_)
        return np.where(signed, 0.0, np.median(self.values, axis=0))

    @cached_property
    def low(self) -> B1:
        """Which worlds lie below the cut of each number; [worlds, parameters]."""
        below: B1 = self.values < self.cuts
        return below

    @cached_property
    def high(self) -> B1:
        """Which worlds lie above the cut of each number; [worlds, parameters]."""
        above: B1 = self.values > self.cuts
        return above

    @cached_property
    def signed(self) -> tuple[int, ...]:
        """The numbers of unknown sign."""
        return tuple(k for k, one in enumerate(self.parameters) if one.unknown_sign)

    @cached_property
    def grounded(self) -> tuple[int, ...]:
        """The numbers that rest on an evidence row alone, and that vary."""
        return tuple(
            k
            for k, one in enumerate(self.parameters)
            if not (one.assumed or one.partly_assumed or one.definition) and self._varies(k)
        )

    @cached_property
    def basis(self) -> F8:
        """Orthonormal columns that span a constant and the normal scores of the grounded numbers.

        Shape (worlds, 1 + grounded).
        """
        scores = [normal_scores(self.values[:, k]) for k in self.grounded]
        columns = np.column_stack([np.ones(len(self.values)), *scores])
        found: F8 = np.linalg.qr(columns)[0]
        return found

    def _varies(self, k: int) -> bool:
        return len(self.values) > 0 and bool(np.ptp(self.values[:, k]) > 0)


def normal_scores(values: F8) -> F8:
    """The normal quantiles of the ranks of values [n] (Blom's); ties share the mean rank."""
    from scipy.special import ndtri  # noqa: PLC0415  (half a second, for who asks for claims)

    found: F8 = ndtri((ranks(values) - 0.375) / (len(values) + 0.25))
    return found


def ranks(values: F8) -> F8:
    """The ranks of values [n] from 1; ties share the mean rank."""
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    found: F8 = (last - (sizes - 1) / 2.0)[group]
    return found
