"""A summary as plain tables: aligned text for a terminal, or Markdown. Reads `summary.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

Plain = Mapping[str, Any]

#: Decimals of each kind of outcome; a share is printed of 100 people.
DIGITS = {"share": 1, "count": 2, "mean": 2}


_GAP = "   "


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table: a title, a header, and rows; a row of one cell is a heading inside it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def number(value: float, kind: str) -> str:
    """A level as printed; a small one gets the digits that show that it is not 0."""
    scaled = 100 * value if kind == "share" else value
    return _fixed(scaled, _digits(scaled, kind))


def interval(found: Plain, kind: str) -> str:
    """`low to high`, as many digits as its width deserves; nothing where there is no interval."""
    if found["low"] is None:
        return ""
    low, high, digits = _ends(found, kind)
    return f"{_fixed(low, digits)} to {_fixed(high, digits)}"


def apart(found: Plain, kind: str) -> str:
    """A difference with its interval, or the words that stand for it."""
    if found["same"]:
        return "same decisions"
    scaled = 100 * found["value"] if kind == "share" else found["value"]
    if found["low"] is None:
        return f"{_signed(scaled, _digits(scaled, kind))} (too few people)"
    return f"{_signed(scaled, _ends(found, kind)[2])} ({interval(found, kind)})"


def _ends(found: Plain, kind: str) -> tuple[float, float, int]:
    """Both ends as printed, and the decimals that show half the width of the interval."""
    scale = 100 if kind == "share" else 1
    low, high = scale * found["low"], scale * found["high"]
    return low, high, _digits((high - low) / 2, kind)


def _digits(scaled: float, kind: str) -> int:
    """The decimals of this kind, or as many more as it takes to show the number, at most 5."""
    least = DIGITS[kind]
    shown = (digits for digits in range(least, 6) if abs(scaled) >= 0.5 * 10**-digits)
    return next(shown, least)


def _fixed(value: float, digits: int) -> str:
    """Never a minus before zeros."""
    told = f"{value:.{digits}f}"
    return told if float(told) else f"{0.0:.{digits}f}"


def _signed(value: float, digits: int) -> str:
    told = _fixed(value, digits)
    return f"+{told}" if float(told) > 0 else told


def pick(summary: Plain, outcome: str, arm: str, against: str) -> Plain:
    """The difference line of that outcome and pair; `KeyError` if they were not compared."""
    for line in summary["differences"]:
        if (line["outcome"], line["arm"], line["against"]) == (outcome, arm, against):
            found: Plain = line
            return found
    raise KeyError((outcome, arm, against))


def lived(summary: Plain) -> list[str]:
    """The arms that were lived to the end, the reference first."""
    return [arm["name"] for arm in summary["arms"] if arm["failed"] is None]


def sheets(summary: Plain) -> list[Sheet]:
    """All tables of a summary: levels, differences, the headline by persona, ratios."""
    if not lived(summary):
        return []
    found = [_levels(summary), _differences(summary), _by_persona(summary), _ratios(summary)]
    return [sheet for sheet in found if len(sheet.header) > 1]


def text_table(summary: Plain, width: int = 100) -> str:
    """The levels and the differences, aligned; a table wider than `width` is cut by columns."""
    cut = [part for sheet in sheets(summary)[:2] for part in _cut(sheet, width)]
    return "\n\n".join([*map(_as_text, cut), *notes(summary), *shared_luck(summary)])


def as_markdown(summary: Plain) -> str:
    """The sentence, all tables and the notes, as Markdown."""
    parts = [f"**{_plain(summary['sentence'])}**", *map(_as_markdown, sheets(summary))]
    return "\n\n".join([*parts, *map(_plain, [*notes(summary), *shared_luck(summary)])]) + "\n"


def people(count: int) -> str:
    """A number of persons in words."""
    return "1 person" if count == 1 else f"{count:,} people"


def notes(summary: Plain) -> list[str]:
    """What must stand below every table."""
    censoring = summary["censoring"]
    told = [
        f"Parameters are {summary['calibration']}; standard {summary['standard']}, "
        f"{100 * summary['standard_assumed']:.0f} % of it assumed. Intervals are "
        f"{100 * summary['confidence']:g} %, for one outcome at a time."
    ]
    told += [
        f"Arm {arm['name']} failed: {arm['failed']}" for arm in summary["arms"] if arm["failed"]
    ]
    told += [
        f"Arm {arm['name']} decided as {arm['same_as']} did, every time."
        for arm in summary["arms"]
        if arm["same_as"]
    ]
    if censoring["people"]:
        told.append(
            f"Failed calls took {people(censoring['people'])} ({100 * censoring['share']:.2f} %) "
            "out of sight, left out in all arms."
        )
    if not censoring["claim"]:
        told.append(f"That is above {100 * censoring['limit']:g} %: no claim is made.")
    return told


def shared_luck(summary: Plain) -> list[str]:
    """What shared luck achieved for the headline: a sentence an arm, where somebody differed."""
    told = []
    for line in summary["differences"]:
        if line["outcome"] != summary["headline"] or line["against"] != summary["reference"]:
            continue
        correlation, cut = line["all"]["correlation"], line["all"]["variance_cut"]
        if correlation is not None and cut is not None:
            told.append(
                f"Shared luck, {line['arm']} against {line['against']}: correlation "
                f"{correlation:.2f}, variance of the headline's difference cut {cut:.1f} times."
            )
    return told


def heading(summary: Plain, group: str) -> str:
    """The name of a group of outcomes, with the standard where they depend on it."""
    named = any(line["group"] == group and line["standard"] for line in summary["outcomes"])
    return f"{group} {summary['standard']}" if named else group


def _grouped(summary: Plain, cells: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The rows, with a heading before each group of outcomes."""
    rows: list[tuple[str, ...]] = []
    group = ""
    for line in summary["outcomes"]:
        if line["group"] != group:
            group = line["group"]
            rows.append((heading(summary, group),))
        rows.append((line["label"], *cells[line["name"]]))
    return tuple(rows)


def _levels(summary: Plain) -> Sheet:
    arms = lived(summary)
    cells = {
        line["name"]: (
            line["unit"],
            *(number(line["arms"][arm]["value"], line["kind"]) for arm in arms),
        )
        for line in summary["outcomes"]
    }
    title = f"Entry to day {summary['days']}"
    return Sheet(title=title, header=("", "unit", *arms), rows=_grouped(summary, cells))


def _differences(summary: Plain) -> Sheet:
    against = summary["reference"]
    others = [arm for arm in lived(summary) if arm != against]
    cells = {
        line["name"]: tuple(
            _with_worlds(pick(summary, line["name"], arm, against), line["kind"]) for arm in others
        )
        for line in summary["outcomes"]
    }
    worlds = f"; worlds of {summary['worlds']} with the same sign" if summary["worlds"] else ""
    title = f"Difference to {against} ({100 * summary['confidence']:g} % interval{worlds})"
    return Sheet(title=title, header=("", *others), rows=_grouped(summary, cells))


def _with_worlds(line: Plain, kind: str) -> str:
    told = apart(line["all"], kind)
    drawn = line["worlds"]["drawn"]
    if line["all"]["same"] or not drawn:
        return told
    if line["all"]["value"] == 0 and not any(line["worlds"]["differences"]):
        return "none in any world"
    return f"{told}  {line['worlds']['same']}/{drawn}"


def _by_persona(summary: Plain) -> Sheet:
    line = next(each for each in summary["outcomes"] if each["name"] == summary["headline"])
    arms, reference = lived(summary), summary["reference"]
    rows = []
    for persona in summary["personas"]:
        own = line["personas"].get(persona["name"])
        if own is None:
            continue
        cells = [number(own[arm]["value"], line["kind"]) for arm in arms]
        cells += [
            apart(pick(summary, line["name"], arm, reference)["personas"][persona["name"]], "share")
            for arm in arms[1:]
        ]
        share = f"{100 * persona['share']:.1f} %"
        rows.append((persona["name"], share, str(persona["counted"]), *cells))
    header = ("persona", "share", "people", *arms, *(f"{arm} - {reference}" for arm in arms[1:]))
    title = f"{line['label']}, {line['unit']}, by persona"
    return Sheet(title=title, header=header, rows=tuple(rows))


def _ratios(summary: Plain) -> Sheet:
    arms = lived(summary)
    rows = tuple(
        (line["label"], *(_ratio(line["arms"][arm]) for arm in arms)) for line in summary["ratios"]
    )
    return Sheet(
        title="Not for claims: ratios to what the policy moves", header=("", *arms), rows=rows
    )


def _ratio(found: Plain | None) -> str:
    return "0 of 0" if found is None else number(found["value"], "mean")


def _cut(sheet: Sheet, width: int) -> list[Sheet]:
    """The sheet in parts that fit, each with the first column; a part has one more at least."""
    widths = _widths(sheet)
    groups: list[list[int]] = [[]]
    for at in range(1, len(widths)):
        tried = [*groups[-1], at]
        if groups[-1] and widths[0] + sum(widths[i] + len(_GAP) for i in tried) > width:
            groups.append([])
        groups[-1].append(at)
    return [_columns(sheet, (0, *group)) for group in groups]


def _columns(sheet: Sheet, kept: tuple[int, ...]) -> Sheet:
    rows = tuple(row if len(row) == 1 else tuple(row[i] for i in kept) for row in sheet.rows)
    return Sheet(title=sheet.title, header=tuple(sheet.header[i] for i in kept), rows=rows)


def _widths(sheet: Sheet) -> list[int]:
    """How wide each column is; headers are broken at hyphens and spaces."""
    full = [*_stacked(sheet.header), *(row for row in sheet.rows if len(row) > 1)]
    return [max(len(row[i]) for row in full) for i in range(len(sheet.header))]


def _stacked(header: Sequence[str]) -> list[tuple[str, ...]]:
    """The header as lines of cells, long names broken over them, standing on the last line."""
    broken = [wrap(cell, 11, break_long_words=False) or [""] for cell in header]
    tall = max(map(len, broken))
    padded = [[""] * (tall - len(lines)) + lines for lines in broken]
    return list(zip(*padded, strict=True))


def _as_text(sheet: Sheet) -> str:
    widths = _widths(sheet)
    rule = "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [sheet.title, rule, *(_aligned(line, widths) for line in _stacked(sheet.header))]
    for row in sheet.rows:
        lines += ["", row[0]] if len(row) == 1 else [_aligned(row, widths)]
    return "\n".join(lines)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return _GAP.join(cells).rstrip()


def _as_markdown(sheet: Sheet) -> str:
    lines = [f"### {_plain(sheet.title)}", "", _piped(sheet.header)]
    lines.append(_piped(["---", *("---:" for _ in sheet.header[1:])]))
    for row in sheet.rows:
        filled = (f"*{row[0]}*", *[""] * (len(sheet.header) - 1)) if len(row) == 1 else row
        lines.append(_piped(filled))
    return "\n".join(lines)


def _piped(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def _plain(cell: str) -> str:
    """Text that Markdown takes as text."""
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
