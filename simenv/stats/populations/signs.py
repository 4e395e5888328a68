"""Over the drawn worlds: how often an order of two arms is what it is in the median world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simenv.columns import F8
from simenv.stats.claims.label import (
    ENOUGH,
    ENOUGH_OF,
    TOLERATED,
    Verdict,
    between_variance,
    tally,
)
from simenv.stats.outcomes import outcome
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.estimate import apart

#: Of a difference in one scenario: beyond the margin one way, or within it, in most worlds.
SignLabel = Literal["same decisions", "robust", "equivalent", "undecided", "withheld"]
#: Of an order over scenarios: turned round beyond the margin, or kept, in most worlds.
OrderLabel = Literal["same decisions", "robust change", "robust order", "undecided", "withheld"]


@dataclass(frozen=True, kw_only=True)
class WorldSigns:
    """One difference in one scenario over the drawn worlds.

    `same` of `drawn` have the sign of the median world; `above`, `inside` and `below` are by the
    margin; worlds that lost an arm, or too many people, are in none of them. `within` is the root
    of the mean squared standard error, `between` the standard deviation between worlds beyond it.
    """

    drawn: int
    same: int
    above: int
    inside: int
    below: int
    between: float
    within: float
    label: SignLabel
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class WorldOrders:
    """One order over all scenarios, world by world, by the signs of the estimates.

    Of the `drawn` worlds, `kept` have one sign in all scenarios, `flipped` have both signs,
    `beyond` have differences beyond the margin on either side. Signs of estimates flip by luck too,
    where a difference is small: `beyond` is what counts.
    """

    drawn: int
    kept: int
    flipped: int
    beyond: int
    label: OrderLabel


@dataclass(kw_only=True)
class Ledger:
    """Differences [worlds] and their squared errors, by outcome, pair and scenario."""

    values: dict[tuple[str, str, str, str], list[float]] = field(default_factory=dict)
    errors: dict[tuple[str, str, str, str], list[float]] = field(default_factory=dict)

    def add(
        self, arms: Arms, scenario: str, outcomes: Sequence[str], pairs: list[tuple[str, str]]
    ) -> None:
        """Take down one scenario of one drawn world; NaN where it lost too many people."""
        for name in outcomes:
            columns = arms.columns(outcome(name)) if arms.sound else {}
            for arm, against in pairs:
                found = apart(columns[arm], columns[against]) if columns else None
                key = (name, arm, against, scenario)
                value = np.nan if found is None else found.value
                error = np.nan if found is None or found.error is None else found.error**2
                self.values.setdefault(key, []).append(value)
                self.errors.setdefault(key, []).append(error)

    def column(self, key: tuple[str, str, str, str]) -> F8:
        """The differences over the worlds, NaN where unknown."""
        return np.asarray(self.values.get(key, []), dtype=np.float64)

    def noise(self, key: tuple[str, str, str, str]) -> float:
        """The mean squared standard error within worlds; NaN if no world tells it."""
        errors = np.asarray(self.errors.get(key, []), dtype=np.float64)
        known = errors[np.isfinite(errors)]
        return float(known.mean()) if len(known) else float("nan")


def world_signs(found: F8, noise: float, median: tuple[float, bool], margin: float) -> WorldSigns:
    """Read differences [worlds] in one scenario.

    `median` is that of the median world, and whether everybody lived alike there.
    """
    middle, same = median[0], median[1] and not np.nan_to_num(found).any()
    known = found[np.isfinite(found)]
    counts = tally(known, margin)
    nowhere = middle == 0 and not known.any()
    return WorldSigns(
        drawn=len(found),
        same=int((known * middle > 0).sum()) if not nowhere else len(known),
        above=counts.above,
        inside=counts.inside,
        below=counts.below,
        between=between_variance(known, noise if np.isfinite(noise) else 0.0) ** 0.5,
        within=noise**0.5 if np.isfinite(noise) else 0.0,
        label="same decisions" if same else _label(found, noise, margin),
        verdict=counts.verdict,
    )


def world_orders(found: F8, noises: list[float], margin: float) -> WorldOrders:
    """Read differences [scenarios, worlds]; worlds that lack a scenario count as neither."""
    known = found[:, np.isfinite(found).all(axis=0)]
    above, below = (known > 0).any(axis=0), (known < 0).any(axis=0)
    alike = (known > 0).all(axis=0) | (known < 0).all(axis=0)
    far = (known > margin).any(axis=0) & (known < -margin).any(axis=0)
    drawn = found.shape[1]
    label: OrderLabel = "undecided"
    if _withheld(found, noises):
        label = "withheld"
    elif _agreed(found, margin):
        label = "robust change"
    elif int(alike.sum()) >= ENOUGH_OF * drawn:
        label = "robust order"
    return WorldOrders(
        drawn=drawn,
        kept=int(alike.sum()),
        flipped=int((above & below).sum()),
        beyond=int(far.sum()),
        label=label,
    )


def _label(found: F8, noise: float, margin: float) -> SignLabel:
    known = found[np.isfinite(found)]
    if _withheld(found[None], [noise]):
        return "withheld"
    verdict = tally(known, margin).verdict
    if verdict is None:
        return "undecided"
    return "equivalent" if verdict == "inside" else "robust"


def _withheld(found: F8, noises: list[float]) -> bool:
    """Whether worlds [scenarios, worlds] are too few, or the luck in them too large, to say."""
    known = np.isfinite(found).all(axis=0)
    if known.sum() < ENOUGH or known.sum() < ENOUGH_OF * found.shape[1]:
        return True
    for own, noise in zip(found[:, known], noises, strict=True):
        if not np.isfinite(noise) or noise > TOLERATED**2 * between_variance(own, noise):
            return True
    return False


def _agreed(found: F8, margin: float) -> bool:
    """Whether, in most worlds, two scenarios lie beyond the margin on opposite sides, the same two.

    Worlds in which other scenarios do so are other worlds: they are not added up.
    """
    known = found[:, np.isfinite(found).all(axis=0)]
    above, below = (known > margin).astype(float), (known < -margin).astype(float)
    together = above @ below.T
    return bool(together.max(initial=0.0) >= ENOUGH_OF * found.shape[1])
