"""Outcomes as sheets: an outcome a row, or, where there are many arms, an arm a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from simenv.stats.tables.labels import mark
from simenv.stats.tables.numbers import SHORT, Plain, apart, number, with_worlds
from simenv.stats.tables.reading import heading, headline, lived, pick
from simenv.stats.tables.sheet import Sheet


def levels(summary: Plain, lines: Sequence[Plain], *, starred: bool = False) -> Sheet:
    """The level of each outcome in each arm, an outcome a row; marked where an arm stands out."""
    arms = lived(summary)

    def cells(line: Plain) -> tuple[str, ...]:
        told = (marked(summary, line, arm) if starred else _level(line, arm) for arm in arms)
        return SHORT[line["kind"]], better(line), *told

    title = f"Entry to day {summary['days']}, of 100 people or for each"
    header = ("", "unit", "better", *arms)
    return Sheet(title=title, header=header, rows=_grouped(summary, lines, cells))


def differences(summary: Plain, lines: Sequence[Plain]) -> Sheet:
    """Each outcome minus the reference, an outcome a row; what no policy moves is left out."""
    against = summary["reference"]
    others = lived(summary)[1:]

    def cells(line: Plain) -> tuple[str, ...]:
        found = (pick(summary, line["name"], arm, against) for arm in others)
        return tuple(with_worlds(each, line["kind"]) for each in found)

    compared = [line for line in lines if not line["exogenous"]]
    title = f"Difference to {against} ({_told(summary)})"
    return Sheet(title=title, header=("", *others), rows=_grouped(summary, compared, cells))


def by_arm(summary: Plain, lines: Sequence[Plain]) -> list[Sheet]:
    """The levels of each group of outcomes, an arm a row; marked where an arm stands out."""
    found = []
    for group, own in groupby(lines, key=lambda line: line["group"]):
        listed = list(own)
        header = ("", *(_head(line) for line in listed))
        rows = tuple(
            (arm, *(marked(summary, line, arm) for line in listed)) for arm in lived(summary)
        )
        found.append(Sheet(title=heading(summary, group), header=header, rows=rows))
    return found


def headline_by_arm(summary: Plain) -> Sheet:
    """The headline and its difference to the reference, an arm a row."""
    line, against = headline(summary), summary["reference"]
    rows = []
    for arm in lived(summary):
        found = pick(summary, line["name"], arm, against) if arm != against else None
        told = "" if found is None else with_worlds(found, line["kind"])
        rows.append((arm, number(line["arms"][arm]["value"], line["kind"]), told))
    title = f"{line['label']}, {line['unit']}; difference to {against} ({_told(summary)})"
    return Sheet(title=title, header=("", "level", "difference"), rows=tuple(rows))


def by_persona(summary: Plain) -> Sheet:
    """The headline in each persona."""
    line = headline(summary)
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


def ratios(summary: Plain) -> Sheet:
    """Ratios whose denominator the policy moves."""
    arms = lived(summary)
    rows = tuple(
        (line["label"], *(_ratio(line["arms"][arm]) for arm in arms)) for line in summary["ratios"]
    )
    return Sheet(
        title="Not for claims: ratios to what the policy moves", header=("", *arms), rows=rows
    )


def better(line: Plain) -> str:
    """`lower` or `higher`, or nothing where neither is better."""
    return "" if line["better"] == "neither" else str(line["better"])


def _head(line: Plain) -> str:
    """An outcome as a header: its label, its unit, and which way is better."""
    parts = [SHORT[line["kind"]], better(line)]
    return f"{line['label']} ({', '.join(part for part in parts if part)})"


def _level(line: Plain, arm: str) -> str:
    return number(line["arms"][arm]["value"], line["kind"])


def marked(summary: Plain, line: Plain, arm: str) -> str:
    """A level and its mark."""
    return _level(line, arm) + mark(summary, line, arm)


def _told(summary: Plain) -> str:
    """What stands in brackets behind differences."""
    worlds = f"; worlds of {summary['worlds']} with the same sign" if summary["worlds"] else ""
    return f"{100 * summary['confidence']:g} % interval{worlds}"


def _ratio(found: Plain | None) -> str:
    return "0 of 0" if found is None else number(found["value"], "mean")


def _grouped(
    summary: Plain, lines: Sequence[Plain], cells: Callable[[Plain], tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """The rows, with a heading before each group of outcomes."""
    rows: list[tuple[str, ...]] = []
    for group, own in groupby(lines, key=lambda line: line["group"]):
        rows.append((heading(summary, group),))
        rows += [(line["label"], *cells(line)) for line in own]
    return tuple(rows)
