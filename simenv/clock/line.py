"""A line: answered while one waits. Calls, chats, texts, a hand-off desk, a peer community."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import cast

from simenv.clock.caller import Caller, Exits
from simenv.clock.moments import Environment, Event, Kind, Moment
from simenv.clock.tally import Tally
from simenv.rows import HOUR
from simenv.vocabulary import Reception

UNLIMITED = 2**62
"""More servers than there will ever be callers."""


class Line:
    """One line of one crowd: servers, and a queue that people leave when their patience ends.

    `duty` holds the servers of each hour of the run, and `closed` whether it is closed then. When
    staff leave, talks under way end first. Who waits when the line closes is turned away.
    """

    def __init__(
        self,
        clock: Environment,
        *,
        duty: list[int],
        closed: list[bool],
        triage: bool,
        others: Iterator[Caller],
        exits: Exits,
        tally: Tally,
    ) -> None:
        self._clock = clock
        self._hours = list(zip(duty, closed, strict=True))
        self._triage = triage
        self._others = others
        self._exits = exits
        self._tally = tally
        self._busy = 0
        self._queue: list[tuple[tuple[int, ...], Caller]] = []
        self._servers, self._closed = self._hours[0]
        self._plan_hour(0)
        self._plan_other()

    def arrive(self, caller: Caller) -> None:
        """Somebody asks, at this moment."""
        self._tally.asked(caller)
        if self._closed:
            self._turn_away(caller, caller.at)
        elif self._busy < self._servers:
            self._answer(caller, caller.at)
        else:
            self._wait(caller)

    def _answer(self, caller: Caller, now: int) -> None:
        self._busy += 1
        self._tally.answered(caller, now)
        free_at = now + caller.talk
        Moment(self._clock, free_at, Kind.END, self._end)
        own = caller.own
        if own is not None:
            due_at = free_at + own.due_after if own.due_after >= 0 else -1
            kept = own.kept and due_at >= 0
            self._exits.add(own, Reception.ANSWERED, now, free_at=free_at, due_at=due_at, kept=kept)

    def _wait(self, caller: Caller) -> None:
        caller.waiting = True
        heappush(self._queue, (self._rank(caller), caller))
        Moment(self._clock, caller.at + caller.patience, Kind.HANG_UP, self._hang_up, caller)

    def _rank(self, caller: Caller) -> tuple[int, ...]:
        """Whose turn it is first: the graver risk with triage, then who came first."""
        urgency = -caller.risk if self._triage else 0
        return (urgency, caller.at, *caller.order)

    def _end(self, event: Event) -> None:
        """A talk ends."""
        self._busy -= 1
        self._serve()

    def _serve(self) -> None:
        """Answer as many as there are free servers for."""
        while self._queue and self._busy < self._servers:
            caller = heappop(self._queue)[1]
            if caller.waiting:
                caller.waiting = False
                self._answer(caller, int(self._clock.now))

    def _hang_up(self, event: Event) -> None:
        """Somebody's patience ends, unless they were answered before."""
        caller = cast(Caller, event.value)
        if caller.waiting:
            caller.waiting = False
            self._tally.hung_up(caller)
            self._let_go(caller, Reception.HUNG_UP, int(self._clock.now))

    def _turn_away(self, caller: Caller, now: int) -> None:
        self._tally.turned_away(caller)
        self._let_go(caller, Reception.TURNED_AWAY, now)

    def _let_go(self, caller: Caller, reception: Reception, now: int) -> None:
        if caller.own is not None:
            self._exits.add(caller.own, reception, now, free_at=now)

    def _strike(self, event: Event) -> None:
        """The hour strikes, and the staff changes."""
        hour = cast(int, event.value)
        self._servers, self._closed = self._hours[hour]
        if self._closed:
            self._close()
        self._serve()
        self._plan_hour(hour)

    def _close(self) -> None:
        """Turn away everybody who waits."""
        waiting, self._queue = sorted(self._queue), []
        for _, caller in waiting:
            if caller.waiting:
                caller.waiting = False
                self._turn_away(caller, int(self._clock.now))

    def _plan_hour(self, hour: int) -> None:
        """Plan the next hour after this one in which anything changes."""
        for later in range(hour + 1, len(self._hours)):
            if self._hours[later] != self._hours[hour]:
                Moment(self._clock, later * HOUR, Kind.DUTY, self._strike, later)
                return

    def _plan_other(self) -> None:
        """Plan the next caller of the background."""
        caller = next(self._others, None)
        if caller is not None:
            Moment(self._clock, caller.at, Kind.OTHERS, self._other, caller)

    def _other(self, event: Event) -> None:
        self.arrive(cast(Caller, event.value))
        self._plan_other()
