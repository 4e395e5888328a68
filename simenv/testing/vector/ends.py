"""Beginnings and ends: the declared autoreset mode, the single environment, refusals, closing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from simenv.testing.comparing import unlike
from simenv.testing.findings import Seen
from simenv.testing.outside import holds, outside
from simenv.testing.slots import Call, Script, Walked, began, info_of, mode_of, obs_of, slots
from simenv.testing.vector.side import SEED, Side, raised

if TYPE_CHECKING:
    from simenv.testing.opening import VectorEnv


def declared(side: Side) -> Iterator[Seen]:
    """The metadata say which autoreset mode holds."""
    if mode_of(side.env) is None:
        expected = "metadata['autoreset_mode'], a member of gymnasium.vector.AutoresetMode"
        seen = repr(side.env.metadata.get("autoreset_mode"))
        yield Seen(done="looked at its metadata", expected=expected, seen=seen)


def autoreset(side: Side) -> Iterator[Seen]:
    """What follows the end of an episode, by the declared mode."""
    from gymnasium.vector import AutoresetMode  # noqa: PLC0415 - slow to import

    ends = [number for number, call in enumerate(side.walked.calls[:-1]) if call.ended.any()]
    if not ends:
        done = f"walked {len(side.walked.calls) - 1} steps"
        yield Seen(done=done, expected="an end of an episode, to see what follows", seen="none")
        return
    ask = {
        AutoresetMode.NEXT_STEP: _next_step,
        AutoresetMode.SAME_STEP: _same_step,
        AutoresetMode.DISABLED: _disabled,
    }[mode_of(side.env) or AutoresetMode.NEXT_STEP]
    yield from ask(side, ends)


def _next_step(side: Side, ends: list[int]) -> Iterator[Seen]:
    """The step after the end resets: no reward, no end, and the action is nothing to it."""
    for end in ends:
        after = side.walked.calls[end + 1]
        for slot in np.flatnonzero(side.walked.calls[end].ended):
            found = after.rewards[slot], after.terminations[slot], after.truncations[slot]
            if any(found):
                done = f"stepped on after slot {slot} ended in call {end} (next step resets)"
                told = "reward {:g}, terminated {}, truncated {}".format(*found)
                yield Seen(done=done, expected="reward 0, and no end", seen=told)
    ended = [
        (end, int(slot)) for end in ends for slot in np.flatnonzero(side.walked.calls[end].ended)
    ]
    swapped = side.again(Script(numbers=side.script.numbers, swapped=frozenset(ended)))
    told = unlike(side.walked.said, swapped.said)
    if told:
        done = f"gave slots other actions in the steps that reset them, first in call {ends[0] + 1}"
        yield Seen(done=done, expected="the same walk", seen=told)


def _same_step(side: Side, ends: list[int]) -> Iterator[Seen]:
    """The step that ends resets: what was last stands in `final_obs` and `final_info`."""
    for end in ends:
        call = side.walked.calls[end]
        for slot in range(side.many):
            info, ended = info_of(call.infos, slot), bool(call.ended[slot])
            for key in ("final_obs", "final_info"):
                there = info.get(key) is not None
                if there != ended:
                    done = f"looked at slot {slot} in call {end}, which ended {ended}"
                    seen = f"infos[{key!r}] {'there' if there else 'not there'}"
                    expected = f"{key} in the step that ends, and in no other"
                    yield Seen(done=done, expected=expected, seen=seen)
            if ended and info.get("final_obs") is not None:
                yield from _inside(side, info["final_obs"], f"looked at slot {slot}, call {end}")


def _inside(side: Side, obs: Any, done: str) -> Iterator[Seen]:
    if obs not in side.env.single_observation_space:
        yield Seen(done=done, expected="final_obs in the single space", seen=repr(obs))


def _disabled(side: Side, ends: list[int]) -> Iterator[Seen]:
    """Nothing resets but `reset_mask`, which resets no other slot; a step before that raises."""
    for end in ends:
        before, after = side.walked.calls[end], side.walked.calls[end + 1]
        for slot in np.flatnonzero(~before.ended):
            both = (obs_of(side.env, call.obs, int(slot)) for call in (before, after))
            told = unlike(next(both), next(both))
            if told:
                done = f"reset other slots than {slot} by `reset_mask` after call {end}"
                yield Seen(done=done, expected="the observation as it was", seen=told)
    env = side.fresh()
    call = began(env, SEED)
    for actions in side.script.actions(env, ends[0] + 1):
        if call.ended.any():
            break
        call = _stepped(env, actions)
    if raised(env, next(iter(side.script.actions(env, 1)))) is None:
        done = f"stepped on after call {ends[0]} ended an episode, without a reset"
        yield Seen(done=done, expected="an error", seen="none")


def _stepped(env: VectorEnv, actions: Any) -> Call:
    obs, rewards, terminations, truncations, infos = env.step(actions)
    return Call(
        obs=obs,
        rewards=rewards,
        terminations=terminations,
        truncations=truncations,
        infos=infos,
        reset=np.zeros(env.num_envs, np.bool_),
    )


def refuses(side: Side) -> Iterator[Seen]:
    """Actions outside the batched space raise; and so do too many and too few of them."""
    from gymnasium.error import Error  # noqa: PLC0415

    space = side.env.action_space
    good = next(iter(side.script.actions(side.env, 1)))
    wrong = list(outside(space))
    if isinstance(good, np.ndarray):
        wrong += [
            (what, action)
            for what, action in (
                ("actions of one slot too many", np.concatenate([good, good[-1:]])),
                ("actions of one slot too few", good[:-1]),
                ("the action of one slot", good[0]),
            )
            if not holds(space, action)
        ]
    env = side.fresh()
    for what, action in wrong:
        began(env, SEED)
        error = raised(env, action)
        if not isinstance(error, Error | ValueError | TypeError | AssertionError):
            seen = "no error" if error is None else f"{type(error).__name__}: {error}"
            expected = "an error of Gymnasium, or a ValueError"
            yield Seen(done=f"stepped with {what}: {action!r}", expected=expected, seen=seen)


def order(side: Side) -> Iterator[Seen]:
    """A step before the first reset raises."""
    from gymnasium.error import ResetNeeded  # noqa: PLC0415

    error = raised(side.fresh(), next(iter(side.script.actions(side.env, 1))))
    if not isinstance(error, ResetNeeded):
        seen = "no error" if error is None else f"{type(error).__name__}: {error}"
        done = "stepped before the first reset"
        yield Seen(done=done, expected="gymnasium.error.ResetNeeded", seen=seen)


def final(side: Side) -> Iterator[Seen]:
    """The last observation of an episode is where the mode says: compared with the single one."""
    env, beside = side.env, side.reference
    for slot in range(side.many):
        end = side.walked.first_end[slot]
        if end == len(side.walked.calls):
            continue
        before = (slots(env, one, slot, end) for one in (side.walked, beside))
        if unlike(next(before), next(before)):
            continue  # which is another law's to name
        mine, theirs = (_last(env, one, slot, end) for one in (side.walked, beside))
        told = unlike(mine, theirs)
        if told:
            done = f"walked slot {slot} to the end of its first episode, call {end}"
            yield Seen(done=done, expected="the single one's last observation", seen=told)


def _last(env: VectorEnv, walked: Walked, slot: int, end: int) -> Any:
    """The last observation of an episode that ended at a call."""
    call = walked.calls[end]
    info = info_of(call.infos, slot)
    return info["final_obs"] if "final_obs" in info else obs_of(env, call.obs, slot)


def single(side: Side) -> Iterator[Seen]:
    """Slot i is the single environment reset with seed s + i, then without a seed."""
    env, beside = side.env, side.reference
    for slot in range(side.many):
        both = (slots(env, one, slot) for one in (side.walked, beside))
        told = unlike(next(both), next(both))
        if told:
            done = f"walked slot {slot} from seed {SEED}, and a single one from {SEED + slot}"
            yield Seen(done=done, expected="the same to the last bit", seen=told)


def close(side: Side) -> Iterator[Seen]:
    """It can be closed, and closed again."""
    env = side.fresh()
    began(env, SEED)
    for done in ("closed it", "closed it once more"):
        env.close()
        if not env.closed:
            yield Seen(done=done, expected="`closed`", seen=f"closed = {env.closed}")
