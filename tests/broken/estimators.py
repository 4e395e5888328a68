"""Estimators that break law 6, each in one way. The law's worlds must catch every one of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.stats.estimate import difference, level
from simenv.stats.reading import Difference
from simenv.stats.relative import relative
from simenv.stats.strata import Strata
from tests.laws.coverage import REAL, first_events


def one_minus_kaplan_meier(times, causes, censored, strata):
    """Takes a competing event for censoring, as if those whom it met were still to come."""
    rival = times[causes[1]]
    lost = np.where((censored < 0) | (rival < censored), rival, censored)
    return first_events((times[causes[0]],), (0,), lost, strata)


def only_those_in_sight(times, causes, censored, strata):
    """Leaves censored people out: those who met the event early are left over."""
    values = first_events(times, causes, np.full_like(censored, -1), strata)
    kept = np.minimum(*times) <= censored
    found = values.copy()
    for start, end in zip(strata.edges, strata.edges[1:], strict=False):
        mine = slice(start, end)
        found[mine][~kept[mine]] = values[mine][kept[mine]].mean()
    return found


def pooled(first, second, strata, kind):
    """Takes people for one sample, whatever their persona and what it weighs."""
    return difference(first, second, Strata(edges=(0, strata.people), weights=(1.0,)), kind)


def pooled_level(values, strata, kind):
    """The same, of a level."""
    return level(values, Strata(edges=(0, strata.people), weights=(1.0,)), kind)


def unpaired(first, second, strata, kind):
    """Breaks the pairs: the interval that independent luck would have given."""
    found = difference(first, second, strata, kind)
    return replace(found, low=found.unpaired_low, high=found.unpaired_high)


def too_narrow(first, second, strata, kind):
    """Reaches 85 % as far as it should."""
    found = difference(first, second, strata, kind)
    half = 0.85 * (found.high - found.low) / 2
    return replace(found, low=found.value - half, high=found.value + half)


def without_grain(first, second, strata, kind):
    """Takes the spread as seen, even where hardly anybody was seen to differ."""
    del kind
    return difference(first, second, strata, "mean")


def unpaired_ratio(first, second, strata, kind):
    """The ratio of two arms as if they were other people: their order is lost."""
    found = relative(first, second, strata, kind)
    apart = relative(first, second[::-1].copy(), _upside_down(strata), kind)
    scale = np.log(apart.high / apart.value)
    return replace(found, low=found.value * np.exp(-scale), high=found.value * np.exp(scale))


def _upside_down(strata):
    """One stratum: with the persons in another order there are no personas any more."""
    return Strata(edges=(0, strata.people), weights=(1.0,))


def part_as_a_sample(first, second, part, strata, kind):
    """Takes the part for a panel of its own, with the weights of everybody."""
    persona = np.repeat(np.arange(len(strata.sizes), dtype=np.int32), strata.sizes)
    return difference(first[part], second[part], Strata.of(persona[part], strata.weights), kind)


def unadjusted(values):
    """Reads each p as if it were the only one."""
    return tuple(values)


def by_the_estimate(found: Difference, margin: float, *, share: bool = False) -> bool:
    """Takes a difference that looks small for one that is."""
    del share
    return abs(found.value) < margin


#: What is broken, and the cases that have to catch it.
BROKEN = {
    "1 - Kaplan-Meier": (
        replace(REAL, first_events=one_minus_kaplan_meier),
        ("competing_level", "competing_difference"),
    ),
    "only those in sight": (
        replace(REAL, first_events=only_those_in_sight),
        ("competing_level",),
    ),
    "persons pooled": (
        replace(REAL, difference=pooled, level=pooled_level),
        ("proportion_difference", "proportion_level", "count_difference"),
    ),
    "pairs broken": (replace(REAL, difference=unpaired), ("proportion_difference",)),
    "too narrow": (
        replace(REAL, difference=too_narrow),
        ("proportion_difference", "null_with_independent_luck"),
    ),
    "pairs of a ratio broken": (replace(REAL, relative=unpaired_ratio), ("count_ratio",)),
    "a part as a sample": (replace(REAL, difference_among=part_as_a_sample), ("part_difference",)),
    "no adjustment": (replace(REAL, holm=unadjusted), ("family_wise_error",)),
    "equivalent by the estimate": (
        replace(REAL, equivalent=by_the_estimate),
        ("equivalent_at_the_margin",),
    ),
    "no grain": (replace(REAL, difference=without_grain), ("hardly_anybody_differs",)),
}
