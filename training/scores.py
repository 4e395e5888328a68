"""Figures of how well codes agree with labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from simenv.coder.coder import softmax
from training.fit import B1, F8, I8


def f1(truth: B1, told: B1) -> float:
    """Twice the hits over hits counted from both sides; 0 where there is nothing to hit."""
    hits, wrong = (truth & told).sum(), (truth ^ told).sum()
    return float(2 * hits / (2 * hits + wrong)) if hits else 0.0


def macro_f1(truth: I8, told: I8, classes: int) -> float:
    """The mean F1 of the classes that occur."""
    there = [one for one in range(classes) if (truth == one).any()]
    return float(np.mean([f1(truth == one, told == one) for one in there]))


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Replies of similar probability: how likely they were called, and how often that was so."""

    said: float
    seen: float
    count: int


def reliability(chance: F8, truth: B1, bins: int = 10) -> list[Bin]:
    """Bins of equal width over the chance of what is asked, those that are empty left out."""
    place = np.minimum((chance * bins).astype(np.int64), bins - 1)
    return [
        Bin(said=float(chance[at].mean()), seen=float(truth[at].mean()), count=int(at.sum()))
        for at in (place == one for one in range(bins))
        if at.any()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: mean distance of said from seen, by count."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.said - one.seen) for one in bins) / total


def sharpness(odds: F8, label: I8) -> float:
    """The factor on log odds, shape (n, classes), under which the labels are likeliest."""

    def loss(power: float) -> float:
        chance = softmax(np.exp(power) * odds)
        return float(-np.log(chance[np.arange(len(label)), label] + 1e-12).mean())

    found = minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded")
    return float(np.exp(found.x))


def alpha(codes: NDArray[np.int64]) -> float:
    """Krippendorff's alpha for nominal codes of shape (coders, units); -1 is missing."""
    values = np.unique(codes[codes >= 0])
    counts = np.stack([(codes == one).sum(axis=0) for one in values]).astype(float)
    raters = counts.sum(axis=0)
    counts, raters = counts[:, raters > 1], raters[raters > 1]
    differing = ((raters**2 - (counts**2).sum(axis=0)) / (raters - 1)).sum()
    share = counts.sum(axis=1)
    expected = (share.sum() ** 2 - (share**2).sum()) / (share.sum() - 1)
    return float(1 - differing / expected) if expected else 1.0
