"""A plain table: aligned text that fits a terminal, or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

_GAP = "  "


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table: a title, a header, and rows; a row of one cell is a heading inside it.

    Headers are broken at hyphens and spaces where they are longer than `broken`.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    broken: int = 11

    def fits(self, width: int) -> bool:
        """Whether it can be printed in so many characters without being cut."""
        return len(self.cut(width)) == 1

    def cut(self, width: int) -> list[Sheet]:
        """The sheet in parts that fit, each with the first column; a part has one more at least.

        The parts are as even as their number allows, so that none is left with a single column.
        """
        most = len(self.header) - 1
        fewest = len(self._parts(width, most))
        caps = range(1, most + 1) if most else (0,)
        even = next(cap for cap in caps if len(self._parts(width, cap)) == fewest)
        return [self.columns((0, *part)) for part in self._parts(width, even)]

    def text(self, width: int) -> str:
        """Aligned text under a rule; the title is broken where it is longer than `width`."""
        widths = _widths(self)
        rule = "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
        lines = [*wrap(self.title, width), rule]
        lines += [_aligned(line, widths) for line in _stacked(self)]
        for row in self.rows:
            lines += ["", row[0]] if len(row) == 1 else [_aligned(row, widths)]
        return "\n".join(lines)

    def markdown(self) -> str:
        """A table in Markdown under a heading."""
        lines = [f"### {plain(self.title)}", "", _piped(self.header)]
        lines.append(_piped(["---", *("---:" for _ in self.header[1:])]))
        for row in self.rows:
            filled = (f"*{row[0]}*", *[""] * (len(self.header) - 1)) if len(row) == 1 else row
            lines.append(_piped(filled))
        return "\n".join(lines)

    def _parts(self, width: int, most: int) -> list[list[int]]:
        """The columns after the first in parts of at most `most`, from the left."""
        widths = _widths(self)
        parts: list[list[int]] = [[]]
        for at in range(1, len(widths)):
            wide = widths[0] + sum(widths[i] + len(_GAP) for i in [*parts[-1], at])
            if parts[-1] and (wide > width or len(parts[-1]) == most):
                parts.append([])
            parts[-1].append(at)
        return parts

    def columns(self, kept: tuple[int, ...]) -> Sheet:
        """The sheet with some of its columns."""
        rows = tuple(row if len(row) == 1 else tuple(row[i] for i in kept) for row in self.rows)
        return replace(self, header=tuple(self.header[i] for i in kept), rows=rows)


def plain(cell: str) -> str:
    """Text that Markdown takes as text."""
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _widths(sheet: Sheet) -> list[int]:
    """How wide each column is."""
    full = [*_stacked(sheet), *(row for row in sheet.rows if len(row) > 1)]
    return [max(len(row[i]) for row in full) for i in range(len(sheet.header))]


def _stacked(sheet: Sheet) -> list[tuple[str, ...]]:
    """The header as lines of cells, long names broken over them, standing on the last line."""
    broken = [wrap(cell, sheet.broken, break_long_words=False) or [""] for cell in sheet.header]
    tall = max(map(len, broken))
    padded = [[""] * (tall - len(lines)) + lines for lines in broken]
    return list(zip(*padded, strict=True))


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return _GAP.join(cells).rstrip()


def _piped(cells: Sequence[str]) -> str:
    return "| " + " | ".join(plain(cell) for cell in cells) + " |"
