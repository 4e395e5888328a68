"""How a run is cut: which tables it keeps, which units it computes, where a person lies.

A unit is one block of people under one arm in one world: what a worker computes at a time and what
is written as a whole or not at all. People lie in key order (persona name, then person number);
block b holds rows b x chunk up to (b + 1) x chunk of that list.

Where persons share services a block is a population, and a unit has a scenario besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simenv.columns import I4, I8, Table
from simenv.records.populations import SHARED_TABLES, Populations
from simenv.rows import EventRows, SessionRows, TrajectoryRows, TurnRows

#: The tables of any run and their declarations, in the order in which they are documented.
TABLES: dict[str, type[Table]] = {
    "trajectories": TrajectoryRows,
    "sessions": SessionRows,
    "turns": TurnRows,
    "events": EventRows,
}

#: These, and those of runs with shared services.
EVERY_TABLE = TABLES | SHARED_TABLES

#: The table with one row a person, the only one that carries `standing`.
TRAJECTORIES = "trajectories"

#: People in a block unless told otherwise: the block in which floats are summed over persons.
CHUNK = 4096


@dataclass(frozen=True, kw_only=True, order=True)
class Unit:
    """One block of people under one arm in one world; ordered so that a world is built once.

    `scenario` is empty unless persons share services; then the block is a population.
    """

    scenario: str = ""
    world: int
    block: int
    arm: str

    @property
    def stem(self) -> str:
        """The name of its files, without an ending; sorts by scenario, world, arm, block."""
        within = f"{self.world:04d}.{self.arm}.{self.block:05d}"
        return f"{self.scenario}.{within}" if self.scenario else within

    def __str__(self) -> str:
        """The unit in words."""
        of = f"scenario {self.scenario}, " if self.scenario else ""
        block = "population" if self.scenario else "block"
        return f"{of}world {self.world}, arm {self.arm}, {block} {self.block}"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Who is in a run, and how they are cut into units.

    `people` is the number of persons of each persona; `worlds` counts the drawn ones, world 0 (the
    median world) comes on top. `personas` are sorted, `arms` in the order of the question. `keep`
    is `all`, or `trajectories` where no world keeps more than those.

    With `shared` services the people are those of its populations: `people` is how many there are
    in one, a block is a population, and `chunk` people are computed together at least.
    """

    personas: tuple[str, ...]
    people: int
    arms: tuple[str, ...]
    worlds: int
    days: int
    chunk: int = CHUNK
    keep: str = "all"
    shared: Populations | None = None

    @property
    def tables(self) -> dict[str, type[Table]]:
        """The tables that a run of this kind can keep, by name."""
        return TABLES if self.shared is None else EVERY_TABLE

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios by name; where no services are shared, one without a name."""
        return ("",) if self.shared is None else self.shared.scenarios

    def kept(self, world: int) -> tuple[str, ...]:
        """The tables that a world keeps: the median one (0) all, a drawn one its trajectories.

        Those of shared services are kept in every world.
        """
        own = tuple(TABLES) if world == 0 and self.keep == "all" else (TRAJECTORIES,)
        return own if self.shared is None else (*own, *SHARED_TABLES)

    @property
    def size(self) -> int:
        """Persons in the panel, all populations together."""
        number = len(self.personas) if self.shared is None else self.shared.number
        return number * self.people

    @property
    def blocks(self) -> int:
        """Blocks in the panel, the last one may be short; with shared services, populations."""
        return -(-self.size // self.chunk) if self.shared is None else self.shared.number

    @property
    def together(self) -> int:
        """How many blocks are computed at a time: as many populations as `chunk` people take."""
        return 1 if self.shared is None else -(-self.chunk // self.people)

    def length(self, block: int) -> int:
        """Persons in a block."""
        if self.shared is not None:
            return self.people
        return min(self.chunk, self.size - block * self.chunk)

    def panel(self, block: int) -> tuple[I4, I8]:
        """Persona (position in `personas`) and person number of each row of a block."""
        if self.shared is not None:
            return self.shared.panel(block)
        row = block * self.chunk + np.arange(self.length(block), dtype=np.int64)
        return (row // self.people).astype(np.int32), row % self.people

    def seat(self, block: int, persona: I4, person: I8) -> I8:
        """The row of each of these persons in a block; -1 for one who is not in it."""
        if self.shared is not None:
            return self.shared.seat(block, persona, person)
        row = persona.astype(np.int64) * self.people + person - block * self.chunk
        outside = (row < 0) | (row >= self.length(block)) | (person >= self.people)
        found: I8 = np.where(outside, -1, row)
        return found

    def place(self, persona: str, person: int) -> tuple[int, int]:
        """The position of a persona and the block in which that person lies; else `KeyError`."""
        if persona not in self.personas or not 0 <= person < self.persons(persona):
            raise KeyError(f"{persona}/{person}")
        position = self.personas.index(persona)
        if self.shared is not None:
            return position, person // self.shared.counts[position]
        return position, (position * self.people + person) // self.chunk

    def persons(self, persona: str) -> int:
        """How many persons of a persona there are in the run."""
        if self.shared is None:
            return self.people
        return self.shared.number * self.shared.counts[self.personas.index(persona)]

    def units(self) -> Iterator[Unit]:
        """Every unit, in the order in which they are computed."""
        for scenario in self.scenarios:
            for world in range(self.worlds + 1):
                for block in range(self.blocks):
                    for arm in self.arms:
                        yield Unit(scenario=scenario, world=world, block=block, arm=arm)
