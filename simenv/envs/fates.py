"""Fates side by side: of persons who entered at different times, and of some of them only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import I8
from simenv.state import Fate

#: Tables that have no rows where nobody is prone to what they hold, and what fills those then.
_PRONE = {
    "crisis_begins": -1,
    "crisis_ends": -1,
    "crisis_within": 0,
    "event_at": -1,
    "event_good": False,
}


def seats(fate: Fate) -> int:
    """How many persons a fate is made for."""
    return len(fate.key)


def joined(one: Fate, other: Fate) -> Fate:
    """Two fates as one: the seats of the other come after those of the first.

    Its candidate needs come after those of the first, too: whoever sits there has to be told.
    """
    prone = {name: _both(name, one, other) for name in _PRONE}
    return replace(
        one,
        key=np.concatenate([one.key, other.key]),
        path=np.concatenate([one.path, other.path]),
        daily=np.concatenate([one.daily, other.daily]),
        first=np.concatenate([one.first[:-1], other.first + len(one.when)]),
        when=np.concatenate([one.when, other.when]),
        hurdle=np.concatenate([one.hurdle, other.hurdle]),
        bound={},
        **prone,
    )


def _both(name: str, one: Fate, other: Fate) -> NDArray[Any]:
    rows: list[NDArray[Any]] = [getattr(fate, name) for fate in (one, other)]
    if not any(len(table) for table in rows):
        return rows[0]
    filled = [
        table if len(table) else np.full((seats(fate), table.shape[1]), _PRONE[name], table.dtype)
        for table, fate in zip(rows, (one, other), strict=True)
    ]
    return np.concatenate(filled)


def taken(fate: Fate, chosen: I8) -> Fate:
    """The fate of some seats only, in the given order."""
    starts, lengths = fate.first[chosen], fate.first[chosen + 1] - fate.first[chosen]
    first = np.concatenate([[0], np.cumsum(lengths)])
    place = np.repeat(starts - first[:-1], lengths) + np.arange(first[-1])
    prone = {name: getattr(fate, name) for name in _PRONE}
    return replace(
        fate,
        key=fate.key[chosen],
        path=fate.path[chosen],
        daily=fate.daily[chosen],
        first=first,
        when=fate.when[place],
        hurdle=fate.hurdle[place],
        bound={},
        **{name: table[chosen] if len(table) else table for name, table in prone.items()},
    )
