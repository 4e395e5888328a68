"""How a run is cut: which tables it keeps, which units it computes, where a person lies.

A unit is one block of people under one arm in one world: what a worker computes at a time and what
is written as a whole or not at all. People lie in key order (persona name, then person number);
block b holds rows b x chunk up to (b + 1) x chunk of that list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simenv.columns import I4, I8, Table
from simenv.rows import EventRows, SessionRows, TrajectoryRows, TurnRows

#: The tables of a run and their declarations, in the order in which they are documented.
TABLES: dict[str, type[Table]] = {
    "trajectories": TrajectoryRows,
    "sessions": SessionRows,
    "turns": TurnRows,
    "events": EventRows,
}

#: The table with one row a person, the only one that carries `standing`.
TRAJECTORIES = "trajectories"

#: People in a block unless told otherwise: the block in which floats are summed over persons.
CHUNK = 4096


@dataclass(frozen=True, kw_only=True, order=True)
class Unit:
    """One block of people under one arm in one world; ordered so that a world is built once."""

    world: int
    block: int
    arm: str

    @property
    def stem(self) -> str:
        """The name of its files, without an ending; sorts by world, arm, block."""
        return f"{self.world:04d}.{self.arm}.{self.block:05d}"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Who is in a run, and how they are cut into units.

    `people` is the number of persons of each persona; `worlds` counts the drawn ones, world 0 (the
    median world) comes on top. `personas` are sorted, `arms` in the order of the question. `keep`
    is `all`, or `trajectories` where no world keeps more than those.
    """

    personas: tuple[str, ...]
    people: int
    arms: tuple[str, ...]
    worlds: int
    days: int
    chunk: int = CHUNK
    keep: str = "all"

    def kept(self, world: int) -> tuple[str, ...]:
        """The tables that a world keeps: the median one (0) all, a drawn one its trajectories."""
        return tuple(TABLES) if world == 0 and self.keep == "all" else (TRAJECTORIES,)

    @property
    def size(self) -> int:
        """Persons in the panel."""
        return len(self.personas) * self.people

    @property
    def blocks(self) -> int:
        """Blocks in the panel; the last one may be short."""
        return -(-self.size // self.chunk)

    def length(self, block: int) -> int:
        """Persons in a block."""
        return min(self.chunk, self.size - block * self.chunk)

    def panel(self, block: int) -> tuple[I4, I8]:
        """Persona (position in `personas`) and person number of each row of a block."""
        row = block * self.chunk + np.arange(self.length(block), dtype=np.int64)
        return (row // self.people).astype(np.int32), row % self.people

    def place(self, persona: str, person: int) -> tuple[int, int]:
        """The position of a persona and the block in which that person lies; else `KeyError`."""
        if persona not in self.personas or not 0 <= person < self.people:
            raise KeyError(f"{persona}/{person}")
        position = self.personas.index(persona)
        return position, (position * self.people + person) // self.chunk

    def units(self) -> Iterator[Unit]:
        """Every unit, in the order in which they are computed."""
        for world in range(self.worlds + 1):
            for block in range(self.blocks):
                for arm in self.arms:
                    yield Unit(world=world, block=block, arm=arm)
