"""What the grammar may ask about a message, in words: the fields of `when`.

A fact is a word. Codes become words here and nowhere else, so that a grammar can be read beside
the vocabulary, and coarser than they came: six hours of the night are `night`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simenv.speech.spoken import Spoken
from simenv.speech.voices import Discloses, Length
from simenv.vocabulary import Act, Age, Asks, Move, Need, Risk, Subject

Facts = tuple[str, ...]
"""One word for each of `FIELDS`, in that order; then those chosen for the session."""
Codes = NDArray[np.integer]

_MOMENTS = ("first", *Move.words()[: Move.TAKE_REFERRAL])
_ANSWERS = ("none", *Act.words())
_TIMES = ("night", "morning", "day", "evening")
_DAYS = ("weekday", "weekend")
_GAPS = ("none", "week", "two-weeks", "three-weeks", "month", "months")
#: From how many days on a gap is called by each word of `_GAPS` after the first.
_GAP_FROM = (7, 12, 18, 26, 46)
#: From which hour on it is each of morning, day, evening, and night again.
_TIME_FROM = (6, 12, 18, 22)

#: Everything that `when` may ask for, with the words that it may have.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "need": Need.words(),
    "subject": Subject.words(),
    "asks": Asks.words(),
    "risk": Risk.words(),
    "age": Age.words(),
    "moment": _MOMENTS,
    "answer": _ANSWERS,
    "time": _TIMES,
    "day": _DAYS,
    "gap": _GAPS,
    "back": ("new", "back"),
    "length": Length.words(),
    "discloses": Discloses.words(),
}

#: Short names for sets of words, which `when` may use like fields: (the field, its words).
ALIASES: Final = {
    "speaker": {
        "person": ("need", Need.words()[: Need.PROFESSIONAL_QUESTION]),
        "professional": ("need", (Need.PROFESSIONAL_QUESTION.word,)),
        "writer": ("need", (Need.CREATIVE.word,)),
    },
}


def facts(spoken: Spoken) -> list[Facts]:
    """The facts of each message, one tuple a row."""
    columns = [_words(words, _codes(name, spoken)) for name, words in FIELDS.items()]
    return list(zip(*columns, strict=True))


def _words(words: tuple[str, ...], codes: Codes) -> list[str]:
    return [words[code] for code in codes.tolist()]


def _codes(name: str, spoken: Spoken) -> Codes:
    """The codes of one field, as places in its words."""
    if name in _DERIVED:
        return _DERIVED[name](spoken)
    codes: Codes = getattr(spoken, name)
    return codes


def _moment(spoken: Spoken) -> Codes:
    """First, or the move that led here; a session goes on after a move that ends one, too."""
    move = spoken.last_move.astype(np.int64)
    goes_on = (move < 0) | (move >= Move.TAKE_REFERRAL)
    return np.where(spoken.turn <= 1, 0, np.where(goes_on, int(Move.CONTINUE), move) + 1)


_DERIVED: Final[dict[str, Callable[[Spoken], Codes]]] = {
    "risk": lambda spoken: spoken.shown_risk,
    "moment": _moment,
    "answer": lambda spoken: np.where(spoken.turn > 1, spoken.last_act.astype(np.int64) + 1, 0),
    # From 22 on it is night again, hence the remainder.
    "time": lambda spoken: (
        np.searchsorted(_TIME_FROM, spoken.hour, side="right") % len(FIELDS["time"])
    ),
    "day": lambda spoken: (spoken.weekday >= 5).astype(np.int64),
    "gap": lambda spoken: np.searchsorted(_GAP_FROM, spoken.gap_days, side="right"),
    "back": lambda spoken: (spoken.session > 1).astype(np.int64),
}
