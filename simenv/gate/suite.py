"""Stored cases that were run again: none may fail that the baseline does not fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from simenv.criteria import SuiteLimit
from simenv.gate.criterion import Criterion
from simenv.stats.one_sided import Known

#: Said where there is nothing to run again.
NONE_GIVEN = "no suite was given: nothing to re-run"
_SILENT = "of {} stored cases nothing is said: too many of their people were lost to failed calls"


class Rerun(Protocol):
    """One case of a suite, run again under the candidate and under the baseline.

    A case that lies `beyond` what personas declare never gates. `told` says in a sentence what went
    wrong.
    """

    @property
    def case(self) -> str:
        """The name of the case."""

    @property
    def fails(self) -> bool:
        """Whether the candidate fails it."""

    @property
    def baseline_fails(self) -> bool:
        """Whether the baseline fails it."""

    @property
    def beyond(self) -> bool:
        """Whether it lies outside of what personas declare."""

    @property
    def unsaid(self) -> bool:
        """Whether too many people were lost to failed calls to say either."""

    @property
    def told(self) -> str:
        """What happened, in a sentence that names the case."""


def new_failures(reruns: Sequence[Rerun]) -> tuple[Rerun, ...]:
    """The cases that the candidate fails and the baseline does not."""
    return tuple(
        one for one in reruns if one.fails and not (one.baseline_fails or one.beyond or one.unsaid)
    )


def criterion(limit: SuiteLimit, reruns: Sequence[Rerun]) -> Criterion:
    """The limit on new failures. A case has its own luck, so its count is known, not estimated."""
    number = sum(not one.beyond for one in reruns)
    count, silent = len(new_failures(reruns)), sum(one.unsaid and not one.beyond for one in reruns)
    return Criterion(
        family="suite",
        measure="new_failures",
        label=f"New failures among {number} stored cases" if number else "New failures of a suite",
        kind="count",
        why=limit.why,
        source=limit.source,
        units="nothing",
        ways=(("cases", Known(estimate=float(count), limit=float(limit.new_failures))),),
        held_back=_SILENT.format(silent) if silent and count <= limit.new_failures else "",
        off="" if number else NONE_GIVEN,
    )
