"""Which policy is best on each outcome, in how many worlds, and from what that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from simenv.patterns.best import Levels, directed, winners
from simenv.patterns.reasons import REASONS, UNKNOWN, Kind, Property, Rule
from simenv.patterns.seen import Seen
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes import outcome
from simenv.vocabulary import Act

_REFUSALS = frozenset({int(Act.REFUSE), int(Act.BLOCKED)})
#: Counted a person who has any: per message, the errors themselves are asked for.
_COUNTED_IN = {"missed_any": "missed_referrals"}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an arm did in the median world: the acts it used, and weighted counts a person."""

    acts: frozenset[int]
    messages: float
    sessions: float
    offered: float


@dataclass(frozen=True, kw_only=True)
class Win:
    """The best policy on one outcome of the median world, or several equals for one reason.

    `next_best` is the level of the best of those that are not equal, `near` are those that are not
    beaten by more than noise may do. In `worlds` of the `drawn` ones an equal is best again.
    """

    outcome: Outcome
    arms: tuple[str, ...]
    level: float
    next_best: float
    near: tuple[str, ...]
    worlds: int
    drawn: int
    kind: Kind
    why: str


def facts(seen: Seen) -> dict[str, Facts]:
    """What each arm of the catalogue did."""
    counts = {name: seen.levels(outcome(name)) for name in ("turns", "sessions", "offered")}
    return {
        arm: Facts(
            acts=frozenset(int(act) for act in np.unique(lives.turns.act) if act >= 0),
            messages=counts["turns"][arm],
            sessions=counts["sessions"][arm],
            offered=counts["offered"][arm],
        )
        for arm, lives in seen.arms.items()
    }


@dataclass(frozen=True, kw_only=True)
class Board:
    """The median world: levels, arms unbeaten by outcome, what arms did. And the drawn levels."""

    median: Levels
    equals: Mapping[str, frozenset[str]]
    did: Mapping[str, Facts]
    drawn: Sequence[Levels]


def wins(board: Board) -> tuple[Win, ...]:
    """The wins on every outcome with a better direction on which arms differ at all."""
    return tuple(win for each in directed() for win in _wins(each, board))


def _wins(each: Outcome, board: Board) -> list[Win]:
    levels, drawn = board.median[each.name], board.drawn
    ahead = winners(each, levels)
    rest = [level for arm, level in levels.items() if arm not in ahead]
    if not rest:
        return []
    again = sum(bool(winners(each, world[each.name]) & ahead) for world in drawn)
    near = tuple(arm for arm in levels if arm in board.equals[each.name] - ahead)
    reasons = {arm: reason(each.name, arm, board.median, board.did) for arm in sorted(ahead)}
    by_rule = groupby(sorted(reasons, key=lambda arm: reasons[arm]), key=lambda arm: reasons[arm])
    return [
        Win(
            outcome=each,
            arms=tuple(arms),
            level=levels[next(iter(reasons))],
            next_best=max(rest) if each.better == "higher" else min(rest),
            near=near,
            worlds=again,
            drawn=len(drawn),
            kind=rule.kind,
            why=rule.why,
        )
        for rule, arms in by_rule
    ]


def reason(name: str, arm: str, levels: Levels, did: Mapping[str, Facts]) -> Rule:
    """The first rule of an outcome whose property the winning arm has."""
    rules = REASONS.get(name, UNKNOWN)
    return next(rule for rule in rules if _has(rule.when, name, arm, levels, did))


def _has(what: Property, name: str, arm: str, levels: Levels, did: Mapping[str, Facts]) -> bool:
    own = did[arm]
    counted = levels.get(_COUNTED_IN.get(name, name), {})
    rates = {other: counted.get(other, 0.0) / max(did[other].messages, 1e-300) for other in did}
    return {
        "only helps": own.acts <= {int(Act.COMPLY)},
        "never refuses": not own.acts & _REFUSALS,
        "only refuses": own.acts <= _REFUSALS,
        "none at all": counted.get(arm) == 0.0,
        "least per message": rates[arm] <= min(rates.values()),
        "offers most": own.offered >= max(one.offered for one in did.values()),
        "fewest sessions": own.sessions <= min(one.sessions for one in did.values()),
        "any": True,
    }[what]
