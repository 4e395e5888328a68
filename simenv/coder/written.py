"""A coded reply as one JSON object on one line, beside the person's own fields.

Own fields keep their names; those whose names are needed here go under `given`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from simenv.coder.codes import F8, FIELDS, YES_NO, Readings
from simenv.coder.lines import Line, LineFault

#: What `label` writes; an own field of such a name stands under `given`.
TAKEN = frozenset({*FIELDS, "probabilities", "coder", "why", "error", "given"})
_UNITS = 10_000
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What JSON lets stand and a terminal, a reader of lines or UTF-8 does not."""

Object = dict[str, Any]


def objects(lines: Sequence[Line], read: Readings, version: str) -> Iterator[Object]:
    """What is written of each reply: own fields, codes, probabilities and the coder's version."""
    words = {field: read.words(field) for field in FIELDS}
    chances = {field: rounded(read.chances[field]) for field in FIELDS}
    for row, line in enumerate(lines):
        codes = {
            field: words[field][row] == "yes" if field in YES_NO else words[field][row]
            for field in FIELDS
        }
        shares = {field: _shares(field, chances[field][row]) for field in FIELDS}
        yield {**_own(line.own), **codes, "probabilities": shares, "coder": version}


def fault(line: LineFault) -> Object:
    """What is written in place of a line that was not coded."""
    return {"line": line.number, "error": line.reason}


def encoded(data: Object) -> str:
    """JSON on one line. Nothing in it steers a terminal, and it can be written as UTF-8."""
    return _UNSAFE.sub(_escaped, json.dumps(data, ensure_ascii=False, allow_nan=False)) + "\n"


def rounded(chances: F8) -> list[list[float]]:
    """Chances of shape (n, values) to four digits, which sum to 1 in each row.

    All are rounded down, and what is then missing goes to those that lost most.
    """
    scaled = chances * _UNITS
    units = np.floor(scaled)
    missing = np.rint(_UNITS - units.sum(axis=1))
    lost = np.argsort(np.argsort(units - scaled, axis=1, kind="stable"), axis=1, kind="stable")
    whole: F8 = units + (lost < missing[:, None])
    shares: list[list[float]] = (whole / _UNITS).tolist()
    return shares


def _own(own: Object) -> Object:
    if TAKEN.isdisjoint(own):
        return own
    kept = {name: value for name, value in own.items() if name not in TAKEN}
    return {**kept, "given": {name: own[name] for name in own if name in TAKEN}}


def _shares(field: str, chances: list[float]) -> float | dict[str, float]:
    """The chance of yes, or that of each value."""
    return chances[1] if field in YES_NO else dict(zip(FIELDS[field], chances, strict=True))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
