"""The stages of a persona as a picture: one SVG, its own edges marked, numbered and told below.

Stages stand in columns by how many steps they are from the start. Drawn here rather than by a
library: seven boxes need no layout engine, and the same file gives the same bytes everywhere.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from simenv.catalogue import Catalogue
from simenv.graph import Graph
from simenv.persona import Persona, laid, load
from simenv.tell.paths import own_edges, own_ends, steps
from simenv.vocabulary import Standing
from simenv.wording.layout import wrapped
from simenv.wording.phrases import named

_WIDE, _HIGH = 176.0, 44.0
_COLUMN, _ROW = 330.0, 120.0
_MARGIN, _LINE = 60.0, 18.0
#: How far an edge bends away from the straight line, as a share of its length; and within a column
#: where another box stands between, so far that it passes beside that.
_BEND, _BESIDE = 0.2, 1.6 * _WIDE
#: Characters of the list below the picture that fit on a line of one unit of width.
_LETTER = 6.6
_OWN, _SHARED, _INK = "#a83a00", "#8a93a0", "#1d2630"
_FILLS = {None: "#ffffff", Standing.IN_HUMAN_CARE: "#dff0e3", Standing.WITHDRAWN: "#e4e4e8"}

_Point = tuple[float, float]


@dataclass(frozen=True)
class _Arrow:
    """From one stage to another; `own` are the numbers of the persona's own edges between them."""

    source: _Point
    target: _Point
    own: tuple[int, ...]


def draw(catalogue: Catalogue, name_or_path: str | Path, path: Path) -> None:
    """Write the picture of a persona to a file; `BadInput` with every problem of the persona."""
    path.write_text(stages_svg(load(catalogue, name_or_path)), encoding="utf-8")


def stages_svg(one: Persona) -> str:
    """The picture, as the text of an SVG file; `ValueError` with one line a fault of the graph."""
    whole = laid(one.trajectory)
    places = _places(whole, one.trajectory.start)
    own: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, ends in enumerate(own_ends(one), start=1):
        own[ends].append(number)
    pairs = dict.fromkeys(
        (edge.source, edge.target)
        for edge in whole.edges
        if edge.weight > 0 and edge.source in places
    )
    arrows = [_Arrow(places[a], places[b], tuple(own.get((a, b), ()))) for a, b in pairs]
    wide = max(x for x, _ in places.values()) + _BESIDE / 2 + _MARGIN / 2
    high = max(y for _, y in places.values()) + _HIGH / 2 + _MARGIN
    told = _told(own_edges(one), wide)
    arrows.sort(key=lambda arrow: bool(arrow.own))
    drawn = [_curve(arrow) for arrow in arrows]
    drawn += [_badge(arrow) for arrow in arrows if arrow.own]
    drawn += [_box(whole, name, at, one.trajectory.start) for name, at in places.items()]
    drawn += [_line(number, line, high) for number, line in enumerate(told)]
    return _page(one, drawn, wide, high + _LINE * (len(told) + 1))


def _places(whole: Graph, start: str) -> dict[str, _Point]:
    """Where the middle of each stage's box stands: columns by steps, each column centred."""
    columns: dict[int, list[str]] = defaultdict(list)
    for name, step in steps(whole, start).items():
        columns[step].append(name)
    most = max(len(names) for names in columns.values())
    found = {}
    for step, names in columns.items():
        top = (most - len(names)) / 2
        for row, name in enumerate(names):
            x = _MARGIN + _WIDE / 2 + step * _COLUMN
            found[name] = (x, _MARGIN + _HIGH / 2 + (top + row) * _ROW)
    return found


def _bent(arrow: _Arrow) -> tuple[_Point, _Point, _Point]:
    """Start, turning point and end of a curve; the way back bends to the other side."""
    (ax, ay), (bx, by) = arrow.source, arrow.target
    bend = _BEND
    if ax == bx:
        bend = _BESIDE / abs(by - ay) if abs(by - ay) > _ROW else 2 * _BEND
    turn = ((ax + bx) / 2 - (by - ay) * bend, (ay + by) / 2 + (bx - ax) * bend)
    return _edge_of(arrow.source, turn), turn, _edge_of(arrow.target, turn)


def _curve(arrow: _Arrow) -> str:
    start, turn, end = _bent(arrow)
    kind = "own" if arrow.own else "shared"
    way = f"M{_at(start)} Q{_at(turn)} {_at(end)}"
    return f'<path class="{kind}" marker-end="url(#{kind})" d="{way}"/>'


def _badge(arrow: _Arrow) -> str:
    """The numbers of the own edges, at the middle of their curve."""
    x, y = ((s + 2 * t + e) / 4 for s, t, e in zip(*_bent(arrow), strict=True))
    numbers = ", ".join(map(str, arrow.own))
    half = 5.0 + 4.0 * len(numbers)
    return (
        f'<rect class="badge" x="{x - half:.1f}" y="{y - 9:.1f}" width="{2 * half:.1f}" '
        f'height="18" rx="9"/><text class="number" x="{x:.1f}" y="{y + 4:.1f}">{numbers}</text>'
    )


def _edge_of(middle: _Point, towards: _Point) -> _Point:
    """Where the line from the middle of a box to some point leaves the box."""
    dx, dy = towards[0] - middle[0], towards[1] - middle[1]
    reach = [_WIDE / 2 / abs(dx) if dx else math.inf, _HIGH / 2 / abs(dy) if dy else math.inf]
    part = min(reach)
    return middle[0] + part * dx, middle[1] + part * dy


def _box(whole: Graph, name: str, at: _Point, start: str) -> str:
    stage = whole.stages[name]
    x, y = at[0] - _WIDE / 2, at[1] - _HIGH / 2
    first = ' stroke-width="3"' if name == start else ""
    label = f"{named(name)} (start)" if name == start else named(name)
    return (
        f'<g class="stage" data-stage={quoteattr(name)}><title>{escape(stage.about)}</title>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{_WIDE:.0f}" height="{_HIGH:.0f}" rx="8" '
        f'fill="{_FILLS[stage.counts]}" stroke="{_INK}"{first}/>'
        f'<text x="{at[0]:.1f}" y="{at[1] + 5:.1f}">{escape(label)}</text></g>'
    )


def _told(edges: Sequence[str], wide: float) -> list[str]:
    """The persona's own edges as numbered lines that fit below the picture."""
    letters = int((wide - 2 * _MARGIN / 2) / _LETTER)
    return [
        line
        for number, edge in enumerate(edges, start=1)
        for line in wrapped(f"{number}  {edge}", 0, 3, letters)
    ]


def _line(number: int, text: str, top: float) -> str:
    indent = len(text) - len(text.lstrip())
    x = _MARGIN / 2 + indent * _LETTER
    y = top + _LINE * number
    return f'<text class="line" x="{x:.1f}" y="{y:.1f}">{escape(text.strip())}</text>'


def _page(one: Persona, drawn: Sequence[str], wide: float, high: float) -> str:
    about = (
        "Stages and the ways between them. Thin and grey: shared by all personas. Thick, with a "
        "number: this persona's own, told below. Green: in human care. Grey: withdrawn."
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" '
            f'width="{wide:.0f}" height="{high:.0f}" role="img">',
            f"<title>{escape(one.name)}: stages</title>",
            f"<desc>{escape(about)}</desc>",
            f"<defs>{_head('own', _OWN)}{_head('shared', _SHARED)}</defs>",
            f"<style>{_style(_STYLES)}</style>",
            f'<rect width="{wide:.0f}" height="{high:.0f}" fill="#ffffff"/>',
            *drawn,
            "</svg>\n",
        ]
    )


_STYLES = {
    "text": f"font: 14px sans-serif; fill: {_INK}; text-anchor: middle",
    ".line": "font-size: 12px; text-anchor: start",
    ".number": "font-size: 12px; fill: #ffffff",
    ".badge": f"fill: {_OWN}",
    "path.own": f"fill: none; stroke: {_OWN}; stroke-width: 2.4",
    "path.shared": f"fill: none; stroke: {_SHARED}; stroke-width: 1.1",
}


def _style(rules: Mapping[str, str]) -> str:
    return " ".join(f"{what} {{ {how} }}" for what, how in rules.items())


def _head(name: str, colour: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" '
        f'markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0 L10 5 L0 10 z" fill="{colour}"/></marker>'
    )


def _at(point: _Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
