"""Who asks a service, what luck has in store for them there, and how they are let go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.calls import Received
from simenv.vocabulary import Reception

#: One caller let go: at, row, service, reception, free at, due at, due kept.
_Exit = tuple[int, int, int, int, int, int, bool]


@dataclass(slots=True, eq=False)
class Own:
    """What only a simulated person has; times in microseconds.

    `service` is the position of the service, -1 if none is for them. `due_after` is how long after
    the talk they are called back, -1 for not at all.
    """

    row: int
    service: int
    least_next: int
    turned_back: bool
    due_after: int
    kept: bool


@dataclass(slots=True, eq=False)
class Caller:
    """Somebody who asks one service at `at`; luck decided the rest before.

    `order` ranks those of equal time and urgency: others before own callers, then by key. `taken`
    is whether a book takes them. `own` is None for the background. Microseconds.
    """

    at: int
    order: tuple[int, ...]
    risk: int
    talk: int
    patience: int
    taken: bool
    own: Own | None = None
    waiting: bool = False


class Exits:
    """Own callers who were let go, and how far the clock may run because of it.

    Whoever is let go may come to ask again, at the least `delay` after they are free and after
    their `least_next`. The clock must not pass that moment before they have been filed again.
    """

    def __init__(self, delay: int) -> None:
        self.bound = 0
        self._delay = delay
        self._found: list[_Exit] = []

    def add(
        self,
        own: Own,
        reception: Reception,
        at: int,
        *,
        free_at: int,
        due_at: int = -1,
        kept: bool = False,
    ) -> None:
        """Let somebody go at `at`, who is free at `free_at`; microseconds of life."""
        self.bound = min(self.bound, max(free_at, own.least_next) + self._delay)
        self._found.append((at, own.row, own.service, int(reception), free_at, due_at, kept))

    def taken(self) -> Received:
        """Everybody who was let go since this was last asked, by time, then row."""
        found, self._found = sorted(self._found), []
        columns = zip(*found, strict=True) if found else [()] * 7
        at, row, service, reception, free_at, due_at, kept = columns
        return Received(
            row=np.array(row, np.int64),
            service=np.array(service, np.int8),
            reception=np.array(reception, np.int8),
            at=np.array(at, np.int64),
            free_at=np.array(free_at, np.int64),
            due_at=np.array(due_at, np.int64),
            due_kept=np.array(kept, np.bool_),
        )
