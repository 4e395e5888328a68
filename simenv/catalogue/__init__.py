"""The files that people write: found, read, extended, checked; every problem in one report.

>>> from simenv.catalogue import Catalogue, fill
>>> document = Catalogue().read("personas", "wait-listed")   # doctest: +SKIP
>>> document.data["summary"], document.place(("summary",))   # doctest: +SKIP
"""

from simenv.catalogue.document import (
    Document,
    Field,
    instead,
    nearest,
    one_of,
    shown,
    spelt,
    told_value,
)
from simenv.catalogue.filling import Entry, fill, wrong
from simenv.catalogue.finding import KINDS, NAMED_BY, Catalogue, is_path, kind_of
from simenv.catalogue.reading import read_yaml
from simenv.catalogue.scales import LEVELS, Level, levels, scales_page
from simenv.catalogue.sourcing import ASSUMED, citations

__all__ = [
    "ASSUMED",
    "KINDS",
    "LEVELS",
    "NAMED_BY",
    "Catalogue",
    "Document",
    "Entry",
    "Field",
    "Level",
    "citations",
    "fill",
    "instead",
    "is_path",
    "kind_of",
    "levels",
    "nearest",
    "one_of",
    "read_yaml",
    "scales_page",
    "shown",
    "spelt",
    "told_value",
    "wrong",
]
