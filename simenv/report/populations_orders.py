"""Whether the order of two policies changes with capacity, and what capacity does to each."""

from __future__ import annotations

from collections.abc import Sequence

from simenv.report.cells import columns, difference, printed, table
from simenv.report.frame import folded, section
from simenv.report.intervals import dot_and_interval, reach
from simenv.report.markup import Html, joined, tag
from simenv.stats.populations.reading import (
    CHANGES,
    capacity_of,
    held,
    lived,
    ranked,
    scenarios,
)
from simenv.stats.populations.words import TWO_QUESTIONS
from simenv.stats.tables import Plain, apart
from simenv.stats.tables.numbers import SHORT

#: More orders than these are folded.
_MANY = 12
#: The look of each verdict: that of the labels over worlds.
_CLASSES = {"changes": "robust", "kept": "equivalent", "undecided": "undecided"}


def orders(summary: Plain) -> Html | None:
    """Every order of two arms over the scenarios; None with a single arm."""
    if not summary["orders"]:
        return None
    family = summary["family"]
    told = (
        f"Every pair of arms in every outcome above, in every scenario: {family['size']} "
        "comparisons. Their p-values, of no difference at all, are held together by Holm's "
        f"method, so that one wrong sign anywhere has a chance of {100 * family['alpha']:g} % at "
        "most. An order changes only on signs that hold so. Beside that, each difference is read "
        "against its margin, which is shaded: an order may change and matter little."
    )
    words = [
        tag("div", tag("dt", name), tag("dd", meaning))
        for name, meaning in CHANGES.items()
        if any(one["change"] == name for one in summary["orders"])
    ]
    changed = [one for one in summary["orders"] if one["change"] == "changes"]
    others = [one for one in summary["orders"] if one["change"] != "changes"]
    told_none = f"No order surely changes with capacity. {TWO_QUESTIONS}"
    none = tag("p", told_none) if not changed else None
    return section(
        "orders",
        "Does the order change with capacity?",
        tag("p", told),
        tag("dl", *words, class_="labels"),
        _matrix(summary),
        none,
        _changed(summary, changed) if changed else None,
        folded("All other orders", _order_table(summary, "Other orders", others))
        if others
        else None,
    )


def _changed(summary: Plain, changed: list[Plain]) -> Html:
    """The orders that change, scenario by scenario; folded where they are many."""
    drawn = _order_table(summary, "Orders that change with capacity", changed)
    if len(changed) <= _MANY:
        return drawn
    return folded(f"The {len(changed)} orders that change, scenario by scenario", drawn)


def _matrix(summary: Plain) -> Html:
    """Every pair of arms by every ranked outcome, in a word each."""
    lines = {line["name"]: line for line in ranked(summary)}
    found = {(one["arm"], one["against"], one["outcome"]): one for one in summary["orders"]}
    rows = []
    for arm, against in dict.fromkeys((one["arm"], one["against"]) for one in summary["orders"]):
        cells = [_word(found.get((arm, against, name))) for name in lines]
        rows.append(tag("tr", tag("th", f"{arm}, {against}", scope="row"), *cells))
    head = columns("arms", *(line["label"] for line in lines.values()))
    return table("Does the order change?", [head], tag("tbody", *rows), class_="matrix")


def _word(one: Plain | None) -> Html:
    """A verdict in a word; of an order that is kept, who is better."""
    if one is None:
        return tag("td", "none")
    winner = next((sign["winner"] for sign in one["scenarios"] if sign["winner"]), None)
    below_it = (
        tag("span", f"{winner} is better", class_="unit") if one["change"] == "kept" else None
    )
    look = f"of {_CLASSES.get(one['change'], 'withheld')}"
    return tag("td", tag("strong", one["change"]), below_it, class_=look, title=one["words"])


def capacity(summary: Plain) -> Html | None:
    """What other services change for each arm; None with a single scenario."""
    first, *others = scenarios(summary)
    if not summary["capacity"]:
        return None
    told = (
        f"Each scenario minus {first}, the same people in both: first what the services change "
        "under each policy, then how they change the policy's difference to "
        f"{summary['reference']}."
    )
    parts = []
    for line in ranked(summary):
        rows = [_moved(summary, line, arm, others) for arm in lived(summary)]
        caption = joined(
            tag("strong", line["label"]), tag("span", SHORT[line["kind"]], class_="unit")
        )
        head = columns("arm", *others)
        parts.append(table(caption, [head], tag("tbody", *rows), label=line["label"]))
    return section(
        "capacity",
        "What capacity does to each policy",
        tag("p", told),
        parts[0],
        folded("The other outcomes", *parts[1:]) if parts[1:] else None,
    )


def _moved(summary: Plain, line: Plain, arm: str, others: Sequence[str]) -> Html:
    cells = []
    for scenario in others:
        found = capacity_of(summary, line["name"], scenario, arm)
        moved = None if found is None else found["moved"]
        effect = None if found is None else found["effect"]
        told = "none" if moved is None else printed(apart(moved, line["kind"]))
        against = f"difference moved {apart(effect, line['kind'])}" if effect is not None else ""
        cells.append(tag("td", told, tag("span", printed(against), class_="within")))
    return tag("tr", tag("th", arm, scope="row"), *cells)


def _order_table(summary: Plain, caption: str, found: list[Plain]) -> Html:
    """Orders of two arms: a scenario a column."""
    lines = {line["name"]: line for line in summary["outcomes"]}
    bodies = []
    for name in dict.fromkeys(one["outcome"] for one in found):
        own = [one for one in found if one["outcome"] == name]
        head = tag(
            "th", lines[name]["label"], colspan=len(scenarios(summary)) + 2, scope="rowgroup"
        )
        rows = [tag("tr", head, class_="group")]
        rows += [_order_row(summary, one, lines[name]) for one in own]
        bodies.append(tag("tbody", *rows))
    head = columns("arms", "order", *scenarios(summary))
    return table(caption, [head], *bodies, class_="outcomes")


def _order_row(summary: Plain, one: Plain, line: Plain) -> Html:
    signs = {sign["scenario"]: sign for sign in one["scenarios"]}
    scale = reach([sign["apart"] for sign in one["scenarios"]])
    cells = [_sign(signs.get(name), line, scale, one["margin"]) for name in scenarios(summary)]
    verdict = tag("span", one["change"], class_=f"label {_CLASSES.get(one['change'], 'withheld')}")
    worlds = one["worlds"]
    told = ""
    if worlds["drawn"] and one["change"] != "same decisions":
        told = (
            f"{worlds['label']} over {worlds['drawn']} worlds: one sign in {worlds['kept']}, both "
            f"beyond the margin in {worlds['beyond']}"
        )
    name = f"{one['arm']} minus {one['against']}"
    first = tag("th", name, tag("span", told, class_="unit") if told else None, scope="row")
    return tag("tr", first, tag("td", verdict, title=one["words"]), *cells)


def _sign(sign: Plain | None, line: Plain, scale: float, margin: float) -> Html:
    if sign is None:
        return tag("td", "none")
    found = sign["apart"]
    if found["same"]:
        return difference(found, line["kind"], scale)
    read = f"{sign['verdict']}; p {held(sign['held'])} held"
    wins = f"{sign['winner']} is better" if sign["winner"] else "no sure sign"
    worlds = sign["worlds"]
    in_worlds = f"same sign in {worlds['same']} of {worlds['drawn']} worlds"
    return tag(
        "td",
        dot_and_interval(found, scale, margin),
        tag("strong", printed(apart(found, line["kind"]).partition(" (")[0])),
        tag(
            "span",
            printed(apart(found, line["kind"]).partition(" (")[2].rstrip(")")),
            class_="within",
        ),
        tag("span", wins, class_="within"),
        tag("span", read, class_="within"),
        tag("span", in_worlds, class_="within") if worlds["drawn"] else None,
        class_="difference",
    )
