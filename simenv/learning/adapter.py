"""Our vector environment by the protocol of Stable-Baselines3, without processes or copies.

The horizon is the end of all that the reward counts, and what is lived up to it is in the last
reward: so an episode that is truncated there is over for the learner too, and no value is guessed
for what would have come.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from stable_baselines3.common.vec_env import VecEnv

from simenv.columns import B1, F8, I8
from simenv.envs import FlatVector
from simenv.policy.features import saturates
from simenv.policy.network import F4, scaled


class SideBySide(VecEnv):
    """The rows of a flat vector environment, scaled as a learned policy scales what it sees.

    `ended` holds, for each step, how many episodes ended with it and the sum of their returns.
    """

    def __init__(self, envs: FlatVector) -> None:
        self.envs = envs
        self.most: F4 = np.array([saturates(name) for name in envs.names], np.float32)
        self.ended: list[tuple[int, float]] = []
        self._actions: I8 = np.zeros((0, 4), np.int64)
        self._returns: F8 = np.zeros(envs.num_envs)
        # A box of the same class: only `envs` and `testing` import gymnasium by name.
        box: Any = type(envs.single_observation_space)
        seen = box(-1.0, 1.0, (len(envs.names),), np.float32)
        super().__init__(envs.num_envs, seen, envs.single_action_space)

    def reset(self) -> F4:
        """Begin an episode in every row, with the seed that was asked for, if any."""
        seen, _ = self.envs.reset(seed=self._seeds[0])
        self._reset_seeds()
        self._reset_options()
        self._returns[:] = 0.0
        return scaled(seen, self.most)

    def step_async(self, actions: I8) -> None:
        """Take the actions of the next step."""
        self._actions = actions

    def step_wait(self) -> tuple[F4, F4, B1, list[dict[str, Any]]]:
        """Step; where an episode ended the observation is the first of the next."""
        seen, reward, terminated, truncated, told = self.envs.step(self._actions)
        done = terminated | truncated
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        for row in np.flatnonzero(done).tolist():
            infos[row]["terminal_observation"] = scaled(told["final_obs"][row], self.most)
        self._returns += reward
        self.ended.append((int(done.sum()), float(self._returns[done].sum())))
        self._returns[done] = 0.0
        return scaled(seen, self.most), reward.astype(np.float32), done, infos

    def close(self) -> None:
        """Close the environment underneath."""
        self.envs.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """An attribute of the environment underneath, once a row; `AttributeError` if none."""
        return [getattr(self.envs, attr_name) for _ in self._rows(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Refused: rows have nothing of their own that could be set."""
        raise NotImplementedError("rows of this environment share all their attributes")

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **more: Any) -> Any:
        """Refused: rows have no methods of their own."""
        raise NotImplementedError("rows of this environment share all their methods")

    def env_is_wrapped(self, wrapper_class: type, indices: Any = None) -> list[bool]:
        """No row is wrapped by itself."""
        return [False for _ in self._rows(indices)]

    def _rows(self, indices: Any) -> Iterable[int]:
        found: NDArray[Any] = np.arange(self.num_envs)
        return found if indices is None else np.atleast_1d(found[indices])
