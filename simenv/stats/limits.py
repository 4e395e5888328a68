"""The ends of intervals: how a variance becomes a limit, for each kind of measure."""

from __future__ import annotations

from typing import Literal

import numpy as np

from simenv.stats.outcome import Kind
from simenv.stats.quantiles import clopper_pearson
from simenv.stats.strata import Strata

#: What can be estimated: an outcome, or the score of a person out of five items, 0 to 1.
Measure = Kind | Literal["score"]

#: The least by which two persons differ, where a measure has one. Hours alone come by the day; one
#: item of five moves a score by a fifth.
GRAIN: dict[Measure, float] = {
    "share": 1.0,
    "count": 1.0,
    "days": 1.0,
    "hours": 24.0,
    "mean": 0.0,
    "score": 0.2,
}
#: Less than one person of any panel: what rounding leaves of a share of 0 or 1.
_NOBODY = 1e-12
#: Measures that cannot lie below 0 and have no upper end.
_UNBOUNDED = {"count", "days", "hours"}


def raised(strata: Strata, kind: Measure, part: float) -> float:
    """What one more differing pair, at the average weight, adds to the variance."""
    return GRAIN[kind] ** 2 / (strata.people * strata.effective * part**2)


def limits(
    value: float, variance: float, t: float, what: tuple[Measure, Strata, float]
) -> tuple[float, float]:
    """The interval of a level: Wilson's for shares, else Student's, within what is possible."""
    kind, strata, part = what
    floor = raised(strata, kind, part)
    if kind == "share":
        return _wilson(value, variance + floor / 4, t, part * strata.effective)
    half = float(t * (variance + floor) ** 0.5)
    low, high = value - half, value + half
    low = max(0.0, low) if kind in _UNBOUNDED or kind == "score" else low
    return low, min(1.0, high) if kind == "score" else high


def exact(share: float, variance: float, effective: float) -> tuple[float, float]:
    """The exact interval on the lesser of Kish's number and that which the variance amounts to.

    The latter is less where the event lies in personas that weigh more than they have people.
    """
    share = _rounded(min(1.0, max(0.0, share)))
    within = share * (1 - share)
    known = variance > 0 and within > 0
    # With one persona the variance, which is divided by n - 1, amounts to n - 1.
    number = min(effective, 1 + within / variance) if known else effective
    low, high = clopper_pearson(np.array([share]), np.array([number]))
    return float(low[0]), float(high[0])


def _wilson(share: float, variance: float, t: float, effective: float) -> tuple[float, float]:
    """Wilson's interval with the number of persons that the variance amounts to."""
    share = _rounded(share)
    within = share * (1 - share)
    people = within / variance if within else effective
    middle = (share + t * t / (2 * people)) / (1 + t * t / people)
    half = t / (1 + t * t / people) * (within / people + (t / (2 * people)) ** 2) ** 0.5
    # Exactly, 0 and 1 are ends of their own intervals; rounding may put them just outside.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _rounded(share: float) -> float:
    """Weights that sum to 1 - 1e-16 would leave a share of 1 - 1e-16."""
    return float(round(share)) if share * (1 - share) < _NOBODY else share


def inside(limit: float, kind: Measure) -> float:
    """A limit of a difference, kept where differences of shares, means and scores can lie."""
    return limit if kind in _UNBOUNDED else min(1.0, max(-1.0, limit))
