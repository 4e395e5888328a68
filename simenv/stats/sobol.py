"""Indices of Sobol': which share of an output's variance each input holds, alone and in all.

Inputs are independent and uniform on (0, 1); what they stand for is the caller's. The sample and
the estimators are those of Saltelli et al. (2010) by way of SciPy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8

#: Resamples of the rows of a sample, and the share of them that an interval holds.
RESAMPLES, CONFIDENCE = 999, 0.95


@dataclass(frozen=True, kw_only=True)
class Indices:
    """Indices with percentile bootstrap intervals; all arrays have shape (outputs, inputs).

    Both are 0 for an output that never varies. Neither is kept above 0 or below 1: what an
    estimate lies outside by is a measure of its error.
    """

    first: F8
    first_low: F8
    first_high: F8
    total: F8
    total_low: F8
    total_high: F8


def sample(inputs: int, samples: int, seed: int) -> F8:
    """Where to evaluate: rows of inputs in (0, 1), shape (samples x (inputs + 2), inputs).

    The sample A, the sample B, then for each input in turn A with that column of B. `samples` is a
    power of 2.
    """
    from scipy.stats import qmc  # noqa: PLC0415  (half a second, for who asks for indices)

    both = qmc.Sobol(d=2 * inputs, rng=np.random.default_rng(seed)).random(samples)
    first, second = both[:, :inputs], both[:, inputs:]
    mixed = np.repeat(first[None], inputs, axis=0)
    for number in range(inputs):
        mixed[number, :, number] = second[:, number]
    found: F8 = np.concatenate([first, second, *mixed])
    return found


def indices(outputs: F8, inputs: int, seed: int) -> Indices:
    """The indices from the outputs at the rows of `sample`, shape (rows, outputs).

    There are two inputs at least. `seed` is that of the resampling.
    """
    f_a, f_b, f_ab = parts(outputs, inputs)
    samples = f_a.shape[1]
    first, total = _of(f_a, f_b, f_ab)
    rng = np.random.default_rng(seed)
    drawn = [
        _of(f_a[:, rows], f_b[:, rows], f_ab[..., rows])
        for rows in rng.integers(samples, size=(RESAMPLES, samples))
    ]
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(np.array(drawn), [tail, 100 - tail], axis=0)
    return Indices(
        first=first,
        first_low=low[0],
        first_high=high[0],
        total=total,
        total_low=low[1],
        total_high=high[1],
    )


def parts(outputs: F8, inputs: int) -> tuple[F8, F8, F8]:
    """The outputs at A and B (outputs, samples), and at A with a column of B (inputs, ...)."""
    samples = len(outputs) // (inputs + 2)
    cut = outputs.reshape(inputs + 2, samples, -1).transpose(0, 2, 1)
    return cut[0], cut[1], cut[2:]


def _of(f_a: F8, f_b: F8, f_ab: F8) -> tuple[F8, F8]:
    """First-order and total indices, each (outputs, inputs)."""
    from scipy.stats import sobol_indices  # noqa: PLC0415  (half a second, see above)

    found = sobol_indices(func={"f_A": f_a, "f_B": f_b, "f_AB": f_ab}, n=f_a.shape[1])
    shape = (f_a.shape[0], len(f_ab))
    first: F8 = np.reshape(found.first_order, shape)
    total: F8 = np.reshape(found.total_order, shape)
    return first, total
