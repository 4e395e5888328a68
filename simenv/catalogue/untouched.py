"""What the templates of `simenv new` leave to be written, found where nobody has written it.

Such a file would run and enter every result as if somebody had said whom or what it speaks of.
"""

from __future__ import annotations

from simenv.catalogue.document import Document, told_value
from simenv.errors import Problem

#: By kind and field: what the template says there that no finished file says, and what is due.
PLACEHOLDERS = {
    "personas": {
        "summary": (
            "Describe in one sentence who this is",
            "a sentence on who this is and what brings them to an assistant",
        ),
        "scope": (
            "Say here whom this does not speak of",
            "of whom this speaks, and of whom it does not",
        ),
    },
    "policies": {
        "summary": (
            "Describe in one sentence when it helps",
            "a sentence on when it helps, when it refuses, and how",
        ),
        "asks": (
            "Which question does this policy put that the others do not?",
            "the question that this policy puts, or no such line",
        ),
    },
}


def untouched(document: Document) -> list[Problem]:
    """A problem for each field that still says what the template says."""
    found = []
    for field, (words, due) in PLACEHOLDERS.get(document.kind, {}).items():
        said = document.data.get(field)
        if isinstance(said, str) and words in " ".join(said.split()):
            told = f"the template's own words, {told_value(said)}"
            found.append(document.problem((field,), due, told, "write it in your own words"))
    return found
