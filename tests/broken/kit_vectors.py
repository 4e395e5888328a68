"""Vector environments that break one law each."""

from __future__ import annotations

import numpy as np
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space, concatenate

from tests.testing.toys import Door, Doors

NEXT, SAME, DISABLED = (
    AutoresetMode.NEXT_STEP,
    AutoresetMode.SAME_STEP,
    AutoresetMode.DISABLED,
)


class OneMoreSpace(Doors):
    """Its space has room for one more slot than there are."""

    def __init__(self, num_envs, mode=NEXT):
        super().__init__(num_envs, mode)
        self.observation_space = batch_space(self.single_observation_space, num_envs + 1)


class Undeclared(Doors):
    """Does not say when it resets."""

    def __init__(self, num_envs, mode=NEXT):
        super().__init__(num_envs, mode)
        self.metadata = {}


class Lists(Doors):
    """Returns rewards as a list."""

    def step(self, actions):
        obs, rewards, *found = super().step(actions)
        return obs, rewards.tolist(), *found


class Maskless(Doors):
    """Leaves the masks out."""

    def step(self, actions):
        *found, infos = super().step(actions)
        return *found, {key: value for key, value in infos.items() if not key.startswith("_")}


class Buffers(Doors):
    """Returns its own arrays, and writes into them at the next step."""

    held = None

    def batch(self, seen):
        if self.held is None:
            self.held = super().batch(seen)
        return concatenate(self.single_observation_space, seen, self.held)


class RewardBuffer(Doors):
    """Returns one and the same array of rewards."""

    def step(self, actions):
        obs, rewards, *found = super().step(actions)
        self.paid = getattr(self, "paid", np.zeros(self.num_envs))
        self.paid[:] = rewards
        return obs, self.paid, *found


class Used(Doors):
    """A reset with a seed leaves the first slot as it is, once it has been used."""

    used = False

    def seeds(self, seed):
        given = list(super().seeds(seed))
        if self.used:
            given[0] = None
        self.used = True
        return given


class Declares(Doors):
    """Acts by one mode and declares another."""

    acts, says = NEXT, SAME

    def __init__(self, num_envs):
        super().__init__(num_envs, self.acts)
        self.metadata = {"autoreset_mode": self.says}


class SaysNextActsSame(Declares):
    acts, says = SAME, NEXT


class SaysDisabledActsNext(Declares):
    acts, says = NEXT, DISABLED


class SaysNextActsDisabled(Declares):
    acts, says = DISABLED, NEXT


class PaysTwice(Doors):
    """The step that resets pays the last reward once more."""

    def one(self, slot, action):
        after = self.ended[slot]
        obs, reward, *found = super().one(slot, action)
        return obs, -0.5 if after else reward, *found


class ResetsAll(Doors):
    """Resets every slot, whatever the mask says."""

    def __init__(self, num_envs):
        super().__init__(num_envs, DISABLED)

    def reset(self, *, seed=None, options=None):
        return super().reset(seed=seed)


class OneSeed(Doors):
    """All slots have one seed."""

    def seeds(self, seed):
        return [seed] * self.num_envs if isinstance(seed, int) else super().seeds(seed)


class FirstOfList(Doors):
    """Counts on from the first of a list of seeds."""

    def seeds(self, seed):
        return super().seeds(seed[0] if isinstance(seed, list) else seed)


class BySlot(Doors):
    """The first slot is quieter than its seed says."""

    def one(self, slot, action):
        obs, *found = super().one(slot, action)
        return (obs | {"noise": obs["noise"] / 2} if slot == 0 else obs), *found


class SharedLuck(Doors):
    """Later episodes of all slots begin from one source of luck, in the order in which they do."""

    def again(self, slot):
        seed = int(self.doors[0].np_random.integers(2**31))
        return self.doors[slot].reset(seed=seed)


class LateFinal(Doors):
    """Gives the first observation of the next episode for the last of this one."""

    def __init__(self, num_envs):
        super().__init__(num_envs, SAME)

    def one(self, slot, action):
        obs, reward, left, closed, info = super().one(slot, action)
        return obs, reward, left, closed, info | ({"final_obs": obs} if left or closed else {})


class EarlyFinal(Doors):
    """The last observation is the one before it."""

    def one(self, slot, action):
        before = self.seen[slot]
        obs, reward, left, closed, info = super().one(slot, action)
        return (before if left or closed else obs), reward, left, closed, info


class NewLuck(Doors):
    """Later episodes have seeds of their own making, which no single environment has."""

    def __init__(self, num_envs, mode=NEXT):
        super().__init__(num_envs, mode)

    def again(self, slot):
        return self.doors[slot].reset(seed=int(self.doors[slot].np_random.integers(2**31)))


class TakesAll(Doors):
    """Clips what are no actions."""

    def allow(self, actions):
        if self.ended is None:
            raise ResetNeeded("not reset yet")

    def one(self, slot, action):
        return super().one(slot, np.clip(action, 0, [2, 1]))


class Unbegun(Doors):
    """Begins by itself if nobody resets it."""

    def step(self, actions):
        if self.ended is None:
            self.reset()
        return super().step(actions)


class TellingDoor(Door):
    """Tells in `info` how the person is."""

    def step(self, action):
        *found, info = super().step(action)
        return *found, info | {"trust": 0.5}


class Telling(Doors):
    door = TellingDoor


class BonusDoor(Door):
    """Pays a little more than it says."""

    def step(self, action):
        obs, reward, *found = super().step(action)
        return obs, reward + 0.01, *found


class Bonus(Doors):
    door = BonusDoor


class ClosedOnce(Doors):
    """Complains of being closed again."""

    def close(self, **kwargs):
        if self.closed:
            raise RuntimeError("closed already")
        super().close(**kwargs)


#: The law that names each.
BROKEN = {
    OneMoreSpace: "spaces",
    Undeclared: "autoreset declared",
    Lists: "returns",
    Maskless: "infos",
    Buffers: "kept",
    RewardBuffer: "kept",
    Used: "determinism",
    Declares: "autoreset",
    SaysNextActsSame: "autoreset",
    SaysDisabledActsNext: "autoreset",
    SaysNextActsDisabled: "returns",
    PaysTwice: "autoreset",
    ResetsAll: "autoreset",
    OneSeed: "seeding",
    FirstOfList: "seeding",
    BySlot: "seeding",
    SharedLuck: "independence",
    LateFinal: "final observation",
    EarlyFinal: "final observation",
    NewLuck: "single",
    TakesAll: "actions",
    Unbegun: "order",
    Telling: "latent",
    Bonus: "reward",
    ClosedOnce: "close",
}
