"""Does the answer stand when the parameters are drawn anew? What is kept of each drawn world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.stats.censoring import LIMIT
from simenv.stats.lived import World
from simenv.stats.moments import Moments, moments
from simenv.stats.outcome import Lives, Outcome

#: For each outcome or score, the level in each arm.
Levels = dict[str, dict[str, float]]
#: What is measured in every drawn world, given the horizon in days.
Measured = Callable[[World, int], Levels]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The levels in one drawn world, and whether too many people were lost in it."""

    levels: Levels
    lost: bool


@dataclass(frozen=True, kw_only=True)
class Signs:
    """One difference over the drawn worlds.

    `same` of `drawn` worlds have the sign of the median world. A world without a difference has
    no sign, unless there is none anywhere; one that lost too many people, or in which an arm
    failed, counts as not the same.
    """

    same: int
    drawn: int
    differences: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One outcome in the median world and in the drawn ones.

    `median` [arms, personas] and `means` [worlds, arms, personas] are NaN where nobody was in the
    denominator, an arm was not lived, or the world lost too many people to failed calls. `errors`
    [personas, arms, arms] are the squared standard errors of paired differences, averaged over the
    drawn worlds in which they are known.
    """

    median: F8
    means: F8
    errors: F8


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of the worlds: which outcomes, which other levels, over which personas."""

    outcomes: tuple[Outcome, ...]
    others: Measured
    shares: tuple[float, ...]
    days: int


def read(
    world: World, worlds: Iterable[Mapping[str, Lives]], asked: Asked
) -> tuple[list[Drawn], dict[str, Panel]]:
    """The levels of each drawn world, and a panel of each outcome over the arms of `world`.

    Worlds are read one at a time and let go.
    """
    arms = tuple(world.arms)
    median = moments(world, asked.outcomes, asked.days)
    files = {name: _File(arms, len(asked.shares)) for name in median}
    drawn = []
    for lives in worlds:
        own = World.of(lives, asked.shares)
        found = moments(own, asked.outcomes, asked.days)
        lost = own.censored_share > LIMIT
        levels = {name: _levels(each, own) for name, each in found.items()}
        drawn.append(Drawn(levels=levels | asked.others(own, asked.days), lost=lost))
        for name, file in files.items():
            file.add(found.get(name), tuple(own.arms), lost)
    return drawn, {name: file.panel(median[name].means) for name, file in files.items()}


def signs(median: float, worlds: Sequence[Drawn], outcome: str, arms: tuple[str, str]) -> Signs:
    """Count the worlds whose difference, first arm minus second, has the sign of `median`."""
    found = [_difference(world, outcome, arms) for world in worlds]
    none_anywhere = median == 0 and all(each == 0 for each in found)
    sound = [each is not None and not world.lost for each, world in zip(found, worlds, strict=True)]
    same = [
        ok and each is not None and (none_anywhere or each * median > 0)
        for ok, each in zip(sound, found, strict=True)
    ]
    return Signs(
        same=sum(same),
        drawn=len(worlds),
        differences=tuple(each for each in found if each is not None),
    )


class _File:
    """One outcome, world after world: means are kept, squared errors are summed."""

    def __init__(self, arms: tuple[str, ...], personas: int) -> None:
        self._arms = arms
        self._blank = np.full((len(arms), personas), np.nan)
        self._means: list[F8] = []
        self._sum = np.zeros((personas, len(arms), len(arms)))
        self._known = np.zeros_like(self._sum)

    def add(self, found: Moments | None, arms: tuple[str, ...], lost: bool) -> None:
        """Take down one world in which `arms` were lived; nothing of a world that is lost."""
        means = self._blank.copy()
        self._means.append(means)
        if found is None or lost:
            return
        here = [(self._arms.index(arm), at) for at, arm in enumerate(arms) if arm in self._arms]
        mine, theirs = [i for i, _ in here], [at for _, at in here]
        means[mine] = found.means[theirs]
        errors = np.full_like(self._sum, np.nan)
        errors[:, np.array(mine)[:, None], mine] = found.errors[
            :, np.array(theirs)[:, None], theirs
        ]
        known = np.isfinite(errors)
        self._sum += np.where(known, errors, 0.0)
        self._known += known

    def panel(self, median: F8) -> Panel:
        """All that was taken down."""
        means = np.array(self._means).reshape(len(self._means), *self._blank.shape)
        errors = np.full_like(self._sum, np.nan)
        np.divide(self._sum, self._known, out=errors, where=self._known > 0)
        return Panel(median=median, means=means, errors=errors)


def _levels(found: Moments, world: World) -> dict[str, float]:
    """The level in each arm by the declared shares of the personas that are counted."""
    held = np.isfinite(found.means[0])
    shares = np.where(held, world.shares, 0.0)
    weights = shares / shares.sum() if held.any() else shares
    totals = np.zeros(len(found.means))
    for k in np.flatnonzero(held):  # in the order of personas, so that no arm changes another's
        totals += weights[k] * found.means[:, k]
    return dict(zip(world.arms, totals.tolist(), strict=True))


def _difference(world: Drawn, outcome: str, arms: tuple[str, str]) -> float | None:
    """First minus second; None if either arm was not lived in that world."""
    own = world.levels.get(outcome, {})
    first, second = arms
    return own[first] - own[second] if first in own and second in own else None
