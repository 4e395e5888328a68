"""A learned policy beside the scripted ones: the best chosen on some persons, judged on others.

The best scripted policy is chosen on the persons whom the learned one was trained on, by the same
reward. Both then meet the same held-out persons with the same luck, by lockstep; differences are
paired and their intervals speak of the luck of the persons drawn, in one world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv import lockstep, policy
from simenv.catalogue import Catalogue
from simenv.columns import F8
from simenv.driving.arm import Arm
from simenv.driving.lives import Lives
from simenv.envs.setting import Setting
from simenv.envs.weights import total
from simenv.errors import PolicyFailure
from simenv.learning.rewards import counted
from simenv.policy import Policy
from simenv.population import Panel
from simenv.stats.estimate import Difference, Measure, difference
from simenv.stats.lived import World
from simenv.stats.outcomes import OUTCOMES
from simenv.stats.strata import Strata


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measure under both policies; `apart` is learned minus scripted, paired."""

    name: str
    label: str
    unit: str
    learned: float
    scripted: float
    apart: Difference


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the comparison on held-out persons found.

    `training` is the mean reward per person of each scripted policy on the training persons, and of
    the learned one; `worlds` the difference in reward in each drawn world; `lives` the held-out
    lives by policy, in the median world.
    """

    learned: str
    scripted: str
    training: Mapping[str, float]
    rewards: tuple[Line, ...]
    outcomes: tuple[Line, ...]
    worlds: tuple[float, ...]
    people: int
    lives: Mapping[str, Lives]


@dataclass(frozen=True, kw_only=True)
class Rivals:
    """A learned policy, the scripted ones, and who meets them.

    `setting` is that of the training. `training` and `held_out` are numbers of persons of every
    persona: the first, and the one after the last; nobody who is held out may come up in the
    setting, or be among those on whom the best scripted policy is chosen.
    """

    learned: Policy
    scripted: Sequence[Policy]
    setting: Setting
    training: tuple[int, int]
    held_out: tuple[int, int]

    def __post_init__(self) -> None:
        """Refuse to judge by persons who were trained on, and two policies of one name."""
        draw = self.setting.draw
        for first, end in (self.training, (draw.first, draw.first + draw.people)):
            if max(first, self.held_out[0]) < min(end, self.held_out[1]):
                raise ValueError(f"persons {self.held_out} are not held out of {(first, end)}")
        if self.learned.name in {one.name for one in self.scripted}:
            raise ValueError(f"{self.learned.name} has the name of a rival: name it otherwise")

    @classmethod
    def of(
        cls,
        learned: Policy,
        setting: Setting,
        held_out: tuple[int, int],
        *,
        training: int = 100,
        catalogue: Catalogue | None = None,
    ) -> Rivals:
        """All policies of the catalogue as rivals, tried on the first persons of the setting."""
        shelf = catalogue or Catalogue()
        scripted = [policy.load(shelf, name) for name in shelf.names("policies")]
        first = setting.draw.first
        end = first + min(training, setting.draw.people)
        return cls(
            learned=learned,
            scripted=[one for one in scripted if one.kind != "learned"],
            setting=setting,
            training=(first, end),
            held_out=held_out,
        )

    def verdict(self, worlds: Sequence[int] = ()) -> Verdict:
        """Choose the best scripted policy and compare; `worlds` are numbers of drawn ones.

        `PolicyFailure` if a policy misbehaves.
        """
        tried = self._rewards(self.lived([*self.scripted, self.learned], self.training, 0))
        training = {name: self._mean(found) for name, found in tried.items()}
        best = max(self.scripted, key=lambda one: training[one.name])
        pair = (self.learned, best)
        lives = self.lived([self.learned, *self.scripted], self.held_out, 0)
        return Verdict(
            learned=self.learned.name,
            scripted=best.name,
            training=training,
            rewards=self._reward_lines(lives, best.name),
            outcomes=self._outcome_lines(lives, best.name),
            worlds=tuple(self._apart(self.lived(pair, self.held_out, each)) for each in worlds),
            people=self.held_out[1] - self.held_out[0],
            lives=lives,
        )

    def lived(
        self, policies: Sequence[Policy], people: tuple[int, int], world: int
    ) -> dict[str, Lives]:
        """The lives of the same persons of every persona under each policy."""
        number, each = np.arange(*people), len(self.setting.names)
        persona = np.repeat(np.arange(each, dtype=np.int32), len(number))
        panel = Panel(persona=persona, person=np.tile(number, each))
        arms = [Arm.of(one) for one in policies]
        found: dict[str, Lives] = {}
        for arm, lives in zip(
            arms, lockstep.live_all(self.setting.world(world), panel, arms), strict=True
        ):
            if isinstance(lives, PolicyFailure):
                raise lives
            found[arm.name] = lives
        return found

    def _rewards(self, lives: Mapping[str, Lives]) -> dict[str, tuple[Lives, F8]]:
        weights = self.setting.weights
        return {name: (one, total(weights.components(counted(one)))) for name, one in lives.items()}

    def _mean(self, found: tuple[Lives, F8]) -> float:
        lives, values = found
        return self._strata(lives).mean(values)

    def _strata(self, lives: Lives) -> Strata:
        return Strata.of(lives.trajectories.persona, self.setting.draw.shares.tolist())

    def _apart(self, lives: Mapping[str, Lives]) -> float:
        """How much more reward per person the first of two policies has than the second."""
        first, second = (self._mean(found) for found in self._rewards(lives).values())
        return first - second

    def _reward_lines(self, lives: Mapping[str, Lives], best: str) -> tuple[Line, ...]:
        one, other = lives[self.learned.name], lives[best]
        strata, weights = self._strata(one), self.setting.weights
        first, second = (weights.components(counted(each)) for each in (one, other))
        first, second = ({"reward": total(each)} | each for each in (first, second))
        return tuple(
            Line(
                name=name,
                label=name.replace("_", " "),
                unit="points per person",
                learned=strata.mean(values),
                scripted=strata.mean(second[name]),
                apart=_apart(values, second[name], strata, ("count", 1.0)),
            )
            for name, values in first.items()
        )

    def _outcome_lines(self, lives: Mapping[str, Lives], best: str) -> tuple[Line, ...]:
        both = {
            name: (lives[name].trajectories, lives[name].standing)
            for name in (self.learned.name, best)
        }
        shares, days = self.setting.draw.shares.tolist(), self.setting.days
        world, found = World.of(both, shares), []
        for each in OUTCOMES:
            if each.exogenous or each.detail:
                continue
            among = world.among(each)
            first, second = (each.value(one, days)[among] for one in both.values())
            persona = both[best][0].persona[among]
            strata = Strata.of(persona, shares)
            part = world.everybody.mean(among.astype(np.float64))
            found.append(
                Line(
                    name=each.name,
                    label=each.label,
                    unit=each.unit,
                    learned=strata.mean(first),
                    scripted=strata.mean(second),
                    apart=_apart(first, second, strata, (each.kind, part)),
                )
            )
        return tuple(found)


def _apart(first: F8, second: F8, strata: Strata, what: tuple[Measure, float]) -> Difference:
    """First minus second, paired; `same` where nobody differs."""
    kind, part = what
    found = difference(first, second, strata, kind, part)
    return replace(found, same=bool((first == second).all()))
