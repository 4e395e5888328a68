"""What can be wrong with a grammar as a whole: every problem of it, not only the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from simenv.errors import Problem
from simenv.speech.symbols import (
    HAND,
    HANDS,
    ROOT,
    SESSION_FILE,
    Alternative,
    Grammar,
    Symbol,
    When,
)


def problems(grammar: Grammar) -> list[Problem]:
    """Unknown and unreachable symbols, circles, sessions that hang on messages, and gaps."""
    found = [*_unknown(grammar), *_circles(grammar), *_sessions(grammar)]
    # Gaps are looked for by walking the grammar, which needs an end.
    return found or [*_unreachable(grammar), *Gaps(grammar).found()]


def _problem(
    one: Alternative | None, field: str, expected: str, found: str, remedy: str
) -> Problem:
    return Problem(
        file=one.file if one else "grammar",
        line=one.line if one else 0,
        field=field,
        expected=expected,
        found=found,
        remedy=remedy,
    )


def _unknown(grammar: Grammar) -> Iterator[Problem]:
    if ROOT not in grammar.symbols:
        yield _problem(None, ROOT, "a symbol of a whole message", "none", f"write [[{ROOT}]]")
    for symbol in grammar.symbols.values():
        for one in symbol.alternatives:
            for ref in one.refs:
                if grammar.find(ref.name) is None:
                    told = f"{{{ref.name}}}"
                    yield _problem(one, symbol.name, "a symbol that is there", told, "write it")


def _circles(grammar: Grammar) -> Iterator[Problem]:
    below = {name: _below(symbol) for name, symbol in grammar.symbols.items()}
    for name in grammar.symbols:
        reached = _reached(below, below[name])
        if name in reached:
            one = grammar.symbols[name].alternatives[0]
            yield _problem(one, name, "no way back to itself", "a circle", "break it")


def _unreachable(grammar: Grammar) -> Iterator[Problem]:
    below = {name: _below(symbol) for name, symbol in grammar.symbols.items()}
    reached = _reached(below, {ROOT})
    for name in grammar.symbols.keys() - reached:
        one = grammar.symbols[name].alternatives[0]
        yield _problem(one, name, "a symbol that some message uses", "none does", "use it")


def _below(symbol: Symbol) -> set[str]:
    return {ref.name for one in symbol.alternatives for ref in one.refs}


def _reached(below: Mapping[str, set[str]], start: set[str]) -> set[str]:
    """Every name that can be reached from some, those included."""
    found: set[str] = set()
    waiting = set(start)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= below.get(name, set()) - found
    return found


def _sessions(grammar: Grammar) -> Iterator[Problem]:
    """What is chosen for a session is plain text, and one of them says how it is typed."""
    for symbol in grammar.session:
        for one in symbol.alternatives:
            if one.parts != (one.text,):
                remedy = "name it here and word it elsewhere"
                yield _problem(one, symbol.name, "plain text", one.text, remedy)
    hand = next((one for one in grammar.session if one.name == HAND), None)
    if hand is None or not hand.texts <= set(HANDS):
        expected = "some of " + ", ".join(HANDS)
        yield _problem(None, f"{SESSION_FILE} {HAND}", expected, "others or none", "correct it")


class Gaps:
    """Messages for which a symbol that they need has no alternative.

    Walks down from the whole message with, for each field, the words that it can still have there.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._seen: set[tuple[str, bool, tuple[frozenset[str], ...]]] = set()
        self._told: dict[tuple[str, str], Problem] = {}
        self._fields = {name: self._all_fields(name) for name in grammar.symbols}

    def found(self) -> list[Problem]:
        """One problem for each symbol and first combination of words that nothing fits."""
        every = {name: frozenset(words) for name, words in self._grammar.fields.items()}
        for symbol in self._grammar.session:
            self._covered(symbol, every)
        self._walk(ROOT, every, needed=True)
        return list(self._told.values())

    def _all_fields(self, name: str) -> tuple[str, ...]:
        """The fields that a symbol or anything below it asks for."""
        below = {one: _below(symbol) for one, symbol in self._grammar.symbols.items()}
        inner = _reached(below, {name}) & self._grammar.symbols.keys()
        return tuple(sorted({f for one in inner for f in self._grammar.symbols[one].fields}))

    def _walk(self, name: str, left: When, *, needed: bool) -> None:
        symbol = self._grammar.symbols.get(name)
        if symbol is None:
            return
        state = (name, needed, tuple(left[field] for field in self._fields[name]))
        if state in self._seen:
            return
        self._seen.add(state)
        if needed:
            self._covered(symbol, left)
        for one in symbol.alternatives:
            narrowed = {field: left[field] & words for field, words in one.when.items()}
            if all(narrowed.values()):
                for ref in one.refs:
                    self._walk(ref.name, {**left, **narrowed}, needed=not ref.optional)

    def _covered(self, symbol: Symbol, left: When) -> None:
        for words in product(*(sorted(left[field]) for field in symbol.fields)):
            asked = dict(zip(symbol.fields, words, strict=True))
            if not any(fits(one, asked) for one in symbol.alternatives):
                told = ", ".join(f"{field} {word}" for field, word in asked.items())
                one = symbol.alternatives[0]
                gap = _problem(one, symbol.name, f"an alternative for {told}", "none", "add one")
                self._told.setdefault((symbol.name, told), gap)


def fits(one: Alternative, words: Mapping[str, str]) -> bool:
    """Whether an alternative may be said where the fields have these words."""
    return all(words[field] in wanted for field, wanted in one.when.items())
