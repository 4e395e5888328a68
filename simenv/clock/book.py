"""A book: by appointment. A therapist, primary care.

Whoever is taken at all gets the first free appointment from the next day on. Appointments are not
cancelled, and one that is missed is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import numpy as np

from simenv.clock.caller import Caller, Exits
from simenv.clock.moments import Environment, Event, Kind, Moment
from simenv.clock.staffing import full_staff_by_day, opens, replicate_key
from simenv.clock.tally import Tally
from simenv.columns import I8
from simenv.draws import Luck, slot
from simenv.rows import DAY, HOUR
from simenv.service import Facility
from simenv.vocabulary import Reception

#: A book does not reach further than ten years; beyond, people are turned away.
_REACH = 3_653


class Diary:
    """The appointments of a service by day, and when in the day each is.

    `servers` appointments a day at full staff; a fraction is one more on so many of the days, by
    keyed luck. None is unlimited: the next open day always has room.
    """

    def __init__(
        self, facility: Facility, servers: float | None, luck: Luck, replicate: int
    ) -> None:
        self._hours = [np.flatnonzero(day).tolist() for day in opens(facility).reshape(7, 24)]
        self._free: list[int] | None = None
        if servers is not None:
            self._free = _offered(facility, servers, luck, replicate).tolist()
        self._offered = list(self._free or [])
        self._first = _ceiling(facility.wait_days) if servers is not None else 0

    def offered(self, day: int) -> int:
        """Appointments on a day, taken or not; -1 if unlimited."""
        return self._offered[day] if self._free is not None else -1

    def book(self, day: int) -> int:
        """The first free appointment from `day` on, us of life; -1 if there is none."""
        if self._free is None:
            later = next((d for d in range(day, day + 7) if self._hours[d % 7]), None)
            return -1 if later is None else later * DAY + self._hours[later % 7][0] * HOUR
        first = max(self._first, day)
        while first < _REACH and not self._free[first]:
            first += 1
        self._first = first
        if first >= _REACH:
            return -1
        self._free[first] -= 1
        return self._time(first, self._offered[first] - self._free[first] - 1)

    def _time(self, day: int, number: int) -> int:
        """When appointment `number` of a day is: they are spread evenly over its open hours."""
        hours = self._hours[day % 7]
        spread = (2 * number + 1) * len(hours) * HOUR // (2 * self._offered[day])
        return day * DAY + int(hours[spread // HOUR]) * HOUR + spread % HOUR


class Book:
    """One appointment book of one crowd. It is full until the wait of its beginning is over."""

    def __init__(
        self,
        clock: Environment,
        *,
        diary: Diary,
        others: Iterator[Caller],
        exits: Exits,
        tally: Tally,
    ) -> None:
        self._clock = clock
        self._diary = diary
        self._others = others
        self._exits = exits
        self._tally = tally
        self._plan_other()

    def arrive(self, caller: Caller) -> None:
        """Somebody asks for an appointment, at this moment."""
        self._tally.asked(caller)
        due_at = self._diary.book(caller.at // DAY + 1) if caller.taken else -1
        booked = due_at >= 0
        if booked:
            self._tally.answered(caller, caller.at)
        else:
            self._tally.turned_away(caller)
        if caller.own is not None:
            reception = Reception.BOOKED if booked else Reception.TURNED_AWAY
            kept = caller.own.kept and booked
            self._exits.add(
                caller.own, reception, caller.at, free_at=caller.at, due_at=due_at, kept=kept
            )

    def _plan_other(self) -> None:
        """Plan the next caller of the background."""
        caller = next(self._others, None)
        if caller is not None:
            Moment(self._clock, caller.at, Kind.OTHERS, self._other, caller)

    def _other(self, event: Event) -> None:
        self.arrive(cast(Caller, event.value))
        self._plan_other()


def _offered(facility: Facility, servers: float, luck: Luck, replicate: int) -> I8:
    """Appointments on each day that the book reaches."""
    staff = full_staff_by_day(facility)
    days = np.arange(_REACH)
    exact = servers * staff[days % 7]
    u = luck.stream(f"service/{facility.name}/duty").uniform(replicate_key(replicate), slot(days))
    whole = np.floor(exact)
    found: I8 = (whole + (u < exact - whole)).astype(np.int64)
    return found


def _ceiling(days: float) -> int:
    """The first whole day after so many."""
    return int(-(-days // 1))
