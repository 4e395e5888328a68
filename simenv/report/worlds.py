"""The headline over the plausible worlds, as dots with the margin, and what moves it."""

from __future__ import annotations

from collections import Counter

from simenv.report.badge import badge
from simenv.report.cells import columns, printed, table
from simenv.report.drivers import moved_by
from simenv.report.frame import folded, section
from simenv.report.markup import Html, tag
from simenv.report.plane import Axis, below, picture, roomy, text, ticks, wide
from simenv.stats.tables import Plain, headline, lived, number, pick
from simenv.stats.tables.labels import claim_of, in_worlds, label, margin

_WIDTH, _TOP, _ROW = 1130.0, 8.0, 46.0
#: Dots as wide as this many pixels, in columns as wide; closer where a column would be too tall.
_DOT = 7.0


def worlds(summary: Plain) -> Html | None:
    """The headline over the drawn worlds; nothing where there is none or no pair."""
    if not summary["worlds"] or len(lived(summary)) < 2:
        return None
    line = headline(summary)
    told = (
        "Most parameters are not known. Each dot is the same comparison under another plausible "
        "set of them; the upright mark is the median set, on which levels and intervals of this "
        "page stand. Shaded is the margin: differences too small to count."
    )
    return section(
        "worlds",
        f"In other plausible worlds: {line['label'].lower()}",
        tag("p", told),
        tag("figure", _dots(summary)),
        folded("The same as numbers", _table(summary)),
        moved_by(summary),
    )


def _dots(summary: Plain) -> Html:
    line, arms = headline(summary), lived(summary)[1:]
    times = 100 if line["kind"] == "share" else 1
    found = {arm: pick(summary, line["name"], arm, summary["reference"]) for arm in arms}
    values = [
        times * each
        for one in found.values()
        for each in (*one["worlds"]["differences"], one["all"]["value"])
    ]
    left = min(200.0, max(wide(arm) for arm in arms) + 10)
    axis = _axis(values, times * (line.get("margin") or 0.0), left)
    bottom = _TOP + _ROW * len(arms)
    parts = [] if line.get("margin") is None else [_band(times * line["margin"], axis, bottom)]
    parts.append(tag("line", x1=axis.at(0), x2=axis.at(0), y1=_TOP, y2=bottom, class_="zero"))
    for place, arm in enumerate(arms):
        y = _TOP + _ROW * (place + 0.5)
        parts.append(text(arm, left - 4, y + 4, "end"))
        parts += _swarm([times * each for each in found[arm]["worlds"]["differences"]], axis, y)
        x = axis.at(times * found[arm]["all"]["value"])
        parts.append(tag("line", x1=x, x2=x, y1=y - 19, y2=y + 19, class_="median"))
        parts.append(text(_label(summary, line, arm), axis.end + 12, y + 4))
    unit = "of 100 people" if line["kind"] == "share" else line["unit"]
    title = f"{unit}, minus {summary['reference']}"
    parts += below(axis, bottom, ticks(axis.low, axis.high, 9), title)
    told = "The headline difference in each plausible world, by arm, with the margin and the label."
    return picture((_WIDTH, bottom + 38), told, parts)


def _axis(values: list[float], reach: float, left: float) -> Axis:
    """From the lowest to the highest, no difference and the margin in it, ends rounded."""
    low, high = min(0.0, -1.5 * reach, *values), max(0.0, 1.5 * reach, *values)
    step = roomy(high - low, 2) / 20
    ends = (step * (low // step), step * -(-high // step))
    return Axis(low=ends[0], high=max(ends[1], ends[0] + step), start=left + 6, end=_WIDTH - 200)


def _band(reach: float, axis: Axis, bottom: float) -> Html:
    low, high = axis.at(-reach), axis.at(reach)
    place = {"x": low, "y": _TOP, "width": round(high - low, 1), "height": bottom - _TOP}
    return tag("rect", **place, class_="band")


def _swarm(values: list[float], axis: Axis, y: float) -> list[Html]:
    """Dots in columns around the middle of the row, none upon another where there is room."""
    columns_ = Counter[int]()
    places = []
    for value in sorted(values):
        column = int(axis.at(value) // _DOT)
        places.append((column, columns_[column]))
        columns_[column] += 1
    tallest = max(columns_.values(), default=1)
    step = min(_DOT, (_ROW - 8) / tallest)
    parts = []
    for column, nth in places:
        middle = (columns_[column] - 1) / 2
        cy = round(y + (nth - middle) * step, 1)
        x = round((column + 0.5) * _DOT, 1)
        parts.append(tag("circle", cx=x, cy=cy, r=3.1, class_="world"))
    return parts


def _label(summary: Plain, line: Plain, arm: str) -> str:
    claim = claim_of(summary, line["name"], arm, summary["reference"])
    return "" if claim is None else label(line, claim)


def _table(summary: Plain) -> Html:
    line = headline(summary)
    rows = []
    for arm in lived(summary)[1:]:
        claim = claim_of(summary, line["name"], arm, summary["reference"])
        spread = None if claim is None else claim["spread"]
        if claim is None or spread is None:
            continue
        told = (number(spread[key], line["kind"]) for key in ("mean", "low", "high"))
        mean, low, high = map(printed, told)
        deviations = (number(spread[key], line["kind"]) for key in ("between", "within"))
        cells = (f"{mean} ({low} to {high})", *deviations, in_worlds(claim))
        name = tag("th", arm, scope="row")
        rows.append(
            tag("tr", name, *(tag("td", each) for each in cells), tag("td", badge(line, claim)))
        )
    heads = (
        "arm",
        "mean (middle 90 %)",
        "SD between worlds",
        "error within",
        "worlds beyond the margin",
    )
    unit = "of 100 people" if line["kind"] == "share" else line["unit"]
    caption = f"{line['label']}, {unit}, minus {summary['reference']}; margin ±{margin(line)}"
    return table(caption, [columns(*heads, "label")], tag("tbody", *rows))
