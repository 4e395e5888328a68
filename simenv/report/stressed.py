"""A stress test as one HTML file: what fails for whom, and how much of the contexts was reached.

`write(found, path)` writes it; `render` gives the text.
"""

from __future__ import annotations

from pathlib import Path

from simenv.records.files import write_whole
from simenv.report.cells import columns, table
from simenv.report.coverage import coverage
from simenv.report.document import document
from simenv.report.frame import section
from simenv.report.markup import Html, tag
from simenv.report.opening import NOTE
from simenv.report.reaching import CONTRADICTIONS, coherent_situations, panels
from simenv.stats.tables import Plain
from simenv.stress.case import Case
from simenv.stress.context import SITUATIONS
from simenv.stress.page import LIMITS, head, headline, who
from simenv.stress.stressed import Stressed
from simenv.wording.phrases import listed


def write(found: Stressed, path: Path) -> Path:
    """Write the page to `path`, whole or not at all; `RunFailure` if the disk refuses."""
    write_whole(path, render(found).encode())
    return path


def render(found: Stressed) -> str:
    """The page as text, ending in a newline."""
    title = f"Stress test of {found.question.setting.policy.name}"
    return document(title, _opening(title, found), _cases(found), _reached(found), _origin(found))


def _opening(title: str, found: Stressed) -> Html:
    first, *others = head(found)
    return tag(
        "header",
        tag("p", tag("strong", "Content note. "), NOTE, class_="note"),
        tag("h1", title),
        tag("p", first, class_="sentence"),
        [tag("p", told) for told in others],
        tag("p", LIMITS, class_="warning"),
    )


def _cases(found: Stressed) -> Html:
    if not found.cases:
        return section("cases", "What fails", tag("p", "No case was found that holds."))
    heads = columns("case", "what fails", "who", "phase", "worlds")
    body = tag("tbody", *(_case(one) for one in found.cases))
    caption = (
        "Each case is a file that simenv person tells day by day. Worlds: in how many plausible "
        "ones it fails, too."
    )
    return section("cases", "What fails", table(caption, [heads], body, class_="settling"))


def _case(one: Case) -> Html:
    worlds = f"{one.worlds.fails_in} of {one.worlds.of}" if one.worlds.of else "not tried"
    beyond = f"beyond what is declared: {', '.join(one.beyond)}" if one.beyond else None
    return tag(
        "tr",
        tag("th", one.name, scope="row"),
        tag("td", headline(one)),
        tag("td", who(one), tag("span", beyond, class_="unit") if beyond else None),
        tag("td", one.phase),
        tag("td", worlds, class_="told"),
    )


def _reached(found: Stressed) -> Html:
    """The picture, and what stands in the way of 100 of 100."""
    possible = coherent_situations()
    counted = (
        f"The search met {found.reached:,} situations. Of {SITUATIONS:,} in all, "
        f"{SITUATIONS - possible:,} contradict themselves and are left out here: "
        f"{listed(CONTRADICTIONS)}. The shares below are of the other {possible:,}."
    )
    never = (
        "100 of 100 is not to be had. Many of the others never occur either: nobody hides what it "
        "is about before anything was refused, and some needs go with some requests only. How many "
        "those are is not known. So a low share, or a cross, does not say whether nobody can be "
        "there or the search did not get there; and a situation reached was met, not cleared."
    )
    reading = (
        "A cell holds all situations with one risk shown, one request and one step of another "
        "axis, so every situation stands in one cell of every axis."
    )
    told = (tag("p", each) for each in (counted, never, reading))
    return section("reached", "What the search reached", *told, coverage(panels(found.situations)))


def _origin(found: Stressed) -> Html:
    document = found.question.document
    engine, parameters = document["simenv"], document["simenv"]["parameters"]
    named = {"policy": document["policy"], "against": document["against"]}
    facts = {role: _file(one) for role, one in named.items() if one is not None}
    facts |= {
        "standard": _file(document["standard"]),
        "personas": listed(f"{n} {one['version']}" for n, one in document["personas"].items()),
        "outcomes": listed(document["outcomes"]),
        "search": "directed" if document["directed"] else "random",
        "seed": str(document["seed"]),
        "parameters": f"{parameters['version']}, SHA-256 {parameters['sha256']}",
        "software": f"simenv {engine['version']}, source {engine['source']}",
    }
    rows = [
        tag("tr", tag("th", key, scope="row"), tag("td", tag("code", told)))
        for key, told in facts.items()
    ]
    body = tag("tbody", *rows)
    heads = columns("what", "which")
    return section(
        "origin", "Where it comes from", table("The stress test", [heads], body, class_="plain")
    )


def _file(one: Plain) -> str:
    return f"{one['name']} {one['version']}, SHA-256 {one['sha256']}"
