"""Phrases that are looked for in sentences, all of them in one pass over the words.

A phrase is written as it would be said: `are you .. safe`. Words stand for themselves;
`suicid*` and `*.org` leave the end or the beginning open; `(call|text)` is one of several, each of
one word or more; `[please]` may be missing; `..` is up to three words of any kind, `...` any number
of them; `<name>` is a named set of phrases; `^` is the beginning of the sentence and `$` its end.

All phrases become one automaton over words, whose states are made when they are first met, so that
the cost of a word does not grow with the number of phrases. (The standard library's expressions
try one phrase after the other, and can be made to run for ever.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_SIGN = re.compile(r"\.\.\.|\.\.|<[a-z][a-z0-9-]*>|[()\[\]|^$]|[^\s()\[\]|^$<>]+")
_ANY = "\x00any"
_GAP = 3
_MOST_STATES = 50_000
_MOST_WORDS = 500_000
_END = "\x00end"


class PhraseFault(ValueError):
    """A phrase that cannot be read; says which and why."""


@dataclass
class _Net:
    """States of all phrases: where a word leads, and where one may go without a word."""

    words: list[list[tuple[str, int]]] = field(default_factory=list)
    free: list[list[int]] = field(default_factory=list)
    hits: dict[int, int] = field(default_factory=dict)

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


class _Reader:
    """Reads one phrase into the net. Each method goes from a state to the state it ends in."""

    def __init__(self, net: _Net, phrase: str, sets: Mapping[str, str], within: str = "") -> None:
        self.net, self.phrase, self.sets, self.within = net, phrase, sets, within
        self.left = _SIGN.findall(phrase)[::-1]

    def whole(self, start: int) -> int:
        end = self.choice(start)
        if self.left:
            raise PhraseFault(f"{self.phrase!r}: a bracket is closed that was not opened")
        return end

    def choice(self, start: int) -> int:
        end = self.net.state()
        while True:
            self.net.free[self.sequence(start)].append(end)
            if not self.left or self.left[-1] != "|":
                return end
            self.left.pop()

    def sequence(self, start: int) -> int:
        at = start
        while self.left and self.left[-1] not in {"|", ")", "]"}:
            at = self.item(at, self.left.pop())
        if at == start:
            raise PhraseFault(f"{self.phrase!r}: there is nothing between two signs")
        return at

    def item(self, at: int, sign: str) -> int:
        if sign in {"(", "["}:
            return self.bracket(at, sign)
        if sign in {"..", "..."}:
            return self.gap(at, sign)
        if sign.startswith("<") and len(sign) > 1:
            return self.named(at, sign[1:-1])
        return self.word(at, _END if sign == "$" else sign)

    def bracket(self, at: int, opened: str) -> int:
        end = self.choice(at)
        closing = ")" if opened == "(" else "]"
        if not self.left or self.left.pop() != closing:
            raise PhraseFault(f"{self.phrase!r}: {closing} is missing")
        if opened == "[":
            self.net.free[at].append(end)
        return end

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

    def named(self, at: int, name: str) -> int:
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
    """Where each kind of word leads from here, filled as it is asked for, and what is found."""

    __slots__ = ("at", "hits", "machine")

    def __init__(self, machine: Phrases, at: frozenset[int], hits: tuple[int, ...]) -> None:
        super().__init__()
        self.machine, self.at, self.hits = machine, at, hits

    def __missing__(self, kind: int) -> _State:
        self[kind] = found = self.machine._after(self.at, kind)
        return found


class _Kinds(dict[str, int]):
    """Words by what they could be in the phrases: those that could be the same are of a kind."""

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__()
        self.sets: list[frozenset[str]] = []
        self._number: dict[frozenset[str], int] = {}
        self._named = named = set(known) - {_ANY}
        self._whole = {word for word in named if "*" not in word}
        self._begins = {word[:-1]: word for word in named if word.endswith("*")}
        self._ends = {word[1:]: word for word in named if word.startswith("*")}

    def __missing__(self, word: str) -> int:
        could = {word} & self._whole
        could |= {
            self._begins[part] for n in range(len(word)) if (part := word[: n + 1]) in self._begins
        }
        could |= {self._ends[part] for n in range(len(word)) if (part := word[n:]) in self._ends}
        if len(self) >= _MOST_WORDS:
            self.clear()
        key = frozenset(could)
        if key not in self._number:
            self._number[key] = len(self.sets)
            self.sets.append(key)
        self[word] = number = self._number[key]
        return number


class Phrases:
    """Several phrases, numbered as given; `PhraseFault` if one cannot be read."""

    def __init__(self, phrases: Sequence[str], sets: Mapping[str, str]) -> None:
        self._net = _Net()
        starts, anywhere = [], []
        for number, phrase in enumerate(phrases):
            anchored = phrase.lstrip().startswith("^")
            start = self._net.state()
            end = _Reader(self._net, phrase.lstrip().removeprefix("^"), sets).whole(start)
            self._net.hits[end] = number
            starts.append(start)
            if not anchored:
                anywhere.append(start)
        self._anywhere = self._net.closure(anywhere)
        self._kinds = _Kinds(word for ways in self._net.words for word, _ in ways)
        self._states: dict[frozenset[int], _State] = {}
        self._first = self._state(self._net.closure(starts))
        self._end = self._kinds[_END]

    def found(self, sentence: Sequence[str]) -> set[int]:
        """The numbers of the phrases that a sentence, a list of its words, holds."""
        hits: set[int] = set()
        state = self._first
        for kind in map(self._kinds.__getitem__, sentence):
            state = state[kind]
            if state.hits:
                hits.update(state.hits)
        hits.update(state[self._end].hits)
        return hits

    def _state(self, at: frozenset[int]) -> _State:
        """The state of the automaton at these states of the net, made if it is not there."""
        if at not in self._states:
            if len(self._states) >= _MOST_STATES:
                self._forget()
            ends = sorted(self._net.hits[one] for one in at if one in self._net.hits)
            self._states[at] = _State(self, at, tuple(ends))
        return self._states[at]

    def _forget(self) -> None:
        """Let go of all states but the first, so that no reply can fill the memory."""
        self._states = {self._first.at: self._first}
        self._first.clear()

    def _after(self, at: frozenset[int], kind: int) -> _State:
        could = self._kinds.sets[kind] | {_ANY}
        moved = (end for one in at for word, end in self._net.words[one] if word in could)
        return self._state(self._net.closure(moved) | self._anywhere)
