"""What the coder's error adds, where responses are texts that it has read."""

from __future__ import annotations

from simenv.report.cells import columns, table
from simenv.report.frame import section
from simenv.report.markup import Html, tag
from simenv.stats.tables import Plain
from simenv.stats.tables.imputed import HEADER, KEY, imputed_note, imputed_rows

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
        tag("p", _HOW),
    )
