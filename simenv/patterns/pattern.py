"""What a pattern is: a claim about what emerges, with everything that decides whether it is met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simenv.patterns.groups import GROUPS, Group
from simenv.patterns.seen import Seen

#: A pattern is met over the worlds from this share of them on, not met up to one minus it.
MOST = 0.95
#: Fewer drawn worlds than this give no verdict: 95 of 100 must leave room for one that differs.
ENOUGH = 20
#: How many standard errors a difference must exceed to be more than noise.
NOISE = 2.0

Verdict = Literal["met", "not met", "yes", "no", "mixed", "too few worlds", "not testable"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A pattern in one world: whether it is met, the number that decides it, and that in words."""

    met: bool
    value: float
    told: str


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One pattern, declared before it is looked at.

    `group` says how its answer is to be read; `suspicious`, for a property that was not built in,
    which answer would be suspicious and why. `row` is the evidence row that it comes from, "" for
    one that is ours. `arms` are the policies that it needs; `judge` looks at one world, None where
    nothing in the model could show it, and then `untestable` says why. `value` says what the number
    of a finding is. `wrong_model` is one in which the claim fails; a test builds it. `late` ones
    were declared after a table of the others had been seen.
    """

    id: str
    group: Group
    row: str
    claim: str
    personas: str
    arm: str
    cohort: str
    numerator: str
    denominator: str
    window: str
    tolerance: str
    value: str
    wrong_model: str
    arms: tuple[str, ...] = ()
    judge: Callable[[Seen], Finding] | None = None
    untestable: str = ""
    suspicious: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Result:
    """A pattern over the worlds: the finding of the median one and those of the drawn ones."""

    pattern: Pattern
    median: Finding | None
    drawn: tuple[Finding, ...]
    missing: tuple[str, ...] = ()

    @property
    def met(self) -> int:
        """In how many of the drawn worlds it is met."""
        return sum(finding.met for finding in self.drawn)

    @property
    def verdict(self) -> Verdict:
        """Over the drawn worlds, in the words of the group; none over fewer than `ENOUGH`."""
        if self.median is None:
            return "not testable"
        if len(self.drawn) < ENOUGH:
            return "too few worlds"
        heading = GROUPS[self.pattern.group]
        share = self.met / len(self.drawn)
        if share >= MOST:
            return heading.yes
        return heading.no if share <= 1.0 - MOST else "mixed"

    @property
    def why_not(self) -> str:
        """Why it could not be tested, "" if it could."""
        if self.missing:
            return f"the catalogue has no policy {', '.join(self.missing)}"
        return self.pattern.untestable

    @property
    def spread(self) -> tuple[float, float] | None:
        """The least and the greatest value over the drawn worlds."""
        values = [finding.value for finding in self.drawn]
        return (min(values), max(values)) if values else None
