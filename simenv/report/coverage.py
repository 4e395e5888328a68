"""The picture of how much of the contexts a search reached: a panel an axis, shade and bar a cell.

Shade and number tell the share of situations reached, a bar below them the visits (logarithmic). A
cell that was not reached is crossed out, so that nothing hangs on colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import ceil, log10
from textwrap import wrap

from simenv.report.cells import columns, table
from simenv.report.frame import folded
from simenv.report.markup import Html, joined, tag
from simenv.report.plane import INK, mixed, picture, text, wide
from simenv.report.reaching import REQUEST, RISK, Panel
from simenv.wording.phrases import counted, named, of_100

#: From which share on a cell has a shade, and the ink of its number; one hue, light to dark.
SHADES = (
    (0.0, "#e4eef6", INK),
    (0.01, "#b9d3e6", INK),
    (0.03, "#86b1d1", INK),
    (0.10, "#2f74a5", "#ffffff"),
    (0.30, "#0b3a5e", "#ffffff"),
)
_EDGE, _BAR = "#8a97a3", "#1c2733"
#: Pixels of a cell: its width, its shaded part, the strip of its bar; then what stands around it.
_WIDE, _SHADED, _STRIP = 42, 19, 9
_TALL = _SHADED + _STRIP
_LEFT, _TOP, _APART, _GAP = 190, 126, 14, 6
#: Steps of axes beside each other, at most, so that a picture fits a sheet of paper.
_BESIDE = 14
#: Letters of a line of a step's name, and pixels of a shade in the legend.
_LETTERS, _KEY = 14, 78

ROWS = tuple(product(RISK.steps, REQUEST.steps))


def coverage(found: Sequence[Panel]) -> Html:
    """Legend, pictures, and the same in numbers."""
    decades = _decades(found)
    return joined(
        tag("figure", _legend(decades)),
        *(tag("figure", _picture(block, decades)) for block in _blocks(found)),
        folded("The same in numbers", *(_table(panel) for panel in found)),
    )


def _decades(found: Sequence[Panel]) -> int:
    """The powers of ten that the longest bar stands for; at least one."""
    most = max(int(panel.visits.max()) for panel in found)
    return max(1, ceil(log10(max(1, most))))


def _blocks(found: Sequence[Panel]) -> list[list[Panel]]:
    """Panels in their order, as many beside each other as have room."""
    blocks: list[list[Panel]] = [[]]
    for panel in found:
        if sum(len(one.axis.steps) for one in [*blocks[-1], panel]) > _BESIDE:
            blocks.append([])
        blocks[-1].append(panel)
    return blocks


def _picture(block: Sequence[Panel], decades: int) -> Html:
    parts, left = _rows(), float(_LEFT)
    for panel in block:
        parts += _panel(panel, left, decades)
        left += _WIDE * len(panel.axis.steps) + _APART
    return picture((left - _APART + 1, _row(len(ROWS))), _aloud(block), parts)


def _aloud(block: Sequence[Panel]) -> str:
    empty = sum(int((panel.reached == 0).sum()) for panel in block)
    cells = sum(panel.reached.size for panel in block)
    names = ", ".join(panel.axis.name for panel in block)
    return (
        f"Situations reached, by risk shown and what is asked for, against {names}: {empty} of "
        f"{cells} cells not reached. All numbers stand in the tables below."
    )


def _row(number: int) -> float:
    """The upper edge of a row; a gap where the risk shown changes."""
    return _TOP + number * _TALL + (number // len(REQUEST.steps)) * _GAP


def _rows() -> list[Html]:
    """What the rows are called, left of the first panel."""
    middle = _SHADED / 2 + 4
    parts = [
        text(RISK.name, 0, _TOP - 8, class_="strong"),
        text(REQUEST.name, _LEFT - 8, _TOP - 8, "end", "strong"),
    ]
    for place, (risk, request) in enumerate(ROWS):
        if request == REQUEST.steps[0]:
            parts.append(text(risk, 0, _row(place) + middle))
        parts.append(text(request, _LEFT - 8, _row(place) + middle, "end"))
    return parts


def _panel(panel: Panel, left: float, decades: int) -> list[Html]:
    """One axis: its name, its steps, its cells."""
    across = _WIDE * len(panel.axis.steps)
    name = wrap(panel.axis.name, int(across / wide("m", 13)))
    parts = [text(told, left, 12 + 14 * i, class_="strong") for i, told in enumerate(name)]
    for step, told in enumerate(panel.axis.steps):
        x = left + _WIDE * step
        parts += _upright(named(told), x + _WIDE / 2)
        for row in range(len(ROWS)):
            parts.append(_cell(panel, (row, step), (x, _row(row)), decades))
    return parts


def _upright(told: str, middle: float) -> list[Html]:
    """A step's name, read from below, in as many lines as it takes."""
    lines, y = wrap(told, _LETTERS), _TOP - 8
    found = []
    for i, line in enumerate(lines):
        x = round(middle + 4 + 14 * (i - (len(lines) - 1) / 2), 1)
        found.append(text(line, x, y, transform=f"rotate(-90 {x:g} {y})"))
    return found


def _cell(panel: Panel, where: tuple[int, int], corner: tuple[float, float], decades: int) -> Html:
    reached, visits = int(panel.reached[where]), int(panel.visits[where])
    drawn = (
        _filled(corner, reached / int(panel.possible[where]), _length(visits, decades))
        if reached
        else _crossed(corner)
    )
    risk, request = ROWS[where[0]]
    met, times = _numbers(panel, where)
    said = (
        f"{risk}, asks for {request}, {panel.axis.name}: {panel.axis.steps[where[1]]}. "
        f"{met} situations, {times}"
    )
    return tag("g", tag("title", said), drawn, class_="cell")


def _numbers(panel: Panel, where: tuple[int, int]) -> tuple[str, str]:
    """How many situations of a cell were reached, and how often."""
    reached, possible = int(panel.reached[where]), int(panel.possible[where])
    return f"{reached:,} of {possible:,}", counted(int(panel.visits[where]), "visit")


def _length(visits: int, decades: int) -> float:
    """The share of the strip that a bar fills; one visit already shows."""
    return (1 + log10(visits)) / (1 + decades)


def _shade(share: float) -> tuple[str, str]:
    """The shade of a share, and the ink on it."""
    return next((shade, ink) for low, shade, ink in reversed(SHADES) if share >= low)


def _filled(corner: tuple[float, float], share: float, length: float) -> list[Html]:
    (x, y), (shade, ink) = corner, _shade(share)
    number = text(of_100(share), x + _WIDE / 2, y + _SHADED / 2 + 4, "middle", fill=ink)
    bar = round(length * (_WIDE - 4), 1)
    return [
        tag("rect", x=x, y=y, width=_WIDE, height=_SHADED, fill=shade),
        number,
        tag("rect", x=x + 2, y=y + _SHADED + 2, width=bar, height=_STRIP - 5, fill=_BAR),
        _frame(corner),
    ]


def _crossed(corner: tuple[float, float]) -> list[Html]:
    """A cell in which nobody ever was."""
    x, y = corner
    right, low = x + _WIDE, y + _TALL
    return [
        tag("line", x1=x, y1=y, x2=right, y2=low, stroke=_EDGE),
        tag("line", x1=x, y1=low, x2=right, y2=y, stroke=_EDGE),
        _frame(corner),
    ]


def _frame(corner: tuple[float, float]) -> Html:
    x, y = corner
    return tag("rect", x=x, y=y, width=_WIDE, height=_TALL, fill="none", stroke=_EDGE)


def _legend(decades: int) -> Html:
    """What shades, crosses and bars mean; the bars at their own scale."""
    lows = [low for low, *_ in SHADES]
    parts: list[Html] = [text("reached, of 100 situations", 0, 15)]
    x = wide("reached, of 100 situations") + 10
    for low, high in zip(lows, [*lows[1:], None], strict=True):
        shade, ink = _shade(low)
        told = f"{of_100(low)} or more" if high is None else f"under {of_100(high)}"
        parts.append(tag("rect", x=x, y=0, width=_KEY, height=22, fill=shade, stroke=_EDGE))
        parts.append(text(told, x + _KEY / 2, 15, "middle", fill=ink))
        x += _KEY
    parts += mixed(_crossed((x + 24, 0)), text("not reached", x + 30 + _WIDE, 15))
    return picture((_LEFT + _WIDE * _BESIDE + 60, 58), "Legend", [*parts, *_bars(decades)])


def _bars(decades: int) -> Iterator[Html]:
    x = wide("reached, of 100 situations") + 10
    yield text("visits, logarithmic", 0, 50)
    for power in sorted({0, decades // 2, decades}):
        bar = round(_length(10**power, decades) * (_WIDE - 4), 1)
        yield tag("rect", x=x, y=44, width=bar, height=_STRIP - 5, fill=_BAR)
        yield text(f"{10**power:,}", x + bar + 5, 50)
        x += bar + 30 + wide(f"{10**power:,}")


def _table(panel: Panel) -> Html:
    """The numbers of one panel."""
    caption = f"Situations reached, and visits, by {panel.axis.name}"
    head = columns(RISK.name, REQUEST.name, *panel.axis.steps)
    rows = [
        tag(
            "tr",
            *(tag("th", told, scope="row") for told in ROWS[row]),
            *(_told(panel, (row, step)) for step in range(len(panel.axis.steps))),
        )
        for row in range(len(ROWS))
    ]
    return table(caption, [head], tag("tbody", *rows), class_="settling")


def _told(panel: Panel, where: tuple[int, int]) -> Html:
    met, times = _numbers(panel, where)
    return tag("td", met, tag("span", times, class_="within"))
