"""Who an episode is about: drawn from a seed that is derived for every episode.

An environment seeded with `s` has the generator that Gymnasium makes of `s`; the seed of episode k
is its draw number k, 64 bits. Sub-environment i of a vector environment seeded with `s` is seeded
with `s + i`, as in Gymnasium's own vector environments. All else about an episode is keyed by its
seed: the world, the persona by its share, the person.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from gymnasium.utils import seeding

from simenv.columns import F8, I4, I8, U8
from simenv.draws import mix, name_key, uniform_of

#: How many seeds are drawn ahead for a sub-environment at a time.
_AHEAD = 16
#: How many seeds of episodes there are.
WORDS = 2**64


def episode_seed(seed: int, episode: int) -> int:
    """The seed of an episode, counted from 0, of an environment that was seeded with `seed`.

    What `reset(options={"episode_seed": …})` takes, and `unwrapped.episode_seed` tells.
    """
    generator, _ = seeding.np_random(seed)
    return int(generator.integers(WORDS, size=episode + 1, dtype=np.uint64)[episode])


def next_seed(generator: np.random.Generator) -> int:
    """The seed of the next episode of an environment with this generator."""
    return int(generator.integers(WORDS, dtype=np.uint64))


def seeds_ahead(generator: np.random.Generator, many: int) -> U8:
    """The seeds that the generator will give next; it is left as it was."""
    found: U8 = copy.deepcopy(generator).integers(WORDS, size=many, dtype=np.uint64)
    return found


class Seeds:
    """The seeds of the episodes of several sub-environments, each from a generator of its own."""

    def __init__(self, generators: Iterable[np.random.Generator]) -> None:
        self._generators = list(generators)
        self._drawn: U8 = np.zeros((len(self._generators), _AHEAD), np.uint64)
        self._used = np.full(len(self._generators), _AHEAD)

    @classmethod
    def of(cls, seeds: Iterable[int]) -> Seeds:
        """Those of sub-environments that were seeded so."""
        return cls(seeding.np_random(seed)[0] for seed in seeds)

    def next(self, rows: I8) -> U8:
        """The next seed of each of these sub-environments."""
        self._draw(rows)
        found: U8 = self._drawn[rows, self._used[rows]]
        self._used[rows] += 1
        return found

    def ahead(self) -> U8:
        """All seeds that are drawn and not used yet: who will come up soon."""
        found: U8 = self._drawn[np.arange(_AHEAD) >= self._used[:, None]]
        return found

    def _draw(self, rows: I8) -> None:
        for row in rows[self._used[rows] == _AHEAD].tolist():
            self._drawn[row] = self._generators[row].integers(WORDS, size=_AHEAD, dtype=np.uint64)
            self._used[row] = 0


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Whom episodes are about: `shares` of the personas, summing to 1, and the persons of each.

    `first` and `people` say which person numbers of every persona may come up; `worlds` are those
    that may.
    """

    shares: F8
    first: int
    people: int
    worlds: tuple[int, ...]

    def world(self, seeds: U8) -> I8:
        """The number of the world of each episode."""
        place = _below(_uniform(seeds, "world", 0), len(self.worlds))
        return np.array(self.worlds, np.int64)[place]

    def person(self, seeds: U8, go: int) -> tuple[I4, I8]:
        """Persona, by its place, and number of the person of each episode.

        Whoever never writes to the assistant has no episode: `go` counts those before.
        """
        u = _uniform(seeds, "persona", go)
        persona = np.searchsorted(np.cumsum(self.shares)[:-1], u, side="right")
        number = self.first + _below(_uniform(seeds, "person", go), self.people)
        return persona.astype(np.int32), number


def _uniform(seeds: U8, what: str, go: int) -> F8:
    key = np.uint64(name_key(f"episode/{what}/{go}"))
    return uniform_of(mix(seeds ^ key))


def _below(u: F8, number: int) -> I8:
    return (u * number).astype(np.int64)
