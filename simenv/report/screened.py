"""A screening of the model's numbers as one HTML file: what drives a difference, and what backs it.

`write(data, path)` writes it; `render` gives the text. Both read the plain data of
`sensitivity.json`.
"""

from __future__ import annotations

import re
from pathlib import Path

from simenv.records.files import write_whole
from simenv.report.cells import columns, printed, table
from simenv.report.document import document
from simenv.report.frame import folded, section
from simenv.report.markup import Html, tag
from simenv.report.tornado import EVIDENCE, shares, sizes, tornado
from simenv.sensitivity.told import CAREFUL, said_of
from simenv.stats.tables import Plain

_SHOWN = 5
#: A hyphen that stands for a minus.
_MINUS = re.compile(r"(?<!\w)-(?=\d)")


def write(data: Plain, path: Path) -> Path:
    """Write the page to `path`, whole or not at all; `RunFailure` if the disk refuses."""
    write_whole(path, render(data).encode())
    return path


def render(data: Plain) -> str:
    """The page as text, ending in a newline."""
    screen = data["screens"][0]
    return document(
        f"What drives the difference: {data['arm']} against {data['against']}",
        _opening(data),
        _tornado(screen),
        _table(screen),
        _sizes(data, screen),
        _shares(data, screen),
        *([_others(data["screens"][1:])] if data["screens"][1:] else []),
        _careful(),
        _origin(data),
    )


def _opening(data: Plain) -> Html:
    said = data["said"]
    facts = {
        "Arms": f"{data['arm']} minus {data['against']}",
        "People": said["people"],
        "Horizon": f"{data['days']} days from entry",
        "Numbers": f"{data['beliefs']} beliefs of parameters {data['parameters']}",
        "Evaluations": f"{data['costs']['evaluations']:,}",
    }
    return tag(
        "header",
        tag("h1", "Which numbers drive the difference"),
        tag("p", f"{data['arm']} against {data['against']}", class_="question"),
        tag("p", _MINUS.sub("\u2212", said["sentence"]), class_="sentence"),
        tag("dl", *(tag("div", tag("dt", key), tag("dd", told)) for key, told in facts.items())),
        [tag("p", tag("strong", told)) for told in said["next"][:1]],
        [tag("p", told) for told in said["next"][1:]],
        [tag("p", told, class_="warning") for told in said["minding"]],
    )


def _legend() -> Html:
    keys = [
        tag(
            "li",
            tag("span", class_="swatch", style=f"background:{colour}", aria_hidden="true"),
            words,
        )
        for colour, words in EVIDENCE.values()
    ]
    return tag("ul", *keys, class_="legend")


def _tornado(screen: Plain) -> Html:
    told = (
        "Each bar runs from the difference with a number at its 5 % point to the one with it at "
        "its 95 % point, all other numbers at their medians. The solid line is the difference with "
        "every number at its median. Colour tells what stands behind a number."
    )
    return section(
        "tornado", screen["label"], tag("p", told), _legend(), tag("figure", tornado(screen))
    )


def _table(screen: Plain) -> Html:
    head = columns(
        "number", "behind it", "5 % to 95 %", "effect", "of luck", "mean", "sigma", "at 5 %",
        "at 95 %", "Sobol first", "Sobol total",
    )  # fmt: skip
    body = tag("tbody", *(_row(one, screen) for one in screen["drivers"]))
    caption = f"The drivers, by the mean size of their effects; {screen['unit']}"
    return table(caption, [head], body, class_="drivers")


def _row(one: Plain, screen: Plain) -> Html:
    effect, number = one["effect"], said_of(screen["kind"])
    behind = EVIDENCE[effect["status"]][1] + (", unknown sign" if one["unknown_sign"] else "")
    source = "" if effect["status"] == "assumed" else effect["source"]
    low, _, high = one["values"]
    reach = f"{number(effect['mu_star_low'])} to {number(effect['mu_star_high'])}"
    floor = "" if effect["clear"] else "may be luck"
    return tag(
        "tr",
        tag("th", effect["name"], tag("span", one["what"], class_="unit"), scope="row"),
        tag("td", behind, tag("span", source, class_="unit"), class_="name words"),
        tag("td", printed(f"{low:g} to {high:g}"), tag("span", one["unit"], class_="unit")),
        tag("td", number(effect["mu_star"]), tag("span", reach, class_="within")),
        tag("td", number(effect["floor"]), tag("span", floor, class_="within")),
        tag("td", printed(number(effect["mu"], signed=True))),
        tag("td", number(effect["sigma"])),
        tag("td", printed(number(one["low"], signed=True))),
        tag("td", printed(number(one["high"], signed=True))),
        _index(one, "first"),
        _index(one, "total"),
    )


def _index(one: Plain, name: str) -> Html:
    within = printed(f"{one[f'{name}_low']:.2f} to {one[f'{name}_high']:.2f}")
    return tag("td", printed(f"{one[name]:.2f}"), tag("span", within, class_="within"))


def _sizes(data: Plain, screen: Plain) -> Html:
    told = (
        "The mean size of the change of the difference from the 5 % to the 95 % point of a number, "
        f"wherever the others stand (Morris, {data['trajectories']} trajectories), with its 95 % "
        "interval. Grey: what luck alone would reach in one number of 20 without any effect."
    )
    number = said_of(screen["kind"])
    rows = [
        tag(
            "tr",
            tag("th", one["name"], scope="row"),
            tag("td", EVIDENCE[one["status"]][1], class_="name"),
            tag("td", number(one["mu_star"])),
            tag("td", number(one["floor"])),
            tag("td", printed(number(one["mu"], signed=True))),
            tag("td", number(one["sigma"])),
        )
        for one in screen["effects"]
    ]
    head = columns("number", "behind it", "effect", "of luck", "mean", "sigma")
    whole = table("Every number that was screened", [head], tag("tbody", *rows), class_="drivers")
    return section(
        "effects",
        "Effects, against luck",
        tag("p", told),
        _legend(),
        tag("figure", sizes(screen)),
        folded("All numbers", whole),
    )


def _shares(data: Plain, screen: Plain) -> Html:
    told = (
        "Of the variance that the drivers make when they are drawn from their whole spread and the "
        "other numbers rest at their medians: which share goes with a driver alone (circle) and in "
        "all, with what it does together with others (diamond); 95 % bootstrap intervals from "
        f"{data['samples']} samples."
    )
    covered = (
        "The difference then has a standard deviation of "
        f"{said_of(screen['kind'])(screen['spread'])} {screen['unit']}. Of its variance with all "
        f"numbers drawn, {100 * screen['covered']:.0f} % goes with these drivers, and up to "
        f"{100 * screen['luck']:.0f} % of the variance here may be luck of the people drawn."
    )
    return section(
        "shares",
        "Shares of the variance, after Sobol",
        tag("p", told),
        tag("p", covered),
        tag("figure", shares(screen)),
    )


def _others(screens: list[Plain]) -> Html:
    rows = [_other(screen) for screen in screens]
    head = columns("outcome", "difference at the medians", "largest effects clear of luck")
    body = tag("tbody", *rows)
    return section(
        "others",
        "Other outcomes, from the same lives",
        table("Which numbers drive them", [head], body, class_="plain"),
    )


def _other(screen: Plain) -> Html:
    number = said_of(screen["kind"])
    clear = [one for one in screen["effects"] if one["clear"]][:_SHOWN]
    told = ", ".join(
        f"{one['name']} {number(one['mu_star'])} ({EVIDENCE[one['status']][1]})" for one in clear
    )
    apart = f"{number(screen['difference'], signed=True)} {screen['unit']}"
    return tag(
        "tr",
        tag("th", screen["label"], scope="row"),
        tag("td", printed(apart)),
        tag("td", told or "none"),
    )


def _careful() -> Html:
    return section(
        "careful", "What this does not say", tag("ul", *(tag("li", one) for one in CAREFUL))
    )


def _origin(data: Plain) -> Html:
    facts = {
        "command": data["command"],
        "standard": data["standard"],
        "seed": data["seed"],
        "personas": ", ".join(data["personas"]),
        "parameters": data["parameters"],
        "software": f"simenv {data['simenv']}, {data['software']}",
        "cost": data["said"]["costs"],
    }
    rows = [
        tag("tr", tag("th", key, scope="row"), tag("td", tag("code", str(told))))
        for key, told in facts.items()
    ]
    body = tag("tbody", *rows)
    return section(
        "origin",
        "Where it comes from",
        table("The screening", [columns("what", "which")], body, class_="plain"),
    )
