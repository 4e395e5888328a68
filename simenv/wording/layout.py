"""Lines for a terminal: wrapped text, points, tables whose last column wraps, two columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest

#: Columns of a page.
WIDTH = 100
#: Spaces between the columns of a table.
_GAP = 2


def wrapped(text: str, indent: int = 0, hang: int = 0, width: int = WIDTH) -> list[str]:
    """Text in lines of at most `width`, `indent` deep and later lines `hang` deeper."""
    plain = " ".join(text.split())
    return textwrap.wrap(
        plain,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )


def points(items: Iterable[str], indent: int = 2, width: int = WIDTH) -> list[str]:
    """One `- item` each."""
    return [line for item in items for line in wrapped(f"- {item}", indent, 2, width)]


def grid(
    rows: Iterable[Sequence[str]],
    head: Sequence[str] = (),
    indent: int = 2,
    width: int = WIDTH,
) -> list[str]:
    """A table: columns as wide as their widest cell, the last one wrapped to what is left.

    A cell may hold several lines. Rows are as long as the first one.
    """
    cells = [list(head), *map(list, rows)] if head else list(map(list, rows))
    if not cells:
        return []
    widths = [max(_width(row[place]) for row in cells) for place in range(len(cells[0]) - 1)]
    before = indent + sum(widths) + _GAP * len(widths)
    found: list[str] = []
    for row in cells:
        last = [line for part in row[-1].split("\n") for line in _cell(part, width - before)]
        columns = [cell.split("\n") for cell in row[:-1]] + [last]
        for parts in zip_longest(*columns, fillvalue=""):
            padded = [part.ljust(wide + _GAP) for part, wide in zip(parts, widths, strict=False)]
            found.append((" " * indent + "".join(padded) + parts[-1]).rstrip())
    return found


def _width(cell: str) -> int:
    return max(len(line) for line in cell.split("\n"))


def _cell(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 20), break_on_hyphens=False) or [""]


def side_by_side(left: Sequence[str], right: Sequence[str], width: int = WIDTH) -> list[str]:
    """Two lists of lines beside each other; no line may be longer than `half(width)`."""
    wide = half(width)
    pairs = zip_longest(left, right, fillvalue="")
    return [f"{one.ljust(wide)} | {other}".rstrip() for one, other in pairs]


def half(width: int = WIDTH) -> int:
    """The columns that each of two halves of a page has."""
    return (width - 3) // 2


def section(heading: str, lines: Sequence[str]) -> list[str]:
    """A heading in capitals, and its lines, after an empty line."""
    return ["", heading.upper(), *lines]
