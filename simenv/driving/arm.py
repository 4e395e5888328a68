"""Arms: a policy throughout, or a schedule of policies, each from a day on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import I8
from simenv.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Arm:
    """What persons meet from entry on: the policies in turn, each with the day it begins.

    The first part begins on day 0, the others later, in order.
    """

    name: str
    parts: tuple[tuple[int, Policy], ...]

    @classmethod
    def of(cls, policy: Policy) -> Arm:
        """The arm of one policy throughout, under its own name."""
        return cls(name=policy.name, parts=((0, policy),))

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies in turn."""
        return tuple(policy for _, policy in self.parts)

    def parts_at(self, day: I8) -> I8:
        """Which part holds on each of these days since entry; shape as given."""
        starts = np.array([start for start, _ in self.parts])
        return np.searchsorted(starts, day, side="right") - 1
