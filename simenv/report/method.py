"""How the comparison was made: pairing, intervals, family, weightings, and who was lost."""

from __future__ import annotations

from simenv.report import tables
from simenv.report.cells import columns, printed, table
from simenv.report.frame import folded, section
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import EXPECTED, Plain, chosen, lived, number, people, pick

_PAIRING = (
    "Every arm met the same people with the same luck: whatever befell a person apart from the "
    "assistant was equal in all arms, and arms part only where answers part. Differences are "
    "therefore taken person by person, within each persona, and weighted by the personas' shares."
)
_INTERVALS = (
    "Intervals are of Student's t with Satterthwaite's degrees of freedom, personas as fixed "
    "strata; the level of a share has Wilson's. They cover the luck of the people drawn, in the "
    "world of median parameters, and nothing else. The outcome of the headline was named "
    "beforehand; of the other outcomes one interval in twenty misses by luck alone."
)
_RATIOS = (
    "The policy itself moves what these are divided by, so a better ratio may mean a worse policy. "
    "They stand here beside the counts per person, and enter no claim."
)


def method(summary: Plain) -> Html:
    """How the comparison was made, and the ratios that are not part of it."""
    paired = tables.luck_table(summary) if len(lived(summary)) > 1 else None
    return section(
        "method",
        "How the comparison was made",
        tag("p", _PAIRING),
        paired,
        tag("p", " ".join([_INTERVALS, *chosen(summary), EXPECTED])),
        _family(summary),
        _weightings(summary),
        _margins(summary),
        _lost(summary),
        tag("p", _RATIOS),
        tables.ratio_table(summary),
    )


def _family(summary: Plain) -> Html | None:
    """How each comparison of the family reads in the median world, alone and with the others."""
    family = summary.get("family")
    if family is None:
        return None
    labels = {line["name"]: line for line in summary["outcomes"]}
    rows = []
    for arm in family["arms"]:
        for name in family["outcomes"]:
            cells = _read(summary, labels.get(name), arm, family["against"])
            rows += [] if cells is None else [tag("tr", tag("th", arm, scope="row"), *cells)]
    told = (
        f"The declared family has {family['size']} comparisons, each against {family['against']}. "
        "Each reads as beyond its margin, apart from 0 but not beyond it, equivalent, not worse, "
        "or unsettled, in the median world. The last column holds all of them to one error of "
        f"{100 * family['alpha']:g} % together, by Holm's method. People cost nothing in a "
        "simulation, so any difference is far from 0 with enough of them: read it against the "
        "margin, and read the labels, which ask more than one world."
    )
    head = columns("arm", "outcome", "margin", "reads as", "p", "p held over the family")
    drawn = table("The declared family, in the median world", [head], tag("tbody", *rows))
    return folded("The declared family, and Holm's reading of it", tag("p", told), drawn)


def _read(summary: Plain, line: Plain | None, arm: str, against: str) -> list[Html] | None:
    """One comparison of the family; None where it was not made."""
    pairs = {(each["arm"], each["against"]) for each in summary["differences"]}
    if line is None or (arm, against) not in pairs:
        return None
    reading = pick(summary, line["name"], arm, against)["reading"]
    if reading is None:
        return None
    return [
        tag("td", line["label"], class_="name"),
        tag("td", f"±{number(reading['margin'], line['kind'])}"),
        tag("td", reading["verdict"]),
        tag("td", _p(reading["p"])),
        tag("td", _p(reading["held"])),
    ]


def _p(value: float | None) -> str:
    if value is None:
        return "none"
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _weightings(summary: Plain) -> Html | None:
    """By what weights every claim was repeated, and how many persons each is worth."""
    found = summary.get("weightings", ())
    if not found:
        return None
    rows = []
    for each in found:
        heaviest, weight = max(each["weights"].items(), key=lambda item: item[1])
        told = f"{heaviest}, {100 * weight:.0f} %"
        cells = (each["about"], told, f"{each['effective']:,.0f}")
        name = tag("th", each["name"], scope="row")
        rows.append(tag("tr", name, *(tag("td", cell) for cell in cells)))
    entered = sum(persona["counted"] for persona in summary["personas"])
    told = (
        f"Every claim was repeated under each of these weightings. The effective size is how many "
        f"persons of equal weight would tell as much as the {entered:,} who lived (Kish)."
    )
    head = columns("weighting", "what it is", "heaviest", "effective size")
    drawn = table("Weightings of the personas", [head], tag("tbody", *rows), class_="plain")
    return folded("Weightings, and what they are worth", tag("p", told), drawn, _weights(summary))


def _weights(summary: Plain) -> Html:
    found = summary["weightings"]
    rows = [
        tag(
            "tr",
            tag("th", persona["name"], scope="row"),
            *(
                tag("td", f"{100 * each['weights'].get(persona['name'], 0.0):.1f}")
                for each in found
            ),
        )
        for persona in summary["personas"]
    ]
    head = columns("persona", *(each["name"] for each in found))
    return table("Weight of each persona, of 100", [head], tag("tbody", *rows))


def _margins(summary: Plain) -> Html | None:
    """Each margin, and where it is from."""
    lines = [line for line in summary["outcomes"] if line.get("margin") is not None]
    if not lines:
        return None
    rows = [
        tag(
            "tr",
            tag("th", line["label"], scope="row"),
            tag("td", f"±{number(line['margin'], line['kind'])}"),
            tag("td", line["unit"]),
            tag("td", line["margin_source"]),
        )
        for line in lines
    ]
    head = columns("outcome", "margin", "unit", "source")
    drawn = table("The least difference that counts", [head], tag("tbody", *rows), class_="plain")
    return folded("Margins, and where they are from", drawn)


def _lost(summary: Plain) -> Html:
    """Censoring, and the bounds that it leaves: of the headline in words, of all shares folded."""
    lost = summary["censoring"]
    if not lost["people"]:
        return tag("p", "No call failed: every life was seen to the horizon.")
    risks = ", ".join(
        f"{risk} {100 * share:.1f} %" for risk, share in lost["by_entry_risk"].items()
    )
    bounds = "; ".join(
        f"{arm} {100 * low:.1f} to {100 * high:.1f}"
        for arm, (low, high) in lost["bounds"][summary["headline"]].items()
    )
    told = (
        f"Failed calls took {people(lost['people'])} ({100 * lost['share']:.2f} %) out of sight. "
        "They are left out in all arms. Of those who entered at each risk level it took: "
        f"{risks}. If none, or all, of them had stopped using the assistant, of 100 people: "
        f"{bounds}."
    )
    return joined(tag("p", told), _bounds(summary))


def _bounds(summary: Plain) -> Html:
    """What every share could have been, and every difference, had the lost been seen."""
    lost, labels = summary["censoring"], {e["name"]: e["label"] for e in summary["outcomes"]}
    rows = []
    for name, arms in lost["bounds"].items():
        for arm, ends in arms.items():
            apart = lost["difference_bounds"].get(name, {}).get(arm)
            cells = (arm, _ends(ends), "reference" if apart is None else _ends(apart))
            first = tag("th", labels[name], scope="row")
            rows.append(tag("tr", first, *(tag("td", cell) for cell in cells)))
    head = columns("outcome", "arm", "least and most", f"minus {summary['reference']}")
    told = "Of 100 people, if none or all of those out of sight had met the event"
    return folded("Bounds of every share", table(told, [head], tag("tbody", *rows)))


def _ends(ends: tuple[float, float]) -> str:
    return printed(f"{100 * ends[0]:.1f} to {100 * ends[1]:.1f}")
