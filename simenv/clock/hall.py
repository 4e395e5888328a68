"""The hall: every service of every crowd, on one clock.

A crowd is a population in one arm and has services of its own. Whatever luck decides is keyed by
person and visit, or by population and hour, so a result hangs neither on the order in which calls
are filed, nor on how far the clock runs at a time, nor on other crowds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

import numpy as np

from simenv.calls import Calls, Received
from simenv.clock.background import Background, hourly
from simenv.clock.book import Book, Diary
from simenv.clock.caller import Caller, Exits, Own
from simenv.clock.choosing import Choosing
from simenv.clock.line import UNLIMITED, Line
from simenv.clock.lots import MINUTE, Lots
from simenv.clock.moments import Environment, Event, Kind, Moment
from simenv.clock.staffing import on_duty, opens, servers_for
from simenv.clock.tally import Tally, loads
from simenv.columns import F8, I4, I8
from simenv.draws import Luck
from simenv.rows import DAY, HOUR, LoadRows
from simenv.service import Facility, Way
from simenv.vocabulary import Reception


class Hall:
    """Services of several crowds. Times are integer microseconds of life.

    `replicates` and `people` (crowds,) are the number and the size of each crowd's population: the
    arms of a population have the same background callers, arrival by arrival. `reference`
    (services,) is how many own callers a person and day each service has when nothing is short,
    those who turn back not counted. `delay` is the least time from being let go to asking again.
    """

    #: What the hall is made of; tests put other things there.
    line: type[Line] = Line
    book: type[Book] = Book
    exits: type[Exits] = Exits

    def __init__(
        self,
        facilities: Sequence[Facility],
        *,
        luck: Luck,
        replicates: I4,
        people: I4,
        reference: F8,
        days: int,
        delay: int,
    ) -> None:
        _check(facilities, replicates, people, reference, days, delay)
        self._facilities = tuple(facilities)
        self._luck = luck
        self._days = days
        self._now = 0
        self._clock = Environment(initial_time=0)
        self._exits = self.exits(delay)
        self._lots = Lots(facilities, luck)
        self._choosing = Choosing(facilities, self._lots)
        self._replicates = [int(r) for r in replicates]
        self._asking: list[tuple[int, int, int, int, int, Own, Caller]] = []
        demand = np.outer(people, reference / [f.share_of_demand for f in facilities])
        self.servers = self._staff(demand)
        self._tallies = [[Tally(days) for _ in facilities] for _ in self._replicates]
        self._stations = [
            [self._station(crowd, which, demand[crowd, which]) for which in range(len(facilities))]
            for crowd in range(len(self._replicates))
        ]

    @property
    def now(self) -> int:
        """How far time has come: everything before has happened, nothing from here on."""
        return self._now

    def file(self, calls: Calls) -> None:
        """Take up requests, from `now` on; in any order. `ValueError` if one is in the past."""
        if not len(calls):
            return
        if int(calls.at.min()) < self._now:
            raise ValueError(f"a call at {int(calls.at.min())}, and it is {self._now} already")
        columns = (calls.at, calls.key, calls.place, calls.row, calls.crowd)
        named = zip(*(column.tolist() for column in columns), self._callers(calls), strict=True)
        for at, key, place, row, crowd, (own, caller) in named:
            heappush(self._asking, (at, key, place, row, crowd, own, caller))
            # Whose turn it is, is for the heap to say: first by time, then by key.
            Moment(self._clock, at, Kind.OWN, self._ask)

    def run(self, until: int) -> Received:
        """Let happen what happens before `until`, or before anybody let go could ask again.

        Returns who was let go, by time, then row. `ValueError` if `until` is in the past, or after
        the last day.
        """
        if not self._now <= until <= self._days * DAY:
            raise ValueError(f"cannot run from {self._now} until {until}: {self._days} days")
        clock, exits = self._clock, self._exits
        exits.bound = until
        while clock.peek() < exits.bound:
            clock.step()
        self._now = exits.bound
        return exits.taken()

    def loads(self) -> list[LoadRows]:
        """How each crowd loaded its services, by service and day."""
        pairs = zip(self._replicates, self._tallies, strict=True)
        return [loads(replicate, tallies, self._days) for replicate, tallies in pairs]

    def _ask(self, _: Event) -> None:
        """The first of those who ask at this moment asks."""
        at, _key, _place, _row, crowd, own, caller = heappop(self._asking)
        if own.service < 0:
            self._exits.add(own, Reception.TURNED_AWAY, at, free_at=at)
        elif own.turned_back:
            self._exits.add(own, Reception.TURNED_BACK, at, free_at=at)
        else:
            self._stations[crowd][own.service].arrive(caller)

    def _callers(self, calls: Calls) -> Iterator[tuple[Own, Caller]]:
        """The callers as the stations know them, row by row."""
        lots, key, place = self._lots, calls.key, calls.place
        service = self._choosing.service(calls)
        which = np.maximum(service, 0)
        columns = (
            lots.talk(which, key, place),
            lots.patience(which, key, place),
            lots.taken(which, key, place),
            lots.turned_back(which, key, place),
            lots.called_back(which, key, place),
            lots.kept(which, key, place),
            service,
            calls.at,
            key,
            place,
            calls.row,
            calls.risk,
            calls.least_next,
        )
        for t, p, ok, back, due, kept, s, at, k, spot, row, risk, least in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            own = Own(row, s, least, back, due, kept)
            yield own, Caller(at, (1, k, spot, row), risk, t, p, ok, own)

    def _staff(self, demand: F8) -> F8:
        """The full staff of each service of each crowd, (crowds, services); inf: unlimited."""
        found = np.full(demand.shape, np.inf)
        for which, facility in enumerate(self._facilities):
            if facility.servers is not None:
                found[:, which] = facility.servers
            elif facility.answering is not None:
                # Populations of one size have one staff, and it is looked for once.
                sizes, of = np.unique(demand[:, which], return_inverse=True)
                found[:, which] = np.array([servers_for(facility, float(d)) for d in sizes])[of]
        return found

    def _station(self, crowd: int, which: int, demand: float) -> Line | Book:
        facility, replicate = self._facilities[which], self._replicates[crowd]
        others = iter(
            Background(
                facility.name,
                which,
                lots=self._lots,
                luck=self._luck,
                replicate=replicate,
                rates=hourly(facility, demand * (1.0 - facility.share_of_demand), self._days),
            )
        )
        tally = self._tallies[crowd][which]
        if facility.way is Way.BOOK:
            return self._book(crowd, which, others, tally)
        return self._line(crowd, which, others, tally)

    def _line(self, crowd: int, which: int, others: Iterator[Caller], tally: Tally) -> Line:
        facility, full = self._facilities[which], float(self.servers[crowd, which])
        is_open = np.resize(opens(facility), 24 * self._days)
        if np.isinf(full):
            duty: I8 = np.where(is_open, UNLIMITED, 0)
        else:
            stream = self._luck.stream(f"service/{facility.name}/duty")
            wanted = full * facility.staffing
            duty = on_duty(wanted, stream, self._replicates[crowd], self._days)
            tally.staffed = (duty.reshape(-1, 24).sum(axis=1) * HOUR).tolist()
        return self.line(
            self._clock,
            duty=duty.tolist(),
            closed=(~is_open).tolist(),
            triage=facility.triage,
            others=others,
            exits=self._exits,
            tally=tally,
        )

    def _book(self, crowd: int, which: int, others: Iterator[Caller], tally: Tally) -> Book:
        facility, full = self._facilities[which], float(self.servers[crowd, which])
        servers = None if np.isinf(full) else full
        diary = Diary(facility, servers, self._luck, self._replicates[crowd])
        if servers is not None:
            talk = round(facility.service_minutes * MINUTE)
            tally.staffed = [diary.offered(day) * talk for day in range(self._days)]
        return self.book(self._clock, diary=diary, others=others, exits=self._exits, tally=tally)


def _check(
    facilities: Sequence[Facility], replicates: I4, people: I4, reference: F8, days: int, delay: int
) -> None:
    """Refuse what makes no hall."""
    if not len(facilities) == len(reference) or not len(replicates) == len(people):
        raise ValueError("one reference a service, and one replicate and size a crowd")
    if days < 1 or delay < 1:
        raise ValueError(f"{days} days and a delay of {delay} us: both must be at least 1")
    for facility in facilities:
        if not 0.0 < facility.share_of_demand <= 1.0:
            raise ValueError(f"{facility.name}: a share of demand of {facility.share_of_demand}")
