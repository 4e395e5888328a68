"""Whether a Gymnasium environment is what a learner takes it for, beyond Gymnasium's own check."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from simenv.testing.comparing import unlike
from simenv.testing.findings import Law, Report, Seen, examined
from simenv.testing.opening import opener
from simenv.testing.outside import outside
from simenv.testing.walking import MOST, Step, Walk, latent_names, unsummed, walk, walking

if TYPE_CHECKING:
    from simenv.testing.opening import Env

#: Seeds of the episodes that are walked; actions are drawn by the same numbers.
_SEEDS = tuple(range(7, 15))
#: Steps before something is tried in the middle of an episode.
_SOME = 2


@dataclass(kw_only=True)
class Tried:
    """How to get a fresh environment, and the walks that all laws look at."""

    fresh: Callable[[], Env]

    @cached_property
    def walks(self) -> list[Walk]:
        """An episode for each seed, each in an environment of its own."""
        return [walk(self.fresh(), seed, seed) for seed in _SEEDS]

    def steps(self) -> Iterator[tuple[str, Step]]:
        """Every step of every walk, and where it is."""
        for one in self.walks:
            for number, step in enumerate(one.copies):
                yield f"walked from seed {one.seed}, step {number}", step


def check_env(env: str | Env | Callable[[], Env]) -> Report:
    """Check an environment by its id, by itself, or by a function that makes it.

    `NotConformant` with every finding. An environment that is handed in is not touched; it must not
    have been reset, unless it has a `spec` to make others by.
    """
    name, fresh = opener(env)
    return examined(f"environment {name}", Tried(fresh=fresh), LAWS)


def _gymnasium(tried: Tried) -> Iterator[Seen]:
    """Gymnasium's own check, its warnings as errors."""
    from gymnasium.utils.env_checker import check_env as theirs  # noqa: PLC0415 - slow to import

    env = tried.fresh().unwrapped
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theirs(env, skip_render_check=env.spec is None)
    yield from ()


def _spaces(tried: Tried) -> Iterator[Seen]:
    env = tried.fresh()
    for done, step in tried.steps():
        if step.obs not in env.observation_space:
            yield Seen(done=done, expected="an observation in the space", seen=repr(step.obs))
        if not (isinstance(step.reward, Real) and math.isfinite(step.reward)):
            yield Seen(done=done, expected="a finite number as reward", seen=repr(step.reward))
        flags = (step.terminated, step.truncated)
        if not all(isinstance(flag, bool | np.bool_) for flag in flags):
            yield Seen(done=done, expected="truth values as flags", seen=repr(flags))
        if not isinstance(step.info, dict):
            yield Seen(done=done, expected="a dict as info", seen=type(step.info).__name__)


def _ends(tried: Tried) -> Iterator[Seen]:
    for one in tried.walks:
        done = f"walked from seed {one.seed}, {len(one.copies) - 1} steps"
        if not one.ended:
            yield Seen(done=done, expected=f"an end within {MOST} steps", seen="none")
        last = one.copies[-1]
        if last.terminated and last.truncated:
            expected = "terminated (the person has left) or truncated (the horizon)"
            yield Seen(done=done, expected=expected, seen="both")


def _determinism(tried: Tried) -> Iterator[Seen]:
    for one in tried.walks:
        told = unlike(one.said, walk(tried.fresh(), one.seed, one.seed or 0).said)
        if told:
            done = f"walked twice from seed {one.seed} by the same actions, in fresh environments"
            yield Seen(done=done, expected="the same to the last bit", seen=told)
    first = tried.walks[0]
    others = [walk(tried.fresh(), seed, first.seed or 0) for seed in _SEEDS[1:]]
    if all(not unlike(first.said, other.said) for other in others):
        done = f"walked from {len(_SEEDS)} seeds by the same actions"
        yield Seen(done=done, expected="episodes that differ", seen="the same episode")


def _reset(tried: Tried) -> Iterator[Seen]:
    """A reset leaves nothing over, and is a function of the seed and of the resets before it."""
    used = tried.fresh()
    for one in tried.walks:
        again = walk(used, one.seed, one.seed or 0)
        told = unlike(one.said, again.said)
        if told:
            done = f"walked from seed {one.seed} in an environment that was used before"
            yield Seen(done=done, expected="the walk of a fresh one", seen=told)
        midway = walking(used, (one.seed or 0) + 1, 1)
        for _ in range(_SOME):
            next(midway, None)
    seed = _SEEDS[0]
    pairs = [[walk(env, seed, 1), walk(env, None, 2)] for env in (tried.fresh(), tried.fresh())]
    told = unlike(pairs[0][1].said, pairs[1][1].said)
    if told:
        done = f"walked from seed {seed}, then from a reset without a seed, twice"
        yield Seen(done=done, expected="the same second episode", seen=told)


def _isolation(tried: Tried) -> Iterator[Seen]:
    """Environments share nothing: two walk step by step in turn as each would alone."""
    pair = [(one, walking(tried.fresh(), one.seed, one.seed or 0)) for one in tried.walks[:2]]
    said: list[list[Any]] = [[], []]
    for _ in range(max(len(one.copies) for one, _ in pair)):
        for place, (_, going) in enumerate(pair):
            step = next(going, None)
            if step is not None:
                said[place].append(deepcopy(step.said))
    for (one, _), other in zip(pair, said, strict=True):
        told = unlike(one.said, other)
        if told:
            done = f"walked from seed {one.seed}, another environment being stepped in turn"
            yield Seen(done=done, expected="the walk alone", seen=told)


def _kept(tried: Tried) -> Iterator[Seen]:
    for one in tried.walks:
        told = unlike(one.said, [step.said for step in one.own])
        if told:
            done = f"walked from seed {one.seed}, and looked again at what was returned"
            yield Seen(done=done, expected="what it was when it was returned", seen=told)


def _actions(tried: Tried) -> Iterator[Seen]:
    """What is no action is refused with Gymnasium's own error, and nothing has happened."""
    from gymnasium.error import InvalidAction  # noqa: PLC0415

    one = tried.walks[0]
    env = tried.fresh()
    for what, action in outside(env.action_space):
        going = walking(env, one.seed, one.seed or 0)
        said = [deepcopy(next(going).said)]
        done = f"stepped with {what}: {action!r}"
        raised = _raised(env, action)
        if not isinstance(raised, InvalidAction):
            yield Seen(done=done, expected="gymnasium.error.InvalidAction", seen=_told(raised))
            continue
        said += [deepcopy(step.said) for step in going]
        told = unlike(one.said, said)
        if told:
            yield Seen(done=done, expected="an episode that goes on as it was", seen=told)


def _order(tried: Tried) -> Iterator[Seen]:
    from gymnasium.error import ResetNeeded  # noqa: PLC0415

    untouched = tried.fresh()
    ended = tried.fresh()
    walk(ended, _SEEDS[0], _SEEDS[0])
    moments = (
        ("before the first reset", untouched),
        ("after the end", ended),
        ("after the end, once more", ended),
    )
    for when, env in moments:
        raised = _raised(env, deepcopy(env.action_space).sample())
        if not isinstance(raised, ResetNeeded):
            done = f"stepped {when}"
            yield Seen(done=done, expected="gymnasium.error.ResetNeeded", seen=_told(raised))


def _latent(tried: Tried) -> Iterator[Seen]:
    expected = "nothing that an assistant cannot see"
    for done, step in tried.steps():
        for place in latent_names(step.info, ended=step.ended):
            yield Seen(done=done, expected=expected, seen=place)
        for place in latent_names(step.obs, ended=False, at="observation"):
            yield Seen(done=done, expected=expected, seen=place)


def _reward(tried: Tried) -> Iterator[Seen]:
    for done, step in tried.steps():
        if step.action is not None:
            told = unsummed(step.reward, step.info.get("reward"))
            if told:
                yield Seen(done=done, expected="info['reward'], parts that sum to it", seen=told)


def _raised(env: Env, action: Any) -> Exception | None:
    """What a step raises, if it raises anything."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            env.step(action)
    # Whatever it is, it is held against what was to be raised.
    except Exception as error:  # noqa: BLE001
        return error
    return None


def _told(raised: Exception | None) -> str:
    return "no error" if raised is None else f"{type(raised).__name__}: {raised}"


LAWS: tuple[Law[Tried], ...] = (
    Law(name="gymnasium", says="it passes Gymnasium's own check, warnings too", ask=_gymnasium),
    Law(
        name="ends",
        says="an episode ends, and is either terminated or truncated",
        ask=_ends,
        needs=("gymnasium",),
    ),
    Law(
        name="spaces",
        says="each observation lies in the space; rewards, flags and infos are such",
        ask=_spaces,
        needs=("ends",),
    ),
    Law(
        name="kept",
        says="what was returned is not changed later",
        ask=_kept,
        needs=("ends",),
    ),
    Law(
        name="determinism",
        says="the same seed and actions give the same episode, other seeds others",
        ask=_determinism,
        needs=("ends", "kept"),
    ),
    Law(
        name="reset",
        says="a reset leaves nothing over from what went before",
        ask=_reset,
        needs=("determinism",),
    ),
    Law(
        name="isolation",
        says="two environments share nothing",
        ask=_isolation,
        needs=("determinism",),
    ),
    Law(
        name="actions",
        says="what is no action raises InvalidAction and changes nothing",
        ask=_actions,
        needs=("reset",),
    ),
    Law(
        name="order",
        says="a step before the first reset or after the end raises ResetNeeded",
        ask=_order,
        needs=("ends",),
    ),
    Law(
        name="latent",
        says="neither infos nor observations name what an assistant cannot see",
        ask=_latent,
        needs=("ends",),
    ),
    Law(
        name="reward",
        says="a reward is the sum of its parts in info['reward']",
        ask=_reward,
        needs=("ends", "spaces"),
    ),
)
