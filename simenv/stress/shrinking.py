"""The smallest change that still fails: changes are left out for as long as the claim holds.

As Hypothesis shrinks an example, so a candidate is shrunk towards the persona as it is declared. A
change is left out if the claim still holds by half as much, and beyond its margin, without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simenv.columns import F8
from simenv.stress.candidate import SERVICES, USUAL
from simenv.stress.claim import Claim
from simenv.stress.seen import means

Measure = Callable[[Sequence[Claim]], F8]
"""How far claims hold, [claims, people]."""

#: How much of a claim has to stand when a change is left out.
_STANDS = 0.5
#: Rounds after which a candidate is taken as it is.
_ROUNDS = 12


@dataclass(kw_only=True)
class _Shrinking:
    """A claim on its way, and the level that it may not fall below."""

    claim: Claim
    least: float
    done: bool = False


def shrunk(claims: Sequence[Claim], measure: Measure) -> list[Claim]:
    """Each claim of the smallest candidate that was found; those that do not hold are left out.

    All claims are shrunk together, so that a round is one trial.
    """
    held = means(measure(claims)).tolist()
    ways = [
        _Shrinking(claim=claim, least=claim.margin + _STANDS * (mean - claim.margin))
        for claim, mean in zip(claims, held, strict=True)
        if mean > claim.margin
    ]
    _to_usual_services(ways, measure)
    for _ in range(_ROUNDS):
        open_ways = [way for way in ways if not way.done]
        if not open_ways:
            break
        _round(open_ways, measure)
    return [way.claim for way in ways]


def _to_usual_services(ways: Sequence[_Shrinking], measure: Measure) -> None:
    """Leave short or ample services out first: what is left then shares one world, and is quick."""
    tries = [(way, frozenset([SERVICES])) for way in ways if way.claim.candidate.services != USUAL]
    for (way, left), stands in zip(tries, _standing(tries, measure), strict=True):
        if stands:
            way.claim = way.claim.of(way.claim.candidate.without(left))


def _round(ways: Sequence[_Shrinking], measure: Measure) -> None:
    """Leave one change of each candidate out, every one in turn; then all that were not missed."""
    singles = [(way, frozenset([gene])) for way in ways for gene, _ in way.claim.candidate.changes]
    stand = _standing(singles, measure)
    together = []
    for way in ways:
        free = frozenset(
            gene
            for (mine, left), stands in zip(singles, stand, strict=True)
            if mine is way and stands
            for gene in left
        )
        way.done = not free
        if free:
            together.append((way, free))
    for (way, free), stands in zip(together, _standing(together, measure), strict=True):
        left = free if stands else frozenset([min(free)])
        way.claim = way.claim.of(way.claim.candidate.without(left))
        way.done = not way.claim.candidate.changes


def _standing(tries: Sequence[tuple[_Shrinking, frozenset[str]]], measure: Measure) -> list[bool]:
    """Whether each claim stands without some of its changes."""
    if not tries:
        return []
    claims = [way.claim.of(way.claim.candidate.without(left)) for way, left in tries]
    held = means(measure(claims))
    return [bool(mean >= way.least) for mean, (way, _) in zip(held, tries, strict=True)]
