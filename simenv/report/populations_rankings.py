"""The policies in each scenario, best first: a picture an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simenv.report.cells import printed
from simenv.report.frame import section
from simenv.report.markup import Html, joined, tag
from simenv.report.plane import LINES, Axis, below, picture, text, ticks, wide
from simenv.stats.populations.places import places
from simenv.stats.populations.reading import lived, ranked, scenarios
from simenv.stats.tables import Plain, number
from simenv.stats.tables.labels import margin

_WIDTH, _ROW, _TOP, _FOOT = 1130.0, 19.0, 34.0, 24.0
_GAP = 22.0


def rankings(summary: Plain) -> Html:
    """The arms in each scenario, best first, outcome by outcome."""
    told = (
        "A column is a scenario: the same people and the same background callers meet other "
        "services. In each, the policies stand best first by the estimate; an arrow says that the "
        "place is higher or lower than in the first column, as far as the signs of differences "
        "hold over the family: an order that is open has no arrow. Dots are levels, lines across "
        f"them {100 * summary['confidence']:g} % intervals over {summary['populations']} "
        "populations; "
        "all columns of a row share one scale. Levels of two policies vary together, so "
        "overlapping intervals do not mean that their order is open: that is told below."
    )
    about = [
        tag("li", tag("strong", each["name"]), f": {each['summary']}" if each["summary"] else "")
        for each in summary["scenarios"]
    ]
    drawn = [_ranking(summary, line) for line in ranked(summary)]
    return section(
        "rankings",
        "Policies by scenario",
        tag("p", told),
        tag("ul", *about),
        *drawn,
    )


def _ranking(summary: Plain, line: Plain) -> Html:
    """One outcome: a column a scenario, the arms in their order."""
    names, arms = scenarios(summary), lived(summary)
    room = (_WIDTH - _GAP * (len(names) - 1)) / len(names)
    left = min(0.58 * room, max(wide(arm) for arm in arms) + 24)
    low, high = _ends(line, names)
    orders = {
        each["scenario"]: each["order"]
        for each in summary["rankings"]
        if each["outcome"] == line["name"]
    }
    parts: list[Html] = []
    for i, scenario in enumerate(names):
        start = i * (room + _GAP)
        order = orders.get(scenario, arms)
        now, then = (places(summary, line["name"], each) for each in (scenario, names[0]))
        axis = Axis(low=low, high=high, start=start + left, end=start + room - 6)
        parts += _column(line, scenario, (order, _arrows(now, then)), axis, start)
    height = _TOP + _ROW * len(arms) + _FOOT
    better = "" if line["better"] == "neither" else f", {line['better']} is better"
    label = f"{line['label']} by scenario: the arms best first, with intervals."
    caption = joined(
        line["label"],
        tag("span", f"{line['unit']}{better}; margin {margin(line)}", class_="away"),
    )
    drawn = tag(
        "div",
        picture((_WIDTH, height), label, parts),
        class_="scroll broad",
        tabindex=0,
        role="region",
        aria_label=label,
    )
    return tag("figure", tag("figcaption", caption), drawn, class_="ways")


def _column(
    line: Plain,
    scenario: str,
    order: tuple[Sequence[str], Mapping[str, str]],
    axis: Axis,
    start: float,
) -> list[Html]:
    """One scenario: its name, an arm a row, and the axis under them."""
    arms, arrows = order
    bottom = _TOP + _ROW * len(arms)
    edge = {"x": axis.start, "y": _TOP - 6, "width": round(axis.end - axis.start, 1)}
    parts = [
        text(scenario, start, 14, class_="strong"),
        tag("rect", **edge, height=bottom - _TOP + 6, class_="strip"),
    ]
    scale = 100 if line["kind"] == "share" else 1
    for i, arm in enumerate(arms):
        y = _TOP + _ROW * (i + 0.5)
        parts.append(text(arm + arrows.get(arm, ""), start, y + 4))
        found = line["scenarios"][scenario][arm]
        ink = LINES[list(line["scenarios"][scenario]).index(arm) % len(LINES)][0]
        parts += [] if found is None else _dot(found, axis, y, (scale, line["kind"], ink))
    few = max(4, int((axis.end - axis.start) / 45))
    return [*parts, *below(axis, bottom, ticks(axis.low, axis.high, few))]


def _dot(found: Plain, axis: Axis, y: float, how: tuple[int, str, str]) -> list[Html]:
    """A level and its interval in the ink of the arm, so that the eye can follow it."""
    scale, of, ink = how
    parts = []
    if found["low"] is not None:
        ends = {"x1": axis.at(scale * found["low"]), "x2": axis.at(scale * found["high"])}
        parts.append(tag("line", **ends, y1=y, y2=y, style=f"stroke:{ink}", class_="whisker"))
    told = tag("title", printed(number(found["value"], of)))
    dot = {"cx": axis.at(scale * found["value"]), "cy": y, "r": 3.6}
    return [*parts, tag("circle", told, **dot, style=f"fill:{ink}", class_="point")]


def _ends(line: Plain, names: Sequence[str]) -> tuple[float, float]:
    """The least and the most that any interval of an outcome reaches, with a little air."""
    scale = 100 if line["kind"] == "share" else 1
    found = [
        scale * (each[end] if each[end] is not None else each["value"])
        for scenario in names
        for each in line["scenarios"][scenario].values()
        if each is not None
        for end in ("low", "high")
    ] or [0.0]
    air = 0.06 * (max(found) - min(found)) or 0.5
    return min(found) - air, max(found) + air


def _arrows(now: Mapping[str, str], then: Mapping[str, str]) -> dict[str, str]:
    """Which arms stand surely higher or lower than in the first scenario; places as printed."""
    sure = {arm: (int(now[arm]), int(then[arm])) for arm in now if _sure(arm, now, then)}
    return {
        arm: f" {'↑' if here < there else '↓'}"
        for arm, (here, there) in sure.items()
        if here != there
    }


def _sure(arm: str, now: Mapping[str, str], then: Mapping[str, str]) -> bool:
    """Whether an arm has a place of its own in both."""
    return now[arm].isdigit() and then.get(arm, "").isdigit()
