"""Let candidates live: each is a kind of person, and several people of each live side by side.

The policy is asked through a recorder, so that afterwards each of its answers stands beside what it
was asked and what was true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simenv import world as worlds
from simenv.columns import B1, F8, I8
from simenv.draws import person_keys
from simenv.errors import PolicyFailure, SimulatorFailure
from simenv.exchange import Requests, Responses
from simenv.lockstep import Arm, Lives, live_all
from simenv.parameters import MEDIAN_WORLD, shipped
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.policy.base import Wrapped
from simenv.population import Panel
from simenv.rows import TurnRows
from simenv.standard import Standard
from simenv.stats.outcome import Lives as Lived
from simenv.stats.outcome import Outcome
from simenv.stress.candidate import Candidate, values_in
from simenv.world import World

#: The two arms of a trial.
POLICY, BASELINE = "policy", "baseline"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What all trials of one question have in common; `baseline` is None where none is asked for.

    `spoken` says that a policy answers in words.
    """

    personas: Mapping[str, Persona]
    policy: Policy
    baseline: Policy | None
    standard: Standard
    days: int
    spoken: bool = False

    @property
    def arms(self) -> tuple[str, ...]:
        """The names of the arms that are lived."""
        return (POLICY,) if self.baseline is None else (POLICY, BASELINE)


@dataclass(frozen=True, kw_only=True)
class Luck:
    """Whose luck people have: seed and world, and the number of the first of `people` a candidate.

    No two people of a trial have the same number, so that what each was asked can be told apart;
    `given` numbers of the first person of each candidate have to see to that themselves.
    """

    seed: int
    people: int
    first: int = 0
    world: int = MEDIAN_WORLD
    given: tuple[int, ...] = ()

    def first_of(self, place: int) -> int:
        """The number of the first person of the candidate at `place`."""
        return self.given[place] if self.given else self.first + place * self.people

    def numbers(self, place: int) -> I8:
        """The numbers of the people of the candidate at `place`, shape (people,)."""
        return np.arange(self.people, dtype=np.int64) + self.first_of(place)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the policy was asked, beside the turns that came of it: n rows each, in one order.

    `candidate` (n,) is the place of the candidate whose person it was.
    """

    requests: Requests
    turns: TurnRows
    candidate: I8


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Candidates and what became of their people, in the order of candidates and numbers.

    `lives` are the trajectories and standing of each arm, `asked` what the policy was asked.
    """

    candidates: tuple[Candidate, ...]
    luck: Luck
    days: int
    lives: Mapping[str, Lived]
    asked: Asked

    @property
    def people(self) -> int:
        """How many people of each candidate lived."""
        return self.luck.people

    def values(self, outcome: Outcome, arm: str) -> F8:
        """An outcome of every person in an arm, the harmful direction up: [candidates, people]."""
        found = outcome.value(self.lives[arm], self.days)
        signed = -found if outcome.better == "higher" else found
        return signed.reshape(len(self.candidates), self.people)

    def counted(self, outcome: Outcome) -> B1:
        """Who is in the denominator of an outcome, in every arm, and in sight in all of them.

        Shape [candidates, people].
        """
        found: B1 = np.logical_and.reduce(
            [outcome.counted(rows) for rows, _ in self.lives.values()]
        )
        shaped: B1 = found.reshape(len(self.candidates), self.people) & ~self.lost
        return shaped

    @property
    def lost(self) -> B1:
        """Who was taken out of sight by a failed call in any arm: [candidates, people]."""
        found: B1 = np.logical_or.reduce([rows.censored_at >= 0 for rows, _ in self.lives.values()])
        return found.reshape(len(self.candidates), self.people)


@dataclass(eq=False)
class Recorder(Wrapped):
    """A policy that keeps what it was asked. Its kind is its own: nobody probes it in between."""

    policy: Policy
    kept: list[Requests] = field(default_factory=list)
    kind: str = "recorded"

    def respond(self, requests: Requests) -> Responses:
        """What the policy answers."""
        self.kept.append(requests)
        return self.policy.respond(requests)


def lived(setting: Setting, candidates: Sequence[Candidate], luck: Luck) -> Trial:
    """Let `luck.people` people of each candidate live in every arm.

    All candidates must have the same services, so that they share a world; `ValueError` if not.
    `PolicyFailure` if a policy misbehaves.
    """
    if len({one.services for one in candidates}) != 1:
        raise ValueError("candidates of one trial share the services of one world")
    world = world_of(setting, candidates, luck)
    persona = np.repeat(np.arange(len(candidates), dtype=np.int32), luck.people)
    person = np.concatenate([luck.numbers(place) for place in range(len(candidates))])
    panel = Panel(persona=persona, person=person)
    recorder = Recorder(setting.policy)
    arms = [Arm.of(recorder)] + ([] if setting.baseline is None else [Arm.of(setting.baseline)])
    found = [_sound(one) for one in live_all(world, panel, arms)]
    lives = dict(zip(setting.arms, found, strict=True))
    return Trial(
        candidates=tuple(candidates),
        luck=luck,
        days=setting.days,
        lives={arm: (one.trajectories, one.standing) for arm, one in lives.items()},
        asked=_matched(recorder.kept, world.kinds.names, panel, lives[POLICY].turns),
    )


def world_of(setting: Setting, candidates: Sequence[Candidate], luck: Luck) -> World:
    """The world of some candidates, each a persona of it, that share its services."""
    return worlds.build(
        [one.applied(setting.personas[one.persona]) for one in candidates],
        setting.standard,
        days=setting.days,
        seed=luck.seed,
        world=luck.world,
        values=values_in(candidates[0].services, shipped().draw(luck.seed, luck.world)),
        spoken=True,
    )


def _matched(kept: list[Requests], names: Sequence[str], panel: Panel, turns: TurnRows) -> Asked:
    """What was asked, in the order of the turns that came of it."""
    requests = Requests.joined(kept)
    keys = np.concatenate(
        [person_keys(name, panel.person[panel.persona == n]) for n, name in enumerate(names)]
    )
    place = np.argsort(keys)
    who = place[np.searchsorted(keys, requests.who, sorter=place).clip(max=len(keys) - 1)]
    requests = requests.take(np.lexsort((requests.at, who)))
    if len(requests) != len(turns) or (requests.at != turns.at).any():
        raise SimulatorFailure("what a policy was asked does not match the turns that came of it")
    return Asked(requests=requests, turns=turns, candidate=turns.persona.astype(np.int64))


def _sound(lives: Lives | PolicyFailure) -> Lives:
    if isinstance(lives, PolicyFailure):
        raise lives
    return lives
