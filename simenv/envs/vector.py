"""Many persons side by side: the vector environment, in NumPy, on the same world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from simenv.columns import B1, F8, I8, U8
from simenv.envs import acting, observing
from simenv.envs.asked import whole
from simenv.envs.casting import cast
from simenv.envs.crowd import COUNTS, Crowd
from simenv.envs.drawing import Seeds
from simenv.envs.infos import Infos, put, put_all
from simenv.envs.pool import Pool
from simenv.envs.setting import Setting
from simenv.envs.weights import total

#: Persons who are kept in memory for all worlds together, some 6 KB each, beside those under way.
KEPT = 65_536

#: How many persons enter together, beside those who are wanted, at most.
_TOGETHER = 8_192
_METADATA: dict[str, Any] = {"render_modes": [], "autoreset_mode": AutoresetMode.SAME_STEP}

_Columns = dict[str, NDArray[Any]]


class SupportSeekingVector(VectorEnv[_Columns, NDArray[np.int64], NDArray[Any]]):
    """`num_envs` single environments side by side, each with episodes of its own.

    Arguments are those of the single one, but that nothing is rendered. Whoever is done makes room
    for the next person in the same step: the last observation and info of an episode are in
    `final_obs` and `final_info`.
    """

    metadata = _METADATA

    def __init__(self, num_envs: int = 1, *, render_mode: None = None, **about: Any) -> None:
        num_envs = whole("num_envs", num_envs, least=1)
        if render_mode is not None:
            raise ValueError("the vector environment renders nothing; the single one does")
        self.setting = Setting.asked(type(self).__name__, about)
        self.num_envs = num_envs
        self.single_observation_space = observing.space()
        self.single_action_space = acting.space(self.setting.actions.sizes)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._crowds: dict[int, Crowd] = {}
        self._seeds: Seeds | None = None
        self._world: I8 = np.zeros(num_envs, np.int64)
        self._names = np.array(self.setting.names, object)

    def reset(
        self,
        *,
        seed: int | Sequence[int] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[_Columns, Infos]:
        """Begin an episode in every sub-environment.

        Sub-environment i is seeded with `seed + i`, or with `seed[i]`; without a seed each goes on
        with its next episode. There are no options: persons are picked in a single environment.
        """
        if options:
            raise ValueError(f"options: the vector environment has none, found {sorted(options)}")
        self._sow(seed)
        for crowd in self._crowds.values():
            crowd.leave(np.arange(self.num_envs))
        self._begin(np.arange(self.num_envs))
        return self._observed({})

    def _sow(self, seed: int | Sequence[int] | None) -> None:
        """Seed the sub-environments, if there is a seed or there was none yet."""
        if seed is None:
            if self._seeds is None:
                drawn = self.np_random.integers(2**62, size=self.num_envs)
                self._seeds = Seeds.of(drawn.tolist())
            return
        one = isinstance(seed, int | np.integer)
        super().reset(seed=int(seed) if one else None)  # type: ignore[arg-type]
        each = [int(seed) + row for row in range(self.num_envs)] if one else list(seed)  # type: ignore[arg-type]
        if len(each) != self.num_envs:
            raise ValueError(f"seed: expected {self.num_envs} of them, found {len(each)}")
        self._seeds = Seeds.of(each)

    def step(self, actions: NDArray[np.int64]) -> tuple[_Columns, F8, B1, B1, Infos]:
        """Answer the message of every sub-environment.

        `ResetNeeded` before the first reset, `InvalidAction` for what are no actions.
        """
        if self._seeds is None:
            raise ResetNeeded("step before reset: call reset to begin")
        checked = acting.valid(actions, self.setting.actions.sizes, self.num_envs)
        responses = self.setting.actions.responses(checked)
        counts = np.zeros((COUNTS, self.num_envs), np.int64)
        terminated, truncated = np.zeros((2, self.num_envs), np.bool_)
        for crowd in self._crowds.values():
            rows = crowd.requests.row
            if len(rows):
                counts[:, rows] = crowd.answer(responses.take(rows))
                done, left = crowd.over(rows)
                terminated[rows], truncated[rows] = left, done & ~left
        parts = self.setting.weights.components(counts)
        over = np.flatnonzero(terminated | truncated)
        told = self._told(parts, over)
        self._begin(over)
        seen, told = self._observed(told)
        return seen, total(parts), terminated, truncated, told

    def _told(self, parts: dict[str, F8], over: I8) -> Infos:
        """The infos of a step, without what is written next; `over` are the rows that ended."""
        told: Infos = {}
        on = np.ones(self.num_envs, np.bool_)
        on[over] = False
        rows = np.flatnonzero(on)
        if len(rows):
            put_all(told, "reward", rows, at(parts, rows), self.num_envs)
        if len(over):
            told["final_obs"] = np.full(self.num_envs, None, object)
            told["_final_obs"] = ~on
            for row in over.tolist():
                told["final_obs"][row] = observing.nobody()
            final = {"message": np.full(len(over), "", object), "reward": at(parts, over)}
            put_all(told, "final_info", over, final, self.num_envs)
            self._outcomes(told["final_info"], over)
        return told

    def _outcomes(self, told: Infos, over: I8) -> None:
        """Add what the lives that are over count."""
        for number, crowd in self._crowds.items():
            rows = over[self._world[over] == number]
            if len(rows):
                found = dict(map(_wide, crowd.outcomes(rows).arrays().items()))
                found["persona"] = self._names[found["persona"]]
                found["world"] = np.full(len(rows), number)
                put_all(told, "outcomes", rows, found, self.num_envs)

    def _begin(self, rows: I8) -> None:
        """Let the next episode of each of these rows begin."""
        if not len(rows) or self._seeds is None:
            return
        seeds, draw = self._seeds.next(rows), self.setting.draw
        self._world[rows] = numbers = draw.world(seeds)
        for number in np.unique(numbers).tolist():
            mine, crowd = numbers == number, self._crowd(number)
            seats = cast(crowd.pool, draw, seeds[mine], self._ahead(number), _TOGETHER)
            crowd.begin(rows[mine], seats)

    def _ahead(self, number: int) -> U8:
        """The seeds of episodes that come up soon in a world."""
        if self._seeds is None:
            return np.zeros(0, np.uint64)
        ahead = self._seeds.ahead()
        here: U8 = ahead[self.setting.draw.world(ahead) == number]
        return here

    def _crowd(self, number: int) -> Crowd:
        """Those under way in a world; who has been there before is forgotten if they are many."""
        if number not in self._crowds:
            pool = Pool(self.setting.world(number))
            self._crowds[number] = Crowd(pool=pool, rows=self.num_envs)
        crowd = self._crowds[number]
        if len(crowd.pool) > max(KEPT // len(self.setting.draw.worlds), 4 * self.num_envs):
            crowd.shrink()
        return crowd

    def _observed(self, told: Infos) -> tuple[_Columns, Infos]:
        """The observations of all rows, and the infos with what each writes."""
        seen: _Columns = {}
        for crowd in self._crowds.values():
            requests = crowd.ask()
            if len(requests) == self.num_envs:
                seen = self.setting.eyes.see(requests)
            elif len(requests):
                seen = seen or observing.blanks(self.num_envs)
                for name, values in self.setting.eyes.see(requests).items():
                    seen[name][requests.row] = values
            words = observing.messages(requests)
            put(told, "message", requests.row, words, self.num_envs)
        return seen, told


def _wide(item: tuple[str, NDArray[Any]]) -> tuple[str, NDArray[Any]]:
    """A column with its name; whole numbers as 64 bits, as Gymnasium lays out numbers."""
    name, array = item
    return name, array.astype(np.int64) if array.dtype.kind in "iu" else array


def at(parts: dict[str, F8], rows: I8) -> dict[str, F8]:
    """The components of some rows."""
    return {name: values[rows] for name, values in parts.items()}
