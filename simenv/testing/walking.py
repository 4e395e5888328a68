"""Walks: what an environment returns, step by step, and copies of it made at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from simenv.exchange import Responses, View
from simenv.rows import TurnRows
from simenv.state import Fate, Persons

if TYPE_CHECKING:
    from simenv.testing.opening import Env

#: Steps after which an episode has surely no end.
MOST = 2_000
#: What an assistant could count for itself, or knows from the clock on the wall.
_KNOWN = {
    *View.specs(),
    *Responses.specs(),
    *("at", "clock", "session", "sessions", "turns", "answered", "refused", "offered", "move"),
}
#: Names of what persons carry and no assistant can see.
LATENT = frozenset(
    {*Persons.specs(), *(one.name for one in fields(Fate)), *TurnRows.specs()} - _KNOWN
)
#: Parts of `info` that speak of what an assistant cannot see: the reward, which is made of it, and
#: at the end what became of the person.
_REWARD, _OUTCOMES = "reward", "outcomes"


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one call returned; what follows a reset has reward 0 and no end."""

    obs: Any
    info: Any
    reward: Any = 0.0
    terminated: Any = False
    truncated: Any = False
    action: Any = None

    @property
    def ended(self) -> bool:
        """Whether the episode is over."""
        return bool(self.terminated or self.truncated)

    @property
    def said(self) -> tuple[Any, ...]:
        """All that was returned."""
        return self.obs, self.reward, self.terminated, self.truncated, self.info


@dataclass(frozen=True, kw_only=True)
class Walk:
    """An episode: the copies made at once, and what the environment returned itself."""

    seed: int | None
    copies: list[Step]
    own: list[Step]

    @property
    def ended(self) -> bool:
        """Whether it came to its end."""
        return self.copies[-1].ended

    @property
    def said(self) -> list[tuple[Any, ...]]:
        """All that was returned, call by call."""
        return [step.said for step in self.copies]


def walk(env: Env, seed: int | None, by: int, most: int = MOST) -> Walk:
    """One episode from a reset with `seed`, by the actions that number `by` draws."""
    steps = walking(env, seed, by)
    own, copies = [], []
    for _ in range(most + 1):
        step = next(steps, None)
        if step is None:
            break
        own.append(step)
        copies.append(deepcopy(step))
    return Walk(seed=seed, copies=copies, own=own)


def walking(env: Env, seed: int | None, by: int) -> Iterator[Step]:
    """Step by step, so that two walks can be told at the same time."""
    space = deepcopy(env.action_space)
    space.seed(by)
    obs, info = env.reset(seed=seed)
    step = Step(obs=obs, info=info)
    yield step
    while not step.ended:
        action = space.sample()
        obs, reward, terminated, truncated, info = env.step(action)
        step = Step(
            obs=obs,
            info=info,
            reward=reward,
            terminated=terminated,
            truncated=truncated,
            action=action,
        )
        yield step


def latent_names(told: Any, *, ended: bool, at: str = "info") -> Iterator[str]:
    """Where a mapping names what no assistant can see."""
    if not isinstance(told, Mapping):
        return
    for key, value in told.items():
        name = str(key)
        if name == _REWARD or (ended and name == _OUTCOMES):
            continue
        if name.removeprefix("_") in LATENT:
            yield f"{at}[{name!r}]"
        yield from latent_names(value, ended=ended, at=f"{at}[{name!r}]")


def unsummed(reward: float, parts: object) -> str:
    """What is amiss between a reward and its parts; empty if they are its sum."""
    if not isinstance(parts, Mapping):
        return f"info[{_REWARD!r}] is {type(parts).__name__}, not a mapping of parts"
    total = math.fsum(float(part) for part in parts.values())
    if math.isclose(total, float(reward), rel_tol=1e-6, abs_tol=1e-9):
        return ""
    return f"reward {float(reward):g}, and parts that sum to {total:g}"
