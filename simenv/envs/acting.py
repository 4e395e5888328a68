"""What is an action: the space, and the contract's own error for what lies outside of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.error import InvalidAction

from simenv.columns import I8
from simenv.envs.framings import PARTS


def space(sizes: tuple[int, ...]) -> spaces.MultiDiscrete:
    """The space of one action; its parts are `PARTS`."""
    return spaces.MultiDiscrete(np.array(sizes))


def valid(given: Any, sizes: tuple[int, ...], rows: int | None) -> I8:
    """Actions of shape (n, 4) out of what was given: `rows` of them, or a single one if None.

    `InvalidAction` for another shape, for what are no whole numbers, and out of range.
    """
    shape = (len(sizes),) if rows is None else (rows, len(sizes))
    found = np.asarray(given)
    if found.dtype.kind not in "iu" or found.shape != shape:
        raise InvalidAction(
            f"expected an action of whole numbers of shape {shape}, "
            f"found {found.dtype} of shape {found.shape}"
        )
    actions = found.astype(np.int64).reshape(-1, len(sizes))
    bad = (actions < 0) | (actions >= np.array(sizes))
    if bad.any():
        row, part = (int(place) for place in np.argwhere(bad)[0])
        whose = "" if rows is None else f" of environment {row}"
        raise InvalidAction(
            f"{PARTS[part]}{whose}: expected 0 to {sizes[part] - 1}, found {actions[row, part]}"
        )
    return actions
