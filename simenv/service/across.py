"""What no single field of a service can know: what belongs to a line and what to a book."""

from __future__ import annotations

from collections.abc import Iterator

from simenv.catalogue import Document
from simenv.errors import Problem
from simenv.service.sections import DESK

#: What each way of taking people needs, with an example of the line that is missing.
_NEEDS = {
    "line": {"servers": "servers: 4", "patience": "patience: 5 minutes"},
    "book": {
        "appointments": "appointments: 6",
        "wait": "wait: 30 days",
        "takes_new": "takes_new: 0.5",
    },
}
#: What a line and a book have no use for, and what they have instead.
_STRANGE = {
    "line": {
        "appointments": "a line is answered by `servers`",
        "wait": "a line is waited on for minutes: see `patience`",
        "takes_new": "say in `place` for whom the line is",
    },
    "book": {
        "servers": "a book has `appointments` on a full day",
        "patience": "nobody hangs up on a book: see `wait` and `no_show`",
        "triage": "a book is kept in order of asking",
        "follow_up": "an appointment is what follows",
    },
}
_NOBODY = {
    "regions": "leave the line out if the service is for every region",
    "languages": "leave the line out if the service speaks every language",
    "ages": "leave the line out if the service is for every age",
}


def across(document: Document, *, orphan: bool = False) -> list[Problem]:
    """Fields that are missing for this way of taking people, out of place, or for nobody.

    Of an orphan, whose parent could not be read, nothing is said to be missing.
    """
    missing = [] if orphan else _missing(document)
    return [*missing, *_out_of_place(document), *_for_nobody(document), *_alone(document)]


def _missing(document: Document) -> Iterator[Problem]:
    way = document.data.get("way")
    for field, example in _NEEDS.get(str(way), {}).items():
        if field not in document.data:
            expected = f"the field {field}, since the service is a {way}"
            yield document.problem((field,), expected, "nothing", f"add a line `{example}`")


def _out_of_place(document: Document) -> Iterator[Problem]:
    way = document.data.get("way")
    for field, instead in _STRANGE.get(str(way), {}).items():
        if field in document.data:
            told = f"no such field, since the service is a {way}", f"the field {field}"
            yield document.problem((field,), *told, f"remove it; {instead}")


def _for_nobody(document: Document) -> Iterator[Problem]:
    place = document.data.get("place")
    if not isinstance(place, dict):
        return
    for field, remedy in _NOBODY.items():
        if place.get(field) == []:
            expected = f"{field} that it is for, one at the least"
            yield document.problem(("place", field), expected, "an empty list: nobody", remedy)


def _alone(document: Document) -> Iterator[Problem]:
    said = document.data
    if said.get("channel") == DESK and said.get("way") == "book":
        remedy = "write `way: line`; for an appointment the channel is professional"
        yield document.problem(("way",), "line: a desk takes people at once", "book", remedy)
    if said.get("way") == "line" and "no_show" in said and "follow_up" not in said:
        remedy = "add follow_up, or remove no_show"
        expected = "a follow_up: of a line, those who miss the call back do not show"
        yield document.problem(("no_show",), expected, "no_show alone", remedy)
