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

#: The error over all cases that are reported: a case is confirmed below it.
ALPHA = 0.05


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """A claim on fresh luck.

    `p` is one-sided, of the hypothesis that it does not hold beyond its margin; `held` is Holm's
    adjustment over all cases that were put to the test. `share` is the share of people for whom it
    is above 0.
    """

    claim: Claim
    found: Difference
    share: float
    p: float
    held: float

    @property
    def holds(self) -> bool:
        """Whether it is confirmed."""
        return self.held < ALPHA


def confirmed(claims: Sequence[Claim], values: F8) -> tuple[Confirmed, ...]:
    """Put claims to the test with values [claims, people] of fresh luck."""
    levels = [_level(claim, own) for claim, own in zip(claims, values, strict=True)]
    tested = [p_value(claim, found) for claim, found in zip(claims, levels, strict=True)]
    return tuple(
        Confirmed(claim=claim, found=found, share=float((own > 0).mean()), p=p, held=held or 0.0)
        for claim, own, found, p, held in zip(
            claims, values, levels, tested, holm(tested), strict=True
        )
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
