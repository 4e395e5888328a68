"""How fast this machine lets people live: the lockstep driver on the shipped catalogue.

CPU time counts, so that a busy neighbour does little harm; figures of two machines are no more
comparable than the machines. What is measured is one process on one core, everything included that
a life needs (entry, needs, nights, channels, the policies' answers), nothing that a run adds
(files, statistics).
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from simenv import persona, policy, standard, world
from simenv.catalogue import Catalogue
from simenv.draws import Luck, person_keys, slot
from simenv.errors import PolicyFailure
from simenv.lockstep import Arm, live_all
from simenv.population import panel
from simenv.world import World

STANDARD = "listening-first"
#: Functions that a profile names.
TOP = 5
_DRAWN_AT_ONCE, _DRAWS = 4096, 200


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What was measured; `seconds` are CPU seconds of one core, with trajectories only.

    `told_seconds` is the same with every turn, session and event kept, and `profile` the functions
    that take most of the time by themselves, with their share.
    """

    personas: int
    arms: int
    people: int
    days: int
    lives: int
    turns: int
    seconds: float
    told_seconds: float
    nanoseconds_per_draw: float
    profile: tuple[tuple[str, float], ...] = ()

    @property
    def turns_per_second(self) -> float:
        """Turns lived a second of one core."""
        return self.turns / self.seconds

    def data(self) -> dict[str, Any]:
        """Plain data; the rate under the name by which it is followed over versions."""
        rates = {
            "lockstep_turns_per_second_per_core": round(self.turns_per_second),
            "lockstep_turns_per_second_per_core_told": round(self.turns / self.told_seconds),
            "lives_per_second_per_core": round(self.lives / self.seconds),
        }
        return rates | asdict(self)

    def text(self) -> str:
        """A few lines for people."""
        data = self.data()
        lines = [
            f"{self.personas} personas x {self.people} people x {self.arms} arms, {self.days} days",
            f"{self.lives:,} lives, {self.turns:,} turns in {self.seconds:.2f} s of one core",
            f"{data['lockstep_turns_per_second_per_core']:>12,} turns a second",
            f"{data['lockstep_turns_per_second_per_core_told']:>12,} with every turn written down",
            f"{data['lives_per_second_per_core']:>12,} lives a second",
            f"{self.nanoseconds_per_draw:>12.1f} ns a keyed draw",
        ]
        top = [f"{share:>11.0%}  {name}" for name, share in self.profile]
        return "\n".join([*lines, *(["most of the time is spent in", *top] if top else [])])


def bench(
    people: int = 300, days: int = 30, catalogue: Catalogue | None = None, *, profile: bool = False
) -> Bench:
    """Measure `people` of every persona before every policy, for `days`; `BadInput` as ever."""
    here, arms = _scene(catalogue or Catalogue(), days)
    _lived(here, arms, 2, told=False)  # what is compiled and cached once is not measured
    seconds, turns = _lived(here, arms, people, told=False)
    told, _ = _lived(here, arms, people, told=True)
    return Bench(
        personas=len(here.kinds.names),
        arms=len(arms),
        people=people,
        days=days,
        lives=len(here.kinds.names) * people * len(arms),
        turns=turns,
        seconds=seconds,
        told_seconds=told,
        nanoseconds_per_draw=_draw(),
        profile=_profile(here, arms, people) if profile else (),
    )


def _scene(catalogue: Catalogue, days: int) -> tuple[World, list[Arm]]:
    """The median world of all personas, and an arm for each policy."""
    found = [persona.load(catalogue, name) for name in catalogue.names("personas")]
    personas = sorted((one for one in found if not one.abstract), key=lambda one: one.name)
    norm = standard.load(catalogue, STANDARD)
    arms = [Arm.of(policy.load(catalogue, name)) for name in catalogue.names("policies")]
    return world.build(personas, norm, days=days, seed=1, world=0), arms


def _lived(here: World, arms: Sequence[Arm], people: int, *, told: bool) -> tuple[float, int]:
    """CPU seconds and turns of some lives."""
    turns, start = 0, time.process_time()
    for lives in live_all(here, panel(len(here.kinds.names), people), arms, told=told):
        if isinstance(lives, PolicyFailure):
            raise lives
        turns += int(lives.trajectories.turns.sum())
    return time.process_time() - start, turns


def _draw() -> float:
    """Nanoseconds of one keyed uniform in a batch."""
    stream = Luck(1, 0).stream("bench")
    person = person_keys("bench", np.arange(_DRAWN_AT_ONCE))
    place = slot(np.arange(_DRAWN_AT_ONCE) % 30, 3, 2)
    start = time.process_time()
    for _ in range(_DRAWS):
        stream.uniform(person, place)
    return (time.process_time() - start) / _DRAWS / _DRAWN_AT_ONCE * 1e9


def _profile(here: World, arms: Sequence[Arm], people: int) -> tuple[tuple[str, float], ...]:
    """The functions with the longest time of their own, and their share of all of it."""
    watch = cProfile.Profile()
    watch.enable()
    _lived(here, arms, people, told=False)
    watch.disable()
    found = pstats.Stats(watch).get_stats_profile()
    own = sorted(found.func_profiles.items(), key=lambda item: -item[1].tottime)
    return tuple(
        (_where(name, one.file_name, one.line_number), one.tottime / found.total_tt)
        for name, one in own[:TOP]
    )


def _where(name: str, file: str, line: int) -> str:
    """A function by module and line, without a path of this machine."""
    path = PurePath(file)
    return f"{path.parent.name}/{path.name}:{line} {name}" if path.suffix == ".py" else name
