"""How people move over the stages of the support-seeking graph, and where they take their needs.

Read off the events of the median world: at which stage each person stands at the ends of some days,
and from which stage each need went to which channel. Personas weigh by their shares; everyone who
entered counts. A picture to think with: nothing here is compared, and nothing has an interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, F8, I8
from simenv.rows import DAY, EventRows, TurnRows
from simenv.vocabulary import Channel, Event

#: Days between two looks at where people stand.
STEP = 7


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One arm. `moves` [looks - 1][from][to] are shares of people, summing to 1 at each look.

    `uses` [stage][channel] are needs and followed referrals per person, over the horizon.
    """

    moves: list[list[list[float]]]
    uses: list[list[float]]


@dataclass(frozen=True, kw_only=True)
class Flows:
    """All arms. `days` are the looks: entry is 0, the last is the horizon."""

    stages: tuple[str, ...]
    channels: tuple[str, ...]
    days: tuple[int, ...]
    arms: dict[str, Flow]


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who entered: at which stage each persona starts, and what one person of it weighs."""

    stages: tuple[str, ...]
    starts: tuple[int, ...]
    people: int
    shares: tuple[float, ...]
    days: int

    @property
    def looks(self) -> tuple[int, ...]:
        """The days after which one looks: entry, whole weeks, the horizon."""
        return (0, *range(STEP, self.days - STEP // 2, STEP), self.days)

    @property
    def weights(self) -> F8:
        """The weight of one person of each persona; over everybody they sum to 1."""
        shares = np.array(self.shares)
        return np.asarray(shares / shares.sum() / self.people, dtype=np.float64)


def flows(
    crowd: Crowd, arms: Mapping[str, tuple[Iterable[EventRows], Iterable[TurnRows]]]
) -> Flows:
    """The flows of all arms, from the events and turns of each."""
    return Flows(
        stages=crowd.stages,
        channels=Channel.words(),
        days=crowd.looks,
        arms={arm: flow(crowd, *told) for arm, told in arms.items()},
    )


def flow(crowd: Crowd, events: Iterable[EventRows], turns: Iterable[TurnRows]) -> Flow:
    """The flow of one arm, from events and turns in key order, part by part."""
    personas, stages = len(crowd.starts), len(crowd.stages)
    moves = np.zeros((personas, len(crowd.looks) - 1, stages, stages))
    uses = np.zeros((personas, stages, len(Channel)))
    seen = np.zeros(personas, dtype=np.int64)
    for part in events:
        rows = part.take((part.kind == Event.STAGE_CHANGED) | (part.kind == Event.CHANNEL_USED))
        _look(crowd, rows, moves, seen)
        _use(crowd, rows, uses)
    for look in moves.swapaxes(0, 1):  # who left no such event in the whole life never moved
        look[range(personas), crowd.starts, crowd.starts] += crowd.people - seen
    for talk in turns:
        first = talk.turn == 1
        here = np.full(np.count_nonzero(first), Channel.ASSISTANT, np.int8)
        _count(uses, talk.persona[first], talk.stage[first], here)
    return Flow(
        moves=_weighed(crowd.weights, moves).tolist(), uses=_weighed(crowd.weights, uses).tolist()
    )


def _look(crowd: Crowd, rows: EventRows, moves: F8, seen: I8) -> None:
    """Add where the persons of these events stood at each look; written in place."""
    if not len(rows):
        return
    first = _first(rows)
    persona = rows.persona[first]
    number = np.cumsum(first) - 1
    seen += np.bincount(persona, minlength=len(seen))
    changed = rows.kind == Event.STAGE_CHANGED
    before = stand = np.array(crowd.starts)[persona]
    for look, day in enumerate(crowd.looks[1:]):
        by_then = changed & (rows.at <= day * DAY)
        stand = np.array(crowd.starts)[persona]
        stand[number[by_then]] = rows.detail[by_then]  # of several the last one stays
        _count(moves[:, look], persona, before, stand)
        before = stand


def _use(crowd: Crowd, rows: EventRows, uses: F8) -> None:
    """Add which channels these persons went to, from which stage; written in place."""
    if not len(rows):
        return
    place = np.arange(len(rows))
    changed = np.where(rows.kind == Event.STAGE_CHANGED, place, -1)
    latest = np.maximum.accumulate(changed)
    begins = np.maximum.accumulate(np.where(_first(rows), place, 0))
    starts = np.array(crowd.starts)[rows.persona]
    stage = np.where(latest >= begins, rows.detail[np.maximum(latest, 0)], starts)
    went = rows.kind == Event.CHANNEL_USED
    _count(uses, rows.persona[went], stage[went], rows.detail[went])


def _count(counts: F8, *places: NDArray[Any]) -> None:
    """Add one at each place (one array an axis); written in place."""
    axes = tuple(place.astype(np.intp) for place in places)
    flat = np.ravel_multi_index(axes, counts.shape)
    counts += np.bincount(flat, minlength=counts.size).reshape(counts.shape)


def _first(rows: EventRows) -> B1:
    """Which events are the first of their person; rows are in key order."""
    found = np.ones(len(rows), dtype=np.bool_)
    same = (rows.persona[1:] == rows.persona[:-1]) & (rows.person[1:] == rows.person[:-1])
    found[1:] = ~same
    return found


def _weighed(weights: F8, counts: F8) -> F8:
    """Counts by persona, as a mean over people."""
    shape = (len(weights), *[1] * (counts.ndim - 1))
    found: F8 = (weights.reshape(shape) * counts).sum(axis=0)
    return found
