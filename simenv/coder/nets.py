"""Phrases as nets of words: how a phrase is written, and which words a sentence must hold for it.

A phrase is written as it would be said: `are you .. safe`. Words stand for themselves;
`suicid*` and `*.org` leave the end or the beginning open; `(call|text)` is one of several, each of
one word or more; `[please]` may be missing; `..` is up to three words of any kind, `...` any number
of them; `<name>` is a named set of phrases; `^` is the beginning of the sentence and `$` its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from simenv.coder.text import COMMON

_SIGN = re.compile(r"\.\.\.|\.\.|<[a-z][a-z0-9-]*>|[()\[\]|^$]|[^\s()\[\]|^$<>]+")
#: Stand in a net for any word, and for the end of a sentence.
ANY, END = "\x00any", "\x00end"
_GAP = 3
_OFTEN = 50
"""A common word is met so much oftener than another (assumed; it changes the pace only)."""


class PhraseFault(ValueError):
    """A phrase that cannot be read; says which and why."""


Needs = tuple[frozenset[str], ...]
"""Sets of words; a sentence must hold a word of each, or it cannot hold the phrase."""


@dataclass
class Net:
    """States of one phrase: where a word leads, and where one may go without a word."""

    words: list[list[tuple[str, int]]] = field(default_factory=list)
    free: list[list[int]] = field(default_factory=list)

    def state(self) -> int:
        """A new state."""
        self.words.append([])
        self.free.append([])
        return len(self.words) - 1

    def join(self, at: int, other: Net) -> int:
        """Put another net behind a state, from its own first state on; what its first becomes."""
        first = len(self.words)
        for ways, free in zip(other.words, other.free, strict=True):
            self.words.append([(word, end + first) for word, end in ways])
            self.free.append([end + first for end in free])
        self.free[at].append(first)
        return first

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        """All states that are reached from these without a word, those included."""
        reached, left = set(), list(states)
        while left:
            state = left.pop()
            if state not in reached:
                reached.add(state)
                left.extend(self.free[state])
        return frozenset(reached)


@cache
def commonness(words: frozenset[str]) -> int:
    """About how often one of these words is met."""
    return sum(_OFTEN if word in COMMON else 1 for word in words)


def _any_of(several: Sequence[Needs]) -> Needs:
    """What is needed where one of several phrases must be there.

    Of each its rarest need, together; then of each the next, as long as every one has another.
    """
    ordered = [sorted(needs, key=commonness) for needs in several]
    return tuple(frozenset().union(*rank) for rank in zip(*ordered, strict=False))


class _Reader:
    """Reads one phrase into a net. Each method goes from a state to the state it ends in."""

    def __init__(self, net: Net, phrase: str, sets: Sets) -> None:
        self.net, self.phrase, self.sets = net, phrase, sets
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
            return self.word(at, END), ()
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
            self.net.words[loop].append((ANY, loop))
            return loop
        end = self.net.state()
        for _ in range(_GAP):
            self.net.free[at].append(end)
            at = self.word(at, ANY)
        self.net.free[at].append(end)
        return end

    def named(self, at: int, name: str) -> tuple[int, Needs]:
        piece = self.sets.piece(name)
        if piece is None:
            raise PhraseFault(f"{self.phrase!r}: no set of phrases is called {name!r}")
        return self.net.join(at, piece.net) + piece.end, piece.needs

    def word(self, at: int, word: str) -> int:
        if word.count("*") > 1 or "*" in word[1:-1] or word == "*":
            raise PhraseFault(f"{self.phrase!r}: * may stand at one end of a word only")
        end = self.net.state()
        self.net.words[at].append((word, end))
        return end


@dataclass(frozen=True)
class Piece:
    """A set of phrases as a net from its first state to `end`, and what a sentence must hold."""

    net: Net
    end: int
    needs: Needs


class Sets:
    """Named sets of phrases, each read once and copied to where it is named."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said
        self._read: dict[str, Piece | None] = {}

    def piece(self, name: str) -> Piece | None:
        """The set of a name; None if there is none, or if it names itself."""
        if name not in self._read and name in self._said:
            self._read[name] = None  # while it is read
            net = Net()
            end, needs = read(net, self._said[name], self, net.state())
            self._read[name] = Piece(net, end, needs)
        return self._read.get(name)


def read(net: Net, phrase: str, sets: Sets, start: int) -> tuple[int, Needs]:
    """Put a phrase into a net behind a state: the state that it ends in, and what it needs.

    `PhraseFault` if it cannot be read.
    """
    return _Reader(net, phrase, sets).whole(start)
