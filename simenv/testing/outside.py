"""Values that look like actions and lie outside a space."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import gymnasium

    Space = gymnasium.Space[Any]


def outside(space: Space) -> Iterator[tuple[str, Any]]:
    """What each is, and the value: out of range, of the wrong shape, of the wrong type."""
    from gymnasium import spaces  # noqa: PLC0415 - slow to import

    found: list[tuple[str, Any]] = [("nothing", None), ("a word", "comply")]
    if isinstance(space, spaces.Discrete):
        found.append(("a number too high", np.int64(space.start + space.n)))
        found.append(("a number too low", np.int64(space.start - 1)))
    if isinstance(space, spaces.MultiDiscrete):
        found += _shifted(np.array(space.start), np.array(space.start + space.nvec - 1))
    if isinstance(space, spaces.MultiBinary):
        found.append(("a number too high", np.full(space.shape, 2, np.int8)))
    if isinstance(space, spaces.Box):
        found += _shifted(space.low, space.high)
    yield from ((what, action) for what, action in found if not holds(space, action))


def holds(space: Space, value: Any) -> bool:
    """Whether a space holds a value, without the warnings of spaces that are asked odd things."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return value in space


def _shifted(low: Any, high: Any) -> Iterator[tuple[str, Any]]:
    """The corners of a box of numbers, each place in turn a step outside; and other shapes."""
    for place in np.ndindex(low.shape):
        for what, corner, step in (("too high", high, 1), ("too low", low, -1)):
            moved = np.array(corner)
            if np.isfinite(moved[place]):
                moved[place] += step
                yield f"place {place} {what}", moved
    if low.ndim:
        yield "one number too many", np.concatenate([low, low[-1:]])
        yield "one number too few", low[:-1].copy()
        yield "a shape too deep", low[None]
