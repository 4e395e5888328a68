"""How well people, a coder and a judge agree, and how sure a share is where labels have weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]

MISSING = -1
_Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def alpha(codes: I8) -> float | None:
    """Krippendorff's alpha for nominal codes of shape (coders, units); -1 is missing.

    1 is perfect agreement, 0 what chance alone would give. Units with fewer than two codes do not
    count. None where it is not defined: no unit has two codes, or all codes are the same, so that
    nothing could have differed. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    values = np.unique(codes[codes != MISSING])
    if not len(values):
        return None
    counts = np.stack([(codes == one).sum(axis=0) for one in values]).astype(np.float64)
    raters = counts.sum(axis=0)
    counts, raters = counts[:, raters > 1], raters[raters > 1]
    share = counts.sum(axis=1)
    total = share.sum()
    expected = total**2 - (share**2).sum()
    if not expected:
        return None
    differing = ((raters**2 - (counts**2).sum(axis=0)) / (raters - 1)).sum()
    return float(1 - differing * (total - 1) / expected)


def effective(weights: F8) -> float:
    """Kish's number: how many equal weights tell as much; 0 of none (Kish 1965)."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def wilson(share: float, number: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share seen on so many labels, or on Kish's number of them.

    From 0 to 1 where there is none. Wilson (1927), JASA 22, 209-212.
    """
    if number <= 0:
        return 0.0, 1.0
    shrunk = 1 + _Z**2 / number
    middle = (share + _Z**2 / (2 * number)) / shrunk
    within = share * (1 - share) / number + _Z**2 / (4 * number**2)
    half = _Z * within**0.5 / shrunk
    return max(0.0, middle - half), min(1.0, middle + half)
