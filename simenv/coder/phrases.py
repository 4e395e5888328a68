"""Phrases that are looked for in sentences.

Each phrase (`simenv.coder.nets` says how one is written) becomes an automaton over words, whose
states are made when they are first met, and is tried only on sentences that hold the words without
which it cannot be there. So the cost of a sentence grows with its words and hardly with the number
of phrases. (The standard library's expressions try one phrase after the other, and can be made to
run for ever; one automaton for all phrases was tried, and had ever new states.)
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import repeat
from operator import getitem, or_

from simenv.coder.nets import ANY, END, Net, PhraseFault, Sets, commonness, read

__all__ = ["PhraseFault", "Phrases"]

_MOST_NEEDS = 4
"""So many of a phrase's needs are looked at before it is tried: those that are met least often."""
_MOST_WORDS = 500_000
_LONGEST = 64
"""A longer word is none that a phrase could name, and is not kept."""


class _State(dict[int, "_State"]):
    """Where each kind of word leads from here, filled as it is asked for; a hit leads nowhere."""

    __slots__ = ("at", "hit", "machine")

    def __init__(self, machine: _Machine, at: frozenset[int]) -> None:
        super().__init__()
        self.machine, self.at, self.hit = machine, at, machine.end in at

    def __missing__(self, symbol: int) -> _State:
        self[symbol] = found = self if self.hit else self.machine.after(self.at, symbol)
        return found


class _Machine:
    """The automaton of one phrase. A symbol is what a word may be in this phrase; 0 is nothing."""

    def __init__(self, phrase: str, sets: Sets) -> None:
        self.anchored = phrase.lstrip().startswith("^")
        self.net = Net()
        start = self.net.state()
        self.end, needs = read(self.net, phrase.lstrip().removeprefix("^"), sets, start)
        if not needs:
            raise PhraseFault(f"{phrase!r}: no word of it must be there")
        self.needs = sorted(needs, key=commonness)[:_MOST_NEEDS]
        first = self.net.closure([start])
        self.certain = not self.anchored and self._one_word(first)
        self.opens = frozenset(word for one in first for word, _ in self.net.words[one])
        self.anywhere = frozenset() if self.anchored else first
        self.words = frozenset(word for ways in self.net.words for word, _ in ways)
        self.symbols: list[frozenset[str]] = [frozenset(), frozenset({END})]
        self.symbol_of: dict[int, int] = {}
        self._states: dict[frozenset[int], _State] = {}
        self.first = self._state(first)

    def _one_word(self, first: frozenset[int]) -> bool:
        """Whether any one word that the phrase names is all of it, so that its need decides."""
        ways = [way for one in first for way in self.net.words[one]]
        whole = all(self.end in self.net.closure([end]) for _, end in ways)
        return whole and len(ways) == sum(map(len, self.net.words))

    def learn(self, kind: int, could: frozenset[str]) -> None:
        """Take up a kind of word that may be some of the words of this phrase."""
        own = could & self.words
        if own not in self.symbols:
            self.symbols.append(own)
        self.symbol_of[kind] = self.symbols.index(own)

    def meets(self, need: int, could: frozenset[str]) -> bool:
        """Whether a word that may be these words meets the n-th need, if there is one."""
        return need < len(self.needs) and not self.needs[need].isdisjoint(could)

    def after(self, at: frozenset[int], symbol: int) -> _State:
        """The state that a symbol leads to from a state at these states of the net."""
        could = self.symbols[symbol] | {ANY}
        moved = (end for one in at for word, end in self.net.words[one] if word in could)
        return self._state(self.net.closure(moved) | self.anywhere)

    def _state(self, at: frozenset[int]) -> _State:
        if at not in self._states:
            self._states[at] = _State(self, at)
        return self._states[at]


class _Kinds(dict[str, int]):
    """Words by what they could be in the phrases: those that could be the same are of a kind.

    Kind 0 is of words that no phrase names. Sets of phrases are kept as bits. `meets[kind]` has
    those whose needs the kind meets, the first needs in the lowest bits, the second above them and
    so on; `free` those that have no such need. `opens[kind]` may begin a sentence with it.
    """

    def __init__(self, machines: Sequence[_Machine]) -> None:
        super().__init__()
        self._machines, self.size = machines, len(machines)
        self._number: dict[frozenset[str], int] = {}
        self._named: dict[str, list[int]] = {}
        for number, machine in enumerate(machines):
            for word in machine.words - {ANY, END}:
                self._named.setdefault(word, []).append(number)
        self._begins = {word[:-1]: word for word in self._named if word.endswith("*")}
        self._ends = {word[1:]: word for word in self._named if word.startswith("*")}
        self.meets: list[int] = []
        self.opens: list[int] = []
        self.free = self._bits(range(self.size), lambda one, need: len(one.needs) <= need)
        self._open = sum(
            1 << number
            for number, one in enumerate(machines)
            if not one.anchored or ANY in one.opens
        )
        self._kind(frozenset())

    def __missing__(self, word: str) -> int:
        if len(word) > _LONGEST:
            return self._kind(frozenset())
        could = {word} & self._named.keys()
        lengths = range(1, len(word) + 1)
        could |= {self._begins[word[:n]] for n in lengths if word[:n] in self._begins}
        could |= {self._ends[word[-n:]] for n in lengths if word[-n:] in self._ends}
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = kind = self._kind(frozenset(could))
        return kind

    def _kind(self, could: frozenset[str]) -> int:
        if could not in self._number:
            self._number[could] = kind = len(self.opens)
            named = {number for word in could for number in self._named[word]}
            for number in named:
                self._machines[number].learn(kind, could)
            opening = sum(1 << number for number in named if self._machines[number].opens & could)
            self.opens.append(self._open | opening)
            self.meets.append(self._bits(named, lambda one, need: one.meets(need, could)))
        return self._number[could]

    def _bits(self, among: Iterable[int], chosen: Callable[[_Machine, int], bool]) -> int:
        return sum(
            1 << (need * self.size + number)
            for number in among
            for need in range(_MOST_NEEDS)
            if chosen(self._machines[number], need)
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many lists that all stay: to look for garbage among them takes as long again."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class Phrases:
    """Several phrases, numbered as given; `PhraseFault` if one cannot be read."""

    def __init__(self, phrases: Sequence[str], sets: Mapping[str, str]) -> None:
        known = Sets(sets)
        with _uncollected():
            self._machines = [_Machine(phrase, known) for phrase in phrases]
        self._kinds = _Kinds(self._machines)

    def kinds(self, sentence: Sequence[str]) -> list[int]:
        """The kinds of the words of a sentence, by which it is looked through."""
        return list(map(self._kinds.__getitem__, sentence))

    def likely(self, kinds: Sequence[int]) -> int:
        """The phrases that a sentence of one word or more may hold, as bits."""
        known, size = self._kinds, self._kinds.size
        met = reduce(or_, map(known.meets.__getitem__, set(kinds)), known.free)
        found = known.opens[kinds[0]] & met
        for _ in range(_MOST_NEEDS - 1):
            met >>= size
            found &= met
        return found

    def held(self, likely: int, kinds: Sequence[int]) -> list[int]:
        """Which of some phrases that a sentence is likely to hold it does hold, from the lowest.

        Here a reply spends half of its time: hence one loop, and each machine run by `reduce`.
        """
        found, machines = [], self._machines
        while likely:
            lowest = likely & -likely
            likely ^= lowest
            number = lowest.bit_length() - 1
            machine = machines[number]
            if not machine.certain:
                symbols = map(machine.symbol_of.get, kinds, repeat(0))
                state: _State = reduce(getitem, symbols, machine.first)
                if not state[1].hit:
                    continue
            found.append(number)
        return found

    def found(self, sentence: Sequence[str]) -> set[int]:
        """The numbers of the phrases that a sentence, a list of its words, holds."""
        if not sentence:
            return set()
        kinds = self.kinds(sentence)
        return set(self.held(self.likely(kinds), kinds))
