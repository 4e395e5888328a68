"""The rules of the coder: which phrases in a sentence speak for which code.

They stand in `simenv/coder/rules/*.toml`, a file a field (or a part of one), to be read by people:
phrases as in `simenv.coder.nets`, the code that they speak for, whether clearly or faintly, and
what in the same sentence takes that back. A rule knows one sentence; what a reply as a whole is
coded as is decided in `simenv.coder.levels`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from simenv.coder.codes import FIELDS
from simenv.coder.phrases import PhraseFault, Phrases
from simenv.coder.signs import FIELD, Signs

PLACES = ("anywhere", "opening", "closing")
"""Where a sentence must stand: anywhere, among the first two or among the last two."""
_NEAR = 2
_KEYS = ("name", "field", "code", "clear", "declines", "says", "unless", "where")
LIMITED = ("rationale", "explanation")
"""Fields that only a reply has which withholds something."""


class RuleFault(ValueError):
    """A file of rules that cannot be used: says which file, which rule and why."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. `number` is its place among all rules.

    Whoever says what a rule that `declines` looks for, withholds something.
    """

    number: int
    name: str
    field: str
    code: int
    clear: bool
    declines: bool
    says: tuple[str, ...]
    unless: tuple[str, ...]
    where: str

    def stands(self, sentence: int, count: int) -> bool:
        """Whether a sentence, from 0, stands where this rule looks, of `count` sentences."""
        if self.where == "opening":
            return sentence < _NEAR
        return self.where == "anywhere" or sentence >= count - _NEAR


class Finder:
    """Some of the rules, and the phrases by which they are found."""

    def __init__(self, rules: Sequence[Rule], sets: Mapping[str, str]) -> None:
        self._rules = {rule.number: rule for rule in rules}
        says = list(dict.fromkeys(phrase for rule in rules for phrase in rule.says))
        back = list(dict.fromkeys(phrase for rule in rules for phrase in rule.unless))
        self._says = (1 << len(says)) - 1
        self._of: list[list[int]] = [[] for _ in says]
        """For each phrase the rules that it speaks for."""
        self._back: dict[int, int] = {}
        """For each rule the phrases that take it back, as bits."""
        self._anywhere = frozenset(rule.number for rule in rules if rule.where == PLACES[0])
        places = {phrase: place for place, phrase in enumerate(says)}
        takes_back = {phrase: place for place, phrase in enumerate(back, len(says))}
        for rule in rules:
            self._back[rule.number] = sum({1 << takes_back[phrase] for phrase in rule.unless})
            for phrase in dict.fromkeys(rule.says):
                self._of[places[phrase]].append(rule.number)
        self._phrases = Phrases([*says, *back], sets)

    def marks(self, sentences: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
        """(sentence, rule) for each rule that a sentence fulfils, in that order; both from 0.

        A sentence has one word or more.
        """
        phrases, says, count = self._phrases, self._says, len(sentences)
        found: list[tuple[int, int]] = []
        for number, words in enumerate(sentences):
            kinds = phrases.kinds(words)
            likely = phrases.likely(kinds)
            held = phrases.held(likely & says, kinds)
            if held:
                said = {rule for phrase in held for rule in self._of[phrase]}
                kept = (
                    rule for rule in sorted(said) if self._kept(rule, number, count, likely, kinds)
                )
                found += [(number, rule) for rule in kept]
        return found

    def _kept(
        self, rule: int, sentence: int, count: int, likely: int, kinds: Sequence[int]
    ) -> bool:
        """Whether a rule whose words are said stands here, and nothing takes it back."""
        if rule not in self._anywhere and not self._rules[rule].stands(sentence, count):
            return False
        back = likely & self._back[rule]
        return not (back and self._phrases.held(back, kinds))


class Rules:
    """All rules. Those of fields that only a reply has which withholds something come last.

    `first` finds the others, the `signs` by which the act is read too; `limits` finds the last, for
    replies that withhold something.
    """

    def __init__(self, rules: Sequence[Rule], sets: Mapping[str, str]) -> None:
        self.all = tuple(rules)
        signs = [rule for rule in self.all if rule.field not in LIMITED]
        self.signs = Signs(
            count=len(signs),
            declines=np.array([rule.declines for rule in signs], dtype=np.bool_),
            field=np.array([FIELD[rule.field] for rule in signs], dtype=np.int64),
        )
        if any(rule.field in LIMITED for rule in self.all[: len(signs)]):
            raise RuleFault(f"rules of {' and '.join(LIMITED)} come after all others")
        self.first = Finder([rule for rule in self.all if rule.field not in LIMITED], sets)
        self.limits = Finder([rule for rule in self.all if rule.field in LIMITED], sets)

    def marks(self, sentences: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
        """(sentence, rule) for each rule that a sentence fulfils, in that order."""
        return sorted([*self.first.marks(sentences), *self.limits.marks(sentences)])


@cache
def shipped() -> Rules:
    """The rules of this package. `RuleFault` if a file is wrong."""
    folder = files("simenv.coder") / "rules"
    texts = {one.name: one.read_text("utf-8") for one in folder.iterdir()}
    names = sorted(texts, key=lambda name: (name.removesuffix(".toml") in LIMITED, name))
    return read({name: texts[name] for name in names if name.endswith(".toml")})


def read(texts: Mapping[str, str]) -> Rules:
    """Rules from the texts of files by their names, in the order of the mapping."""
    said = {name: _parsed(name, text) for name, text in texts.items()}
    sets = {word: phrase for one in said.values() for word, phrase in one.get("words", {}).items()}
    rules: list[Rule] = []
    for name, one in said.items():
        rules += _rules(name, one, len(rules))
    try:
        return Rules(rules, sets)
    except PhraseFault as fault:
        raise RuleFault(str(fault)) from fault


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleFault(f"{name}: {error}") from error


def _rules(name: str, said: Mapping[str, Any], first: int) -> Iterator[Rule]:
    for number, one in enumerate(said.get("rule", ()), first):
        where = f"{name}, rule {one.get('name', number - first + 1)!r}"
        unknown = set(one) - set(_KEYS)
        field = one.get("field", said.get("field"))
        if unknown or "says" not in one or "name" not in one or field not in FIELDS:
            raise RuleFault(f"{where}: needs name, field and says, and knows no {sorted(unknown)}")
        if one.get("code", "yes") not in FIELDS[field] or one.get("where", PLACES[0]) not in PLACES:
            raise RuleFault(f"{where}: code or where is none of {FIELDS[field]}, {PLACES}")
        yield Rule(
            number=number,
            name=one["name"],
            field=field,
            code=FIELDS[field].index(one.get("code", "yes")),
            clear=one.get("clear", True),
            declines=one.get("declines", False),
            says=tuple(one["says"]),
            unless=tuple(one.get("unless", ())),
            where=one.get("where", PLACES[0]),
        )
