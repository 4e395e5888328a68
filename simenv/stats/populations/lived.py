"""What the populations of one scenario, one world and one arm left behind.

Where persons share services, one person's call is another one's wait. So the unit is the
population: `PopulationLives` is another type than `simenv.stats.outcome.Lives`, and what reckons
with persons as units refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn, Protocol

import numpy as np

from simenv.columns import I1, I8
from simenv.errors import SimulatorFailure
from simenv.rows import CallRows, LoadRows, TrajectoryRows

#: Fewer populations than this allow no interval that deserves the name (issue 5, `assumed`).
FEWEST = 20


@dataclass(frozen=True, kw_only=True)
class PopulationLives:
    """All populations of one scenario, world and arm.

    `rows` [n] and `standing` [n, days] are of the same persons in the same order; `calls` and
    `loads` in any order. `counts` are the people of each persona in one population: person j of
    persona k in population r has the number r * counts[k] + j. `SimulatorFailure` unless every
    population holds as many of each persona, each of them once.
    """

    rows: TrajectoryRows
    standing: I1
    calls: CallRows
    loads: LoadRows
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse populations that are not whole."""
        size = sum(self.counts)
        if size <= 0 or min(self.counts) < 0 or len(self.rows) % size:
            raise SimulatorFailure(f"{len(self.rows)} persons make no populations of {size}")
        if len(self.standing) != len(self.rows):
            raise SimulatorFailure("standing tells of other persons than the trajectories")
        if len(self.rows) and int(self.rows.persona.max()) >= len(self.counts):
            raise SimulatorFailure(f"persona {self.rows.persona.max()} has no count")
        expected = [each * self.populations for each in self.counts]
        found = np.bincount(self.rows.persona, minlength=len(self.counts)).tolist()
        key = self.rows.persona.astype(np.int64) << 40 | self.rows.person
        if found != expected or len(np.unique(key)) != len(key):
            raise SimulatorFailure(f"{found} persons by persona, not {expected}, each once")
        beyond = self.rows.person >= np.asarray(expected, dtype=np.int64)[self.rows.persona]
        if beyond.any():
            raise SimulatorFailure("a person has a number beyond those of the populations")

    @property
    def populations(self) -> int:
        """How many populations there are."""
        return len(self.rows) // sum(self.counts)

    @property
    def of_persons(self) -> I8:
        """The population of each row of `rows`; shape (n,)."""
        return self._population(self.rows.persona, self.rows.person)

    @property
    def of_calls(self) -> I8:
        """The population of each row of `calls`."""
        return self._population(self.calls.persona, self.calls.person)

    def __iter__(self) -> NoReturn:
        """Refused: `rows, standing = lives` is how estimators over persons begin."""
        raise TypeError(
            "persons who share services are not independent: the unit is the population, see "
            "simenv.stats.populations"
        )

    def __getitem__(self, _: object) -> NoReturn:
        """Refused, as unpacking is."""
        self.__iter__()

    def _population(self, persona: np.typing.NDArray[np.int32], person: I8) -> I8:
        counts = np.maximum(np.asarray(self.counts, dtype=np.int64), 1)
        found: I8 = person // counts[persona]
        return found


class Read(Protocol):
    """How a summary comes by what was lived: read when asked for, and let go afterwards."""

    def __call__(self, scenario: str, world: int, arm: str) -> PopulationLives:
        """All populations of that scenario, world (0 is the median one) and arm.

        Of drawn worlds only rows and standing are looked at: calls and loads may be blank there.
        """
        ...
