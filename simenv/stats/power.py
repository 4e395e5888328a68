"""How many people a comparison takes, from a pilot.

A pilot gives the spread of the paired differences within each persona. With n people of each the
standard error of a difference follows from it, and so do the n at which the interval is narrow
enough, at which a difference of twice the margin is found to lie beyond it, and at which arms that
do not differ are found to be equivalent. All of it by Student's t with Satterthwaite's degrees of
freedom, as the intervals themselves; by the noncentral t where there is something to be found.

The spread is taken as the pilot saw it: a number from a small pilot is itself uncertain. Where
fewer than `FEW` people met the outcome, or fewer were moved by the arm, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.stats.erring import pairs
from simenv.stats.estimate import FEW, GRAIN, Measure, events_in, few
from simenv.stats.lived import World
from simenv.stats.outcome import Outcome
from simenv.stats.quantiles import t_beyond_if, t_quantile
from simenv.stats.reading import EQUIVALENCE
from simenv.stats.strata import Strata, freedom

#: The chance of finding what is there, unless told otherwise.
POWER = 0.8
#: Nobody lets more people of each persona live.
MOST = 10**9
#: Beyond so many standard errors the noncentral t is sure, and SciPy's sum no longer converges.
_SURE = 30.0


@dataclass(frozen=True, kw_only=True)
class Needed:
    """People of each persona who have to enter for one difference, `arm` minus `against`.

    `precise`: its 95 % interval reaches no further than half the margin to each side. `beyond`: if
    the true difference is twice the margin, the interval lies beyond the margin with the chance
    `power`. `equivalent`: if the arms do not differ, they are found equivalent with that chance.
    All three are None where the pilot saw `too_few`: `events` are people who met the outcome in
    either arm, None for what is no share, and `moved` those whose outcome differs between the arms.
    `pilot` is how many people of each persona it had, the fewest if they are not alike.
    """

    outcome: str
    label: str
    arm: str
    against: str
    margin: float
    power: float
    pilot: int
    events: int | None
    moved: int
    too_few: bool
    precise: int | None
    beyond: int | None
    equivalent: int | None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What decides the error of a difference: weights and paired SDs by persona, and the grain.

    `counted` is the share of each persona's people who are in the outcome's denominator.
    """

    weights: tuple[float, ...]
    sds: tuple[float, ...]
    grain: float
    counted: tuple[float, ...]

    @classmethod
    def of(
        cls, first: F8, second: F8, strata: Strata, kind: Measure, entered: Sequence[int]
    ) -> Spread | None:
        """The spread of first minus second [n]; None if a persona holds a single person.

        `strata` are of those in the denominator; of each persona so many `entered`.
        """
        parts = strata.variances(first - second)
        if parts is None:
            return None
        weights = tuple(strata.weights[k] for k in strata.counted)
        sizes = (strata.sizes[k] for k in strata.counted)
        held = zip(parts, sizes, weights, strict=True)
        sds = tuple(float((part * size) ** 0.5 / weight) for part, size, weight in held)
        counted = tuple(strata.sizes[k] / entered[k] for k in strata.counted)
        return cls(weights=weights, sds=sds, grain=GRAIN[kind], counted=counted)

    def error(self, people: int) -> tuple[float, float]:
        """Standard error with so many people of each persona, and its degrees of freedom."""
        sizes = [people * share for share in self.counted]
        squares = [weight**2 / size for weight, size in zip(self.weights, sizes, strict=True)]
        parts = [one * sd**2 for one, sd in zip(squares, self.sds, strict=True)]
        floor = self.grain**2 * sum(squares) / sum(sizes)
        return (sum(parts) + floor) ** 0.5, freedom(parts, [max(2.0, size) for size in sizes])

    def precise(self, people: int, half: float) -> bool:
        """Whether the 95 % interval reaches no further than `half` to each side."""
        error, df = self.error(people)
        return t_quantile(df) * error <= half

    def beyond(self, people: int, margin: float) -> float:
        """The chance that a true difference of twice the margin is found beyond the margin."""
        error, df = self.error(people)
        return _chance(t_quantile(df), df, margin / error)

    def equivalent(self, people: int, margin: float) -> float:
        """The chance that arms without a difference are found equivalent, or a little more.

        One minus the chances that either one-sided test fails: exact as soon as it is worth having,
        as both fail at once only where the interval is wider than the margins are apart.
        """
        error, df = self.error(people)
        return 2.0 * _chance(t_quantile(df, EQUIVALENCE), df, margin / error) - 1.0


def needed(
    world: World,
    days: int,
    margins: Mapping[str, float],
    outcomes: Sequence[Outcome],
    power: float = POWER,
) -> tuple[Needed, ...]:
    """What each pair of arms takes in each outcome that has a margin, from a world as pilot.

    All pairs of up to six arms, else each against the first. Margins are in the outcome's unit.
    """
    found = []
    for each in outcomes:
        if each.exogenous or each.name not in margins:
            continue
        values, strata = world.values(each, days)
        for arm, against in pairs(tuple(values)):
            both = values[arm], values[against]
            people = strata, world.everybody.sizes
            found.append(_needed((each, arm, against), both, people, margins[each.name], power))
    return tuple(found)


def _needed(
    names: tuple[Outcome, str, str],
    values: tuple[F8, F8],
    people: tuple[Strata, Sequence[int]],
    margin: float,
    power: float,
) -> Needed:
    each, arm, against = names
    (first, second), (strata, entered) = values, people
    events = events_in(first, second) if each.kind == "share" else None
    moved = int(np.count_nonzero(first != second))
    spread = Spread.of(first, second, strata, each.kind, entered)
    rare = moved < FEW or (events is not None and few(events, 2 * strata.people))
    if spread is None or rare or margin <= 0:
        counts: tuple[int | None, ...] = (None, None, None)
    else:
        counts = (
            fewest(lambda n: spread.precise(n, margin / 2)),
            fewest(lambda n: spread.beyond(n, margin) >= power),
            fewest(lambda n: spread.equivalent(n, margin) >= power),
        )
    return Needed(
        outcome=each.name,
        label=each.label,
        arm=arm,
        against=against,
        margin=margin,
        power=power,
        pilot=min((entered[k] for k in strata.counted), default=0),
        events=events,
        moved=moved,
        too_few=spread is None or rare,
        precise=counts[0],
        beyond=counts[1],
        equivalent=counts[2],
    )


def fewest(enough: Callable[[int], bool]) -> int | None:
    """The smallest number of people, 2 at least, that is enough; None where not even `MOST` are."""
    high = 2
    while not enough(high):
        if high >= MOST:
            return None
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _chance(t: float, df: float, shift: float) -> float:
    return 1.0 if shift > _SURE else t_beyond_if(t, df, shift)
