"""From counts and lives to what is said of two versions: shares with intervals, differences."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.domain import difference_among, level_among
from simenv.stats.estimate import FEW, Difference, Estimate, difference, level, ratio
from simenv.stats.lived import World
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes import outcome
from simenv.stats.strata import Strata
from simenv.stats.tables.brief import BRIEF
from simenv.versions.counting import Counts
from simenv.versions.found import Follows, Met, Often

#: The place of the context that holds every message.
ALL = 0


@dataclass(frozen=True, kw_only=True)
class Estimates:
    """What the lives of both versions and the counts of contexts say.

    `world` holds the lives under both, the first policy's first. `counts` [n, c] are of everybody,
    in key order, `battery` [r, c] of the first messages of the battery, whose strata are `asked`;
    the first context of both is that of every message.
    """

    world: World
    names: tuple[str, ...]
    days: int
    counts: Counts
    battery: Counts
    asked: Strata

    def often(self, context: int) -> Often:
        """How often a context is met in which the two decide otherwise."""
        counts = self.counts
        met = counts.otherwise[:, context]
        return Often(
            messages=self._of_messages(met),
            by_act=self._of_messages(counts.by_act[:, context]),
            within=self._share(met, counts.fits[:, context]),
            people=level(_some(self._kept(met)), self.world.strata, "share"),
            personas=self._personas(met),
            errors={
                error: (
                    self._share(first[:, context], met),
                    self._share(second[:, context], met),
                )
                for error, (first, second) in counts.errors.items()
            },
            battery=self.of_battery(self.battery.otherwise[:, context]),
        )

    def of_battery(self, some: F8) -> Estimate:
        """The share of the first messages [r] of the battery, by the weight of their persons."""
        return level(_some(some), self.asked, "share")

    def parted(self, context: int) -> B1:
        """Whose lives part in a context, of everybody; shape (n,)."""
        found: B1 = self.counts.parts[:, context] & self.world.kept
        return found

    def among(self, part: B1) -> tuple[Follows, ...]:
        """What became of a part of everybody under both; nothing where they are too few."""
        return tuple(
            found for name in BRIEF if (found := self._among(outcome(name), part)) is not None
        )

    def everyone(self) -> tuple[Follows, ...]:
        """What became of everybody who entered, under both: the policy effect."""
        return tuple(self._everyone(outcome(name)) for name in BRIEF)

    def _of_messages(self, some: F8) -> Estimate | None:
        """Some of each person's messages, as a share of all that are sent."""
        return _within_1(
            ratio(self._kept(some), self._kept(self.counts.fits[:, ALL]), self.world.strata)
        )

    def _share(self, some: F8, per: F8) -> float | None:
        found = ratio(self._kept(some), self._kept(per), self.world.strata)
        return None if found is None else found.value

    def _personas(self, met: F8) -> tuple[Met, ...]:
        """The share of each persona's people who meet it, the largest first."""
        strata, values = self.world.strata, _some(self._kept(met))
        found = [
            Met(
                persona=self.names[k],
                people=level(strata.cut(values, k), strata.one(k), "share"),
            )
            for k in strata.counted
        ]
        return tuple(sorted(found, key=lambda one: -one.people.value))

    def _among(self, one: Outcome, part: B1) -> Follows | None:
        values, strata = self.world.values(one, self.days)
        first, second = values.values()
        mine = part[self.world.among(one)]
        if mine.sum() < FEW or not strata.mean(mine.astype(np.float64)):
            return None
        levels = (
            level_among(first, mine, strata, one.kind),
            level_among(second, mine, strata, one.kind),
        )
        return _follows(one, levels, difference_among(second, first, mine, strata, one.kind))

    def _everyone(self, one: Outcome) -> Follows:
        values, strata = self.world.values(one, self.days)
        first, second = values.values()
        apart = difference(second, first, strata, one.kind)
        if not self.counts.parts[:, ALL].any():
            apart = Difference(value=0.0, people=strata.people, same=True)
        levels = level(first, strata, one.kind), level(second, strata, one.kind)
        return _follows(one, levels, apart)

    def _kept(self, values: F8) -> F8:
        """Without those whom a failed call took out of sight."""
        return values[self.world.kept]


def _follows(one: Outcome, levels: tuple[Estimate, Estimate], apart: Difference) -> Follows:
    return Follows(
        outcome=one.name,
        label=one.label,
        kind=one.kind,
        unit=one.unit,
        first=levels[0],
        second=levels[1],
        difference=apart,
    )


def _some(counts: F8) -> F8:
    """1 for whoever met it at all."""
    return (counts > 0).astype(np.float64)


def _within_1(found: Estimate | None) -> Estimate | None:
    """A share of messages; where every person's is alike nothing can be said of its luck."""
    if found is None or found.high is None:
        return found
    if not found.error:
        return replace(found, low=None, high=None, error=None)
    return replace(found, high=min(1.0, found.high))
