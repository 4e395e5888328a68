"""Scorecards filled in: the points of each arm, item by item, and differences to the reference.

The score of an arm is the mean over persons of the score of a person (`points`), so levels, paired
differences and their intervals are those of any other outcome. The part that is read off the fixed
battery is one number an arm: it moves scores and differences, and widens no interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv.columns import F8
from simenv.stats.decisions import Decisions
from simenv.stats.estimate import Difference, Estimate, Measure, difference, level
from simenv.stats.lived import World
from simenv.stats.points import (
    NO_BATTERY,
    Answered,
    answered,
    fillable,
    overall,
    personal,
    persons,
)
from simenv.stats.scorecard import FULL, Asked, Item, Scorecard
from simenv.stats.worlds import Drawn, Levels, Measured, Signs, signs


@dataclass(frozen=True, kw_only=True)
class ScoreDifference:
    """An arm minus the reference, in points, and the worlds in which it has the same sign."""

    all: Difference
    worlds: Signs


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """One item in every arm, in points. `standard` names the norm that it rests on, if any.

    `outcome` is an outcome, or, where it is `fixed`, an error of the fixed battery; then `people`
    are requests, and a difference is one number without an interval.
    """

    outcome: str
    head: str
    label: str
    formula: str
    weight: float
    standard: str | None
    fixed: bool
    arms: dict[str, Estimate]
    differences: dict[str, ScoreDifference]


@dataclass(frozen=True, kw_only=True)
class ScorecardLine:
    """One scorecard in every arm, in points of 0 to 100, with its items beside it.

    `people` are those whom it is about.
    """

    name: str
    title: str
    about: str
    people: int
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
    decisions: Decisions | None

    @property
    def answered(self) -> Answered:
        """How good each arm was on the battery."""
        return answered(self.decisions)


def scorecards(
    world: World,
    days: int,
    standard: str,
    same: frozenset[str],
    drawn: Sequence[Drawn],
    decisions: Decisions | None = None,
) -> tuple[ScorecardLine, ...]:
    """The scorecards of one world; the first arm is the reference. Empty without an arm.

    A scorecard is left out where nobody is there whom it is about, or where an arm has no answers
    to the battery on which a part of it rests.
    """
    reference = next(iter(world.arms), None)
    if reference is None:
        return ()
    sheet = _Sheet(
        world=world,
        days=days,
        standard=standard,
        reference=reference,
        same=same,
        drawn=drawn,
        decisions=decisions,
    )
    return tuple(_filled(sheet, card) for card in fillable(world, sheet.answered))


def score_levels(battery: Answered = NO_BATTERY) -> Measured:
    """Measure the points of each arm in a drawn world, by the name of scorecard or item."""

    def measured(world: World, days: int) -> Levels:
        found: Levels = {}
        for card in fillable(world, battery) if world.arms else ():
            for item in card.items:
                points = persons(world, card, item, days)
                found[_key(card, item)] = {
                    arm: FULL * world.strata.mean(each) for arm, each in points.items()
                }
            scores = personal(world, card, days, battery)
            found[_key(card)] = {
                arm: FULL * world.strata.mean(each) for arm, each in scores.items()
            }
        return found

    return measured


def _filled(sheet: _Sheet, card: Scorecard) -> ScorecardLine:
    scores = personal(sheet.world, card, sheet.days, sheet.answered)
    items = [_item(sheet, card, item) for item in card.items]
    if card.asked is not None:
        items.append(_asked(sheet, card, card.asked))
    return ScorecardLine(
        name=card.name,
        title=card.title,
        about=card.about,
        people=int(sheet.world.part(card.among).sum()),
        arms=_levels(sheet, card, scores, "score"),
        differences=_differences(sheet, card, scores, "score", _key(card)),
        items=tuple(items),
    )


def _item(sheet: _Sheet, card: Scorecard, item: Item) -> ItemLine:
    kind: Measure = "share" if item.outcome.kind == "share" else "mean"
    points = persons(sheet.world, card, item, sheet.days)
    return ItemLine(
        outcome=item.name,
        head=item.head,
        label=item.outcome.label,
        formula=item.formula,
        weight=card.weight,
        standard=sheet.standard if item.outcome.by_standard else None,
        fixed=False,
        arms=_levels(sheet, card, points, kind),
        differences=_differences(sheet, card, points, kind, _key(card, item)),
    )


def _asked(sheet: _Sheet, card: Scorecard, asked: Asked) -> ItemLine:
    """The part that is read off the battery; its differences are exact for it: no interval."""
    points = sheet.answered[asked.error]
    reference = points[sheet.reference]
    told = Signs(same=0, drawn=0, differences=())
    return ItemLine(
        outcome=asked.error,
        head=asked.head,
        label=asked.label,
        formula=asked.formula,
        weight=card.weight,
        standard=sheet.standard,
        fixed=True,
        arms={arm: _answers(sheet, arm, asked.error) for arm in sheet.world.arms},
        differences={
            arm: ScoreDifference(
                all=Difference(value=FULL * (points[arm] - reference)), worlds=told
            )
            for arm in sheet.world.arms
            if arm != sheet.reference
        },
    )


def _answers(sheet: _Sheet, arm: str, error: str) -> Estimate:
    """The points of an arm on the battery; the interval is that of the rate."""
    rate = overall(sheet.decisions.battery[arm], error) if sheet.decisions is not None else None
    low, high = (None, None) if rate is None else (rate.low, rate.high)
    return Estimate(
        value=FULL * sheet.answered[error][arm],
        low=None if high is None else FULL * (1.0 - high),
        high=None if low is None else FULL * (1.0 - low),
        error=None,
        people=0 if rate is None else rate.possible,
    )


def _levels(
    sheet: _Sheet, card: Scorecard, values: Mapping[str, F8], kind: Measure
) -> dict[str, Estimate]:
    strata, (size, people) = sheet.world.strata, _size(sheet.world, card)
    return {
        arm: replace(level(array, strata, kind, size).times(FULL), people=people)
        for arm, array in values.items()
    }


def _size(world: World, card: Scorecard) -> tuple[float, int]:
    """The weighted share of people whom a scorecard is about, and their number."""
    part = world.part(card.among)
    return world.strata.mean(part.astype(np.float64)), int(part.sum())


def _differences(
    sheet: _Sheet, card: Scorecard, values: Mapping[str, F8], kind: Measure, key: str
) -> dict[str, ScoreDifference]:
    strata, (size, people) = sheet.world.strata, _size(sheet.world, card)
    found = {}
    for arm, array in values.items():
        if arm == sheet.reference:
            continue
        apart = Difference(value=0.0, same=True)
        if not (arm in sheet.same and (array == values[sheet.reference]).all()):
            apart = difference(array, values[sheet.reference], strata, kind, size).times(FULL)
        worlds = signs(apart.value, sheet.drawn, key, (arm, sheet.reference))
        found[arm] = ScoreDifference(all=replace(apart, people=people), worlds=worlds)
    return found


def _key(card: Scorecard, item: Item | None = None) -> str:
    """The name of a scorecard or an item among the levels of a drawn world."""
    return f"score/{card.name}" if item is None else f"score/{card.name}/{item.name}"
