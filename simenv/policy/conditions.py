"""What `when` may test: each column of a view, and which values of it a test lets through.

A test is read into ranges of codes, ends included, so that rules of every kind of column can be
laid out on one grid (`simenv.policy.grid`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from simenv.catalogue import Entry, instead, one_of, told_value, wrong
from simenv.catalogue.values import Reads
from simenv.exchange import View
from simenv.vocabulary import (
    Act,
    Age,
    Asks,
    Code,
    Move,
    Need,
    Risk,
    Subject,
    language_code,
    region_code,
)

#: Ranges of codes, ends included.
Ranges = tuple[tuple[int, int], ...]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BOUNDS = ("at_least", "at_most")
_HOURS = re.compile(r"(\d{2})-(\d{2})")


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """One column as tests see it: its range, how one value is read, and how that is told.

    `read` gives None for what is no value. `bounds` allows `{at_least, at_most}`.
    """

    low: int
    high: int
    read: Callable[[object], Ranges | None]
    expected: str
    remedy: Callable[[object], str]
    one: dict[str, Any]
    bounds: bool = False

    def ranges(self, said: object) -> Ranges:
        """A test as ranges; raises what a validator raises."""
        if isinstance(said, dict) and self.bounds:
            return self._between(said)
        values = said if isinstance(said, list) else [said]
        if not values:
            raise wrong(f"at least one value: {self.expected}", "name one, or remove the test")
        return tuple(pair for value in values for pair in self._value(value))

    def schema(self, inner: dict[str, Any]) -> dict[str, Any]:
        """The JSON Schema of a test."""
        either = [self.one, {"type": "array", "items": self.one, "minItems": 1}]
        if self.bounds:
            ends = {"type": "object", "properties": dict.fromkeys(_BOUNDS, self.one)}
            either.append(ends | {"additionalProperties": False, "minProperties": 1})
        return {"anyOf": either}

    def _value(self, said: object) -> Ranges:
        found = self.read(said)
        if found is None:
            raise wrong(f"{self._all()}", self.remedy(said), told_value(said))
        return found

    def _all(self) -> str:
        ends = ", or {at_least, at_most}" if self.bounds else ""
        return f"{self.expected}, a list of them{ends}"

    def _between(self, said: dict[str, object]) -> Ranges:
        unknown = [key for key in said if key not in _BOUNDS]
        if unknown or not said:
            raise wrong("at_least, at_most or both", instead("".join(unknown[:1]), _BOUNDS))
        low = self._value(said["at_least"])[0][0] if "at_least" in said else self.low
        high = self._value(said["at_most"])[0][1] if "at_most" in said else self.high
        if low > high:
            raise wrong("at_least no higher than at_most", "swap the two, or correct one")
        return ((low, high),)


def _column(name: str) -> tuple[int, int]:
    spec = View.specs()[name]
    return int(spec.low), int(spec.high)


def _worded(column: str, words: Mapping[str, int], *, bounds: bool = False) -> Reads:
    """A column of words; `bounds` where their order has a meaning."""

    def read(said: object) -> Ranges | None:
        code = words.get(said) if isinstance(said, str) else None
        return None if code is None else ((code, code),)

    low, high = _column(column)
    return _reads(
        _Kind(
            low=low,
            high=high,
            read=read,
            expected=one_of(words),
            remedy=lambda said: instead(said, words),
            one={"enum": list(words)},
            bounds=bounds,
        )
    )


def _counted(column: str) -> Reads:
    """A column of whole numbers."""
    low, high = _column(column)
    return _reads(
        _Kind(
            low=low,
            high=high,
            read=lambda said: _whole(said, low, high),
            expected=f"a whole number from {low} to {high}",
            remedy=lambda said: "write a whole number in that range, without quotes",
            one={"type": "integer", "minimum": low, "maximum": high},
            bounds=True,
        )
    )


def _placed(column: str, code: Callable[[str], int], expected: str, pattern: str) -> Reads:
    """A column of places or languages, which have too many words to list."""

    def read(said: object) -> Ranges | None:
        if not isinstance(said, str) or not re.fullmatch(pattern, said):
            return None
        return ((code(said), code(said)),)

    low, high = _column(column)
    return _reads(
        _Kind(
            low=low,
            high=high,
            read=read,
            expected=expected,
            remedy=lambda said: "write the code",
            one={"type": "string", "pattern": f"^{pattern}$"},
        )
    )


def _hours() -> Reads:
    """Local hours: one, or a span such as "22-06" whose end is not in it and which may wrap."""

    def read(said: object) -> Ranges | None:
        match = _HOURS.fullmatch(said) if isinstance(said, str) else None
        if match is None:
            return _whole(said, 0, 23)
        start, end = int(match[1]), int(match[2])
        if start > 23 or end > 24 or start == end:
            return None
        if start < end:
            return ((start, end - 1),)
        return ((start, 23), (0, end - 1)) if end else ((start, 23),)

    span = {"type": "string", "pattern": r"^([01]\d|2[0-3])-([01]\d|2[0-4])$"}
    return _reads(
        _Kind(
            low=0,
            high=23,
            read=read,
            expected='an hour from 0 to 23, a span such as "22-06"',
            remedy=lambda said: 'write an hour, or two digits each as in "09-17"',
            one={"anyOf": [{"type": "integer", "minimum": 0, "maximum": 23}, span]},
            bounds=True,
        )
    )


def _whole(said: object, low: int, high: int) -> Ranges | None:
    if isinstance(said, bool) or not isinstance(said, int) or not low <= said <= high:
        return None
    return ((said, said),)


def _reads(testable: _Kind) -> Reads:
    return Reads(testable.ranges, testable.schema)


def _codes(kind: type[Code], missing: str = "") -> dict[str, int]:
    """The words of a kind with their codes; `missing` is the word for -1."""
    first = {missing: -1} if missing else {}
    return first | {member.word: int(member) for member in kind}


class When(Entry):
    """Which requests a rule is for: all tests have to hold; what is not tested may be anything.

    Each field is read into ranges of codes.
    """

    asks_for: Annotated[Any, _worded("asks", _codes(Asks))] = None
    risk_seen: Annotated[Any, _worded("risk_seen", _codes(Risk), bounds=True)] = None
    need: Annotated[Any, _worded("need", _codes(Need))] = None
    subject: Annotated[Any, _worded("subject", _codes(Subject))] = None
    age: Annotated[Any, _worded("age", _codes(Age))] = None
    turn: Annotated[Any, _counted("turn")] = None
    session_refusals: Annotated[Any, _counted("session_refusals")] = None
    session_referrals: Annotated[Any, _counted("session_referrals")] = None
    refusals: Annotated[Any, _counted("refusals")] = None
    referrals: Annotated[Any, _counted("referrals")] = None
    last_act: Annotated[Any, _worded("last_act", _codes(Act, "none"))] = None
    last_move: Annotated[Any, _worded("last_move", _codes(Move, "none"))] = None
    hour: Annotated[Any, _hours()] = None
    weekday: Annotated[Any, _worded("weekday", {w: i for i, w in enumerate(WEEKDAYS)})] = None
    region: Annotated[
        Any, _placed("region", region_code, "an ISO 3166 code such as US", "[A-Z]{2}")
    ] = None
    language: Annotated[
        Any,
        _placed("language", language_code, "a language code without region: en", "[a-z]{2,3}"),
    ] = None

    def tests(self) -> dict[str, Ranges]:
        """The ranges of each column that is tested, by the view's name for it."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {_COLUMN.get(name, name): test for name, test in found.items() if test is not None}


#: Where a file's word for a column is not the view's.
_COLUMN = {"asks_for": "asks"}
