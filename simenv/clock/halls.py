"""The halls of all crowds: each crowd has services of its own, and a time of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv.calls import Calls, Received
from simenv.clock.hall import Hall
from simenv.clock.staffing import servers_for
from simenv.columns import B1, F8, I4, I8
from simenv.draws import Luck
from simenv.rows import DAY, LoadRows
from simenv.service import Facility


@dataclass(kw_only=True)
class Halls:
    """One hall a crowd. No crowd waits for another, so each runs as far as its own people allow."""

    halls: Sequence[Hall]
    horizon: int

    @classmethod
    def of(
        cls,
        facilities: Sequence[Facility],
        *,
        luck: Luck,
        replicates: I4,
        people: I4,
        reference: F8,
        days: int,
        delay: int,
    ) -> Halls:
        """Halls for crowds of so many `people`, each a replicate; arguments as those of `Hall`."""
        staffed = {
            size: [
                _staffed(one, size * own) for one, own in zip(facilities, reference, strict=True)
            ]
            for size in set(people.tolist())
        }
        halls = [
            Hall(
                staffed[size],
                luck=luck,
                replicates=np.array([replicate], np.int32),
                people=np.array([size], np.int32),
                reference=reference,
                days=days,
                delay=delay,
            )
            for replicate, size in zip(replicates.tolist(), people.tolist(), strict=True)
        ]
        return cls(halls=halls, horizon=days * DAY)

    @property
    def now(self) -> I8:
        """How far time has come in each crowd, shape (crowds,)."""
        return np.array([hall.now for hall in self.halls], np.int64)

    def file(self, calls: Calls) -> None:
        """Take calls to the services of their crowds."""
        order = np.argsort(calls.crowd, kind="stable")
        edges = np.flatnonzero(np.diff(calls.crowd[order])) + 1
        for some in np.split(order, edges):
            if len(some):
                mine, crowd = calls.take(some), int(calls.crowd[some[0]])
                mine.crowd[:] = 0
                self.halls[crowd].file(mine)

    def run(self, ready: B1, until: I8) -> Received:
        """Let time go on in crowds that are `ready`, each to `until` at most; who was let go."""
        found = [
            self.halls[crowd].run(int(until[crowd])) for crowd in np.flatnonzero(ready).tolist()
        ]
        return Received.joined([one for one in found if len(one)])

    def loads(self) -> list[LoadRows]:
        """How each crowd loaded its services."""
        return [rows for hall in self.halls for rows in hall.loads()]


def _staffed(facility: Facility, own: float) -> Facility:
    """A service with the staff that answers the share it is to answer of the reference demand."""
    if facility.answering is None:
        return facility
    servers = servers_for(facility, own / facility.share_of_demand)
    return replace(facility, servers=servers, answering=None)
