"""What moves the headline from world to world: the difference where each number is low and high."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from simenv.report.cells import columns, printed, table
from simenv.report.frame import folded
from simenv.report.markup import Html, joined, tag
from simenv.report.plane import Axis, below, mixed, picture, text, ticks, wide
from simenv.report.tornado import EVIDENCE
from simenv.stats.tables import Plain, headline, number

_WIDTH, _TOP, _ROW = 1130.0, 8.0, 34.0
#: Standard errors on both sides of an end.
_REACH = 1.96


def moved_by(summary: Plain) -> Html | None:
    """A tornado of the drivers of the headline over the drawn worlds, and its numbers."""
    found = summary.get("drivers", ())
    if not found or len(summary["named"]) < 2:
        return None
    against, arm = summary["named"]
    told = (
        f"How the headline difference ({arm} minus {against}) goes with single numbers of the "
        "model, over the drawn worlds: a ring is the mean of worlds in the lower third of the "
        "number, a dot in its upper third, with 95 % intervals. Other numbers vary beside it. The "
        "colour and the words tell what stands behind the number: where it is assumed, a study of "
        "it would settle most."
    )
    return joined(
        tag("h3", "What moves it"),
        tag("p", told),
        _legend(found),
        tag("figure", _tornado(summary, found)),
        folded("The same as numbers", _table(summary, found)),
    )


def status(source: str) -> str:
    """What stands behind a number: a key of `EVIDENCE`."""
    if source == "assumed":
        return "assumed"
    return "partly" if "assumed" in source else "row"


def _legend(found: Sequence[Plain]) -> Html:
    present = {status(driver["source"]) for driver in found}
    keys = [
        tag(
            "li",
            tag("span", class_="swatch", style=f"background:{ink}", aria_hidden="true"),
            words,
        )
        for name, (ink, words) in EVIDENCE.items()
        if name in present
    ]
    return tag("ul", *keys, class_="legend")


def _tornado(summary: Plain, found: Sequence[Plain]) -> Html:
    line = headline(summary)
    times = 100 if line["kind"] == "share" else 1
    ends = [
        times * (driver[end] + way * _REACH * driver[f"{end}_error"])
        for driver in found
        for end in ("low", "high")
        for way in (-1, 1)
    ]
    left = min(270.0, max(wide(driver["name"]) for driver in found) + 14)
    bottom = _TOP + _ROW * len(found)
    room = (max(ends) - min(ends)) * 0.04 or 1.0
    axis = Axis(low=min(ends) - room, high=max(ends) + room, start=left + 6, end=_WIDTH - 250)
    parts = mixed(
        _zero(axis, times * (line.get("margin") or 0.0), bottom),
        *(_row(each, axis, place, left, times) for place, each in enumerate(found)),
        below(axis, bottom, ticks(axis.low, axis.high, 9), _unit(summary)),
    )
    label = "The headline difference in worlds where each number of the model is low, and high."
    return picture((_WIDTH, bottom + 38), label, parts)


def _zero(axis: Axis, margin: float, bottom: float) -> list[Html]:
    """The margin and the line of no difference, where they lie in the picture."""
    parts = []
    low, high = axis.at(-margin), axis.at(margin)
    if high > low:
        place = {"x": low, "y": _TOP, "width": round(high - low, 1), "height": bottom - _TOP}
        parts.append(tag("rect", **place, class_="band"))
    if axis.low <= 0 <= axis.high:
        parts.append(tag("line", x1=axis.at(0), x2=axis.at(0), y1=_TOP, y2=bottom, class_="zero"))
    return parts


def _row(driver: Plain, axis: Axis, place: int, left: float, times: float) -> list[Html]:
    """One number: its name, the bar from low to high, and its source."""
    y = _TOP + _ROW * (place + 0.5)
    low, high = axis.at(times * driver["low"]), axis.at(times * driver["high"])
    ink, words = EVIDENCE[status(driver["source"])]
    bar = {"x": min(low, high), "y": y - 7, "width": round(abs(high - low), 1), "height": 14}
    source = words if driver["source"] == "assumed" else f"{words}: {driver['source']}"
    return [
        text(driver["name"], left, y + 4, "end"),
        tag("rect", **bar, fill=ink, fill_opacity=0.75),
        *_end(driver, "low", axis, y, times),
        *_end(driver, "high", axis, y, times),
        text(shorten(source, 38, placeholder=" \u2026"), axis.end + 12, y + 4),
    ]


def _end(driver: Plain, end: str, axis: Axis, y: float, times: float) -> list[Html]:
    reach = _REACH * driver[f"{end}_error"]
    low, high = (axis.at(times * (driver[end] + way * reach)) for way in (-1, 1))
    x, class_ = axis.at(times * driver[end]), "open" if end == "low" else "clear"
    return [
        tag("line", x1=low, x2=high, y1=y, y2=y, class_="whisker"),
        tag("circle", cx=x, cy=y, r=4, class_=class_),
    ]


def _unit(summary: Plain) -> str:
    line = headline(summary)
    against, arm = summary["named"]
    unit = "of 100 people" if line["kind"] == "share" else line["unit"]
    return f"{unit}, {arm} minus {against}"


def _table(summary: Plain, found: Sequence[Plain]) -> Html:
    kind = headline(summary)["kind"]
    rows = [
        tag(
            "tr",
            tag("th", driver["name"], tag("span", driver["what"], class_="unit"), scope="row"),
            tag("td", driver["source"], class_="prose"),
            *(
                tag(
                    "td",
                    printed(number(driver[end], kind)),
                    tag("span", f"SE {number(driver[f'{end}_error'], kind)}", class_="within"),
                )
                for end in ("low", "high")
            ),
            tag("td", printed(f"{driver['correlation']:.2f}")),
        )
        for driver in found
    ]
    heads = ("number of the model", "source", "lower third", "upper third", "rank correlation")
    return table(_unit(summary), [columns(*heads)], tag("tbody", *rows), class_="claims")
