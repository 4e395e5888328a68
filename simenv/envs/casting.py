"""From the seeds of episodes to seats: whoever never writes gives way to the next draw."""

from __future__ import annotations

import numpy as np

from simenv.columns import I8, U8
from simenv.envs.drawing import Draw
from simenv.envs.pool import Pool, codes_of, persons_of

#: Draws after which nobody can be expected to write at all.
_MOST = 1000
#: As few as these cost hardly more to let in than one.
_LEAST = 16
#: Persons who can come up are listed one by one if they are no more than this.
_LISTED = 2**17


def cast(pool: Pool, draw: Draw, seeds: U8, ahead: U8, together: int) -> I8:
    """The seats of the persons of these episodes, who are let in if they are not there yet.

    With them others come in who are likely to come up, those of the episodes `ahead` before all:
    as many as are there already, at most `together`, so that the cost of entering is shared.
    `ValueError` if nobody who is drawn ever writes.
    """
    found, left = np.full(len(seeds), -1), np.arange(len(seeds))
    for go in range(_MOST):
        wanted = draw.person(seeds[left], go)
        seats = pool.seats(*wanted)
        if (seats < 0).any():
            others = _others(pool, draw, ahead, min(max(len(pool), _LEAST), together))
            pool.enter(np.concatenate([codes_of(*wanted), others]))
            seats = pool.seats(*wanted)
        found[left] = seats
        left = left[pool.silent[seats]]
        if not len(left):
            return found
    raise ValueError(f"none of {_MOST} persons drawn one after the other ever writes")


def _others(pool: Pool, draw: Draw, ahead: U8, most: int) -> I8:
    """So many persons, at most, who are not there yet and may come up."""
    soon = np.unique(codes_of(*draw.person(ahead, 0)))
    soon = soon[pool.seats(*persons_of(soon)) < 0][:most]
    everyone = len(draw.shares) * draw.people
    if len(soon) == most or everyone > _LISTED:
        return soon
    persona = np.arange(len(draw.shares), dtype=np.int32).repeat(draw.people)
    person = np.tile(np.arange(draw.first, draw.first + draw.people), len(draw.shares))
    missing = codes_of(persona, person)[pool.seats(persona, person) < 0]
    # Every so many of them, so that all personas are among them.
    spread = missing[:: max(len(missing) // max(most - len(soon), 1), 1)]
    return np.concatenate([soon, spread[: most - len(soon)]])
