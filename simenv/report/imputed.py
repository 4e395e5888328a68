"""What the coder's error adds, where responses are texts that it has read."""

from __future__ import annotations

from simenv.report.cells import columns, table
from simenv.report.frame import section
from simenv.report.markup import Html, tag
from simenv.stats.tables import ERRORS, Plain
from simenv.stats.tables.imputed import (
    BATTERY,
    HEADER,
    KEY,
    battery_rows,
    imputed_note,
    imputed_rows,
)

_HOW = (
    "Wider by: how much longer the interval is than that of one reading. Same sign: in how many "
    "readings the difference lies on the side of the combined one. A difference whose sign changes "
    "between readings is none to rely on: give the response its codes, or label replies."
)


def imputed(summary: Plain) -> Html | None:
    """The differences over all readings; None where no text was read."""
    if KEY not in summary:
        return None
    rows = [
        tag("tr", tag("th", name, scope="row"), *(tag("td", cell) for cell in cells))
        for name, *cells in imputed_rows(summary, brief=False)
    ]
    head = columns("outcome", *HEADER)
    return section(
        "imputed",
        "The coder's error",
        tag("p", imputed_note(summary)),
        table("Differences over all readings", [head], tag("tbody", *rows)),
        *_battery(summary),
        tag("p", _HOW),
    )


def _battery(summary: Plain) -> list[Html]:
    """The errors on the battery, corrected by the matrix of the coder's errors."""
    rows = [
        tag("tr", tag("th", arm, scope="row"), *(tag("td", cell) for cell in cells))
        for arm, *cells in battery_rows(summary)
    ]
    return [table(BATTERY, [columns("arm", *ERRORS.values())], tag("tbody", *rows))] if rows else []
