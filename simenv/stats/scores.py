"""Scorecards filled in: the points of each arm, item by item, and differences to the reference.

The score of an arm is the mean over persons of the score of a person, so levels, paired differences
and their intervals are those of any other outcome. An item whose denominator is smaller than
everybody enters by linearisation: within each persona a person counts by the item's mean there,
plus, if they are in the denominator, by how far they are from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.estimate import Difference, Estimate, Measure, difference, level
from simenv.stats.lived import World
from simenv.stats.scorecard import FULL, SCORECARDS, Item, Scorecard
from simenv.stats.strata import Strata, block_sum
from simenv.stats.worlds import Drawn, Signs, signs


@dataclass(frozen=True, kw_only=True)
class ScoreDifference:
    """An arm minus the reference, in points, and the worlds in which it has the same sign."""

    all: Difference
    worlds: Signs


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """One item in every arm, in points. `standard` names the norm that it rests on, if any."""

    outcome: str
    head: str
    label: str
    formula: str
    weight: float
    standard: str | None
    arms: dict[str, Estimate]
    differences: dict[str, ScoreDifference]


@dataclass(frozen=True, kw_only=True)
class ScorecardLine:
    """One scorecard in every arm, in points of 0 to 100, with its items beside it."""

    name: str
    title: str
    about: str
    arms: dict[str, Estimate]
    differences: dict[str, ScoreDifference]
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """What all scorecards of a summary share. `same` are the arms that decided as the reference."""

    world: World
    days: int
    standard: str
    reference: str
    same: frozenset[str]
    drawn: Sequence[Drawn]


def scorecards(
    world: World, days: int, standard: str, same: frozenset[str], drawn: Sequence[Drawn]
) -> tuple[ScorecardLine, ...]:
    """Both scorecards of one world; the first arm is the reference. Empty without an arm."""
    reference = next(iter(world.arms), None)
    if reference is None:
        return ()
    sheet = _Sheet(
        world=world, days=days, standard=standard, reference=reference, same=same, drawn=drawn
    )
    return tuple(_filled(sheet, card) for card in SCORECARDS)


def score_levels(world: World, days: int) -> dict[str, dict[str, float]]:
    """The points of each arm in one drawn world, by the name of scorecard or item."""
    found: dict[str, dict[str, float]] = {}
    for card in SCORECARDS if world.arms else ():
        items = {}
        for item in card.items:
            goods, strata = good(world, item, days)
            items[_key(card, item)] = {arm: FULL * strata.mean(each) for arm, each in goods.items()}
        found |= items
        found[_key(card)] = {
            arm: sum(card.weight * each[arm] for each in items.values()) for arm in world.arms
        }
    return found


def good(world: World, item: Item, days: int) -> tuple[dict[str, F8], Strata]:
    """How good an item was, 0 to 1, for those in its denominator; their strata."""
    values, strata = world.values(item.outcome, days)
    return {arm: item.good(array, days) for arm, array in values.items()}, strata


def personal(world: World, card: Scorecard, days: int) -> dict[str, F8]:
    """The score of each kept person [m] in each arm, 0 to 1."""
    total = {arm: np.zeros(world.strata.people) for arm in world.arms}
    for item in card.items:
        goods, strata = good(world, item, days)
        among = world.among(item.outcome)[world.kept]
        for arm, values in goods.items():
            total[arm] += card.weight * linearised(values, among, strata, world.strata)
    return total


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


def _filled(sheet: _Sheet, card: Scorecard) -> ScorecardLine:
    persons, strata = personal(sheet.world, card, sheet.days), sheet.world.strata
    return ScorecardLine(
        name=card.name,
        title=card.title,
        about=card.about,
        arms={arm: level(array, strata, "score").times(FULL) for arm, array in persons.items()},
        differences=_differences(sheet, persons, (strata, "score"), _key(card)),
        items=tuple(_item(sheet, card, item) for item in card.items),
    )


def _item(sheet: _Sheet, card: Scorecard, item: Item) -> ItemLine:
    goods, strata = good(sheet.world, item, sheet.days)
    kind: Measure = "share" if item.outcome.kind == "share" else "mean"
    return ItemLine(
        outcome=item.name,
        head=item.head,
        label=item.outcome.label,
        formula=item.formula,
        weight=card.weight,
        standard=sheet.standard if item.outcome.by_standard else None,
        arms={arm: level(array, strata, kind).times(FULL) for arm, array in goods.items()},
        differences=_differences(sheet, goods, (strata, kind), _key(card, item)),
    )


def _differences(
    sheet: _Sheet, values: Mapping[str, F8], what: tuple[Strata, Measure], key: str
) -> dict[str, ScoreDifference]:
    strata, kind = what
    found = {}
    for arm, array in values.items():
        if arm == sheet.reference:
            continue
        apart = Difference(value=0.0, people=strata.people, same=True)
        if arm not in sheet.same:
            apart = difference(array, values[sheet.reference], strata, kind).times(FULL)
        worlds = signs(apart.value, sheet.drawn, key, (arm, sheet.reference))
        found[arm] = ScoreDifference(all=apart, worlds=worlds)
    return found


def _key(card: Scorecard, item: Item | None = None) -> str:
    """The name of a scorecard or an item among the levels of a drawn world."""
    return f"score/{card.name}" if item is None else f"score/{card.name}/{item.name}"
