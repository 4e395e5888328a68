"""Ratios of arms beside their differences: how many times as much."""

from __future__ import annotations

from collections.abc import Sequence

from simenv.report.cells import columns, printed, table
from simenv.report.frame import folded
from simenv.report.markup import Html, tag
from simenv.report.outcomes import FEW
from simenv.stats.tables import Plain, interval, lived, pick
from simenv.stats.tables.labels import too_few


def relative_tables(summary: Plain) -> Html | None:
    """Each arm over the reference, folded; None without a second arm or a ratio."""
    arms, lines = lived(summary)[1:], [e for e in summary["outcomes"] if not e["exogenous"]]
    parts = [arms[i : i + FEW] for i in range(0, len(arms), FEW)]
    if not any(each.get("ratio") for each in summary["differences"]):
        return None
    told = (
        "How many times as much as under the reference, with intervals. A ratio hides how much "
        "there was to begin with, so it stands beside the difference and not instead of it."
    )
    tables = [_table(summary, part, lines) for part in parts]
    return folded("Ratios beside the differences", tag("p", told), *tables)


def _table(summary: Plain, arms: Sequence[str], lines: Sequence[Plain]) -> Html:
    reference = summary["reference"]
    rows = []
    for line in lines:
        cells = [_cell(pick(summary, line["name"], arm, reference)) for arm in arms]
        rows.append(tag("tr", tag("th", line["label"], scope="row"), *cells))
    head = columns("outcome", *(f"{arm} / {reference}" for arm in arms))
    return table(f"Ratios to {reference}", [head], tag("tbody", *rows))


def _cell(found: Plain) -> Html:
    ratio, few = found.get("ratio"), too_few(found)
    if found["all"]["same"] or ratio is None:
        told = "same decisions" if found["all"]["same"] else few or "no ratio"
        return tag("td", told, class_="same")
    around = few or printed(interval(ratio, "mean"))
    return tag("td", f"{ratio['value']:.2f}", tag("span", around, class_="within"))
