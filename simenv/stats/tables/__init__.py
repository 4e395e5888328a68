"""A summary as plain tables: aligned text for a terminal, or Markdown. Reads `summary.json`."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from simenv.stats.tables import claims, outcomes
from simenv.stats.tables.brief import BRIEF, short_table
from simenv.stats.tables.imputed import imputed_sheets
from simenv.stats.tables.judged import ERRORS, decision_errors, score_differences, scorecard, worst
from simenv.stats.tables.labels import against_reference, marks, rare
from simenv.stats.tables.latex import as_latex
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
    "as_latex",
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
    """All tables: labels, outcomes, scorecards, errors, by persona, ratios, drivers."""
    if not lived(summary):
        return []
    lines = summary["outcomes"]
    found = [
        *_claims(summary),
        outcomes.levels(summary, lines),
        outcomes.differences(summary, lines),
        *imputed_sheets(summary),
        *_judged(summary, _ANY),
        outcomes.by_persona(summary),
        outcomes.ratios(summary),
        claims.drivers(summary),
    ]
    return [sheet for sheet in found if len(sheet.header) > 1 and sheet.rows]


def text_table(summary: Plain, width: int = 100) -> str:
    """Outcomes, labels, scorecards and errors, aligned for a terminal of so many characters.

    Arms are columns where all of them fit, else rows. Differences that do not fit are marked, not
    printed, and details are left to the report.
    """
    told = []
    if lived(summary):
        brief = [line for line in summary["outcomes"] if not line["detail"]]
        told += [*_of_outcomes(summary, brief, width), *_told(summary, width)]
        told += _texts(
            [*imputed_sheets(summary), *_judged(summary, width), claims.drivers(summary)], width
        )
        told += [fill(LIMITS, width), fill(UNASKED, width)]
    told += [*notes(summary), *shared_luck(summary), *([EXPECTED] if lived(summary) else [])]
    return "\n\n".join([*told, *_more(summary)])


def as_markdown(summary: Plain) -> str:
    """The sentence, all tables, the rankings and the notes, as Markdown."""
    parts = [f"**{plain(summary['sentence'])}**", *(each.markdown() for each in sheets(summary))]
    told = [*claims.rankings(summary), *rare(summary), *notes(summary), *shared_luck(summary)]
    return "\n\n".join([*parts, *map(plain, told)]) + "\n"


def _claims(summary: Plain) -> list[Sheet]:
    """What holds: every label against the reference, then what those of the family rest on."""
    arms = against_reference(summary)
    return [claims.all_labels(summary), *(claims.of_arm(summary, arm) for arm in arms)]


def _told(summary: Plain, width: int) -> list[str]:
    """The claims for a terminal: all labels, then each of the family and each ranking in words."""
    told = [*claims.words(summary), *claims.rankings(summary), *rare(summary)]
    return [*_texts([claims.all_labels(summary)], width), *(_filled(each, width) for each in told)]


def _filled(told: str, width: int) -> str:
    """Lines of so many characters, names with hyphens left whole."""
    return fill(told, width, break_on_hyphens=False)


def _of_outcomes(summary: Plain, lines: Sequence[Plain], width: int) -> list[str]:
    apart_ = outcomes.differences(summary, lines)
    if apart_.fits(width):
        return _texts([outcomes.levels(summary, lines), apart_], width)
    found = [outcomes.levels(summary, lines, starred=True)]
    if not found[0].fits(width):
        found = outcomes.by_arm(summary, lines)
    meaning = fill(f"Entry to day {summary['days']}. {marks(summary)}", width)
    return [meaning, *_texts([*found, outcomes.headline_by_arm(summary)], width)]


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
