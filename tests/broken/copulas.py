"""Ways of joining traits that are wrong, each in one way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from simenv import copula
from simenv.copula import F8
from simenv.persona import together


def factor_of_scores(
    names: Sequence[str], ranks: Mapping[tuple[str, str], float]
) -> list[list[float]]:
    """Takes the rank correlation for that of the normal scores."""
    taken = {pair: 6.0 / math.pi * math.asin(rank / 2.0) for pair, rank in ranks.items()}
    return copula.factor(names, taken)


def factor_of_neighbours(
    names: Sequence[str], ranks: Mapping[tuple[str, str], float]
) -> list[list[float]]:
    """Forgets what two traits share through a third."""
    rows = copula.factor(names, ranks)
    return [[*[0.0] * (len(row) - 2), *row[-2:]] for row in rows]


def factor_that_adds(
    names: Sequence[str], ranks: Mapping[tuple[str, str], float]
) -> list[list[float]]:
    """Adds what is shared to the whole of one's own: too many in both tails."""
    return [[*row[:-1], 1.0] for row in copula.factor(names, ranks)]


def risk_first(ranks: Mapping[str, float]) -> tuple[str, ...]:
    """Lets the traits follow risk, not risk the traits."""
    return tuple(sorted(together.names_of(ranks), key=lambda name: name != together.RISK))


def joined_in_the_batch(rows: Sequence[Sequence[float]], luck: Sequence[F8]) -> list[F8]:
    """Scores by the ranks in the batch: who else is there decides who somebody is."""
    ranks = [(np.argsort(np.argsort(u)) + 0.5) / len(u) for u in luck]
    return copula.joined(rows, ranks)
