"""What an outcome is: one number a person, with its formula, clock, window and denominator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simenv.columns import B1, F8
from simenv.rows import DAY, TrajectoryRows

Kind = Literal["share", "count", "mean"]
Better = Literal["lower", "higher", "neither"]
Value = Callable[[TrajectoryRows, int], F8]

#: What a printed number of each kind means.
UNITS: dict[Kind, str] = {"share": "of 100 people", "count": "per person", "mean": "0-1"}

HORIZON = "entry to the horizon"
ENTERED = "everyone who entered"
TALKED = (
    "everyone who sent at least one message; the first message comes before any answer, "
    "so the policy cannot move who is counted"
)
NOTHING = "none: leaving, or human care, does not end the watch"
LEFT = "having left, until a return"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One number a person.

    `value` maps rows (length n) and the horizon in days to F8[n]; `among` says who is in the
    denominator. `competing` names what can keep the event from happening without ending the watch.
    `by_standard` marks what depends on the norm, so that its label names it.
    """

    name: str
    label: str
    group: str
    kind: Kind
    better: Better
    formula: str
    value: Value
    clock: str = "entry"
    window: str = HORIZON
    denominator: str = ENTERED
    competing: str = NOTHING
    by_standard: bool = False
    among: Callable[[TrajectoryRows], B1] | None = None

    @property
    def unit(self) -> str:
        """What a printed number means."""
        return UNITS[self.kind]

    def counted(self, rows: TrajectoryRows) -> B1:
        """Who is in the denominator; shape (n,)."""
        return np.ones(len(rows), dtype=np.bool_) if self.among is None else self.among(rows)


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A total over another total that the policy moves; never for claims."""

    name: str
    label: str
    over: str
    per: str


def column_of(name: str) -> Value:
    """The column as it is, as floats."""

    def value(rows: TrajectoryRows, days: int) -> F8:
        del days
        return np.asarray(getattr(rows, name), dtype=np.float64)

    return value


def by_horizon(name: str) -> Value:
    """1 where the first event of that column happened by the horizon, else 0."""

    def value(rows: TrajectoryRows, days: int) -> F8:
        at = getattr(rows, name)
        happened: B1 = (at >= 0) & (at <= days * DAY)
        return happened.astype(np.float64)

    return value


def turn_mean(name: str) -> Value:
    """A sum over turns, divided by the turns of that person; 0 where there were none."""

    def value(rows: TrajectoryRows, days: int) -> F8:
        del days
        mean: F8 = getattr(rows, name) / np.maximum(rows.turns, 1)
        return mean

    return value


def disclosure_lost(rows: TrajectoryRows, days: int) -> F8:
    """Openness at entry minus at the horizon; -1 to 1."""
    del days
    lost: F8 = rows.openness_start - rows.openness_end
    return lost


def talked(rows: TrajectoryRows) -> B1:
    """Who sent at least one message."""
    return rows.turns > 0
