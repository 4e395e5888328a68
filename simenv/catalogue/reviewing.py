"""Who signed a file off."""

from __future__ import annotations

from typing import Annotated

from simenv.catalogue.document import Document
from simenv.catalogue.filling import Entry
from simenv.catalogue.values import Text, spelt_as
from simenv.errors import Problem

_DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


class Review(Entry):
    """Who signed the file off: a role, not a name, and the day."""

    role: Text
    date: Annotated[str, spelt_as(_DATE, "a day such as 2026-11-23", "write year-month-day")]


def unsigned(document: Document) -> list[Problem]:
    """A problem where a file says that it is reviewed, and by nobody."""
    if document.data.get("status") != "reviewed" or "reviewed_by" in document.data:
        return []
    remedy = "add `reviewed_by: {role: …, date: …}`, or write `status: draft`"
    expected = "a field reviewed_by beside `status: reviewed`"
    return [document.problem(("status",), expected, "reviewed, by nobody", remedy)]
