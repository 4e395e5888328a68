"""One alternative of the grammar as its parts: `I (just|really) need {what}`.

`{name}` is another symbol, `{name?}` one that may be nothing, `(a|b|)` a choice on the spot, whose
options may be empty and may hold symbols and choices again. All else is text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from simenv.draws import name_key

_SPECIAL = "{}()|"


class TemplateFault(ValueError):
    """An alternative that cannot be read: says why."""


@dataclass(frozen=True, kw_only=True)
class Ref:
    """A place for another symbol; `key` separates it from all other places of its alternative."""

    name: str
    key: int
    optional: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A choice on the spot. `options` are (key, parts): a key is of the option's own text."""

    key: int
    options: tuple[tuple[int, Parts], ...]


Part = str | Ref | Choice
Parts = tuple[Part, ...]


@dataclass(kw_only=True)
class _Reader:
    """Reads one text from left to right."""

    text: str
    at: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    def parts(self, ends: str) -> Parts:
        found: list[Part] = []
        while self.at < len(self.text) and self.text[self.at] not in ends:
            found.append(self._part())
        return tuple(found)

    def _part(self) -> Part:
        match self.text[self.at]:
            case "{":
                return self._ref()
            case "(":
                return self._choice()
            case "}" | ")" | "|" as mark:
                raise TemplateFault(f"a `{mark}` that nothing opened")
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in _SPECIAL:
            self.at += 1
        return self.text[start : self.at]

    def _ref(self) -> Ref:
        end = self.text.find("}", self.at)
        if end < 0:
            raise TemplateFault("a `{` that nothing closes")
        told, self.at = self.text[self.at + 1 : end], end + 1
        name = told.removesuffix("?")
        return Ref(name=name, key=self._place(name), optional=told != name)

    def _choice(self) -> Choice:
        key = self._place("()")
        options: list[tuple[int, Parts]] = []
        replicas: dict[str, int] = {}
        while self.at < len(self.text) and self.text[self.at] != ")":
            self.at += 1
            start = self.at
            parts = self.parts("|)")
            own = self.text[start : self.at]
            replicas[own] = replicas.get(own, 0) + 1
            options.append((replica_key(own, replicas[own]), parts))
        if self.at >= len(self.text):
            raise TemplateFault("a `(` that nothing closes")
        self.at += 1
        return Choice(key=key, options=tuple(options))

    def _place(self, name: str) -> int:
        """The key of the next place of that name: places are told apart by name and count."""
        self.seen[name] = self.seen.get(name, 0) + 1
        return name_key(f"{name}#{self.seen[name]}")


def replica_key(text: str, replica: int) -> int:
    """The key of an alternative; one that weighs three times as much races with three keys."""
    return name_key(f"{text}\n{replica}")


def parsed(text: str) -> Parts:
    """The parts of an alternative. `TemplateFault` if a bracket has no partner."""
    return _Reader(text=text).parts("")


def refs(parts: Sequence[Part]) -> Iterator[Ref]:
    """Every place for a symbol, those inside choices included, in the order of the text."""
    for part in parts:
        if isinstance(part, Ref):
            yield part
        elif isinstance(part, Choice):
            for _, inner in part.options:
                yield from refs(inner)
