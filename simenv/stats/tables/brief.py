"""One screen: the outcomes that matter first, both scorecards, the errors overall, what to mind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from textwrap import fill

from simenv.stats.tables import outcomes
from simenv.stats.tables.claims import leaders
from simenv.stats.tables.imputed import imputed_sheets
from simenv.stats.tables.judged import overall_errors, scorecard
from simenv.stats.tables.labels import by_label, claim_of, label, marks, rare, short, too_few
from simenv.stats.tables.numbers import SHORT, Plain, apart, number
from simenv.stats.tables.reading import BRIEF, LIMITS, UNASKED, brief_notes, lived, pick
from simenv.stats.tables.sheet import Sheet

__all__ = ["BRIEF", "short_table"]

#: Headers of tables with little room are broken where they are longer than this.
_NARROW = 7


def short_table(summary: Plain, width: int = 100) -> str:
    """A few outcomes, scorecards, errors over the whole battery and notes, in about a screen."""
    told = []
    if lived(summary):
        below = " ".join([*rare(summary), *leaders(summary), LIMITS])
        told += [_of_outcomes(summary, width) + "\n" + fill(below, width)]
        sheets = imputed_sheets(summary, brief=True)
        told += [part.text(width) for sheet in sheets for part in sheet.cut(width)]
        cards = [_fitting(summary, card, width) for card in summary["scorecards"]]
        told += ["\n".join([*cards, fill(UNASKED, width)])]
        if summary["decisions"] is not None:
            told.append(overall_errors(summary).text(width))
    notes = brief_notes(summary)
    return "\n\n".join([*told, fill(" ".join(notes), width)])


def _of_outcomes(summary: Plain, width: int) -> str:
    lines = {line["name"]: line for line in summary["outcomes"]}
    chosen = [lines[name] for name in BRIEF]
    sheets = [*_with_difference(summary, chosen), _starred(summary, chosen)]
    for sheet in sheets:
        if sheet.fits(width):
            return sheet.text(width)
    return _by_arm(summary, chosen, width).text(width)


def _with_difference(summary: Plain, lines: list[Plain]) -> list[Sheet]:
    """Both levels, their difference and its label, for two arms; with less for narrow screens."""
    if len(lived(summary)) != 2:
        return []
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
    bare = Sheet(title=_title(summary), header=("", reference, arm, against), rows=rows)
    if not by_label(summary):
        return [bare]
    labels = ([_label(summary, line, arm, words) for line in lines] for words in (label, short))
    full, brief = (_labelled(summary, bare, each) for each in labels)
    named = tuple(
        (str(line["label"]), *row[1:]) for line, row in zip(lines, brief.rows, strict=True)
    )
    title = f"{brief.title} Of 100 people, or for each person."
    return [full, brief, replace(brief, title=title, rows=named), bare]


def _labelled(summary: Plain, bare: Sheet, labels: list[str]) -> Sheet:
    rows = tuple((*row, told) for row, told in zip(bare.rows, labels, strict=True))
    return replace(bare, header=(*bare.header, f"holds in {summary['worlds']} worlds"), rows=rows)


def _label(summary: Plain, line: Plain, arm: str, words: Callable[[Plain, Plain], str]) -> str:
    """The label of one difference, or that it rests on too few events."""
    claim = claim_of(summary, line["name"], arm, summary["reference"])
    few = too_few(pick(summary, line["name"], arm, summary["reference"]))
    few = few.partition(" (")[0] if words is short else few
    return few or ("" if claim is None else words(line, claim))


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
    return f"{start} {marks(summary)}" if starred and len(lived(summary)) > 1 else start


def _fitting(summary: Plain, card: Plain, width: int) -> str:
    """A scorecard with the differences of the score, or their stars where there is no room."""
    whole = replace(scorecard(summary, card, apart_too=True), broken=_NARROW)
    found = whole if whole.fits(width) else scorecard(summary, card, starred=True)
    return "\n".join(part.text(width) for part in found.cut(width))
