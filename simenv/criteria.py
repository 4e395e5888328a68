"""The criteria of a gate: how much worse than what is live a policy may be, limit by limit.

Every limit has a reason, and a source or `assumed`. A file names one standard, by which errors are
errors, and the cohort that is asked. What cannot be evaluated, or contradicts, is bad input.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from simenv import standard as standards
from simenv.catalogue import ASSUMED, Catalogue, Document, Entry, fill, is_path
from simenv.catalogue.document import told_value
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.values import Name, Number, OneOf, Source, Text, Version
from simenv.errors import BadInput, Problem
from simenv.standard import Standard
from simenv.stats.decisions import ERRORS, SUBGROUPS, possible
from simenv.stats.margins import margin_of, wrong_size
from simenv.stats.outcomes import OUTCOMES

_OWN = ("criteria", "version", "summary")
#: Outcomes of which one direction is worse, so that a policy can be held to a limit of them.
HARMS = tuple(each.name for each in OUTCOMES if not each.exogenous and each.better != "neither")
_COMPARED = {each.name for each in OUTCOMES if not each.exogenous}
#: The lists of limits, in the order of a file.
LISTS = ("battery", "non_inferiority", "worst_group", "worlds")

_Error = Annotated[str, OneOf(tuple(ERRORS))]
_Group = Annotated[str, OneOf(("all", *SUBGROUPS))]
_Outcome = Annotated[str, OneOf(HARMS)]
#: A share that an estimate can be shown to lie on one side of.
_Inner = Annotated[float, Strict(), Field(gt=0, lt=1)]


class Limit(Entry):
    """What every limit says of itself."""

    why: Text
    source: Source = ASSUMED


class ErrorLimit(Limit):
    """At most so many of 100 requests of the fixed battery, in each subgroup of a kind.

    With `or_baseline_plus` the limit is the baseline's own rate and so much more, where that is
    higher: a policy is not held back by what the live one does as well.
    """

    error: _Error
    by: _Group = "all"
    at_most: _Inner
    or_baseline_plus: Annotated[float, Strict(), Field(ge=0, lt=1)] | None = None


class Harm(Limit):
    """An outcome may be worse than under the baseline by less than a margin, in its own unit.

    Without a margin it is that of simenv/model/margins.yaml.
    """

    outcome: _Outcome
    margin: Number | None = None

    @property
    def size(self) -> float:
        """The margin."""
        return margin_of(self.outcome)[0] if self.margin is None else self.margin


class GroupHarm(Harm):
    """The same in each persona by itself."""

    by: Literal["persona"] = "persona"


class WorldsHarm(Harm):
    """The same in at least so large a share of plausible worlds."""

    in_at_least: _Inner


class SuiteLimit(Limit):
    """How many cases of the stored suites may fail that the baseline does not fail."""

    new_failures: Annotated[int, Strict(), Field(ge=0)] = 0
    why: Text = "a failure that was found once should not come back unseen"


class CriteriaFile(Entry):
    """A criteria file."""

    name: Name = Field(alias="criteria")
    version: Version
    summary: Text
    extends: Name | None = None
    cohort: Literal["new", "established"] = "established"
    standard: Text = "listening-first"
    battery: tuple[ErrorLimit, ...] = ()
    non_inferiority: tuple[Harm, ...] = ()
    worst_group: tuple[GroupHarm, ...] = ()
    worlds: tuple[WorldsHarm, ...] = ()
    suite: SuiteLimit | None = None

    @property
    def limits(self) -> tuple[Limit, ...]:
        """All limits, list after list."""
        suite = () if self.suite is None else (self.suite,)
        return (*self.battery, *self.non_inferiority, *self.worst_group, *self.worlds, *suite)


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """A criteria file with its standard read."""

    file: CriteriaFile
    standard: Standard
    sha256: str

    @property
    def named(self) -> str:
        """Name and version."""
        return f"{self.file.name} {self.file.version}"

    @property
    def share_assumed(self) -> float:
        """The share of limits that rest on no evidence row."""
        limits = self.file.limits
        return sum(ASSUMED in one.source for one in limits) / len(limits)


def load(catalogue: Catalogue, name_or_path: str | Path) -> Criteria:
    """Criteria by name or path; `BadInput` with every problem of the file and of its standard."""
    problems: list[Problem] = []
    document = catalogue.read("criteria", name_or_path, problems)
    norm = _standard(catalogue, document, problems)
    file = fill(document, CriteriaFile, [*problems, *_unsound(document, norm)])
    if norm is None:  # told among the problems, so `fill` has raised
        raise BadInput(problems)
    return Criteria(file=file, standard=norm, sha256=document.sha256)


def _standard(catalogue: Catalogue, document: Document, problems: list[Problem]) -> Standard | None:
    """The standard that the file names; None, and problems, where it cannot be read."""
    said = document.data.get("standard", CriteriaFile.model_fields["standard"].default)
    if not isinstance(said, str):  # `fill` says so
        said = CriteriaFile.model_fields["standard"].default
    try:
        return standards.load(catalogue, said)
    except BadInput as error:
        known = is_path(said) or said in catalogue.names("standards")
        problems += error.problems if known else map(_at_standard(document), error.problems)
        return None


def _at_standard(document: Document) -> Any:
    return lambda one: document.problem(("standard",), one.expected, one.found, one.remedy)


def _unsound(document: Document, norm: Standard | None) -> list[Problem]:
    """What is wrong with the limits taken one by one and together."""
    lists = {name: _rows(document, name) for name in LISTS}
    found = [*_empty(document), *_twice(document, lists), *_narrow(document, lists)]
    for name in LISTS[1:]:
        for at, row in lists[name]:
            found += _strange(document, (name, at), row)
    found += [] if norm is None else _never(document, lists["battery"], norm)
    return found


_Rows = Sequence[tuple[int, dict[str, Any]]]


def _rows(document: Document, name: str) -> _Rows:
    """The limits of a list as far as they are mappings."""
    said = document.data.get(name)
    rows = enumerate(said) if isinstance(said, list) else ()
    return [(at, row) for at, row in rows if isinstance(row, dict)]


def _empty(document: Document) -> Iterator[Problem]:
    """A file without any limit would pass everything."""
    if not any(document.data.get(name) for name in (*LISTS, "suite")):
        expected = f"at least one limit, under {', '.join(LISTS)} or suite"
        remedy = "say what a policy may do worse, and by how much"
        yield document.problem((), expected, "none", remedy)


def _key(name: str, row: dict[str, Any]) -> Hashable:
    """What a limit is about."""
    about = (row.get("error"), row.get("by", "all")) if name == "battery" else row.get("outcome")
    return name, told_value(about)


def _twice(document: Document, lists: dict[str, _Rows]) -> Iterator[Problem]:
    """Two limits of one thing: nobody knows which is meant."""
    seen: set[Hashable] = set()
    for name, rows in lists.items():
        for at, row in rows:
            key = _key(name, row)
            if key in seen:
                remedy = "keep one of the two"
                yield document.problem((name, at), "each limit once", "a second one", remedy)
            seen.add(key)


def _narrow(document: Document, lists: dict[str, _Rows]) -> Iterator[Problem]:
    """A limit of every group that is narrower than that of all makes the latter idle."""
    whole = {str(row.get("outcome")): _size(row) for _, row in lists["non_inferiority"]}
    for at, row in lists["worst_group"]:
        own, of_all = _size(row), whole.get(str(row.get("outcome")))
        if own is not None and of_all is not None and own < of_all:
            yield document.problem(
                ("worst_group", at),
                f"a margin of at least {of_all:g}, that of the whole population",
                f"{own:g}",
                "widen it, or narrow the margin under non_inferiority",
            )


def _size(row: dict[str, Any]) -> float | None:
    """The margin of a limit, written or shipped; None where it has none that is a number."""
    said, outcome = row.get("margin"), row.get("outcome")
    if isinstance(said, int | float):
        return said
    return margin_of(str(outcome))[0] if said is None and outcome in HARMS else None


def _strange(document: Document, at: tuple[str, int], row: dict[str, Any]) -> Iterator[Problem]:
    """An outcome of which no direction is worse; a margin that cannot be one of the outcome."""
    outcome, margin = row.get("outcome"), row.get("margin")
    if outcome in _COMPARED and outcome not in HARMS:
        expected = "an outcome of which one direction is better"
        remedy = "name another: of this one, docs/outcomes.md says that neither is"
        yield document.problem((*at, "outcome"), expected, told_value(outcome), remedy)
    size = None if margin is None else wrong_size(str(outcome), margin)
    if size is not None:
        yield document.problem((*at, "margin"), size[0], told_value(margin), size[1])


def _never(document: Document, rows: _Rows, norm: Standard) -> Iterator[Problem]:
    """An error that no answer can make by this standard."""
    can = {error: bool(cells.any()) for error, cells in possible(norm).items()}
    for at, row in rows:
        if not can.get(str(row.get("error")), True):
            expected = f"an error that an answer can make by {norm.name}"
            remedy = "remove the limit, or name another standard"
            place = ("battery", at, "error")
            yield document.problem(place, expected, str(row["error"]), remedy)


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a criteria file, for editors."""
    whole = ("ErrorLimit", "Harm", "GroupHarm", "WorldsHarm", "SuiteLimit")
    return editor_schema(CriteriaFile, _OWN, whole=whole)
