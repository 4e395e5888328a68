"""What a vector environment returns: shapes, spaces, infos with masks, names, sums of rewards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from simenv.testing.comparing import unlike
from simenv.testing.findings import Seen
from simenv.testing.slots import info_of
from simenv.testing.vector.side import Side
from simenv.testing.walking import latent_names, unsummed


def spaces(side: Side) -> Iterator[Seen]:
    """Batched spaces are batches of the single ones, and these those of the single one."""
    from gymnasium.vector.utils import batch_space  # noqa: PLC0415 - slow to import

    env, many = side.env, side.many
    for name in ("observation", "action"):
        batched = getattr(env, f"{name}_space")
        one = getattr(env, f"single_{name}_space")
        if batched != batch_space(one, many):
            expected = f"the batch of {many} times {one}"
            yield Seen(done=f"looked at {name}_space", expected=expected, seen=str(batched))
        if side.single is not None and getattr(side.single(), f"{name}_space") != one:
            expected = str(getattr(side.single(), f"{name}_space"))
            yield Seen(done=f"looked at single_{name}_space", expected=expected, seen=str(one))


def returns(side: Side) -> Iterator[Seen]:
    """Observations lie in the batched space; rewards and flags have one element a slot."""
    env, many = side.env, side.many
    for number, call in enumerate(side.walked.calls):
        done = f"walked, call {number}"
        if call.obs not in env.observation_space:
            yield Seen(done=done, expected="observations in the space", seen=repr(call.obs))
        kinds = {"rewards": "f", "terminations": "b", "truncations": "b"}
        for name, kind in kinds.items():
            found = np.asarray(getattr(call, name))
            whole = isinstance(getattr(call, name), np.ndarray) and found.shape == (many,)
            if not whole or found.dtype.kind != kind:
                expected = f"{name}: an array of shape ({many},) and kind {kind}"
                seen = f"{type(getattr(call, name)).__name__} {found.dtype} {found.shape}"
                yield Seen(done=done, expected=expected, seen=seen)
        if (np.asarray(call.terminations) & np.asarray(call.truncations)).any():
            yield Seen(done=done, expected="terminated or truncated", seen="both")


def infos(side: Side) -> Iterator[Seen]:
    """Infos are in the format of vector environments."""
    for number, call in enumerate(side.walked.calls):
        for seen in _unmasked(call.infos, side.many, "infos"):
            expected = "for each key an array with an element a slot, and a mask `_key`"
            yield Seen(done=f"walked, call {number}", expected=expected, seen=seen)


def _unmasked(infos: Any, many: int, at: str) -> Iterator[str]:
    """What in infos is not in the format of vector environments."""
    if not isinstance(infos, dict):
        yield f"{at} is {type(infos).__name__}, not a dict"
        return
    for key, value in infos.items():
        if key.startswith("_") and key[1:] in infos:
            continue
        mask = infos.get(f"_{key}")
        kind = getattr(mask, "dtype", None)
        if not isinstance(mask, np.ndarray) or mask.shape != (many,) or kind != np.bool_:
            yield f"{at}['_{key}'] is no mask of shape ({many},)"
        if isinstance(value, dict):
            yield from _unmasked(value, many, f"{at}[{key!r}]")
        elif not isinstance(value, np.ndarray) or len(value) != many:
            yield f"{at}[{key!r}] is {type(value).__name__}, not an array with {many} elements"


def kept(side: Side) -> Iterator[Seen]:
    """What was returned is as it was."""
    for number, call in enumerate(side.walked.calls):
        told = unlike(call.said, call.own)
        if told:
            done = f"walked, and looked again at what call {number} returned"
            yield Seen(done=done, expected="what it was when it was returned", seen=told)


def latent(side: Side) -> Iterator[Seen]:
    """Infos name nothing latent."""
    for number, call in enumerate(side.walked.calls):
        for slot in range(side.many):
            info, ended = info_of(call.infos, slot), bool(call.ended[slot])
            final = info.pop("final_info", {})
            found = [*latent_names(info, ended=ended), *latent_names(final, ended=True)]
            for place in found:
                done = f"walked, call {number}, slot {slot}"
                expected = "nothing that an assistant cannot see"
                yield Seen(done=done, expected=expected, seen=place)


def reward(side: Side) -> Iterator[Seen]:
    """Each reward is the sum of its parts."""
    for number, call in enumerate(side.walked.calls):
        if call.actions is None:
            continue
        for slot in range(side.many):
            info = info_of(call.infos, slot)
            parts = info.get("final_info", info).get("reward")
            if parts is None and call.reset[slot] and not call.rewards[slot]:
                continue
            told = unsummed(call.rewards[slot], parts)
            if told:
                done = f"walked, call {number}, slot {slot}"
                yield Seen(done=done, expected="parts that sum to the reward", seen=told)
