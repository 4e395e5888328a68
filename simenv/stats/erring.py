"""Which of two arms errs more often on the battery: the same requests, answered by both.

Each request is a pair. It was drawn with its person, one of a persona's, so strata and weights are
those of people; the requests in which an error is possible are a part of them, and the difference
of two rates is one among this part. On the path of a run no difference has an interval: requests of
one person hang together, and the policy has moved what is asked, so they are not the same requests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from simenv.columns import B1, I4
from simenv.stats.decisions import ErrorDifference
from simenv.stats.domain import difference_among
from simenv.stats.estimate import Difference
from simenv.stats.strata import Strata

#: Up to this many arms, all pairs are compared; beyond, each with the first only.
ALL_PAIRS = 6


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What one arm did with n requests: which it answered, and which errors it made in them."""

    told: B1
    wrong: Mapping[str, B1]


def errors_apart(
    answered: Mapping[str, Answered],
    possible: Mapping[str, B1],
    persona: I4,
    shares: Sequence[float],
) -> tuple[ErrorDifference, ...]:
    """Every pair of arms in every error that is possible in some of the n requests.

    `possible` says for each error in which requests; `persona` [n] is sorted, whose each request
    is. Requests that either arm gave no answer to are left out of the pair.
    """
    found = (
        _apart((error, arm, against), answered, possible[error], (persona, shares))
        for error in possible
        for arm, against in pairs(tuple(answered))
    )
    return tuple(one for one in found if one is not None)


def pairs(arms: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs as (arm, against); the earlier arm is the one compared with."""
    if len(arms) <= ALL_PAIRS:
        return [(later, earlier) for earlier, later in combinations(arms, 2)]
    return [(arm, arms[0]) for arm in arms[1:]]


def _apart(
    names: tuple[str, str, str],
    answered: Mapping[str, Answered],
    possible: B1,
    people: tuple[I4, Sequence[float]],
) -> ErrorDifference | None:
    error, arm, against = names
    both = answered[arm].told & answered[against].told
    can = possible[both]
    if not can.any():
        return None
    wrong = [answered[one].wrong[error][both] & can for one in (arm, against)]
    first, second = (each.astype(np.float64) for each in wrong)
    strata = Strata.of(people[0][both], people[1])
    apart = difference_among(first, second, can, strata, "share")
    if np.array_equal(first, second):
        apart = Difference(value=0.0, people=apart.people, same=True)
    return ErrorDifference(
        error=error,
        arm=arm,
        against=against,
        errors=int(first.sum() + second.sum()),
        difference=apart,
    )
