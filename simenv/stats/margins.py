"""How large a difference has to be to count: one margin an outcome that is compared.

The file was written from the scale of each outcome alone, before any result was looked at. An
experiment may declare others.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simenv.catalogue import Document, read_yaml
from simenv.catalogue.sourcing import SOURCE, SOURCE_REMEDY, SOURCE_RULE
from simenv.errors import BadInput, Problem
from simenv.stats.outcome import Kind
from simenv.stats.outcomes import OUTCOMES

MARGINS = Path(__file__).resolve().parent.parent / "model" / "margins.yaml"

#: The source of a margin that an experiment names itself.
DECLARED = "declared"
#: Kinds on a scale of 0 to 1, so that a margin of 1 or more could never be passed.
_OF_ONE: tuple[Kind, ...] = ("share", "mean")
_FIELDS = {"value", "source", "why"}

#: The outcomes that have a margin, and their kinds: all that a policy may move.
KINDS: Mapping[str, Kind] = {each.name: each.kind for each in OUTCOMES if not each.exogenous}


@dataclass(frozen=True, kw_only=True)
class Margin:
    """The smallest difference that counts in an outcome, in its unit; shares and means are 0-1.

    `source` is an evidence row or `assumed`.
    """

    value: float
    source: str
    why: str


def margin_of(outcome: str) -> tuple[float, str]:
    """The shipped margin of an outcome and its source; `KeyError` if it is not compared."""
    found = shipped()[outcome]
    return found.value, found.source


@functools.cache
def shipped() -> Mapping[str, Margin]:
    """The margins that come with simenv, by outcome."""
    return read(MARGINS)


def read(path: Path) -> dict[str, Margin]:
    """Margins from a file; `BadInput` with every problem in it."""
    document = read_yaml(path, "margins")
    said = document.data.get("margins")
    if not isinstance(said, dict):
        raise BadInput([document.problem(("margins",), "a margin an outcome", "none", "add them")])
    problems = [*_missing(document, said), *_strange(document, said)]
    found: dict[str, Margin] = {}
    for name, one in said.items():
        if not isinstance(one, dict) or set(one) != _FIELDS:
            told = "the fields value, source and why", repr(one), "write all three"
            problems.append(document.problem(("margins", name), *told))
            continue
        problems += _wrong(document, name, one)
        found[name] = Margin(value=one["value"], source=str(one["source"]), why=str(one["why"]))
    if problems:
        raise BadInput(problems)
    return found


def wrong_size(outcome: str, value: object) -> tuple[str, str] | None:
    """What is expected of a margin and the remedy, where `value` cannot be that of the outcome."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        return "a number above 0", "write how large a difference has to be to count"
    if KINDS.get(outcome) in _OF_ONE and value >= 1:
        meant = f"write {value / 100:g} if you mean {value:g} of 100"
        return "a number below 1, as this outcome is a share of 1", meant
    return None


def _missing(document: Document, said: Mapping[str, object]) -> list[Problem]:
    lost = [name for name in KINDS if name not in said]
    at, remedy = ("margins",), "add what is missing"
    expected = "a margin for every outcome that is compared"
    return [document.problem(at, expected, f"none for {', '.join(lost)}", remedy)] if lost else []


def _strange(document: Document, said: Mapping[str, object]) -> list[Problem]:
    told = "an outcome that is compared", "remove it, or correct the name"
    return [
        document.problem(("margins", name), told[0], name, told[1])
        for name in said
        if name not in KINDS
    ]


def _wrong(document: Document, name: str, one: Mapping[str, object]) -> list[Problem]:
    found: list[Problem] = []
    size = wrong_size(name, one["value"])
    if size is not None:
        expected, remedy = size
        at = ("margins", name, "value")
        found.append(document.problem(at, expected, repr(one["value"]), remedy))
    if not re.fullmatch(SOURCE, str(one["source"])):
        at, source = ("margins", name, "source"), repr(one["source"])
        found.append(document.problem(at, SOURCE_RULE, source, SOURCE_REMEDY))
    return found
