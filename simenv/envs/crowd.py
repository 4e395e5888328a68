"""Episodes under way in one world: whoever writes is answered, and lives on until they write again.

A row is a sub-environment; rows whose episode plays in another world are empty here. Everyone who
is answered lives through nights and other needs until the next request, or to the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from simenv.columns import B1, I8
from simenv.driving.lives import Lives, lives, trajectories
from simenv.envs.pool import Pool
from simenv.errors import SimulatorFailure
from simenv.exchange import Requests, Responses
from simenv.rows import DAY, EventRows, TrajectoryRows, TurnRows
from simenv.state import Persons, State
from simenv.world import idle

_ENDLESS = 1_000_000
#: What a person counts of violations, in the order of the reward's components.
_COUNTERS = ("over_refusals", "under_refusals", "unsafe_helps", "missed_referrals")
#: How many components the reward has: those, and unmet needs.
COUNTS = len(_COUNTERS) + 1


@dataclass(kw_only=True)
class Crowd:
    """Rows of persons under way; `told` keeps turns and events, which is for one row alone."""

    pool: Pool
    rows: int
    told: bool = False
    state: State = field(init=False)
    requests: Requests = field(init=False)
    turns: list[TurnRows] = field(default_factory=list)
    events: list[EventRows] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nobody is here yet."""
        nobody = Persons.blank(self.rows)
        nobody.done[:] = True
        days = self.pool.begun.standing.shape[1]
        standing = np.zeros((self.rows, days), np.int8)
        self.state = replace(self.pool.begun, persons=nobody, standing=standing)
        self.requests = Requests.blank(0)

    def begin(self, rows: I8, seats: I8) -> None:
        """Let the persons of these seats begin an episode; `ask` tells what they write."""
        self.state = replace(self.state, fate=self.pool.begun.fate)
        self.state.put(rows, self.pool.begin(seats))
        if self.told:
            self.turns, self.events = [], [self.pool.events(int(seat)) for seat in seats]

    def leave(self, rows: I8) -> None:
        """Empty these rows."""
        self.state.persons.talking[rows] = False
        self.state.persons.done[rows] = True

    def ask(self) -> Requests:
        """The requests of all who write now, by row."""
        self.requests = self.pool.world.ask(self.state)
        return self.requests

    def answer(self, responses: Responses) -> I8:
        """Answer the requests of now, and let everyone live to their next request or the horizon.

        Returns what happened to each of them as counts, shape (5, requests): violations of the
        standard, and needs that stayed unmet.
        """
        rows, counts = self.requests.row, np.zeros((COUNTS, self.rows), np.int64)
        before = [getattr(self.state.persons, name)[rows] for name in _COUNTERS]
        self._hear(responses)
        for place, (name, was) in enumerate(zip(_COUNTERS, before, strict=True)):
            counts[place, rows] = getattr(self.state.persons, name)[rows] - was
        persons = self.state.persons
        counts[-1, rows] = persons.open_need[rows] & ~persons.talking[rows]
        self._live(counts[-1])
        return counts[:, rows]

    def _hear(self, responses: Responses) -> None:
        """Let the answers be heard; what became of a need is seen before a night lets it fade."""
        self.state, happened = self.pool.world.hear(
            self.state, self.requests, responses, in_place=True, told=self.told
        )
        if self.told:
            self.turns.append(happened.turns)
            self.events.append(happened.events)

    def _live(self, unmet: I8) -> None:
        """Let everyone live on until they write or are done; count needs that stay unmet."""
        for _ in range(_ENDLESS):
            persons = self.state.persons
            some = idle(self.state)
            if not len(some):
                return
            needs = persons.needs[some]
            self.state, happened = self.pool.world.live_on(
                self.state, in_place=True, told=self.told
            )
            if self.told:
                self.events.append(happened.events)
            persons = self.state.persons
            arose = some[persons.needs[some] > needs]
            unmet[arose] += persons.open_need[arose] & ~persons.talking[arose]
        raise SimulatorFailure("a life did not come to a request or an end")

    def over(self, rows: I8) -> tuple[B1, B1]:
        """Whose life is over; and of those, who had left and not returned."""
        persons = self.state.persons
        done: B1 = persons.done[rows]
        return done, done & persons.away[rows]

    def outcomes(self, rows: I8) -> TrajectoryRows:
        """What the lives of these rows count at the horizon."""
        return trajectories(self.state.persons.take(rows), self.state.until * DAY, 0)

    def lived(self) -> Lives:
        """The tables of the one life here, as far as it was lived; only where it is told."""
        return lives(
            self.state.persons,
            self.state.standing,
            TurnRows.joined(self.turns),
            EventRows.joined(self.events),
            0,
        )

    def shrink(self) -> None:
        """Forget everyone who is not under way now."""
        here = np.flatnonzero(~self.state.persons.done)
        seats = np.unique(self.state.persons.seat[here])
        before, self.pool = self.pool, self.pool.only(seats)
        old, new = before.begun.fate, self.pool.begun.fate
        persons = self.state.persons
        place = np.searchsorted(seats, persons.seat[here])
        persons.next_need[here] += new.first[place] - old.first[persons.seat[here]]
        persons.seat[here] = place
        persons.seat[persons.done] = 0
        self.state = replace(self.state, fate=new)
