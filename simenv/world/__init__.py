"""The world: pure, three verbs, and it never sees a policy.

`start(panel)` gives the state at entry; `ask(state)` says who speaks now and what an assistant
could see of it; `react(state, requests, responses)` lets those hear the answers, and everyone who
does not talk live on. No argument is changed.

Where persons share services, `calls(state, rows)` says what those ask who wait for one, and
`served(state, received)` lets them live with what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simenv import parameters
from simenv.calls import Calls, Received
from simenv.columns import I8
from simenv.draws import Luck
from simenv.exchange import Requests, Responses
from simenv.kinds import Kinds, compile_all
from simenv.life.needs import soonest
from simenv.life.scene import Scene, Shares
from simenv.life.seeking import least_delay
from simenv.parameters import Values
from simenv.persona import Persona
from simenv.population import Panel, enter
from simenv.rows import DAY, EventRows, TurnRows
from simenv.standard import Norms, Standard
from simenv.state import State
from simenv.vocabulary import Channel
from simenv.world.entry import begin_watch
from simenv.world.living import live_on
from simenv.world.message import requests as requests_of
from simenv.world.serving import calls, serve, worst
from simenv.world.turning import turn

__all__ = ["Turns", "World", "build", "idle"]


@dataclass(frozen=True, kw_only=True)
class Turns:
    """What one reaction left to write down: the turns heard, and every event.

    `turn_row` and `event_row` say whose they are: positions in the state, one a row.
    """

    turns: TurnRows
    turn_row: I8
    events: EventRows
    event_row: I8


@dataclass(frozen=True, kw_only=True)
class World:
    """One world: its personas, its numbers, its luck, the two standards by which it labels.

    `days` is the horizon from entry, time zero of all outcomes. `burn_in` days are lived before it,
    for a cohort that knows the assistant already; 0 for one that is new to it. `shared` are the
    channels that are services shared by many, `desk` says that hand-overs pass a desk; who turns
    there waits until a driver says what came of it. In a `spoken` world some policy reads words.
    """

    kinds: Kinds
    p: Values
    luck: Luck
    norms: Norms
    days: int
    burn_in: int = 0
    shared: frozenset[Channel] = frozenset()
    desk: bool = False
    spoken: bool = False

    @cached_property
    def shares(self) -> Shares | None:
        """What is shared, as arrays; None where nothing is."""
        if not (self.shared or self.desk):
            return None
        return Shares(channels=np.isin(np.arange(len(Channel)), list(self.shared)), desk=self.desk)

    @property
    def least_delay(self) -> int:
        """The least time (microseconds) from deciding to ask a shared service to asking it."""
        return least_delay(self.p)

    def start(self, panel: Panel) -> State:
        """The state of these persons at the beginning: at entry, or of the days before it."""
        lifetime = self.burn_in + self.days
        start = enter(panel, self.kinds, self.p, self.luck, lifetime)
        return replace(start, until=self.burn_in or lifetime)

    def entered(self, state: State) -> State:
        """The state at entry of persons who have lived through the days before it."""
        after = replace(state.copy(), until=self.burn_in + self.days)
        begin_watch(after.persons, self.burn_in * DAY)
        return after

    def ask(self, state: State) -> Requests:
        """The requests of all persons who speak now; may be empty while others live on."""
        return requests_of(self._scene(state), np.flatnonzero(state.persons.talking))

    def react(
        self,
        state: State,
        requests: Requests,
        responses: Responses,
        *,
        in_place: bool = False,
        told: bool = True,
    ) -> tuple[State, Turns]:
        """The state after these responses were heard, and what happened.

        `responses` answers `requests` row by row and must be valid. Everyone who does not talk
        after that lives on: through a midnight at most, and to the need that comes up next.
        `in_place` is for a driver that owns the state and needs the old one no more; unless it is
        to be `told`, what happened is not written down.
        """
        after = state if in_place else state.copy()
        scene = self._scene(after, told=told)
        heard = turn(scene, requests, responses, self.norms)
        live_on(scene, idle(after))
        return after, _happened(scene, heard)

    def hear(
        self,
        state: State,
        requests: Requests,
        responses: Responses,
        *,
        in_place: bool = False,
        told: bool = True,
    ) -> tuple[State, Turns]:
        """The first half of `react`: the responses are heard, and nobody lives on yet."""
        after = state if in_place else state.copy()
        scene = self._scene(after, told=told)
        return after, _happened(scene, turn(scene, requests, responses, self.norms))

    def live_on(
        self, state: State, *, in_place: bool = False, told: bool = True
    ) -> tuple[State, Turns]:
        """The second half of `react`: everyone who does not talk lives on."""
        after = state if in_place else state.copy()
        scene = self._scene(after, told=told)
        live_on(scene, idle(after))
        return after, _happened(scene)

    def calls(self, state: State, rows: I8) -> Calls:
        """What the persons at `rows`, who wait for a service, are about to ask; all of crowd 0."""
        return calls(self._scene(state), rows)

    def soonest(self, state: State, rows: I8) -> I8:
        """The first moment (microseconds of life) at which each of these could decide anything.

        Now, for whoever talks to the assistant; else the first at which a need could arise.
        """
        scene = self._scene(state)
        talks, now = state.persons.talking[rows], state.persons.clock[rows]
        return np.where(talks, now, soonest(scene, rows, worst(scene)))

    def served(
        self, state: State, received: Received, *, in_place: bool = False, told: bool = True
    ) -> tuple[State, Turns]:
        """The state after persons who waited for a service got to know what came of it.

        Whoever is still waiting at the horizon lives to it. `in_place` and `told` as in `react`.
        """
        after = state if in_place else state.copy()
        scene = self._scene(after, told=told)
        serve(scene, received)
        return after, _happened(scene)

    def _scene(self, state: State, *, told: bool = True) -> Scene:
        return Scene(
            p=self.p,
            luck=self.luck,
            kinds=self.kinds,
            days=state.until,
            persons=state.persons,
            fate=state.fate,
            standing=state.standing,
            shares=self.shares,
            told=told,
            spoken=self.spoken,
        )


def idle(state: State) -> I8:
    """Who lives on: neither talks to the assistant, nor waits for a service, nor is done."""
    persons = state.persons
    return np.flatnonzero(~(persons.talking | persons.waiting | persons.done))


def _happened(scene: Scene, heard: tuple[I8, TurnRows] | None = None) -> Turns:
    """What was noted on a scene, and the turns that were heard, if any were."""
    turn_row, turns = heard or (np.zeros(0, np.int64), TurnRows.blank(0))
    event_row, events = scene.events()
    return Turns(turns=turns, turn_row=turn_row, events=events, event_row=event_row)


def build(
    personas: Sequence[Persona],
    standard: Standard,
    days: int,
    seed: int,
    world: int,
    burn_in: int = 0,
    *,
    second: Standard | None = None,
    values: Values | None = None,
    shared: frozenset[Channel] = frozenset(),
    desk: bool = False,
    spoken: bool = False,
) -> World:
    """World number `world` of a seed: 0 has every parameter at its median, the others are drawn.

    Turns and events are labelled by `standard`; lives count their errors by the `second` one too,
    which is the same unless one is given. Numbers given as `values` stand for the drawn ones, with
    the luck of that world all the same; `ValueError` unless they are those of the parameter table.
    A world with `shared` channels, or a `desk`, may only be run by the clock. `spoken` changes no
    life: requests then carry what the words of messages are made of.
    """
    return World(
        kinds=compile_all(personas),
        p=parameters.shipped().draw(seed, world) if values is None else _complete(values),
        luck=Luck(seed, world),
        norms=Norms(first=standard, second=standard if second is None else second),
        days=days,
        burn_in=burn_in,
        shared=shared,
        desk=desk,
        spoken=spoken,
    )


def _complete(values: Values) -> Values:
    """The same numbers, unless one is missing or unknown."""
    odd = set(values) ^ set(parameters.shipped().numbers)
    if odd:
        raise ValueError(f"not the numbers of the parameter table: {', '.join(sorted(odd))}")
    return values
