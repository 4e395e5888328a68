"""All arms in one outcome, best first, and which of their places are settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simenv.columns import F8
from simenv.stats.claims.claim import Claim, Ranking
from simenv.stats.claims.views import Ways, weighed
from simenv.stats.outcome import Outcome
from simenv.stats.worlds import Panel

_OPEN = {"depends", "undecided"}


def ranking(
    each: Outcome, panel: Panel, arms: Sequence[str], ways: Ways, claims: Sequence[Claim]
) -> Ranking | None:
    """The ranking of an outcome with a better direction, by the declared weights.

    `claims` are those of this outcome between all pairs of arms. Worlds in which an arm says
    nothing are left out; None if no world is left, or neither direction is better.
    """
    levels = _levels(panel, ways)
    levels = levels[np.isfinite(levels).all(axis=1)]
    if not len(levels) or each.better == "neither":
        return None
    good = levels if each.better == "higher" else -levels
    order = [arms[k] for k in np.argsort(-good.mean(axis=0), kind="stable")]
    place = {arm: at for at, arm in enumerate(order)}
    return Ranking(
        outcome=each.name,
        order=tuple(order),
        first=_first(good, arms),
        settled=tuple(
            (one.winner, one.against if one.winner == one.arm else one.arm)
            for one in claims
            if one.winner is not None
        ),
        flips=tuple(_placed(one, place) for one in claims if one.label in _OPEN),
    )


def _levels(panel: Panel, ways: Ways) -> F8:
    """The level [worlds, arms] by the declared weights."""
    arms = range(panel.means.shape[1])
    levels = [weighed(panel.means[:, arm], ways.declared[None])[:, 0] for arm in arms]
    return np.column_stack(levels) if levels else np.zeros((len(panel.means), 0))


def _first(good: F8, arms: Sequence[str]) -> dict[str, float]:
    """In which share of worlds each arm is the best; equals share a world."""
    best = good == good.max(axis=1, keepdims=True)
    shares = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return dict(zip(arms, shares.tolist(), strict=True))


def _placed(one: Claim, place: Mapping[str, int]) -> tuple[str, str]:
    """The two arms of a claim, the one that stands higher in the ranking first."""
    first, second = sorted((one.arm, one.against), key=lambda arm: place[arm])
    return first, second
