"""Blocks for many arms: one outcome a block, an arm a row, differences as a column of pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simenv.report.cells import level, printed, same_sign, table, within
from simenv.report.intervals import dot_and_interval, reach
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import Plain, apart


@dataclass(frozen=True, kw_only=True)
class Row:
    """One arm: its level, and its difference to the reference.

    `apart` is None for the reference and where nothing is compared; `worlds` where none were drawn.
    """

    arm: str
    level: Plain
    apart: Plain | None = None
    worlds: Plain | None = None


def block(title: str, note: str, kind: str, rows: list[Row], scale: float | None = None) -> Html:
    """One block. `scale` is the difference at the edge of the pictures, by default the largest."""
    found = [row.apart for row in rows if row.apart is not None]
    widest = reach(found) if scale is None else scale
    drawn = any(row.worlds is not None and row.worlds["drawn"] for row in rows)
    head = tag(
        "tr",
        tag("th", "arm", scope="col"),
        tag("th", "level", scope="col"),
        tag("th", "difference", scope="colgroup", colspan=2) if found else None,
        tag("th", "worlds", scope="col") if drawn else None,
    )
    body = tag("tbody", *(_row(row, kind, widest, (bool(found), drawn)) for row in rows))
    caption = joined(tag("strong", title), tag("span", note, class_="unit"))
    return table(caption, [head], body, class_="block", label=title)


def blocks(parts: Iterable[Html]) -> Html:
    """Blocks side by side as there is room."""
    return tag("div", *parts, class_="blocks")


def _row(row: Row, kind: str, scale: float, shown: tuple[bool, bool]) -> Html:
    """One arm; `shown` says whether the block has differences, and worlds beside them."""
    compared, drawn = shown
    cells = [tag("th", row.arm, scope="row"), level(row.level, kind)]
    if compared:
        cells += _apart(row, kind, scale)
    if drawn:
        cells.append(tag("td", _signs(row, kind)))
    return tag("tr", *cells)


def _apart(row: Row, kind: str, scale: float) -> list[Html]:
    if row.apart is None or row.apart["same"]:
        told = "reference" if row.apart is None else "same decisions"
        return [tag("td", told, colspan=2, class_="same")]
    value = apart(row.apart, kind).partition(" ")[0]
    number = tag("td", tag("strong", printed(value)), within(row.apart, kind))
    return [tag("td", dot_and_interval(row.apart, scale)), number]


def _signs(row: Row, kind: str) -> str:
    """In how many drawn worlds the difference has the same sign."""
    if row.apart is None or row.worlds is None or row.apart["same"]:
        return ""
    return same_sign((row.apart, kind), row.worlds, "/{}")
