"""An evaluator whose rows have luck of their own, so that noise looks like effects."""

from __future__ import annotations

from dataclasses import dataclass, replace

from simenv.columns import F8
from simenv.draws import Luck
from simenv.sensitivity.evaluating import Job
from simenv.world import World


@dataclass(frozen=True, kw_only=True)
class OwnLuck(Job):
    """Draws the luck of each row anew."""

    def world(self, row: F8) -> World:
        return replace(super().world(row), luck=Luck(hash(row.tobytes()) % 2**32, 0))
