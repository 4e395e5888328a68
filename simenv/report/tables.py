"""The tables of the report: outcomes, personas, pairs, ratios."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from simenv.report.intervals import dot_and_interval, reach
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import Plain, apart, heading, interval, lived, number, pick

_BETTER = {"lower": "lower is better", "higher": "higher is better", "neither": ""}


def printed(told: str) -> str:
    """Numbers with a true minus sign."""
    return told.replace("-", "\u2212")


def table(caption: str, head: Iterable[Html], *bodies: Html, class_: str = "") -> Html:
    """A table that scrolls sideways by itself on a narrow screen, reachable by keyboard."""
    inner = tag("table", tag("caption", caption), tag("thead", *head), *bodies, class_=class_)
    return tag("div", inner, class_="scroll", tabindex=0, role="region", aria_label=caption)


def outcome_table(summary: Plain) -> Html:
    """Every outcome: the level in each arm, and its difference to the reference."""
    arms = lived(summary)
    width = 2 * len(arms)
    bodies = []
    for group, lines in groupby(summary["outcomes"], key=lambda line: line["group"]):
        name = tag("th", heading(summary, group), colspan=width, scope="rowgroup")
        rows = [_outcome_row(summary, line, arms) for line in lines]
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


def _outcome_row(summary: Plain, line: Plain, arms: list[str]) -> Html:
    kind = line["kind"]
    better = _BETTER[line["better"]]
    unit = f"{line['unit']}; {better}" if better else line["unit"]
    name = tag("th", line["label"], tag("span", unit, class_="unit"), scope="row")
    against = [pick(summary, line["name"], arm, arms[0]) for arm in arms[1:]]
    scale = reach([each["all"] for each in against])
    cells = [_level(line["arms"][arms[0]], kind)]
    for arm, each in zip(arms[1:], against, strict=True):
        cells += [_level(line["arms"][arm], kind), _difference(each["all"], kind, scale, each)]
    return tag("tr", name, *cells)


def _level(found: Plain, kind: str) -> Html:
    within = interval(found, kind)
    small = tag("span", printed(within), class_="within") if within else None
    return tag("td", printed(number(found["value"], kind)), small)


def _difference(found: Plain, kind: str, scale: float, line: Plain | None = None) -> Html:
    """One difference as picture and number; with its worlds where `line` tells them."""
    if found["same"]:
        return tag("td", "same decisions", class_="difference same")
    told, _, within = apart(found, kind).partition(" ")
    strong = tag("strong", printed(told), " ")
    small = tag("span", printed(within), class_="range")
    return tag(
        "td",
        dot_and_interval(found, scale),
        tag("span", strong, small, class_="told"),
        _worlds(line),
        class_="difference",
    )


def _worlds(line: Plain | None) -> Html | None:
    if line is None or not line["worlds"]["drawn"]:
        return None
    told = f"{line['worlds']['same']} of {line['worlds']['drawn']} worlds"
    return tag("span", told, class_="within")


def persona_table(summary: Plain) -> Html:
    """The headline persona by persona; these numbers do not move with the shares."""
    line = next(each for each in summary["outcomes"] if each["name"] == summary["headline"])
    arms = lived(summary)
    against = [pick(summary, line["name"], arm, arms[0]) for arm in arms[1:]]
    scale = reach([found for each in against for found in each["personas"].values()])
    rows = []
    for persona in summary["personas"]:
        name = persona["name"]
        levels = line["personas"].get(name)
        if levels is None:
            continue
        cells = [tag("td", f"{100 * persona['share']:.1f} %"), tag("td", str(persona["counted"]))]
        cells.append(_level(levels[arms[0]], "share"))
        for arm, each in zip(arms[1:], against, strict=True):
            cells.append(_level(levels[arm], "share"))
            cells.append(_difference(each["personas"][name], "share", scale))
        rows.append(tag("tr", tag("th", name, scope="row"), *cells))
    caption = f"{line['label']}, of 100 people of each persona"
    return table(
        caption, _head(arms, "persona", "share", "people"), tag("tbody", *rows), class_="outcomes"
    )


def pair_table(summary: Plain) -> Html | None:
    """The headline difference of every pair of arms; None below three arms or where not all are."""
    arms, headline = lived(summary), summary["headline"]
    pairs = {(line["arm"], line["against"]) for line in summary["differences"]}
    if len(arms) < 3 or (arms[-1], arms[1]) not in pairs:
        return None
    rows = []
    for i, arm in enumerate(arms[1:], start=1):
        cells = [
            tag("td", printed(apart(pick(summary, headline, arm, against)["all"], "share")))
            for against in arms[:i]
        ]
        cells += [tag("td")] * (len(arms) - 1 - i)
        rows.append(tag("tr", tag("th", arm, scope="row"), *cells))
    head = tag("tr", tag("td"), *(tag("th", f"minus {arm}", scope="col") for arm in arms[:-1]))
    return table("Stopped using the assistant, every pair", [head], tag("tbody", *rows))


def luck_table(summary: Plain) -> Html:
    """What shared luck did for the headline: correlation, variance cut, both intervals."""
    arms, headline = lived(summary), summary["headline"]
    head = (
        "arm",
        "correlation",
        "as good as … times the people",
        f"{100 * summary['confidence']:g} % interval",
        "if luck were not shared",
    )
    rows = []
    for arm in arms[1:]:
        found = pick(summary, headline, arm, arms[0])["all"]
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
    top = tag("tr", *(tag("th", each, scope="col") for each in head))
    return table(
        f"What shared luck did for the difference to {arms[0]}", [top], tag("tbody", *rows)
    )


def _optional(value: float | None, digits: int) -> str:
    return "nobody differed" if value is None else printed(f"{value:.{digits}f}")


def ratio_table(summary: Plain) -> Html:
    """Ratios, which are not for claims."""
    arms = lived(summary)
    rows = []
    for line in summary["ratios"]:
        cells = [
            tag("td", "0 of 0") if found is None else _level(found, "mean")
            for found in (line["arms"][arm] for arm in arms)
        ]
        rows.append(tag("tr", tag("th", line["label"], scope="row"), *cells))
    head = tag("tr", tag("td"), *(tag("th", arm, scope="col") for arm in arms))
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
    head = tag("tr", tag("td"), *(tag("th", told, scope="col") for _, _, told, _ in states))
    return table("Of 100 people, at the end of the day", [head], *bodies)
