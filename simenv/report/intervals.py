"""A difference as a dot with its interval, small enough to stand in a cell."""

from __future__ import annotations

from simenv.report.markup import Html, tag
from simenv.stats.tables import Plain

WIDTH, HEIGHT = 132, 14
_MIDDLE, _HALF = HEIGHT / 2, WIDTH / 2 - 6


def reach(found: list[Plain]) -> float:
    """The farthest end from 0 of several differences: the scale that they share; 0 if none."""
    ends = [abs(each[end]) for each in found for end in ("low", "high") if each[end] is not None]
    return max(ends, default=0.0)


def dot_and_interval(found: Plain, scale: float, margin: float | None = None) -> Html | None:
    """The picture of one difference; hollow where its interval holds 0; None if there is none.

    `scale` is the value at the edge of the picture; a `margin` is shaded on both sides of 0. It is
    hidden from screen readers: the numbers stand beside it.
    """
    if found["low"] is None or scale <= 0:
        return None
    low, high, middle = (_at(found[key] / scale) for key in ("low", "high", "value"))
    clear = "clear" if found["low"] > 0 or found["high"] < 0 else "open"
    return tag(
        "svg",
        None if margin is None else _band(margin / scale),
        tag("line", x1=_at(0), x2=_at(0), y1=0, y2=HEIGHT, class_="zero"),
        tag("line", x1=low, x2=high, y1=_MIDDLE, y2=_MIDDLE, class_="whisker"),
        tag("circle", cx=middle, cy=_MIDDLE, r=3.4, class_=clear),
        class_="interval",
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        aria_hidden="true",
    )


def _band(share: float) -> Html:
    """The margin on both sides of 0."""
    low, high = _at(-share), _at(share)
    wide = round(high - low, 1)
    return tag("rect", x=low, y=0, width=wide, height=HEIGHT, class_="band")


def _at(share: float) -> float:
    """The place of a value that is given as a share of the scale, in pixels."""
    return round(WIDTH / 2 + _HALF * max(-1.0, min(1.0, share)), 1)
