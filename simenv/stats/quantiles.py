"""How far intervals reach: Student's t, central and not, and the exact interval of a share.

SciPy's special functions, imported where somebody asks for an interval: they take half a second.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simenv.columns import F8

#: Two-sided confidence of every interval.
CONFIDENCE = 0.95


@lru_cache(maxsize=4096)
def t_quantile(df: float, confidence: float = CONFIDENCE) -> float:
    """The quantile of Student's t beyond which half of what `confidence` leaves out lies."""
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(df, 0.5 + confidence / 2))


def t_beyond(t: float, df: float) -> float:
    """The chance that Student's t lies above `t`."""
    from scipy.special import stdtr  # noqa: PLC0415

    return float(stdtr(df, -t))


def t_beyond_if(t: float, df: float, shift: float) -> float:
    """The chance that the noncentral t, shifted by `shift` standard errors, lies above `t`."""
    from scipy.special import nctdtr  # noqa: PLC0415

    return float(1.0 - nctdtr(df, shift, t))


def clopper_pearson(share: F8, number: F8) -> tuple[F8, F8]:
    """The exact interval of a share [n] out of so many requests [n], which need not be whole.

    Clopper & Pearson (1934); with weights on an effective number, after Korn & Graubard (1998).
    """
    from scipy.special import betaincinv  # noqa: PLC0415

    tail = (1.0 - CONFIDENCE) / 2.0
    hits, misses = share * number, (1.0 - share) * number
    low = betaincinv(np.maximum(hits, 1e-9), misses + 1.0, tail)
    high = betaincinv(hits + 1.0, np.maximum(misses, 1e-9), 1.0 - tail)
    return np.where(share <= 0, 0.0, low), np.where(share >= 1, 1.0, high)
