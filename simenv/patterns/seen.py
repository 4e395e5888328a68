"""One world as it was lived in all arms, and the weighted means that patterns ask of it.

Persons weigh as much as their persona's declared share, rescaled to 1, divided by its people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simenv.columns import B1, F8, I4, I8
from simenv.lockstep import Lives
from simenv.rows import EventRows, SessionRows, TrajectoryRows, TurnRows
from simenv.stats.lived import World
from simenv.stats.outcome import Outcome
from simenv.stats.strata import Strata

Rows = TurnRows | SessionRows | EventRows | TrajectoryRows


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The lives of one world; every arm and every probe holds the same persons, in key order.

    `arms` are policies of the catalogue, `probes` those that only patterns use. `level` (n,) is
    each person's own level of distress at entry, 0-1, in the order of trajectories.
    """

    days: int
    names: tuple[str, ...]
    shares: tuple[float, ...]
    arms: Mapping[str, Lives]
    probes: Mapping[str, Lives]
    level: F8

    @property
    def people(self) -> TrajectoryRows:
        """The trajectories of any arm: who they are is the same in all."""
        lives = next(iter([*self.arms.values(), *self.probes.values()]))
        return lives.trajectories

    def weight(self, persona: I4) -> F8:
        """What a person of each of these personas weighs; all persons together weigh 1."""
        sizes = np.bincount(self.people.persona, minlength=len(self.names))
        shares = np.array(self.shares) * (sizes > 0)
        each: F8 = shares / shares.sum() / np.maximum(sizes, 1)
        return each[persona]

    def mean(self, values: F8, persona: I4) -> float:
        """The weighted mean of values of some rows, by the personas of those rows; 0 of none."""
        weight = self.weight(persona)
        total = float(weight.sum())
        return float((weight * values).sum()) / total if total else 0.0

    def of_rows(self, mask: B1, rows: Rows) -> float:
        """The weighted share of rows for which a mask holds."""
        return self.mean(mask.astype(np.float64), rows.persona)

    def outcome(self, wanted: Outcome, *arms: str) -> tuple[dict[str, F8], Strata]:
        """An outcome of each person in its denominator, by arm, and the strata of those persons.

        Without `arms`, of all policies of the catalogue.
        """
        world = self._world({arm: self.lives(arm) for arm in arms}) if arms else self.world
        return world.values(wanted, self.days)

    @cached_property
    def world(self) -> World:
        """The policies of the catalogue as statistics see them."""
        return self._world(self.arms)

    def _world(self, lives: Mapping[str, Lives]) -> World:
        told = {arm: (one.trajectories, one.standing) for arm, one in lives.items()}
        return World.of(told, self.shares)

    def levels(self, wanted: Outcome, *arms: str) -> dict[str, float]:
        """The weighted level of an outcome by arm."""
        values, strata = self.outcome(wanted, *arms)
        return {arm: strata.mean(array) for arm, array in values.items()}

    def lives(self, arm: str) -> Lives:
        """The lives of an arm or a probe; `KeyError` if there is none of that name."""
        return self.arms[arm] if arm in self.arms else self.probes[arm]

    def seat(self, rows: Rows) -> I8:
        """Whose rows these are: positions in trajectories."""
        found = key(self.people)
        return np.searchsorted(found, key(rows))


def key(rows: Rows) -> I8:
    """One number a person, in key order."""
    return rows.persona.astype(np.int64) * 2**40 + rows.person


def first_of_each(rows: TurnRows | SessionRows) -> I8:
    """The positions of the first row of each person, in rows that are sorted by person and time."""
    keys = key(rows)
    return np.flatnonzero(np.diff(keys, prepend=-1))


def parts(values: F8, weight: F8, number: int) -> I8:
    """Which of `number` parts of equal weight each value falls in, from 0 for the lowest."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weight[order]) - weight[order] / 2.0
    part = np.empty(len(values), np.int64)
    part[order] = np.minimum(below / weight.sum() * number, number - 1)
    return part
