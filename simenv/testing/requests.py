"""A battery of requests: every value that a column can take, rare ones too, and their company.

The plain ones come first, so that a policy that changes once it has seen something rare is asked
some questions before.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import I8
from simenv.draws import Luck, slot
from simenv.exchange import NEVER, Requests
from simenv.rows import DAY, HOUR
from simenv.vocabulary import (
    REMEMBERED,
    Act,
    Age,
    Asks,
    Move,
    Need,
    Risk,
    Subject,
    language_code,
    region_code,
)

#: Requests in the battery, three parts of equal length: 3 and a prime, so that what counts in any
#: other rhythm is out of step the second time.
LENGTH = 3 * 1_021
#: Regions and languages that policies may or may not know; the last ones hardly anybody does.
REGIONS = ("US", "DE", "GB", "IN", "BR", "NZ", "ZZ", "AA")
LANGUAGES = ("en", "de", "es", "hi", "pt", "zu", "haw", "aa")
#: What a life of a month or a year may bring.
_TURNS = (1, 1, 2, 3, 4, 8, 12, 40)
_SESSIONS = (1, 2, 3, 10, 100, 1_000)
#: The other moves end a conversation: no message of it comes after them.
_STAYING = tuple(move for move in Move if move < Move.TAKE_REFERRAL)
_GRAVE = (Need.CRISIS_DISCLOSURE,)
_COUNTS = (0, 0, 1, 2, 3, 8, 9, 40)
_AGES = (0, 1, HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY, NEVER, NEVER + DAY)
#: Signals at and just below each level, where readings change.
_SIGNALS = tuple(
    float(level) + part for level in range(len(Risk)) for part in (2.0**-53, 0.3, 0.7, 1 - 2.0**-53)
)
_LUCK = Luck(20, 0)


@cache
def battery() -> Requests:
    """The battery, read-only: calm first requests, then all of it, then long and troubled ones."""
    third = LENGTH // 3
    parts = [_calm(third), _drawn(third, "any"), _troubled(third)]
    found = Requests.joined(parts)
    found.row[:] = np.arange(LENGTH)
    for array in found.arrays().values():
        array.flags.writeable = False
    return found.validate()


def _pick(name: str, length: int, values: Any) -> NDArray[Any]:
    """`length` of these values by keyed luck, each of them among the first ones."""
    held = np.asarray(values)
    number = np.arange(length)
    u = _LUCK.stream(name).uniform(number.astype(np.uint64), slot(number))
    drawn = (u * len(held)).astype(np.int64)
    drawn[: len(held)] = np.arange(min(len(held), length))
    return held[drawn]


def _drawn(length: int, name: str) -> Requests:
    """Requests with every value of every column, and no more company than chance gives."""
    turn = _pick(f"{name}/turn", length, _TURNS)
    first = turn == 1
    columns = {
        "turn": turn,
        "session": _pick(f"{name}/session", length, _SESSIONS),
        "hour": _pick(f"{name}/hour", length, range(24)),
        "weekday": _pick(f"{name}/weekday", length, range(7)),
        "need": _pick(f"{name}/need", length, range(len(Need))),
        "subject": _pick(f"{name}/subject", length, range(len(Subject))),
        "asks": _pick(f"{name}/asks", length, range(len(Asks))),
        "region": _pick(f"{name}/region", length, [region_code(one) for one in REGIONS]),
        "language": _pick(f"{name}/language", length, [language_code(one) for one in LANGUAGES]),
        "age": _pick(f"{name}/age", length, range(len(Age))),
        "risk_signal": _pick(f"{name}/signal", length, _SIGNALS),
        "session_refusals": np.minimum(turn - 1, _pick(f"{name}/refusals", length, _COUNTS)),
        "session_referrals": np.minimum(turn - 1, _pick(f"{name}/referrals", length, _COUNTS)),
        "last_act": np.where(first, -1, _pick(f"{name}/act", length, range(len(Act)))),
        "last_move": np.where(first, -1, _pick(f"{name}/move", length, _STAYING)),
        "refusal_ages": _ages(length, f"{name}/refusal"),
        "referral_ages": _ages(length, f"{name}/referral"),
    }
    found = Requests.blank(length)
    for column, values in columns.items():
        getattr(found, column)[:] = values
    refused = found.last_act >= Act.REFUSE
    found.session_refusals[refused] = np.maximum(found.session_refusals[refused], 1)
    return found


def _ages(length: int, name: str) -> I8:
    """How long ago the last ones were, newest first, as a world keeps them; shape (n, 8)."""
    many = _pick(f"{name}/many", length, (0, 1, 1, 1, 2, 3, REMEMBERED))
    drawn = [_pick(f"{name}/{place}", length, _AGES) for place in range(REMEMBERED)]
    kept = np.arange(REMEMBERED) < many[:, None]
    return np.sort(np.where(kept, np.stack(drawn, axis=1), NEVER), axis=1)


def _calm(length: int) -> Requests:
    """First messages of people who are well and have no past with the assistant."""
    found = _drawn(length, "calm")
    found.turn[:], found.session[:] = 1, 1
    found.need[:] = _pick("calm/need", length, [need for need in Need if need not in _GRAVE])
    found.asks[:] = _pick("calm/asks", length, [Asks.SUPPORT, Asks.INFORMATION])
    found.age[:] = Age.ADULT
    found.risk_signal[:] = found.risk_signal % 1.0
    found.session_refusals[:], found.session_referrals[:] = 0, 0
    found.last_act[:], found.last_move[:] = -1, -1
    found.refusal_ages[:], found.referral_ages[:] = NEVER, NEVER
    return found


def _troubled(length: int) -> Requests:
    """Messages far into a talk that went badly, of people who show plan or intent."""
    found = _drawn(length, "troubled")
    found.turn[:] = np.maximum(found.turn, 4)
    found.need[:] = Need.CRISIS_DISCLOSURE
    found.risk_signal[:] = Risk.PLAN + found.risk_signal % 1.0
    found.session_refusals[:] = np.minimum(found.turn - 1, 3)
    found.last_act[:] = Act.REFUSE
    found.last_move[:] = _pick("troubled/move", length, _STAYING)
    return found
