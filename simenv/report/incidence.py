"""First events day by day: the share of people who met each one, by arm and by cause."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from simenv.report.cells import columns, printed, table, within
from simenv.report.frame import folded, section
from simenv.report.markup import Html, joined, tag
from simenv.report.plane import (
    FAINT,
    LINES,
    Axis,
    area,
    below,
    beside,
    line,
    picture,
    roomy,
    spaced,
    text,
    ticks,
)
from simenv.stats.tables import Plain, lived, number

#: Up to so many arms each have a line of their own; of more, only some stand out.
_FEW = 4
_SIZE = (560, 250)
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 170, 12, 212
_SMALL = (260, 150)

#: Colours of the causes of stopping from the bottom, spread in lightness.
_CAUSES = ("#c1440e", "#e9b44c", "#9fb3c4", "#4d5b68")


def first_events(summary: Plain) -> Html | None:
    """Cumulative incidence of each first event, where it was estimated."""
    curves = [curve for curve in summary.get("curves", ()) if not curve["cause"]]
    if not curves:
        return None
    events = [list(own) for _, own in groupby(_ordered(curves), key=lambda each: each["event"])]
    told = (
        "The share of people who have met each event for the first time by the end of each day, "
        f"with pointwise {100 * summary['confidence']:g} % limits (Aalen and Johansen). Each "
        "picture has its own scale."
    )
    many = len(lived(summary)) > _FEW
    if many:
        told += (
            f" The reference, {summary['reference']}, is the dark line; the arms that end highest "
            "and lowest are named, the others are thin and grey. All arms stand one by one in the "
            "fold."
        )
    return section(
        "incidence",
        "First events, day by day",
        tag("p", told),
        tag("div", *(_panel(summary, own) for own in events), class_="panels"),
        *(_causes(summary, own[0]["event"], own[0]["label"]) for own in events[:1]),
        *(_folded_causes(summary, own[0]) for own in events[1:]),
        folded("Each arm beside the reference", *(_singles(summary, own) for own in events))
        if many
        else None,
        folded("The same as numbers", *(_numbers(summary, own) for own in events)),
    )


def _ordered(curves: Sequence[Plain]) -> list[Plain]:
    """By event in the order in which they came first, whatever the order of arms."""
    events = list(dict.fromkeys(curve["event"] for curve in curves))
    return sorted(curves, key=lambda curve: events.index(curve["event"]))


def _axes(curves: Sequence[Plain], size: tuple[float, float], right: float) -> tuple[Axis, Axis]:
    """Days across, of 100 people upwards, with room for the limits of those that are shown."""
    most = roomy(100 * max(max(curve["high"] or curve["value"]) for curve in curves), 6)
    days = len(curves[0]["value"]) - 1
    across = Axis(low=0, high=max(1, days), start=_LEFT, end=size[0] - right)
    return across, Axis(low=0, high=most, start=size[1] - 38, end=_TOP)


def _chosen(summary: Plain, curves: Sequence[Plain]) -> list[Plain]:
    """The curves that stand out, the reference first: all of a few arms, the extremes of many."""
    reference = [each for each in curves if each["arm"] == summary["reference"]]
    others = [each for each in curves if each["arm"] != summary["reference"]]
    if len(curves) <= _FEW or len(others) < 2:
        return [*reference, *others]
    ends = sorted(others, key=lambda each: each["value"][-1])
    return [*reference, ends[-1], ends[0]]


def _panel(summary: Plain, curves: Sequence[Plain]) -> Html:
    """One event: bands and lines of those that stand out, the others grey behind them."""
    shown = _chosen(summary, curves)
    across, up = _axes(shown, _SIZE, _RIGHT)
    parts = [*beside(up, _LEFT, ticks(0, up.high, 6), across.end)]
    parts += below(across, up.start, ticks(0, across.high, 7), "day")
    behind = [each for each in curves if each not in shown]
    parts += [_line(each, across, up, (FAINT, None), 1.2) for each in behind]
    for curve, ink in zip(shown, LINES, strict=False):
        parts.append(_band(curve, across, up, ink[0]))
    for curve, ink in zip(shown, LINES, strict=False):
        parts.append(_line(curve, across, up, ink, 2))
    parts += _names(shown, across, up)
    label = f"{curves[0]['label']}, of 100 people, by day and arm."
    return tag(
        "figure",
        tag(
            "figcaption",
            curves[0]["label"],
            " ",
            tag("span", _about(summary, curves), class_="away"),
        ),
        picture(_SIZE, label, parts),
    )


def _about(summary: Plain, curves: Sequence[Plain]) -> str:
    """The unit, and of what an event with causes is put together."""
    event = curves[0]["event"]
    own = [each for each in summary["curves"] if each["event"] == event and each["cause"]]
    causes = list(dict.fromkeys(each["label"].lower() for each in own))
    return f"of 100 people; {', or '.join(causes)}" if causes else "of 100 people"


def _names(shown: Sequence[Plain], across: Axis, up: Axis) -> list[Html]:
    """The names of lines at their ends, in their colour, kept apart."""
    ends = [up.at(100 * curve["value"][-1]) for curve in shown]
    places = spaced(ends, 14, up.end + 2, up.start - 2)
    parts = []
    for curve, end, place, (ink, _) in zip(shown, ends, places, LINES, strict=False):
        if abs(place - end) > 2:
            points = [(across.end + 1, end), (across.end + 7, place)]
            parts.append(line(points, stroke=ink, stroke_width=0.8))
        parts.append(text(curve["arm"], across.end + 9, place + 4, fill=ink))
    return parts


def _points(values: Sequence[float], across: Axis, up: Axis) -> list[tuple[float, float]]:
    return [(across.at(day), up.at(100 * value)) for day, value in enumerate(values)]


def _line(curve: Plain, across: Axis, up: Axis, ink: tuple[str, str | None], width: float) -> Html:
    told = {"stroke": ink[0], "stroke_dasharray": ink[1], "stroke_width": width}
    return line(_points(curve["value"], across, up), **told)


def _band(curve: Plain, across: Axis, up: Axis, ink: str) -> Html:
    high, low = (_points(curve[end] or curve["value"], across, up) for end in ("high", "low"))
    return area(high, low, fill=ink, fill_opacity=0.13)


def _singles(summary: Plain, curves: Sequence[Plain]) -> Html:
    """One event, a small picture an arm, the reference grey in each."""
    reference = [each for each in curves if each["arm"] == summary["reference"]]
    across, up = _axes(curves, _SMALL, 10)
    panels = []
    for curve in (each for each in curves if each not in reference):
        parts = [*beside(up, _LEFT, ticks(0, up.high, 4), across.end)]
        parts += below(across, up.start, ticks(0, across.high, 4))
        parts += [_line(each, across, up, ("#6b7885", "4 3"), 1.6) for each in reference]
        parts += [
            _band(curve, across, up, LINES[1][0]),
            _line(curve, across, up, LINES[1], 2),
        ]
        label = f"{curve['label']} under {curve['arm']}, the reference grey and dashed."
        caption = tag("figcaption", curve["arm"])
        panels.append(tag("figure", caption, picture(_SMALL, label, parts)))
    title = f"{curves[0]['label']}, of 100 people; {summary['reference']} dashed and grey"
    return joined(tag("p", tag("strong", title)), tag("div", *panels, class_="panels small"))


def _folded_causes(summary: Plain, curve: Plain) -> Html | None:
    """The causes of a later event, folded where it has any."""
    found = _causes(summary, curve["event"], curve["label"])
    return None if found is None else folded(f"{curve['label']}: what came first", found)


def _causes(summary: Plain, event: str, label: str) -> Html | None:
    """The causes of one event, stacked, a small picture an arm; None where it has none."""
    curves = [each for each in summary["curves"] if each["event"] == event and each["cause"]]
    if not curves:
        return None
    names = list(dict.fromkeys(curve["label"] for curve in curves))
    arms = {
        arm: [
            curve
            for name in names
            for curve in curves
            if (curve["arm"], curve["label"]) == (arm, name)
        ]
        for arm in lived(summary)
    }
    most = max(sum(each["value"][-1] for each in own) for own in arms.values())
    up = Axis(low=0, high=roomy(100 * most, 5), start=_SMALL[1] - 38, end=_TOP)
    keys = [
        tag(
            "li",
            tag("span", class_="swatch", style=f"background:{ink}", aria_hidden="true"),
            name,
        )
        for name, ink in reversed(list(zip(names, _CAUSES, strict=False)))
    ]
    panels = [_stack(label, arm, own, up) for arm, own in arms.items() if own]
    told = f"{label}, of 100 people: what came first, stacked as in the legend from the top."
    return joined(
        tag("p", tag("strong", told)),
        tag("ul", *keys, class_="legend"),
        tag("div", *panels, class_="panels small"),
    )


def _stack(name: str, arm: str, curves: Sequence[Plain], up: Axis) -> Html:
    days = len(curves[0]["value"])
    across = Axis(low=0, high=max(1, days - 1), start=_LEFT, end=_SMALL[0] - 10)
    parts = [*beside(up, _LEFT, ticks(0, up.high, 5), across.end)]
    low = [0.0] * days
    for curve, ink in zip(curves, _CAUSES, strict=False):
        high = [a + b for a, b in zip(low, curve["value"], strict=True)]
        upper, lower = (_points(each, across, up) for each in (high, low))
        parts.append(area(upper, lower, fill=ink, stroke="#fff", stroke_width=0.6))
        low = high
    parts += below(across, up.start, ticks(0, across.high, 4))
    told = f"{name} under {arm} by cause, stacked, by day."
    return tag("figure", tag("figcaption", arm), picture(_SMALL, told, parts))


def _numbers(summary: Plain, curves: Sequence[Plain]) -> Html:
    """One event as numbers, for some days."""
    last = len(curves[0]["value"]) - 1
    days = sorted({min(1, last), *range(7, last, 7), last})
    rows = []
    for curve in curves:
        cells = []
        for day in days:
            low, high = (curve[end][day] if curve[end] else None for end in ("low", "high"))
            found = {"value": curve["value"][day], "low": low, "high": high}
            told = printed(number(found["value"], "share"))
            cells.append(tag("td", told, within(found, "share")))
        rows.append(tag("tr", tag("th", curve["arm"], scope="row"), *cells))
    head = columns("arm", *(f"day {day}" for day in days))
    return table(f"{curves[0]['label']}, of 100 people", [head], tag("tbody", *rows))
