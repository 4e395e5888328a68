"""The driver: lets persons live, takes their calls to the services, and back what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from simenv.calls import Received
from simenv.clock.diary import Diary
from simenv.clock.floor import Floor
from simenv.clock.halls import Halls
from simenv.columns import F8, I4, I8
from simenv.driving.arm import Arm
from simenv.driving.desk import MOST, Desk
from simenv.driving.lives import Lives, lives
from simenv.errors import PolicyFailure
from simenv.population import Panel
from simenv.rows import DAY, HOUR, CallRows, LoadRows
from simenv.service import Facility
from simenv.vocabulary import Reception
from simenv.world import World

#: How far time goes before everyone is looked at again. Measured: less means more small batches,
#: more means that services stop more often for somebody who could ask again.
WINDOW = 3 * HOUR
_NEVER = 2**62


@dataclass(frozen=True, kw_only=True)
class Lived:
    """What became of one arm: its lives, its calls in key order, and its loads by population."""

    lives: Lives
    calls: CallRows
    loads: LoadRows


@dataclass(kw_only=True)
class Clock:
    """Persons on a floor, services in halls, and a diary of calls between them.

    `crowd` (rows,) is the population of each row in its arm: arm number x populations + population.
    `behind` (rows,) is the earliest moment at which somebody who lives on could ask a service.
    """

    floor: Floor
    halls: Halls
    crowd: I4
    populations: int
    diary: Diary = field(default_factory=Diary)
    behind: I8 = field(init=False)

    @classmethod
    def of(
        cls,
        world: World,
        panel: Panel,
        population: I4,
        arms: Sequence[Arm],
        facilities: Sequence[Facility],
        reference: F8,
        told: bool,
    ) -> Clock:
        """Everyone of the panel in each arm, at entry; `ValueError` as `live_all` says."""
        _fits(world, facilities, arms)
        entry, number = world.start(panel), len(arms)
        each = np.arange(len(panel))
        state = entry.take(np.tile(each, number))
        arm = np.repeat(np.arange(number), len(panel))
        names, place = np.unique(population, return_inverse=True)
        count = len(names)
        floor = Floor(
            world=world, desk=Desk(arms=arms), state=state, arms=np.left_shift(1, arm), told=told
        )
        people = np.bincount(place, minlength=count).astype(np.int32)
        halls = Halls.of(
            facilities,
            luck=world.luck,
            replicates=np.tile(names, number),
            people=np.tile(people, number),
            reference=reference,
            days=world.days,
            delay=world.least_delay,
        )
        crowd = (arm * count + np.tile(place, number)).astype(np.int32)
        return cls(floor=floor, halls=halls, crowd=crowd, populations=count)

    def __post_init__(self) -> None:
        """Nobody lives on by moments yet: all are lived ahead."""
        self.behind = np.full(len(self.crowd), _NEVER)

    def run(self, window: int) -> None:
        """Live until nobody is left."""
        everyone = np.arange(len(self.crowd))
        self.floor.live_ahead(everyone)
        self._file(everyone)
        while (self.halls.now < self.halls.horizon).any():
            now = self.halls.now
            until = np.minimum(now + window, self.halls.horizon)
            self._live_on(until)
            until = np.minimum(until, self._bound())
            self._serve(self.halls.run(now < until, until))
        self._end()

    def _live_on(self, until: I8) -> None:
        """Let those who could ask a service before `until` (crowds,) live by one moment.

        Whoever has a midnight before then comes along, so that nobody has many nights to catch up
        when it is their turn.
        """
        rows = np.flatnonzero(self.behind < _NEVER)
        limit = until[self.crowd[rows]]
        must = self.behind[rows] < limit
        if must.any():
            nights = self.floor.state.persons.night[rows].astype(np.int64)
            rows = rows[must | ((nights + 1) * DAY <= limit)]
            self.floor.live_on(rows)
            self._file(rows)
            self.behind[rows] = self.floor.earliest(rows)

    def _bound(self) -> I8:
        """The earliest moment at which anybody in each crowd could ask a service, (crowds,)."""
        found = np.full(len(self.halls.halls), _NEVER)
        rows = np.flatnonzero(self.behind < _NEVER)
        np.minimum.at(found, self.crowd[rows], self.behind[rows])
        return found

    def _file(self, rows: I8) -> None:
        """Take the calls of those of these who wait now to the services."""
        waiting = rows[self.floor.state.persons.waiting[rows]]
        if len(waiting):
            calls = self.floor.world.calls(self.floor.state, waiting)
            calls.crowd[:] = self.crowd[waiting]
            self.diary.file(calls, self.floor.state.persons)
            self.halls.file(calls)

    def _serve(self, received: Received) -> None:
        """Let those who got to know what came of their calls live with it."""
        if not len(received):
            return
        rows, floor = received.row, self.floor
        self.diary.note(received)
        part = floor.state.take(rows)
        own = received.copy()
        own.row[:] = np.arange(len(rows))
        part, happened = floor.world.served(part, own, in_place=True, told=floor.told)
        floor.keep(happened, rows)
        floor.state.put(rows, part)
        self.behind[rows] = floor.earliest(rows)

    def _end(self) -> None:
        """Those who still wait at the horizon wait no more, and everyone lives to it."""
        persons, horizon = self.floor.state.persons, self.halls.horizon
        while not persons.done.all():
            rows = np.flatnonzero(persons.waiting)
            late = Received.blank(len(rows))
            late.row[:], late.reception[:] = rows, int(Reception.STILL_WAITING)
            late.at[:] = late.free_at[:] = np.maximum(horizon, persons.asks_at[rows])
            self._serve(late)
            ahead = np.flatnonzero(~persons.done)
            self.floor.live_ahead(ahead)
            self._note_late(ahead)

    def _note_late(self, rows: I8) -> None:
        """Write down the calls of those who decided to ask after the last one was answered."""
        state = self.floor.state
        waiting = rows[state.persons.waiting[rows]]
        if len(waiting):
            self.diary.file(self.floor.world.calls(state, waiting), state.persons)

    def found(self) -> Iterator[Lived | PolicyFailure]:
        """What became of each arm, one after the other."""
        floor, loads = self.floor, self.halls.loads()
        for number in range(len(floor.desk.arms)):
            failure = floor.desk.failures.get(number)
            if failure is not None:
                yield failure
                continue
            mine = np.flatnonzero(floor.arms == 1 << number)
            first = number * self.populations
            yield Lived(
                lives=lives(
                    floor.state.persons.take(mine),
                    floor.state.standing[mine],
                    floor.turns.of(number),
                    floor.events.of(number),
                    floor.world.burn_in,
                ),
                calls=self.diary.of(floor.state.persons, mine),
                loads=LoadRows.joined(loads[first : first + self.populations]),
            )


def _fits(world: World, facilities: Sequence[Facility], arms: Sequence[Arm]) -> None:
    """Refuse what this driver cannot live."""
    lines = {one.channel for one in facilities if not one.handoffs}
    if lines != world.shared or any(one.handoffs for one in facilities) != world.desk:
        raise ValueError("the services are not those that persons of this world share")
    if world.burn_in and facilities:
        raise ValueError("with shared services everyone is new to the assistant at entry")
    if len(arms) > MOST:
        raise ValueError(f"at most {MOST} arms at once")
