"""The life of one person of a case, under its policy and, if it has one, its baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simenv import parameters
from simenv.errors import PolicyFailure
from simenv.lockstep import Arm, Lives, live_all
from simenv.policy import Policy
from simenv.population import Panel
from simenv.replay import Replay
from simenv.replay.finding import Life
from simenv.stress.candidate import Candidate
from simenv.stress.case import Case, Versioned
from simenv.stress.trial import Luck, Setting, world_of


def lived_alone(
    setting: Setting, candidate: Candidate, seed: int, person: int, policies: Sequence[Policy]
) -> list[Lives]:
    """The life of a person of a candidate under each policy, all told.

    Raises `PolicyFailure` for the first policy that misbehaves.
    """
    world = world_of(setting, [candidate], Luck(seed=seed, people=1))
    panel = Panel(persona=np.zeros(1, np.int32), person=np.array([person], dtype=np.int64))
    found = []
    for lives in live_all(world, panel, [Arm.of(one) for one in policies]):
        if isinstance(lives, PolicyFailure):
            raise lives
        found.append(lives)
    return found


def replayed(case: Case, setting: Setting, policies: Sequence[Policy]) -> Replay:
    """The days of the person of a case, phase by phase; under two policies, as twins."""
    stages = world_of(setting, [case.candidate], Luck(seed=case.seed, people=1)).kinds.graph.names
    lives = lived_alone(setting, case.candidate, case.seed, case.person, policies)
    return Replay(
        persona=case.persona.name,
        person=case.person,
        days=case.days,
        seed=case.seed,
        standard=setting.standard.name,
        stages=stages,
        lives=tuple(
            Life(
                arm=policy.name,
                turns=one.turns,
                sessions=one.sessions,
                events=one.events,
                trajectory=one.trajectories,
            )
            for policy, one in zip(policies, lives, strict=True)
        ),
        others=(),
        notes=(
            f"Changed from {case.persona.name} as declared: {case.candidate.words()}.",
            *changed(case, setting, policies),
        ),
    )


def changed(case: Case, setting: Setting, policies: Sequence[Policy]) -> Iterator[str]:
    """A sentence for each file that was another one when the case was found."""
    now: list[Versioned] = [setting.personas[case.persona.name], setting.standard, *policies]
    then = [case.persona, case.standard, case.policy, *([case.against] if case.against else [])]
    known = {(one.name, one.sha256) for one in now}
    for file in then:
        if any(one.name == file.name for one in now) and (file.name, file.sha256) not in known:
            yield f"{file.name} has changed since the case was found with version {file.version}."
    if parameters.shipped().sha256 != case.parameters.sha256:
        yield f"The model's numbers have changed since, then version {case.parameters.version}."
