"""A batch of bounded size: whoever is done makes room for the next in the queue.

So a step costs the same however many people a run has, the arrays of a batch stay in the
processor's cache, and only the last ones of all live in a batch that grows empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from simenv.columns import I1, I8, Table
from simenv.errors import PolicyFailure, SimulatorFailure
from simenv.lockstep.arm import Desk
from simenv.lockstep.lives import Lives, lives
from simenv.rows import DAY, EventRows, TurnRows
from simenv.state import Persons, State
from simenv.world import Turns, World

Rows = TypeVar("Rows", bound=Table)

#: Lives that are lived side by side. Measured: fewer pay more for each step, more leave the cache.
AT_ONCE = 16_384
#: Those who are done make room once they are this share of the batch.
_MAKE_ROOM = 1 / 8
#: Rounds after which a batch has surely lost its way: no life has so many moments.
_ENDLESS = 10_000_000


@dataclass(kw_only=True)
class Queue:
    """Who is to live: each person of `entry` once an arm, those with most candidate needs first.

    Long lives that begin first leave no long tail of steps for a few.
    """

    entry: State
    arms: int
    taken: int = 0
    _order: I8 = field(init=False)

    def __post_init__(self) -> None:
        """Put the longest lives in front, going by what fate has in store."""
        first, seat = self.entry.fate.first, self.entry.persons.seat
        self._order = np.argsort(first[seat] - first[seat + 1], kind="stable")

    def __len__(self) -> int:
        return self.arms * len(self.entry) - self.taken

    def next(self, most: int) -> tuple[I1, I8]:
        """The arms and the rows of `entry` of the next ones, at most so many."""
        places = np.arange(self.taken, self.taken + min(most, len(self)))
        self.taken += len(places)
        return (places % self.arms).astype(np.int8), self._order[places // self.arms]


@dataclass(kw_only=True)
class Batch:
    """Lives under way, and what was written of them so far.

    `turns` and `events` keep, for each step, the rows sorted by arm and where each arm begins.
    """

    world: World
    desk: Desk
    queue: Queue
    told: bool
    at_once: int = AT_ONCE
    state: State = field(init=False)
    arm: I1 = field(init=False)
    aside: list[tuple[I1, Persons, I1]] = field(default_factory=list)
    turns: list[tuple[I8, TurnRows]] = field(default_factory=list)
    events: list[tuple[I8, EventRows]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let the first ones in."""
        self.arm, rows = self.queue.next(self.at_once)
        self.state = self.queue.entry.take(rows)

    def run(self) -> None:
        """Live until nobody is left; `SimulatorFailure` if that does not end."""
        for _ in range(_ENDLESS):
            if not len(self.state):
                return
            self._step()
            self._make_room()
        raise SimulatorFailure("a life did not end")

    def _step(self) -> None:
        """Everyone lives by one moment: an answer, a need or a midnight."""
        requests = self.world.ask(self.state)
        day = self.state.persons.clock[requests.row] // DAY - self.world.burn_in
        answers = self.desk.answers(requests, self.arm[requests.row], day)
        self.state, happened = self.world.react(
            self.state, requests, answers, in_place=True, told=self.told
        )
        if self.told:
            self._note(happened)

    def _note(self, happened: Turns) -> None:
        arms = np.arange(len(self.desk.arms) + 1)
        if len(happened.turns):
            arm, turns = _by_arm(self.arm[happened.turn_row], happened.turns)
            self.turns.append((np.searchsorted(arm, arms), turns))
        if len(happened.events):
            arm, events = _by_arm(self.arm[happened.event_row], happened.events)
            self.events.append((np.searchsorted(arm, arms), events))

    def _make_room(self) -> None:
        """Set aside who is done, once they are many, and let the next ones in."""
        done = np.flatnonzero(self.state.persons.done)
        size = len(self.state)
        if not len(done) or len(done) < _MAKE_ROOM * size:
            return
        state = self.state
        self.aside.append((self.arm[done], state.persons.take(done), state.standing[done]))
        arm, rows = self.queue.next(len(done))
        room, rest = done[: len(rows)], done[len(rows) :]
        state.put(room, self.queue.entry.take(rows))
        self.arm[room] = arm
        if len(rest):
            stay = np.ones(size, np.bool_)
            stay[rest] = False
            self.state, self.arm = state.take(np.flatnonzero(stay)), self.arm[stay]

    def survey(self) -> tuple[I1, Persons, I1]:
        """Everyone at the end: their arms, themselves, their standing by day."""
        arm = np.concatenate([np.zeros(0, np.int8), *(arm for arm, _, _ in self.aside)])
        persons = Persons.joined([persons for _, persons, _ in self.aside])
        days = self.queue.entry.standing.shape[1]
        none = np.zeros((0, days), np.int8)
        return arm, persons, np.concatenate([none, *(standing for _, _, standing in self.aside)])

    def lives(self) -> Iterator[Lives | PolicyFailure]:
        """What became of each arm, one after the other, so that a caller can let go of each."""
        arm, persons, standing = self.survey()
        for number in range(len(self.desk.arms)):
            failure = self.desk.failures.get(number)
            if failure is not None:
                yield failure
                continue
            mine = np.flatnonzero(arm == number)
            yield lives(
                persons.take(mine),
                standing[mine],
                TurnRows.joined(_of_arm(self.turns, number)),
                EventRows.joined(_of_arm(self.events, number)),
                self.world.burn_in,
            )


def _by_arm(arm: I1, rows: Rows) -> tuple[I1, Rows]:
    """Rows sorted by arm, those of one arm in their order."""
    order = np.argsort(arm, kind="stable")
    return arm[order], rows.take(order)


def _of_arm(kept: list[tuple[I8, Rows]], number: int) -> list[Rows]:
    """The parts of one arm; views."""
    return [rows.take(slice(int(ends[number]), int(ends[number + 1]))) for ends, rows in kept]
