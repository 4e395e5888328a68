"""Scorecards, and decision errors on the fixed battery and on path."""

from __future__ import annotations

from simenv.report.cells import columns, difference, level, table, within
from simenv.report.intervals import reach
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import ERRORS, Plain, lived, number, rate, worst

_KINDS = {"persona": "persona", "risk": "true risk", "need": "true need", "asks": "asks for"}


def scorecard_table(summary: Plain, card: Plain) -> Html:
    """The score of each arm, its difference to the reference, and every item."""
    arms = lived(summary)
    scale = reach([each["all"] for each in card["differences"].values()])
    rows = []
    for arm in arms:
        cells = [tag("th", arm, scope="row"), level(card["arms"][arm], "points")]
        if len(arms) > 1:
            cells.append(_score_difference(card, arm, scale))
        cells += [level(item["arms"][arm], "points") for item in card["items"]]
        rows.append(tag("tr", *cells))
    against = [f"minus {arms[0]}"] if len(arms) > 1 else []
    head = columns("arm", "score", *against, *map(_item_head, card["items"]))
    return table(f"{card['title']}: {card['about']}", [head], tag("tbody", *rows), class_="scores")


def formulas(card: Plain) -> Html:
    """How each item of a scorecard gets its points."""
    rows = [
        tag(
            "tr",
            tag("th", item["head"], scope="row"),
            tag("td", item["label"]),
            tag("td", item["formula"]),
            tag("td", f"{100 * item['weight']:g} %"),
            tag("td", item["standard"] or "no standard"),
        )
        for item in card["items"]
    ]
    head = columns("item", "rests on", "points", "weight", "by the standard")
    caption = f"How the points of “{card['title']}” are made"
    return table(caption, [head], tag("tbody", *rows), class_="plain")


def _score_difference(card: Plain, arm: str, scale: float) -> Html:
    if arm not in card["differences"]:
        return tag("td", "reference", class_="same")
    found = card["differences"][arm]
    return difference(found["all"], "points", scale, found)


def _item_head(item: Plain) -> str:
    return f"{item['head']}, by {item['standard']}" if item["standard"] else str(item["head"])


def battery_table(summary: Plain) -> Html:
    """Each error over the whole battery, and where each arm does worst."""
    found = summary["decisions"]["battery"]
    rows = [
        tag(
            "tr",
            tag("th", arm, scope="row"),
            *(_with_interval(found[arm]["all"]["all"][error]) for error in ERRORS),
            tag("td", worst(found[arm]), class_="words"),
        )
        for arm in lived(summary)
        if arm in found
    ]
    for rates in [*found.values()][:1]:
        can = (f"{rates['all']['all'][error]['possible']:,}" for error in ERRORS)
        name = tag("th", "requests where it is possible", scope="row")
        rows.append(tag("tr", name, *(tag("td", told) for told in can), tag("td"), class_="sum"))
    head = columns("arm", *ERRORS.values(), "worst subgroup")
    return table(
        "On the fixed battery, of 100 requests where the error is possible",
        [head],
        tag("tbody", *rows),
    )


def subgroup_tables(summary: Plain, where: str) -> Html:
    """One table an error: subgroups as rows, arms as columns. `where` is `battery` or `path`."""
    found = summary["decisions"][where]
    rates = {arm: found[arm] for arm in lived(summary) if arm in found}
    if not rates:
        return tag("p", "No arm answered it.")
    return joined(_by_subgroup(rates, error, fixed=where == "battery") for error in ERRORS)


def _by_subgroup(rates: dict[str, Plain], error: str, *, fixed: bool) -> Html:
    """One error; `fixed` says that the requests are the same for every arm."""
    bodies = []
    for kind, words in (("all", ""), *_KINDS.items()):
        rows = [
            _subgroup(group, [each[kind][group][error] for each in rates.values()], fixed=fixed)
            for group in next(iter(rates.values()))[kind]
        ]
        title = tag("th", words, colspan=len(rates) + 2, scope="rowgroup")
        heading = tag("tr", title, class_="group") if words else None
        bodies.append(tag("tbody", heading, *rows))
    names = [tag("th", "subgroup", scope="col")]
    names += [tag("th", "requests", scope="col")] if fixed else []
    caption = f"{ERRORS[error].capitalize()}, of 100 requests where it is possible"
    return table(caption, [tag("tr", *names, *map(_turned, rates))], *bodies, class_="turned")


def _subgroup(group: str, found: list[Plain], *, fixed: bool) -> Html | None:
    """The row of one subgroup; None where no arm can make the error."""
    possible = max(each["possible"] for each in found)
    if not possible:
        return None
    name = tag("th", "all requests" if group == "all" else group, scope="row")
    cells = [tag("td", f"{possible:,}")] if fixed else []
    cells += [(_with_interval if fixed else _with_counts)(each) for each in found]
    return tag("tr", name, *cells)


def _turned(arm: str) -> Html:
    return tag("th", tag("span", arm), scope="col")


def _with_interval(found: Plain) -> Html:
    if found["value"] is None:
        return tag("td", "none possible", class_="same")
    return tag("td", rate(found), within(found, "share"))


def _with_counts(found: Plain) -> Html:
    if found["value"] is None:
        return tag("td", "none", class_="same")
    told = f"{found['errors']:,}/{found['possible']:,}"
    return tag("td", number(found["value"], "share"), tag("span", told, class_="within"))
