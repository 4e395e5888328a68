"""Drawing on a plane: scales, ticks, axes and names that keep out of each other's way.

Plain SVG, written as markup: no script, nothing to load, no ids that could clash in one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from simenv.report.cells import printed
from simenv.report.markup import Html, tag

#: Roughly how wide a letter is, as a share of the size of the type.
_LETTER = 0.54
TYPE = 12

#: Okabe and Ito's palette after the ink of the reference; dashes tell the lines apart as well.
INK = "#1c2733"
LINES = (
    ("#1c2733", None),
    ("#0072b2", None),
    ("#c1440e", "7 3"),
    ("#00795a", "2 3"),
    ("#9b4f86", "9 3 2 3"),
)
FAINT = "#c3ccd4"


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Values from `low` to `high` on pixels from `start` to `end`; `high` lies above `low`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value, kept on the axis."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + (self.end - self.start) * max(0.0, min(1.0, share)), 1)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from `low` to `high`, at most so many; the first and last lie inside."""
    step = _step((high - low) / max(1, most - 1))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(each * step, 10) + 0.0 for each in range(first, last + 1)]


def roomy(high: float, most: int = 6) -> float:
    """The next round number at or above `high`, where an axis from 0 may end; 1 for nothing."""
    if high <= 0:
        return 1.0
    step = _step(high / max(1, most - 1))
    return ceil(high / step - 1e-9) * step


def _step(least: float) -> float:
    """The next of 1, 2, 5 times a power of ten at or above `least`."""
    power = 10.0 ** floor(log10(least)) if least > 0 else 1.0
    return next(each * power for each in (1, 2, 5, 10) if each * power >= least * (1 - 1e-9))


def written(value: float) -> str:
    """A tick as text."""
    return printed(f"{value:g}")


def below(axis: Axis, y: float, values: Iterable[float], title: str | None = None) -> list[Html]:
    """A horizontal axis at the pixel `y`: ticks, their numbers, and the title under them."""
    parts = [tag("line", x1=axis.start, x2=axis.end, y1=y, y2=y, class_="axis")]
    for value in values:
        x = axis.at(value)
        parts.append(tag("line", x1=x, x2=x, y1=y, y2=y + 4, class_="axis"))
        parts.append(text(written(value), x, y + 16, "middle"))
    if title:
        parts.append(text(title, (axis.start + axis.end) / 2, y + 32, "middle"))
    return parts


def beside(axis: Axis, x: float, values: Iterable[float], end: float) -> list[Html]:
    """A vertical axis at the pixel `x`: numbers to its left, faint lines across to `end`."""
    parts = []
    for value in values:
        y = axis.at(value)
        parts.append(tag("line", x1=x, x2=end, y1=y, y2=y, class_="grid"))
        parts.append(text(written(value), x - 5, y + 4, "end"))
    return parts


def text(
    told: str, x: float, y: float, anchor: str = "start", class_: str | None = None, **more: str
) -> Html:
    """Words at a place; `anchor` is start, middle or end."""
    turned = None if anchor == "start" else anchor
    place = {"x": round(x, 1), "y": round(y, 1)}
    return tag("text", told, **place, text_anchor=turned, class_=class_, **more)


def wide(told: str, size: float = TYPE) -> float:
    """About how many pixels words take."""
    return len(told) * size * _LETTER


def line(points: Iterable[tuple[float, float]], **attributes: str | float | None) -> Html:
    """A line through pixels."""
    told = " ".join(f"{x:g},{y:g}" for x, y in points)
    return tag("polyline", points=told, fill="none", **attributes)


def area(
    upper: Sequence[tuple[float, float]],
    lower: Sequence[tuple[float, float]],
    **attributes: str | float | None,
) -> Html:
    """What lies between two lines."""
    told = " ".join(f"{x:g},{y:g}" for x, y in [*upper, *reversed(lower)])
    return tag("polygon", points=told, **attributes)


def mixed(first: Html | list[Html], *others: Html | list[Html]) -> list[Html]:
    """Parts one above the other, flattened."""
    return [each for part in (first, *others) for each in _listed(part)]


def picture(
    size: tuple[float, float], label: str, parts: Iterable[Html], class_: str = "plot"
) -> Html:
    """An SVG of so many pixels with a description of the whole."""
    width, height = size
    return tag(
        "svg",
        *parts,
        class_=class_,
        role="img",
        aria_label=label,
        viewBox=f"0 0 {width:g} {height:g}",
        style=f"max-width:{width:g}px",
    )


def spaced(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places, moved as little as keeps them `gap` apart in their order, within low to high.

    Where there is no room for all of them, they overlap evenly.
    """
    if not places:
        return []
    gap = min(gap, (high - low) / max(1, len(places) - 1))
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = [0.0] * len(places)
    last = low - gap
    for i in order:
        last = moved[i] = max(places[i], last + gap, low)
    last = high + gap
    for i in reversed(order):
        last = moved[i] = min(moved[i], last - gap)
    return moved


def _listed(part: Html | list[Html]) -> list[Html]:
    return [part] if isinstance(part, Html) else part
