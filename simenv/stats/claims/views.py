"""One difference in every drawn world, and the ways in which a claim about it is repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.claims.claim import Condition
from simenv.stats.claims.numbers import Numbers
from simenv.stats.worlds import Panel


@dataclass(frozen=True, kw_only=True)
class View:
    """The differences [worlds] under one condition, and that of the median world, if it has one."""

    condition: Condition
    name: str
    apart: F8
    median: float | None

    @property
    def binds(self) -> bool:
        """Whether a label has to hold under it; leaving out a persona is only told."""
        return self.condition != "without"


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How the personas may weigh: by weighting and with one left out, each [personas]."""

    declared: F8
    weightings: Mapping[str, F8]
    without: Mapping[str, F8]

    @classmethod
    def of(cls, personas: Sequence[str], declared: F8, others: Mapping[str, F8]) -> Ways:
        """`others` by name beside the declared weights; of a single persona none is left out."""
        many = len(personas) > 1
        kept = {name: np.arange(len(personas)) != k for k, name in enumerate(personas) if many}
        without = {name: np.where(mask, declared, 0.0) for name, mask in kept.items()}
        return cls(declared=declared, weightings=dict(others), without=without)

    @property
    def matrix(self) -> F8:
        """All of them below each other: the declared ones, the weightings, without each persona."""
        return np.array([self.declared, *self.weightings.values(), *self.without.values()])


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An outcome over the worlds; by the second standard too, where it depends on one."""

    first: Panel
    second: Panel | None = None
    standard: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """What one claim is read from: the differences [worlds] as declared, and all views of them.

    `numbers` are those of these worlds; `noise` is the mean squared standard error of a world's
    difference, NaN where it cannot be known; `missing` are worlds that were drawn and say nothing.
    `median` is the difference of the median world.
    """

    apart: F8
    median: float
    views: tuple[View, ...]
    numbers: Numbers
    noise: float
    missing: int

    @property
    def binding(self) -> Iterator[View]:
        """The views under which a label has to hold."""
        return (view for view in self.views if view.binds)


def field_of(judged: Judged, pair: tuple[int, int], ways: Ways, numbers: Numbers) -> Field:
    """The field of a pair of arms, by position: the first minus the second."""
    found, middle = _weighed(judged.first, pair, ways)
    kept = np.isfinite(found[:, 0])
    found, numbers = found[kept], numbers.of(kept)
    views = [*_weightings(ways, found, middle)]
    if judged.second is not None:
        again, other = _weighed(judged.second, pair, ways)
        views.append(_view("standard", judged.standard, again[kept, 0], float(other[0])))
    views += _signs(found[:, 0], numbers)
    views += _without(ways, found, middle)
    return Field(
        apart=found[:, 0],
        median=float(middle[0]),
        views=tuple(views),
        numbers=numbers,
        noise=_noise(judged.first, pair, ways.declared),
        missing=int((~kept).sum()),
    )


def weighed(apart: F8, weights: F8) -> F8:
    """Means [n, ways] of differences [n, personas] by weights [ways, personas].

    A persona that is NaN is left out of its row; NaN where nothing of any weight is left. Summed in
    the order of personas, so that equal rows give equal sums.
    """
    held = np.isfinite(apart)
    known = np.where(held, apart, 0.0)
    total = np.zeros((len(apart), len(weights)))
    size = np.zeros_like(total)
    for k, column in enumerate(weights.T):
        total += known[:, k, None] * column
        size += held[:, k, None] * column
    found = np.full_like(total, np.nan)
    np.divide(total, size, out=found, where=size > 0)
    return found


def _weighed(panel: Panel, pair: tuple[int, int], ways: Ways) -> tuple[F8, F8]:
    """Differences by world and way, and those of the median world by way."""
    arm, against = pair
    apart = panel.means[:, arm] - panel.means[:, against]
    middle = panel.median[arm] - panel.median[against]
    return weighed(apart, ways.matrix), weighed(middle[None], ways.matrix)[0]


def _noise(panel: Panel, pair: tuple[int, int], weights: F8) -> float:
    """The mean squared standard error of the weighted difference."""
    errors = panel.errors[:, pair[0], pair[1]]
    counted = (weights > 0) & np.isfinite(panel.median[pair[0]])
    share = weights[counted] / weights[counted].sum() if counted.any() else weights[counted]
    return float((share**2 * errors[counted]).sum())


def _weightings(ways: Ways, found: F8, middle: F8) -> Iterator[View]:
    for at, name in enumerate(ways.weightings, start=1):
        yield _view("weighting", name, found[:, at], float(middle[at]))


def _without(ways: Ways, found: F8, middle: F8) -> Iterator[View]:
    for at, name in enumerate(ways.without, start=1 + len(ways.weightings)):
        if np.isfinite(middle[at]):
            yield _view("without", name, found[:, at], float(middle[at]))


def _signs(apart: F8, numbers: Numbers) -> Iterator[View]:
    """The worlds on either side of each unknown sign; the median world lies on neither."""
    for k in numbers.signed:
        name = numbers.parameters[k].name
        yield _view("sign", f"{name} < 0", apart[numbers.low[:, k]], None)
        yield _view("sign", f"{name} > 0", apart[numbers.high[:, k]], None)


def _view(condition: Condition, name: str, apart: F8, median: float | None) -> View:
    known: B1 = np.isfinite(apart)
    middle = median if median is None or np.isfinite(median) else None
    return View(condition=condition, name=name, apart=apart[known], median=middle)
