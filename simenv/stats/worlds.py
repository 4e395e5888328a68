"""Does the answer stand when the parameters are drawn anew? Signs over the plausible worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from simenv.stats.censoring import LIMIT
from simenv.stats.lived import World
from simenv.stats.outcome import Lives, Outcome

#: For each outcome or score, the level in each arm.
Levels = dict[str, dict[str, float]]
#: What is measured in every drawn world, given the horizon in days.
Measured = Callable[[World, int], Levels]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The levels in one drawn world, and whether too many people were lost in it."""

    levels: Levels
    lost: bool


@dataclass(frozen=True, kw_only=True)
class Signs:
    """One difference over the drawn worlds.

    `same` of `drawn` worlds have the sign of the median world. A world without a difference has
    no sign, unless there is none anywhere; one that lost too many people, or in which an arm
    failed, counts as not the same.
    """

    same: int
    drawn: int
    differences: tuple[float, ...]


def levels(
    worlds: Iterable[Mapping[str, Lives]],
    shares: Sequence[float],
    measured: Sequence[Measured],
    days: int,
) -> list[Drawn]:
    """The levels in each drawn world; worlds are read one at a time and let go."""
    return [_drawn(World.of(lives, shares), measured, days) for lives in worlds]


def outcome_levels(outcomes: Sequence[Outcome]) -> Measured:
    """Measure these outcomes."""

    def measured(world: World, days: int) -> Levels:
        found: Levels = {}
        for outcome in outcomes if world.arms else ():
            values, strata = world.values(outcome, days)
            found[outcome.name] = {arm: strata.mean(array) for arm, array in values.items()}
        return found

    return measured


def signs(median: float, worlds: Sequence[Drawn], outcome: str, arms: tuple[str, str]) -> Signs:
    """Count the worlds whose difference, first arm minus second, has the sign of `median`."""
    found = [_difference(world, outcome, arms) for world in worlds]
    none_anywhere = median == 0 and all(each == 0 for each in found)
    sound = [each is not None and not world.lost for each, world in zip(found, worlds, strict=True)]
    same = [
        ok and each is not None and (none_anywhere or each * median > 0)
        for ok, each in zip(sound, found, strict=True)
    ]
    return Signs(
        same=sum(same),
        drawn=len(worlds),
        differences=tuple(each for each in found if each is not None),
    )


def _drawn(world: World, measured: Sequence[Measured], days: int) -> Drawn:
    found: Levels = {}
    for each in measured:
        found |= each(world, days)
    return Drawn(levels=found, lost=world.censored_share > LIMIT)


def _difference(world: Drawn, outcome: str, arms: tuple[str, str]) -> float | None:
    """First minus second; None if either arm was not lived in that world."""
    own = world.levels.get(outcome, {})
    first, second = arms
    return own[first] - own[second] if first in own and second in own else None
