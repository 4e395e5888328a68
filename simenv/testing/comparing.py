"""Where two things that should be equal to the last bit differ first, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, Table
from simenv.driving.lives import Lives
from simenv.exchange import FRAMINGS, Requests, Responses
from simenv.policy.single import requests_of
from simenv.policy.view import NOTHING, view
from simenv.vocabulary import Act, Code, Continuation, Rationale, Referral

TABLES = ("trajectories", "turns", "sessions", "events")
_LONGEST = 120
_CODED: dict[str, type[Code]] = {
    "act": Act,
    "rationale": Rationale,
    "referral": Referral,
    "continuation": Continuation,
}


def differing(first: Table, second: Table) -> B1:
    """Which rows of two tables of one kind and length differ in any bit, shape (n,)."""
    found = np.zeros(len(first), np.bool_)
    if not len(first):
        return found
    for name, array in first.arrays().items():
        apart = _bits(array) != _bits(getattr(second, name))
        found |= apart.reshape(len(first), -1).any(axis=1)
    return found


def _bits(array: NDArray[Any]) -> NDArray[Any]:
    """Floats as the words that hold them: NaN is NaN, and -0.0 is not 0.0."""
    return np.ascontiguousarray(array).view(np.int64) if array.dtype == np.float64 else array


def unlike_tables(name: str, first: Table, second: Table) -> str:
    """The first difference of two tables in words; empty if they are equal to the last bit."""
    if len(first) != len(second):
        return f"{name}: {len(first)} rows and {len(second)}"
    rows = np.flatnonzero(differing(first, second))
    if not len(rows):
        return ""
    row = rows[:1]
    one, other = first.take(row), second.take(row)
    for column, array in one.arrays().items():
        beside = getattr(other, column)
        if _bits(array).tobytes() != _bits(beside).tobytes():
            return f"{name}, row {row[0]}, {column}: {array[0]} and {beside[0]}"
    return ""


def unlike_lives(first: Lives, second: Lives) -> str:
    """The first difference of two sets of lives; empty if they are equal to the last bit."""
    for name in TABLES:
        told = unlike_tables(name, getattr(first, name), getattr(second, name))
        if told:
            return told
    if first.standing.tobytes() != second.standing.tobytes():
        return "standing: the states by day differ"
    return ""


def unlike_answers(first: Responses, second: Responses) -> B1:
    """Which answers differ; two that failed are alike, whatever stands in their other columns."""
    return differing(first, second) & ~(first.failed & second.failed)


def answered(said: Responses, row: int) -> str:
    """One answer in words."""
    if said.failed[row]:
        return "no answer"
    words = [kind(int(getattr(said, name)[row])).word for name, kind in _CODED.items()]
    levels = [f"{name} {getattr(said, name)[row]:g}" for name in FRAMINGS]
    return ", ".join([*(f"{n} {w}" for n, w in zip(_CODED, words, strict=True)), *levels])


def requested(requests: Requests, row: int) -> str:
    """One request in words."""
    one = requests.take(np.array([row]))
    said = next(requests_of(view(one, None, NOTHING)))
    return (
        f"row {one.row[0]}: session {one.session[0]}, turn {said.turn}, {said.need} about "
        f"{said.subject}, asks for {said.asks_for}, {said.age}, {said.language}-{said.region}, "
        f"risk signal {one.risk_signal[0]:.3f}"
    )


def unlike(first: Any, second: Any, at: str = "") -> str:
    """The first difference of two nested values of dicts, sequences, arrays and scalars, or ''."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return _unlike_maps(first, second, at)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        if len(first) != len(second):
            return f"{at}: lengths {len(first)} and {len(second)}"
        both = enumerate(zip(first, second, strict=True))
        parts = (unlike(one, other, f"{at}[{n}]") for n, (one, other) in both)
        return next((told for told in parts if told), "")
    if isinstance(first, np.ndarray) and first.dtype == object and isinstance(second, np.ndarray):
        return unlike(list(first), list(second), at)
    same = _equal(first, second)
    return "" if same else f"{at.lstrip('.') or 'value'}: {_short(first)} and {_short(second)}"


def _unlike_maps(first: Mapping[Any, Any], second: Mapping[Any, Any], at: str) -> str:
    odd = sorted(map(str, set(first) ^ set(second)))
    if odd:
        return f"{at.lstrip('.') or 'value'}: only one of them has {', '.join(odd)}"
    parts = (unlike(first[key], second[key], f"{at}.{key}") for key in first)
    return next((told for told in parts if told), "")


def _equal(first: Any, second: Any) -> bool:
    if isinstance(first, np.ndarray | np.generic) or isinstance(second, np.ndarray | np.generic):
        one, other = np.asarray(first), np.asarray(second)
        if one.shape != other.shape or one.dtype.kind != other.dtype.kind:
            return False
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    return bool(first == second or (first != first and second != second))  # noqa: PLR0124 - NaN


def _short(value: Any) -> str:
    told = " ".join(repr(value).split())
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"
