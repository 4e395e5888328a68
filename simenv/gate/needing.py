"""How many more people, requests or worlds would decide what is undecided.

At the present estimate: the error falls as more are asked, the estimate is taken to stay where it
is. It is a plan and no promise, as the next estimate is another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

from simenv.gate.criterion import Criterion
from simenv.stats.one_sided import Measured
from simenv.stats.power import fewest

#: Nobody runs more than so many times of what was run.
MOST_TIMES = 10_000
#: In steps of so small a part of what was run.
_STEP = 100


@dataclass(frozen=True, kw_only=True)
class Needed:
    """So many more, `total` in all, would decide; what they would say at the present estimate."""

    more: int
    total: int
    would: Literal["pass", "fail"]


def needed(one: Criterion, run: int, error: float, family: int) -> Needed | None:
    """What a criterion takes beyond the `run` units that it had; None where no number would do.

    `error` is what a verdict may be wrong with, `family` how many criteria share a failure's.
    """
    if one.held_back or not one.ways:
        return None
    passing = [_times(each, error / one.chances, passes=True) for _, each in one.ways]
    enough = [times for times in passing if times is not None]
    if enough:
        return _needed(min(enough), run, "pass")
    failing = [_times(each, error / family, passes=False) for _, each in one.ways]
    known = [times for times in failing if times is not None]
    if len(known) < len(failing):
        return None
    return _needed(max(known), run, "fail")


def _needed(times: float, run: int, would: Literal["pass", "fail"]) -> Needed:
    total = max(run + 1, ceil(times * run))
    return Needed(more=total - run, total=total, would=would)


def _times(one: Measured, error: float, *, passes: bool) -> float | None:
    """The least multiple of the units that decides one way; None where none up to the most does."""

    def enough(steps: int) -> bool:
        more = one.more(steps / _STEP)
        return more.upper(error) < one.limit if passes else more.p_above() <= error

    if (one.estimate < one.limit) is not passes or not enough(MOST_TIMES * _STEP):
        return None
    found = fewest(lambda steps: enough(max(_STEP, steps)))
    return None if found is None else max(_STEP, found) / _STEP
