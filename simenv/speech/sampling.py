"""Messages of many kinds to look at and to measure: not a population, only a mixture of all rows.

Shares are chosen so that each word of the grammar is met; nothing that persons do is drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simenv.draws import NO_PLACE, Luck, Stream, person_keys
from simenv.speech.spoken import Spoken

U8 = NDArray[np.uint64]
I8 = NDArray[np.int64]

#: The shares of the codes of each column, from its lowest value on; others are even.
_SHARES: Final[dict[str, Sequence[float]]] = {
    "subject": (0.75, 0.25),
    "asks": (0.5, 0.3, 0.2),
    "shown_risk": (0.55, 0.2, 0.15, 0.1),
    "age": (0.8, 0.2),
    "turn": (0.4, 0.3, 0.2, 0.1),
    "session": (0.4, 0.3, 0.3),
}
_EVEN: Final = {"need": 6, "hour": 24, "weekday": 7, "length": 3, "discloses": 3}
_LOWEST: Final = {"turn": 1, "session": 1}


def sample(count: int, seed: int = 0, **fixed: int) -> tuple[Spoken, U8, U8]:
    """So many messages to be worded, their keys and those of their sessions, by that seed.

    `fixed` gives columns one value throughout. Each message is of a session of its own.
    """
    keys = person_keys("speech/sample", np.arange(count))
    luck = Luck(seed, 0)
    shares = _SHARES | {name: (1 / n,) * n for name, n in _EVEN.items()}
    columns: dict[str, Any] = {
        name: _drawn(luck.stream(f"speech/{name}"), keys, some) + _LOWEST.get(name, 0)
        for name, some in shares.items()
    }
    given = {name: np.full(count, value) for name, value in fixed.items()}
    columns |= given
    columns |= _before(luck, keys, columns)
    columns |= given
    spoken = Spoken(**columns)
    words, sessions = luck.stream("speech/words"), luck.stream("speech/session")
    return spoken, words.bits(keys, NO_PLACE), sessions.bits(keys, NO_PLACE)


def _before(luck: Luck, keys: U8, columns: dict[str, I8]) -> dict[str, I8]:
    """What came before each message: an answer and a move in the session, a gap before it."""
    later, back = columns["turn"] > 1, columns["session"] > 1
    act = _drawn(luck.stream("speech/act"), keys, (0.4, 0.2, 0.25, 0.15))
    move = _drawn(luck.stream("speech/move"), keys, (1 / 6,) * 6)
    gap = (luck.stream("speech/gap").uniform(keys, NO_PLACE) ** 2 * 60).astype(np.int64)
    return {
        "last_act": np.where(later, act, -1),
        "last_move": np.where(later, move, -1),
        "gap_days": np.where(back, gap, -1),
    }


def _drawn(stream: Stream, keys: U8, shares: Sequence[float]) -> I8:
    edges = np.cumsum(np.array(shares))[:-1]
    return np.searchsorted(edges, stream.uniform(keys, NO_PLACE), side="right").astype(np.int64)
