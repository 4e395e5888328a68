"""Over- against under-refusal on the fixed battery: which arms are beaten in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simenv.report.cells import columns, table, within
from simenv.report.frame import folded
from simenv.report.markup import Html, joined, tag
from simenv.report.names import Box, Dot, Name, near, placed
from simenv.report.plane import Axis, below, beside, line, mixed, picture, roomy, text, ticks
from simenv.stats.tables import Plain, lived, number

_SIZE = (550, 480)
#: To the right of 100 there is room for names.
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 84, 26, 436
#: Dots nearer to each other than this many pixels are one dot with several names.
_ONE = 4.0


@dataclass(frozen=True, kw_only=True)
class Point:
    """One arm: its rates of under- and over-refusal with their intervals, and who dominates it."""

    arm: str
    under: Plain
    over: Plain
    by: Sequence[str]


def frontier(summary: Plain) -> Html | None:
    """The picture by each standard, side by side, and its numbers; None without a battery."""
    shown = []
    for key, dominated in (("decisions", "frontier"), ("decisions_second", "frontier_second")):
        points = _points(summary, summary.get(key), summary.get(dominated) or {})
        if points:
            shown.append((_standard(summary, key), points))
    if not shown:
        return None
    ends = _ends([point for _, points in shown for point in points])
    told = (
        "Down and left is better: fewer refusals that are due to nobody, and fewer answers that "
        "should not have been given. A filled dot is on the frontier; a hollow square is "
        "dominated: another arm errs no more often in either way, and less in one. Crosses are "
        "intervals of each rate; both pictures have one scale."
    )
    return joined(
        tag("h3", "Over-refusal against under-refusal"),
        tag("p", told),
        tag(
            "div", *(_figure(standard, points, ends) for standard, points in shown), class_="panels"
        ),
        folded("The same as numbers", *(_table(standard, points) for standard, points in shown)),
    )


def _standard(summary: Plain, key: str) -> str:
    second = summary.get("second_standard") or "the second standard"
    return str(summary["standard"] if key == "decisions" else second)


def _points(
    summary: Plain, decisions: Plain | None, dominated: Mapping[str, Sequence[str]]
) -> list[Point]:
    """The arms that answered the battery, where both errors are possible."""
    battery = {} if decisions is None else decisions["battery"]
    found = []
    for arm in lived(summary):
        rates = battery[arm]["all"]["all"] if arm in battery else None
        if rates is None or None in (
            rates[each]["value"] for each in ("over_refusal", "under_refusal")
        ):
            continue
        by = dominated.get(arm, ())
        found.append(
            Point(arm=arm, under=rates["under_refusal"], over=rates["over_refusal"], by=by)
        )
    return found


def _ends(points: Sequence[Point]) -> tuple[float, float]:
    """How far both axes go, of 100: to a round number beyond all intervals."""
    under, over = (
        max(100 * (rate["value"] if rate["high"] is None else rate["high"]) for rate in rates)
        for rates in ([point.under for point in points], [point.over for point in points])
    )
    return min(100.0, roomy(under)), min(100.0, roomy(over))


def _figure(standard: str, points: Sequence[Point], ends: tuple[float, float]) -> Html:
    across = Axis(low=0, high=ends[0], start=_LEFT, end=_SIZE[0] - _RIGHT)
    up = Axis(low=0, high=ends[1], start=_BOTTOM, end=_TOP)
    parts = mixed(
        beside(up, _LEFT, ticks(0, ends[1]), across.end),
        below(
            across,
            _BOTTOM,
            ticks(0, ends[0]),
            "under-refusal, of 100 requests where it is possible",
        ),
        text("over-refusal, of 100 requests where it is possible", _LEFT, 13),
        _steps(points, across, up),
        [each for point in points for each in _cross(point, across, up)],
        [_dot(point, across, up) for point in points],
        _named(points, across, up),
    )
    label = f"Over-refusal against under-refusal by {standard}, an arm a dot."
    caption = tag("figcaption", f"by {standard}")
    return tag("figure", caption, picture(_SIZE, label, parts))


def _at(point: Point, across: Axis, up: Axis) -> tuple[float, float]:
    return across.at(100 * point.under["value"]), up.at(100 * point.over["value"])


def _steps(points: Sequence[Point], across: Axis, up: Axis) -> list[Html]:
    """The frontier as steps through the arms that nobody dominates."""
    edge = sorted(_at(point, across, up) for point in points if not point.by)
    corners: list[tuple[float, float]] = []
    for x, y in edge:
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    return [line(corners, stroke="#6b7885", stroke_dasharray="2 4")] if len(corners) > 1 else []


def _cross(point: Point, across: Axis, up: Axis) -> list[Html]:
    """The intervals of both rates."""
    x, y = _at(point, across, up)
    parts = []
    if point.under["low"] is not None:
        low, high = (across.at(100 * point.under[end]) for end in ("low", "high"))
        parts.append(tag("line", x1=low, x2=high, y1=y, y2=y, class_="cross"))
    if point.over["low"] is not None:
        low, high = (up.at(100 * point.over[end]) for end in ("low", "high"))
        parts.append(tag("line", x1=x, x2=x, y1=low, y2=high, class_="cross"))
    return parts


def _boxes(point: Point, across: Axis, up: Axis) -> list[Box]:
    """Where the cross of a point lies, a few pixels wide."""
    x, y = _at(point, across, up)
    found = []
    if point.under["low"] is not None:
        low, high = (across.at(100 * point.under[end]) for end in ("low", "high"))
        found.append((low, y - 3, high, y + 3))
    if point.over["low"] is not None:
        low, high = (up.at(100 * point.over[end]) for end in ("low", "high"))
        found.append((x - 3, high, x + 3, low))
    return found


def _dot(point: Point, across: Axis, up: Axis) -> Html:
    """A filled circle on the frontier, a hollow square for what is dominated."""
    x, y = _at(point, across, up)
    if point.by:
        place = {"x": round(x - 4.5, 1), "y": round(y - 4.5, 1), "width": 9, "height": 9}
        return tag("rect", **place, class_="dominated")
    return tag("circle", cx=x, cy=y, r=5, class_="edge")


def _named(points: Sequence[Point], across: Axis, up: Axis) -> list[Html]:
    """Names beside the dots, one for those that coincide, with a line to those far away."""
    inside = (_LEFT + 2.0, float(_TOP), float(_SIZE[0] - 2), _BOTTOM - 2.0)
    taken = [box for point in points for box in _boxes(point, across, up)]
    found = placed(_together(points, across, up), inside, taken)
    return [
        *(_lead(name) for name in found if name.far),
        *(each for name in found for each in _name(name)),
    ]


def _lead(name: Name) -> Html:
    """The line that leads from a dot to a name far away."""
    ends = [(name.dot.x, name.dot.y), near(name.box, name.dot)]
    return line(ends, stroke="#8a97a3", stroke_width=0.8)


def _together(points: Sequence[Point], across: Axis, up: Axis) -> list[Dot]:
    dots: list[Dot] = []
    for point in points:
        x, y = _at(point, across, up)
        told = f"{point.arm} (dominated)" if point.by else point.arm
        same = [i for i, dot in enumerate(dots) if abs(dot.x - x) + abs(dot.y - y) < _ONE]
        if same:
            old = dots[same[0]]
            dots[same[0]] = Dot(x=old.x, y=old.y, lines=(*old.lines, told))
        else:
            dots.append(Dot(x=x, y=y, lines=(told,)))
    return dots


def _name(name: Name) -> list[Html]:
    left, top, _, _ = name.box
    lines = enumerate(name.dot.lines)
    return [text(told, left, top + 11 + 14 * i, class_="named") for i, told in lines]


def _table(standard: str, points: Sequence[Point]) -> Html:
    rows = [
        tag(
            "tr",
            tag("th", point.arm, scope="row"),
            *(
                tag("td", number(rate["value"], "share"), within(rate, "share"))
                for rate in (point.over, point.under)
            ),
            tag("td", ", ".join(point.by) or "nobody"),
        )
        for point in points
    ]
    head = columns("arm", "over-refusal", "under-refusal", "dominated by")
    caption = f"Of 100 requests of the battery where it is possible, by {standard}"
    return table(caption, [head], tag("tbody", *rows))
