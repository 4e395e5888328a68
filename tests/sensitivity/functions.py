"""Functions whose sensitivities are known, in the form of an evaluator: the last input is idle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import F8

PARTS = 10


def evaluator(function: Callable[[F8], F8], luck: float = 0.0) -> Callable[[F8], F8]:
    """One outcome; with `luck`, what people would differ by, the same at every row."""
    parts = luck * np.random.default_rng(0).normal(size=PARTS)

    def evaluate(rows: F8) -> F8:
        whole = function(rows)
        return np.concatenate([whole[:, None], whole[:, None] + parts], axis=1)[:, None, :]

    return evaluate


def linear(slopes: Sequence[float]) -> Callable[[F8], F8]:
    """A sum of slopes times inputs; the idle one has none."""
    return lambda rows: rows[:, : len(slopes)] @ np.asarray(slopes, dtype=np.float64)


def ishigami(rows: F8) -> F8:
    """Ishigami and Homma's function of three inputs in (0, 1)."""
    x = np.pi * (2 * rows[:, :3] - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@dataclass(frozen=True)
class Known:
    """Exact indices."""

    first: tuple[float, ...]
    total: tuple[float, ...]


def known_ishigami() -> Known:
    """The exact indices of Ishigami's function with a = 7, b = 0.1."""
    one = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2
    two = 49 / 8
    both = 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = one + two + both
    first = (one / variance, two / variance, 0.0)
    total = ((one + both) / variance, two / variance, both / variance)
    return Known(first, total)
