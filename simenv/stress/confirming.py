"""What was found is confirmed once, on people and luck that no search has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.stats.estimate import Difference, difference
from simenv.stats.holm import holm
from simenv.stats.quantiles import t_beyond
from simenv.stats.strata import Strata
from simenv.stress.claim import Claim
from simenv.stress.seen import unsaid

#: The error over all cases that are reported: a case is confirmed below it.
ALPHA = 0.05


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """A claim on fresh luck.

    `p` is one-sided, of the hypothesis that it does not hold beyond its margin; `held` is Holm's
    adjustment over all cases that were put to the test. `share` is the share of people for whom it
    is above 0. `unsaid` is true where too many people were lost to failed calls to say anything.
    """

    claim: Claim
    found: Difference
    share: float
    p: float
    held: float
    unsaid: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is confirmed."""
        return self.held < ALPHA


def confirmed(claims: Sequence[Claim], values: F8) -> tuple[Confirmed, ...]:
    """Put claims to the test with values [claims, people] of fresh luck; NaN for who was lost."""
    seen = [own[~np.isnan(own)] for own in values]
    silent = unsaid(values)
    levels = [_level(claim, own) for claim, own in zip(claims, seen, strict=True)]
    tested = [
        1.0 if none else p_value(claim, found)
        for claim, found, none in zip(claims, levels, silent, strict=True)
    ]
    return tuple(
        Confirmed(
            claim=claim,
            found=levels[n],
            share=float((seen[n] > 0).mean()) if len(seen[n]) else 0.0,
            p=tested[n],
            held=held or 0.0,
            unsaid=bool(silent[n]),
        )
        for n, (claim, held) in enumerate(zip(claims, holm(tested), strict=True))
    )


def p_value(claim: Claim, found: Difference) -> float:
    """One-sided p of the hypothesis that the mean is no more than the margin."""
    if found.error is None or found.freedom is None or found.error <= 0:
        return 1.0
    return t_beyond((found.value - claim.margin) / found.error, found.freedom)


def _level(claim: Claim, own: F8) -> Difference:
    """The mean of what befell each person, with its error, which one more person always adds to."""
    strata = Strata(edges=(0, len(own)), weights=(1.0,))
    return difference(own, np.zeros(len(own)), strata, claim.kind)
