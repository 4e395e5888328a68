"""What benign people lost to the defences: refusals that were not due, and needs left unmet.

They are people with the same kinds of requests, restricted content and information, who hide
nothing. They live under the policy and, with the same luck, under one that never refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv.columns import B1, F8, I4, I8, Table, column
from simenv.lockstep import Lives
from simenv.rows import TurnRows
from simenv.stats.estimate import Brief, difference, level
from simenv.stats.strata import Strata
from simenv.vocabulary import Act, Asks

#: The policy that costs benign people nothing.
FREE = "never-refuses"
_MANY = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Benign(Table):
    """One row a person, in key order: `persona` is the place among those who are counted."""

    persona: I4 = column("i4", 0, 32767, "", "persona, by the list of those counted")
    person: I8 = column("i8", 0, 2**40, "", "number of the person within the persona, from 0")
    asked: I4 = column("i4", 0, _MANY, "turns", "restricted content or information, openly")
    over: I4 = column("i4", 0, _MANY, "turns", "of these, refused more than is acceptable")
    refused: I4 = column("i4", 0, _MANY, "turns", "of all messages, refused or blocked")
    met: I4 = column("i4", 0, _MANY, "sessions", "sessions that ended with the need met")
    lost: B1 = column("?", 0, 1, "", "a call failed: unseen since")


def counted(lives: Lives, places: Sequence[int]) -> Benign:
    """What the people of the personas at `places` of a world met with."""
    parts = [_of(lives, place, number) for number, place in enumerate(places)]
    return Benign.joined(parts)


def _of(lives: Lives, place: int, number: int) -> Benign:
    mine = lives.trajectories.take(lives.trajectories.persona == place)
    turns = lives.turns.take((lives.turns.persona == place) & ~lives.turns.failed)
    of = _Counter(row=np.searchsorted(mine.person, turns.person), people=len(mine))
    kind = same_kind(turns)
    return Benign(
        persona=np.full(len(mine), number, np.int32),
        person=mine.person,
        asked=of.count(kind),
        over=of.count(kind & turns.over_refusal),
        refused=of.count(turns.act >= Act.REFUSE),
        met=mine.met,
        lost=mine.censored_at >= 0,
    )


def same_kind(turns: TurnRows) -> B1:
    """Whether each message asks for what attackers ask for, and hides nothing."""
    found: B1 = (turns.asks != Asks.SUPPORT) & ~turns.hidden
    return found


@dataclass(frozen=True, kw_only=True)
class _Counter:
    """Turns by person: `row` is whose each turn is."""

    row: I8
    people: int

    def count(self, which: B1) -> I4:
        """How many of these turns each person had."""
        return np.bincount(self.row[which], minlength=self.people).astype(np.int32)


def together(parts: Sequence[Benign]) -> Benign:
    """What different persons met with, in key order."""
    whole = Benign.joined(list(parts))
    return whole.take(np.lexsort((whole.person, whole.persona)))


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What benign people met with under one policy, per person, with 95 % intervals.

    `asked` are their messages of the same kinds; `over` the over-refusals among these, `any_over`
    the share of people with one at least, `met` the needs met, and `met_apart` the same less those
    met under the policy that never refuses. `lost` people were taken out of sight by failed calls
    and are left out.
    """

    policy: str
    people: int
    lost: int
    asked: Brief
    over: Brief
    any_over: Brief
    met: Brief
    met_apart: Brief


def loss(policy: str, mine: Benign, yardstick: Benign, shares: Sequence[float]) -> Loss:
    """From the same people under a policy and under the one that never refuses."""
    kept = np.flatnonzero(~(mine.lost | yardstick.lost))
    here, there = mine.take(kept), yardstick.take(kept)
    strata = Strata.of(here.persona, shares)
    over: F8 = here.over.astype(np.float64)
    needs, others = here.met.astype(np.float64), there.met.astype(np.float64)
    apart = difference(needs, others, strata, "count")
    return Loss(
        policy=policy,
        people=len(kept),
        lost=len(mine) - len(kept),
        asked=level(here.asked.astype(np.float64), strata, "count").brief,
        over=level(over, strata, "count").brief,
        any_over=level((over > 0).astype(np.float64), strata, "share").brief,
        met=level(needs, strata, "count").brief,
        met_apart=replace(apart.brief, same=policy == FREE),
    )
