"""Law 5 in a search: whom a failed call took out of sight counts for nothing, and is counted.

Values of claims are [claims, people]; whoever was lost in any arm has NaN. Where more than 2 % of
the people of a claim were lost, nothing is said of it.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.censoring import LIMIT

#: What is said of a claim whose people were lost.
TOO_MANY = f"more than {100 * LIMIT:.0f} % of its people were lost to failed calls"


def unsaid(values: F8) -> B1:
    """Of which claims nothing is said, (claims,)."""
    lost: B1 = np.isnan(values).mean(axis=1) > LIMIT
    return lost


def means(values: F8) -> F8:
    """The mean of each claim among those in sight, (claims,); -inf where nothing is said."""
    silent, seen = unsaid(values), ~np.isnan(values)
    total = np.where(seen, values, 0.0).sum(axis=1)
    found: F8 = np.where(silent, -np.inf, total / np.maximum(seen.sum(axis=1), 1))
    return found
