"""All arms of one scenario in one world: from persons to one number a population."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simenv.columns import B1, F8, I8
from simenv.errors import SimulatorFailure
from simenv.stats.censoring import LIMIT
from simenv.stats.lived import World
from simenv.stats.outcome import Outcome
from simenv.stats.populations.estimate import Column
from simenv.stats.populations.lived import PopulationLives, Read
from simenv.stats.populations.study import PopulationStudy

#: The most that a day can add to an outcome of this kind.
MOST = {"days": 1.0, "hours": 24.0}


@dataclass(frozen=True, kw_only=True)
class Arms:
    """The same persons under each arm, in key order; who was censored in any is left out of all.

    `world` holds persons and nobody's estimates; `population` [n] is that of each of its rows.
    """

    study: PopulationStudy
    lives: Mapping[str, PopulationLives]
    world: World
    population: I8

    @classmethod
    def of(cls, study: PopulationStudy, scenario: str, world: int, read: Read) -> Arms:
        """Read them. `SimulatorFailure` if they hold other persons than the study says."""
        lives = {arm: read(scenario, world, arm) for arm in study.lived}
        for arm, each in lives.items():
            if each.counts != study.counts or each.populations != study.populations:
                raise SimulatorFailure(
                    f"{scenario}, {arm}: {each.populations} populations of {each.counts}, not "
                    f"{study.populations} of {study.counts}"
                )
        told = {arm: (each.rows, each.standing) for arm, each in lives.items()}
        found = World.of(told, study.shares)
        first = next(iter(found.arms.values()), None)
        counts = np.maximum(np.asarray(study.counts, dtype=np.int64), 1)
        population = (
            np.zeros(0, np.int64) if first is None else first.person // counts[first.persona]
        )
        return cls(study=study, lives=lives, world=found, population=population)

    @cached_property
    def lost(self) -> float:
        """The share of persons whom a failed call took out of sight in some arm."""
        return float((~self.world.kept).mean()) if len(self.world.kept) else 0.0

    @property
    def sound(self) -> bool:
        """Whether few enough were lost for a claim."""
        return self.lost <= LIMIT

    @cached_property
    def people(self) -> F8:
        """The persons kept, by population and persona [populations, personas]."""
        return self.sums(np.ones(len(self.population)), self.world.kept)

    def same(self, arm: str, against: str) -> bool:
        """Whether everybody who is kept lived alike under two arms."""
        return not self.world.parted(arm, against).any()

    def columns(self, outcome: Outcome) -> dict[str, Column]:
        """An outcome by arm, averaged over everybody in each population."""
        among = self.world.among(outcome)
        count = self.sums(np.ones(len(among)), among).sum(axis=1)
        return {
            arm: self._column(self._sums(outcome, arm, among).sum(axis=1), count, outcome)
            for arm in self.world.arms
        }

    def by_persona(self, outcome: Outcome) -> dict[str, dict[str, Column]]:
        """The same by persona and arm; personas without anybody are left out."""
        among = self.world.among(outcome)
        count = self.sums(np.ones(len(among)), among)
        sums = {arm: self._sums(outcome, arm, among) for arm in self.world.arms}
        return {
            persona: {
                arm: self._column(own[:, k], count[:, k], outcome) for arm, own in sums.items()
            }
            for k, persona in enumerate(self.study.personas)
            if count[:, k].any()
        }

    def bounds(self, outcome: Outcome) -> dict[str, tuple[float, float]]:
        """A share by arm if nobody, or everybody, who is out of sight there had met the event."""
        found = {}
        for arm, rows in self.world.arms.items():
            unseen = rows.censored_at >= 0
            among: B1 = outcome.counted(rows) | unseen
            values = outcome.value(self.world.lives(arm), self.study.days)
            ends = (np.where(unseen, end, values)[among] for end in (0.0, 1.0))
            low, high = (float(each.mean()) if len(each) else 0.0 for each in ends)
            found[arm] = (low, high)
        return found

    def sums(self, values: F8, among: B1) -> F8:
        """Sums of values [n] over those `among` them, by population and persona."""
        first = next(iter(self.world.arms.values()))
        return summed(values[among], self.population[among], first.persona[among], self._shape)

    @property
    def _shape(self) -> tuple[int, int]:
        return self.study.populations, len(self.study.personas)

    def _sums(self, outcome: Outcome, arm: str, among: B1) -> F8:
        return self.sums(outcome.value(self.world.lives(arm), self.study.days), among)

    def _column(self, sums: F8, count: F8, outcome: Outcome) -> Column:
        most = MOST.get(outcome.kind, np.inf) * self.study.days
        return Column(
            values=over(sums, count), units=int(count.sum()), kind=outcome.kind, most=most
        )


def summed(
    values: F8, rows: I8, columns: np.typing.NDArray[np.int32], shape: tuple[int, int]
) -> F8:
    """Sums of values [n] by row and column of a table of that shape, in the order given."""
    flat = rows * shape[1] + columns
    found = np.bincount(flat, weights=values, minlength=shape[0] * shape[1])
    return found.reshape(shape).astype(np.float64)


def over(sums: F8, count: F8) -> F8:
    """Means; NaN of nobody."""
    found = np.full(sums.shape, np.nan)
    np.divide(sums, count, out=found, where=count > 0)
    return found
