"""The world's working copy of a batch, with all that acting on it needs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, F8, I1, I4, I8, U8
from simenv.draws import Luck, cause_key, mix, race_time, slot, uniform_of
from simenv.kinds import Kinds
from simenv.parameters import Values
from simenv.rows import DAY, HOUR, EventRows
from simenv.state import Fate, Persons
from simenv.vocabulary import Event

#: Hours in a cell of the exogenous path of distress.
CELL = 3


@dataclass(frozen=True, kw_only=True)
class Shares:
    """What persons share in a world: which channels (8,) are services, whether there is a desk."""

    channels: B1
    desk: bool


@dataclass(kw_only=True)
class Scene:
    """A batch in the making: `persons` and `standing` are written in place, by the world only.

    `spoken` says that some policy reads words, so that requests carry what words are made of.
    """

    p: Values
    luck: Luck
    kinds: Kinds
    days: int
    persons: Persons
    fate: Fate
    standing: I1
    shares: Shares | None = None
    told: bool = True
    spoken: bool = False
    noted: list[tuple[I8, I8, int, I1 | int]] = field(default_factory=list)

    def note(self, rows: I8, kind: Event, detail: I1 | int, at: I8 | None = None) -> None:
        """Write down that something happened to these persons: now, or at another time."""
        if self.told and len(rows):
            when = self.persons.clock[rows] if at is None else at
            self.noted.append((rows, when, kind, detail))

    def events(self) -> tuple[I8, EventRows]:
        """The rows of all events noted so far, and the events."""
        if not self.noted:
            return np.zeros(0, np.int64), EventRows.blank(0)
        rows = np.concatenate([rows for rows, _, _, _ in self.noted])
        found = EventRows.blank(len(rows))
        found.persona[:], found.person[:] = self.persons.persona[rows], self.persons.person[rows]
        start = 0
        for some, at, kind, detail in self.noted:
            part = slice(start, start + len(some))
            found.at[part], found.kind[part], found.detail[part] = at, kind, detail
            start = part.stop
        return rows, found

    def uniform(self, stream: str, rows: I8, place: U8) -> F8:
        """One keyed uniform a person."""
        return uniform_of(self.bits(stream, rows, place))

    def bits(self, stream: str, rows: I8, place: U8) -> U8:
        """64 keyed bits a person: `Stream.bits`, with the binding of each seat kept in `Fate`."""
        source = self.luck.stream(stream)
        bound = self.fate.bound.get(int(source.key))
        if bound is None:
            bound = self.fate.bound[int(source.key)] = source.bind(self.fate.key)
        return mix(bound[self.persons.seat[rows]] + place)

    def happens(self, stream: str, rows: I8, place: U8, hazard: F8) -> NDArray[np.bool_]:
        """Whether something of this hazard happens: its keyed clock runs out within one unit."""
        return race_time(self.bits(stream, rows, place), _ONLY) < hazard


_ONLY = cause_key("the only one")


def place_of(at: I8, turn: I8 | I4 | int = 0) -> U8:
    """The slot of a time: its day and hour, and a turn of the session that began then."""
    day = at // DAY
    return slot(day, (at - day * DAY) // HOUR, turn)
