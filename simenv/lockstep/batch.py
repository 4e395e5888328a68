"""A batch of bounded size: whoever is done makes room for the next in the queue.

A row of the batch is a person in all arms whose answers to them were the same so far: a life is
lived once as long as its arms answer alike, and copied where they part. A step costs the same
however many people a run has, and only the last ones of all live in a batch that grows empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from simenv.columns import I1, I8
from simenv.driving.desk import Answers, Desk
from simenv.driving.kept import Kept
from simenv.driving.lives import Lives, lives
from simenv.errors import PolicyFailure, SimulatorFailure
from simenv.exchange import Requests
from simenv.rows import DAY, EventRows, TurnRows
from simenv.state import Persons, State
from simenv.world import World

#: Lives that are lived side by side when new ones begin. Measured: fewer pay more for each step,
#: more leave the cache.
AT_ONCE = 16_384
#: Into how many lives a person is expected to part while others are under way, at most.
_PARTING = 8
#: Those who are done make room once they are this share of the batch.
_MAKE_ROOM = 1 / 8
#: Rounds after which a batch has surely lost its way: no life has so many moments.
_ENDLESS = 10_000_000


@dataclass(kw_only=True)
class Queue:
    """Who is to live: each person of `entry`, those with most candidate needs first.

    Long lives that begin first leave no long tail of steps for a few.
    """

    entry: State
    taken: int = 0
    place: I8 = field(init=False)
    _order: I8 = field(init=False)

    def __post_init__(self) -> None:
        """Put the longest lives in front, going by what fate has in store."""
        first, seat = self.entry.fate.first, self.entry.persons.seat
        self._order = np.argsort(first[seat] - first[seat + 1], kind="stable")
        #: The place of each seat in the queue.
        self.place = np.zeros(len(first) - 1, np.int64)
        self.place[seat[self._order]] = np.arange(len(seat))

    def __len__(self) -> int:
        return len(self.entry) - self.taken

    def next(self, most: int) -> State:
        """The next ones, at most so many."""
        rows = self._order[self.taken : self.taken + most]
        self.taken += len(rows)
        return self.entry.take(rows)


@dataclass(kw_only=True)
class Batch:
    """Lives under way, and what was written of them so far.

    `arms` is the set of arms of each row, as bits; an empty set is a row that nobody lives in.
    """

    world: World
    desk: Desk
    queue: Queue
    told: bool
    at_once: int = AT_ONCE
    state: State = field(init=False)
    arms: I8 = field(init=False)
    aside: list[tuple[I8, Persons, I1]] = field(default_factory=list)
    turns: Kept[TurnRows] = field(default_factory=lambda: Kept(kind=TurnRows))
    events: Kept[EventRows] = field(default_factory=lambda: Kept(kind=EventRows))

    def __post_init__(self) -> None:
        """Let the first ones in."""
        self.state = self.queue.next(self._invited(0))
        self.arms = np.full(len(self.state), self.desk.everyone)

    def run(self) -> None:
        """Live until nobody is left; `SimulatorFailure` if that does not end."""
        for _ in range(_ENDLESS):
            if not self.arms.any():
                return
            self._step()
            self._make_room()
        raise SimulatorFailure("a life did not end")

    def _step(self) -> None:
        """Everyone lives by one moment: an answer, a need or a midnight."""
        requests = self.world.ask(self.state)
        persons, rows = self.state.persons, requests.row
        day = persons.clock[rows] // DAY - self.world.burn_in
        turn = self.queue.place[persons.seat[rows]]
        answers = self.desk.answers(requests, self.arms[rows], day, turn)
        requests = self._parted(requests, answers)
        self.state, happened = self.world.react(
            self.state, requests, answers.responses, in_place=True, told=self.told
        )
        if self.told:
            self.turns.add(self.arms[happened.turn_row], happened.turns)
            self.events.add(self.arms[happened.event_row], happened.events)

    def _parted(self, requests: Requests, answers: Answers) -> Requests:
        """Copy the lives whose arms part, before they hear; the requests of all, in order."""
        if not len(answers.of):
            return requests
        room = self._room(len(answers.of))
        copies = requests.take(answers.of)
        self.state.put(room, self.state.take(copies.row))
        copies.row[:] = room
        both = Requests.joined([requests, copies])
        self.arms[both.row] = answers.arms
        return both

    def _room(self, length: int) -> I8:
        """So many rows that nobody lives in."""
        free = np.flatnonzero(self.arms == 0)
        if len(free) < length:
            self._set_aside(self._done())
            free = np.flatnonzero(self.arms == 0)
        if len(free) < length:
            self._grow(max(length - len(free), len(self.arms) // 2))
            free = np.flatnonzero(self.arms == 0)
        return free[:length]

    def _grow(self, length: int) -> None:
        """Add rows that nobody lives in."""
        nobody, days = Persons.blank(length), self.state.standing.shape[1]
        nobody.done[:] = True
        self.state = replace(
            self.state,
            persons=Persons.joined([self.state.persons, nobody]),
            standing=np.concatenate([self.state.standing, np.zeros((length, days), np.int8)]),
        )
        self.arms = np.append(self.arms, np.zeros(length, np.int64))

    def _done(self) -> I8:
        """The rows whose lives are over and not yet set aside."""
        return np.flatnonzero(self.state.persons.done & (self.arms != 0))

    def _set_aside(self, done: I8) -> None:
        persons, standing = self.state.persons.take(done), self.state.standing[done]
        self.aside.append((self.arms[done], persons, standing))
        self.arms[done] = 0

    def _make_room(self) -> None:
        """Set aside who is done, once they are many, and let the next ones in."""
        done, living = self._done(), int(np.count_nonzero(self.arms))
        if not len(done) or len(done) < _MAKE_ROOM * living:
            return
        self._set_aside(done)
        new = self.queue.next(self._invited(living - len(done)))
        if len(new):
            room = self._room(len(new))
            self.state.put(room, new)
            self.arms[room] = self.desk.everyone
        self._close_up()

    def _invited(self, living: int) -> int:
        """How many may begin beside so many: as many as fit even after their arms have parted."""
        parting = min(_PARTING, len(self.desk.arms))
        return max((self.at_once - living) // parting, 0 if living else 1)

    def _close_up(self) -> None:
        """Leave out the rows that nobody lives in, once they are many."""
        stay = np.flatnonzero(self.arms)
        if len(stay) < (1 - 2 * _MAKE_ROOM) * len(self.arms):
            self.state, self.arms = self.state.take(stay), self.arms[stay]

    def survey(self) -> tuple[I8, Persons, I1]:
        """Everyone at the end: their arms, themselves, their standing by day."""
        days = self.queue.entry.standing.shape[1]
        none = (np.zeros(0, np.int64), Persons.blank(0), np.zeros((0, days), np.int8))
        arms, persons, standing = zip(none, *self.aside, strict=True)
        whole = np.concatenate(arms), Persons.joined(list(persons)), np.concatenate(standing)
        self.aside = [whole]  # the parts would be held beside it
        return whole

    def lives(self) -> Iterator[Lives | PolicyFailure]:
        """What became of each arm, one after the other, so that a caller can let go of each."""
        arms, persons, standing = self.survey()
        for number in range(len(self.desk.arms)):
            failure = self.desk.failures.get(number)
            if failure is not None:
                yield failure
                continue
            mine = np.flatnonzero(arms & (1 << number))
            yield lives(
                persons.take(mine),
                standing[mine],
                self.turns.of(number),
                self.events.of(number),
                self.world.burn_in,
            )
