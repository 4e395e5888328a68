"""Persona by persona: the headline difference as small forests, and who is worst off."""

from __future__ import annotations

from simenv.report.cells import level, printed, table
from simenv.report.frame import folded
from simenv.report.markup import Html, joined, tag
from simenv.report.outcomes import persona_tables
from simenv.report.plane import Axis, below, picture, roomy, text, ticks, wide
from simenv.stats.tables import Plain, apart, headline, lived, pick
from simenv.stats.tables.worst_off import Worst, worst_off

_WIDTH, _ROW, _TOP = 370.0, 15, 8
_CAUTION = (
    "The worst of {count} is found after the result is known: by luck alone the worst of so many "
    "looks worse than it is, and its interval does not know that it was chosen. Read it as a "
    "question of whom to look after, not as a finding. Personas are kinds of people that are "
    "written, not groups that were surveyed."
)


def persona_panels(summary: Plain) -> Html:
    """A forest an arm, the tables of numbers folded below; only the numbers for a single arm."""
    others = lived(summary)[1:]
    if not others:
        return persona_tables(summary)
    scale = _scale(summary)
    panels = [_forest(summary, arm, scale) for arm in others]
    line = headline(summary)
    unit = "of 100 people" if line["kind"] == "share" else line["unit"]
    told = (
        f"{line['label']}, {unit}, minus {summary['reference']}, persona by persona; the square is "
        "everybody by the declared shares. Hollow: the interval holds no difference. Shaded: the "
        "margin. All pictures have one scale."
    )
    return joined(
        tag("p", told),
        tag("div", *panels, class_="panels forests"),
        folded("The same as numbers", persona_tables(summary)),
    )


def worst_table(summary: Plain) -> Html | None:
    """The worst-off persona under each arm, and the one that the arm worsens most."""
    found = worst_off(summary)
    if not found:
        return None
    count = len(headline(summary)["personas"])
    lines = {each.line["name"]: each.line for each in found}
    bodies = []
    for name, line in lines.items():
        title = f"{line['label']}, {line['unit']}"
        heading = tag("tr", tag("th", title, colspan=5, scope="rowgroup"), class_="group")
        rows = [_worst(each) for each in found if each.line["name"] == name]
        bodies.append(tag("tbody", heading, *rows))
    heads = ("arm", "worst off", "its level", "largest loss to", "its difference")
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    against = f", against {summary['reference']}" if len(lived(summary)) > 1 else ""
    return joined(
        tag("h3", "The worst-off persona under each arm"),
        tag("p", _CAUTION.format(count=count)),
        table(f"Worst level, and largest loss{against}", [head], *bodies, class_="worst"),
    )


def _worst(each: Worst) -> Html:
    kind = each.line["kind"]
    if each.lost is None or each.apart is None:
        told = "nobody" if each.against else "reference"
        loss = [tag("td", told, class_="same"), tag("td")]
    else:
        loss = [tag("td", each.lost), tag("td", printed(apart(each.apart, kind)), class_="told")]
    return tag(
        "tr",
        tag("th", each.arm, scope="row"),
        tag("td", each.persona),
        level(each.level, kind),
        *loss,
    )


def _scale(summary: Plain) -> float:
    """The farthest end of any interval, of 100 or in the unit of the headline."""
    line, (first, *others) = headline(summary), lived(summary)
    times = 100 if line["kind"] == "share" else 1
    most = 0.0
    for arm in others:
        found = pick(summary, line["name"], arm, first)
        for each in (found["all"], *found["personas"].values()):
            ends = (each["low"], each["high"], each["value"])
            most = max(most, *(abs(times * end) for end in ends if end is not None))
    return roomy(most, 3)


def _forest(summary: Plain, arm: str, scale: float) -> Html:
    """One arm: a row a persona, everybody at the top."""
    line = headline(summary)
    found = pick(summary, line["name"], arm, summary["reference"])
    times = 100 if line["kind"] == "share" else 1
    rows = [("everybody", found["all"]), *found["personas"].items()]
    left = min(150.0, max(wide(name, 11) for name, _ in rows) + 8)
    axis = Axis(low=-scale, high=scale, start=left + 6, end=_WIDTH - 12)
    bottom = _TOP + _ROW * len(rows) + 4
    parts = [] if line.get("margin") is None else [_band(times * line["margin"], axis, bottom)]
    parts.append(tag("line", x1=axis.at(0), x2=axis.at(0), y1=_TOP, y2=bottom, class_="zero"))
    for place, (name, each) in enumerate(rows):
        y = _TOP + _ROW * (place + 0.5)
        parts.append(text(name, left, y + 4, "end", "strong" if place == 0 else None))
        parts += _row(each, axis, y, times, whole=place == 0)
    parts += below(axis, bottom, ticks(-scale, scale, 5))
    label = f"{line['label']} under {arm} minus {summary['reference']}, persona by persona."
    drawn = picture((_WIDTH, bottom + 22), label, parts, "plot fine")
    return tag("figure", tag("figcaption", arm), drawn)


def _band(margin: float, axis: Axis, bottom: float) -> Html:
    low, high = axis.at(-margin), axis.at(margin)
    place = {"x": low, "y": _TOP, "width": round(high - low, 1), "height": bottom - _TOP}
    return tag("rect", **place, class_="band")


def _row(found: Plain, axis: Axis, y: float, times: float, *, whole: bool) -> list[Html]:
    """One difference; words where the decisions were the same, nothing but a dot without limits."""
    if found.get("same"):
        return [text("same decisions", axis.at(0) + 5, y + 4, class_="faint")]
    x, parts = axis.at(times * found["value"]), []
    clear = "open"
    if found["low"] is not None:
        low, high = (axis.at(times * found[end]) for end in ("low", "high"))
        parts.append(tag("line", x1=low, x2=high, y1=y, y2=y, class_="whisker"))
        clear = "clear" if found["low"] > 0 or found["high"] < 0 else "open"
    if whole:
        box = {"x": round(x - 4.5, 1), "y": y - 4.5, "width": 9, "height": 9}
        return [*parts, tag("rect", **box, class_=clear)]
    return [*parts, tag("circle", cx=x, cy=y, r=3.2, class_=clear)]
