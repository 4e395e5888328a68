"""Where a number comes from: an evidence row or `assumed`, said with it or beside it.

`{value: 0.4, source: C20}` may stand where a number may, and a mapping of numbers may say `source:`
for all of them. Models hold the numbers; `citations` reads off a file where each came from. A row
that gives a number's direction and not its size is cited as `C20; size assumed`.
"""

from __future__ import annotations

import re
from typing import Any

from simenv.catalogue.document import Field, told_value
from simenv.catalogue.filling import wrong
from simenv.catalogue.scales import LEVELS

ASSUMED = "assumed"
#: What follows a row that says in which direction a number lies and not how far.
SIZE_ASSUMED = "; size assumed"
SOURCE = rf"^(assumed|[A-D]\d{{1,2}}[a-z]?({SIZE_ASSUMED})?)$"
SOURCE_RULE = "assumed, or an evidence row such as C20, or `C20; size assumed`"
SOURCE_REMEDY = "name the row, or write assumed"


def value_of(said: object) -> object:
    """What is said, without the source that may stand with it; for validators."""
    if not isinstance(said, dict):
        return said
    if not {"value"} <= said.keys() <= {"value", "source"}:
        raise wrong("a number, or {value: number, source: row}", "write one of the two")
    _check(said)
    return said["value"]


def without_source(said: object) -> object:
    """A mapping of numbers without the source that may stand beside them; for validators."""
    if not isinstance(said, dict) or "source" not in said:
        return said
    _check(said)
    return {key: value for key, value in said.items() if key != "source"}


def _check(said: dict[str, Any]) -> None:
    source = said.get("source", ASSUMED)
    if not isinstance(source, str) or not re.fullmatch(SOURCE, source):
        raise wrong(f"as source {SOURCE_RULE}", SOURCE_REMEDY, told_value(source))


def is_number(said: object) -> bool:
    """Whether this is a number, a word that stands for one, a list of them, or one with source."""
    if isinstance(said, dict):
        return "value" in said
    if isinstance(said, list):
        return any(is_number(item) for item in said)
    return said in LEVELS if isinstance(said, str) else isinstance(said, int | float)


def citations(said: object, at: Field = (), source: str = ASSUMED) -> dict[Field, str]:
    """The source of every value of one file: its own, else the nearest one beside or around it.

    A value is what is no mapping, a list of plain values, or `{value, source}`.
    """
    inner: list[tuple[str | int, object]] = []
    if isinstance(said, dict):
        source = str(said.get("source", source))
        inner = [(key, value) for key, value in said.items() if key != "source"]
    elif isinstance(said, list) and any(isinstance(item, dict) for item in said):
        inner = list(enumerate(said))
    if not inner or (isinstance(said, dict) and "value" in said):
        return {at: source}
    found = [citations(value, (*at, part), source) for part, value in inner]
    return {place: row for each in found for place, row in each.items()}
