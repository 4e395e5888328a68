"""Environments that break one law each, late enough that Gymnasium's own check lets them pass."""

from __future__ import annotations

import numpy as np
from gymnasium.error import ResetNeeded

from tests.testing.toys import Door


class NoInfo(Door):
    """Returns an observation alone."""

    def reset(self, *, seed=None, options=None):
        return super().reset(seed=seed)[0]


class FarOut(Door):
    """Its noise is too loud from the third day on."""

    def observed(self):
        seen = super().observed()
        return seen | {"noise": seen["noise"] + 2 * (self.day >= 3)}


class Endless(Door):
    """Nobody leaves and the door stays open."""

    def step(self, action):
        obs, reward, _, _, info = super().step(action)
        self.going, self.day = True, self.day % 2
        return obs, reward, False, False, info | {"outcomes": {}}


class BothAtOnce(Door):
    """Whoever leaves on a late day is also cut off."""

    def step(self, action):
        obs, reward, left, closed, info = super().step(action)
        return obs, reward, left or (closed and self.day > 2), closed, info


class OwnLuck(Door):
    """Draws from the program's luck once the second day is over."""

    def observed(self):
        seen = super().observed()
        return seen | {"noise": np.random.default_rng().random(2)} if self.day > 2 else seen


class OneLife(Door):
    """Lives the same episode whatever the seed."""

    own = None

    @property
    def luck(self):
        return self.own

    def reset(self, *, seed=None, options=None):
        self.own = np.random.default_rng(1)
        return super().reset(seed=seed)


class Remembering(Door):
    """Late days are as loud as those of the episode before."""

    loud = 0.0

    def step(self, action):
        found = super().step(action)
        if self.day > 2:
            found[0]["noise"] = np.full(2, self.loud)
        if not self.going:
            self.loud = float(self.luck.random())
        return found


class Rooms(Door):
    """All environments count their days in one place."""

    open = 0

    def reset(self, *, seed=None, options=None):
        Rooms.open = 0
        return super().reset(seed=seed)

    def observed(self):
        seen = super().observed()
        Rooms.open += 1
        return seen | {"noise": np.full(2, Rooms.open / 100)}


class Rewrites(Door):
    """Writes the last observation of an episode over the first."""

    def reset(self, *, seed=None, options=None):
        obs, info = super().reset(seed=seed)
        self.first = obs["noise"]
        return obs, info

    def step(self, action):
        found = super().step(action)
        if not self.going or self.day > 2:
            self.first[:] = found[0]["noise"]
        return found


class TakesAll(Door):
    """Clips what is no action into one that is."""

    def step(self, action):
        if not isinstance(action, np.ndarray) or action.shape != (2,):
            action = np.zeros(2, np.int64)
        return super().step(np.clip(action, 0, [2, 1]))


class HalfSteps(Door):
    """Draws before it looks at the action."""

    def step(self, action):
        if self.going:
            self.luck.random()
        return super().step(action)


class OpenEnd(Door):
    """Goes on after the end as if nothing had been."""

    def step(self, action):
        begun = self.length > 0
        if not begun:
            raise ResetNeeded("not reset yet")
        self.going = True
        return super().step(action)


class Telling(Door):
    """Tells in `info` how the person is."""

    def step(self, action):
        *found, info = super().step(action)
        return *found, info | {"person_now": {"distress_own": 0.5}}


class EarlyOutcomes(Door):
    """Tells what will have become of the person before the end."""

    def step(self, action):
        *found, info = super().step(action)
        return *found, info | {"outcomes": {"away": True}}


class Bonus(Door):
    """Pays for every day that somebody stays, and does not say so."""

    def step(self, action):
        obs, reward, *found = super().step(action)
        return obs, reward + 0.01, *found


#: The law that names each.
BROKEN = {
    NoInfo: "gymnasium",
    FarOut: "spaces",
    Endless: "ends",
    BothAtOnce: "ends",
    OwnLuck: "determinism",
    OneLife: "determinism",
    Remembering: "reset",
    Rooms: "isolation",
    Rewrites: "kept",
    TakesAll: "actions",
    HalfSteps: "actions",
    OpenEnd: "order",
    Telling: "latent",
    EarlyOutcomes: "latent",
    Bonus: "reward",
}
