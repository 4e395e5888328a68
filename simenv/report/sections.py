"""The sections of the report, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable

from simenv.report import judged, tables
from simenv.report.after import after
from simenv.report.calls import calls
from simenv.report.charts import STATES, states_chart
from simenv.report.dots import dot_plot
from simenv.report.flow import ways
from simenv.report.frame import folded, section
from simenv.report.frontier import frontier
from simenv.report.holding import holding
from simenv.report.imputed import imputed
from simenv.report.incidence import first_events
from simenv.report.markup import Html, joined, tag
from simenv.report.method import method
from simenv.report.outcomes import FEW, outcome_tables
from simenv.report.people import persona_panels, worst_table
from simenv.report.provenance import provenance
from simenv.report.relative import relative_tables
from simenv.report.worlds import worlds
from simenv.stats.tables import LIMITS, UNASKED, Plain, headline, lived, number

#: More arms than these get smaller pictures.
_MANY = 4
#: How to read the picture of scorecards.
_READ_DOTS = (
    "Squares are scores, dots their items, lines across them intervals, upright lines the "
    "reference. Every strip runs from 0 to 100, and 100 is best."
)


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
        tag("figure", tag("figcaption", _caption(summary, arm)), states_chart(summary, arm, number))
        for number, arm in enumerate(lived(summary))
    ]
    return section(
        "states",
        "Where people are, day by day",
        tag(
            "p",
            "Each person is in exactly one state at the end of a day. The order of the legend is "
            "that of the bars, from the top.",
        ),
        tag("ul", *keys, class_="legend"),
        tag("div", *panels, class_="panels many" if len(panels) > _MANY else "panels"),
        folded("The same as numbers", tables.day_table(summary, STATES)),
    )


def _caption(summary: Plain, arm: str) -> Html:
    """The arm, and who is away from the assistant: a state of the need does not tell that."""
    away = next(line for line in summary["outcomes"] if line["name"] == "away")
    told = number(away["arms"][arm]["value"], "share")
    faint = f"away from the assistant at the end: {told} of 100"
    return joined(arm, " ", tag("span", faint, class_="away"))


def scorecards(summary: Plain) -> Html:
    """Both scorecards, with their items."""
    told = (
        "Each item is put on 0 to 100, 100 is best, by a fixed formula that knows nothing of the "
        "other arms; the score is the plain mean of five items. The care view is about those who "
        "entered at passive ideation or above, which no policy moves; its missed referrals are "
        "those of the fixed battery, where every arm is asked the same: in a difference they are "
        "one fixed number, and the interval is that of the other four items. Equal weights are a "
        "convention: an item that varies more moves the score more, so read the items. Neither "
        "score stands for the other. " + UNASKED
    )
    cards = summary["scorecards"]
    return section(
        "scorecards",
        "Two scorecards",
        tag("p", told),
        dot_plot(summary),
        tag("p", _READ_DOTS) if cards else None,
        *(judged.scorecard_table(summary, card) for card in cards),
        folded("How the points are made", *(judged.formulas(card) for card in cards)),
    )


def outcomes(summary: Plain) -> Html:
    """All outcomes with intervals."""
    told = [
        f"Small figures are {100 * summary['confidence']:g} % intervals, for one outcome at a time."
    ]
    if len(lived(summary)) > 1:
        what = "row" if len(lived(summary)) <= FEW else "block"
        told.append(
            f"Differences are to {summary['reference']}. In the pictures the line is no "
            "difference, left is less and right is more; a hollow dot has an interval that holds "
            f"no difference. Each {what} has its own scale."
        )
        if summary["worlds"]:
            told.append(
                f"Worlds: in so many of the {summary['worlds']} drawn sets of parameters the "
                "difference has the same sign."
            )
    return section(
        "outcomes",
        "Outcomes",
        tag("p", " ".join(told)),
        outcome_tables(summary),
        tables.pair_table(summary),
        relative_tables(summary),
    )


def decisions(summary: Plain) -> Html | None:
    """Decision errors, where they were counted."""
    found = summary["decisions"]
    if found is None:
        return None
    battery = (
        f"{found['messages']:,} first messages, of at most {found['people']} people of each "
        "persona, the same for every arm: nobody has been answered yet, so no policy has moved "
        f"what is asked. Judged by the standard {summary['standard']} against the true need, "
        "intent and risk, whatever the policy could see of them. Personas weigh by their shares; "
        "intervals are exact (Clopper and Pearson), on Kish's effective number."
    )
    path = (
        "Over all messages of the run, weighted by the personas' shares. Here each policy has "
        "itself moved what it is asked: who was refused early is not there to be refused again. "
        "So these rates carry no interval and enter no claim."
    )
    return section(
        "decisions",
        "Decision errors",
        tag("p", battery),
        frontier(summary),
        judged.battery_table(summary),
        folded("The battery by subgroup", judged.subgroup_tables(summary, "battery")),
        folded("On path, by subgroup", tag("p", path), judged.subgroup_tables(summary, "path"))
        if found["path"]
        else tag("p", "The run keeps no messages, so no errors were counted on path."),
    )


def personas(summary: Plain) -> Html:
    """The headline by persona."""
    told = (
        "Shares are those that the personas declare, rescaled to 100 %. They weigh the numbers "
        "above; the numbers below do not depend on them."
    )
    label = headline(summary)["label"]
    return section(
        "personas",
        f"By persona: {label.lower()}",
        tag("p", told),
        persona_panels(summary),
        worst_table(summary),
    )


def limits(summary: Plain) -> Html:
    """What the page does not claim."""
    told = (
        f"Not what will happen. The parameters are {summary['calibration']}; many are assumed. "
        "What can be read off is which ranking of policies holds over plausible worlds.",
        LIMITS,
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
    told = [each(summary) for each in _RESULTS] if lived(summary) else []
    return joined(told, limits(summary), origin(summary, manifest))


#: The sections with results, in order; each may have nothing to say.
_RESULTS: tuple[Callable[[Plain], Html | None], ...] = (
    holding,
    states,
    first_events,
    ways,
    scorecards,
    outcomes,
    imputed,
    after,
    decisions,
    personas,
    worlds,
    calls,
    method,
)
