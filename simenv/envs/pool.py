"""Who has entered a world so far, each as they stand when they first write to the assistant.

Nothing before that depends on an answer, so a person is entered once and begins many episodes.
Entering thousands together costs a tenth of entering them one by one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.columns import B1, I1, I4, I8
from simenv.envs import fates
from simenv.errors import SimulatorFailure
from simenv.population import Panel
from simenv.rows import EventRows
from simenv.state import Persons, State
from simenv.world import World, idle

#: Rounds after which a life has surely lost its way.
_ENDLESS = 1_000_000
#: Persons of a persona are numbered below this.
WIDE = 2**40


def codes_of(persona: I4, person: I8) -> I8:
    """One number for each of these persons."""
    found: I8 = persona.astype(np.int64) * WIDE + person
    return found


def persons_of(codes: I8) -> tuple[I4, I8]:
    """Persona and number of the persons of these codes."""
    return (codes // WIDE).astype(np.int32), codes % WIDE


class Pool:
    """The persons of one world who have entered, by seat: at their first request, or done."""

    def __init__(self, world: World, *, told: bool = False) -> None:
        self.world, self._told = world, told
        nobody = Panel(persona=np.zeros(0, np.int32), person=np.zeros(0, np.int64))
        self._begun = world.start(nobody)
        self._seat: dict[int, int] = {}
        self._events, self._event_seat = EventRows.blank(0), np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._begun)

    @property
    def begun(self) -> State:
        """Everyone, by seat; not to be written to."""
        return self._begun

    @property
    def silent(self) -> B1:
        """Who never writes to the assistant within the horizon, by seat."""
        return self._begun.persons.done

    def begin(self, seats: I8) -> State:
        """The persons of these seats at their first request, to be written to."""
        return self._begun.take(seats)

    def events(self, seat: int) -> EventRows:
        """What happened to a person before their first request; none unless they are told."""
        return self._events.take(self._event_seat == seat)

    def seats(self, persona: I4, person: I8) -> I8:
        """The seats of these persons, -1 for those who have not entered."""
        found, codes = self._seat, codes_of(persona, person).tolist()
        return np.fromiter((found.get(code, -1) for code in codes), np.int64, len(codes))

    def enter(self, codes: I8) -> None:
        """Let those of these persons in, by `codes_of`, who are not here yet, together."""
        codes = np.unique(codes)
        codes = codes[self.seats(*persons_of(codes)) < 0]
        if not len(codes):
            return
        persona, person = persons_of(codes)
        state = self._to_first_request(self.world.start(Panel(persona=persona, person=person)))
        before = len(self)
        self._seat.update(zip(codes.tolist(), range(before, before + len(codes)), strict=True))
        self._begun = _beside(self._begun, state)

    def _to_first_request(self, state: State) -> State:
        """Live until each of them writes, or has reached the horizon."""
        before = len(self)
        told: list[tuple[EventRows, I8]] = []
        for _ in range(_ENDLESS):
            if not len(idle(state)):
                break
            state, happened = self.world.live_on(state, in_place=True, told=self._told)
            told.append((happened.events, happened.event_row + before))
        else:
            raise SimulatorFailure("a life did not come to a request or an end")
        if self._told:
            self._events = EventRows.joined([self._events, *(events for events, _ in told)])
            self._event_seat = np.concatenate([self._event_seat, *(seat for _, seat in told)])
        return state

    def only(self, chosen: I8) -> Pool:
        """A pool of the persons of these seats, who get the seats 0, 1, … in that order."""
        found = Pool(self.world, told=self._told)
        found._begun = moved(self._begun.take(chosen), self._begun, chosen)
        persons = found._begun.persons
        codes = codes_of(persons.persona, persons.person)
        found._seat = dict(zip(codes.tolist(), range(len(codes)), strict=True))
        kept = np.isin(self._event_seat, chosen)
        place = np.full(len(self), -1)
        place[chosen] = np.arange(len(chosen))
        found._events, found._event_seat = self._events.take(kept), place[self._event_seat[kept]]
        return found


def moved(state: State, before: State, chosen: I8) -> State:
    """`state`, whose persons sit at `chosen` seats of a fate, on a fate of those seats alone.

    Row i of `state` is who sits at `chosen[i]`.
    """
    fate = fates.taken(before.fate, chosen)
    persons = state.persons
    persons.seat[:] = np.arange(len(chosen))
    persons.next_need[:] += fate.first[:-1] - before.fate.first[chosen]
    return replace(state, fate=fate)


def _beside(one: State, other: State) -> State:
    """Two states as one, the seats of the other after those of the first."""
    other.persons.seat[:] += len(one)
    other.persons.next_need[:] += len(one.fate.when)
    standing: I1 = np.concatenate([one.standing, other.standing])
    return State(
        persons=Persons.joined([one.persons, other.persons]),
        fate=fates.joined(one.fate, other.fate),
        standing=standing,
        until=one.until,
    )
