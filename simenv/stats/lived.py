"""One world as its arms were lived: the same persons in key order, the censored left out in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I1, I8
from simenv.errors import SimulatorFailure
from simenv.rows import TrajectoryRows
from simenv.stats.outcome import Lives, Outcome
from simenv.stats.strata import Strata
from simenv.vocabulary import Standing


@dataclass(frozen=True, kw_only=True)
class World:
    """All arms of one world. Row i is the same person in every arm.

    `arms` and `standing` hold everybody; `kept` [n] marks who was censored in no arm; `strata` cut
    those.
    """

    arms: Mapping[str, TrajectoryRows]
    standing: Mapping[str, I1]
    shares: tuple[float, ...]
    kept: B1
    strata: Strata

    @classmethod
    def of(cls, lives: Mapping[str, Lives], shares: Sequence[float]) -> World:
        """Bring arms into key order. `SimulatorFailure` if they hold different persons."""
        ordered = {arm: _in_key_order(*both) for arm, both in lives.items()}
        arms = {arm: rows for arm, (rows, _) in ordered.items()}
        _same_persons(arms)
        first = next(iter(arms.values()), TrajectoryRows.blank(0))
        if len(first) and int(first.persona.max()) >= len(shares):
            raise SimulatorFailure(f"persona {first.persona.max()} has no share of the population")
        kept = np.ones(len(first), dtype=np.bool_)
        for rows in arms.values():
            kept &= rows.censored_at < 0
        return cls(
            arms=arms,
            standing={arm: standing for arm, (_, standing) in ordered.items()},
            shares=tuple(shares),
            kept=kept,
            strata=Strata.of(first.persona[kept], shares),
        )

    @property
    def everybody(self) -> Strata:
        """The strata of all who entered, censored or not."""
        first = next(iter(self.arms.values()), TrajectoryRows.blank(0))
        return Strata.of(first.persona, self.shares)

    @property
    def censored_share(self) -> float:
        """The weighted share of people whom a failed call took out of sight."""
        return self.everybody.mean((~self.kept).astype(np.float64))

    def lives(self, arm: str) -> Lives:
        """What was lived under one arm, by everybody."""
        return self.arms[arm], self.standing[arm]

    def among(self, outcome: Outcome) -> B1:
        """Who is kept, and in the denominator of an outcome in all arms; shape (n,)."""
        found = self.kept.copy()
        for rows in self.arms.values():
            found &= outcome.counted(rows)
        return found

    def part(self, counted: Callable[[TrajectoryRows], B1] | None) -> B1:
        """Who of the kept is counted, by what is equal in all arms; None counts all; shape (m,)."""
        first = next(iter(self.arms.values()))
        counts = np.ones(len(first), np.bool_) if counted is None else counted(first)
        found: B1 = counts[self.kept]
        return found

    def values(self, outcome: Outcome, days: int) -> tuple[dict[str, F8], Strata]:
        """One array [m] an arm of those in the denominator in all arms, and their strata."""
        among = self.among(outcome)
        first = next(iter(self.arms.values()))
        found = {arm: outcome.value(self.lives(arm), days)[among] for arm in self.arms}
        return found, Strata.of(first.persona[among], self.shares)

    def parted(self, first: str, second: str) -> B1:
        """Who of the kept lived differently in the two arms; shape (m,).

        Arms part only where answers part (law 3), so a person who is alike in every column to the
        last bit met the same decisions.
        """
        one, two = self.arms[first], self.arms[second]
        apart = (self.standing[first] != self.standing[second]).any(axis=1)
        for name, array in one.arrays().items():
            apart |= array != getattr(two, name)
        kept: B1 = apart[self.kept]
        return kept

    def daily(self, arm: str) -> list[list[float]]:
        """The weighted share in each state at the end of each day; days x states, rows sum to 1."""
        standing = self.standing[arm][self.kept]
        return [
            [self.strata.mean((standing[:, day] == state).astype(np.float64)) for state in Standing]
            for day in range(standing.shape[1])
        ]


def _in_key_order(rows: TrajectoryRows, standing: I1) -> Lives:
    """The rows by persona and person. `SimulatorFailure` where a person stands twice."""
    if len(standing) != len(rows):
        raise SimulatorFailure(f"{len(rows)} trajectories, but {len(standing)} rows of standing")
    if not _ascending(rows):
        order: I8 = np.lexsort((rows.person, rows.persona))
        rows, standing = rows.take(order), standing[order]
        if not _ascending(rows):
            raise SimulatorFailure("a person stands twice in the trajectories of one arm")
    return rows, standing


def _ascending(rows: TrajectoryRows) -> bool:
    """Whether the keys rise strictly."""
    persona, person = np.diff(rows.persona), np.diff(rows.person)
    return bool(((persona > 0) | ((persona == 0) & (person > 0))).all())


def _same_persons(arms: Mapping[str, TrajectoryRows]) -> None:
    (name, first), *others = arms.items() or [("", TrajectoryRows.blank(0))]
    for other, rows in others:
        alike = np.array_equal(first.persona, rows.persona) and np.array_equal(
            first.person, rows.person
        )
        if not alike:
            raise SimulatorFailure(f"arms {name!r} and {other!r} hold different persons")
