"""A grammar as symbols with alternatives; how it is read from files stands in `reading`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from simenv.speech.facts import FIELDS
from simenv.speech.templates import Parts, Ref, refs

#: The symbol of a whole message.
ROOT: Final = "message"
#: The file of what is chosen once for a session, from its top to its end.
SESSION_FILE: Final = "session.toml"
#: The symbol of the session that says how its messages are typed, and what it may say.
HAND: Final = "hand"
HANDS: Final = ("careful", "bare", "lower", "quick")

When = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One way to say a symbol. `when` is what must hold for it: a set of words for each field."""

    text: str
    parts: Parts
    weight: int
    when: When
    file: str
    line: int

    @cached_property
    def refs(self) -> tuple[Ref, ...]:
        """The places for other symbols."""
        return tuple(refs(self.parts))


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """A symbol and all its alternatives, in the order of the files."""

    name: str
    alternatives: tuple[Alternative, ...]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields that some alternative asks for, in a fixed order."""
        return tuple(sorted({field for one in self.alternatives for field in one.when}))

    @property
    def texts(self) -> frozenset[str]:
        """What it may say, word by word as in the file."""
        return frozenset(one.text for one in self.alternatives)


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """All symbols by name; `session` are those that are chosen once a session, in order."""

    symbols: Mapping[str, Symbol]
    session: tuple[Symbol, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of a message that `when` may ask for."""
        return tuple(FIELDS)

    @property
    def every(self) -> tuple[Symbol, ...]:
        """All symbols: those of the session, then those of messages."""
        return (*self.session, *self.symbols.values())

    @cached_property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """Everything that `when` may ask for: facts of the message, then choices of the session."""
        chosen = {one.name: tuple(sorted(one.texts)) for one in self.session}
        return FIELDS | chosen

    def find(self, name: str) -> Symbol | None:
        """The symbol of that name, of a message or of the session; None if there is none."""
        return next((one for one in self.every if one.name == name), None)
