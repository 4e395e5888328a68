"""Charts of a screening: the tornado, the sizes of effects against luck, the shares of variance."""

from __future__ import annotations

from typing import Any

from simenv.report.charts import svg
from simenv.report.markup import Html
from simenv.stats.tables import Plain

#: What stands behind a number: colour, words. Okabe and Ito's palette.
EVIDENCE = {
    "assumed": ("#d55e00", "assumed"),
    "partly": ("#e6a700", "partly assumed"),
    "row": ("#0072b2", "evidence row"),
}
_INK, _FAINT = "#1c2733", "#8a97a3"
#: Numbers whose effects are drawn.
_SHOWN = 20
_ROW, _WIDTH = {"step": 30}, 760
#: Room for words at either end of the bars, as a share of what they span.
_ROOM = 0.07


def factor(screen: Plain) -> float:
    """By how much values are multiplied for print: shares are told of 100 people."""
    return 100.0 if screen["kind"] == "share" else 1.0


def tornado(screen: Plain) -> Html:
    """The difference with each driver low and high, the widest swing on top."""
    import altair as alt  # noqa: PLC0415 - slow, and a listing draws nothing

    scale = factor(screen)
    drivers = sorted(screen["drivers"], key=lambda one: -abs(one["high"] - one["low"]))
    rows = [
        {
            "name": one["effect"]["name"],
            "status": one["effect"]["status"],
            "from": scale * min(one["low"], one["high"]),
            "to": scale * max(one["low"], one["high"]),
            "behind": EVIDENCE[one["effect"]["status"]][1],
            "left": _at(one, lowest=True),
            "right": _at(one, lowest=False),
        }
        for one in drivers
    ]
    y = alt.Y("name:N", title=None, sort=[row["name"] for row in rows])
    ends = [row[end] for row in rows for end in ("from", "to")] + [scale * screen["difference"]]
    room = _ROOM * (max(ends) - min(ends) or 1.0)
    wide = alt.Scale(domain=[min(ends) - room, max(ends) + room], nice=False)
    title = f"difference, {screen['unit']}"
    x = alt.X("from:Q", title=title, scale=wide, axis=alt.Axis(tickCount=8))
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_bar(height=16).encode(x=x, x2="to:Q", y=y, color=_ink(alt))
    left = base.mark_text(align="right", dx=-4, color=_INK).encode(x=x, y=y, text="left:N")
    right = base.mark_text(align="left", dx=4, color=_INK).encode(x="to:Q", y=y, text="right:N")
    words = base.mark_text(align="left", dx=8, color=_INK).encode(
        x=alt.value(_WIDTH), y=y, text="behind:N"
    )
    chart = alt.layer(bars, _rule(alt, scale * screen["difference"]), left, right, words)
    if min(ends) - room <= 0 <= max(ends) + room:
        chart = alt.layer(chart, _rule(alt, 0.0, dash=[3, 3]))
    said = "The difference between the arms with each driver at its 5 % and its 95 % point."
    return svg(chart.properties(width=_WIDTH, height=_ROW), "tornado", said)


def _at(one: Plain, *, lowest: bool) -> str:
    """Which end of the number stands at which end of its bar."""
    return "5 %" if lowest == (one["low"] <= one["high"]) else "95 %"


def sizes(screen: Plain) -> Html:
    """The mean size of the largest effects with intervals, and what luck alone would reach."""
    import altair as alt  # noqa: PLC0415 - slow, see above

    scale = factor(screen)
    rows = [
        {
            "name": one["name"],
            "status": one["status"],
            "low": scale * one["mu_star_low"],
            "value": scale * one["mu_star"],
            "high": scale * one["mu_star_high"],
            "floor": scale * one["floor"],
        }
        for one in screen["effects"][:_SHOWN]
    ]
    y = alt.Y("name:N", title=None, sort=[row["name"] for row in rows])
    said = f"mean size of the effect, {screen['unit']}"
    x = alt.X("low:Q", title=said, axis=alt.Axis(tickCount=10))
    base = alt.Chart(alt.InlineData(values=rows))
    luck = base.mark_bar(height=14, color="#e3e7eb").encode(x=alt.X("floor:Q", title=said), y=y)
    reach = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q", y=y, color=_ink(alt))
    dots = base.mark_circle(size=70, opacity=1).encode(x="value:Q", y=y, color=_ink(alt))
    said = "The mean size of the largest effects, and how large luck alone would make them."
    chart = alt.layer(luck, reach, dots).properties(width=_WIDTH, height={"step": 22})
    return svg(chart, "sizes", said)


def shares(screen: Plain) -> Html:
    """The indices of Sobol' with their intervals: alone above, in all below."""
    import altair as alt  # noqa: PLC0415 - slow, see above

    drivers = sorted(screen["drivers"], key=lambda one: -one["total"])
    rows = [
        {
            "name": one["effect"]["name"],
            "status": one["effect"]["status"],
            "index": index,
            "low": one[f"{index}_low"],
            "value": one[index],
            "high": one[f"{index}_high"],
        }
        for one in drivers
        for index in ("first", "total")
    ]
    names = [one["effect"]["name"] for one in drivers]
    y = alt.Y("name:N", title=None, sort=names)
    apart = alt.YOffset("index:N", sort=["first", "total"])
    base = alt.Chart(alt.InlineData(values=rows))
    title, axis = "share of the variance over the drivers", alt.Axis(tickCount=8)
    x = alt.X("low:Q", title=title, axis=axis)
    reach = base.mark_rule(strokeWidth=2).encode(
        x=x, x2="high:Q", y=y, yOffset=apart, color=_ink(alt)
    )
    shape = alt.Scale(domain=["first", "total"], range=["circle", "diamond"])
    dots = base.mark_point(size=60, opacity=1, filled=True).encode(
        x="value:Q",
        y=y,
        yOffset=apart,
        color=_ink(alt),
        shape=alt.Shape("index:N", scale=shape, legend=None),
    )
    said = "First-order and total indices of Sobol' of each driver, with 95 % intervals."
    tall = {"step": 32, "for": "position"}
    chart = alt.layer(reach, dots, _rule(alt, 0.0)).properties(width=_WIDTH, height=tall)
    return svg(chart, "shares", said)


def _ink(alt: Any) -> Any:
    """The colour of what stands behind a number."""
    colours = [colour for colour, _ in EVIDENCE.values()]
    scale = alt.Scale(domain=list(EVIDENCE), range=colours)
    return alt.Color("status:N", scale=scale, legend=None)


def _rule(alt: Any, value: float, dash: list[int] | None = None) -> Any:
    """A line from top to bottom."""
    found = alt.Chart(alt.InlineData(values=[{"value": value}]))
    style = {} if dash is None else {"strokeDash": dash, "color": _FAINT}
    return found.mark_rule(**({"color": _INK} | style)).encode(x="value:Q")
