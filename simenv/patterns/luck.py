"""What shared luck is worth: how far it cuts the variance of a difference, near and far."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from simenv.patterns.seen import Seen
from simenv.stats.estimate import difference
from simenv.stats.outcomes import HEADLINE, outcome

#: For a share, a count of sessions, and a count of days.
OUTCOMES = (HEADLINE, "met", "alone_nights")


@dataclass(frozen=True, kw_only=True)
class SharedLuck:
    """Two policies on the same people, in the median world.

    `parted` is the share of persons who lived differently under them. `cut` says how many times as
    many people independent luck would have taken for the same precision; None if nobody differed.
    """

    first: str
    second: str
    parted: float
    outcome: str
    difference: float
    correlation: float | None
    cut: float | None


def shared_luck(seen: Seen) -> tuple[SharedLuck, ...]:
    """For the two policies under which the fewest persons part, and the two with the most.

    Policies that never decide differently are no pair.
    """
    apart = {pair: _parted(seen, pair) for pair in combinations(seen.arms, 2)}
    pairs = sorted((pair for pair in apart if apart[pair] > 0), key=lambda pair: apart[pair])
    ends = dict.fromkeys([*pairs[:1], *pairs[-1:]])
    return tuple(_between(seen, pair, apart[pair], name) for pair in ends for name in OUTCOMES)


def _parted(seen: Seen, pair: tuple[str, str]) -> float:
    return float(seen.world.parted(*pair).mean())


def _between(seen: Seen, pair: tuple[str, str], parted: float, name: str) -> SharedLuck:
    wanted = outcome(name)
    values, strata = seen.outcome(wanted)
    found = difference(values[pair[0]], values[pair[1]], strata, wanted.kind)
    return SharedLuck(
        first=pair[0],
        second=pair[1],
        parted=parted,
        outcome=name,
        difference=found.value,
        correlation=found.correlation,
        cut=found.variance_cut,
    )
