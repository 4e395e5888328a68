"""Worlds files: sets of parameters that somebody gives instead of having all of them drawn.

A colleague's beliefs, the result of a calibration, or the drawn worlds written out: world k of a
run has the k-th value of every parameter that the file lists, and the drawn value of every other.
The luck of world k stays that of world k.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from simenv import parameters
from simenv.catalogue import Document, Entry, fill, instead, read_yaml, told_value
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.values import Name, Number, Text, Version, spelt_as
from simenv.errors import Problem
from simenv.experiment.written import as_yaml
from simenv.parameters import Parameter, Table, Values

#: Worlds that one file may hold: one of all parameters stays below the largest file that is read.
MOST = 500

_Sha = Annotated[str, spelt_as(r"^[0-9a-f]{64}$", "a SHA-256 in hexadecimal", "copy it whole")]
_Values = Annotated[list[Number], Field(min_length=1, max_length=MOST)]

#: What a value on each scale has to be; on the others any number is one.
_SCALES: dict[str, tuple[str, Callable[[float], bool]]] = {
    "share": ("a share from 0 to 1", lambda value: 0 <= value <= 1),
    "positive": ("a number above 0", lambda value: value > 0),
}


class WorldsFile(Entry):
    """A worlds file: lists of one length, one value a world, for the parameters that it names.

    `parameters` and `sha256` are the version and the hash of the parameter table that the numbers
    belong to; `source` says where they come from.
    """

    name: Name = Field(alias="worlds")
    version: Version
    parameters: Text
    sha256: _Sha
    source: Text
    numbers: Annotated[dict[str, _Values], Field(min_length=1)]


@dataclass(frozen=True, kw_only=True)
class Given:
    """The numbers of a worlds file by parameter, one a world; `sha256` is the file's own hash."""

    name: str
    version: str
    sha256: str
    source: str
    numbers: Mapping[str, tuple[float, ...]]

    @property
    def worlds(self) -> int:
        """How many worlds the file holds, the median world not counted."""
        return len(next(iter(self.numbers.values())))

    def values(self, seed: int, world: int) -> Values:
        """The numbers of world `world`, 1 to `worlds`: those given, and the drawn ones beside."""
        drawn = dict(parameters.shipped().draw(seed, world))
        return Values(drawn | {name: given[world - 1] for name, given in self.numbers.items()})


def load(path: str | Path) -> Given:
    """The worlds of a file; `BadInput` with every problem of it."""
    found: list[Problem] = []
    document = read_yaml(Path(path), "worlds", found)
    file = fill(document, WorldsFile, [*found, *_unfit(document, parameters.shipped())])
    return Given(
        name=file.name,
        version=file.version,
        sha256=document.sha256,
        source=file.source,
        numbers={name: tuple(values) for name, values in file.numbers.items()},
    )


def drawn(name: str, worlds: int, seed: int) -> str:
    """The text of a file with worlds 1 to `worlds` as a run of that seed would draw them."""
    table = parameters.shipped()
    every = [table.draw(seed, world) for world in range(1, worlds + 1)]
    vary = [name for name, one in table.numbers.items() if not one.definition]
    return as_yaml(
        {
            "worlds": name,
            "version": "1.0.0",
            "parameters": table.version,
            "sha256": table.sha256,
            "source": f"drawn from the shipped spreads, worlds 1 to {worlds} of seed {seed}",
            "numbers": {one: [values[one] for values in every] for one in vary},
        }
    )


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a worlds file, for editors."""
    return editor_schema(WorldsFile, ("worlds", "version"))


def _unfit(document: Document, table: Table) -> Iterator[Problem]:
    """What is wrong between a worlds file and the parameter table."""
    yield from _other_table(document, table)
    numbers = document.data.get("numbers")
    if not isinstance(numbers, Mapping):
        return
    yield from _unequal(document, numbers)
    for name, values in numbers.items():
        one = table.numbers.get(name)
        at = ("numbers", name)
        if one is None:
            expected = "a parameter of `simenv list parameters`"
            yield document.problem(at, expected, told_value(name), instead(name, table.numbers))
        elif one.definition:
            told = "a parameter that can vary", f"{name}, a definition (fixed)", "remove it"
            yield document.problem(at, *told)
        elif isinstance(values, list):
            yield from _outside(document, one, values)


def _other_table(document: Document, table: Table) -> Iterator[Problem]:
    here = {"parameters": table.version, "sha256": table.sha256}
    remedy = "use the simenv that they were made for, or look through them and name this table"
    for field, expected in here.items():
        said = document.data.get(field)
        if said is not None and said != expected:
            told = f"{expected}, the parameter table of this simenv", told_value(said), remedy
            yield document.problem((field,), *told)


def _unequal(document: Document, numbers: Mapping[str, Any]) -> Iterator[Problem]:
    lengths = {name: len(each) for name, each in numbers.items() if isinstance(each, list)}
    if len(set(lengths.values())) < 2:
        return
    first, due = next(iter(lengths.items()))
    for name, length in lengths.items():
        if length != due:
            told = f"{due} values, one a world as for {first}", str(length), "let all be as long"
            yield document.problem(("numbers", name), *told)


def _outside(document: Document, one: Parameter, values: list[Any]) -> Iterator[Problem]:
    """Each value that lies outside the scale; what is no number is told elsewhere."""
    if one.spread.scale not in _SCALES:
        return
    expected, inside = _SCALES[one.spread.scale]
    for place, value in enumerate(values):
        if _number(value) and not inside(value):
            at = ("numbers", one.name, place)
            yield document.problem(at, expected, json.dumps(value), "correct the number")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
