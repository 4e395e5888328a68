"""Outcomes and personas: a wide table for a few arms, blocks for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from simenv.report.cells import difference, level, table, unit
from simenv.report.forest import Row, block, blocks
from simenv.report.intervals import reach
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import Plain, heading, headline, lived, pick

#: More arms than these do not stand side by side on a page of 1,180 pixels.
FEW = 3


def outcome_tables(summary: Plain) -> Html:
    """Every outcome: the level in each arm, and its difference to the reference."""
    if len(lived(summary)) <= FEW:
        return _wide(summary)
    groups = groupby(summary["outcomes"], key=lambda line: line["group"])
    return joined(_group(summary, group, list(lines)) for group, lines in groups)


def _group(summary: Plain, group: str, lines: Sequence[Plain]) -> Html:
    """The outcomes of one group as blocks; details folded away."""
    main = [_block(summary, line) for line in lines if not line["detail"]]
    more = [_block(summary, line) for line in lines if line["detail"]]
    folded = None
    if more:
        told = f"{len(more)} more of “{group}”"
        folded = tag("details", tag("summary", told), blocks(more))
    return joined(tag("h3", heading(summary, group)), blocks(main), folded)


def _block(summary: Plain, line: Plain) -> Html:
    rows = []
    for arm in lived(summary):
        found = _compared(summary, line, arm)
        told = {} if found is None else {"apart": found["all"], "worlds": found["worlds"]}
        rows.append(Row(arm=arm, level=line["arms"][arm], **told))
    return block(line["label"], unit(line), line["kind"], rows)


def _compared(summary: Plain, line: Plain, arm: str) -> Plain | None:
    """The difference of an arm to the reference; None where there is none to tell."""
    if line["exogenous"] or arm == summary["reference"]:
        return None
    return pick(summary, line["name"], arm, summary["reference"])


def _wide(summary: Plain) -> Html:
    arms = lived(summary)
    bodies = []
    for group, lines in groupby(summary["outcomes"], key=lambda line: line["group"]):
        name = tag("th", heading(summary, group), colspan=2 * len(arms), scope="rowgroup")
        rows = [_wide_row(summary, line, arms) for line in lines]
        bodies.append(tag("tbody", tag("tr", name, class_="group"), *rows))
    caption = f"Everyone who entered, from entry to day {summary['days']}"
    return table(caption, _head(arms, "outcome"), *bodies, class_="outcomes")


def _head(arms: list[str], *names: str) -> list[Html]:
    """Two rows: the first columns by `names`, the reference, then two columns for each arm."""
    first, *others = arms
    top = [tag("th", name, scope="col", rowspan=2, class_="name") for name in names]
    top.append(tag("th", first, scope="col", rowspan=2))
    top += [tag("th", arm, scope="colgroup", colspan=2) for arm in others]
    low = [
        joined(tag("th", "level", scope="col"), tag("th", f"minus {first}", scope="col"))
        for _ in others
    ]
    return [tag("tr", *top), tag("tr", *low)]


def _wide_row(summary: Plain, line: Plain, arms: list[str]) -> Html:
    kind = line["kind"]
    name = tag("th", line["label"], tag("span", unit(line), class_="unit"), scope="row")
    against = [_compared(summary, line, arm) for arm in arms[1:]]
    scale = reach([each["all"] for each in against if each is not None])
    cells = [level(line["arms"][arms[0]], kind)]
    for arm, each in zip(arms[1:], against, strict=True):
        cells.append(level(line["arms"][arm], kind))
        if each is None:
            cells.append(tag("td", "no policy moves it", class_="difference same"))
        else:
            cells.append(difference(each["all"], kind, scale, each))
    return tag("tr", name, *cells)


def persona_tables(summary: Plain) -> Html:
    """The headline persona by persona; these numbers do not move with the shares."""
    line, arms = headline(summary), lived(summary)
    against = {arm: pick(summary, line["name"], arm, arms[0]) for arm in arms[1:]}
    scale = reach([found for each in against.values() for found in each["personas"].values()])
    if len(arms) <= FEW:
        return _wide_personas(summary, against, scale)
    return blocks(_persona_blocks(summary, against, scale))


def _persona_blocks(summary: Plain, against: dict[str, Plain], scale: float) -> Iterator[Html]:
    line = headline(summary)
    for persona in _held(summary):
        name = persona["name"]
        rows = [
            Row(
                arm=arm,
                level=found,
                apart=against[arm]["personas"][name] if arm in against else None,
            )
            for arm, found in line["personas"][name].items()
        ]
        note = f"{100 * persona['share']:.1f} % of people; {persona['counted']:,} lived"
        yield block(name, note, line["kind"], rows, scale)


def _wide_personas(summary: Plain, against: dict[str, Plain], scale: float) -> Html:
    line, (first, *others) = headline(summary), lived(summary)
    rows = []
    for persona in _held(summary):
        levels = line["personas"][persona["name"]]
        cells = [tag("td", f"{100 * persona['share']:.1f} %"), tag("td", str(persona["counted"]))]
        cells.append(level(levels[first], "share"))
        for arm in others:
            cells.append(level(levels[arm], "share"))
            cells.append(difference(against[arm]["personas"][persona["name"]], "share", scale))
        rows.append(tag("tr", tag("th", persona["name"], scope="row"), *cells))
    caption = f"{line['label']}, of 100 people of each persona"
    head = _head([first, *others], "persona", "share", "people")
    return table(caption, head, tag("tbody", *rows), class_="outcomes")


def _held(summary: Plain) -> list[Plain]:
    """The personas that hold somebody."""
    known = headline(summary)["personas"]
    return [persona for persona in summary["personas"] if persona["name"] in known]
