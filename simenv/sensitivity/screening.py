"""Morris over every belief, then low and high and Sobol' over those that it keeps.

All of it works on any function of a design's rows; nothing here knows what an evaluation is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.sensitivity import salib
from simenv.sensitivity.effects import Effects, effects, shares_luck
from simenv.sensitivity.inputs import HIGH, LOW, MEDIAN
from simenv.sensitivity.measuring import error
from simenv.stats import sobol

#: How many numbers Morris keeps.
KEPT = 10

Evaluate = Callable[[F8], F8]
"""From rows of a design (n, inputs) to the outcomes there (n, outcomes, 1 + parts)."""


@dataclass(frozen=True, kw_only=True)
class Design:
    """How much is evaluated: trajectories of Morris, samples of Sobol' (a power of 2), and a seed.

    `inputs` counts the one that nothing reads, which is the last.
    """

    inputs: int
    trajectories: int
    samples: int
    seed: int

    @property
    def kept(self) -> int:
        """How many inputs are looked at closely."""
        return min(KEPT, self.inputs - 1)

    @property
    def evaluations(self) -> int:
        """The rows of all designs; a few of them may be the same."""
        morris = self.trajectories * (self.inputs + 1)
        return morris + 1 + 2 * self.kept + self.samples * (self.kept + 3)


@dataclass(frozen=True, kw_only=True)
class Corners:
    """The difference with every number at its median (outcomes,), and with one low or high.

    `low` and `high` have shape (outcomes, kept), `error` is the standard error of their difference
    by luck, `median_error` that of the difference at the medians.
    """

    median: F8
    median_error: F8
    low: F8
    high: F8
    error: F8


@dataclass(frozen=True, kw_only=True)
class Screened:
    """What was found. `kept` are inputs, those with the largest effects on the first outcome first.

    Of each outcome, where the kept numbers are drawn and the others rest at their medians: `spread`
    is the standard deviation of the difference, `luck` the largest share of its variance that may
    be due to luck. `covered` is the square of the correlation with the difference in the same draws
    once the others are drawn, too: how much of all variance the kept ones account for.
    """

    effects: Effects
    kept: tuple[int, ...]
    corners: Corners
    indices: sobol.Indices
    spread: F8
    luck: F8
    covered: F8


def screened(design: Design, evaluate: Evaluate) -> Screened:
    """Screen a function. `SimulatorFailure` if its evaluations did not share their luck."""
    rows = salib.trajectories(design.inputs, design.trajectories, design.seed)
    found = effects(rows, evaluate(rows), design.seed)
    shares_luck(found, design.inputs - 1)
    kept = _kept(found, design)
    inner = sobol.sample(len(kept), design.samples, design.seed)
    outputs = evaluate(_placed(inner, kept, design.inputs))
    first, second, _ = sobol.parts(outputs[:, :, 0], len(kept))
    both = 2 * design.samples
    variance = np.var(np.concatenate([first, second], axis=1), axis=1)
    return Screened(
        effects=found,
        kept=kept,
        corners=_corners(evaluate, kept, design.inputs),
        indices=sobol.indices(outputs[:, :, 0], len(kept), design.seed),
        spread=np.sqrt(variance),
        luck=_share(np.mean(error(outputs[:both]) ** 2, axis=0), variance),
        covered=_covered(design, evaluate, kept, inner[: design.samples], first),
    )


def _kept(found: Effects, design: Design) -> tuple[int, ...]:
    """The inputs with the largest effects on the first outcome, the largest first."""
    size = found.mu_star[0, :-1]
    order = np.argsort(-size, kind="stable")[: design.kept]
    return tuple(int(place) for place in order)


def _placed(inner: F8, kept: tuple[int, ...], inputs: int) -> F8:
    """Rows in which the kept inputs are as given and all others at their medians."""
    rows = np.full((len(inner), inputs), MEDIAN)
    rows[:, kept] = inner
    return rows


def _corners(evaluate: Evaluate, kept: tuple[int, ...], inputs: int) -> Corners:
    """One number at a time, low and high."""
    inner = np.full((1 + 2 * len(kept), len(kept)), MEDIAN)
    for place in range(len(kept)):
        inner[1 + 2 * place, place], inner[2 + 2 * place, place] = LOW, HIGH
    found = evaluate(_placed(inner, kept, inputs))
    low, high = found[1::2], found[2::2]
    return Corners(
        median=found[0, :, 0],
        median_error=error(found[0]),
        low=low[:, :, 0].T,
        high=high[:, :, 0].T,
        error=error(high - low).T,
    )


def _covered(
    design: Design, evaluate: Evaluate, kept: tuple[int, ...], inner: F8, rested: F8
) -> F8:
    """The squared correlation of `rested` (outcomes, samples) with all other numbers drawn."""
    rows = np.random.default_rng(design.seed).random((design.samples, design.inputs))
    rows[:, kept] = inner
    drawn = evaluate(rows)[:, :, 0].T
    rested, drawn = (each - each.mean(axis=1, keepdims=True) for each in (rested, drawn))
    together = np.mean(rested * drawn, axis=1) ** 2
    return _share(together, np.mean(rested**2, axis=1) * np.mean(drawn**2, axis=1))


def _share(part: F8, whole: F8) -> F8:
    """A part of a whole; 0 where the whole is nothing."""
    found: F8 = np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
    return found
