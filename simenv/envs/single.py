"""One person at a time: the single environment."""

from __future__ import annotations

from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.error import ResetNeeded
from numpy.typing import NDArray

from simenv.columns import I8
from simenv.driving.lives import Lives
from simenv.envs import acting, observing
from simenv.envs.casting import cast
from simenv.envs.crowd import Crowd
from simenv.envs.drawing import Draw, next_seed, seeds_ahead
from simenv.envs.observing import Observation
from simenv.envs.picking import Picked
from simenv.envs.pool import Pool, codes_of
from simenv.envs.setting import Setting
from simenv.envs.telling import last_turn, plain
from simenv.envs.weights import COMPONENTS, total
from simenv.errors import SimenvError
from simenv.exchange import Requests

#: How many persons to come are entered together with the one who is wanted, at most.
_TOGETHER = 16
#: Persons that are kept in memory; beyond that all are forgotten.
_KEPT = 4096
_HERE: I8 = np.zeros(1, np.int64)
_METADATA: dict[str, Any] = {"render_modes": ["ansi"], "render_fps": 1}


class SilentPerson(SimenvError, ValueError):
    """The person who was asked for never writes to the assistant: there is nothing to answer.

    `unwrapped.lives()` has that life all the same.
    """


class SupportSeeking(gym.Env[Observation, NDArray[np.int64]]):
    """One episode is one person's whole trajectory; one step is one answer to one message.

    Arguments are those of `Setting.of`, and `render_mode`; `TypeError` for others. Observation,
    action, reward and the two ends of an episode are described in docs/gymnasium.md.
    """

    metadata = _METADATA

    def __init__(self, *, render_mode: str | None = None, **about: Any) -> None:
        if render_mode not in (None, "ansi"):
            raise ValueError(f"render_mode: expected ansi or None, found {render_mode!r}")
        self.setting = Setting.asked(type(self).__name__, about)
        self.render_mode = render_mode
        self.observation_space = observing.space()
        self.action_space = acting.space(self.setting.actions.sizes)
        self._pools: dict[int, Pool] = {}
        self._crowd: Crowd | None = None
        self._seed: int | None = None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begin the next episode: the first message of a person, who is drawn unless picked.

        `options` may name the `persona` and the number of the `person` (each alone is drawn as
        ever), the `world`, or the `episode_seed` by which they are drawn. `SilentPerson` if the one
        who was picked never writes, `ValueError` for other options and for whoever may not come up
        here; nothing has begun then.
        """
        picked = Picked.of(options, self.setting)
        super().reset(seed=seed)
        drawn = next_seed(self.np_random)
        self._seed = drawn if picked.seed is None else picked.seed
        seeds = np.array([self._seed], np.uint64)
        draw = picked.narrowed(self.setting.draw)
        number = int(draw.world(seeds)[0]) if picked.world is None else picked.world
        pool = self._pool(number)
        self._crowd = Crowd(pool=pool, rows=1, told=True)
        if picked.person is not None:
            seats = _exactly(pool, draw, seeds, picked.person)
        else:
            ahead = seeds_ahead(self.np_random, _TOGETHER)
            seats = cast(pool, draw, seeds, ahead[draw.world(ahead) == number], _TOGETHER)
        self._crowd.begin(_HERE, seats)
        if pool.silent[seats][0]:
            raise SilentPerson("this person never writes to the assistant within the horizon")
        return self._observed(self._crowd.ask())

    def _pool(self, number: int) -> Pool:
        """Who has entered that world; those of other worlds are forgotten with it if too many."""
        if sum(len(pool) for pool in self._pools.values()) > _KEPT:
            self._pools = {}
        if number not in self._pools:
            self._pools[number] = Pool(self.setting.world(number), told=True)
        return self._pools[number]

    def step(
        self, action: NDArray[np.int64]
    ) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Answer the message; the person lives on to their next one, or to the horizon.

        `ResetNeeded` before the first episode and after the end of one, `InvalidAction` for what is
        no action.
        """
        crowd = self._under_way()
        actions = acting.valid(action, self.setting.actions.sizes, None)
        counts = crowd.answer(self.setting.actions.responses(actions))
        parts = self.setting.weights.components(counts)
        reward = float(total(parts)[0])
        told = {name: float(parts[name][0]) for name in COMPONENTS}
        done, left = (bool(flag[0]) for flag in crowd.over(_HERE))
        seen, info = self._observed(crowd.ask())
        info["reward"] = told
        if done:
            info["outcomes"] = self._outcomes()
        return seen, reward, left, done and not left, info

    def _under_way(self) -> Crowd:
        if self._crowd is None:
            raise ResetNeeded("step before reset: call reset to begin an episode")
        if self._crowd.state.persons.done[0]:
            raise ResetNeeded("step after the end of the episode: call reset to begin another")
        return self._crowd

    def _observed(self, requests: Requests) -> tuple[Observation, dict[str, Any]]:
        if not len(requests):
            return observing.nobody(), {"message": ""}
        seen = observing.row(self.setting.eyes.see(requests), 0)
        return seen, {"message": str(observing.messages(requests)[0])}

    def _outcomes(self) -> dict[str, Any]:
        crowd = self._begun()
        found: dict[str, Any] = plain(crowd.outcomes(_HERE))
        found["persona"] = self.setting.names[int(found["persona"])]
        return found | {"world": crowd.pool.world.luck.world}

    def _begun(self) -> Crowd:
        if self._crowd is None:
            raise ResetNeeded("nobody is here yet: call reset to begin an episode")
        return self._crowd

    @property
    def requests(self) -> Requests:
        """The request of now, which is what a policy is given; empty after the end."""
        return self._begun().requests

    @property
    def episode_seed(self) -> int:
        """The seed by which the person of this episode was drawn."""
        if self._seed is None:
            raise ResetNeeded("nobody is here yet: call reset to begin an episode")
        return self._seed

    def lives(self) -> Lives:
        """The tables of this life: whole after the end of the episode."""
        return self._begun().lived()

    def render(self) -> str | None:
        """The last turn by its five phases, in plain words, for people; None without a mode."""
        if self.render_mode is None:
            return None
        return last_turn(self._begun().lived().turns)


def _exactly(pool: Pool, draw: Draw, seeds: NDArray[np.uint64], number: int) -> I8:
    """The seat of the person of this number."""
    persona, person = draw.person(seeds, 0)
    person[:] = number
    pool.enter(codes_of(persona, person))
    return pool.seats(persona, person)
