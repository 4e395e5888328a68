"""How often people like these would ask each service if nothing were short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

import numpy as np

from simenv.clock.driver import WINDOW, Clock
from simenv.columns import F8
from simenv.driving.arm import Arm
from simenv.errors import PolicyFailure
from simenv.policy import Policy
from simenv.population import Panel
from simenv.service import Facility
from simenv.vocabulary import Reception
from simenv.world import World

#: Persons who share a clock. Measured: with fewer, the clocks cost more than their stops.
_TOGETHER = 25


def reference(world: World, panel: Panel, policy: Policy, facilities: Sequence[Facility]) -> F8:
    """Own callers a person and day of each service, shape (services,), under `policy`.

    All services are as they are but that they take everybody at once, and nobody else asks them.
    Whoever turns back before asking does not count. Raises `PolicyFailure` if the policy
    misbehaves.
    """
    ample = _ample(facilities)
    # Where nobody waits for anybody, the fewer share a clock, the less often it has to stop.
    apart = (np.arange(len(panel)) // _TOGETHER).astype(np.int32)
    clock = Clock.of(world, panel, apart, [Arm.of(policy)], ample, np.zeros(len(ample)), False)
    clock.run(WINDOW)
    found = next(clock.found())
    if isinstance(found, PolicyFailure):
        raise found
    calls = found.calls
    asked = calls.service[(calls.service >= 0) & (calls.reception != Reception.TURNED_BACK)]
    return np.bincount(asked, minlength=len(ample)) / (len(panel) * world.days)


def ample_key(facilities: Sequence[Facility]) -> str:
    """What the reference hangs on of these services: those with one key have one reference."""
    told = blake2b(digest_size=16)
    for one in _ample(facilities):
        for name, value in sorted(vars(one).items()):
            plain = value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
            told.update(name.encode() + b"=" + plain + b";")
    return told.hexdigest()


def _ample(facilities: Sequence[Facility]) -> list[Facility]:
    """The same services, taking everybody at once."""
    return [
        replace(one, servers=None, answering=None, takes_new=1.0, wait_days=0.0, surge=None)
        for one in facilities
    ]
