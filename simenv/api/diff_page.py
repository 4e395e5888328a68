"""Two runs beside each other, as a page for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from simenv.stats.tables.numbers import SHORT, number
from simenv.stats.tables.sheet import Sheet
from simenv.wording.layout import WIDTH, wrapped

if TYPE_CHECKING:
    from simenv.api.diffing import Apart, Line

#: How differences of each weight are headed.
_HEADS = {
    "refuses": "Numbers cannot be compared, as they differ in",
    "leaves out": "What hangs on the standard is left out, as they differ in",
    "warns": "Mind that they differ in",
    "told": "They also differ in",
}
#: Values longer than this are cut.
_LONG = 48
_NOTE = (
    "Levels of the median world; differences are second minus first, * beyond the first run's "
    "margin. The runs are not paired here, so there are no intervals: for those let one run hold "
    "both. Details are left to --json."
)


def page(found: Apart, *, numbers: bool) -> str:
    """In what the runs differ, and with `numbers` each outcome in the arms of one name."""
    parts = ["\n".join(_differences(found))]
    if numbers:
        parts += ["\n".join(_arms(found)), *_tables(found), "\n".join(_end(found))]
    return "\n\n".join(part for part in parts if part)


def _differences(found: Apart) -> Iterator[str]:
    yield f"first   {found.first}"
    yield f"second  {found.second}"
    if not found.changes:
        yield "They differ in nothing but their tables, if in those."
    for weight, changes in groupby(found.changes, key=lambda change: change.weight):
        yield from ("", _HEADS[weight])
        for one in changes:
            why = f" ({one.why})" if one.why else ""
            told = f"{one.field}: {_short(one.first)}, then {_short(one.second)}{why}"
            yield from wrapped(told, 2, 2)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _arms(found: Apart) -> Iterator[str]:
    for told, arms in (("first", found.only_first), ("second", found.only_second)):
        if arms:
            yield from wrapped(f"Only in the {told}: {', '.join(arms)}.")


def _tables(found: Apart) -> Iterator[str]:
    shown = [line for line in found.lines if not line.detail]
    for arm, lines in groupby(shown, key=lambda line: line.arm):
        header = ("", "first", "second", "difference", "margin")
        yield Sheet(title=arm, header=header, rows=tuple(map(_row, lines))).text(WIDTH)


def _row(line: Line) -> tuple[str, ...]:
    apart = number(line.difference, line.kind)
    sign = "+" if float(apart) > 0 else ""
    return (
        f"{line.label}, {SHORT.get(line.kind, line.unit)}",
        number(line.first, line.kind),
        number(line.second, line.kind),
        f"{sign}{apart}{'*' if line.beyond else ''}",
        "" if line.margin is None else number(line.margin, line.kind),
    )


def _end(found: Apart) -> Iterator[str]:
    for why in dict.fromkeys(found.left_out.values()):
        names = [name for name, reason in found.left_out.items() if reason == why]
        yield from wrapped(f"Left out: {', '.join(names)} ({why}).")
    if found.lines:
        yield from wrapped(_NOTE)
