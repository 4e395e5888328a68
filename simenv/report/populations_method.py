"""How a comparison under shared services was made, and what it does not claim."""

from __future__ import annotations

from simenv.report.cells import columns, table
from simenv.report.frame import folded, section
from simenv.report.markup import Html, tag
from simenv.stats.populations.reading import ranked
from simenv.stats.tables import Plain, number, people

_PAIRING = (
    "Every population met every policy and every scenario: the same people with the same luck and "
    "the same background callers, arrival by arrival. Differences, and differences of differences "
    "between two scenarios, are taken within each population."
)


def method(summary: Plain) -> Html:
    """The unit, pairing, intervals, the family, the worlds, and who was lost."""
    interval = (
        f"The unit is the population, not the person. Where people share a line, whom one policy "
        "sends there makes another person wait, so people in one population are not independent, "
        "and an interval that takes them to be would be too narrow. Each of the "
        f"{summary['populations']} populations of {people(summary['people'])} gives one number; "
        f"intervals are {100 * summary['confidence']:g} %, of Student's t with "
        f"{summary['populations'] - 1} degrees of freedom. Populations hold the personas at their "
        "declared shares, so nothing is weighted. Shares of requests are totals over totals, "
        "linearised. Intervals cover the luck of people and callers in the world of median "
        "parameters, and nothing else."
    )
    worlds = (
        f"Drawn worlds: {summary['worlds']} sets of parameters, of people and of services alike. "
        "An order is called a robust order where one sign is seen in all scenarios in 95 of 100 "
        "worlds, a robust change where the same two scenarios lie beyond the margin on opposite "
        "sides in as many; it is withheld below 20 worlds, or where the luck in each world "
        "exceeds a third of the spread between them."
    )
    return section(
        "method",
        "How the comparison was made",
        tag("p", _PAIRING),
        tag("p", interval),
        tag("p", worlds),
        _lost(summary),
        folded("Margins, and where they are from", _margins(summary)),
    )


def limits(summary: Plain) -> Html:
    """What the page does not claim."""
    told = (
        f"Not what will happen. The parameters are {summary['calibration']}, and so are those of "
        "the services; many are assumed. What can be read off is whether a ranking of policies "
        "holds when services are short.",
        "Not what real services would do. A scenario is a file of plain numbers, and its share "
        "that is assumed stands above; nobody at a service changes how they work because of what "
        "an assistant does.",
        "Not that leaving is harm, or staying a benefit. Read it beside needs met, and beside who "
        "reached a human.",
        "Not what becomes of one person, in particular not of a background caller: they are "
        "arrivals with a wait and a patience, and nothing else is known of them.",
    )
    return section(
        "limits", "What this does not claim", tag("ul", *(tag("li", each) for each in told))
    )


def _lost(summary: Plain) -> Html:
    """Censoring by scenario, and the bounds that it leaves."""
    rows = [_lost_in(line) for line in summary["censoring"] if line["people"]]
    if not rows:
        return tag("p", "No call failed: every life was seen to the horizon.")
    names = {line["name"]: line["label"] for line in summary["outcomes"]}
    bounds = [
        tag(
            "tr",
            tag("th", line["scenario"], scope="row"),
            tag("td", names[name], class_="name"),
            tag("td", arm),
            tag("td", f"{100 * low:.1f} to {100 * high:.1f}"),
        )
        for line in summary["censoring"]
        for name, arms in line["bounds"].items()
        for arm, (low, high) in arms.items()
    ]
    head = columns("scenario", "outcome", "arm", "least and most")
    told = "Of 100 people, if none or all of those out of sight had met the event"
    return tag(
        "div", tag("ul", *rows), folded("Bounds", table(told, [head], tag("tbody", *bounds)))
    )


def _lost_in(line: Plain) -> Html:
    kept = "" if line["claim"] else f"; above {100 * line['limit']:g} %: no claim is made"
    return tag(
        "li",
        f"Under {line['scenario']} failed calls took {people(line['people'])} "
        f"({100 * line['share']:.2f} %) out of sight. They are left out in all arms{kept}.",
    )


def _margins(summary: Plain) -> Html:
    rows = [
        tag(
            "tr",
            tag("th", line["label"], scope="row"),
            tag("td", f"±{number(line['margin'], line['kind'])}"),
            tag("td", line["unit"]),
            tag("td", line["margin_source"]),
        )
        for line in ranked(summary)
        if line["margin"] is not None
    ]
    head = columns("outcome", "margin", "unit", "source")
    return table("The least difference that counts", [head], tag("tbody", *rows), class_="plain")
