"""Both scorecards as a picture: an arm a row, a strip for each score and each of its items."""

from __future__ import annotations

from textwrap import wrap

from simenv.report.markup import Html, tag
from simenv.report.plane import Axis, picture, text, wide
from simenv.stats.tables import Plain, lived

_WIDTH, _ROW, _TOP = 1130.0, 22, 62
_GAP, _CARD_GAP = 8.0, 26.0


def dot_plot(summary: Plain) -> Html | None:
    """The scores and items of all arms; None where no scorecard could be filled."""
    cards = summary["scorecards"]
    if not cards:
        return None
    arms = lived(summary)
    left = min(190.0, max(wide(arm) for arm in arms) + 10)
    strips = sum(1 + len(card["items"]) for card in cards)
    width = (_WIDTH - left - _CARD_GAP * len(cards)) / strips
    height = _TOP + _ROW * len(arms) + 22
    parts: list[Html] = [
        text(arm, left - 6, _TOP + _ROW * (i + 0.5) + 4, "end") for i, arm in enumerate(arms)
    ]
    x = left + 6
    for card in cards:
        parts.append(text(card["title"], x, 14, class_="strong"))
        for place, each in enumerate([card, *card["items"]]):
            axis = Axis(low=0, high=100, start=x + 4, end=x + width - _GAP)
            parts += _strip(summary, each, axis, "score" if place == 0 else each["head"])
            x += width
        x += _CARD_GAP
    label = "Points of each arm in the scores and items of both scorecards."
    drawn = tag(
        "div",
        picture((_WIDTH, height), label, parts),
        class_="scroll broad",
        tabindex=0,
        role="region",
        aria_label=label,
    )
    return tag("figure", drawn)


def _strip(summary: Plain, each: Plain, axis: Axis, head: str) -> list[Html]:
    """One score or item: 0 to 100 across, a dot and interval an arm, a line at the reference."""
    arms = lived(summary)
    bottom = _TOP + _ROW * len(arms)
    score = head == "score"
    lines = wrap(head, max(7, int((axis.end - axis.start) / 6.2)), break_long_words=False)
    parts = [
        text(
            told,
            axis.start,
            _TOP - 8 - 13 * (len(lines) - 1 - i),
            class_="strong" if score else None,
        )
        for i, told in enumerate(lines)
    ]
    edge = {"x": axis.start, "y": _TOP, "width": round(axis.end - axis.start, 1)}
    parts.append(tag("rect", **edge, height=bottom - _TOP, class_="scored" if score else "strip"))
    at = axis.at(each["arms"][summary["reference"]]["value"])
    parts.append(tag("line", x1=at, x2=at, y1=_TOP, y2=bottom, class_="reference"))
    for i, arm in enumerate(arms):
        parts += _dot(each["arms"][arm], axis, _TOP + _ROW * (i + 0.5), score=score)
    parts.append(text("0", axis.start, bottom + 14))
    parts.append(text("100", axis.end, bottom + 14, "end"))
    return parts


def _dot(found: Plain, axis: Axis, y: float, *, score: bool) -> list[Html]:
    parts = []
    if found["low"] is not None:
        low, high = axis.at(found["low"]), axis.at(found["high"])
        parts.append(tag("line", x1=low, x2=high, y1=y, y2=y, class_="whisker"))
    x = axis.at(found["value"])
    if score:
        box = {"x": round(x - 4.5, 1), "y": y - 4.5, "width": 9, "height": 9}
        return [*parts, tag("rect", **box, class_="point")]
    return [*parts, tag("circle", cx=x, cy=y, r=3.6, class_="point")]
