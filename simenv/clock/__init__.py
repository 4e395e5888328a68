"""The clock: the same world where persons share services. Time is SimPy's, behaviour the world's.

A person is lived ahead until they wait for a service; what came of asking it hangs on everybody who
asks, in the order of time. As nobody asks sooner than a declared while after deciding to, persons
can be lived in batches up to that bound, and the table is the same however far a batch runs ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simenv.clock.driver import WINDOW, Clock, Lived
from simenv.clock.reference import ample_key, reference
from simenv.columns import F8, I4
from simenv.driving.arm import Arm
from simenv.driving.lives import Lives
from simenv.errors import PolicyFailure
from simenv.policy import Policy
from simenv.population import Panel
from simenv.service import Facility
from simenv.world import World

__all__ = ["WINDOW", "Lived", "ample_key", "live", "live_all", "reference"]


def live(world: World, panel: Panel, policy: Policy) -> Lives:
    """The lives of `panel` under one policy in a world without services: `lockstep.live`, timed.

    Raises `PolicyFailure` if the policy misbehaves.
    """
    found = next(live_all(world, panel, [Arm.of(policy)]))
    if isinstance(found, PolicyFailure):
        raise found
    return found.lives


def live_all(
    world: World,
    panel: Panel,
    arms: Sequence[Arm],
    *,
    facilities: Sequence[Facility] = (),
    population: I4 | None = None,
    reference: F8 | None = None,
    told: bool = True,
    window: int = WINDOW,
) -> Iterator[Lived | PolicyFailure]:
    """The lives of the same persons in each arm, or how its policy failed; one after the other.

    `population` (n,) says with whom each person shares the `facilities`, one population where it is
    not given; in each arm a population has services of its own, and the same background callers.
    `reference` (services,) are own callers a person and day, by which background demand is scaled.
    Unless lives are to be `told`, turns, sessions and events are left out. `window` bounds how far
    (microseconds) time goes before everyone is looked at again; it changes no table. `ValueError`
    for services that are not those which the world shares, or days before entry.
    """
    whole = np.zeros(len(panel), np.int32) if population is None else population
    own = np.zeros(len(facilities)) if reference is None else reference
    clock = Clock.of(world, panel, whole, arms, facilities, own, told)
    clock.run(window)
    yield from clock.found()
