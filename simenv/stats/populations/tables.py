"""A summary of populations as plain tables: for a terminal, or Markdown. Reads `summary.json`."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

from simenv.stats.populations.brief import at_risk, moves, services, unmoved
from simenv.stats.populations.places import places
from simenv.stats.populations.reading import (
    CHANGES,
    NOBODY,
    REFERRAL_BRIEF,
    brief_of,
    capacity_of,
    difference_of,
    followed,
    groups,
    held,
    known,
    lived,
    load_kind,
    loads_of,
    measure_of,
    notes,
    queue_cell,
    queue_of,
    ranked,
    scenarios,
    told,
)
from simenv.stats.populations.words import AT_RISK, caveats, taken
from simenv.stats.populations.words import at_risk as at_risk_words
from simenv.stats.tables.imputed import imputed_sheets
from simenv.stats.tables.numbers import SHORT, Plain, apart
from simenv.stats.tables.sheet import Sheet, plain

#: More orders that change than these are counted in the short table, not listed.
_MANY = 12
_MORE = "All outcomes, groups and services: `--full`, or report.html."

__all__ = ["as_markdown", "sheets", "short_table", "text_table"]


def short_table(summary: Plain, width: int = 100) -> str:
    """People at risk, what shortage moves, what changes in order, the services, and notes."""
    closing = " ".join([*caveats(summary), *notes(summary), _MORE])
    if not lived(summary):
        return fill(closing, width)
    above = [at_risk_words(summary), AT_RISK if summary["queues"] else ""]
    parts = [fill(part, width) for part in above if part]
    parts += _texts([at_risk(summary)], width)
    parts += [fill(one, width) for one in [taken(summary)] if one]
    parts += _texts([moves(summary)], width)
    parts += [fill(one, width) for one in [unmoved(summary)] if one]
    parts += _texts(imputed_sheets(summary, brief=True), width)
    parts += _texts([turned(summary), services(summary)], width)
    return "\n\n".join([*parts, fill(closing, width)])


def text_table(summary: Plain, width: int = 100) -> str:
    """All tables, aligned for a terminal of so many characters."""
    words = _words(summary)
    above = [fill(one, width) for one in words[:2]]
    below = fill(" ".join([*words[2:], *notes(summary)]), width)
    return "\n\n".join([*above, *_texts(sheets(summary), width), below])


def as_markdown(summary: Plain) -> str:
    """The sentence, all tables and the notes, as Markdown."""
    parts = [f"**{plain(summary['sentence'])}**", *(one.markdown() for one in sheets(summary))]
    return "\n\n".join([*parts, *map(plain, [*_words(summary), *notes(summary)])]) + "\n"


def sheets(summary: Plain) -> list[Sheet]:
    """All tables; those without a row are left out."""
    if not lived(summary):
        return []
    found = [at_risk(summary), ranks(summary), orders(summary), over_worlds(summary)]
    found += [outcomes(summary, scenario) for scenario in scenarios(summary)]
    found += [differences(summary, scenario) for scenario in scenarios(summary)]
    found += [*imputed_sheets(summary), capacity(summary)]
    for group in groups(summary):
        found += [queue(summary, group, brief_of(group)), queue(summary, group, REFERRAL_BRIEF)]
    for each in summary["load_measures"]:
        found += [load(summary, each["name"], book=book) for book in (False, True)]
    return [sheet for sheet in found if sheet.rows]


def ranks(summary: Plain) -> Sheet:
    """Each ranked outcome, an arm a row and a scenario a column, with the place of the arm."""
    rows: list[tuple[str, ...]] = []
    for line in ranked(summary):
        rows.append((f"{line['label']}, {SHORT[line['kind']]}{_better(line)}",))
        for arm in lived(summary):
            cells = []
            for scenario in scenarios(summary):
                place = places(summary, line["name"], scenario).get(arm)
                level = told(line["scenarios"][scenario][arm], line["kind"])
                cells.append(f"{level} ({place})" if place else level)
            rows.append((f"  {arm}", *cells))
    title = (
        f"Entry to day {summary['days']}, of 100 people or for each, by scenario; in brackets the "
        "place among the arms as far as signs hold over the family, 1 is best; = where the order "
        "to another arm is open, no place where all are"
    )
    return Sheet(title=title, header=("", *scenarios(summary)), rows=tuple(rows), broken=14)


def turned(summary: Plain) -> Sheet:
    """The orders that change with capacity, or that none does."""
    changed = [one for one in summary["orders"] if one["change"] == "changes"]
    counts = _counted(summary)
    if not changed:
        return Sheet(
            title="Does the order of two arms change with capacity?",
            header=("", "orders"),
            rows=tuple((f"{name}: {CHANGES[name]}", str(n)) for name, n in counts.items()),
        )
    if len(changed) > _MANY:
        return _by_outcome(summary)
    rows: list[tuple[str, ...]] = []
    for one in changed:
        rows += _heading(summary, rows, one)
        rows.append((_pair(one), *_by_scenario(summary, one)))
    others = ", ".join(f"{n} {name}" for name, n in counts.items() if name != "changes")
    title = (
        f"Orders that change with capacity: {len(changed)} of {len(summary['orders'])} "
        f"({others or 'no others'}); differences with intervals, the sign held over the family"
    )
    return Sheet(title=title, header=("", *scenarios(summary)), rows=tuple(rows), broken=14)


def _by_outcome(summary: Plain) -> Sheet:
    """How many orders of each outcome change, are kept, and are open."""
    names = list(_counted(summary))
    rows = []
    for line in ranked(summary):
        own = [one["change"] for one in summary["orders"] if one["outcome"] == line["name"]]
        rows.append((line["label"], *(str(own.count(name)) for name in names)))
    title = "Does the order of two arms change with capacity? Orders of each outcome, by verdict"
    return Sheet(title=title, header=("", *names), rows=tuple(rows))


def orders(summary: Plain) -> Sheet:
    """Every pair of arms in every ranked outcome: verdict, margins, worlds."""
    rows: list[tuple[str, ...]] = []
    for one in summary["orders"]:
        rows += _heading(summary, rows, one)
        signs = {sign["scenario"]: sign for sign in one["scenarios"]}
        cells = [_sign(summary, one, signs.get(scenario)) for scenario in scenarios(summary)]
        rows.append((_pair(one), one["change"], *cells))
    title = (
        "Does the order of two arms change with capacity? Difference, interval, how it reads "
        "against the margin, and p of no difference held over the family"
    )
    header = ("", "order", *scenarios(summary))
    return Sheet(title=title, header=header, rows=tuple(rows))


def over_worlds(summary: Plain) -> Sheet:
    """How each order fares over the drawn worlds; no row where none were drawn."""
    rows: list[tuple[str, ...]] = []
    for one in summary["orders"] if summary["worlds"] else ():
        found = one["worlds"]
        counts = (str(found[name]) for name in ("kept", "flipped", "beyond"))
        rows += _heading(summary, rows, one)
        rows.append((_pair(one), found["label"], *counts))
    return Sheet(
        title=f"The same orders over {summary['worlds']} drawn worlds: in how many of them",
        header=("", "label", "one sign in all", "both signs", "both beyond the margin"),
        rows=tuple(rows),
    )


def outcomes(summary: Plain, scenario: str) -> Sheet:
    """Every outcome in every arm of one scenario."""
    rows: list[tuple[str, ...]] = []
    group = ""
    for line in summary["outcomes"]:
        if line["group"] != group:
            group = line["group"]
            rows.append((group,))
        cells = (told(line["scenarios"][scenario][arm], line["kind"]) for arm in lived(summary))
        rows.append((line["label"], SHORT[line["kind"]], line["better"], *cells))
    header = ("", "unit", "better", *lived(summary))
    return Sheet(title=f"Outcomes under {scenario}", header=header, rows=tuple(rows))


def differences(summary: Plain, scenario: str) -> Sheet:
    """Every ranked outcome against the reference in one scenario."""
    reference, *others = lived(summary)
    rows = []
    for line in ranked(summary) if others else []:
        found = (difference_of(summary, line["name"], scenario, (a, reference)) for a in others)
        rows.append((line["label"], *(NOBODY if f is None else _read(f, line) for f in found)))
    title = f"Difference to {reference} under {scenario}"
    return Sheet(title=title, header=("", *others), rows=tuple(rows))


def capacity(summary: Plain) -> Sheet:
    """How each scenario moves the ranked outcomes against the first one, arm by arm."""
    rows: list[tuple[str, ...]] = []
    _, *others = scenarios(summary)
    for line in ranked(summary) if others else []:
        rows.append((f"{line['label']}, {SHORT[line['kind']]}",))
        for arm in lived(summary):
            found = (capacity_of(summary, line["name"], scenario, arm) for scenario in others)
            moved = (None if each is None else each["moved"] for each in found)
            cells = (NOBODY if one is None else apart(one, line["kind"]) for one in moved)
            rows.append((f"  {arm}", *cells))
    title = f"What the services change for each arm: scenario minus {scenarios(summary)[0]}"
    return Sheet(title=title, header=("", *others), rows=tuple(rows))


def queue(summary: Plain, group: str, measures: Mapping[str, str]) -> Sheet:
    """Some queue measures of one group of requests, a scenario and arm a row."""
    rows: list[tuple[str, ...]] = []
    some = known(summary, measures)
    for scenario in scenarios(summary):
        if queue_of(summary, scenario, next(iter(some)), group) is None:
            continue
        rows.append((scenario,))
        for arm in lived(summary):
            cells = (queue_cell(summary, (scenario, name, group), arm)[0] for name in some)
            rows.append((f"  {arm}", *cells))
    about = "Asking shared services"
    if "referrals" in measures:
        about = f"Referrals to shared services ({followed(summary)})"
    return Sheet(title=f"{about}: {group}", header=("", *some.values()), rows=tuple(rows))


def load(summary: Plain, measure: str, *, book: bool) -> Sheet:
    """One load measure of lines, or of books, a scenario and service a row."""
    one = measure_of(summary, measure)
    kind = load_kind(one)
    rows = []
    for line in loads_of(summary, measure):
        if line["book"] != book:
            continue
        cells = (told(line["arms"][arm], kind) for arm in lived(summary))
        declared = "" if line["declared"] is None else f"{100 * line['declared']:.1f} %"
        rows.append((f"{line['scenario']}: {line['service']}", declared, *cells))
    title = f"{one['booked'] if book else one['label']}, {one['unit']}{', by appointment' * book}"
    header = ("", "declared own share", *lived(summary))
    return Sheet(title=title, header=header, rows=tuple(rows))


def _counted(summary: Plain) -> dict[str, int]:
    """How many orders there are of each verdict."""
    found = [one["change"] for one in summary["orders"]]
    return {name: found.count(name) for name in CHANGES if name in found}


def _heading(summary: Plain, rows: list[tuple[str, ...]], one: Plain) -> list[tuple[str, ...]]:
    """The outcome, before the first of its orders."""
    labels = {line["name"]: line["label"] for line in summary["outcomes"]}
    heading = (str(labels[one["outcome"]]),)
    return [] if heading in rows else [heading]


def _pair(one: Plain) -> str:
    return f"  {one['arm']} minus {one['against']}"


def _by_scenario(summary: Plain, one: Plain) -> list[str]:
    kinds = {line["name"]: line["kind"] for line in summary["outcomes"]}
    signs = {sign["scenario"]: sign for sign in one["scenarios"]}
    return [
        NOBODY if name not in signs else apart(signs[name]["apart"], kinds[one["outcome"]])
        for name in scenarios(summary)
    ]


def _sign(summary: Plain, one: Plain, sign: Plain | None) -> str:
    if sign is None:
        return NOBODY
    kinds = {line["name"]: line["kind"] for line in summary["outcomes"]}
    if sign["apart"]["same"]:
        return "same decisions"
    return (
        f"{apart(sign['apart'], kinds[one['outcome']])} {sign['verdict']}, p {held(sign['held'])}"
    )


def _read(found: Plain, line: Plain) -> str:
    """A difference with its reading against the margin."""
    if found["all"]["same"]:
        return "same decisions"
    reading = "no claim" if found["reading"] is None else found["reading"]["verdict"]
    return f"{apart(found['all'], line['kind'])} {reading}"


def _words(summary: Plain) -> list[str]:
    """People at risk in words, what the word means, and the caveats."""
    if not lived(summary):
        return []
    found = [at_risk_words(summary), AT_RISK, taken(summary), *caveats(summary)]
    return [one for one in found if one]


def _better(line: Plain) -> str:
    return "" if line["better"] == "neither" else f", {line['better']} is better"


def _texts(sheets: list[Sheet], width: int) -> list[str]:
    """The sheets as text, cut where they are too wide; none without a column or a row."""
    some = [sheet for sheet in sheets if len(sheet.header) > 1 and sheet.rows]
    return [part.text(width) for sheet in some for part in sheet.cut(width)]
