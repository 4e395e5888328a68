r"""A comparison as LaTeX tables for a paper: `booktabs`, nothing else.

Put `\usepackage{booktabs}` into the preamble. Every text is escaped, so a name may hold anything.
"""

from __future__ import annotations

import re

from simenv.stats.tables.claims import matrix
from simenv.stats.tables.labels import (
    against_reference,
    claim_of,
    family_outcomes,
    label,
    margin,
    too_few,
)
from simenv.stats.tables.numbers import SHORT, Plain, apart, interval, number
from simenv.stats.tables.reading import lived, notes, pick
from simenv.stats.tables.sheet import Sheet

_NEGATIVE = re.compile(r"(?<![\w-])-(?=\d)")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "\n": " ",
    "\u2212": "$-$",
    **{each: f"\\{each}" for each in "&%$#_{}"},
}


def escaped(text: str) -> str:
    """Text that LaTeX takes as text."""
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def as_latex(summary: Plain) -> str:
    """The family's outcomes: one table an arm, and the labels of all where there are several.

    A line of comment stands before each table; the notes of the comparison follow the last.
    """
    if not lived(summary):
        return _comment(summary["sentence"]) + "\n"
    parts = [_comment(summary["sentence"])]
    others = [arm for arm in lived(summary) if arm != summary["reference"]]
    parts += [_table(_of_arm(summary, arm)) for arm in others] or [_table(_levels(summary))]
    if len(against_reference(summary)) > 1:
        parts.append(_table(matrix(summary)))
    return "\n\n".join([*parts, *map(_comment, notes(summary))]) + "\n"


def _of_arm(summary: Plain, arm: str) -> Sheet:
    """An outcome a row: both levels, the difference and its interval, the margin, the label."""
    reference = summary["reference"]
    rows = tuple(_row(summary, line, arm) for line in family_outcomes(summary))
    header = ("Outcome", "Unit", reference, arm, "Difference", "Margin", "Label")
    title = (
        f"{arm} against {reference}, entry to day {summary['days']}; differences with "
        f"{100 * summary['confidence']:g} % intervals, labels over {summary['worlds']} worlds"
    )
    return Sheet(title=title, header=header, rows=rows)


def _row(summary: Plain, line: Plain, arm: str) -> tuple[str, ...]:
    found = pick(summary, line["name"], arm, summary["reference"])
    claim = claim_of(summary, line["name"], arm, summary["reference"])
    return (
        line["label"],
        SHORT[line["kind"]],
        *(
            number(line["arms"][each]["value"], line["kind"])
            for each in (summary["reference"], arm)
        ),
        too_few(found) or apart(found["all"], line["kind"]),
        margin(line),
        "" if claim is None else label(line, claim),
    )


def _levels(summary: Plain) -> Sheet:
    """The levels of a single arm."""
    (arm,) = lived(summary)
    rows = tuple(
        (
            line["label"],
            SHORT[line["kind"]],
            number(line["arms"][arm]["value"], line["kind"]),
            interval(line["arms"][arm], line["kind"]),
        )
        for line in family_outcomes(summary)
    )
    header = ("Outcome", "Unit", arm, f"{100 * summary['confidence']:g} % interval")
    return Sheet(title=f"{arm}, entry to day {summary['days']}", header=header, rows=rows)


def _table(sheet: Sheet) -> str:
    """A sheet as a floating table; the first column is text, the others are set to the right."""
    lines = [
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{escaped(sheet.title)}}}",
        rf"\begin{{tabular}}{{l{'r' * (len(sheet.header) - 1)}}}",
        r"\toprule",
        _line(sheet.header),
        r"\midrule",
        *map(_line, sheet.rows),
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines)


def _line(cells: tuple[str, ...]) -> str:
    return " & ".join(_minus(escaped(cell)) for cell in cells) + r" \\"


def _minus(cell: str) -> str:
    """Numbers with a true minus sign: a hyphen that stands before a digit and after no letter."""
    return _NEGATIVE.sub("$-$", cell)


def _comment(text: str) -> str:
    """Text that LaTeX leaves out, on one line."""
    return "% " + " ".join(text.split())
