"""What is observed: the view that a policy has, as Gymnasium spaces; never a latent column.

Names, units and ranges are those of `simenv.exchange.View`. Codes are `Discrete`, the rest are
boxes of shape (1,). Where a column has -1 for none, 0 is none here and a code is one more. After an
episode nobody writes: `blanks` stand there, with `turn` 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from simenv.columns import Column
from simenv.detector import Detector
from simenv.exchange import Requests, View
from simenv.policy import Remembers, view
from simenv.vocabulary import Act, Age, Asks, Code, Move, Need, Risk, Subject

#: Columns that are codes, of which kind; `Risk` is ordered, the others are not.
CODES: dict[str, type[Code]] = {
    "need": Need,
    "subject": Subject,
    "asks": Asks,
    "age": Age,
    "risk_seen": Risk,
    "last_act": Act,
    "last_move": Move,
}
#: Columns that go round: so many values, then from the start.
CYCLES = {"hour": 24, "weekday": 7}

Observation = dict[str, Any]


def is_discrete(name: str) -> bool:
    """Whether a column is a code or a time of the clock, rather than a count or a large code."""
    return name in CODES or name in CYCLES


def shift(spec: Column) -> int:
    """What is added to a column, so that none (-1) is 0: not every learner takes a code below 0."""
    return -min(int(spec.low), 0)


def least(name: str, spec: Column) -> int:
    """The least value that is observed of a column; a turn of 0 says that nobody writes."""
    return 0 if name == "turn" else int(spec.low) + shift(spec)


def space() -> spaces.Dict:
    """The space of one observation."""
    return spaces.Dict({name: _space(name, spec) for name, spec in View.specs().items()})


def _space(name: str, spec: Column) -> spaces.Space[Any]:
    low, high = least(name, spec), int(spec.high) + shift(spec)
    if is_discrete(name):
        return spaces.Discrete(high + 1)
    return spaces.Box(low, high, (1,), np.int32)


@dataclass(frozen=True, kw_only=True)
class Eyes:
    """How an assistant sees: through which detector, and for how long it remembers."""

    detector: Detector
    remembers: Remembers

    def see(self, requests: Requests) -> dict[str, NDArray[Any]]:
        """The observations of some requests, by column: shape (n,), or (n, 1) where it is a box."""
        seen = view(requests, self.detector, self.remembers).arrays()
        return {name: _typed(name, array, _SHIFTS[name]) for name, array in seen.items()}


_SHIFTS = {name: shift(spec) for name, spec in View.specs().items()}


def _typed(name: str, array: NDArray[Any], added: int = 0) -> NDArray[Any]:
    if is_discrete(name):
        found = array.astype(np.int64)
        return found + added if added else found
    return array.astype(np.int32).reshape(-1, 1)


def blanks(length: int) -> dict[str, NDArray[Any]]:
    """Observations of nobody: every column at its least, `turn` at 0."""
    return {
        name: _typed(name, np.full(length, least(name, spec)))
        for name, spec in View.specs().items()
    }


def nobody() -> Observation:
    """One observation of nobody: what stands at the end of an episode."""
    return row(_NOBODY, 0)


def row(columns: dict[str, NDArray[Any]], place: int) -> Observation:
    """One observation out of columns, sharing nothing with them."""
    return {
        name: array[place] if array.ndim == 1 else array[place].copy()
        for name, array in columns.items()
    }


_NOBODY = blanks(1)


def messages(requests: Requests) -> NDArray[Any]:
    """What each message says, in coarse words: an array of strings, shape (n,)."""
    place = (requests.need * len(Subject) + requests.subject) * len(Asks) + requests.asks
    return _MESSAGES.take(place)


def _message(need: Need, subject: Subject, asks: Asks) -> str:
    whom = "themselves" if subject == Subject.SELF else "someone else"
    what = need.word.replace("-", " ")
    wants = "restricted content" if asks == Asks.RESTRICTED else asks.word
    return f"{what}, about {whom}; asks for {wants}"


_MESSAGES = np.array(
    [_message(need, whom, asks) for need in Need for whom in Subject for asks in Asks], object
)
