"""Two finished runs beside each other: in what they differ, and by how much their outcomes do.

Levels are those of the median world, for all people together. Runs are not paired here, so their
differences have no interval; to compare policies with one, let one run hold both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simenv.api.changes import Change, changes
from simenv.api.comparison import Comparison
from simenv.api.opening import opened
from simenv.api.populated import PopulationComparison, refuse
from simenv.catalogue import shown
from simenv.errors import Problem

Plain = Mapping[str, Any]

_REMEDY = "run both with the same, or add --anyway to see the numbers all the same"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One outcome in the arms of one name: both levels, `difference` is second minus first.

    Shares and means are 0-1. `margin` is the first run's, None where an outcome has none.
    """

    outcome: str
    label: str
    kind: str
    unit: str
    detail: bool
    arm: str
    first: float
    second: float
    difference: float
    margin: float | None

    @property
    def beyond(self) -> bool:
        """Whether the difference is larger than the margin."""
        return self.margin is not None and abs(self.difference) > self.margin


@dataclass(frozen=True, kw_only=True)
class Apart:
    """What two runs have in common and what not. `left_out` gives the reason by outcome."""

    first: str
    second: str
    changes: tuple[Change, ...]
    arms: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: Mapping[str, str]

    @property
    def problems(self) -> list[Problem]:
        """Every reason for which the numbers cannot be compared; empty where they can."""
        found = [
            self._problem(change.field, change.first, change.second, change.why)
            for change in self.changes
            if change.weight == "refuses"
        ]
        if not self.arms:
            names = ", ".join(self.only_first) or "none", ", ".join(self.only_second) or "none"
            found.append(self._problem("arms", *names, "no arm of one name"))
        return found

    def _problem(self, field: str, first: str, second: str, why: str) -> Problem:
        return Problem(
            file=self.second,
            line=0,
            field=field,
            expected=f"{first}, as in {self.first}",
            found=f"{second} ({why})",
            remedy=_REMEDY,
        )

    def data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        found = asdict(self)
        for line, one in zip(found["lines"], self.lines, strict=True):
            line["beyond"] = one.beyond
        return found

    def text(self, *, numbers: bool = True) -> str:
        """A page for a terminal; without `numbers` only in what the runs differ."""
        from simenv.api.diff_page import page  # noqa: PLC0415 (it prints what is defined here)

        return page(self, numbers=numbers)


def diff(first: str | Path, second: str | Path) -> Apart:
    """Two run directories beside each other; for what is refused see `Apart.problems`.

    `RunFailure` if one of them is no finished run, `BadInput` if people share services in one.
    """
    return apart(opened(Path(first)), opened(Path(second)))


def apart(first: Comparison, second: Comparison) -> Apart:
    """Two comparisons beside each other."""
    for one in (first, second):
        if isinstance(one, PopulationComparison):
            expected = "two runs whose people share no services"
            remedy = "let one run hold all arms and scenarios: there they meet the same populations"
            refuse(one.path, "kind", expected, remedy)
    own, other = first.summary, second.summary
    arms, others = _lived(own), _lived(other)
    both = tuple(arm for arm in arms if arm in others)
    found = tuple(changes(first, second))
    left_out = dict(_left_out(own, other, found))
    return Apart(
        first=shown(first.path),
        second=shown(second.path),
        changes=found,
        arms=both,
        only_first=tuple(arm for arm in arms if arm not in both),
        only_second=tuple(arm for arm in others if arm not in both),
        lines=tuple(_lines(own, other, both, left_out)),
        left_out=left_out,
    )


def _lived(summary: Plain) -> list[str]:
    return [line["name"] for line in summary["arms"] if line["failed"] is None]


def _outcomes(summary: Plain) -> dict[str, Plain]:
    return {line["name"]: line for line in summary["outcomes"]}


def _left_out(first: Plain, second: Plain, found: tuple[Change, ...]) -> Iterator[tuple[str, str]]:
    """The outcomes that cannot be compared, and why."""
    own, other = _outcomes(first), _outcomes(second)
    for name in {**own, **other}:
        if name not in own or name not in other:
            yield name, f"only in the {'first' if name in own else 'second'} run"
    norm = next((change for change in found if change.weight == "leaves out"), None)
    for name, line in own.items():
        if norm is not None and line["standard"] is not None and name in other:
            yield name, f"labelled by another standard: {norm.first}, then {norm.second}"


def _lines(
    first: Plain, second: Plain, arms: tuple[str, ...], left_out: Mapping[str, str]
) -> Iterator[Line]:
    own, other = _outcomes(first), _outcomes(second)
    for arm in arms:
        for name, line in own.items():
            if name in left_out or line["exogenous"]:
                continue
            levels = line["arms"][arm]["value"], other[name]["arms"][arm]["value"]
            yield Line(
                outcome=name,
                label=line["label"],
                kind=line["kind"],
                unit=line["unit"],
                detail=line["detail"],
                arm=arm,
                first=levels[0],
                second=levels[1],
                difference=levels[1] - levels[0],
                margin=line.get("margin"),
            )
