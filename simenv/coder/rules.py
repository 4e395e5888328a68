"""The rules of the coder: which phrases in a sentence speak for which code.

They stand in `simenv/coder/rules/*.toml`, a file a field (or a part of one), to be read by people:
phrases as in `simenv.coder.phrases`, the code that they speak for, whether clearly or faintly, and
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

from simenv.coder.codes import FIELDS
from simenv.coder.phrases import PhraseFault, Phrases

PLACES = ("anywhere", "opening", "closing")
"""Where a sentence must stand: anywhere, among the first two or among the last two."""
_NEAR = 2


class RuleFault(ValueError):
    """A file of rules that cannot be used: says which file, which rule and why."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. `number` is its place among all rules."""

    number: int
    name: str
    field: str
    code: int
    clear: bool
    says: tuple[str, ...]
    unless: tuple[str, ...]
    where: str

    def stands(self, sentence: int, count: int) -> bool:
        """Whether a sentence, from 0, stands where this rule looks, of `count` sentences."""
        if self.where == "opening":
            return sentence < _NEAR
        return self.where == "anywhere" or sentence >= count - _NEAR


class Rules:
    """All rules and the automaton that finds them."""

    def __init__(self, rules: Sequence[Rule], sets: Mapping[str, str]) -> None:
        self.all = tuple(rules)
        self._means: list[tuple[int, bool]] = []
        phrases: list[str] = []
        for rule in self.all:
            for texts, takes_back in ((rule.says, False), (rule.unless, True)):
                phrases += texts
                self._means += [(rule.number, takes_back)] * len(texts)
        self._phrases = Phrases(phrases, sets)
        self._whole = [rule.where == "anywhere" for rule in self.all]

    def marks(self, sentences: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
        """(sentence, rule) for each rule that a sentence fulfils, in that order; both from 0."""
        found = self._phrases.found
        return [
            (number, rule)
            for number, words in enumerate(sentences)
            if (hits := found(words))
            for rule in self._fulfilled(hits, number, len(sentences))
        ]

    def _fulfilled(self, hits: set[int], sentence: int, count: int) -> list[int]:
        said: set[int] = set()
        back: set[int] = set()
        for hit in hits:
            rule, takes_back = self._means[hit]
            (back if takes_back else said).add(rule)
        return [
            rule
            for rule in sorted(said - back)
            if self._whole[rule] or self.all[rule].stands(sentence, count)
        ]


@cache
def shipped() -> Rules:
    """The rules of this package. `RuleFault` if a file is wrong."""
    folder = files("simenv.coder") / "rules"
    texts = {one.name: one.read_text("utf-8") for one in folder.iterdir()}
    return read({name: texts[name] for name in sorted(texts) if name.endswith(".toml")})


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
        unknown = set(one) - {"name", "field", "code", "clear", "says", "unless", "where"}
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
            says=tuple(one["says"]),
            unless=tuple(one.get("unless", ())),
            where=one.get("where", PLACES[0]),
        )
