"""How people move over stages, and from which stage they turned where: two pictures an arm.

Bands as in an alluvial diagram, drawn as plain SVG paths: no script, nothing to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simenv.report.cells import columns, printed, table
from simenv.report.frame import folded, section
from simenv.report.markup import Html, tag
from simenv.stats.tables import Plain, lived, number

_WIDTH, _HEIGHT, _TOP = 540, 250, 22
_LEFT, _RIGHT, _NODE, _GAP = 8, 118, 9, 3
#: Bands thinner than this many pixels are left out of the picture; the numbers have them all.
_THIN = 0.4
#: Bars lower than this many pixels have no room for their name.
_ROOM = 9

#: Okabe and Ito's palette, spread in lightness as well.
_INKS = ("#0072b2", "#56b4e9", "#e69f00", "#a5c8a0", "#009e73", "#00604a", "#4d4d4d", "#cc79a7")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One column of bars: their tops and heights in pixels, in order."""

    x: float
    tops: tuple[float, ...]
    heights: tuple[float, ...]


def ink(place: int) -> str:
    """The colour of a stage."""
    return _INKS[place % len(_INKS)]


def bar(x: float, sizes: Sequence[float], scale: float) -> Bar:
    """Bars one below the other, a small gap between those that are there."""
    top, tops, heights = float(_TOP), [], []
    for size in sizes:
        tops.append(top)
        heights.append(size * scale)
        top += size * scale + (_GAP if size > 0 else 0)
    return Bar(x=x, tops=tuple(tops), heights=tuple(heights))


def bands(left: Bar, right: Bar, flows: Sequence[Sequence[float]], scale: float) -> list[Html]:
    """The bands between two columns; `flows` [from][to] in the unit that `scale` makes pixels."""
    out, into = list(left.tops), list(right.tops)
    found = []
    for source, row in enumerate(flows):
        for target, size in enumerate(row):
            wide = size * scale
            if wide >= _THIN:
                path = _band((left.x + _NODE, out[source]), (right.x, into[target]), wide)
                found.append(tag("path", d=path, fill=ink(source), fill_opacity=0.42))
            out[source] += wide
            into[target] += wide
    return found


def _band(start: tuple[float, float], end: tuple[float, float], wide: float) -> str:
    """A band of constant height that bends from one point to the other."""
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    return (
        f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"V{y1 + wide:.1f}C{middle:.1f} {y1 + wide:.1f} {middle:.1f} {y0 + wide:.1f} "
        f"{x0:.1f} {y0 + wide:.1f}Z"
    )


def _column(found: Bar, inks: Sequence[str], names: Sequence[str]) -> list[Html]:
    """The bars of a column, with their names to the right where there is room."""
    drawn = []
    for place, (top, height) in enumerate(zip(found.tops, found.heights, strict=True)):
        if height < _THIN:
            continue
        shape = {"x": round(found.x, 1), "y": round(top, 1), "height": round(height, 1)}
        drawn.append(tag("rect", **shape, width=_NODE, fill=inks[place]))
        if names and height >= _ROOM:
            y = round(top + height / 2 + 4, 1)
            drawn.append(tag("text", names[place], x=round(found.x + _NODE + 5, 1), y=y))
    return drawn


def _scale(columns_: Sequence[Sequence[float]]) -> float:
    """Pixels a unit, so that the fullest column fits."""
    gaps = max(sum(size > 0 for size in sizes) for sizes in columns_) * _GAP
    most = max(sum(sizes) for sizes in columns_)
    return (_HEIGHT - _TOP - gaps) / most if most > 0 else 0.0


def stages_picture(flows: Plain, arm: str) -> Html:
    """Where people stood at each look, and how they moved in between."""
    moves, days = flows["arms"][arm]["moves"], flows["days"]
    looks = [[sum(row) for row in moves[0]], *([sum(to) for to in _turned(m)] for m in moves)]
    scale = _scale(looks)
    step = (_WIDTH - _LEFT - _RIGHT) / (len(looks) - 1)
    bars = [bar(_LEFT + i * step, sizes, scale) for i, sizes in enumerate(looks)]
    parts: list[Html] = []
    for number_, move in enumerate(moves):
        parts += bands(bars[number_], bars[number_ + 1], move, scale)
    inks = [ink(place) for place in range(len(flows["stages"]))]
    for place, found in enumerate(bars):
        last = place == len(bars) - 1
        parts += _column(found, inks, flows["stages"] if last else ())
        told = "entry" if days[place] == 0 else f"day {days[place]}"
        parts.append(tag("text", told, x=round(found.x, 1), y=13, class_="faint"))
    return _svg(f"How people move over stages under {arm}.", parts)


def uses_picture(flows: Plain, arm: str) -> Html:
    """From which stage needs went to which channel."""
    uses = flows["arms"][arm]["uses"]
    sides = _sides(uses)
    scale = min(_scale(_sides(each["uses"])) for each in flows["arms"].values())
    left, right = bar(_LEFT, sides[0], scale), bar(_WIDTH - _RIGHT, sides[1], scale)
    inks = [ink(place) for place in range(len(flows["stages"]))]
    names = [word.replace("-", " ") for word in flows["channels"]]
    parts = bands(left, right, uses, scale)
    parts += _column(left, inks, ())
    parts += _column(right, ["#6b7885"] * len(names), names)
    parts.append(tag("text", "from stage", x=_LEFT, y=13, class_="faint"))
    parts.append(tag("text", "to channel", x=_WIDTH - _RIGHT, y=13, class_="faint"))
    return _svg(f"From which stage needs went to which channel under {arm}.", parts)


def _sides(uses: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    """Needs by stage, and by channel."""
    return [sum(row) for row in uses], [sum(to) for to in _turned(uses)]


def _svg(label: str, parts: list[Html]) -> Html:
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    return tag("svg", *parts, class_="flow", viewBox=box, role="img", aria_label=label)


def _turned(rows: Sequence[Sequence[float]]) -> list[tuple[float, ...]]:
    return list(zip(*rows, strict=True))


def flow_tables(summary: Plain) -> list[Html]:
    """The pictures as numbers: people by stage at the horizon, needs by channel."""
    flows = summary["flows"]
    ends, used = [], []
    for arm in lived(summary):
        found = flows["arms"][arm]
        name = tag("th", arm, scope="row")
        last = [100 * sum(to) for to in _turned(found["moves"][-1])]
        ends.append(tag("tr", name, *(tag("td", f"{each:.1f}") for each in last)))
        _, each_way = _sides(found["uses"])
        used.append(
            tag("tr", name, *(tag("td", printed(number(each, "count"))) for each in each_way))
        )
    return [
        table(
            "At the horizon, of 100 people",
            [columns("arm", *flows["stages"])],
            tag("tbody", *ends),
        ),
        table(
            "Needs and followed referrals per person, by channel",
            [columns("arm", *flows["channels"])],
            tag("tbody", *used),
        ),
    ]


def ways(summary: Plain) -> Html | None:
    """How people move over stages and channels, where it was read off."""
    flows = summary["flows"]
    if flows is None:
        return None
    told = (
        "Left: at which stage of the support-seeking graph people stand, and how they move between "
        "looks. Right: from which stage needs, and referrals that were followed, went to which "
        "channel. Heights are people, or needs, weighted by the personas' shares, on one scale for "
        "all arms. Pictures to think with: nothing here is compared."
    )
    keys = [
        tag(
            "li",
            tag("span", class_="swatch", style=f"background:{ink(place)}", aria_hidden="true"),
            stage,
        )
        for place, stage in enumerate(flows["stages"])
    ]
    shown = [arm for arm in lived(summary) if arm in summary["named"]]
    others = [arm for arm in lived(summary) if arm not in summary["named"]]
    return section(
        "ways",
        "Which ways people take",
        tag("p", told),
        tag("ul", *keys, class_="legend"),
        *(_pictures(flows, arm) for arm in shown),
        folded("The other arms", *(_pictures(flows, arm) for arm in others)) if others else None,
        folded("The same as numbers", *flow_tables(summary)),
    )


def _pictures(flows: Plain, arm: str) -> Html:
    pair = tag("div", stages_picture(flows, arm), uses_picture(flows, arm), class_="pair")
    return tag("figure", tag("figcaption", arm), pair, class_="ways")
