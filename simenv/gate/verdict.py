"""From measures to verdicts.

A criterion passes where its one-sided bound lies within the limit, so each passing is wrong with a
chance of 5 % at most. It fails where the hypothesis that the limit is kept is rejected after Holm's
adjustment over all criteria, so the chance that any failing is wrong is 5 % at most. The gate
passes when all pass, fails when any fails, and is undecided else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simenv.gate.criterion import Criterion, Units, Way
from simenv.gate.needing import Needed, needed
from simenv.stats.holm import holm
from simenv.stats.one_sided import Known, Measured

Verdict = Literal["pass", "fail", "undecided", "not counted"]
#: The most that each passing, and all failings together, may be wrong with.
ERROR = 0.05


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A criterion with its verdict.

    `ways` are all ways to meet the limit, each with its measure and its upper bound at the error
    that it may have; none where nothing can be said. `p` is that of a kept limit, `held` the same
    after Holm. `needed` is None where it is decided, or where no number would decide it.
    """

    criterion: Criterion
    verdict: Verdict
    ways: tuple[tuple[Way, Measured, float], ...]
    p: float | None
    held: float | None
    needed: Needed | None

    @property
    def best(self) -> tuple[Way, Measured, float] | None:
        """The way that tells most for the candidate."""
        return min(self.ways, key=lambda each: _left(each[2], each[1]), default=None)


def judge(criteria: Sequence[Criterion], run: Mapping[Units, int]) -> tuple[Judged, ...]:
    """Each criterion with its verdict, in the order given; `run` is how many units each kind had.

    Cases of a suite are counted and not estimated: they are no part of Holm's family.
    """
    tested = [at for at, one in enumerate(criteria) if one.family != "suite"]
    held = dict(zip(tested, holm([criteria[at].p_above for at in tested]), strict=True))
    return tuple(
        _judged(one, held.get(at, one.p_above), (run.get(one.units, 0), len(tested)))
        for at, one in enumerate(criteria)
    )


def overall(judged: Iterable[Judged]) -> Verdict:
    """The verdict of the gate over the criteria that count."""
    found = {one.verdict for one in judged if one.criterion.counts}
    if "fail" in found:
        return "fail"
    return "pass" if found == {"pass"} else "undecided"


def _judged(one: Criterion, held: float | None, sizes: tuple[int, int]) -> Judged:
    ways: list[tuple[Way, Measured, float]] = []
    if one.counts and not one.held_back:
        ways = [(way, each, each.upper(ERROR / one.chances)) for way, each in one.ways]
    verdict: Verdict = "undecided" if one.counts else "not counted"
    if ways and held is not None and held <= ERROR:
        verdict = "fail"
    elif any(_within(bound, each) for _, each, bound in ways):
        verdict = "pass"
    return Judged(
        criterion=one,
        verdict=verdict,
        ways=tuple(ways),
        p=one.p_above,
        held=held,
        needed=needed(one, sizes[0], ERROR, sizes[1]) if verdict == "undecided" else None,
    )


def _within(bound: float, one: Measured) -> bool:
    """A known number may equal its limit; a bound has to stay below, as the limit is not in it."""
    return bound <= one.limit if isinstance(one, Known) else bound < one.limit


def _left(bound: float, one: Measured) -> tuple[bool, float]:
    """How far a bound lies above its limit, in units of how far it reaches above the estimate."""
    return not _within(bound, one), (bound - one.limit) / max(bound - one.estimate, 1e-12)
