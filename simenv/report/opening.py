"""The head of the page: content note, title, question, the sentence, what was run."""

from __future__ import annotations

from simenv.report.markup import Html, tag
from simenv.stats.tables import Plain, notes, who

#: What every page says first.
NOTE = (
    "This page is about people in distress, some of them thinking of suicide; all are simulated. "
    "No attempt, death, method or means is modelled or described. If it touches on your own life, "
    "a person can help: someone close, a crisis line, your local emergency number."
)

#: More arms than these are counted in the title, not named.
_NAMED = 4


def opening(summary: Plain) -> Html:
    """Content note, title, question, the sentence, and what was run in short."""
    question = summary["spec"].get("question")
    return tag(
        "header",
        tag("p", tag("strong", "Content note. "), NOTE, class_="note"),
        tag("h1", title(summary)),
        tag("p", str(question), class_="question") if question else None,
        tag("p", summary["sentence"], class_="sentence"),
        tag("p", who(summary), class_="who"),
        _facts(summary),
        [tag("p", told, class_="warning") for told in notes(summary)[1:]],
    )


def title(summary: Plain) -> str:
    """What the page is called."""
    names = [arm["name"] for arm in summary["arms"]]
    if len(names) > _NAMED:
        return f"{len(names)} refusal policies compared"
    return f"Refusal policies compared: {', '.join(names)}"


def _drafts(summary: Plain) -> str:
    """How many personas nobody has reviewed, where that is known."""
    known = [persona["status"] for persona in summary["personas"]]
    drafts = sum(status == "draft" for status in known)
    return "" if None in known else f", {drafts} of them unreviewed drafts"


def _facts(summary: Plain) -> Html:
    entered = sum(persona["people"] for persona in summary["personas"])
    kinds = len(summary["personas"])
    named = f"{kinds} {'persona' if kinds == 1 else 'personas'}"
    facts = {
        "People": f"{entered:,} of {named}{_drafts(summary)}",
        "Horizon": f"{summary['days']} days from entry",
        "Worlds": f"1 median, {summary['worlds']} drawn",
        "Standard": f"{summary['standard']} ({100 * summary['standard_assumed']:.0f} % assumed)",
        "Parameters": summary["calibration"],
        "Cohort": summary["cohort"],
    }
    return tag("dl", *(tag("div", tag("dt", key), tag("dd", told)) for key, told in facts.items()))
