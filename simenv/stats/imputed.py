"""Several readings of the same replies combined: Rubin's rules.

Each imputed run takes one draw of what the replies truly are. Their mean is the estimate; to the
variance within a run comes that between them, raised by one part in their number (Rubin 1987,
Multiple Imputation for Nonresponse in Surveys, ch. 3). Degrees of freedom after Barnard & Rubin
(1999), which know that a run has few people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simenv.stats.quantiles import t_quantile

#: Fewer imputed runs than this tell too little of what lies between them (Rubin 1987, p. 114).
LEAST = 5
_MANY = 1e9


@dataclass(frozen=True, kw_only=True)
class Single:
    """An estimate of one imputed run, its standard error and degrees of freedom, in its unit."""

    value: float
    error: float
    freedom: float = _MANY


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """The combined estimate and its 95 % interval.

    `within` and `between` are standard errors: of the luck of persons in one run, and of what the
    replies may truly be. `widening` is the whole interval over that of one run, None where the
    latter has no width; `same_sign` counts the runs on the side of the combined estimate.
    """

    value: float
    low: float
    high: float
    within: float
    between: float
    widening: float | None
    same_sign: int
    runs: int


def pooled(runs: Sequence[Single]) -> Pooled:
    """Combine the estimates of imputed runs; `ValueError` with fewer than two."""
    number = len(runs)
    if number < 2:
        raise ValueError("one imputed run says nothing of what lies between them")
    value = sum(run.value for run in runs) / number
    within = sum(run.error**2 for run in runs) / number
    between = sum((run.value - value) ** 2 for run in runs) / (number - 1)
    raised = (1 + 1 / number) * between
    whole = within + raised
    half = t_quantile(_freedom(runs, raised, whole)) * whole**0.5
    single = sum(t_quantile(run.freedom) * run.error for run in runs) / number
    return Pooled(
        value=value,
        low=value - half,
        high=value + half,
        within=within**0.5,
        between=between**0.5,
        widening=half / single if single > 0 else None,
        same_sign=sum((run.value > 0) == (value > 0) for run in runs),
        runs=number,
    )


def _freedom(runs: Sequence[Single], raised: float, whole: float) -> float:
    """Barnard & Rubin: that of the imputations and that of one run's people, together."""
    complete = sum(run.freedom for run in runs) / len(runs)
    if raised <= 0 or whole <= 0:
        return complete
    share = raised / whole
    old = (len(runs) - 1) / share**2
    seen = (complete + 1) / (complete + 3) * complete * (1 - share)
    return old if seen <= 0 else 1 / (1 / old + 1 / seen)
