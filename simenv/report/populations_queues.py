"""Asking for help at services that persons share: the queue, the way to a voice, the loads."""

from __future__ import annotations

from collections.abc import Mapping

from simenv.report.cells import columns, level, printed, table, within
from simenv.report.frame import folded, section
from simenv.report.markup import Html, joined, tag
from simenv.report.plane import LINES, Axis, below, beside, line, picture, roomy, ticks
from simenv.stats.populations.reading import (
    KINDS,
    QUEUE_BRIEF,
    REFERRAL_BRIEF,
    groups,
    lived,
    load_kind,
    measure_of,
    queue_of,
    scenarios,
)
from simenv.stats.tables import Plain, apart, number

_FIRST = ("everyone", "at risk")


def queues(summary: Plain) -> Html | None:
    """The queue and the way from a referral to a voice, for everyone and for those at risk."""
    if not summary["queues"]:
        return None
    told = (
        "Persons ask when a need or a referral of the assistant takes them there. At risk are "
        "those whose need was about somebody at active ideation or above when they decided to "
        "ask: who needs it most. The policy moves how many ask, so shares of requests stand beside "
        "counts per 100 people, and neither enters a claim."
    )
    voice = (
        "From the decision to take a referral to the first human voice at any shared service: an "
        "answer at whichever try, or the booked appointment. Only referrals are counted that could "
        "be followed for as long before the horizon, so that nobody is cut off unseen."
    )
    others = [name for name in groups(summary) if name not in _FIRST]
    channels = [name for name in others if not name.startswith("persona: ")]
    personas = [name for name in others if name.startswith("persona: ")]
    return section(
        "queues",
        "Asking for help",
        tag("p", told),
        *(_table(summary, name, QUEUE_BRIEF) for name in _FIRST),
        folded("By service", *(_table(summary, name, QUEUE_BRIEF) for name in channels)),
        folded("By persona", *(_table(summary, name, QUEUE_BRIEF) for name in personas)),
        tag("h3", "From a referral to a human voice"),
        tag("p", voice),
        *(_table(summary, name, REFERRAL_BRIEF) for name in _FIRST),
        folded("By service and persona", *(_table(summary, n, REFERRAL_BRIEF) for n in others)),
        _meanings(summary),
    )


def loads(summary: Plain) -> Html | None:
    """How each arm loads the services, and what that does to everybody else."""
    if not summary["loads"]:
        return None
    told = (
        "Own callers are the simulated persons; the services also answer background callers, who "
        "are the same under every policy, arrival by arrival. What a policy's referrals do to them "
        "is the difference in how many of them are answered."
    )
    parts = [_loads(summary, name) for name in scenarios(summary)]
    return section(
        "loads",
        "What referrals do to the services",
        tag("p", told),
        *(part for part in parts if part is not None),
        _daily(summary),
    )


def _table(summary: Plain, group: str, measures: Mapping[str, str]) -> Html:
    """Some measures of one group: a scenario a block, an arm a row."""
    bodies = []
    for scenario in scenarios(summary):
        found = {name: queue_of(summary, scenario, name, group) for name in measures}
        if all(each is None for each in found.values()):
            continue
        head = tag("th", scenario, colspan=len(measures) + 1, scope="rowgroup")
        rows = [tag("tr", head, class_="group")]
        for arm in lived(summary):
            cells = [_cell(summary, name, each, arm) for name, each in found.items()]
            rows.append(tag("tr", tag("th", arm, scope="row"), *cells))
        bodies.append(tag("tbody", *rows))
    about = "Referrals to shared services" if "referrals" in measures else "Requests"
    head = columns("arm", *measures.values())
    return table(f"{about}: {group}", [head], *bodies, class_="scores")


def _cell(summary: Plain, name: str, found: Plain | None, arm: str) -> Html:
    if found is None or found["arms"][arm] is None:
        return tag("td", "none")
    return level(found["arms"][arm], KINDS[measure_of(summary, name)["unit"]])


def _meanings(summary: Plain) -> Html:
    rows = [
        tag(
            "tr",
            tag("th", each["label"], scope="row"),
            tag("td", each["unit"]),
            tag("td", each["formula"]),
        )
        for each in (*summary["measures"], *summary["load_measures"])
    ]
    head = columns("measure", "unit", "formula")
    drawn = table("What is counted", [head], tag("tbody", *rows), class_="plain")
    return folded("What each measure is", drawn)


def _loads(summary: Plain, scenario: str) -> Html | None:
    """One scenario: a service a block, an arm a row, a measure a column."""
    mine = [each for each in summary["loads"] if each["scenario"] == scenario]
    if not mine:
        return None
    measures = {each["name"]: each for each in summary["load_measures"]}
    bodies = []
    for service in dict.fromkeys(each["service"] for each in mine):
        own = {each["measure"]: each for each in mine if each["service"] == service}
        declared = next(iter(own.values()))["declared"]
        share = "" if declared is None else f", own share of demand declared {100 * declared:.1f} %"
        head = tag("th", service + share, colspan=len(measures) + 1, scope="rowgroup")
        rows = [tag("tr", head, class_="group")]
        for arm in lived(summary):
            cells = [_load(own.get(name), each, arm) for name, each in measures.items()]
            rows.append(tag("tr", tag("th", arm, scope="row"), *cells))
        bodies.append(tag("tbody", *rows))
    names = (
        joined(each["label"], tag("span", _unit(each), class_="unit")) for each in measures.values()
    )
    head = tag(
        "tr", tag("th", "arm", scope="col"), *(tag("th", name, scope="col") for name in names)
    )
    return table(f"Load of the services under {scenario}", [head], *bodies, class_="scores")


def _unit(measure: Plain) -> str:
    return f"{measure['unit']}; difference to the reference below"


def _load(found: Plain | None, measure: Plain, arm: str) -> Html:
    if found is None or found["arms"][arm] is None:
        return tag("td", "none")
    kind = load_kind(measure)
    moved = found["differences"].get(arm)
    below_it = None
    if moved is not None:
        below_it = tag("span", printed(apart(moved, kind)), class_="within")
    one = found["arms"][arm]
    return tag("td", printed(number(one["value"], kind)), within(one, kind), below_it)


def _daily(summary: Plain) -> Html | None:
    """Own callers of each service by day, a panel a scenario and service."""
    if not summary["daily"]:
        return None
    top = {
        service: roomy(
            max(
                max(values)
                for each in summary["daily"]
                if each["service"] == service
                for values in each["arms"].values()
            )
        )
        for service in dict.fromkeys(each["service"] for each in summary["daily"])
    }
    panels = [_panel(summary, each, top[each["service"]]) for each in summary["daily"]]
    return folded(
        "Own callers, day by day", _legend(summary), tag("div", *panels, class_="panels small")
    )


def _panel(summary: Plain, each: Plain, top: float) -> Html:
    days = summary["days"]
    across = Axis(low=0, high=days, start=34, end=252)
    up = Axis(low=0, high=top, start=118, end=8)
    parts = [*beside(up, across.start, ticks(0, top, 4), across.end)]
    for i, values in enumerate(each["arms"].values()):
        ink, dash = LINES[i % len(LINES)]
        points = [(across.at(day + 0.5), up.at(value)) for day, value in enumerate(values)]
        parts.append(line(points, stroke=ink, stroke_width=1.6, stroke_dasharray=dash))
    parts += below(across, 118, ticks(0, days, 4))
    label = f"Own callers of {each['service']} a day under {each['scenario']}, by arm."
    caption = joined(each["service"], tag("span", each["scenario"], class_="away"))
    drawn = picture((258.0, 140.0), label, parts)
    return tag("figure", tag("figcaption", caption), drawn)


def _legend(summary: Plain) -> Html:
    keys = []
    for i, arm in enumerate(lived(summary)):
        ink, dash = LINES[i % len(LINES)]
        stroke = line([(0, 6), (34, 6)], stroke=ink, stroke_width=2, stroke_dasharray=dash)
        mark = tag("svg", stroke, width=36, height=12, viewBox="0 0 36 12", aria_hidden="true")
        keys.append(tag("li", mark, " ", arm))
    return tag("ul", *keys, class_="legend")
