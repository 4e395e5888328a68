"""Points of persons: what a scorecard gives each, before it is averaged.

An item whose denominator is smaller than everybody enters by linearisation: within each persona a
person counts by the item's mean there, plus, if they are in the denominator, by how far they are
from it. A scorecard that is about some people only is a ratio: the points of those, by their share.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.decisions import Decisions, Rate, Rates
from simenv.stats.lived import World
from simenv.stats.scorecard import SCORECARDS, Item, Scorecard
from simenv.stats.strata import Strata, block_sum

#: For each error the share of requests, by arm, in which it was not made: 0 to 1.
Answered = Mapping[str, Mapping[str, float]]
NO_BATTERY: Answered = {}


def answered(decisions: Decisions | None) -> Answered:
    """How good each arm was on the fixed battery; 1 where no request gave occasion to err."""
    battery = {} if decisions is None else decisions.battery
    errors = [card.asked.error for card in SCORECARDS if card.asked is not None]
    return {
        error: {arm: 1.0 - (overall(rates, error).value or 0.0) for arm, rates in battery.items()}
        for error in errors
    }


def overall(rates: Rates, error: str) -> Rate:
    """The rate of an error over the whole battery."""
    return rates["all"]["all"][error]


def fillable(world: World, battery: Answered) -> tuple[Scorecard, ...]:
    """The scorecards that can be filled in."""
    return tuple(
        card
        for card in SCORECARDS
        if world.part(card.among).any()
        and (card.asked is None or set(world.arms) <= set(battery.get(card.asked.error, ())))
    )


def good(world: World, item: Item, days: int) -> tuple[dict[str, F8], Strata]:
    """How good an item was, 0 to 1, for those in its denominator; their strata."""
    values, strata = world.values(item.outcome, days)
    return {arm: item.good(array, days) for arm, array in values.items()}, strata


def persons(world: World, card: Scorecard, item: Item, days: int) -> dict[str, F8]:
    """One number [m] for each kept person in each arm, whose mean is how good the item was."""
    goods, strata = good(world, item, days)
    if card.among is not None:
        part = world.part(card.among)
        return {arm: of_part(values, part, world.strata) for arm, values in goods.items()}
    among = world.among(item.outcome)[world.kept]
    return {arm: linearised(each, among, strata, world.strata) for arm, each in goods.items()}


def personal(
    world: World, card: Scorecard, days: int, battery: Answered = NO_BATTERY
) -> dict[str, F8]:
    """The score of each kept person [m] in each arm, 0 to 1 on average."""
    total = {arm: np.zeros(world.strata.people) for arm in world.arms}
    for item in card.items:
        for arm, values in persons(world, card, item, days).items():
            total[arm] += card.weight * values
    if card.asked is not None:
        for arm in total:
            total[arm] += card.weight * battery[card.asked.error][arm]
    return total


def of_part(values: F8, part: B1, strata: Strata) -> F8:
    """One number [m] for everybody whose weighted mean is that of `values` [m] over a part of them.

    The mean is the weighted total of the part by its weighted size, so a persona weighs by its
    share of the part; the spread is that of this ratio, the size of the part left to chance.
    """
    counted = part.astype(np.float64)
    size = strata.mean(counted)
    mean = strata.mean(values * counted) / size
    found: F8 = mean + counted * (values - mean) / size
    return found


def linearised(values: F8, among: B1, inner: Strata, outer: Strata) -> F8:
    """One number [m] for everybody whose weighted mean is that of `values` [n] for those `among`.

    `inner` are the strata of those n, `outer` those of all m. The spread of the result is that of
    the mean of `values`, with the number of those in the denominator left to chance.
    """
    if among.all():
        return values
    found = np.zeros(len(among))
    for k in inner.counted:
        own, mine = inner.cut(values, k), slice(outer.edges[k], outer.edges[k + 1])
        mean = block_sum(own) / len(own)
        around = np.zeros(outer.sizes[k])
        around[among[mine]] = (own - mean) * (outer.sizes[k] / len(own))
        found[mine] = (mean + around) * (inner.weights[k] / outer.weights[k])
    return found
