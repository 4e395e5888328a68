"""Words from facts and keys: each place of the grammar races its alternatives by keys of its own.

The key of a place is made of the message's luck and of the names of the symbols on the way to it;
the key of an alternative of its text. The greatest mix of the two is said. So an alternative that
is added can only win where it is itself said, and moves no other place: the same device by which
the world draws a move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simenv.draws import name_key
from simenv.speech.checking import fits
from simenv.speech.facts import Facts
from simenv.speech.hands import typed
from simenv.speech.symbols import HAND, ROOT, Grammar, Symbol
from simenv.speech.templates import Choice, Parts, Ref, replica_key

_FULL = 2**64 - 1
_MULTIPLY_1 = 0xBF58476D1CE4E5B9
_MULTIPLY_2 = 0x94D049BB133111EB

Options = Sequence[tuple[int, Parts]]
"""(key, parts) of each alternative that may be said."""


def mixed(bits: int) -> int:
    """`draws.mix` of one word, without the cost of an array."""
    bits = ((bits ^ bits >> 30) * _MULTIPLY_1) & _FULL
    bits = ((bits ^ bits >> 27) * _MULTIPLY_2) & _FULL
    return bits ^ bits >> 31


def won(place: int, options: Options) -> Parts:
    """The parts of the option that wins at a place; there is one or more.

    Both keys are well mixed already, so that one multiplication more gives each its share.
    """
    best, said = -1, options[0][1]
    if len(options) == 1:
        return said
    for key, parts in options:
        bits = ((place ^ key) * _MULTIPLY_1) & _FULL
        if bits > best:
            best, said = bits, parts
    return said


@dataclass(frozen=True, kw_only=True)
class Known:
    """A symbol, and which alternatives fit each combination of the words that it asks for.

    `places` are those of its fields among the facts; `key` is of its name.
    """

    symbol: Symbol
    key: int
    places: tuple[int, ...]
    options: dict[Facts, Options] = field(default_factory=dict)

    def fitting(self, facts: Facts) -> Options:
        """What may be said under these facts; empty if nothing fits."""
        asked = tuple([facts[place] for place in self.places])
        found = self.options.get(asked)
        if found is None:
            found = self.options[asked] = self._fitting(asked)
        return found

    def _fitting(self, asked: Facts) -> Options:
        words = dict(zip(self.symbol.fields, asked, strict=True))
        return [
            (replica_key(one.text, replica), one.parts)
            for one in self.symbol.alternatives
            if fits(one, words)
            for replica in range(1, one.weight + 1)
        ]


@dataclass(frozen=True, kw_only=True)
class _Saying:
    """One message while it is worded: what holds, its session's key, and what is said so far."""

    facts: Facts
    thread: int
    out: list[str]


class Worder:
    """Words messages by one grammar. It remembers nothing of a message, only of the grammar."""

    def __init__(self, grammar: Grammar) -> None:
        asked = {name for one in grammar.every for name in one.fields} | {HAND}
        self.settling = [one for one in grammar.session if one.name in asked]
        names = (*grammar.facts, *(one.name for one in self.settling))
        self._at = {name: place for place, name in enumerate(names)}
        self._session = {one.name: self._known(one, "session/") for one in grammar.session}
        self._of = {name: self._known(one) for name, one in grammar.symbols.items()}

    def _known(self, symbol: Symbol, family: str = "") -> Known:
        places = tuple(self._at[name] for name in symbol.fields)
        return Known(symbol=symbol, key=name_key(family + symbol.name), places=places)

    def message(self, facts: Facts, luck: int, thread: int) -> str:
        """The words of one message, as its hand types them. `luck` and `thread` have 64 bits."""
        facts = self.settled(facts, thread)
        saying = _Saying(facts=facts, thread=thread, out=[])
        self._say(self._of[ROOT], mixed(luck ^ self._of[ROOT].key), saying)
        return typed("".join(saying.out), facts[self._at[HAND]])

    def settled(self, facts: Facts, thread: int) -> Facts:
        """The facts of a message, then what the session has chosen that `when` may ask for."""
        for symbol in self.settling:
            facts = (*facts, self.chosen(symbol.name, facts, thread))
        return facts

    def chosen(self, name: str, facts: Facts, thread: int) -> str:
        """What the session says for a symbol of its own."""
        known = self._session[name]
        return str(won(mixed(thread ^ known.key), known.fitting(facts))[0])

    def is_settled(self, name: str) -> bool:
        """Whether a symbol is among the settled facts, or a fact itself."""
        return name in self._at

    def options(self, name: str, facts: Facts) -> Options:
        """What a symbol, of messages or of the session, may say under these settled facts."""
        return (self._of.get(name) or self._session[name]).fitting(facts)

    def _say(self, known: Known, place: int, saying: _Saying) -> None:
        options = known.fitting(saying.facts)
        if options:
            self._parts(won(place, options), place, saying)

    def _parts(self, parts: Parts, place: int, saying: _Saying) -> None:
        for part in parts:
            if isinstance(part, str):
                saying.out.append(part)
            elif isinstance(part, Choice):
                self._parts(won(mixed(place ^ part.key), part.options), place, saying)
            else:
                self._ref(part, place, saying)

    def _ref(self, ref: Ref, place: int, saying: _Saying) -> None:
        known = self._of.get(ref.name)
        if known is not None:
            self._say(known, mixed(place ^ ref.key), saying)
        elif ref.name in self._at:
            saying.out.append(saying.facts[self._at[ref.name]])
        else:
            saying.out.append(self.chosen(ref.name, saying.facts, saying.thread))
