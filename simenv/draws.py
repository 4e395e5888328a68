"""Keyed luck: `u = hash(seed, world, stream, person, slot)`, without state.

A draw depends on its key and on nothing else, so adding a persona, a person, an arm or a parameter
changes no other draw. Names are hashed, never numbered. A slot is a place in time (a day, an hour
of it, a turn in the session that began then), not a count of draws.

The mixer is the finaliser of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA; variant 13 of Stafford),
applied once to bind the person to the stream and once more to bind the slot. Uniforms are the
2**52 odd multiples of 2**-53: never 0, never 1, mean exactly one half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
U8 = NDArray[np.uint64]

_MULTIPLY_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLY_2 = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_S27, _S30, _S31, _S11 = (np.uint64(n) for n in (27, 30, 31, 11))
_ONE = np.uint64(1)
_UNIT = 2.0**-53
#: Persons who race at a time: arrays of (causes, persons) beyond 128 KB are given back to the
#: system after each use, and every page of the next one is a fault, which takes twice as long.
_RACING = 1_600
#: A hazard this small loses to any real one, without a division by zero.
_NO_HAZARD = 1e-290
_LOW16 = np.uint64(0xFFFF)
_S16, _S32, _S48 = (np.uint64(n) for n in (16, 32, 48))
# The sum of four independent uniforms on 0..65535: its mean and standard deviation, exactly.
_BELL_MEAN = 4 * 65535 / 2
_BELL_SD = (4 * (65536**2 - 1) / 12) ** 0.5

#: Places in time fit into a slot: 16 bits of day, 8 of candidate, 24 of turn.
_DAY_SHIFT, _CANDIDATE_SHIFT = np.uint64(32), np.uint64(24)


@lru_cache(maxsize=4096)
def name_key(name: str) -> int:
    """The 64-bit key of a name: first eight bytes of its BLAKE2b digest."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def mix(bits: U8) -> U8:
    """Scatter 64-bit words; a bijection. Shape as given."""
    bits = (bits ^ (bits >> _S30)) * _MULTIPLY_1
    bits ^= bits >> _S27
    bits *= _MULTIPLY_2
    bits ^= bits >> _S31
    return bits


def person_keys(persona: str, index: I8) -> U8:
    """The keys of persons number `index` (shape (n,)) of a persona; they depend on nothing else."""
    start = np.uint64(name_key("person/" + persona))
    return mix(start ^ mix((index.astype(np.uint64) + _ONE) * _GOLDEN))


def slot(day: I8, candidate: I8 | int = 0, turn: I8 | I4 | int = 0) -> U8:
    """A place in time as one word: day, candidate (hour or cell) of it, turn of its session."""
    packed = day.astype(np.uint64) << _DAY_SHIFT
    packed = packed | (np.asarray(candidate).astype(np.uint64) << _CANDIDATE_SHIFT)
    packed = packed | np.asarray(turn).astype(np.uint64)
    return mix((packed + _ONE) * _GOLDEN)


def uniform_of(bits: U8) -> F8:
    """Map 64-bit words to the open unit interval, on the 53-bit grid."""
    return ((bits >> _S11) | _ONE).astype(np.float64) * _UNIT


@dataclass(frozen=True)
class Stream:
    """One named source of luck in one world of one seed. `bits` is what all draws are made of."""

    key: np.uint64

    def bind(self, person: U8) -> U8:
        """The stream of each person: what all their draws from it start from."""
        return mix(person ^ self.key)

    def bits(self, person: U8, place: U8 | np.uint64) -> U8:
        """64 random bits a person and place; shapes broadcast."""
        return mix(self.bind(person) + place)

    def uniform(self, person: U8, place: U8 | np.uint64) -> F8:
        """Uniform on (0, 1), shape of the broadcast arguments."""
        return uniform_of(self.bits(person, place))

    def bell(self, person: U8, place: U8 | np.uint64) -> F8:
        """Mean 0, standard deviation 1, within ±3.47: the sum of four uniforms.

        Exact in integers, so it is equal on every machine; a normal draw would go through a
        library's logarithm.
        """
        bits = self.bits(person, place)
        total = (bits & _LOW16) + ((bits >> _S16) & _LOW16)
        total = total + ((bits >> _S32) & _LOW16) + (bits >> _S48)
        centred: F8 = total.astype(np.float64) - _BELL_MEAN
        return centred / _BELL_SD


@dataclass(frozen=True)
class Luck:
    """All luck of one world: the seed of the run and the number of the world."""

    seed: int
    world: int

    def stream(self, name: str) -> Stream:
        """The stream of that name."""
        return Stream(np.uint64(name_key(f"{self.seed}/{self.world}/{name}")))


def cause_key(cause: str) -> np.uint64:
    """The key that separates the clocks of a race from one another."""
    return np.uint64(name_key("cause/" + cause))


def race_time(at: U8, cause: U8 | np.uint64) -> F8:
    """The unit-rate exponential clock of one cause; divide it by the cause's hazard.

    `at` are the bits of the race's place. One clock a cause: raising one hazard moves people only
    to that cause.
    """
    return -np.log(uniform_of(mix(at + cause)))


def race(at: U8, causes: U8, hazards: F8) -> I8:
    """Which cause comes first: the place of the winner in `causes` (shape (c,)), shape (n,).

    `hazards` has shape (c, n) and is ≥ 0; a hazard of 0 never wins against a positive one.
    """
    winner: I8 = np.empty(len(at), np.int64)
    for start in range(0, len(at), _RACING):
        part = slice(start, start + _RACING)
        clocks = race_time(at[part], causes[:, None])
        clocks /= np.maximum(hazards[:, part], _NO_HAZARD)
        # Choosing the least rounds nothing, so it is the same in every batch.
        clocks.argmin(axis=0, out=winner[part])
    return winner


def cause_keys(family: str, names: Sequence[str]) -> U8:
    """The keys of several causes of one family, shape (c,)."""
    return np.array([cause_key(f"{family}/{name}") for name in names], np.uint64)


NO_PLACE = np.uint64(0)
"""The place of draws made once a person: their traits."""
