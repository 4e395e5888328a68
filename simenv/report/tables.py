"""Tables of the report beside outcomes: pairs, shared luck, ratios, states by day."""

from __future__ import annotations

from simenv.report.cells import columns, level, printed, table
from simenv.report.markup import Html, tag
from simenv.stats.tables import Plain, apart, headline, interval, lived, pick


def pair_table(summary: Plain) -> Html | None:
    """The headline difference of every pair of arms; None below three arms or where not all are."""
    arms, line = lived(summary), headline(summary)
    pairs = {(line["arm"], line["against"]) for line in summary["differences"]}
    if len(arms) < 3 or (arms[-1], arms[1]) not in pairs:
        return None
    rows = []
    for i, arm in enumerate(arms[1:], start=1):
        cells = [
            tag("td", printed(apart(pick(summary, line["name"], arm, against)["all"], "share")))
            for against in arms[:i]
        ]
        cells += [tag("td")] * (len(arms) - 1 - i)
        rows.append(tag("tr", tag("th", arm, scope="row"), *cells))
    head = tag("tr", tag("td"), *(tag("th", f"minus {arm}", scope="col") for arm in arms[:-1]))
    return table(f"{line['label']}, every pair", [head], tag("tbody", *rows))


def luck_table(summary: Plain) -> Html:
    """What shared luck did for the headline: correlation, variance cut, both intervals."""
    arms = lived(summary)
    head = (
        "arm",
        "correlation",
        "as good as … times the people",
        f"{100 * summary['confidence']:g} % interval",
        "if luck were not shared",
    )
    rows = []
    for arm in arms[1:]:
        found = pick(summary, summary["headline"], arm, arms[0])["all"]
        alone = {"low": found["unpaired_low"], "high": found["unpaired_high"]}
        cells = (
            ("same decisions", "", "", "")
            if found["same"]
            else (
                _optional(found["correlation"], 2),
                _optional(found["variance_cut"], 1),
                printed(interval(found, "share")),
                printed(interval(alone, "share")),
            )
        )
        rows.append(tag("tr", tag("th", arm, scope="row"), *(tag("td", cell) for cell in cells)))
    caption = f"What shared luck did for the difference to {arms[0]}"
    return table(caption, [columns(*head)], tag("tbody", *rows))


def _optional(value: float | None, digits: int) -> str:
    return "nobody differed" if value is None else printed(f"{value:.{digits}f}")


def ratio_table(summary: Plain) -> Html:
    """Ratios, which are not for claims; an arm a row."""
    rows = []
    for arm in lived(summary):
        found = (line["arms"][arm] for line in summary["ratios"])
        cells = [tag("td", "0 of 0") if one is None else level(one, "mean") for one in found]
        rows.append(tag("tr", tag("th", arm, scope="row"), *cells))
    head = columns("arm", *(line["label"] for line in summary["ratios"]))
    return table("Ratios, not for claims", [head], tag("tbody", *rows))


def day_table(summary: Plain, states: tuple[tuple[str, str, str, str], ...]) -> Html:
    """The picture of states as numbers, for some days."""
    days = summary["days"]
    shown = sorted({1, *(day for day in range(7, days, 7)), days})
    place = {word: i for i, word in enumerate(summary["states"])}
    bodies = []
    for arm in lived(summary):
        rows = [
            tag("tr", tag("th", arm, colspan=len(states) + 1, scope="rowgroup"), class_="group")
        ]
        for day in shown:
            shares = summary["standing"][arm][day - 1]
            cells = [tag("td", f"{100 * shares[place[name]]:.0f}") for name, *_ in states]
            rows.append(tag("tr", tag("th", f"day {day}", scope="row"), *cells))
        bodies.append(tag("tbody", *rows))
    head = columns("day", *(told for _, _, told, _ in states))
    return table("Of 100 people, at the end of the day", [head], *bodies)
