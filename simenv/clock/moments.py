"""The seam to SimPy: moments of integer microseconds.

Moments that coincide happen in the order of their kinds, not in the order in which they were
planned, so that nothing hangs on who was filed first.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from simpy import Environment, Event
from simpy.events import EventPriority

__all__ = ["Environment", "Event", "Kind", "Moment"]


class Kind(IntEnum):
    """What comes first within a microsecond."""

    DUTY = 0  # the hour strikes and the staff changes
    END = 1  # a talk ends
    HANG_UP = 2  # patience ends; who was answered in the same microsecond was in time
    OTHERS = 3  # a caller of the background arrives
    OWN = 4  # a simulated person asks


class Moment(Event):
    """Something that will happen at `at`: `does` is called with this event, then it is over.

    As `simpy.Timeout`, but with an order of its own among what coincides.
    """

    def __init__(
        self,
        clock: Environment,
        at: int,
        kind: Kind,
        does: Callable[[Event], None],
        value: Any = None,
    ) -> None:
        self.env = clock
        self.callbacks = [does]
        self._ok = True
        self._value = value
        clock.schedule(self, _PRIORITY[kind], at - clock.now)


#: SimPy's own scale goes on upwards: 0 is its `URGENT`, 1 its `NORMAL`.
_PRIORITY = [EventPriority(int(kind)) for kind in Kind]
