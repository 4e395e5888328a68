"""Walks of vector environments, and what one slot saw of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simenv.columns import B1

if TYPE_CHECKING:
    import gymnasium

    from simenv.testing.opening import VectorEnv

    AutoresetMode = gymnasium.vector.AutoresetMode

Seed = int | Sequence[int] | None


@dataclass(frozen=True, kw_only=True)
class Call:
    """What one call returned to all slots; `reset` says of a step which slots were reset by it.

    A reset has rewards 0 and no ends. `own` are the very things that were returned.
    """

    obs: Any
    rewards: Any
    terminations: Any
    truncations: Any
    infos: Any
    actions: Any = None
    reset: B1
    own: Any = None

    @property
    def said(self) -> tuple[Any, ...]:
        """All that was returned."""
        return self.obs, self.rewards, self.terminations, self.truncations, self.infos

    @property
    def ended(self) -> B1:
        """Which slots came to an end."""
        found: B1 = np.asarray(self.terminations) | np.asarray(self.truncations)
        return found


@dataclass(frozen=True, kw_only=True)
class Script:
    """The actions of a walk: those of slot i at step t are drawn by `numbers[i]`, whatever t.

    `swapped` (t, i) are drawn anew: the action of that slot at that step, and no other.
    """

    numbers: tuple[int, ...]
    swapped: frozenset[tuple[int, int]] = frozenset()

    def actions(self, env: VectorEnv, steps: int) -> Iterator[Any]:
        """One batch of actions a step."""
        from gymnasium.vector.utils import concatenate, create_empty_array  # noqa: PLC0415

        space = env.single_action_space
        drawn = []
        for slot, number in enumerate(self.numbers):
            mine, other = deepcopy(space), deepcopy(space)
            mine.seed(number)
            other.seed(number + 10_000)
            drawn.append(
                [(a, b)[(t, slot) in self.swapped] for t, a, b in _sampled(mine, other, steps)]
            )
        for step in range(steps):
            empty: Any = create_empty_array(space, len(drawn), fn=np.zeros)
            yield concatenate(space, [actions[step] for actions in drawn], empty)


def _sampled(mine: Any, other: Any, steps: int) -> Iterator[tuple[int, Any, Any]]:
    for step in range(steps):
        yield step, mine.sample(), other.sample()


@dataclass(frozen=True, kw_only=True)
class Walked:
    """The calls of a walk: a reset, then steps; under `DISABLED` with resets of ended slots."""

    calls: list[Call]

    @property
    def said(self) -> list[tuple[Any, ...]]:
        """All that was returned, call by call."""
        return [call.said for call in self.calls]

    @cached_property
    def first_end(self) -> list[int]:
        """The number of the call that ended each slot's first episode; beyond all, if none did."""
        ends = np.array([call.ended for call in self.calls])
        return [int(np.argmax(one)) if one.any() else len(self.calls) for one in ends.T]


def mode_of(env: VectorEnv) -> AutoresetMode | None:
    """The autoreset mode that an environment declares, if it is one."""
    from gymnasium.vector import AutoresetMode  # noqa: PLC0415 - slow to import

    declared = env.metadata.get("autoreset_mode")
    return declared if isinstance(declared, AutoresetMode) else None


def told(said: tuple[Any, ...], actions: Any, reset: B1) -> Call:
    """What a call returned, copied at once."""
    obs, rewards, terminations, truncations, infos = deepcopy(said)
    return Call(
        obs=obs,
        rewards=rewards,
        terminations=terminations,
        truncations=truncations,
        infos=infos,
        actions=actions,
        reset=reset,
        own=said,
    )


def began(env: VectorEnv, seed: Seed, options: dict[str, Any] | None = None) -> Call:
    """A reset as a call."""
    many = env.num_envs
    mask = np.ones(many, np.bool_) if options is None else options["reset_mask"].copy()
    given: Any = seed  # Gymnasium's own vector environments take lists, which the base does not say
    obs, infos = env.reset(seed=given, options=options)
    nought = np.zeros(many), np.zeros(many, np.bool_), np.zeros(many, np.bool_)
    return told((obs, *nought, infos), None, mask)


def walk_slots(env: VectorEnv, seed: Seed, script: Script, steps: int) -> Walked:
    """A reset with `seed`, then so many steps."""
    from gymnasium.vector import AutoresetMode  # noqa: PLC0415

    mode = mode_of(env)
    calls = [began(env, seed)]
    for actions in script.actions(env, steps):
        ended = calls[-1].ended
        if mode == AutoresetMode.DISABLED and ended.any():
            calls.append(began(env, None, {"reset_mask": ended.copy()}))
        said = env.step(actions)
        reset = np.zeros(env.num_envs, np.bool_)
        if mode == AutoresetMode.NEXT_STEP:
            reset = ended
        if mode == AutoresetMode.SAME_STEP:
            reset = np.asarray(said[2]) | np.asarray(said[3])
        calls.append(told(said, actions, reset))
    return Walked(calls=calls)


def slot_of(env: VectorEnv, call: Call, slot: int) -> tuple[Any, ...]:
    """What one slot saw of a call: observation, reward, flags and info of its own."""
    rest = (np.asarray(part)[slot] for part in (call.rewards, call.terminations, call.truncations))
    return obs_of(env, call.obs, slot), *rest, info_of(call.infos, slot)


def obs_of(env: VectorEnv, obs: Any, slot: int) -> Any:
    """The observation of one slot."""
    from gymnasium.vector.utils import iterate  # noqa: PLC0415

    return list(iterate(env.observation_space, obs))[slot]


def info_of(infos: Any, slot: int) -> dict[str, Any]:
    """The info of one slot: what the masks say that it has."""
    found = {}
    for key, value in infos.items():
        if key.startswith("_") and key[1:] in infos:
            continue
        mask = infos.get(f"_{key}")
        if mask is not None and not np.asarray(mask)[slot]:
            continue
        found[key] = info_of(value, slot) if isinstance(value, Mapping) else value[slot]
    return found


def slots(env: VectorEnv, walked: Walked, slot: int, until: int | None = None) -> list[Any]:
    """What one slot saw of a walk, call by call."""
    return [slot_of(env, call, slot) for call in walked.calls[:until]]
