"""Elementary effects by Morris, and how large they would be by luck alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.errors import SimulatorFailure
from simenv.sensitivity import salib
from simenv.sensitivity.inputs import HIGH, LOW
from simenv.sensitivity.measuring import error

#: Of a normal effect around 0 with standard deviation 1: mean and standard deviation of its size.
_MEAN_SIZE, _SIZE_SPREAD = (2 / np.pi) ** 0.5, (1 - 2 / np.pi) ** 0.5
#: The quantile of the normal distribution below which 95 % lie.
_ONE_SIDED_95 = 1.6448536269514722


@dataclass(frozen=True, kw_only=True)
class Effects:
    """Of each input on each outcome, shape (outcomes, inputs).

    `mu_star` is the mean size of an effect and `mu` the mean effect, both of the whole way from
    the 5 % to the 95 % point; `reach` is half the 95 % interval of `mu_star`; `sigma` is how far
    effects vary with the other numbers, that is by interactions and bends. Luck alone would bring
    `mu_star` above `floor` in one of 20 inputs without effect.
    """

    mu: F8
    mu_star: F8
    reach: F8
    sigma: F8
    floor: F8


def effects(rows: F8, found: F8, seed: int) -> Effects:
    """From the rows of Morris's design (n, inputs), and what was found there.

    `found` has shape (n, outcomes, 1 + parts of the panel).
    """
    said = [salib.measures(rows, found[:, number, 0], seed) for number in range(found.shape[1])]
    return Effects(
        mu=np.array([one["mu"] for one in said]),
        mu_star=np.array([one["mu_star"] for one in said]),
        reach=np.array([one["mu_star_conf"] for one in said]),
        sigma=np.array([one["sigma"] for one in said]),
        floor=_floor(elementary(rows, found)),
    )


def elementary(rows: F8, found: F8) -> F8:
    """Each effect, shape (trajectories, inputs, outcomes, 1 + parts)."""
    inputs = rows.shape[1]
    places = rows.reshape(-1, inputs + 1, inputs)
    values = found.reshape(len(places), inputs + 1, *found.shape[1:])
    moves, change = np.diff(places, axis=1), np.diff(values, axis=1)
    moved = np.abs(moves).argmax(axis=2)
    step = np.take_along_axis(moves, moved[..., None], axis=2) / (HIGH - LOW)
    order = np.argsort(moved, axis=1)[..., None, None]
    each: F8 = np.take_along_axis(change / step[..., None], order, axis=1)
    return each


def _floor(each: F8) -> F8:
    """The size that the mean of so many effects reaches by luck alone in one of 20."""
    count = len(each)
    luck = np.sqrt(np.mean(error(each) ** 2, axis=0)).T
    floor: F8 = luck * (_MEAN_SIZE + _ONE_SIDED_95 * _SIZE_SPREAD / count**0.5)
    return floor


def shares_luck(found: Effects, idle: int) -> None:
    """`SimulatorFailure` unless the input that nothing reads had no effect to the last bit."""
    largest = float(np.max(found.mu_star[:, idle]))
    if largest != 0:
        raise SimulatorFailure(
            f"an input that nothing reads had an effect of {largest:g}: evaluations of one design "
            "did not share their luck, so that no effect can be told from noise"
        )
