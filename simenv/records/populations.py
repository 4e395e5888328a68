"""How a run with shared services is cut: populations, each met by every arm in every scenario.

Persons of one population wait for the same services, so a population is lived and written whole;
the populations are independent of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import I4, I8, Table
from simenv.rows import CallRows, LoadRows

#: The tables that such runs keep in every world, beside trajectories.
SHARED_TABLES: dict[str, type[Table]] = {"calls": CallRows, "loads": LoadRows}


@dataclass(frozen=True, kw_only=True)
class Populations:
    """The scenarios of a run, how many populations meet each, and who is in a population.

    `services` are those of all scenarios, by the code that calls and loads carry.
    `counts` are the persons of each persona in one population; person j of persona k in population
    r has the number r x counts[k] + j.
    """

    scenarios: tuple[str, ...]
    services: tuple[str, ...]
    number: int
    counts: tuple[int, ...]

    @property
    def people(self) -> int:
        """Persons in one population."""
        return sum(self.counts)

    def panel(self, first: int, many: int = 1) -> tuple[I4, I8]:
        """Persona and number of everyone in `many` populations from `first` on, in key order."""
        sizes = [many * count for count in self.counts]
        starts = [first * count for count in self.counts]
        persona = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        person = [start + np.arange(size) for start, size in zip(starts, sizes, strict=True)]
        return persona, np.concatenate([np.zeros(0, np.int64), *person])

    def of(self, persona: I4, person: I8) -> I4:
        """The population of each of these persons."""
        # A persona of whom nobody is there has no rows; 1 only keeps the division from failing.
        counts = np.maximum(np.array(self.counts, dtype=np.int64), 1)
        found: I4 = (person // counts[persona]).astype(np.int32)
        return found

    def seat(self, population: int, persona: I4, person: I8) -> I8:
        """The place of each person in a population's key order; -1 for one of another."""
        counts = np.array(self.counts, dtype=np.int64)
        before = np.cumsum(counts) - counts
        place = person - population * counts[persona]
        inside = (place >= 0) & (place < counts[persona])
        found: I8 = np.where(inside, before[persona] + place, -1)
        return found
