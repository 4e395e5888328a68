"""A file as data: what it says, and on which line it says so."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simenv.errors import Problem

#: A field's place in a file: keys of mappings and positions in lists, from the top.
Field = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """One file of a catalogue as plain Python, with what it `extends` merged in.

    `lines` leads from a field to the file and line that set it, which may be the parent's.
    `cited` leads from every value to the source that its own file names for it.
    """

    kind: str
    name: str
    path: Path
    data: dict[str, Any]
    lines: Mapping[Field, tuple[str, int]]
    cited: Mapping[Field, str] = dataclasses.field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the merged content, `version` included; comments and order do not matter."""
        return content_hash(self.data)

    def place(self, field: Field) -> tuple[str, int]:
        """The file and line of a field, or of the nearest thing around it that is there."""
        for end in range(len(field), -1, -1):
            if field[:end] in self.lines:
                return self.lines[field[:end]]
        return shown(self.path), 0

    def problem(self, field: Field, expected: str, found: str, remedy: str) -> Problem:
        """A problem with one field of this document, at its line."""
        file, line = self.place(field)
        return Problem(
            file=file,
            line=line,
            field=spelt(field),
            expected=expected,
            found=found,
            remedy=remedy,
        )


#: What `at_field` gives for a field that is not there; None is a value.
ABSENT = object()


def at_field(data: Any, at: Field) -> Any:
    """The value of a field in plain data, or `ABSENT`."""
    for part in at:
        in_map = isinstance(data, dict) and part in data
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if not (in_map or in_list):
            return ABSENT
        data = data[part]
    return data


def content_hash(data: dict[str, Any]) -> str:
    """The SHA-256 of plain data as canonical JSON, in hexadecimal."""
    told = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def shown(path: Path) -> str:
    """A path as a person would type it: relative when it lies under the working directory."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def spelt(field: Field) -> str:
    """A field as people write it: `trajectory.edges[1].after`; the whole file is `(file)`."""
    told = ""
    for part in field:
        told += f"[{part}]" if isinstance(part, int) else f".{part}" if told else str(part)
    return told or "(file)"


def told_value(value: object) -> str:
    """A value as an error message quotes it: short, and in the words of the file."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        keys = [str(key) for key in value]
        return f"a mapping of {_listed(keys[:4], len(keys))}" if keys else "an empty mapping"
    if isinstance(value, list | tuple):
        inner = [told_value(item) for item in value]
        return f"[{_listed(inner[:4], len(inner))}]"
    told = repr(value)
    return told if len(told) <= 60 else f"{told[:56]}…{told[-1]}"


def _listed(items: list[str], count: int) -> str:
    return ", ".join(items) + (f", … ({count} in all)" if count > len(items) else "")


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that `word` most resembles, or None when nothing is close."""
    if not isinstance(word, str):
        return None
    close = difflib.get_close_matches(word.lower().replace("_", "-"), _alike(known), n=1)
    return _alike(known)[close[0]] if close else None


def _alike(known: Iterable[str]) -> dict[str, str]:
    return {word.lower().replace("_", "-"): word for word in known}


def one_of(words: Iterable[str]) -> str:
    """Words as an expectation: `one of a, b or c`; all of them, for the reader has to choose."""
    listed = list(words)
    if len(listed) < 2:
        return listed[0] if listed else "nothing"
    return f"one of {', '.join(listed[:-1])} or {listed[-1]}"


def instead(word: object, known: Iterable[str]) -> str:
    """The remedy for a word that is not known: the nearest one, else any of them."""
    close = nearest(word, known)
    return f"did you mean {close!r}?" if close else "use one of the words named under expected"
