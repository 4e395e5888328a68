"""One screen: the outcomes that matter first, both scorecards, the errors overall, what to mind."""

from __future__ import annotations

from dataclasses import replace
from textwrap import fill

from simenv.stats.tables import outcomes
from simenv.stats.tables.judged import overall_errors, scorecard
from simenv.stats.tables.numbers import SHORT, Plain, apart, number
from simenv.stats.tables.reading import LIMITS, UNASKED, brief_notes, lived, pick
from simenv.stats.tables.sheet import Sheet

#: What is printed unless all is asked for, the most telling first, and its name where arms are
#: rows; there, as many stand as fit, and the others are left to the report.
BRIEF = {
    "disengaged": "stopped",
    "met": "needs met",
    "came_back": "came back",
    "human": "human",
    "risk_escalated": "risk escal.",
    "risk_hours_alone": "risk hours alone",
    "alone_nights": "nights alone",
    "unsafe_help": "unsafe help",
    "refused": "turns refused",
    "taken": "ref. taken",
}


#: Headers of tables with little room are broken where they are longer than this.
_NARROW = 7


def short_table(summary: Plain, width: int = 100) -> str:
    """A few outcomes, scorecards, errors over the whole battery and notes, in about a screen."""
    told = []
    if lived(summary):
        told += [_of_outcomes(summary, width) + "\n" + fill(LIMITS, width)]
        cards = [_fitting(summary, card, width) for card in summary["scorecards"]]
        told += ["\n".join([*cards, fill(UNASKED, width)])]
        if summary["decisions"] is not None:
            told.append(overall_errors(summary).text(width))
    notes = brief_notes(summary)
    return "\n\n".join([*told, fill(" ".join(notes), width)])


def _of_outcomes(summary: Plain, width: int) -> str:
    lines = {line["name"]: line for line in summary["outcomes"]}
    chosen = [lines[name] for name in BRIEF]
    for sheet in (_with_difference(summary, chosen), _starred(summary, chosen)):
        if sheet is not None and sheet.fits(width):
            return sheet.text(width)
    return _by_arm(summary, chosen, width).text(width)


def _with_difference(summary: Plain, lines: list[Plain]) -> Sheet | None:
    """Both levels and their difference, for two arms."""
    if len(lived(summary)) != 2:
        return None
    reference, arm = lived(summary)
    rows = tuple(
        (
            _named(line),
            *(number(line["arms"][each]["value"], line["kind"]) for each in (reference, arm)),
            apart(pick(summary, line["name"], arm, reference)["all"], line["kind"]),
        )
        for line in lines
    )
    against = f"difference ({100 * summary['confidence']:g} % interval)"
    return Sheet(title=_title(summary), header=("", reference, arm, against), rows=rows)


def _starred(summary: Plain, lines: list[Plain]) -> Sheet:
    arms = lived(summary)
    rows = tuple(
        (_named(line), *(outcomes.marked(summary, line, arm) for arm in arms)) for line in lines
    )
    return Sheet(title=_title(summary, starred=True), header=("", *arms), rows=rows)


def _by_arm(summary: Plain, lines: list[Plain], width: int) -> Sheet:
    """An arm a row, with as many outcomes as fit."""
    rows = tuple(
        (arm, *(outcomes.marked(summary, line, arm) for line in lines)) for arm in lived(summary)
    )
    header = ("", *(BRIEF[line["name"]] for line in lines))
    title = _title(summary, starred=True)
    whole = Sheet(title=title, header=header, rows=rows, broken=_NARROW)
    fitting = (whole.columns(tuple(range(n))) for n in range(len(header), 2, -1))
    return next((sheet for sheet in fitting if sheet.fits(width)), whole.columns((0, 1)))


def _named(line: Plain) -> str:
    """An outcome with what its number is."""
    return f"{line['label']}, {SHORT[line['kind']]}"


def _title(summary: Plain, *, starred: bool = False) -> str:
    start = f"Entry to day {summary['days']}."
    if not starred or len(lived(summary)) < 2:
        return start
    worlds = ", one sign in all worlds" if summary["worlds"] else ""
    return f"{start} * differs from {summary['reference']}: interval without 0{worlds}."


def _fitting(summary: Plain, card: Plain, width: int) -> str:
    """A scorecard with the differences of the score, or their stars where there is no room."""
    whole = replace(scorecard(summary, card, apart_too=True), broken=_NARROW)
    found = whole if whole.fits(width) else scorecard(summary, card, starred=True)
    return "\n".join(part.text(width) for part in found.cut(width))
