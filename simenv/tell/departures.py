"""Where a persona departs from the one that it extends: number by number, with sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simenv.catalogue import ASSUMED, Document, citations

#: The sections that are compared, in the order of a file. The share and the edges stand elsewhere.
_SECTIONS = (
    "traits",
    "sensitive_to",
    "together",
    "course",
    "requests",
    "risk",
    "needs",
    "rhythm",
    "channels",
    "barriers",
)
#: Maps that make one thing, such as the hours of a day.
_WHOLE = {"hours", "weekdays"}
_Number = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Departure:
    """One number, or one spread over persons: what it is, what it was, and its source.

    `before` is empty where the parent says nothing, or where there is no parent.
    """

    section: str
    name: str
    now: str
    before: str
    source: str

    @property
    def told(self) -> str:
        """It, with what it was: `distress 0.60 [0.40, 0.80] (0.40 [0.20, 0.65])`."""
        return f"{self.name} {self.now}" + (f" ({self.before})" if self.before else "")


def departures(child: Document, parent: Document | None) -> list[Departure]:
    """What a persona says otherwise than its parent; all that it says, if it has none.

    Both are documents with everything that they extend merged in.
    """
    before = {} if parent is None else dict(_numbers(parent.data))
    cited = {".".join(map(str, at)): row for at, row in _cited(child).items()}
    return [
        Departure(
            section=at[0],
            name=".".join(at[1:]),
            now=_spelt(value),
            before=_spelt(before[at]) if at in before else "",
            source=_source(cited, at),
        )
        for at, value in _numbers(child.data)
        if at not in before or _plain(before[at]) != _plain(value)
    ]


def by_source(found: list[Departure]) -> dict[tuple[str, str], list[str]]:
    """What departs, told, by section and source, in the order of a file."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in found:
        groups[one.section, one.source].append(one.told)
    return groups


def _cited(document: Document) -> dict[tuple[str | int, ...], str]:
    """The source of every value; a file that extends nothing knows them by itself."""
    return dict(document.cited) or citations(document.data)


def _numbers(data: dict[str, Any]) -> Iterator[tuple[_Number, Any]]:
    """Every number of the compared sections, or what makes one: its place and what is said."""
    for section in _SECTIONS:
        yield from _inside((section,), data.get(section, {}))


def _inside(at: _Number, said: Any) -> Iterator[tuple[_Number, Any]]:
    if not isinstance(said, dict) or {"value", "median"} & said.keys() or at[-1] in _WHOLE:
        yield at, said
        return
    for name, inner in said.items():
        if name != "source":
            yield from _inside((*at, str(name)), inner)


def _plain(said: Any) -> Any:
    """What is said without its source, so that only numbers are compared."""
    if not isinstance(said, dict):
        return said
    return said["value"] if "value" in said else {k: v for k, v in said.items() if k != "source"}


def _spelt(said: Any) -> str:
    """A number, a word, a spread, or hours and days with their weights."""
    value = _plain(said)
    if isinstance(value, dict) and "median" in value:
        low, high = value["middle90"]
        return f"{value['median']:g} [{low:g}, {high:g}]"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_spelt(weight)}" for name, weight in value.items())
    return value if isinstance(value, str) else f"{value:g}"


def _source(cited: dict[str, str], at: _Number) -> str:
    """The source of a number, or of the first number of a spread."""
    place = ".".join(at)
    found = [row for field, row in cited.items() if field == place or field.startswith(place + ".")]
    return found[0] if found else ASSUMED
