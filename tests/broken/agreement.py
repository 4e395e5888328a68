"""Measures of agreement as they must not be."""

import numpy as np

from simenv.stats.agreement import alpha


def missing_as_a_code(codes):
    """Takes what is missing for one more code."""
    return alpha(np.where(codes < 0, 9, codes))


def by_distance(codes):
    """Takes names of codes for numbers: the share of the spread that lies between units."""
    spread = codes.var()
    return float(1 - codes.var(axis=0).mean() / spread) if spread else None


def first_against_second(codes):
    """Looks at the first two coders only."""
    return alpha(codes[:2])


BROKEN = {
    "missing": missing_as_a_code,
    "distance": by_distance,
    "first two": first_against_second,
}
