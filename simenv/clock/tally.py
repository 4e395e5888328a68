"""How a service was loaded, day by day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simenv.clock.caller import Caller
from simenv.columns import I4, I8
from simenv.rows import DAY, LoadRows


class Counts:
    """Callers of one sort by the day on which they asked: lists of `days` numbers."""

    __slots__ = ("answered", "asked", "hung_up", "turned_away", "waited")

    def __init__(self, days: int) -> None:
        self.asked = [0] * days
        self.answered = [0] * days
        self.hung_up = [0] * days
        self.turned_away = [0] * days
        self.waited = [0] * days


class Tally:
    """What one service of one crowd did, by day. Times in microseconds.

    `staffed` is -1 where servers are unlimited. Of a book, the time on duty is that of the
    appointments that the day offers, and the time spent that of those made on it.
    """

    def __init__(self, days: int) -> None:
        self.own = Counts(days)
        self.others = Counts(days)
        self.busy = [0] * days
        self.staffed = [-1] * days

    def asked(self, caller: Caller) -> None:
        """Somebody asks."""
        self._of(caller).asked[caller.at // DAY] += 1

    def answered(self, caller: Caller, now: int) -> None:
        """They are answered, or booked, at `now`."""
        counts, day = self._of(caller), caller.at // DAY
        counts.answered[day] += 1
        counts.waited[day] += now - caller.at
        self.busy[now // DAY] += caller.talk

    def hung_up(self, caller: Caller) -> None:
        """They gave up waiting."""
        self._of(caller).hung_up[caller.at // DAY] += 1

    def turned_away(self, caller: Caller) -> None:
        """There is nobody for them."""
        self._of(caller).turned_away[caller.at // DAY] += 1

    def _of(self, caller: Caller) -> Counts:
        return self.others if caller.own is None else self.own


def loads(population: int, tallies: Sequence[Tally], days: int) -> LoadRows:
    """The tallies of the services of one crowd as a table, by service, then day."""
    own, others = [t.own for t in tallies], [t.others for t in tallies]
    length = len(tallies) * days
    return LoadRows(
        population=np.full(length, population, np.int32),
        service=np.repeat(np.arange(len(tallies), dtype=np.int8), days),
        day=np.tile(np.arange(days, dtype=np.int32), len(tallies)),
        asked=_counts([c.asked for c in own]),
        answered=_counts([c.answered for c in own]),
        hung_up=_counts([c.hung_up for c in own]),
        turned_away=_counts([c.turned_away for c in own]),
        waited=_times([c.waited for c in own]),
        others_asked=_counts([c.asked for c in others]),
        others_answered=_counts([c.answered for c in others]),
        others_hung_up=_counts([c.hung_up for c in others]),
        others_turned_away=_counts([c.turned_away for c in others]),
        others_waited=_times([c.waited for c in others]),
        busy=_times([t.busy for t in tallies]),
        staffed=_times([t.staffed for t in tallies]),
    )


def _counts(lists: list[list[int]]) -> I4:
    return np.array(lists, np.int32).reshape(-1)


def _times(lists: list[list[int]]) -> I8:
    return np.array(lists, np.int64).reshape(-1)
