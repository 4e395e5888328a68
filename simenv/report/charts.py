"""The charts, as SVG in the page: no script, nothing to load, the same on paper."""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any

from simenv.report.markup import Html, trusted
from simenv.stats.tables import Plain

#: State, colour, words. Okabe and Ito's palette, spread in lightness as well; bottom to top.
STATES = (
    ("engaged", "#0072b2", "need open (engaged)", "open, or unmet so far"),
    (
        "at-rest",
        "#a5d3f0",
        "no open need (at rest)",
        "none came up, or the last was met or has faded",
    ),
    (
        "in-human-care",
        "#009e73",
        "in human care",
        "a person, a line or a professional looks after them",
    ),
    ("switched", "#e69f00", "switched", "last need went to a less guarded source"),
    (
        "withdrawn",
        "#4d4d4d",
        "withdrawn",
        "gave up, or left the assistant and took no need to anybody for a week",
    ),
)

_INK, _LINE, _FAINT = "#1c2733", "#8a97a3", "#dde3e9"
_FONT = "Helvetica, Arial, sans-serif"
_NO_DESCRIPTION = re.compile(r' aria-(?:label|roledescription)="[^"]*"| role="[^"]*"')


def states_chart(summary: Plain, arm: str, number: int) -> Html:
    """Who is where at the end of each day under one arm, of 100 people.

    All arms have the same axes; `number` keeps the ids of the charts of one page apart.
    """
    import altair as alt  # noqa: PLC0415 - slow, and a listing draws nothing

    days = summary["days"]
    ticks = list(range(0, days + 1, max(1, round(days / 30) * 5)))
    ink = alt.Scale(domain=[name for name, *_ in STATES], range=[ink for _, ink, *_ in STATES])
    whole = alt.Scale(domain=[0, 100], nice=False)
    chart = (
        alt.Chart(alt.InlineData(values=_stacked(summary, arm)), width=480, height=200)
        .mark_bar(stroke="white", strokeWidth=0.4)
        .encode(
            x=alt.X("start:Q", title="day", axis=alt.Axis(values=ticks, grid=False)),
            x2="end:Q",
            y=alt.Y("low:Q", title="of 100 people", scale=whole),
            y2="high:Q",
            color=alt.Color("state:N", scale=ink, legend=None),
        )
    )
    return svg(chart, f"states-{number}", f"Share of people in each state by day under {arm}.")


def _stacked(summary: Plain, arm: str) -> list[dict[str, Any]]:
    """One row a day and state, from the bottom of its bar to the top."""
    place = {word: i for i, word in enumerate(summary["states"])}
    rows = []
    for day, shares in enumerate(summary["standing"][arm]):
        low = 0.0
        for name, *_ in STATES:
            high = low + 100 * shares[place[name]]
            rows.append({"state": name, "start": day, "end": day + 1, "low": low, "high": high})
            low = high
    return rows


def svg(chart: Any, name: str, label: str) -> Html:
    """Render, and make the SVG fit to stand in a page beside others."""
    styled = (
        chart.configure(font=_FONT, background="transparent")
        .configure_axis(
            labelColor=_INK,
            titleColor=_INK,
            titleFontWeight="normal",
            titleFontSize=13,
            labelFontSize=12,
            gridColor=_FAINT,
            domainColor=_LINE,
            tickColor=_LINE,
        )
        .configure_view(stroke=None)
    )
    out = io.StringIO()
    styled.save(out, format="svg")
    return trusted(_inlined(out.getvalue(), name, label))


def _inlined(svg: str, name: str, label: str) -> str:
    """Drop what only a file needs, keep ids apart, and describe the picture once, as a whole."""
    svg = _NO_DESCRIPTION.sub("", svg)
    svg = re.sub(r' xmlns(?::\w+)?="[^"]*"', "", svg)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1)
