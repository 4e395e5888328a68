"""What an outcome is: one number a person, with its formula, clock, window and denominator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simenv.columns import B1, F8, I1, I8
from simenv.rows import DAY, HOUR, TrajectoryRows
from simenv.vocabulary import Cause, Standing

#: What one arm leaves behind: its trajectories, and where each person stood after each day [n, d].
Lives = tuple[TrajectoryRows, I1]

Kind = Literal["share", "count", "mean", "days", "hours"]
Better = Literal["lower", "higher", "neither"]
Value = Callable[[Lives, int], F8]

#: What a printed number of each kind means.
UNITS: dict[Kind, str] = {
    "share": "of 100 people",
    "count": "per person",
    "mean": "0-1",
    "days": "days per person",
    "hours": "hours per person",
}

HORIZON = "entry to the horizon"
AT_HORIZON = "the moment of the horizon"
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

    `value` maps the lives of n persons and the horizon in days to F8[n]; `among` says who is in the
    denominator. `competing` names what can keep the event from happening without ending the watch.
    `by_standard` marks what depends on the norm, so that its label names it. `exogenous` is what no
    policy moves: it is compared between arms only to check that luck was shared. A `detail` is left
    to the report and the files, where a terminal has little room.
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
    exogenous: bool = False
    detail: bool = False
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

    def value(lives: Lives, days: int) -> F8:
        del days
        return np.asarray(getattr(lives[0], name), dtype=np.float64)

    return value


def hours_of(name: str) -> Value:
    """A column of microseconds, in hours."""

    def value(lives: Lives, days: int) -> F8:
        del days
        hours: F8 = getattr(lives[0], name) / HOUR
        return hours

    return value


def happened(name: str) -> Value:
    """1 where the count of that column is above 0, else 0."""
    return at_least(name, 1)


def at_least(name: str, count: int) -> Value:
    """1 where the column reaches that count, else 0."""

    def value(lives: Lives, days: int) -> F8:
        del days
        return _as_number(getattr(lives[0], name) >= count)

    return value


def by_horizon(name: str) -> Value:
    """1 where the first event of that column happened by the horizon, else 0."""

    def value(lives: Lives, days: int) -> F8:
        return _as_number(_happened(getattr(lives[0], name), days))

    return value


def days_until(name: str) -> Value:
    """Days from entry to the first event of that column; the horizon where it never happened."""

    def value(lives: Lives, days: int) -> F8:
        at = getattr(lives[0], name)
        waited: F8 = np.where(_happened(at, days), at / DAY, float(days))
        return waited

    return value


def left_because(cause: Cause) -> Value:
    """1 where the first decision to leave was made by the horizon, for that cause; else 0."""

    def value(lives: Lives, days: int) -> F8:
        rows, _ = lives
        return _as_number(_happened(rows.disengaged_at, days) & (rows.disengaged_cause == cause))

    return value


def turn_mean(name: str) -> Value:
    """A sum over turns, divided by the turns of that person; 0 where there were none."""
    return _per_own(name, "turns")


def need_mean(name: str) -> Value:
    """A count divided by the needs of that person, at most 1; 0 where none arose.

    At most 1, as a talk under way at entry may end well without a need since entry.
    """
    per = _per_own(name, "needs")

    def value(lives: Lives, days: int) -> F8:
        share: F8 = np.minimum(per(lives, days), 1.0)
        return share

    return value


def days_in(state: Standing) -> Value:
    """On how many days the person stood in that state at the end of the day."""

    def value(lives: Lives, days: int) -> F8:
        del days
        found: F8 = np.count_nonzero(lives[1] == state, axis=1).astype(np.float64)
        return found

    return value


def stands_in(state: Standing) -> Value:
    """1 where the person stood in that state at the horizon, else 0."""

    def value(lives: Lives, days: int) -> F8:
        del days
        return _as_number(lives[1][:, -1] == state)

    return value


def disclosure_lost(lives: Lives, days: int) -> F8:
    """Openness at entry minus at the horizon; -1 to 1."""
    del days
    rows, _ = lives
    lost: F8 = rows.openness_start - rows.openness_end
    return lost


def talked(rows: TrajectoryRows) -> B1:
    """Who sent at least one message."""
    return rows.turns > 0


def needed(rows: TrajectoryRows) -> B1:
    """Who had at least one need."""
    return rows.needs > 0


def _happened(at: I8, days: int) -> B1:
    found: B1 = (at >= 0) & (at <= days * DAY)
    return found


def _as_number(truth: B1) -> F8:
    number: F8 = truth.astype(np.float64)
    return number


def _per_own(name: str, per: str) -> Value:
    def value(lives: Lives, days: int) -> F8:
        del days
        rows, _ = lives
        mean: F8 = getattr(rows, name) / np.maximum(getattr(rows, per), 1)
        return mean

    return value
