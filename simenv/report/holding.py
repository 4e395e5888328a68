"""What holds over the plausible worlds: labels, rankings, and what would settle the rest."""

from __future__ import annotations

from collections.abc import Iterable

from simenv.report.badge import badge, cell, legend, shares
from simenv.report.cells import printed, table, told
from simenv.report.frame import folded, section
from simenv.report.intervals import dot_and_interval, reach
from simenv.report.ladder import ladders
from simenv.report.markup import Html, joined, tag
from simenv.report.settling import withheld
from simenv.stats.tables import Plain, pick
from simenv.stats.tables.labels import (
    against_reference,
    assumed,
    between,
    claim_of,
    claims_of,
    family_outcomes,
    margin,
    reason,
    settles,
    too_few,
)
from simenv.stats.tables.reading import BRIEF

#: More arms than these beside the reference are shown as a matrix, with their tables folded.
_FEW = 2


def holding(summary: Plain) -> Html | None:
    """Every claim of the family with its label; nothing where no claim is made."""
    arms = against_reference(summary)
    if not arms:
        return None
    details = [_details(summary, arm) for arm in arms]
    many = len(arms) > _FEW
    return section(
        "holding",
        "What holds, and what does not",
        tag("p", _about(summary)),
        _first(summary),
        _matrix(summary, arms) if many else joined(details),
        legend(),
        folded("Each claim with what it rests on", *details) if many else None,
        withheld(summary, arms),
        ladders(summary),
    )


def _about(summary: Plain) -> str:
    family = summary["family"]
    named = "" if family is None else f" The family has {family['size']} such comparisons."
    return (
        "A claim is one difference between two arms, read against a declared margin: the least "
        "difference that would count. It is repeated in every drawn world, under every weighting "
        "of the personas, with each of them left out, with unknown signs fixed either way, and by "
        "both standards. The label says what is left of it."
        f"{named} Share assumed: how much of the variance between worlds is due to numbers without "
        "a source."
    )


def _first(summary: Plain) -> Html | None:
    """The claim of the headline pair, at full length."""
    if len(summary["named"]) < 2:
        return None
    against, arm = summary["named"]
    claim = between(summary, summary["headline"], arm, against)
    if claim is None:
        return None
    line = next(each for each in summary["outcomes"] if each["name"] == summary["headline"])
    spread = claim["spread"]
    facts = {
        "Margin": f"±{margin(line, claim['margin'])}",
        "Worlds": "none" if spread is None else str(spread["worlds"]),
        "Share assumed": assumed(claim),
        **({"Would now read": claim["would_be"]} if claim["would_be"] else {}),
        **({"To settle it": settles(claim)} if settles(claim) else {}),
    }
    return tag(
        "div",
        tag(
            "p",
            badge(line, claim),
            " ",
            tag("strong", line["label"]),
            f": {arm} against {against}.",
        ),
        tag("p", printed(reason(claim))),
        tag("dl", *(tag("div", tag("dt", key), tag("dd", each)) for key, each in facts.items())),
        class_="claim",
    )


def _matrix(summary: Plain, arms: list[str]) -> Html:
    """Arms by outcomes of the family, a label a cell."""
    lines = family_outcomes(summary)
    rows = []
    for arm in arms:
        cells = [_cell(summary, line, arm) for line in lines]
        rows.append(tag("tr", tag("th", arm, scope="row"), *cells))
    heads = [tag("th", f"against {summary['reference']}", scope="col")]
    for line in lines:
        below = tag("span", f"±{margin(line)}", class_="unit")
        heads.append(tag("th", BRIEF.get(line["name"], line["label"]), below, scope="col"))
    caption = (
        "Better and worse are said of the arm of the row where the difference is robust. Below "
        "the label: the difference in the median world. Below the outcome: its margin."
    )
    return table(caption, [tag("tr", *heads)], tag("tbody", *rows), class_="matrix")


def _cell(summary: Plain, line: Plain, arm: str) -> Html:
    claim = claim_of(summary, line["name"], arm, summary["reference"])
    found = pick(summary, line["name"], arm, summary["reference"])
    return tag("td") if claim is None else cell(line, claim, found)


def _details(summary: Plain, arm: str) -> Html:
    """The claims of one arm: the difference, the margin, the label and what it rests on."""
    rows = []
    for line, claim in claims_of(summary, arm):
        found = pick(summary, line["name"], arm, summary["reference"])
        scale = max(reach([found["all"]]), 1.5 * claim["margin"])
        rows.append(
            tag(
                "tr",
                tag("th", line["label"], scope="row"),
                tag("td", *_difference(line, claim, found, scale)),
                tag("td", f"±{margin(line, claim['margin'])}", class_="told"),
                tag("td", badge(line, claim), class_="words"),
                tag("td", shares(claim)),
                tag("td", assumed(claim)),
                tag("td", printed(reason(claim)), class_="prose"),
            )
        )
    head = (
        "outcome",
        "difference, median world",
        "margin",
        "label",
        f"of {summary['worlds']} worlds",
    )
    heads = [tag("th", each, scope="col") for each in (*head, "share assumed", "in words")]
    caption = f"{arm} against {summary['reference']}"
    return table(caption, [tag("tr", *heads)], tag("tbody", *rows), class_="claims")


def _difference(line: Plain, claim: Plain, found: Plain, scale: float) -> Iterable[Html | str]:
    """A difference as picture and numbers, or why there is none."""
    if found["all"]["same"]:
        return ["same decisions"]
    few = too_few(found)
    drawn = dot_and_interval(found["all"], scale, claim["margin"])
    below = tag("span", few, class_="within") if few else ""
    return [joined(drawn, told(found["all"], line["kind"]), below)]
