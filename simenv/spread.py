"""One family of distributions for everything that varies: a median and the middle 90 %.

A quantity is spread on a scale (`share` 0–1 by log-odds, `positive` by logarithm, `real` as it is)
as a two-piece logistic: the median, the 5 % and the 95 % point are met exactly, and nothing is
clipped. Draws are kept between the 0.5 % and the 99.5 % point, so every drawn number has bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]

SCALES = ("share", "positive", "real")
#: Draws outside these quantiles are moved onto them: a bound for validation, at 1 % of the mass.
EDGE = 0.005
_LOGIT_95 = float(np.log(0.95 / 0.05))
#: Shares of exactly 0 or 1 have no log-odds; nearer than this they are not told apart.
_TINY = 1e-6


@dataclass(frozen=True)
class Spread:
    """A median and the middle 90 % on a scale; `low == high == median` is a fixed number."""

    median: float
    low: float
    high: float
    scale: str = "share"

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        if self.scale not in SCALES:
            raise ValueError(f"scale {self.scale!r} is none of {', '.join(SCALES)}")
        if not self.low <= self.median <= self.high:
            raise ValueError(f"median {self.median} outside {self.low} to {self.high}")

    @property
    def fixed(self) -> bool:
        """Whether there is nothing to draw."""
        return self.low == self.high

    def quantile(self, u: F8) -> F8:
        """The values at quantiles `u` in (0, 1); same shape."""
        if self.fixed:
            return np.full(np.shape(u), self.median)
        kept = np.minimum(np.maximum(u, EDGE), 1 - EDGE)
        middle = _to(self.scale, self.median)
        below = (middle - _to(self.scale, self.low)) / _LOGIT_95
        above = (_to(self.scale, self.high) - middle) / _LOGIT_95
        odds = np.log(kept) - np.log1p(-kept)
        return _back(self.scale, middle + odds * np.where(odds < 0, below, above))


def fixed(value: float, scale: str = "real") -> Spread:
    """A number that does not vary."""
    return Spread(value, value, value, scale)


def squash(log_odds: F8) -> F8:
    """Log-odds to shares in (0, 1)."""
    shares: F8 = 1.0 / (1.0 + np.exp(-log_odds))
    return shares


def log_odds(share: F8, edge: float = _TINY) -> F8:
    """Shares to log-odds; they are first kept `edge` away from 0 and 1."""
    kept = np.minimum(np.maximum(share, edge), 1.0 - edge)
    odds: F8 = np.log(kept) - np.log1p(-kept)
    return odds


def _to(scale: str, value: float) -> float:
    if scale == "share":
        return float(log_odds(np.array([value]))[0])
    return float(np.log(value)) if scale == "positive" else value


def _back(scale: str, value: F8) -> F8:
    if scale == "share":
        return squash(value)
    return np.exp(value) if scale == "positive" else value
