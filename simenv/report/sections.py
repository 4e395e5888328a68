"""The sections of the report, in the order in which they are read."""

from __future__ import annotations

from simenv.report import tables
from simenv.report.charts import STATES, states_chart, worlds_chart
from simenv.report.markup import Html, joined, tag
from simenv.report.provenance import provenance
from simenv.stats.tables import Plain, lived, notes, people

_NOTE = (
    "This page is about people in distress, some of them thinking of suicide; all are simulated. "
    "No attempt, death, method or means is modelled or described. If it touches on your own life, "
    "a person can help: someone close, a crisis line, your local emergency number."
)


def opening(summary: Plain) -> Html:
    """Content note, title, question, the sentence, and what was run in short."""
    question = summary["spec"].get("question")
    return tag(
        "header",
        tag("p", tag("strong", "Content note. "), _NOTE, class_="note"),
        tag("h1", title(summary)),
        tag("p", str(question), class_="question") if question else None,
        tag("p", summary["sentence"], class_="sentence"),
        _facts(summary),
        [tag("p", told, class_="warning") for told in notes(summary)[1:]],
    )


def title(summary: Plain) -> str:
    """What the page is called."""
    names = [arm["name"] for arm in summary["arms"]]
    return f"Refusal policies compared: {', '.join(names)}"


def _facts(summary: Plain) -> Html:
    entered = sum(persona["people"] for persona in summary["personas"])
    kinds = len(summary["personas"])
    facts = {
        "People": f"{entered:,} of {kinds} {'persona' if kinds == 1 else 'personas'}",
        "Horizon": f"{summary['days']} days from entry",
        "Worlds": f"1 median, {summary['worlds']} drawn",
        "Standard": f"{summary['standard']} ({100 * summary['standard_assumed']:.0f} % assumed)",
        "Parameters": summary["calibration"],
    }
    return tag("dl", *(tag("div", tag("dt", key), tag("dd", told)) for key, told in facts.items()))


def section(name: str, heading: str, *children: Html | None) -> Html:
    """A section that can be linked to."""
    return tag("section", tag("h2", heading, id=name), *children, aria_labelledby=name)


def states(summary: Plain) -> Html:
    """Who is where, day by day."""
    keys = [
        tag(
            "li",
            tag("span", class_="swatch", style=f"background:{colour}", aria_hidden="true"),
            tag("strong", name),
            f": {about}",
        )
        for _, colour, name, about in reversed(STATES)
    ]
    panels = [
        tag("figure", tag("figcaption", arm), states_chart(summary, arm, number))
        for number, arm in enumerate(lived(summary))
    ]
    told = tag("summary", "The same as numbers")
    return section(
        "states",
        "Where people are, day by day",
        tag(
            "p",
            "Each person is in exactly one state at the end of a day. The order of the legend is "
            "that of the bars, from the top.",
        ),
        tag("ul", *keys, class_="legend"),
        tag("div", *panels, class_="panels"),
        tag("details", told, tables.day_table(summary, STATES)),
    )


def outcomes(summary: Plain) -> Html:
    """All outcomes with intervals."""
    told = [
        f"Small figures are {100 * summary['confidence']:g} % intervals, for one outcome at a time."
    ]
    if len(lived(summary)) > 1:
        told.append(
            "In the pictures the line is no difference, left is less and right is more; a hollow "
            "dot has an interval that holds no difference. Each row has its own scale."
        )
        if summary["worlds"]:
            told.append(
                f"“… of {summary['worlds']} worlds”: in so many drawn sets of parameters the "
                "difference has the same sign."
            )
    return section(
        "outcomes",
        "Outcomes",
        tag("p", " ".join(told)),
        tables.outcome_table(summary),
        tables.pair_table(summary),
    )


def personas(summary: Plain) -> Html:
    """The headline by persona."""
    told = (
        "Shares are those that the personas declare, rescaled to 100 %. They weigh the numbers "
        "above; the numbers below do not depend on them."
    )
    if len(lived(summary)) > 1:
        told += " All rows share one scale."
    return section("personas", "By persona", tag("p", told), tables.persona_table(summary))


def worlds(summary: Plain) -> Html | None:
    """The headline over the drawn worlds; nothing where there is none or no pair."""
    if not summary["worlds"] or len(lived(summary)) < 2:
        return None
    told = (
        "Most parameters are not known. Each blue dot is the same comparison under another "
        "plausible set of them; the orange mark is the median set, on which the rest of this page "
        "stands. A ranking is worth as much as it is stable here."
    )
    return section(
        "worlds", "In other plausible worlds", tag("p", told), tag("figure", worlds_chart(summary))
    )


def method(summary: Plain) -> Html:
    """How the comparison was made, and the ratios that are not part of it."""
    pairing = (
        "Every arm met the same people with the same luck: whatever befell a person apart from the "
        "assistant was equal in all arms, and arms part only where answers part. Differences are "
        "therefore taken person by person, within each persona, and weighted by the personas' "
        "shares."
    )
    intervals = (
        "Intervals are of Student's t with Satterthwaite's degrees of freedom, personas as fixed "
        "strata; the level of a share has Wilson's. They cover the luck of the people drawn, in "
        "the world of median parameters, and nothing else. The headline was named beforehand; of "
        "the other outcomes one interval in twenty misses by luck alone."
    )
    ratios = (
        "The policy itself moves what these are divided by, so a better ratio may mean a worse "
        "policy. They stand here beside the counts per person, and enter no claim."
    )
    paired = tables.luck_table(summary) if len(lived(summary)) > 1 else None
    return section(
        "method",
        "How the comparison was made",
        tag("p", pairing),
        paired,
        tag("p", intervals),
        _lost(summary),
        tag("p", ratios),
        tables.ratio_table(summary),
    )


def _lost(summary: Plain) -> Html:
    """Censoring, and the bounds that it leaves for the headline."""
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
    return tag(
        "p",
        f"Failed calls took {people(lost['people'])} ({100 * lost['share']:.2f} %) out of sight. "
        "They are left out in all arms. Of those who entered at each risk level it took: "
        f"{risks}. If none, or all, of them had stopped using the assistant, of 100 people: "
        f"{bounds}.",
    )


def limits(summary: Plain) -> Html:
    """What the page does not claim."""
    told = (
        f"Not what will happen. The parameters are {summary['calibration']}; many are assumed. "
        "What can be read off is which ranking of policies holds over plausible worlds.",
        "Not that leaving is harm, or staying a benefit. Read it beside needs met, and beside who "
        "reached a human.",
        "Not what becomes of one person. Differences are of averages; a person under two policies "
        "illustrates and proves nothing, so no share “harmed by a switch” is given.",
        f"Not what is right. Errors are judged by the standard {summary['standard']}, "
        f"{100 * summary['standard_assumed']:.0f} % of which is assumed; another standard may rank "
        "otherwise.",
        "Nothing about people outside the scope that each persona's file states.",
        "Nothing of a clinical kind: risk is four coarse levels, and no scale or diagnosis.",
        "The five phases of a refusal are those of Tang et al. (2026), arXiv 2602.01694. The "
        "outcomes, the personas and every number here are this project's or other sources', and "
        "are not to be attributed to that paper.",
    )
    return section(
        "limits", "What this does not claim", tag("ul", *(tag("li", each) for each in told))
    )


def origin(summary: Plain, manifest: Plain) -> Html:
    """Provenance."""
    return section("origin", "Where it comes from", provenance(summary, manifest))


def body(summary: Plain, manifest: Plain) -> Html:
    """Everything below the title; without results where no arm was lived to the end."""
    results = [states, outcomes, personas, worlds, method] if lived(summary) else []
    return joined([each(summary) for each in results], limits(summary), origin(summary, manifest))
