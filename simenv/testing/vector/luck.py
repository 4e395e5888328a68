"""Whose luck it is: slots have their own, and one is nothing to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from simenv.testing.comparing import unlike
from simenv.testing.findings import Seen
from simenv.testing.slots import Script, Walked, mode_of, slots, walk_slots
from simenv.testing.vector.side import SEED, Side

if TYPE_CHECKING:
    from simenv.testing.opening import VectorEnv


def determinism(side: Side) -> Iterator[Seen]:
    """Fresh or used: the same seed and actions give the same walk."""
    told = unlike(side.walked.said, side.again().said)
    if told:
        done = f"walked twice from seed {SEED}, in fresh environments"
        yield Seen(done=done, expected="the same to the last bit", seen=told)
    used = side.fresh()
    walk_slots(used, SEED + 1, side.script, side.steps // 3)
    told = unlike(side.walked.said, walk_slots(used, SEED, side.script, side.steps).said)
    if told:
        done = f"walked from seed {SEED} in an environment that was used before"
        yield Seen(done=done, expected="the walk of a fresh one", seen=told)


def seeding(side: Side) -> Iterator[Seen]:
    """Slots have luck of their own; a seed s is s + i for slot i, and a list is one for each."""
    env, many = side.env, side.many
    alike = side.again(Script(numbers=(100,) * many))
    seen = [slots(env, alike, slot) for slot in range(many)]
    if all(not unlike(seen[0], other) for other in seen[1:]):
        done = f"reset with seed {SEED}, and took the same actions in all slots"
        yield Seen(done=done, expected="slots that differ", seen=f"{many} times the same")
    if not unlike(side.walked.said, side.again(seed=SEED + 1_000).said):
        done = f"walked from seeds {SEED} and {SEED + 1_000} by the same actions"
        yield Seen(done=done, expected="walks that differ", seen="the same walk")
    listed = list(range(SEED, SEED + many))
    told = unlike(side.walked.said, side.again(seed=listed).said)
    if told:
        done = f"reset with the list of seeds {listed} instead of {SEED}"
        yield Seen(done=done, expected="the same walk", seen=told)
    yield from _turned(side, listed)


def _turned(side: Side, listed: list[int]) -> Iterator[Seen]:
    """Seeds and actions in the reverse order give the slots' first episodes in it."""
    env, many = side.env, side.many
    numbers = side.script.numbers[::-1]
    back = side.again(Script(numbers=numbers), seed=listed[::-1])
    for slot in range(many):
        until = side.walked.first_end[slot] + 1
        mine = slots(env, side.walked, slot, until)
        told = unlike(
            _without_final(mine), _without_final(slots(env, back, many - 1 - slot, until))
        )
        if told:
            done = f"gave seeds and actions to slots in the reverse order; slot {slot}"
            expected = "the same first episode in the slot that has its seed and actions"
            yield Seen(done=done, expected=expected, seen=told)
            return


def _without_final(seen: list[Any]) -> list[Any]:
    """Without the last call: what `SAME_STEP` shows there is the next episode."""
    return seen[:-1]


def independence(side: Side) -> Iterator[Seen]:
    """What others do is nothing to a slot, for as long as one likes."""
    env, many = side.env, side.many
    for slot in (0, many - 1):
        numbers = tuple(
            number if place == slot else number + 500
            for place, number in enumerate(side.script.numbers)
        )
        other = side.again(Script(numbers=numbers))
        if _moments(side) and len(other.calls) != len(side.walked.calls):
            mine, theirs = (_steps(env, one, slot) for one in (side.walked, other))
        else:
            mine, theirs = (slots(env, one, slot) for one in (side.walked, other))
        told = unlike(mine, theirs)
        if told:
            done = f"changed the actions of all slots but {slot}"
            yield Seen(done=done, expected=f"the same in slot {slot}", seen=told)


def _moments(side: Side) -> bool:
    """Whether resets are calls of their own, whose number hangs on all slots."""
    from gymnasium.vector import AutoresetMode  # noqa: PLC0415

    return mode_of(side.env) == AutoresetMode.DISABLED


def _steps(env: VectorEnv, walked: Walked, slot: int) -> list[Any]:
    """What one slot saw of the calls that were for it: steps, and resets of its own."""
    mine = [call for call in walked.calls if call.actions is not None or call.reset[slot]]
    return slots(env, Walked(calls=mine), slot)
