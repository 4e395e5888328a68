"""Labellers that break the rule of claims, each in one way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.stats.claims.label import labelled, tally


def forgets_signs(field, margin):
    """Does not ask for either side of an unknown sign."""
    return labelled(_without(field, "sign"), margin)[0]


def forgets_weightings(field, margin):
    """Knows the declared weights alone."""
    return labelled(_without(field, "weighting"), margin)[0]


def forgets_the_standard(field, margin):
    """Knows one standard."""
    return labelled(_without(field, "standard"), margin)[0]


def counts_the_sign_alone(field, margin):
    """Takes any difference for one that counts."""
    del margin
    return labelled(field, 0.0)[0]


def by_most_worlds(field, margin):
    """Is content with more worlds than not."""
    found = tally(field.apart, margin)
    most = max(found.shares)
    if most <= 0.5:
        return labelled(field, margin)[0]
    return "equivalent" if found.shares[1] == most else "robust"


def any_number_will_do(field, margin):
    """Says that it depends on something wherever both arms win somewhere."""
    found = tally(field.apart, margin)
    label = labelled(field, margin)[0]
    return "depends" if label == "undecided" and found.above and found.below else label


LABELLERS = (
    forgets_signs,
    forgets_weightings,
    forgets_the_standard,
    counts_the_sign_alone,
    by_most_worlds,
    any_number_will_do,
)


def noise_and_all(apart, noise):
    """The variance between worlds with the luck of people in it."""
    del noise
    return float(np.var(apart, ddof=1))


def noise_twice(apart, noise):
    """Takes away the luck of people once too often."""
    return max(0.0, float(np.var(apart, ddof=1)) - 2 * noise)


BETWEENS = (noise_and_all, noise_twice)


def _without(field, condition):
    return replace(field, views=tuple(v for v in field.views if v.condition != condition))
