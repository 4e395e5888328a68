"""After a refusal: what became of people whose histories were equal up to it."""

from __future__ import annotations

from simenv.report.cells import columns, difference, level, table
from simenv.report.frame import folded, section
from simenv.report.intervals import reach
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import Plain, people
from simenv.stats.tables.labels import percent
from simenv.stats.tables.numbers import SHORT


def after(summary: Plain) -> Html | None:
    """The pairs that parted at a request which one refused; the named pair first, others folded."""
    everything = summary.get("after", ())
    found = [each for each in everything if each["lines"]]
    if not everything:
        return None
    named = set(summary["named"])
    shown = [each for each in found if {each["refusing"], each["other"]} == named] or found[:1]
    others = [each for each in found if each not in shown]
    told = (
        "Among people whose histories were equal up to a request that one arm refused and the "
        "other did not, from that request on. Only there can what follows a refusal be compared: "
        "people who are refused later have already lived differently. These people are chosen by "
        "the pair of policies, so numbers of different pairs are about different people."
    )
    return section(
        "after",
        "After a refusal",
        tag("p", told),
        *(_pair(each) for each in shown),
        folded("The other pairs", *(_pair(each) for each in others)) if others else None,
        _too_few([each for each in everything if not each["lines"]]),
    )


def _too_few(found: list[Plain]) -> Html | None:
    """The pairs of which too few people can tell."""
    parts = {
        "Nobody was refused by": [one for one in found if not one["people"]],
        "Too few people were refused by": [one for one in found if one["people"]],
    }
    told = [f"{start} {'; '.join(map(_who, some))}." for start, some in parts.items() if some]
    return tag("p", " ".join(told)) if told else None


def _who(found: Plain) -> str:
    count = f" ({found['people']})" if found["people"] else ""
    return f"{found['refusing']} but not {found['other']}{count}"


def _pair(found: Plain) -> Html:
    """One pair: what followed under both, and the difference."""
    rows = []
    for line in found["lines"]:
        kind = line["kind"]
        apart = difference(line["difference"], kind, reach([line["difference"]]))
        late = f"; {line['late']} were too late to tell" if line.get("late") else ""
        name = tag("th", line["label"], tag("span", SHORT[kind] + late, class_="unit"), scope="row")
        cells = (level(line["refusing"], kind), level(line["other"], kind), apart)
        rows.append(tag("tr", name, *cells))
    who = f"{people(found['people'])}, {percent(found['share'])} of all by weight"
    caption = joined(
        tag("strong", f"{found['refusing']} refused, {found['other']} did not"),
        tag("span", who, class_="unit"),
    )
    head = columns("from that request on", found["refusing"], found["other"], "difference")
    label = f"After a refusal by {found['refusing']}, not by {found['other']}"
    return table(caption, [head], tag("tbody", *rows), label=label)
