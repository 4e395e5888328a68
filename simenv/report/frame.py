"""The frame of the page: sections that can be linked to, and what is folded away."""

from __future__ import annotations

from simenv.report.markup import Html, tag


def section(name: str, heading: str, *children: Html | None) -> Html:
    """A section that can be linked to."""
    return tag("section", tag("h2", heading, id=name), *children, aria_labelledby=name)


def folded(told: str, *children: Html) -> Html:
    """What is shown at a click."""
    return tag("details", tag("summary", told), *children)
