"""Ratios of two arms: of proportions, of mean cumulative counts, of restricted mean times.

A ratio of two weighted means over the same persons. On the log scale each person adds their value
over the mean of the one arm, less that of the other: the variance of it, over the strata, holds the
paired covariance (delta method), and the interval is Student's with Satterthwaite's degrees of
freedom. As for differences, the variance is raised as if one more pair had differed.
"""

from __future__ import annotations

from math import exp

from simenv.columns import F8
from simenv.stats.estimate import GRAIN, Estimate, Measure, events_in, few, t_quantile
from simenv.stats.strata import Strata, freedom


def relative(first: F8, second: F8, strata: Strata, kind: Measure) -> Estimate | None:
    """The mean of `first` over that of `second`, values [n], row i the same person in both.

    None where the mean of `second` is 0, or where a value is negative: then a ratio says nothing.
    Without limits where the mean of `first` is 0, where a persona holds a single person, and for a
    share that too few met in both arms together. `error` is on the scale of the ratio.
    """
    above, below = strata.mean(first), strata.mean(second)
    if below <= 0 or above < 0 or first.min() < 0 or second.min() < 0:
        return None
    value, people = above / below, strata.people
    events = events_in(first, second) if kind == "share" else None
    bare = Estimate(value=value, low=None, high=None, error=None, people=people, events=events)
    if above <= 0 or (events is not None and few(events, 2 * people)):
        return bare
    parts = strata.variances(first / above - second / below)
    if parts is None:
        return bare
    floor = GRAIN[kind] ** 2 / (people * strata.effective * above * below)
    error = (sum(parts) + floor) ** 0.5
    half = t_quantile(freedom(parts, tuple(strata.sizes[k] for k in strata.counted))) * error
    return Estimate(
        value=value,
        low=value * exp(-half),
        high=value * exp(half),
        error=value * error,
        people=people,
        events=events,
    )
