"""Worlds that break a law, each in one way. The laws' tests must catch every one of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from simenv.draws import mix
from simenv.exchange import Requests, Responses
from simenv.population import Panel
from simenv.state import State
from simenv.world import Turns, World


@dataclass(frozen=True, kw_only=True)
class _Broken(World):
    """A world with one part replaced."""

    @classmethod
    def of(cls, world: World):
        return cls(**{field.name: getattr(world, field.name) for field in fields(World)})


class LuckByPlace(_Broken):
    """Persons draw by their place in the batch instead of by who they are."""

    def start(self, panel: Panel) -> State:
        state = super().start(panel)
        state.fate.key[:] = mix(np.arange(len(panel), dtype=np.uint64))
        state.fate.bound.clear()
        return state


class LuckByCount(_Broken):
    """Each answer uses up luck: whoever got a longer talk draws otherwise ever after."""

    def react(
        self, state: State, requests: Requests, responses: Responses, **how: bool
    ) -> tuple[State, Turns]:
        after, turns = super().react(state, requests, responses, **how)
        refused = requests.row[responses.act >= 2]
        after.persons.key[refused] = mix(after.persons.key[refused])
        after.fate.key[after.persons.seat[refused]] = after.persons.key[refused]
        after.fate.bound.clear()
        return after, turns


class RefusesForFailures(_Broken):
    """Takes a call that failed for a refusal."""

    def react(
        self, state: State, requests: Requests, responses: Responses, **how: bool
    ) -> tuple[State, Turns]:
        said = responses.copy()
        said.act[said.failed] = 2
        said.failed[:] = False
        return super().react(state, requests, said, **how)


class ForgetsFailures(_Broken):
    """Lets a person whose call failed live on as if nothing had been asked."""

    def react(
        self, state: State, requests: Requests, responses: Responses, **how: bool
    ) -> tuple[State, Turns]:
        after, turns = super().react(state, requests, responses, **how)
        lost = requests.row[responses.failed]
        after.persons.done[lost] = False
        after.persons.censored_at[lost] = -1
        after.persons.censored_risk[lost] = -1
        return after, turns
