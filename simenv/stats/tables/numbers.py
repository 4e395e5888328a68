"""Numbers as they are printed: as many digits as they need, and never a minus before nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Plain = Mapping[str, Any]

NOTHING = "no difference worth a digit"
#: Decimals of each kind of outcome, and of points; a share is printed of 100 people.
DIGITS = {"share": 1, "count": 2, "mean": 2, "days": 1, "hours": 1, "points": 1}
#: What a number of each kind is printed as, where there is little room.
SHORT = {"share": "of 100", "count": "number", "mean": "0-1", "days": "days", "hours": "hours"}


#: Below so many effective requests a rate says nothing by itself.
FEWEST = 20


def number(value: float, kind: str) -> str:
    """A level as printed; a small one gets the digits that show that it is not 0."""
    scaled = 100 * value if kind == "share" else value
    return _fixed(scaled, _digits(scaled, kind))


def interval(found: Plain, kind: str) -> str:
    """`low to high`, as many digits as its width deserves; nothing where there is no interval."""
    if found["low"] is None:
        return ""
    low, high, digits = _ends(found, kind)
    return f"{_fixed(low, digits)} to {_fixed(high, digits)}"


def apart(found: Plain, kind: str) -> str:
    """A difference with its interval, or the words that stand for it."""
    if found["same"]:
        return "same decisions"
    scaled = 100 * found["value"] if kind == "share" else found["value"]
    if found["low"] is None:
        return f"{_signed(scaled, _digits(scaled, kind))} (too few to tell)"
    return f"{_signed(scaled, _ends(found, kind)[2])} ({interval(found, kind)})"


def with_worlds(line: Plain, kind: str) -> str:
    """A difference, its interval, and in how many of the drawn worlds it has the same sign."""
    told = apart(line["all"], kind)
    drawn = line["worlds"]["drawn"]
    if line["all"]["same"] or not drawn:
        return told
    if line["all"]["value"] == 0 and not any(line["worlds"]["differences"]):
        return "none in any world"
    if nothing(line["all"], kind):
        return NOTHING
    return f"{told} {line['worlds']['same']}/{drawn}"


def nothing(found: Plain, kind: str) -> bool:
    """Whether a difference is 0 as printed: it has no sign then, that worlds could share."""
    scaled = 100 * found["value"] if kind == "share" else found["value"]
    digits = _digits(scaled, kind) if found["low"] is None else _ends(found, kind)[2]
    return not float(_fixed(scaled, digits))


def stands_out(line: Plain) -> bool:
    """Whether an interval leaves out no difference, and every drawn world has the same sign."""
    low, high = line["all"]["low"], line["all"]["high"]
    clear = low is not None and (low > 0 or high < 0)
    return clear and line["worlds"]["same"] == line["worlds"]["drawn"]


def rate(found: Plain) -> str:
    """An error rate, of 100 requests where the error is possible, if there are enough of them."""
    if found["value"] is None:
        return "none possible"
    if found["effective"] < FEWEST:
        return f"too few ({found['possible']:,})"
    return number(found["value"], "share")


def people(count: int) -> str:
    """A number of persons in words."""
    return "1 person" if count == 1 else f"{count:,} people"


def _ends(found: Plain, kind: str) -> tuple[float, float, int]:
    """Both ends as printed, and the decimals that show half the width of the interval."""
    scale = 100 if kind == "share" else 1
    low, high = scale * found["low"], scale * found["high"]
    return low, high, _digits((high - low) / 2, kind)


def _digits(scaled: float, kind: str) -> int:
    """The decimals of this kind, or as many more as it takes to show the number, at most 3."""
    least = DIGITS[kind]
    shown = (digits for digits in range(least, 4) if abs(scaled) >= 0.5 * 10**-digits)
    return next(shown, least)


def _fixed(value: float, digits: int) -> str:
    """Never a minus before zeros."""
    told = f"{value:.{digits}f}"
    return told if float(told) else f"{0.0:.{digits}f}"


def _signed(value: float, digits: int) -> str:
    told = _fixed(value, digits)
    return f"+{told}" if float(told) > 0 else told
