"""After a refusal: compared at first divergence, among histories equal up to that request.

Whoever is refused later has been chosen by what the policy did before: under a policy that refuses
much, those who are still there to be refused are the patient ones. So what follows a refusal is
compared only where it can be: among people whose histories under both arms are the same, turn for
turn, up to a request that the one arm refuses and the other does not, and from that request on.

It is conditional on what both arms share. It speaks of the first refusal at which these two arms
part, of the people who come to it, and of the answers that the other arm gives there; another pair
of arms has other people and other requests, and two such comparisons are not to be set beside each
other. It is no part of the policy effect on everybody, which is the headline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1
from simenv.rows import DAY, EventRows, TurnRows
from simenv.stats.domain import difference_among, level_among
from simenv.stats.estimate import FEW, Difference, Estimate
from simenv.stats.lived import World
from simenv.stats.parting import Follow, Parted
from simenv.vocabulary import Move

#: The turns, or the events, of one arm, block by block; the same persons in each block of all arms.
Turns = Callable[[str], Iterable[TurnRows]]
Events = Callable[[str], Iterable[EventRows]]


@dataclass(frozen=True, kw_only=True)
class AfterLine:
    """One thing that followed the request: its level under both arms, and their difference.

    The difference is `refusing` minus `other`. `late` of the people are left out, as the window
    would reach beyond the horizon, or as the talk was cut off before the next move.
    """

    name: str
    label: str
    kind: str
    refusing: Estimate
    other: Estimate
    difference: Difference
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class After:
    """Of a pair of arms, those whose histories were equal up to a request that one arm refused.

    `refusing` refused it and `other` did not. `people` of them, `share` of everybody by weight.
    Under 20 people are too few: then there are no lines.
    """

    refusing: str
    other: str
    people: int
    share: float
    lines: tuple[AfterLine, ...]


#: What a person may do next, and how it is called.
MOVES = {
    Move.PUSH_BACK: "Pushed back",
    Move.MASK: "Masked what it is for",
    Move.WORK_AROUND: "Worked around",
    Move.REPHRASE: "Rephrased",
    Move.LEAVE_UNMET: "Left unmet",
    Move.TAKE_REFERRAL: "Took the referral",
    Move.LEAVE_SATISFIED: "Left satisfied",
}
#: What may follow, by name: what it is called, what is looked for, within how many days; None is
#: until the horizon.
FOLLOWS: dict[str, tuple[str, Follow, int | None]] = {
    "session_7": ("Another session within 7 days", "session", 7),
    "left_7": ("Stopped using the assistant within 7 days", "left", 7),
    "left_14": ("Stopped using the assistant within 14 days", "left", 14),
    "left": ("Stopped using the assistant by the horizon", "left", None),
    "human_7": ("Reached a human within 7 days", "human", 7),
}


def after(world: World, days: int, turns: Turns, events: Events) -> tuple[After, ...]:
    """Each arm against the first one, both ways: who refused at first divergence comes first.

    `world` is the one whose turns and events these are; those whom a failed call took out of sight
    are left out. Empty with a single arm.
    """
    arms = tuple(world.arms)
    parted = {arm: Parted.of(world.arms[arm]) for arm in arms[1:]}
    streams = [zip(turns(arm), events(arm), strict=True) for arm in arms]
    for reference, *others in zip(*streams, strict=True) if parted else ():
        for arm, told in zip(arms[1:], others, strict=True):
            parted[arm].see(told, reference)
    found: list[After] = []
    for arm, lives in parted.items():
        for pair in ((arm, arms[0]), (arms[0], arm)):
            found.append(_Group(world=world, lives=lives, side=len(found) % 2).told(pair, days))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class _Group:
    """The people whom one side, 0 the arm or 1 the reference, refused where their lives part."""

    world: World
    lives: Parted
    side: int

    def told(self, pair: tuple[str, str], days: int) -> After:
        """What followed under both arms of a `pair`, of which the first refused."""
        mine = self._kept(self.lives.refused == self.side)
        people, lines = int(mine.sum()), tuple[AfterLine, ...]()
        if people >= FEW:
            found = [self._moved(mine, move) for move in MOVES]
            found += [self._followed(mine, name, days) for name in FOLLOWS]
            lines = tuple(line for line in found if line is not None)
        share = self.world.strata.mean(mine.astype(np.float64))
        return After(refusing=pair[0], other=pair[1], people=people, share=share, lines=lines)

    def _moved(self, mine: B1, move: Move) -> AfterLine | None:
        """The share who made that move next, of those who made any."""
        moves = self._sides(self.lives.move)
        part = mine & (moves[0] >= 0) & (moves[1] >= 0)
        return self._line(
            move.word, MOVES[move], (moves[0] == move, moves[1] == move), (mine, part)
        )

    def _followed(self, mine: B1, name: str, days: int) -> AfterLine | None:
        """The share to whom it happened within the window, of those whose window was lived."""
        label, follow, window = FOLLOWS[name]
        at, then = self._kept(self.lives.at), self._sides(self.lives.then[follow])
        horizon = days * DAY
        # Who never parted has no time, and none is added to it.
        ends = np.where(mine, at, 0) + (horizon if window is None else window * DAY)
        part = mine if window is None else mine & (ends <= horizon)
        met = tuple((times <= ends) & (times <= horizon) for times in then)
        return self._line(name, label, (met[0], met[1]), (mine, part))

    def _line(
        self, name: str, label: str, met: tuple[B1, B1], among: tuple[B1, B1]
    ) -> AfterLine | None:
        """One line of those `among` the group who can be told; None if they are too few."""
        mine, part = among
        if part.sum() < FEW:
            return None
        strata = self.world.strata
        refusing, other = (each.astype(np.float64) for each in met)
        return AfterLine(
            name=name,
            label=label,
            kind="share",
            refusing=level_among(refusing, part, strata, "share"),
            other=level_among(other, part, strata, "share"),
            difference=difference_among(refusing, other, part, strata, "share"),
            late=int(mine.sum() - part.sum()),
        )

    def _kept(self, values: NDArray[Any]) -> NDArray[Any]:
        return values[self.world.kept]

    def _sides(self, values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The values of the side that refused, and of the other; values are [2, n]."""
        return self._kept(values[self.side]), self._kept(values[1 - self.side])
