"""A summary as plain tables: aligned text for a terminal, or Markdown. Reads `summary.json`."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from simenv.stats.tables import outcomes
from simenv.stats.tables.brief import BRIEF, short_table
from simenv.stats.tables.judged import ERRORS, decision_errors, score_differences, scorecard, worst
from simenv.stats.tables.numbers import (
    NOTHING,
    Plain,
    apart,
    interval,
    nothing,
    number,
    people,
    rate,
    stands_out,
    with_worlds,
)
from simenv.stats.tables.reading import (
    EXPECTED,
    LIMITS,
    UNASKED,
    chosen,
    heading,
    headline,
    lived,
    missing,
    notes,
    pick,
    shared_luck,
    who,
)
from simenv.stats.tables.sheet import Sheet, plain

__all__ = [
    "BRIEF",
    "ERRORS",
    "EXPECTED",
    "LIMITS",
    "NOTHING",
    "UNASKED",
    "Plain",
    "Sheet",
    "apart",
    "as_markdown",
    "chosen",
    "heading",
    "headline",
    "interval",
    "lived",
    "missing",
    "notes",
    "nothing",
    "number",
    "people",
    "pick",
    "rate",
    "shared_luck",
    "sheets",
    "short_table",
    "stands_out",
    "text_table",
    "who",
    "with_worlds",
    "worst",
]

#: Wide enough for any table.
_ANY = 10**9


def sheets(summary: Plain) -> list[Sheet]:
    """All tables of a summary: outcomes, scorecards, errors, the headline by persona, ratios."""
    if not lived(summary):
        return []
    lines = summary["outcomes"]
    found = [
        outcomes.levels(summary, lines),
        outcomes.differences(summary, lines),
        *_judged(summary, _ANY),
        outcomes.by_persona(summary),
        outcomes.ratios(summary),
    ]
    return [sheet for sheet in found if len(sheet.header) > 1 and sheet.rows]


def text_table(summary: Plain, width: int = 100) -> str:
    """Outcomes, scorecards and errors, aligned for a terminal of so many characters.

    Arms are columns where all of them fit, else rows. Differences that do not fit are marked, not
    printed, and details are left to the report.
    """
    told = []
    if lived(summary):
        brief = [line for line in summary["outcomes"] if not line["detail"]]
        told += [*_of_outcomes(summary, brief, width), *_texts(_judged(summary, width), width)]
        told += [fill(LIMITS, width), fill(UNASKED, width)]
    told += [*notes(summary), *shared_luck(summary), *([EXPECTED] if lived(summary) else [])]
    return "\n\n".join([*told, *_more(summary)])


def as_markdown(summary: Plain) -> str:
    """The sentence, all tables and the notes, as Markdown."""
    parts = [f"**{plain(summary['sentence'])}**", *(each.markdown() for each in sheets(summary))]
    return "\n\n".join([*parts, *map(plain, [*notes(summary), *shared_luck(summary)])]) + "\n"


def _of_outcomes(summary: Plain, lines: Sequence[Plain], width: int) -> list[str]:
    apart_ = outcomes.differences(summary, lines)
    if apart_.fits(width):
        return _texts([outcomes.levels(summary, lines), apart_], width)
    found = [outcomes.levels(summary, lines, starred=True)]
    if not found[0].fits(width):
        found = outcomes.by_arm(summary, lines)
    star = fill(outcomes.star(summary), width)
    return [star, *_texts([*found, outcomes.headline_by_arm(summary)], width)]


def _texts(sheets: Sequence[Sheet], width: int) -> list[str]:
    """The sheets as text, cut where they are too wide; none without a column or a row."""
    some = [sheet for sheet in sheets if len(sheet.header) > 1 and sheet.rows]
    return [part.text(width) for sheet in some for part in sheet.cut(width)]


def _judged(summary: Plain, width: int) -> list[Sheet]:
    """Scorecards and decision errors."""
    found = [scorecard(summary, card) for card in summary["scorecards"]]
    found.append(score_differences(summary))
    if summary["decisions"] is not None:
        found += decision_errors(summary, width)
    return found


def _more(summary: Plain) -> list[str]:
    """What the terminal's tables leave out."""
    details = sum(line["detail"] for line in summary["outcomes"])
    if not details:
        return []
    return [
        f"{details} more outcomes, all differences, intervals and subgroups stand in report.html."
    ]
