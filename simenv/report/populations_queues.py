"""Asking for help at services that persons share: the queue, the way to a voice, the loads."""

from __future__ import annotations

from collections.abc import Mapping

from simenv.report.cells import columns, printed, table, within
from simenv.report.frame import folded, section
from simenv.report.markup import Html, joined, tag
from simenv.report.plane import LINES, Axis, below, beside, line, picture, roomy, ticks
from simenv.stats.populations.reading import (
    FEWEST,
    KINDS,
    NOTHING,
    REFERRAL_BRIEF,
    brief_of,
    followed,
    groups,
    known,
    lived,
    load_kind,
    measure_of,
    queue_cell,
    queue_of,
    scenarios,
)
from simenv.stats.populations.words import AT_RISK, caveats, taken
from simenv.stats.tables import Plain, apart, number

_FIRST = ("lines, at risk", "appointments, at risk", "lines", "appointments")
_REFERRED = ("at risk", "everyone")


def queues(summary: Plain) -> Html | None:
    """The queue and the way from a referral to a voice, for everyone and for those at risk."""
    if not summary["queues"]:
        return None
    told = (
        f"Persons ask when a need or a referral of the assistant takes them there. {AT_RISK} The "
        "policy moves how many ask, so shares of requests stand beside counts per 100 people, and "
        "neither enters a claim. Below each level its interval, then the change against the first "
        "scenario."
    )
    voice = (
        "From the decision to take a referral to the first human voice at any shared service: an "
        "answer at whichever try, or the booked appointment. Shares and hours are all of the same "
        f"referrals: {followed(summary)}, so that nobody is cut off unseen. They are left out "
        f"below {FEWEST} referrals."
    )
    others = [name for name in groups(summary) if name not in _FIRST]
    channels = [name for name in others if not name.startswith("persona: ")]
    personas = [name for name in others if name.startswith("persona: ")]
    return section(
        "queues",
        "Asking for help",
        tag("p", told),
        *(tag("p", each) for each in caveats(summary)),
        *(_table(summary, name, brief_of(name)) for name in _FIRST),
        folded("Together, and by channel", *(_table(summary, n, brief_of(n)) for n in channels)),
        folded("By persona", *(_table(summary, name, brief_of(name)) for name in personas)),
        tag("h3", "From a referral to a human voice"),
        *(tag("p", each) for each in [taken(summary)] if each),
        tag("p", voice),
        *(_table(summary, name, REFERRAL_BRIEF) for name in _REFERRED),
        folded(
            "By way of asking, channel and persona",
            *(_table(summary, n, REFERRAL_BRIEF) for n in groups(summary) if n not in _REFERRED),
        ),
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
    some = known(summary, measures)
    for scenario in scenarios(summary):
        if queue_of(summary, scenario, next(iter(some)), group) is None:
            continue
        head = tag("th", scenario, colspan=len(some) + 1, scope="rowgroup")
        rows = [tag("tr", head, class_="group")]
        for arm in lived(summary):
            cells = [_cell(summary, (scenario, name, group), arm) for name in some]
            rows.append(tag("tr", tag("th", arm, scope="row"), *cells))
        bodies.append(tag("tbody", *rows))
    about = "Referrals to shared services" if "referrals" in measures else "Requests"
    head = columns("arm", *some.values())
    return table(f"{about}: {group}", [head], *bodies, class_="scores")


def _cell(summary: Plain, of: tuple[str, str, str], arm: str) -> Html:
    """A level, its interval, and the change against the first scenario."""
    told, found = queue_cell(summary, of, arm)
    if found is None:
        return tag("td", told)
    scenario, name, group = of
    kind = KINDS[measure_of(summary, name)["unit"]]
    line = queue_of(summary, scenario, name, group)
    moved = None if line is None else line["moved"].get(arm)
    change = None if moved is None else tag("span", printed(apart(moved, kind)), class_="within")
    return tag("td", printed(told), within(found, kind), change)


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
        share = ", by appointment: answered is booked" if next(iter(own.values()))["book"] else ""
        share += (
            "" if declared is None else f", own share of demand declared {100 * declared:.1f} %"
        )
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
        return tag("td", NOTHING)
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
