"""A comparison under shared services as one HTML file that needs nothing else.

`write(summary, manifest, path)` writes it; `render` gives the text. Both read plain dicts: the
`summary.json` of populations and `manifest.json` as they lie in a run directory.
"""

from __future__ import annotations

from pathlib import Path

from simenv.records.files import write_whole
from simenv.report.cells import printed
from simenv.report.document import document
from simenv.report.frame import section
from simenv.report.markup import Html, tag
from simenv.report.opening import NOTE
from simenv.report.populations_method import limits, method
from simenv.report.populations_orders import capacity, orders
from simenv.report.populations_outcomes import outcomes, personas
from simenv.report.populations_queues import loads, queues
from simenv.report.populations_rankings import rankings
from simenv.report.provenance import provenance
from simenv.stats.populations.reading import lived, notes, who
from simenv.stats.populations.words import at_risk
from simenv.stats.tables import Plain

#: More arms than these are counted in the title, not named.
_NAMED = 4


def render(summary: Plain, manifest: Plain) -> str:
    """The page as text, ending in a newline."""
    return document(title(summary), _opening(summary), *_body(summary, manifest))


def write(summary: Plain, manifest: Plain, path: Path) -> Path:
    """Write the page to `path`, whole or not at all; `RunFailure` if the disk refuses."""
    write_whole(path, render(summary, manifest).encode())
    return path


def title(summary: Plain) -> str:
    """What the page is called."""
    names = [arm["name"] for arm in summary["arms"]]
    told = f"{len(names)} refusal policies" if len(names) > _NAMED else ", ".join(names)
    return f"Where people share services: {told}"


def _body(summary: Plain, manifest: Plain) -> list[Html]:
    found = []
    if lived(summary):
        parts = (rankings, orders, capacity, queues, loads, outcomes, personas, method)
        found = [part for each in parts if (part := each(summary)) is not None]
    where = section("provenance", "Where the numbers come from", provenance(summary, manifest))
    return [*found, limits(summary), where]


def _opening(summary: Plain) -> Html:
    question = summary["spec"].get("question")
    return tag(
        "header",
        tag("p", tag("strong", "Content note. "), NOTE, class_="note"),
        tag("h1", title(summary)),
        tag("p", str(question), class_="question") if question else None,
        tag("p", printed(summary["sentence"]), class_="sentence"),
        *(tag("p", printed(told), class_="sentence") for told in [at_risk(summary)] if told),
        tag("p", who(summary), class_="who"),
        _facts(summary),
        [tag("p", told, class_="warning") for told in notes(summary)[1:]],
    )


def _facts(summary: Plain) -> Html:
    facts = {
        "Unit of inference": f"the population, {summary['populations']} of them",
        "People": f"{summary['people']:,} in each, of {len(summary['personas'])} personas",
        "Horizon": f"{summary['days']} days from entry",
        "Scenarios": str(len(summary["scenarios"])),
        "Worlds": f"1 median, {summary['worlds']} drawn",
        "Standard": f"{summary['standard']} ({100 * summary['standard_assumed']:.0f} % assumed)",
        "Parameters": summary["calibration"],
    }
    return tag("dl", *(tag("div", tag("dt", key), tag("dd", told)) for key, told in facts.items()))
