"""After a refusal: compared at first divergence, among histories equal up to that request."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.stats.estimate import Difference, Estimate


@dataclass(frozen=True, kw_only=True)
class AfterLine:
    """One thing that followed the request: its level under both arms, and their difference."""

    name: str
    label: str
    kind: str
    refusing: Estimate
    other: Estimate
    difference: Difference


@dataclass(frozen=True, kw_only=True)
class After:
    """Of a pair of arms, those whose histories were equal up to a request that one arm refused.

    `refusing` refused it and `other` did not. `people` of them, `share` of everybody by weight.
    """

    refusing: str
    other: str
    people: int
    share: float
    lines: tuple[AfterLine, ...]
