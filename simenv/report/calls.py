"""What was asked of policies that answer in words."""

from __future__ import annotations

from simenv.report.frame import section
from simenv.report.markup import Html, tag
from simenv.stats.tables import Plain
from simenv.stats.tables.calls import calls_notes


def calls(summary: Plain) -> Html | None:
    """Who was asked, what came back, what it cost; None where no policy answers in words."""
    notes = calls_notes(summary)
    if not notes:
        return None
    told = tag("ul", *(tag("li", note) for note in notes))
    return section("calls", "Calls to the policies under test", told)
