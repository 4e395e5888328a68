"""Every number of the model: its unit, its spread, its source; the median world and drawn ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from simenv.catalogue import Document, read_yaml
from simenv.draws import NO_PLACE, Luck
from simenv.errors import BadInput, Problem
from simenv.spread import SCALES, Spread

MODEL = Path(__file__).parent / "model"

#: The world in which every number stands at its median; drawn worlds are numbered from 1.
MEDIAN_WORLD = 0

_SOURCE = re.compile(r"^(assumed|fixed|[A-D]\d{1,2}[a-z]?\b.*)$")
_FIELDS = {"what", "unit", "median", "middle90", "scale", "source"}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One number of the model and what is known about it.

    `source` names a row of the evidence list (with what of it is assumed), or is `assumed`, or is
    `fixed` for a definition, which is no belief and never varies.
    """

    name: str
    what: str
    unit: str
    spread: Spread
    source: str

    @property
    def assumed(self) -> bool:
        """Whether no evidence row stands behind it."""
        return self.source == "assumed"

    @property
    def partly_assumed(self) -> bool:
        """Whether an evidence row gives its direction or its edges, and the rest is assumed."""
        return "assumed" in self.source and not self.assumed

    @property
    def definition(self) -> bool:
        """Whether it is a choice of the model rather than a belief, so that it never varies."""
        return self.source == "fixed"

    @property
    def unknown_sign(self) -> bool:
        """Whether the middle 90 % lies on both sides of zero around a median of zero."""
        return self.spread.median == 0 and self.spread.low < 0 < self.spread.high


_Made = TypeVar("_Made")


class Values(Mapping[str, float]):
    """The numbers of one world, by name. A wrong name raises `KeyError` at once."""

    def __init__(self, numbers: Mapping[str, float]) -> None:
        self._numbers = dict(numbers)
        self._made: dict[Callable[[Values], Any], Any] = {}

    def once(self, make: Callable[[Values], _Made]) -> _Made:
        """What `make` makes of these numbers, made at the first asking."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(_Made, self._made[make])

    def __getitem__(self, name: str) -> float:
        return self._numbers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def but(self, **changes: float) -> Values:
        """The same world with some numbers changed; `__` in a keyword stands for the dot."""
        named = {name.replace("__", ".").replace("_", "-"): x for name, x in changes.items()}
        unknown = named.keys() - self._numbers.keys()
        if unknown:
            raise KeyError(f"no such parameter: {', '.join(sorted(unknown))}")
        return Values(self._numbers | named)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The parameter table: all numbers by name, its version and its hash."""

    version: str
    sha256: str
    numbers: Mapping[str, Parameter]

    def median(self) -> Values:
        """The world in which every number stands at its median."""
        return Values({name: one.spread.median for name, one in self.numbers.items()})

    def draw(self, seed: int, world: int) -> Values:
        """World number `world` of a seed; 0 is the median world.

        Each number has luck of its own, by its name: adding one changes no other.
        """
        if world == MEDIAN_WORLD:
            return self.median()
        luck = Luck(seed, world)
        return Values({name: _drawn(luck, one) for name, one in self.numbers.items()})


def _drawn(luck: Luck, one: Parameter) -> float:
    u = luck.stream("parameter/" + one.name).uniform(np.zeros(1, np.uint64), NO_PLACE)
    return float(one.spread.quantile(u)[0])


@cache
def shipped() -> Table:
    """The table that comes with simenv."""
    return read(MODEL / "parameters.yaml")


def read(path: Path) -> Table:
    """A parameter table from a file; `BadInput` with every problem in it."""
    document = read_yaml(path, "parameters")
    numbers = document.data.get("numbers")
    if not isinstance(numbers, dict):
        raise BadInput([document.problem(("numbers",), "a mapping of numbers", "none", "add it")])
    problems: list[Problem] = []
    read_ones = {name: _read_one(document, name, one, problems) for name, one in numbers.items()}
    if problems:
        raise BadInput(problems)
    found = {name: one for name, one in read_ones.items() if one is not None}
    version = str(document.data.get("parameters", ""))
    return Table(version=version, sha256=document.sha256, numbers=found)


def _read_one(
    document: Document, name: str, said: Any, problems: list[Problem]
) -> Parameter | None:
    """One entry, or None with its problems added."""
    at = ("numbers", name)
    wanted = _FIELDS if not _is_fixed(said) else _FIELDS - {"middle90"}
    if not isinstance(said, dict) or set(said) != wanted:
        expected = "the fields " + ", ".join(sorted(wanted))
        found = ", ".join(sorted(said)) if isinstance(said, dict) else repr(said)
        problems.append(document.problem(at, expected, found, "write what, unit and source"))
        return None
    if not _SOURCE.match(str(said["source"])):
        expected = "an evidence row such as A10, `assumed` or `fixed`"
        problems.append(
            document.problem(
                (*at, "source"), expected, str(said["source"]), "name where it is from"
            )
        )
    spread = _spread(document, at, said, problems)
    if spread is None:
        return None
    return Parameter(
        name=name,
        what=str(said["what"]),
        unit=str(said["unit"]),
        spread=spread,
        source=str(said["source"]),
    )


def _is_fixed(said: Any) -> bool:
    return isinstance(said, dict) and said.get("source") == "fixed"


def _spread(
    document: Document, at: tuple[str, ...], said: dict[str, Any], problems: list[Problem]
) -> Spread | None:
    scale = str(said["scale"])
    try:
        low, median, high = _numbers(said)
        _inside(scale, (low, median, high))
        return Spread(median, low, high, scale)
    except ValueError as error:
        expected = f"low ≤ median ≤ high on one of the scales {', '.join(SCALES)}"
        problems.append(document.problem(at, expected, str(error), "correct the numbers"))
        return None


def _numbers(said: dict[str, Any]) -> tuple[float, float, float]:
    """The lower end, the median and the upper end as written; `ValueError` if they are none."""
    median = said["median"]
    edges = said.get("middle90", [median, median])
    numbers = [edges[0], median, edges[1]] if isinstance(edges, list) and len(edges) == 2 else []
    if not numbers or any(isinstance(x, bool) or not isinstance(x, int | float) for x in numbers):
        raise ValueError(f"median {median!r} with middle90 {edges!r}")
    low, middle, high = (float(x) for x in numbers)
    return low, middle, high


def _inside(scale: str, numbers: tuple[float, ...]) -> None:
    """Refuse a share outside 0–1 and a positive number that is not."""
    if scale == "share" and not all(0 <= x <= 1 for x in numbers):
        raise ValueError(f"a share outside 0 to 1 in {numbers}")
    if scale == "positive" and not all(x > 0 for x in numbers):
        raise ValueError(f"not a positive number in {numbers}")


def as_markdown(table: Table) -> str:
    """The table as `docs/model.md` prints it: how much is assumed, then one row a number."""
    numbers = list(table.numbers.values())
    beliefs = [one for one in numbers if not one.definition]
    assumed = sum(one.assumed for one in beliefs)
    partly = sum(one.partly_assumed for one in beliefs)
    unknown = sum(one.unknown_sign for one in beliefs)
    head = (
        f"Version {table.version}: {len(numbers)} numbers. {len(numbers) - len(beliefs)} are "
        f"definitions, which never vary. Of the other {len(beliefs)}, **{assumed} "
        f"({assumed / len(beliefs):.0%}) are assumed**, {partly} take their direction, centre or "
        f"edges from an evidence row and the rest is assumed, and {len(beliefs) - assumed - partly}"
        f" rest on a row alone. {unknown} have an unknown sign: median 0, both signs swept."
    )
    rows = [
        f"| `{one.name}` | {one.what} | {one.unit} | {one.spread.median:g} | {_edges(one)} "
        f"| {one.source} |"
        for one in numbers
    ]
    columns = "| name | what | unit | median | middle 90 % | source |\n|---|---|---|---|---|---|"
    return "\n".join([head, "", columns, *rows]) + "\n"


def _edges(one: Parameter) -> str:
    return "never varies" if one.definition else f"{one.spread.low:g} to {one.spread.high:g}"
