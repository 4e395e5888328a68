"""Policies written for one request at a time, in words: lifted to batches by `per_request`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from simenv.catalogue import LEVELS, instead, levels, one_of
from simenv.errors import CallFailed
from simenv.exchange import FRAMINGS, Responses, View
from simenv.policy.conditions import WEEKDAYS
from simenv.vocabulary import (
    Act,
    Age,
    Asks,
    Code,
    Continuation,
    Move,
    Need,
    Rationale,
    Referral,
    Risk,
    Subject,
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a policy knows of one request, in the words of the files.

    `last_act` and `last_move` are `none` on the first turn of a session; `refusals` and `referrals`
    count what the policy remembers, at most eight.
    """

    turn: int
    hour: int
    weekday: str
    need: str
    subject: str
    asks_for: str
    region: str
    language: str
    age: str
    risk_seen: str
    session_refusals: int
    session_referrals: int
    last_act: str
    last_move: str
    refusals: int
    referrals: int


@dataclass(frozen=True, kw_only=True)
class Response:
    """One answer, in the words of the files; a framing is 0-1 or a word of the scales."""

    act: str
    validation: float | str = 0.0
    explanation: float | str = 0.0
    agency: float | str = 0.0
    judgement: float | str = 0.0
    warmth: float | str = 0.0
    rationale: str = "none"
    referral: str = "none"
    continuation: str = "stays"


_CODED: dict[str, type[Code]] = {
    "act": Act,
    "rationale": Rationale,
    "referral": Referral,
    "continuation": Continuation,
}


def per_request(function: Callable[[Request], Response]) -> Callable[[View], Responses]:
    """Lift a function of one request to one of a batch.

    A `CallFailed` raised inside marks that row as failed: no answer, and nothing else. A response
    in unknown words raises `ValueError`, one that is no `Response` a `TypeError`.
    """

    @functools.wraps(function)
    def respond(view: View) -> Responses:
        responses = Responses.blank(len(view))
        for row, request in enumerate(requests_of(view)):
            try:
                answer = function(request)
            except CallFailed:
                responses.failed[row] = True
                continue
            _write(answer, responses, row)
        return responses

    return respond


def requests_of(view: View) -> Iterator[Request]:
    """The rows of a view in words."""
    columns = [_told(view, field.name) for field in fields(Request)]
    for values in zip(*columns, strict=True):
        names = (field.name for field in fields(Request))
        yield Request(**dict(zip(names, values, strict=True)))


def _told(view: View, name: str) -> list[Any]:
    """One column of a view as words or numbers."""
    values = getattr(view, "asks" if name == "asks_for" else name).tolist()
    words = _WORDS.get(name)
    return values if words is None else [words(value) for value in values]


def _region(code: int) -> str:
    return chr(65 + code // 26) + chr(65 + code % 26)


def _language(code: int) -> str:
    word = ""
    while code:
        code, letter = divmod(code, 27)
        word = chr(96 + letter) + word
    return word


def _word(kind: type[Code]) -> Callable[[int], str]:
    """From the codes of a kind to its words; -1 is `none`."""
    words = dict(enumerate(kind.words())) | {-1: "none"}
    return words.__getitem__


_WORDS: dict[str, Callable[[int], str]] = {
    "weekday": WEEKDAYS.__getitem__,
    "need": _word(Need),
    "subject": _word(Subject),
    "asks_for": _word(Asks),
    "region": _region,
    "language": _language,
    "age": _word(Age),
    "risk_seen": _word(Risk),
    "last_act": _word(Act),
    "last_move": _word(Move),
}


def _write(answer: object, responses: Responses, row: int) -> None:
    """Put one answer into its row."""
    if not isinstance(answer, Response):
        raise TypeError(f"a {type(answer).__name__} was returned, not a Response")
    for name, kind in _CODED.items():
        getattr(responses, name)[row] = _code(name, kind, getattr(answer, name))
    for name in FRAMINGS:
        getattr(responses, name)[row] = _level(name, getattr(answer, name))


def _code(name: str, kind: type[Code], said: object) -> int:
    words = kind.words()
    if not isinstance(said, str) or said not in words:
        raise ValueError(
            f"{name}: expected {one_of(words)}, found {said!r}; {instead(said, words)}"
        )
    return words.index(said)


def _level(name: str, said: object) -> float:
    if isinstance(said, str):
        if said not in LEVELS:
            raise ValueError(f"{name}: expected {one_of(LEVELS)} or 0-1, found {said!r}")
        return levels()[said].point
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise ValueError(f"{name}: expected a number or a word of the scales, found {said!r}")
    return float(said)
