"""What contexts are told by: the words of a policy file's `when`, and each policy's own reading.

Two policies share the message. How they read risk off it, and what they remember, is each one's
own; where both read and remember alike it is told once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, I8
from simenv.exchange import View
from simenv.policy import Policy, RulesPolicy
from simenv.policy.conditions import Ranges
from simenv.policy.single import requests_of
from simenv.versions.traffic import Traffic

#: Which values may be let through together: those between two ends, hours that follow each other
#: round the clock, or any.
Shape = Literal["range", "span", "any"]
#: Whose a feature is: the message's, or the reading of the first or of the second policy.
Whose = Literal["both", "first", "second"]

#: The columns of a view that are each policy's own.
OWN = ("risk_seen", "refusals", "referrals")
#: How values of a column go together, the most telling columns first: of two contexts that are
#: equally good the one by an earlier column is told.
SHAPES: dict[str, Shape] = {
    "asks": "any",
    "risk_seen": "range",
    "need": "any",
    "subject": "any",
    "age": "any",
    "session_refusals": "range",
    "refusals": "range",
    "last_act": "any",
    "last_move": "any",
    "turn": "range",
    "session_referrals": "range",
    "referrals": "range",
    "region": "any",
    "language": "any",
    "hour": "span",
    "weekday": "any",
}
#: Where a file's word for a column is not the view's.
_WORD = {"asks": "asks_for"}


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A column of the view of one policy, or of both."""

    column: str
    whose: Whose

    @property
    def word(self) -> str:
        """What a policy file calls it."""
        return _WORD.get(self.column, self.column)

    @property
    def shape(self) -> Shape:
        """Which of its values may be let through together."""
        return SHAPES[self.column]

    @property
    def bounds(self) -> tuple[int, int]:
        """Its least and its greatest value."""
        spec = View.specs()[self.column]
        return int(spec.low), int(spec.high)

    def values(self, traffic: Traffic) -> NDArray[Any]:
        """Its value in each message."""
        found: NDArray[Any] = getattr(traffic.seen[self.whose == "second"], self.column)
        return found


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Which values of a feature are let through: ranges of codes, ends included, as in a file."""

    feature: Feature
    ranges: Ranges

    def fits(self, values: NDArray[Any]) -> B1:
        """Which of the values are let through."""
        found = np.zeros(len(values), np.bool_)
        for low, high in self.ranges:
            found |= (values >= low) & (values <= high)
        return found

    def said(self) -> Any:
        """The test as a policy file says it: a word or number, a list of them, bounds, hours."""
        if self.feature.shape == "span":
            return _hours(self.ranges)
        if self.feature.shape == "any" or self.feature.column == "risk_seen":
            return _listed(_words(self.feature.column, self.ranges))
        (low, high), (least, most) = self.ranges[0], self.feature.bounds
        if low == high:
            return low
        ends = {"at_least": low} if low > least else {}
        return ends | ({"at_most": high} if high < most else {})


def features(pair: tuple[Policy, Policy], traffic: Traffic) -> tuple[Feature, ...]:
    """By what these two could differ: of two policies of rules only what a rule of them tests."""
    tested = [_tested(one) for one in pair]
    found = []
    for column in SHAPES:
        wanted = [column in one for one in tested]
        if column not in OWN or _alike(column, traffic):
            found += [Feature(column=column, whose="both")] if any(wanted) else []
            continue
        sides: tuple[Whose, Whose] = ("first", "second")
        found += [
            Feature(column=column, whose=w) for w, mine in zip(sides, wanted, strict=True) if mine
        ]
    return tuple(found)


def _tested(policy: Policy) -> set[str]:
    """The columns that can make a difference to a policy."""
    if isinstance(policy, RulesPolicy):
        return {axis.column for axis in policy.grid.axes}
    return set(SHAPES)


def _alike(column: str, traffic: Traffic) -> bool:
    first, second = (getattr(seen, column) for seen in traffic.seen)
    return np.array_equal(first, second)


def _words(column: str, ranges: Ranges) -> list[Any]:
    """The values of some ranges in the words of the files."""
    codes = [code for low, high in ranges for code in range(low, high + 1)]
    rows = View.blank(len(codes))
    getattr(rows, column)[:] = codes
    return [getattr(one, _WORD.get(column, column)) for one in requests_of(rows)]


def _listed(words: Sequence[Any]) -> Any:
    return words[0] if len(words) == 1 else list(words)


def _hours(ranges: Ranges) -> Any:
    """`22-06` for hours that go round midnight, `09-17` for others, an hour by itself."""
    (start, end), *rest = ranges
    end = rest[0][1] if rest else end
    return start if start == end and not rest else f"{start:02d}-{end + 1:02d}"


def as_ranges(codes: I8) -> Ranges:
    """Sorted codes as ranges, as few as possible."""
    breaks = np.flatnonzero(np.diff(codes) > 1)
    starts = codes[np.append(0, breaks + 1)]
    ends = codes[np.append(breaks, len(codes) - 1)]
    return tuple(zip(starts.tolist(), ends.tolist(), strict=True))
