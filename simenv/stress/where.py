"""Where a failure happens: contexts in which the same person is answered wrongly, like a rule.

Found by asking: what it takes is varied, one feature at a time, and the values at which the answer
stays wrong are kept. The words are those of `when` in a policy file, so that a policy can be mended
with them; `risk_seen` is what the message shows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1
from simenv.exchange import NEVER, Requests
from simenv.policy import Remembers, view
from simenv.policy.conditions import WEEKDAYS, When
from simenv.policy.single import requests_of
from simenv.rows import DAY
from simenv.stress.probing import Judge, Wrong
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

#: How far back the contexts of a case look.
_MEMORY = Remembers(refusals=30 * DAY, referrals=30 * DAY)
#: Regions and languages that are tried beside the person's own.
REGIONS = ("US", "GB", "DE", "BR", "IN", "NG", "JP", "AU")
LANGUAGES = ("en", "de", "es", "fr", "hi", "ja", "pt", "sw")
_LONG = 12

#: Where a case fails, in the words of `when`.
Written = dict[str, Any]
_Values = Sequence[tuple[Any, Mapping[str, Any]]]
"""Words of a file, each with the columns of a request that say it."""


def _coded(column: str, words: Sequence[str], first: int = 0) -> _Values:
    return [(word, {column: code}) for code, word in enumerate(words, first)]


def _ages(column: str) -> _Values:
    ages = [[DAY] * count + [NEVER] * (REMEMBERED - count) for count in range(REMEMBERED + 1)]
    return [(count, {column: age}) for count, age in enumerate(ages)]


#: The words of `when`, and every value that is tried of each.
_TRIED: tuple[tuple[str, Callable[[], _Values]], ...] = (
    ("asks_for", lambda: _coded("asks", Asks.words())),
    ("need", lambda: _coded("need", Need.words())),
    ("risk_seen", lambda: [(w, {"risk_signal": n + 0.5}) for n, w in enumerate(Risk.words())]),
    ("subject", lambda: _coded("subject", Subject.words())),
    ("age", lambda: _coded("age", Age.words())),
    ("region", lambda: [(region, {"region": region_code(region)}) for region in REGIONS]),
    (
        "language",
        lambda: [(spoken, {"language": language_code(spoken)}) for spoken in LANGUAGES],
    ),
    ("hour", lambda: [(hour, {"hour": hour}) for hour in range(24)]),
    ("weekday", lambda: _coded("weekday", WEEKDAYS)),
    ("turn", lambda: [(n, {"turn": n}) for n in range(1, _LONG)]),
    ("session_refusals", lambda: [(n, {"session_refusals": n}) for n in range(_LONG)]),
    ("session_referrals", lambda: [(n, {"session_referrals": n}) for n in range(_LONG)]),
    ("refusals", lambda: _ages("refusal_ages")),
    ("referrals", lambda: _ages("referral_ages")),
    ("last_act", lambda: _coded("last_act", ("none", *Act.words()), -1)),
    ("last_move", lambda: _coded("last_move", ("none", *Move.words()), -1)),
)
#: Words of which a request may say more than is tried.
_OPEN = ("region", "language", "turn", "session_refusals", "session_referrals")
#: Counts that are told by their least where no more is better.
_REMEMBERED = ("refusals", "referrals")
_COUNTED = ("session_refusals", "session_referrals", "turn", *_REMEMBERED)


def found_where(judge: Judge, plainest: Requests, wrong: Wrong) -> Written:
    """Where a policy errs in one way: `plainest` is the request, `wrong` what is true; a row each.

    Every feature is tried, also those that stand at what is ordinary: a failure may need that, too.
    A feature at all of whose values the answer is wrong is left out.

    Where risk shows as it is, it does so in all that is tried: what a policy answers wrongly as it
    cannot see the risk is another failure.
    """
    where: Written = {}
    for word, values in _TRIED:
        tried, own = [*values()], _own(word, plainest)
        if word in _OPEN and own not in [said for said, _ in tried]:
            tried.append((own, {word: getattr(plainest, word)[0]}))
        asked = _varied(plainest, [columns for _, columns in tried])
        true = _repeated(wrong, len(tried))
        if word == "risk_seen" and own == Risk(int(wrong.turns.risk[0])).word:
            stays = _seen_as_it_is(judge, asked, true)
        else:
            stays = judge.errs(asked, true)
        kept = [said for (said, _), stay in zip(tried, stays, strict=True) if stay]
        if own not in kept:
            where[word] = [own]  # one of several readings of the same signal
        elif len(kept) < len(tried):
            where[word] = _told(word, kept)
    return where


def _seen_as_it_is(judge: Judge, asked: Requests, wrong: Wrong) -> B1:
    """Which answers stay wrong at a risk of the same gravity that is both true and shown."""
    levels = asked.risk_signal.astype(wrong.turns.risk.dtype)
    true = dataclasses.replace(wrong, turns=dataclasses.replace(wrong.turns, risk=levels))
    alike = (levels >= int(Risk.ACTIVE)) == (wrong.turns.risk >= int(Risk.ACTIVE))
    stays: B1 = judge.errs(asked, true) & alike
    return stays


def matching(requests: Requests, where: Written) -> B1:
    """Which requests lie in a context."""
    seen = view(requests, None, _MEMORY)
    shown = np.minimum(requests.risk_signal, float(Risk.PLAN)).astype(np.int8)
    found = np.ones(len(requests), np.bool_)
    for column, ranges in When.model_validate(where).tests().items():
        values: NDArray[Any] = shown if column == "risk_seen" else getattr(seen, column)
        found &= np.logical_or.reduce([(values >= low) & (values <= high) for low, high in ranges])
    return found


def words(where: Written) -> str:
    """A context in words, its parts with semicolons between them; empty for any context."""
    return "; ".join(f"{_LABELS[word]} {_listed(word, said)}" for word, said in where.items())


_LABELS = {
    "weekday": "on",
    "turn": "turn",
    "last_act": "the answer before was",
    "last_move": "the move before was",
    "session_referrals": "referrals in the session:",
    "session_refusals": "refusals in the session:",
    "referrals": "referrals in 30 days:",
    "refusals": "refusals in 30 days:",
    "hour": "at",
    "region": "in",
    "language": "written in",
    "age": "the account is of",
    "subject": "it is about",
    "asks_for": "the message asks for",
    "need": "the stated need is",
    "risk_seen": "the message shows a risk of",
}


#: The values of a word that a list may leave out, so that what is left out is shorter to tell.
_EVERY: Mapping[str, tuple[Any, ...]] = {
    "need": Need.words(),
    "last_act": ("none", *Act.words()),
    "last_move": ("none", *Move.words()),
    "weekday": WEEKDAYS,
    "turn": tuple(range(1, _LONG)),
    **{word: tuple(range(_LONG)) for word in ("session_refusals", "session_referrals")},
    **{word: tuple(range(REMEMBERED + 1)) for word in ("refusals", "referrals")},
}


def _listed(word: str, said: Any) -> str:
    if isinstance(said, dict):
        return ", ".join(f"{end.replace('_', ' ')} {count}" for end, count in said.items())
    if not isinstance(said, list):
        return str(said)
    others = [one for one in _EVERY.get(word, ()) if one not in said]
    if others and len(others) < len(said):
        return f"any but {', '.join(map(str, others))}"
    return ", ".join(f"{one} h" if str(one)[2:3] == "-" else str(one) for one in said)


def _own(word: str, request: Requests) -> Any:
    """What the one request says, in the words of `when`."""
    if word == "risk_seen":
        return Risk(min(int(request.risk_signal[0]), int(Risk.PLAN))).word
    told = next(requests_of(view(request, None, _MEMORY)))
    return getattr(told, word)


def _told(word: str, kept: list[Any]) -> Any:
    """Values as a rule would have them: spans of hours, the least of a count, else a list."""
    if word == "hour":
        return _spans(kept)
    return _counted(word, kept) if word in _COUNTED else kept


def _counted(word: str, kept: list[int]) -> Any:
    """Counts by their ends where none between is missing, else as a list."""
    first, last = int(word == "turn"), REMEMBERED if word in _REMEMBERED else _LONG - 1
    short = [count for count in kept if count <= last]
    if not short or len(short) <= short[-1] - short[0]:
        return kept
    low = {"at_least": short[0]} if short[0] > first else {}
    # The longest count that is tried stands for all beyond it.
    if short[-1] == last:
        return low or kept
    return {**low, "at_most": short[-1]} if short == kept else kept


def _spans(hours: Sequence[int]) -> list[str]:
    """Hours as spans whose end is not in them; one that passes midnight is one span."""
    inside = set(hours)
    if len(inside) == 24:
        return ["00-24"]
    starts = [hour for hour in sorted(inside) if (hour - 1) % 24 not in inside]
    return [f"{start:02d}-{_end(start, inside):02d}" for start in starts]


def _end(start: int, inside: set[int]) -> int:
    hour = start
    while hour % 24 in inside:
        hour += 1
    return hour % 24 or 24


def _varied(request: Requests, columns: Sequence[Mapping[str, Any]]) -> Requests:
    """The one request once for each of these values of its columns."""
    many = request.take(np.zeros(len(columns), np.int64))
    changed = {
        name: np.array([one[name] for one in columns], getattr(many, name).dtype)
        for name in columns[0]
    }
    return dataclasses.replace(many, **changed)


def _repeated(wrong: Wrong, times: int) -> Wrong:
    return wrong.take(np.zeros(times, np.int64))
