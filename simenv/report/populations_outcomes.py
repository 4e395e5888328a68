"""All outcomes by scenario, and the ranked ones by persona."""

from __future__ import annotations

from itertools import groupby

from simenv.report.cells import columns, level, printed, table, unit
from simenv.report.frame import folded, section
from simenv.report.markup import Html, tag
from simenv.stats.populations.reading import difference_of, lived, ranked, scenarios
from simenv.stats.tables import Plain, apart


def outcomes(summary: Plain) -> Html:
    """Every outcome in every arm, a scenario a table."""
    told = (
        "Each outcome is averaged over the persons of a population, then over the populations, "
        f"which hold the personas at their shares. Differences are to {summary['reference']}, "
        "within each population."
    )
    return section(
        "outcomes",
        "All outcomes",
        tag("p", told),
        *(folded(f"Under {name}", _outcomes(summary, name)) for name in scenarios(summary)),
    )


def personas(summary: Plain) -> Html:
    """The ranked outcomes by persona."""
    parts = [
        folded(f"{line['label']} under {name}", _personas(summary, line, name))
        for line in ranked(summary)
        for name in scenarios(summary)
    ]
    told = (
        "Of some personas there are few people in a population, so their numbers vary much. What "
        "one persona waits for is what another one asked for: they are not independent either."
    )
    return section("personas", "By persona", tag("p", told), *parts)


def _outcomes(summary: Plain, scenario: str) -> Html:
    bodies = []
    for group, own in groupby(summary["outcomes"], key=lambda line: line["group"]):
        wide = 2 * len(lived(summary))
        rows = [tag("tr", tag("th", group, colspan=wide, scope="rowgroup"), class_="group")]
        rows += [_row(summary, line, scenario) for line in own]
        bodies.append(tag("tbody", *rows))
    reference, *others = lived(summary)
    head = columns("outcome", *lived(summary), *(f"{arm} minus {reference}" for arm in others))
    return table(f"Outcomes under {scenario}", [head], *bodies, class_="outcomes")


def _row(summary: Plain, line: Plain, scenario: str) -> Html:
    kind = line["kind"]
    reference, *others = lived(summary)
    found = line["scenarios"][scenario]
    cells = [
        tag("td", "none") if found[arm] is None else level(found[arm], kind)
        for arm in lived(summary)
    ]
    for arm in others:
        one = difference_of(summary, line["name"], scenario, (arm, reference))
        cells.append(tag("td", "" if one is None else _apart(one, kind)))
    name = tag("th", line["label"], tag("span", unit(line), class_="unit"), scope="row")
    return tag("tr", name, *cells)


def _apart(one: Plain, kind: str) -> Html | str:
    value, _, rest = apart(one["all"], kind).partition(" (")
    if one["all"]["same"]:
        return value
    read = "no claim" if one["reading"] is None else one["reading"]["verdict"]
    ends = tag("span", printed(rest.rstrip(")")), class_="within")
    return tag("span", printed(value), ends, tag("span", read, class_="within"))


def _personas(summary: Plain, line: Plain, scenario: str) -> Html:
    found = line["personas"].get(scenario, {})
    shares = {each["name"]: each for each in summary["personas"]}
    rows = []
    for persona, arms in found.items():
        about = f"{shares[persona]['people']} in each population"
        cells = (
            tag("td", "none") if arms[arm] is None else level(arms[arm], line["kind"])
            for arm in lived(summary)
        )
        name = tag("th", persona, tag("span", about, class_="unit"), scope="row")
        rows.append(tag("tr", name, *cells))
    head = columns("persona", *lived(summary))
    caption = f"{line['label']}, {line['unit']}, under {scenario}"
    return table(caption, [head], tag("tbody", *rows))
