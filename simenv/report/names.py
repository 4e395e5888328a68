"""Where names stand beside dots: near their own, on nothing else, inside the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simenv.report.plane import TYPE, wide

#: Left, top, right, bottom in pixels.
Box = tuple[float, float, float, float]

_LINE = TYPE + 2
#: From near to far, and at each distance from the likeliest side on.
_FAR = (9.0, 22.0, 40.0, 64.0, 92.0, 130.0, 180.0)
_SIDES = ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1))
#: Square pixels that a pixel of distance, or a leading line through something, is worth.
_LONG, _THROUGH = 0.6, 100.0
#: How often each name looks for its place, the others standing.
_ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A dot, and the lines of the name that belongs to it."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name in its box; `far` says that a line should lead to its dot."""

    dot: Dot
    box: Box
    far: bool


def placed(dots: Sequence[Dot], inside: Box, taken: Sequence[Box] = ()) -> list[Name]:
    """A place for each name, in the order of the dots; overlaps only where nothing is free.

    `taken` are boxes where no name should stand. Names look for places one after the other, in
    several orders; the order that ends best is kept.
    """
    full = [*taken, *((dot.x - 6, dot.y - 6, dot.x + 6, dot.y + 6) for dot in dots)]
    numbers = range(len(dots))
    orders = [
        sorted(numbers, key=lambda i: -len(dots[i].lines)),
        sorted(numbers, key=lambda i: dots[i].x),
        sorted(numbers, key=lambda i: -dots[i].x),
        sorted(numbers, key=lambda i: (-dots[i].y, dots[i].x)),
    ]
    found = [_in_order(order, dots, inside, full) for order in orders]
    _, best = min(found, key=lambda each: each[0])
    return [best[i] for i in numbers]


def _in_order(
    order: Sequence[int], dots: Sequence[Dot], inside: Box, full: Sequence[Box]
) -> tuple[float, dict[int, Name]]:
    """The names placed one after the other, some rounds, and what the last round cost."""
    found: dict[int, Name] = {}
    cost = 0.0
    for _ in range(_ROUNDS):
        cost = 0.0
        for i in order:
            others = [name for j, name in found.items() if j != i]
            stand = [box for name in others for box in (_padded(name.box), *_lead(name))]
            lost, found[i] = _best(dots[i], inside, [*full, *stand], dots)
            cost += lost
    return cost, found


def _best(dot: Dot, inside: Box, full: Sequence[Box], dots: Sequence[Dot]) -> tuple[float, Name]:
    """The first place without a loss, else the one with the least, and that loss."""
    least, found = math.inf, Name(dot=dot, box=_box(dot, _SIDES[0], _FAR[0]), far=False)
    for far in _FAR:
        if _LONG * far > least:  # the distance alone would cost more
            break
        for side in _SIDES:
            name = Name(dot=dot, box=_box(dot, side, far), far=far > _FAR[0])
            lost = _cost(name, inside, full) + _strangers(name, dots)
            if lost < least:  # the costlier look only where it can matter
                lost += _THROUGH * _crossed(name, full)
            if lost < least:
                least, found = lost, name
    return least, found


def _padded(box: Box) -> Box:
    """A box with air around it: two names that touch would read as one."""
    return box[0] - 4, box[1] - 6, box[2] + 4, box[3] + 6


def _strangers(name: Name, dots: Sequence[Dot]) -> float:
    """How much nearer another dot lies than one's own is allowed to be far, in square pixels."""
    others = [_gap(name.box, dot) for dot in dots if dot is not name.dot]
    short = max(0.0, 1.2 * _gap(name.box, name.dot) + 4 - min(others, default=1e9))
    return 12 * short


def _gap(box: Box, dot: Dot) -> float:
    """The pixels from a dot to a box."""
    x, y = near(box, dot)
    return math.hypot(x - dot.x, y - dot.y)


def _box(dot: Dot, side: tuple[int, int], far: float) -> Box:
    across, tall = max(wide(each) for each in dot.lines), _LINE * len(dot.lines)
    x = dot.x + side[0] * far - {1: 0.0, -1: across, 0: across / 2}[side[0]]
    y = dot.y + side[1] * far - {1: 0.0, -1: tall, 0: tall / 2}[side[1]]
    return x, y, x + across, y + tall


def _cost(name: Name, inside: Box, full: Sequence[Box]) -> float:
    """What a place takes from others, in square pixels; what sticks out counts tenfold."""
    box = name.box
    whole = (box[2] - box[0]) * (box[3] - box[1])
    lost = sum(_overlap(box, each) for each in full) + 10 * (whole - _overlap(box, inside))
    return lost + _LONG * _gap(box, name.dot)


def near(box: Box, dot: Dot) -> tuple[float, float]:
    """The point of a box that is nearest to a dot."""
    return max(box[0], min(box[2], dot.x)), max(box[1], min(box[3], dot.y))


def _crossed(name: Name, full: Sequence[Box]) -> int:
    """At how many of ten places its leading line runs through something, its own dot apart."""
    if not name.far:
        return 0
    dot = (name.dot.x, name.dot.y)
    others = [each for each in full if not _inside(dot, each)]
    return sum(any(_inside(place, each) for each in others) for place in _places(name))


def _lead(name: Name) -> list[Box]:
    """A leading line as boxes along it; none where the name stands by its dot."""
    reach = 4.0
    places = _places(name) if name.far else []
    return [(x - reach, y - reach, x + reach, y + reach) for x, y in places]


def _places(name: Name) -> list[tuple[float, float]]:
    """Places along the line from a dot to its name."""
    (x, y), dot = near(name.box, name.dot), name.dot
    return [(dot.x + (x - dot.x) * i / 10, dot.y + (y - dot.y) * i / 10) for i in range(1, 10)]


def _inside(place: tuple[float, float], box: Box) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def _overlap(one: Box, other: Box) -> float:
    if one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]:
        return 0.0
    across = min(one[2], other[2]) - max(one[0], other[0])
    return across * (min(one[3], other[3]) - max(one[1], other[1]))
