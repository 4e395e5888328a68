"""Law 5: what failed calls took out of sight, told by risk, with worst- and best-case bounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from simenv.columns import F8
from simenv.stats.lived import World
from simenv.stats.outcome import Kind, Outcome
from simenv.stats.strata import Strata
from simenv.vocabulary import Risk

#: Above this share of people out of sight, no claim is made.
LIMIT = 0.02

Bounds = tuple[float, float]
#: For each outcome the bounds by arm.
ByArm = dict[str, dict[str, Bounds]]

#: What has an end on both sides, beside shares; a count has none.
_MEASURED: tuple[Kind, ...] = ("days", "hours", "mean")
#: The least of what can fall below 0: readiness to disclose may have grown from 0 to 1.
_LEAST = {"disclosure_lost": -1.0}


@dataclass(frozen=True, kw_only=True)
class Censoring:
    """Who was lost to failed calls, in the world of the headline.

    `share` is weighted; `by_entry_risk` is the unweighted share of those who entered at each level;
    `at_failure` counts, for each arm, the risk level at the failed call. `bounds` are the levels
    of each share if everyone out of sight had, or had not, met the event; `difference_bounds` are
    arm minus reference, `ratio_bounds` arm over reference, None where the reference could be 0.
    `measured_bounds` and `measured_difference_bounds` are those of days, hours and means, in their
    units, had everyone out of sight had the least or the most that there can be. All of them are
    empty when nobody was censored.
    """

    people: int
    share: float
    limit: float
    claim: bool
    by_entry_risk: dict[str, float]
    at_failure: dict[str, dict[str, int]]
    bounds: ByArm
    difference_bounds: ByArm
    ratio_bounds: dict[str, dict[str, tuple[float, float | None]]] = field(default_factory=dict)
    measured_bounds: ByArm = field(default_factory=dict)
    measured_difference_bounds: ByArm = field(default_factory=dict)


def censoring(world: World, outcomes: tuple[Outcome, ...], days: int) -> Censoring:
    """Tell the censoring of one world; the first arm is the reference."""
    share, lost = world.censored_share, not world.kept.all()
    known = [each for each in outcomes if lost and not each.exogenous]
    shares = _by_arm(world, [each for each in known if each.kind == "share"], days)
    measured = _by_arm(world, [each for each in known if each.kind in _MEASURED], days)
    return Censoring(
        people=int((~world.kept).sum()),
        share=share,
        limit=LIMIT,
        claim=share <= LIMIT,
        by_entry_risk=_by_entry_risk(world),
        at_failure={arm: _at_failure(world, arm) for arm in world.arms},
        bounds=shares,
        difference_bounds={name: _apart(found) for name, found in shares.items()},
        ratio_bounds={name: _over(found) for name, found in shares.items()},
        measured_bounds=measured,
        measured_difference_bounds={name: _apart(found) for name, found in measured.items()},
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


def _by_arm(world: World, outcomes: Iterable[Outcome], days: int) -> ByArm:
    return {
        each.name: {arm: _bounds(world, arm, each, days) for arm in world.arms} for each in outcomes
    }


def _bounds(world: World, arm: str, outcome: Outcome, days: int) -> Bounds:
    """The level if everybody out of sight in this arm had the least, and the most, there can be.

    They count as being in the denominator: a failed call is a message that was sent, for a need.
    """
    seen: F8 = outcome.value(world.lives(arm), days)
    rows = world.arms[arm]
    unseen = rows.censored_at >= 0
    among = outcome.counted(rows) | unseen
    strata = Strata.of(rows.persona[among], world.shares)
    least, most = _ends(outcome, days)
    return (
        strata.mean(np.where(unseen, least, seen)[among]),
        strata.mean(np.where(unseen, most, seen)[among]),
    )


def _ends(outcome: Outcome, days: int) -> Bounds:
    """The least and the most that one person can have of what is no count."""
    most: dict[Kind, float] = {"days": float(days), "hours": 24.0 * days}
    return _LEAST.get(outcome.name, 0.0), most.get(outcome.kind, 1.0)


def _apart(levels: dict[str, Bounds]) -> dict[str, Bounds]:
    """Arm minus reference at its least and at its most."""
    (_, (low, high)), *others = levels.items()
    return {arm: (least - high, most - low) for arm, (least, most) in others}


def _over(levels: dict[str, Bounds]) -> dict[str, tuple[float, float | None]]:
    """Arm over reference at its least and at its most; without end where the reference can be 0."""
    (_, (low, high)), *others = levels.items()
    return {
        arm: (least / high if high > 0 else 0.0, most / low if low > 0 else None)
        for arm, (least, most) in others
    }
