"""What is measured in one world: the difference between two arms, as a whole and tenth by tenth.

The people of a panel fall into tenths, each with luck of its own. How far an effect varies between
them tells how much of it may be luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simenv.columns import F8, I8
from simenv.stats.lived import World
from simenv.stats.outcome import Lives, Outcome
from simenv.stats.strata import Strata

#: Parts of a panel; fewer people of each persona make fewer of them.
TENTHS = 10


def tenths(people: int) -> int:
    """Into how many parts so many people of each persona fall."""
    return min(TENTHS, people)


def differences(
    lives: Mapping[str, Lives],
    outcomes: Sequence[Outcome],
    shares: Sequence[float],
    days: int,
    parts: int,
) -> F8:
    """First arm minus second in each outcome, shape (outcomes, 1 + parts): all, then each part.

    Means are weighted by the personas' shares.
    """
    world = World.of(lives, shares)
    first, second = world.arms
    rows = world.arms[first]
    found = np.empty((len(outcomes), 1 + parts))
    for number, outcome in enumerate(outcomes):
        values, strata = world.values(outcome, days)
        apart = values[first] - values[second]
        among = world.among(outcome)
        found[number, 0] = strata.mean(apart)
        part = rows.person[among] % parts
        found[number, 1:] = _by_part(apart, rows.persona[among].astype(np.int64), part, strata)
    return found


def _by_part(apart: F8, persona: I8, part: I8, strata: Strata) -> F8:
    """The weighted mean in each part; personas that have nobody in a part weigh nothing there."""
    parts = int(part.max()) + 1 if len(part) else 1
    weights = np.array(strata.weights)
    cell, shape = persona * parts + part, (len(weights), parts)
    counts = np.bincount(cell, minlength=len(weights) * parts).reshape(shape)
    sums = np.bincount(cell, apart, minlength=len(weights) * parts).reshape(shape)
    weigh = weights[:, None] * (counts > 0)
    total = (weigh * sums / np.maximum(counts, 1)).sum(axis=0)
    found: F8 = total / np.maximum(weigh.sum(axis=0), np.finfo(np.float64).tiny)
    return found


def error(found: F8) -> F8:
    """The standard error by luck of what was measured, over the last axis: (..., 1 + parts).

    Parts are as large as each other within one person of each persona.
    """
    parts = found[..., 1:]
    spread: F8 = np.std(parts, axis=-1, ddof=1) / parts.shape[-1] ** 0.5
    return spread
