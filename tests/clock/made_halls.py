"""Halls and callers made up for tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from simenv.calls import Calls, Received
from simenv.clock.hall import Hall
from simenv.draws import Luck, person_keys, slot
from simenv.rows import DAY
from simenv.service import Facility, Way
from simenv.vocabulary import Channel

MINUTE = 60_000_000
DELAY = 10 * MINUTE
ALWAYS = np.ones(168)
LUCK = Luck(7, 0)

LINE = Facility(
    name="line",
    way=Way.LINE,
    channel=Channel.CRISIS_LINE,
    handoffs=False,
    weight=1.0,
    regions=(),
    languages=(),
    ages=(),
    staffing=ALWAYS,
    demand=ALWAYS,
    servers=2.0,
    answering=None,
    service_minutes=30.0,
    service_sigma=None,
    patience_minutes=20.0,
    triage=False,
    share_of_demand=1.0,
    turned_back=0.0,
    follow_up=0.0,
    follow_up_days=1.0,
    no_show=0.0,
    wait_days=0.0,
    takes_new=1.0,
)
BOOK = replace(LINE, name="book", way=Way.BOOK, channel=Channel.PROFESSIONAL)


def calls(at: list[int] | np.ndarray, **columns: object) -> Calls:
    """Calls at some times by persons 0, 1, 2 …, in crowd 0; `columns` says what else is other."""
    made = Calls.blank(len(at))
    made.row[:] = np.arange(len(at))
    made.key[:] = person_keys("someone", made.row)
    made.at[:] = at
    made.channel[:] = Channel.CRISIS_LINE
    for name, values in columns.items():
        getattr(made, name)[:] = values
    made.place[:] = slot(made.at // DAY)
    return made


@dataclass(kw_only=True)
class Setting:
    """A hall to be made, several times over and of several makes."""

    facilities: list[Facility] = field(default_factory=lambda: [LINE])
    replicates: list[int] = field(default_factory=lambda: [0])
    people: int = 1
    reference: float = 1.0
    days: int = 6
    delay: int = DELAY

    def hall(self, make: type[Hall] = Hall) -> Hall:
        return make(
            self.facilities,
            luck=LUCK,
            replicates=np.array(self.replicates, np.int32),
            people=np.full(len(self.replicates), self.people, np.int32),
            reference=np.full(len(self.facilities), self.reference),
            days=self.days,
            delay=self.delay,
        )


def to_the_end(hall: Hall, days: int) -> Received:
    """Run on and on until the last day is over; everybody who was let go, in that order."""
    parts = []
    while hall.now < days * DAY:
        parts.append(hall.run(days * DAY))
    return Received.joined(parts)


def received(setting: Setting, filed: Calls, make: type[Hall] = Hall) -> Received:
    """What comes of calls that are all filed at the beginning, by row."""
    hall = setting.hall(make)
    hall.file(filed)
    found = to_the_end(hall, setting.days)
    return found.take(np.argsort(found.row, kind="stable"))


def without_background(servers: float, days: int, **changes: object) -> Setting:
    """One line whose callers are all filed."""
    return Setting(facilities=[replace(LINE, servers=servers, **changes)], days=days)
