"""Small environments that the tests of this folder share, and what they are walked by."""

from __future__ import annotations

import numpy as np

from simenv.envs import SupportSeeking, SupportSeekingVector

#: Few personas and days: an episode of some ten steps.
SMALL = {"personas": ("acute-risk", "boundary-tester", "teen"), "days": 8, "people": 40}


def small(**about) -> SupportSeeking:
    return SupportSeeking(**SMALL | about)


def side_by_side(size, **about) -> SupportSeekingVector:
    return SupportSeekingVector(size, **SMALL | about)


def drawn(env, rng, rows=None):
    """Random actions: one, or one a row."""
    sizes = env.setting.actions.sizes
    return rng.integers(sizes, size=len(sizes) if rows is None else (rows, len(sizes)))


def episode(env, rng, seed=None, options=None):
    """The steps of one episode under random actions, the reset first."""
    steps = [env.reset(seed=seed, options=options)]
    over = False
    while not over:
        steps.append(env.step(drawn(env.unwrapped, rng)))
        over = steps[-1][2] or steps[-1][3]
    return steps


def unlike(one, other, at=""):
    """Where two things that were returned differ, to the last bit and type; empty if nowhere."""
    if type(one) is not type(other):
        return f"{at}: {type(one).__name__} and {type(other).__name__}"
    told = f"{at}: {one!r} and {other!r}"
    if isinstance(one, dict):
        pairs = [(key, one[key], other.get(key)) for key in one]
        same = one.keys() == other.keys()
    elif isinstance(one, tuple | list) or (isinstance(one, np.ndarray) and one.dtype == object):
        pairs = list(zip(range(len(one)), one, other, strict=False))
        same = len(one) == len(other)
    else:
        pairs = []
        same = np.array_equal(one, other) and getattr(one, "dtype", 0) == getattr(other, "dtype", 0)
    inside = (found for key, a, b in pairs if (found := unlike(a, b, f"{at}/{key}")))
    return next(inside, "" if same else told)
