"""A told file: sections of lines for a terminal, and the same facts as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simenv.wording.layout import section, wrapped


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a page: `lines` of at most 100 columns, and under `key` the same as data."""

    key: str
    heading: str
    lines: tuple[str, ...]
    facts: Any


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A file told back. `facts` are what its head says: version, status, where it is."""

    kind: str
    name: str
    summary: str
    facts: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default_factory=tuple)

    def text(self) -> str:
        """The page in plain sentences, at most 100 columns wide."""
        lines = [f"{self.name}  ({self.kind}, version {self.facts['version']})"]
        for told in (self.summary, *self.notes):
            lines += wrapped(told)
        for part in self.sections:
            lines += section(part.heading, part.lines)
        return "\n".join(lines)

    def data(self) -> dict[str, Any]:
        """The same as maps, lists, words and numbers."""
        head = {"kind": self.kind, "name": self.name, "summary": " ".join(self.summary.split())}
        return {**head, **self.facts, **{part.key: part.facts for part in self.sections}}
