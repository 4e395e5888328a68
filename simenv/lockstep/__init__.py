"""Lockstep: persons on their own clocks, side by side, before the policies of several arms.

This driver owns order and batches, never behaviour. In every round whoever speaks is answered by
the policies of their arms, and everyone else lives on by one moment. A person enters once for all
arms and is copied where these answer differently; whoever is done makes room for the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simenv.driving.alone import nothing_shared
from simenv.driving.arm import Arm
from simenv.driving.desk import MOST, Desk
from simenv.driving.lives import Lives, sessions, trajectories
from simenv.errors import PolicyFailure
from simenv.lockstep.batch import AT_ONCE, Batch, Queue
from simenv.policy import Policy
from simenv.population import Panel
from simenv.state import State
from simenv.world import World

__all__ = ["Arm", "Lives", "live", "live_all", "sessions", "trajectories"]


def live(world: World, panel: Panel, policy: Policy) -> Lives:
    """The lives of `panel` in `world` under one policy; raises `PolicyFailure` if it misbehaves."""
    found = next(live_all(world, panel, [Arm.of(policy)]))
    if isinstance(found, PolicyFailure):
        raise found
    return found


def live_all(
    world: World,
    panel: Panel,
    arms: Sequence[Arm],
    *,
    baseline: Policy | None = None,
    told: bool = True,
    at_once: int = AT_ONCE,
) -> Iterator[Lives | PolicyFailure]:
    """The lives of the same persons in each arm, or how its policy failed; one after the other.

    In a world with days before entry everyone first lives those under `baseline`, which it then
    needs. Unless they are to be `told`, only trajectories are kept: no turns, sessions and events.
    `at_once` bounds how many lives are side by side when others begin; it changes no table.
    `ValueError` for a world with shared services.
    """
    nothing_shared(world)
    entry = world.start(panel)
    if world.burn_in:
        if baseline is None:
            raise ValueError("an established cohort needs the baseline that it has lived under")
        before = _lived(world, entry, [Arm.of(baseline)], told=False, at_once=at_once)
        if before.desk.failures:
            yield from [before.desk.failures[0]] * len(arms)
            return
        entry = world.entered(_in_order(before, entry))
    for first in range(0, len(arms), MOST):
        group = arms[first : first + MOST]
        yield from _lived(world, entry, group, told=told, at_once=at_once).lives()


def _lived(world: World, entry: State, arms: Sequence[Arm], *, told: bool, at_once: int) -> Batch:
    """The batch of these persons in these arms, at its end."""
    queue = Queue(entry=entry)
    batch = Batch(world=world, desk=Desk(arms=arms), queue=queue, told=told, at_once=at_once)
    batch.run()
    return batch


def _in_order(before: Batch, entry: State) -> State:
    """The state in which the only arm of a batch ended, in the order of entry."""
    _, persons, standing = before.survey()
    order = np.argsort(persons.seat)
    return State(
        persons=persons.take(order),
        fate=entry.fate,
        standing=standing[order],
        until=entry.until,
    )
