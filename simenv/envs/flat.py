"""Observations as one vector of numbers, for learners that want no dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium import spaces
from gymnasium.utils import RecordConstructorArgs
from gymnasium.vector import VectorEnv, VectorWrapper
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from simenv.envs import observing
from simenv.envs.setting import Setting
from simenv.exchange import View
from simenv.persona import Persona
from simenv.vocabulary import Risk, language_code, region_code

F4 = NDArray[np.float32]


class Layout:
    """Which number stands where: one a column, one a value where a code has no order.

    The hour is its sine and cosine; region and language have a place for each of those that the
    personas of the environment have, and none for any other.
    """

    def __init__(self, personas: tuple[Persona, ...]) -> None:
        self._codes = {
            "region": _known(region_code(one.place.region) for one in personas),
            "language": _known(language_code(one.place.languages[0]) for one in personas),
        }
        for name, spec in View.specs().items():
            nominal = name in observing.CODES and observing.CODES[name] is not Risk
            if nominal or name == "weekday":
                self._codes[name] = np.arange(int(spec.high) + observing.shift(spec) + 1)
        self.names = tuple(self._names())

    def _names(self) -> Iterator[str]:
        for name in View.specs():
            if name in self._codes:
                yield from (f"{name}={code}" for code in self._codes[name].tolist())
            elif name == "hour":
                yield from ("hour_sin", "hour_cos")
            else:
                yield name

    def space(self) -> spaces.Space[F4]:
        """The space of one flat observation."""
        low, high = np.zeros(len(self.names), np.float32), np.ones(len(self.names), np.float32)
        for place, name in enumerate(self.names):
            if name.startswith("hour_"):
                low[place] = -1.0
            elif name in View.specs():
                high[place] = View.specs()[name].high
        return spaces.Box(low, high, dtype=np.float32)

    def flat(self, seen: Mapping[str, Any], length: int) -> F4:
        """Observations by column as rows of numbers, shape (length, names)."""
        found, place = np.zeros((length, len(self.names)), np.float32), 0
        for name in View.specs():
            values = np.asarray(seen[name]).reshape(length)
            for column in self._columns(name, values):
                found[:, place] = column
                place += 1
        return found

    def _columns(self, name: str, values: NDArray[Any]) -> Iterator[NDArray[Any]]:
        if name in self._codes:
            yield from (values == code for code in self._codes[name])
        elif name == "hour":
            angle = values * (2.0 * np.pi / observing.CYCLES["hour"])
            yield from (np.sin(angle), np.cos(angle))
        else:
            yield values


def _known(codes: Iterator[int]) -> NDArray[np.int64]:
    return np.array(sorted(set(codes)), np.int64)


class Flat(
    gym.ObservationWrapper[F4, NDArray[np.int64], observing.Observation], RecordConstructorArgs
):
    """A single environment whose observation is one vector; `names` says what stands where."""

    def __init__(self, env: gym.Env[observing.Observation, NDArray[np.int64]]) -> None:
        RecordConstructorArgs.__init__(self)
        gym.ObservationWrapper.__init__(self, env)
        self._layout = Layout(_setting(env.unwrapped).personas)
        self.observation_space = self._layout.space()

    @property
    def names(self) -> tuple[str, ...]:
        """What each number is."""
        return self._layout.names

    def observation(self, observation: observing.Observation) -> F4:
        """One observation as a vector."""
        flat: F4 = self._layout.flat(observation, 1)[0]
        return flat


class FlatVector(
    VectorWrapper[F4, NDArray[np.int64], dict[str, Any], NDArray[np.int64], NDArray[Any]]
):
    """The vector environment whose observations are rows of one array, the final ones too."""

    def __init__(self, env: VectorEnv[dict[str, Any], NDArray[np.int64], NDArray[Any]]) -> None:
        super().__init__(env)
        self._layout = Layout(_setting(env.unwrapped).personas)
        single = self._layout.space()
        self.single_observation_space = single
        self.observation_space = batch_space(single, self.num_envs)

    @property
    def names(self) -> tuple[str, ...]:
        """What each number of a row is."""
        return self._layout.names

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[F4, dict[str, Any]]:
        """Reset, with flat observations."""
        seen, told = self.env.reset(seed=seed, options=options)
        return self._layout.flat(seen, self.num_envs), told

    def step(
        self, actions: NDArray[np.int64]
    ) -> tuple[F4, NDArray[Any], NDArray[Any], NDArray[Any], dict[str, Any]]:
        """Step, with flat observations."""
        seen, reward, terminated, truncated, told = self.env.step(actions)
        for row in np.flatnonzero(terminated | truncated):
            told["final_obs"][row] = self._layout.flat(told["final_obs"][row], 1)[0]
        return self._layout.flat(seen, self.num_envs), reward, terminated, truncated, told


def _setting(env: Any) -> Setting:
    """What the environment underneath is about; `TypeError` if it is none of ours."""
    found = getattr(env, "setting", None)
    if not isinstance(found, Setting):
        raise TypeError(f"expected a simenv environment underneath, found {type(env).__name__}")
    return found
