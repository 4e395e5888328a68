"""The grammar from its files: every problem of all of them at once, with file and line.

A file is a list of blocks. A block names a symbol and gives some of its alternatives:

    [[risk]]
    when = {risk = "passive", subject = "self"}   # optional: each field must have one of its words
    weight = 2                                    # optional: a whole number from 1 to 9
    say = ["I don't (really|) see the point of being here"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from simenv.errors import BadInput, Problem
from simenv.speech.checking import problems
from simenv.speech.facts import ALIASES, FIELDS
from simenv.speech.symbols import SESSION_FILE, Alternative, Grammar, Symbol
from simenv.speech.templates import TemplateFault, parsed

_KEYS = {"say", "when", "weight"}


@cache
def shipped_texts() -> dict[str, str]:
    """The files of the grammar of this package: text by name."""
    folder = files("simenv.speech") / "grammar"
    texts = {one.name: one.read_text("utf-8") for one in folder.iterdir()}
    return {name: texts[name] for name in sorted(texts) if name.endswith(".toml")}


@cache
def shipped() -> Grammar:
    """The grammar of this package. `BadInput` if a file is wrong."""
    return read(shipped_texts())


def read(texts: Mapping[str, str]) -> Grammar:
    """A grammar from the texts of files by their names; `BadInput` with every problem of all."""
    reader = _Reader(texts=texts)
    ordered = sorted(texts, key=lambda name: (name != SESSION_FILE, name))
    for name in ordered:
        reader.take(name)
    grammar = reader.grammar()
    # A graph with holes says too much about too little: shapes first, then what hangs on them.
    found = reader.problems or problems(grammar)
    if found:
        raise BadInput(found)
    return grammar


@dataclass(kw_only=True)
class _Reader:
    """Collects alternatives and problems over all files."""

    texts: Mapping[str, str]
    found: dict[str, list[Alternative]] = field(default_factory=dict)
    session: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: Where the block that is read begins.
    line: int = 0

    def grammar(self) -> Grammar:
        symbols = {
            name: Symbol(name=name, alternatives=tuple(all_)) for name, all_ in self.found.items()
        }
        return Grammar(
            symbols={name: one for name, one in symbols.items() if name not in self.session},
            session=tuple(symbols[name] for name in self.session),
        )

    def take(self, file: str) -> None:
        self.line = 0
        try:
            said = tomllib.loads(self.texts[file])
        except tomllib.TOMLDecodeError as error:
            self._wrong(file, "", "file", "TOML", str(error), "correct it")
            return
        for name, blocks in said.items():
            if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
                self._wrong(file, name, name, "blocks [[name]]", "something else", "write [[...]]")
                continue
            for number, block in enumerate(blocks):
                self.line = self._header(file, name, number)
                self._block(file, name, block)
            if file == SESSION_FILE:
                self.session.append(name)

    def _block(self, file: str, name: str, block: Mapping[str, Any]) -> None:
        for key in sorted(set(block) - _KEYS):
            self._wrong(file, key, f"{name}.{key}", "say, when or weight", key, "take it out")
        weight = block.get("weight", 1)
        if type(weight) is not int or not 1 <= weight <= 9:
            self._wrong(file, f"[[{name}]]", f"{name}.weight", "1 to 9", repr(weight), "change it")
            return
        when = self._when(file, name, block.get("when", {}))
        said = block.get("say")
        if not isinstance(said, list) or not said:
            self._wrong(file, f"[[{name}]]", f"{name}.say", "a list of texts", "none", "add one")
            return
        for text in said:
            self._alternative(file, name, text, weight, when)

    def _alternative(
        self, file: str, name: str, text: Any, weight: int, when: dict[str, frozenset[str]]
    ) -> None:
        if not isinstance(text, str) or not text.strip():
            found = repr(text)
            self._wrong(file, f"[[{name}]]", f"{name}.say", "a text", found, "{name?} may be empty")
            return
        try:
            parts = parsed(text)
        except TemplateFault as fault:
            self._wrong(file, text, f"{name}.say", "brackets in pairs", str(fault), "close it")
            return
        line = self._line(file, text)
        one = Alternative(text=text, parts=parts, weight=weight, when=when, file=file, line=line)
        self.found.setdefault(name, []).append(one)

    def _when(self, file: str, name: str, said: Any) -> dict[str, frozenset[str]]:
        asked: dict[str, frozenset[str]] = {}
        for field_, words in _asked(said):
            known = self._known(field_)
            if not known:
                remedy = "use one of " + ", ".join(FIELDS)
                self._wrong(file, field_, f"{name}.when", "a field", field_, remedy)
            for word in words:
                if known and word not in known:
                    told = ", ".join(sorted(known))
                    self._wrong(file, word, f"{name}.when.{field_}", told, word, "use one of these")
            target, meant = _meant(field_, words)
            asked[target] = asked.get(target, meant) & meant
        return asked

    def _known(self, name: str) -> frozenset[str]:
        """The words that a field may have; none if it is no field."""
        if name in ALIASES:
            return frozenset(ALIASES[name])
        if name in self.session:
            return frozenset(one.text for one in self.found.get(name, ()))
        return frozenset(FIELDS.get(name, ()))

    def _wrong(  # the parts of a problem are what they are
        self, file: str, needle: str, field_: str, expected: str, found: str, remedy: str
    ) -> None:
        problem = Problem(
            file=file,
            line=self._line(file, needle),
            field=field_,
            expected=expected,
            found=found,
            remedy=remedy,
        )
        self.problems.append(problem)

    def _header(self, file: str, name: str, number: int) -> int:
        """The line of a symbol's block by its number, from 0; 0 if it is written otherwise."""
        lines = enumerate(self.texts[file].splitlines(), 1)
        headers = [line for line, text in lines if text.strip() == f"[[{name}]]"]
        return headers[number] if number < len(headers) else 0

    def _line(self, file: str, needle: str) -> int:
        """The first line of the block, or after it, that holds the needle; else the block's own."""
        lines = self.texts[file].splitlines()[max(self.line - 1, 0) :]
        found = (line for line, text in enumerate(lines, max(self.line, 1)) if needle in text)
        return next(found, self.line) if needle else self.line


def _asked(said: Any) -> Iterator[tuple[str, Sequence[str]]]:
    """The fields of a `when` with their words; one word may stand without a list."""
    for name, words in said.items() if isinstance(said, dict) else [("when", ())]:
        yield name, [str(word) for word in words] if isinstance(words, list) else [str(words)]


def _meant(name: str, words: Sequence[str]) -> tuple[str, frozenset[str]]:
    """The field and words that an alias stands for; others stand for themselves."""
    sets = (
        [ALIASES[name][word] for word in words if word in ALIASES[name]] if name in ALIASES else []
    )
    if not sets:
        return name, frozenset(words)
    return sets[0][0], frozenset(word for _, some in sets for word in some)
