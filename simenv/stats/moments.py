"""Means of all outcomes in one world, arm by arm and persona by persona, and how sure they are.

All arms are counted in one go: their rows stand one arm below the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simenv.columns import F8
from simenv.rows import TrajectoryRows
from simenv.stats.lived import World
from simenv.stats.outcome import Outcome
from simenv.stats.strata import BLOCK, Strata

#: Of the variances of two arms, what rounding may leave of the variance of no difference.
_ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True)
class Moments:
    """One outcome in one world.

    `means` [arms, personas] are NaN where nobody is in the denominator; `errors` [personas, arms,
    arms] are the squared standard errors of the paired differences of two arms, NaN where fewer
    than two persons are.
    """

    means: F8
    errors: F8


def moments(world: World, outcomes: Sequence[Outcome], days: int) -> dict[str, Moments]:
    """The moments of each outcome, by name; the arms in the order of `world.arms`."""
    if not world.arms:
        return {}
    rows = TrajectoryRows.joined(list(world.arms.values()))
    lives = (rows, np.concatenate(list(world.standing.values())))
    shape = (len(world.arms), len(world.kept))
    found = {}
    for each in outcomes:
        values = each.value(lives, days).reshape(shape)
        among = world.kept
        if each.among is not None:
            among = among & each.counted(rows).reshape(shape).all(axis=0)
        counted = values if among.all() else values[:, among]
        first = next(iter(world.arms.values()))
        found[each.name] = of_values(counted, Strata.of(first.persona[among], world.shares))
    return found


def of_values(values: F8, strata: Strata) -> Moments:
    """The moments of values [arms, n] of persons who are cut into personas by `strata`."""
    arms, sizes = len(values), strata.sizes
    if len(set(sizes)) == 1:  # as a rule: then all personas are counted in one go
        means, errors = _of_cube(values.reshape(arms, len(sizes), sizes[0]).swapaxes(0, 1))
    else:
        parts = [_of_cube(values[None, :, a:b]) for a, b in pairwise(strata.edges)]
        means, errors = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Moments(means=means.T, errors=errors)


def _of_cube(values: F8) -> tuple[F8, F8]:
    """Means [personas, arms] and errors of values [personas, arms, n], as many of each persona."""
    personas, arms, size = values.shape
    means = np.full((personas, arms), np.nan)
    errors = np.full((personas, arms, arms), np.nan)
    if size:
        flat = np.ascontiguousarray(values)
        means = _sums(flat) / size
        if size > 1:
            errors = _errors(flat - means[:, :, None])
    return means, errors


def _sums(values: F8) -> F8:
    """Sums over the last axis, in canonical blocks like those of `block_sum`."""
    total = np.zeros(values.shape[:-1])
    for start in range(0, values.shape[-1], BLOCK):
        total += np.add.reduce(values[..., start : start + BLOCK], axis=-1)
    return total


def _errors(apart: F8) -> F8:
    """Squared standard errors [personas, arms, arms] of paired differences.

    `apart` are values [personas, arms, n] less their means.
    """
    size = apart.shape[-1]
    products = apart @ apart.swapaxes(1, 2) / ((size - 1) * size)
    own = products.diagonal(axis1=1, axis2=2)
    scale = own[:, :, None] + own[:, None, :]
    found: F8 = scale - 2.0 * products
    return np.where(found > _ROUNDING * scale, found, 0.0)
