"""Levels and differences among some of the people, whose number is left to chance.

A mean over a part of the people is a ratio: the weighted total of the part by its weighted size, so
that a persona weighs by its share of the part (domain estimation; Särndal, Swensson & Wretman 1992,
chapter 5). Its spread is that of the linearised persons over all strata (`points.of_part`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.estimate import Difference, Estimate, Measure, difference, events_in, few, level
from simenv.stats.points import of_part
from simenv.stats.quantiles import clopper_pearson
from simenv.stats.strata import Strata


def level_among(values: F8, part: B1, strata: Strata, kind: Measure) -> Estimate:
    """The mean of values [m] over those of a `part` [m], who are one at least.

    A share that too few of them met, or did not, has the exact interval on the part's own Kish
    number. `people` are those of the part.
    """
    size, people = _size(part, strata), int(part.sum())
    events = events_in(values[part]) if kind == "share" else None
    spread = level(of_part(values, part, strata), strata, kind, size)
    found = replace(spread, people=people, events=events)
    if found.low is None or events is None or not few(events, people):
        return found
    number = np.array([kish(part, strata)])
    low, high = clopper_pearson(np.array([min(1.0, max(0.0, found.value))]), number)
    return replace(found, low=float(low[0]), high=float(high[0]), exact=True)


def difference_among(first: F8, second: F8, part: B1, strata: Strata, kind: Measure) -> Difference:
    """The mean of first minus second [m] over those of a `part` [m], who are one at least.

    Without limits where too few met a share in both arms together, or did not. `people` are those
    of the part.
    """
    people = int(part.sum())
    spread = (of_part(first, part, strata), of_part(second, part, strata))
    found = difference(*spread, strata, kind, _size(part, strata))
    events = events_in(first[part], second[part]) if kind == "share" else None
    if events is not None and few(events, 2 * people):
        return Difference(value=found.value, people=people)
    return replace(found, people=people)


def kish(part: B1, strata: Strata) -> float:
    """So many equally weighted people of the part would tell as much."""
    total, squares = 0.0, 0.0
    for k in strata.counted:
        one = strata.weights[k] / strata.sizes[k]
        held = int(part[strata.edges[k] : strata.edges[k + 1]].sum())
        total, squares = total + one * held, squares + one**2 * held
    return total**2 / squares if squares > 0 else 0.0


def _size(part: B1, strata: Strata) -> float:
    return strata.mean(part.astype(np.float64))
