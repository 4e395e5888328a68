"""Lockstep: a batch of persons, each on their own clock, before several policies at once.

This driver owns order and batches, never behaviour. Every person lives once in each arm, all arms
side by side in one batch, so that the cost of a step is shared: in every round whoever speaks is
answered by the policy of their arm, and everyone else lives on. Those who are done are set aside,
so that late rounds cost as little as the few who still live need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simenv.columns import I1, I8
from simenv.errors import PolicyFailure, SimulatorFailure
from simenv.exchange import Requests, Responses
from simenv.policy import Policy, asked_again, checked
from simenv.population import Panel
from simenv.rows import DAY, EventRows, SessionRows, TrajectoryRows, TurnRows
from simenv.state import Persons, State
from simenv.vocabulary import Act, Move, Referral
from simenv.world import Turns, World

#: Those who are done are set aside once they are this share of the batch.
_SET_ASIDE = 0.2
#: Rounds after which a batch has surely lost its way: no life has so many moments.
_ENDLESS = 1_000_000
#: The window of `lapsed`.
LAPSE = 14 * DAY


@dataclass(frozen=True, kw_only=True)
class Lives:
    """What became of a batch under one policy, in key order; `standing` has shape (n, days)."""

    turns: TurnRows
    sessions: SessionRows
    events: EventRows
    trajectories: TrajectoryRows
    standing: I1


@dataclass(kw_only=True)
class _Batch:
    """Persons of all arms side by side, in the order of the arms, and what was written of them."""

    policies: Sequence[Policy]
    state: State
    arm: I1
    failures: dict[int, PolicyFailure] = field(default_factory=dict)
    probed: set[int] = field(default_factory=set)
    turns: list[tuple[I1, TurnRows]] = field(default_factory=list)
    events: list[tuple[I1, EventRows]] = field(default_factory=list)
    aside: list[tuple[I1, Persons, I1]] = field(default_factory=list)

    def answers(self, requests: Requests) -> Responses:
        """The responses of each arm's policy; a policy that fails takes its arm out."""
        arms = self.arm[requests.row]
        bounds = np.searchsorted(arms, np.arange(len(self.policies) + 1))
        parts = []
        for number, policy in enumerate(self.policies):
            start, stop = int(bounds[number]), int(bounds[number + 1])
            if start < stop:
                parts.append(self._one(number, policy, requests.take(slice(start, stop))))
        return Responses.joined(parts)

    def _one(self, number: int, policy: Policy, requests: Requests) -> Responses:
        if number not in self.failures:
            try:
                responses = checked(policy, requests)
                if policy.kind == "python" and number not in self.probed:
                    self.probed.add(number)
                    asked_again(policy, requests, responses)
                return responses
            except PolicyFailure as failure:
                self.failures[number] = failure
        # The arm is lost; its persons are censored so that the others' batch can go on.
        lost = Responses.blank(len(requests))
        lost.failed[:] = True
        return lost

    def note(self, happened: Turns) -> None:
        """Keep what happened, by arm."""
        if len(happened.turns):
            self.turns.append((self.arm[happened.turn_row], happened.turns))
        if len(happened.events):
            self.events.append((self.arm[happened.event_row], happened.events))

    def set_done_aside(self, *, at_least: float) -> None:
        """Set aside who is done, when they are at least this share."""
        done = self.state.persons.done
        if np.count_nonzero(done) < at_least * len(done):
            return
        state = self.state
        self.aside.append((self.arm[done], state.persons.take(done), state.standing[done]))
        self.state = State(
            persons=state.persons.take(~done), fate=state.fate, standing=state.standing[~done]
        )
        self.arm = self.arm[~done]


def live(world: World, panel: Panel, policy: Policy) -> Lives:
    """The lives of `panel` in `world` under one policy; raises `PolicyFailure` if it misbehaves."""
    found = live_all(world, panel, [policy])[0]
    if isinstance(found, PolicyFailure):
        raise found
    return found


def live_all(
    world: World, panel: Panel, policies: Sequence[Policy], *, told: bool = True
) -> list[Lives | PolicyFailure]:
    """The lives of the same persons under each policy, or how that policy failed.

    Unless they are to be `told`, only trajectories are kept: no turns, sessions and events.
    """
    batch = _together(world.start(panel), policies)
    for _ in range(_ENDLESS):
        if not len(batch.state):
            break
        requests = world.ask(batch.state)
        answers = batch.answers(requests)
        batch.state, happened = world.react(batch.state, requests, answers)
        if told:
            batch.note(happened)
        batch.set_done_aside(at_least=1.0 if batch.state.persons.done.all() else _SET_ASIDE)
    else:
        raise SimulatorFailure("a life did not end")
    return _outcomes(world, batch)


def _together(entry: State, policies: Sequence[Policy]) -> _Batch:
    """The same persons once an arm, one arm after the other; their fate is shared."""
    arms = len(policies)
    rows = np.tile(np.arange(len(entry)), arms)
    state = State(persons=entry.persons.take(rows), fate=entry.fate, standing=entry.standing[rows])
    arm = np.repeat(np.arange(arms, dtype=np.int8), len(entry))
    return _Batch(policies=policies, state=state, arm=arm)


def _outcomes(world: World, batch: _Batch) -> list[Lives | PolicyFailure]:
    """What became of each arm."""
    arm = _concatenated([arm for arm, _, _ in batch.aside])
    persons = Persons.joined([persons for _, persons, _ in batch.aside])
    standing = np.concatenate([standing for _, _, standing in batch.aside])
    turn_arm = _concatenated([arm for arm, _ in batch.turns])
    turns = TurnRows.joined([turns for _, turns in batch.turns])
    event_arm = _concatenated([arm for arm, _ in batch.events])
    events = EventRows.joined([events for _, events in batch.events])
    found: list[Lives | PolicyFailure] = []
    for number in range(len(batch.policies)):
        mine = arm == number
        told = turns.take(turn_arm == number), events.take(event_arm == number)
        lives = _tables(world, persons.take(mine), standing[mine], *told)
        found.append(batch.failures.get(number, lives))
    return found


def _concatenated(arms: list[I1]) -> I1:
    return np.concatenate([np.zeros(0, np.int8), *arms])


def _tables(
    world: World, persons: Persons, standing: I1, turns: TurnRows, events: EventRows
) -> Lives:
    """The tables of an arm, in key order."""
    order = np.lexsort((persons.person, persons.persona))
    turns = turns.take(np.lexsort((turns.turn, turns.session, turns.person, turns.persona)))
    # A stable sort: events of one person at one time keep the order in which they happened.
    events = events.take(np.lexsort((events.at, events.person, events.persona)))
    return Lives(
        turns=turns,
        sessions=sessions(turns),
        events=events,
        trajectories=trajectories(persons.take(order), world.days * DAY),
        standing=standing[order],
    )


def sessions(turns: TurnRows) -> SessionRows:
    """The sessions table from sorted turns."""
    if not len(turns):
        return SessionRows.blank(0)
    first: I8 = np.flatnonzero(turns.turn == 1)
    last = np.append(first[1:], len(turns)) - 1
    refused, referred = turns.act >= Act.REFUSE, turns.referral > Referral.NONE
    return SessionRows(
        persona=turns.persona[first],
        person=turns.person[first],
        session=turns.session[first],
        started=turns.at[first],
        ended=turns.at[last],
        turns=turns.turn[last],
        need=turns.need[first],
        subject=turns.subject[first],
        risk=turns.risk[first],
        refused=np.add.reduceat(refused, first, dtype=np.int32),
        referred=np.add.reduceat(referred, first, dtype=np.int32),
        last_move=turns.move[last],
        met=turns.move[last] == Move.LEAVE_SATISFIED,
        frustration=np.maximum.reduceat(turns.frustration, first),
    )


#: Columns of a trajectory that persons carry under another name.
_CARRIED = {"masked": "masks"}
_DERIVED = {"lapsed", "away", "trust_end", "hope_end", "openness_end"}


def trajectories(persons: Persons, horizon: int) -> TrajectoryRows:
    """The trajectories table from persons at the horizon (microseconds)."""
    names = [name for name in TrajectoryRows.specs() if name not in _DERIVED]
    carried = {name: getattr(persons, _CARRIED.get(name, name)) for name in names}
    since = horizon - LAPSE
    return TrajectoryRows(
        **carried,
        lapsed=(persons.last_session < since) & (persons.last_need >= since),
        away=persons.away,
        trust_end=persons.trust,
        hope_end=persons.hope,
        openness_end=persons.openness,
    )
