"""Tiny environments that keep every law of the kit: a door behind which somebody waits."""

from __future__ import annotations

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space, concatenate, create_empty_array

LONGEST = 9


def allowed(action, shape):
    whole = isinstance(action, np.ndarray) and action.shape == shape
    return whole and bool((action >= 0).all() and (action < [3, 2]).all())


class Door(gymnasium.Env):
    """Whoever waits leaves by chance, sooner if pushed, or stays until the door closes."""

    observation_space = spaces.Dict(
        {"noise": spaces.Box(0.0, 1.0, (2,), np.float64), "day": spaces.Discrete(LONGEST)}
    )
    action_space = spaces.MultiDiscrete([3, 2])

    def __init__(self):
        self.day, self.length, self.going = 0, 0, False

    @property
    def luck(self):
        return self.np_random

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.day, self.length = 0, int(self.luck.integers(3, LONGEST))
        self.going = True
        return self.observed(), {"text": "somebody waits"}

    def step(self, action):
        if not self.going:
            raise ResetNeeded("the door is closed")
        if not allowed(action, (2,)):
            raise InvalidAction(f"{action!r} is no action")
        self.day += 1
        left = bool(self.luck.random() < 0.1 + 0.1 * action[0])
        closed = self.day == self.length and not left
        self.going = not (left or closed)
        parts = {"pushed": -0.1 * int(action[0]), "ignored": -0.3 * int(action[1])}
        info = {"reward": parts, "text": "left" if left else "waits"}
        if not self.going:
            info["outcomes"] = {"away": left}
        return self.observed(), sum(parts.values()), left, closed, info

    def observed(self):
        return {"noise": self.luck.random(2), "day": np.int64(self.day)}


class Doors(VectorEnv):
    """Several doors side by side, in any autoreset mode."""

    door = Door

    def __init__(self, num_envs, mode=AutoresetMode.NEXT_STEP):
        self.num_envs, self.mode = num_envs, mode
        self.metadata = {"autoreset_mode": mode}
        self.doors = [self.door() for _ in range(num_envs)]
        self.single_observation_space = self.door.observation_space
        self.single_action_space = self.door.action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.seen = [None] * num_envs
        self.ended = None

    def reset(self, *, seed=None, options=None):
        mask = (options or {}).get("reset_mask", np.ones(self.num_envs, bool))
        if self.ended is None:
            self.ended = np.zeros(self.num_envs, bool)
        infos = {}
        for slot, given in enumerate(self.seeds(seed)):
            if mask[slot]:
                self.seen[slot], info = self.doors[slot].reset(seed=given)
                infos = self._add_info(infos, info, slot)
        self.ended[mask] = False
        return self.batch(self.seen), infos

    def seeds(self, seed):
        if seed is None:
            return [None] * self.num_envs
        return [seed + slot for slot in range(self.num_envs)] if isinstance(seed, int) else seed

    def step(self, actions):
        self.allow(actions)
        rewards = np.zeros(self.num_envs)
        terminations, truncations = np.zeros((2, self.num_envs), bool)
        infos = {}
        for slot in range(self.num_envs):
            found = self.one(slot, actions[slot])
            self.seen[slot], rewards[slot], terminations[slot], truncations[slot], info = found
            infos = self._add_info(infos, info, slot)
        self.ended = terminations | truncations
        return self.batch(self.seen), rewards, terminations, truncations, infos

    def allow(self, actions):
        if self.ended is None:
            raise ResetNeeded("not reset yet")
        if not allowed(actions, (self.num_envs, 2)):
            raise InvalidAction(f"{actions!r} are no actions")
        if self.mode == AutoresetMode.DISABLED and self.ended.any():
            raise ResetNeeded("reset the slots that ended")

    def one(self, slot, action):
        """A step of one slot, with what its mode brings."""
        if self.mode == AutoresetMode.NEXT_STEP and self.ended[slot]:
            obs, info = self.again(slot)
            return obs, 0.0, False, False, info
        obs, reward, left, closed, info = self.doors[slot].step(action)
        if self.mode == AutoresetMode.SAME_STEP and (left or closed):
            final, last = obs, info
            obs, info = self.again(slot)
            info = info | {"final_obs": final, "final_info": last}
        return obs, reward, left, closed, info

    def again(self, slot):
        return self.doors[slot].reset()

    def batch(self, seen):
        space = self.single_observation_space
        return concatenate(space, seen, create_empty_array(space, self.num_envs, fn=np.zeros))
