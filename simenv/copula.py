"""Traits that go together: uniforms with given rank correlations, by a Gaussian copula.

Each uniform becomes a normal score, the scores are mixed, and each becomes a uniform again: every
one keeps its distribution. What goes with nothing before it keeps its bits, and what comes after
moves nothing before it. Element-wise, with a fixed order of additions: a person alone gets
the same bits as in any batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]

#: What is left of a trait's own variance, given those before it, must exceed this.
_OWN = 1e-9


def factor(names: Sequence[str], ranks: Mapping[tuple[str, str], float]) -> list[list[float]]:
    """The lower Cholesky factor of the correlations of normal scores, row by row.

    `ranks` are Spearman's, -1 to 1; pairs that are not named have none. `ValueError` if no
    variables can be correlated in that way.
    """
    pearson = {frozenset(pair): _pearson(rank) for pair, rank in ranks.items()}
    rows: list[list[float]] = []
    for name in names:
        row: list[float] = []
        for other, before in zip(names, rows, strict=False):
            shared = _product(row, before)
            row.append((pearson.get(frozenset((name, other)), 0.0) - shared) / before[-1])
        own = 1.0 - _product(row, row)
        if own < _OWN:
            raise ValueError(f"{name} cannot go with the others in this way")
        rows.append([*row, math.sqrt(own)])
    return rows


def _pearson(rank: float) -> float:
    """The correlation of two normal variables whose ranks are so correlated; exact."""
    return 2.0 * math.sin(math.pi * rank / 6.0)


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    """The sum of products of what both hold, first to last."""
    total = 0.0
    for a, b in zip(one, other, strict=False):
        total += a * b
    return total


def joined(rows: Sequence[Sequence[float]], luck: Sequence[F8]) -> list[F8]:
    """Uniforms that go together by a factor's `rows`, from independent ones of equal shape.

    Those that go with none before them, as the first, stay as they are.
    """
    from scipy.special import ndtr, ndtri  # noqa: PLC0415 - slow to import, and few personas ask

    scores = [ndtri(u) for u in luck]
    found = []
    for row, own in zip(rows, luck, strict=True):
        total = np.zeros_like(own)
        for weight, score in zip(row, scores, strict=False):
            total = total + weight * score
        found.append(ndtr(total) if any(row[:-1]) else own)
    return found
