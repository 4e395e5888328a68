"""Rankings: the arms of one outcome in order, and which steps of the order are settled."""

from __future__ import annotations

from simenv.report.badge import mark
from simenv.report.cells import table
from simenv.report.frame import folded
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import Plain
from simenv.stats.tables.claims import flips, settled
from simenv.stats.tables.labels import between, percent


def ladders(summary: Plain) -> Html | None:
    """Every ranking; that of the headline, or the first, is shown, the others are folded."""
    found = [each for each in summary.get("rankings", ()) if len(each["order"]) > 2]
    if not found:
        return None
    first = next((each for each in found if each["outcome"] == summary["headline"]), found[0])
    others = [each for each in found if each is not first]
    told = (
        "Best first, by the mean over worlds. A cell compares the arm of its row with that of its "
        "column: \u25b2 the row is robustly better, \u25bc robustly worse, = equivalent, \u25d0 "
        "depends on an assumption, ? undecided, \u2026 withheld, \u2261 same decisions."
    )
    return joined(
        tag("h3", "Rankings"),
        tag("p", told),
        _ladder(summary, first),
        folded("The other outcomes", *(_ladder(summary, each) for each in others))
        if others
        else None,
    )


def _ladder(summary: Plain, ranking: Plain) -> Html:
    """One outcome: arms in order, the share of worlds in which each is first, and all pairs."""
    line = next(each for each in summary["outcomes"] if each["name"] == ranking["outcome"])
    order = ranking["order"]
    rows = []
    for place, arm in enumerate(order):
        cells = [_pair(summary, line, arm, other) for other in order[place + 1 :]]
        rows.append(
            tag(
                "tr",
                tag("th", f"{place + 1} {arm}", scope="row"),
                tag("td", percent(ranking["first"].get(arm, 0.0))),
                *[tag("td", class_="none")] * (place + 1),
                *cells,
            )
        )
    heads = [tag("th", "arm", scope="col"), tag("th", "first in so many worlds", scope="col")]
    heads += [tag("th", tag("span", arm), scope="col") for arm in order]
    done, pairs = settled(ranking)
    caption = f"{line['label']}: {done} of {pairs} pairs settled"
    return joined(
        table(caption, [tag("tr", *heads)], tag("tbody", *rows), class_="turned ladder"),
        _flips(summary, ranking),
    )


def _pair(summary: Plain, line: Plain, arm: str, other: str) -> Html:
    claim = between(summary, line["name"], arm, other)
    if claim is None:
        return tag("td", "")
    return tag("td", mark(line, claim, arm), title=claim["words"])


def _flips(summary: Plain, ranking: Plain) -> Html | None:
    """The pairs that are not settled, by the reason."""
    why: dict[str, list[str]] = {}
    for one, other, reason in flips(summary, ranking):
        why.setdefault(reason, []).append(f"{one} and {other}")
    if not why:
        return None
    items = [
        tag("li", tag("strong", reason), f": {'; '.join(who)}.") for reason, who in why.items()
    ]
    return folded("What is not settled, and why", tag("ul", *items, class_="settles"))
