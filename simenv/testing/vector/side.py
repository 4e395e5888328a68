"""The vector environment that is looked at: fresh ones, single ones, and one walk for all laws."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simenv.testing.slots import Script, Walked, mode_of, walk_slots

if TYPE_CHECKING:
    from simenv.testing.opening import Env, VectorEnv

SEED = 11


@dataclass(kw_only=True)
class Side:
    """How to get fresh vector environments and single ones, and the walk that all laws look at."""

    fresh: Callable[[], VectorEnv]
    single: Callable[[], Env] | None
    steps: int

    @cached_property
    def env(self) -> VectorEnv:
        """One that is asked for spaces and sizes alone."""
        return self.fresh()

    @property
    def many(self) -> int:
        """The number of slots."""
        return self.env.num_envs

    @cached_property
    def script(self) -> Script:
        """Actions of its own for each slot."""
        return Script(numbers=tuple(range(100, 100 + self.many)))

    @cached_property
    def walked(self) -> Walked:
        """A walk from a fresh start."""
        return walk_slots(self.fresh(), SEED, self.script, self.steps)

    @cached_property
    def reference(self) -> Walked:
        """The same walk of single environments, side by side in Gymnasium's own way."""
        from gymnasium.vector import AutoresetMode, SyncVectorEnv  # noqa: PLC0415 - slow to import

        if self.single is None:
            raise ValueError("no single environment to compare with")
        mode = mode_of(self.env) or AutoresetMode.NEXT_STEP
        beside = SyncVectorEnv([self.single] * self.many, autoreset_mode=mode)
        return walk_slots(beside, SEED, self.script, self.steps)

    def again(self, script: Script | None = None, seed: Any = SEED) -> Walked:
        """The same walk once more, in a fresh environment, or one with something else."""
        return walk_slots(self.fresh(), seed, script or self.script, self.steps)


def raised(env: VectorEnv, actions: Any) -> Exception | None:
    """What a step raises, if it raises anything; what is warned of on the way does not count."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            env.step(actions)
    # Whatever it is, it is held against what was to be raised.
    except Exception as error:  # noqa: BLE001
        return error
    return None
