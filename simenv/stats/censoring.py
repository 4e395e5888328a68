"""Law 5: what failed calls took out of sight, told by risk, with worst- and best-case bounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.stats.lived import World
from simenv.stats.outcome import Outcome
from simenv.vocabulary import Risk

#: Above this share of people out of sight, no claim is made.
LIMIT = 0.02

Bounds = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Censoring:
    """Who was lost to failed calls, in the world of the headline.

    `share` is weighted; `by_entry_risk` is the unweighted share of those who entered at each level;
    `at_failure` counts, for each arm, the risk level at the failed call. `bounds` are the levels
    of each share if everyone out of sight had, or had not, met the event; `difference_bounds` are
    arm minus reference. Both are empty when nobody was censored.
    """

    people: int
    share: float
    limit: float
    claim: bool
    by_entry_risk: dict[str, float]
    at_failure: dict[str, dict[str, int]]
    bounds: dict[str, dict[str, Bounds]]
    difference_bounds: dict[str, dict[str, Bounds]]


def censoring(world: World, outcomes: tuple[Outcome, ...], days: int) -> Censoring:
    """Tell the censoring of one world; the first arm is the reference."""
    share = world.censored_share
    shares = [each for each in outcomes if each.kind == "share"] if not world.kept.all() else []
    bounds = {
        each.name: {arm: _bounds(world, arm, each, days) for arm in world.arms} for each in shares
    }
    return Censoring(
        people=int((~world.kept).sum()),
        share=share,
        limit=LIMIT,
        claim=share <= LIMIT,
        by_entry_risk=_by_entry_risk(world),
        at_failure={arm: _at_failure(world, arm) for arm in world.arms},
        bounds=bounds,
        difference_bounds={name: _apart(found) for name, found in bounds.items()},
    )


def _by_entry_risk(world: World) -> dict[str, float]:
    rows = next(iter(world.arms.values()), None)
    if rows is None:
        return {}
    entered = np.bincount(rows.entry_risk, minlength=len(Risk))
    lost = np.bincount(rows.entry_risk[~world.kept], minlength=len(Risk))
    return {risk.word: float(lost[risk] / max(1, entered[risk])) for risk in Risk}


def _at_failure(world: World, arm: str) -> dict[str, int]:
    rows = world.arms[arm]
    levels = rows.censored_risk[rows.censored_at >= 0]
    return {risk.word: int((levels == risk).sum()) for risk in Risk}


def _bounds(world: World, arm: str, outcome: Outcome, days: int) -> Bounds:
    """The level if nobody, and if everybody, out of sight in this arm had met the event."""
    seen: F8 = outcome.value(world.lives(arm), days)
    unseen = world.arms[arm].censored_at >= 0
    strata = world.everybody
    return (
        strata.mean(np.where(unseen, 0.0, seen)),
        strata.mean(np.where(unseen, 1.0, seen)),
    )


def _apart(levels: dict[str, Bounds]) -> dict[str, Bounds]:
    """Arm minus reference at its least and at its most."""
    (_, (low, high)), *others = levels.items()
    return {arm: (least - high, most - low) for arm, (least, most) in others}
