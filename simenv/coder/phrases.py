"""Phrases that are looked for in sentences.

A phrase is written as it would be said: `are you .. safe`. Words stand for themselves;
`suicid*` and `*.org` leave the end or the beginning open; `(call|text)` is one of several, each of
one word or more; `[please]` may be missing; `..` is up to three words of any kind, `...` any number
of them; `<name>` is a named set of phrases; `^` is the beginning of the sentence and `$` its end.

Each phrase becomes an automaton over words, whose states are made when they are first met, and is
tried only on sentences that hold the words without which it cannot be there. So the cost of a
sentence grows with its words and hardly with the number of phrases. (The standard library's
expressions try one phrase after the other, and can be made to run for ever; one automaton for all
phrases was tried, and had ever new states.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import repeat
from operator import getitem, or_

from simenv.coder.text import COMMON

_SIGN = re.compile(r"\.\.\.|\.\.|<[a-z][a-z0-9-]*>|[()\[\]|^$]|[^\s()\[\]|^$<>]+")
_ANY = "\x00any"
_END = "\x00end"
_GAP = 3
_MOST_WORDS = 500_000
_LONGEST = 64
"""A longer word is none that a phrase could name, and is not kept."""
_OFTEN = 50
"""A common word is met so much oftener than another (assumed; it changes the pace only)."""


class PhraseFault(ValueError):
    """A phrase that cannot be read; says which and why."""


Needs = tuple[frozenset[str], ...]
"""Sets of words; a sentence must hold a word of each, or it cannot hold the phrase."""
_MOST_NEEDS = 4
"""So many of a phrase's needs are looked at before it is tried: those that are met least often."""


@dataclass
class _Net:
    """States of one phrase: where a word leads, and where one may go without a word."""

    words: list[list[tuple[str, int]]] = field(default_factory=list)
    free: list[list[int]] = field(default_factory=list)

    def state(self) -> int:
        self.words.append([])
        self.free.append([])
        return len(self.words) - 1

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        reached, left = set(), list(states)
        while left:
            state = left.pop()
            if state not in reached:
                reached.add(state)
                left.extend(self.free[state])
        return frozenset(reached)


def _commonness(words: frozenset[str]) -> int:
    """About how often one of these words is met."""
    return sum(_OFTEN if word in COMMON else 1 for word in words)


def _any_of(several: Sequence[Needs]) -> Needs:
    """What is needed where one of several phrases must be there.

    Of each its rarest need, together; then of each the next, as long as every one has another.
    """
    ordered = [sorted(needs, key=_commonness) for needs in several]
    return tuple(frozenset().union(*rank) for rank in zip(*ordered, strict=False))


class _Reader:
    """Reads one phrase into a net. Each method goes from a state to the state it ends in."""

    def __init__(self, net: _Net, phrase: str, sets: Mapping[str, str], within: str = "") -> None:
        self.net, self.phrase, self.sets, self.within = net, phrase, sets, within
        self.left = _SIGN.findall(phrase)[::-1]

    def whole(self, start: int) -> tuple[int, Needs]:
        end, needs = self.choice(start)
        if self.left:
            raise PhraseFault(f"{self.phrase!r}: a bracket is closed that was not opened")
        return end, needs

    def choice(self, start: int) -> tuple[int, Needs]:
        end, several = self.net.state(), []
        while True:
            at, needs = self.sequence(start)
            self.net.free[at].append(end)
            several.append(needs)
            if not self.left or self.left[-1] != "|":
                break
            self.left.pop()
        return end, _any_of(several)

    def sequence(self, start: int) -> tuple[int, Needs]:
        at: int = start
        needs: Needs = ()
        while self.left and self.left[-1] not in {"|", ")", "]"}:
            at, more = self.item(at, self.left.pop())
            needs += more
        if at == start:
            raise PhraseFault(f"{self.phrase!r}: there is nothing between two signs")
        return at, needs

    def item(self, at: int, sign: str) -> tuple[int, Needs]:
        if sign in {"(", "["}:
            return self.bracket(at, sign)
        if sign in {"..", "..."}:
            return self.gap(at, sign), ()
        if sign.startswith("<") and len(sign) > 1:
            return self.named(at, sign[1:-1])
        if sign == "$":
            return self.word(at, _END), ()
        return self.word(at, sign), (frozenset({sign}),)

    def bracket(self, at: int, opened: str) -> tuple[int, Needs]:
        end, needs = self.choice(at)
        closing = ")" if opened == "(" else "]"
        if not self.left or self.left.pop() != closing:
            raise PhraseFault(f"{self.phrase!r}: {closing} is missing")
        if opened == "[":
            self.net.free[at].append(end)
        return end, needs if opened == "(" else ()

    def gap(self, at: int, sign: str) -> int:
        if sign == "...":
            loop = self.net.state()
            self.net.free[at].append(loop)
            self.net.words[loop].append((_ANY, loop))
            return loop
        end = self.net.state()
        for _ in range(_GAP):
            self.net.free[at].append(end)
            at = self.word(at, _ANY)
        self.net.free[at].append(end)
        return end

    def named(self, at: int, name: str) -> tuple[int, Needs]:
        if name not in self.sets or name == self.within:
            raise PhraseFault(f"{self.phrase!r}: no set of phrases is called {name!r}")
        return _Reader(self.net, self.sets[name], self.sets, name).whole(at)

    def word(self, at: int, word: str) -> int:
        if word.count("*") > 1 or "*" in word[1:-1] or word == "*":
            raise PhraseFault(f"{self.phrase!r}: * may stand at one end of a word only")
        end = self.net.state()
        self.net.words[at].append((word, end))
        return end


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

    def __init__(self, phrase: str, sets: Mapping[str, str]) -> None:
        self.anchored = phrase.lstrip().startswith("^")
        self.net = _Net()
        start = self.net.state()
        self.end, needs = _Reader(self.net, phrase.lstrip().removeprefix("^"), sets).whole(start)
        if not needs:
            raise PhraseFault(f"{phrase!r}: no word of it must be there")
        self.needs = sorted(needs, key=_commonness)[:_MOST_NEEDS]
        first = self.net.closure([start])
        self.certain = not self.anchored and self._one_word(first)
        self.opens = frozenset(word for one in first for word, _ in self.net.words[one])
        self.anywhere = frozenset() if self.anchored else first
        self.words = frozenset(word for ways in self.net.words for word, _ in ways)
        self.symbols: list[frozenset[str]] = [frozenset(), frozenset({_END})]
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
        could = self.symbols[symbol] | {_ANY}
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
            for word in machine.words - {_ANY, _END}:
                self._named.setdefault(word, []).append(number)
        self._begins = {word[:-1]: word for word in self._named if word.endswith("*")}
        self._ends = {word[1:]: word for word in self._named if word.startswith("*")}
        self.meets: list[int] = []
        self.opens: list[int] = []
        self.free = self._bits(range(self.size), lambda one, need: len(one.needs) <= need)
        self._open = sum(
            1 << number
            for number, one in enumerate(machines)
            if not one.anchored or _ANY in one.opens
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


class Phrases:
    """Several phrases, numbered as given; `PhraseFault` if one cannot be read."""

    def __init__(self, phrases: Sequence[str], sets: Mapping[str, str]) -> None:
        self._machines = [_Machine(phrase, sets) for phrase in phrases]
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
