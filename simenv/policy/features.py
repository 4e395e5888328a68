"""Named numbers that a network is given of a view; nothing else of a request reaches it.

A feature is a column of the view as it is (`turn`), whether a column has a code (`need=3`), or the
hour as a point on a circle (`hour_sin`, `hour_cos`). Where a column has -1 for none, 0 is none here
and a code is one more, as in the observations of the Gymnasium environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.catalogue import instead, one_of
from simenv.exchange import View

_CODED = re.compile(r"([a-z_]+)=(0|[1-9][0-9]{0,5})")
_HOURS = 24
#: The hour on a circle, rounded so that every machine has the same.
_CIRCLE = {
    f"hour_{name}": np.array([round(turn(2 * pi * h / _HOURS), 6) for h in range(_HOURS)])
    for name, turn in (("sin", sin), ("cos", cos))
}


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One number of a request: a column of the view, or 1 where that has the code and else 0."""

    name: str
    column: str
    code: int | None = None

    def of(self, view: View) -> NDArray[Any]:
        """Its value for each request, shape (n,)."""
        if self.name in _CIRCLE:
            return _CIRCLE[self.name].take(view.hour)
        values: NDArray[Any] = getattr(view, self.column)
        added = _added(self.column)
        return values + added if self.code is None else values == self.code - added


def feature(name: str) -> Feature:
    """The feature of a name; `ValueError` says what is wrong with one that is none."""
    if name in _CIRCLE:
        return Feature(name=name, column="hour")
    coded = _CODED.fullmatch(name)
    column, code = (coded[1], int(coded[2])) if coded else (name, None)
    if column not in View.specs():
        known = [*View.specs(), *_CIRCLE]
        raise ValueError(f"{one_of(known)}; found {name!r}: {instead(column, known)}")
    if code is not None and code > int(View.specs()[column].high) + _added(column):
        raise ValueError(f"a code that {column} can have; found {name!r}")
    return Feature(name=name, column=column, code=code)


def saturates(name: str) -> float:
    """At which value a feature is cut off where nothing else is asked for; counts are assumed."""
    if "=" in name or name in _CIRCLE:
        return 1.0
    return min(float(View.specs()[name].high), _MANY)


#: A count beyond this is as good as this many (assumed: the turns of a long session).
_MANY = 16.0


def _added(column: str) -> int:
    return -min(int(View.specs()[column].low), 0)


def features(names: Iterable[str]) -> tuple[Feature, ...]:
    """Several features; `ValueError` for the first name that is none."""
    return tuple(feature(name) for name in names)
