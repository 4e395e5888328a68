"""Stations as they must not be: each breaks one law of the hall, and its check must say so."""

from __future__ import annotations

from typing import Any

import numpy as np

from simenv.clock.caller import Caller, Exits, Own
from simenv.clock.hall import Hall
from simenv.clock.line import Line
from simenv.clock.moments import Event, Kind, Moment
from simenv.vocabulary import Reception


class _LastFirst(Line):
    def _rank(self, caller: Caller) -> tuple[int, ...]:
        return (0, -caller.at, *caller.order)


class LastFirst(Hall):
    """Who came last is answered first."""

    line = _LastFirst


class _GraveLast(Line):
    def _rank(self, caller: Caller) -> tuple[int, ...]:
        return (caller.risk if self._triage else 0, caller.at, *caller.order)


class GraveLast(Hall):
    """Triage upside down."""

    line = _GraveLast


class _Losing(Line):
    def _wait(self, caller: Caller) -> None:
        if self._queue:
            return
        super()._wait(caller)


class Losing(Hall):
    """Whoever would have to queue behind somebody is forgotten."""

    line = _Losing


class _Gone(Line):
    def _end(self, event: Event) -> None:
        if int(self._clock.now) % 3:
            super()._end(event)


class Gone(Hall):
    """Some servers never return from a talk."""

    line = _Gone


class _LuckByOrder(Line):
    def __init__(self, *args: Any, **named: Any) -> None:
        self._luck = np.random.default_rng(1)
        super().__init__(*args, **named)

    def arrive(self, caller: Caller) -> None:
        caller.talk = 1 + int(self._luck.exponential(caller.talk))
        super().arrive(caller)


class LuckByOrder(Hall):
    """How long a talk takes hangs on who else called before."""

    line = _LuckByOrder


class _PatienceAnew(Line):
    def _hang_up(self, event: Event) -> None:
        caller = event.value
        if caller is not None and self._clock.now == caller.at + caller.patience:
            later = int(self._clock.now) + caller.patience
            Moment(self._clock, later, Kind.HANG_UP, self._hang_up, caller)
        else:
            super()._hang_up(event)


class PatienceAnew(Hall):
    """Patience starts anew when it is over."""

    line = _PatienceAnew


class _Eager(Exits):
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
        bound = self.bound
        super().add(own, reception, at, free_at=free_at, due_at=due_at, kept=kept)
        self.bound = bound


class Eager(Hall):
    """The clock runs on past the moment at which somebody could ask again."""

    exits = _Eager


class ByFiling(Hall):
    """Whoever is filed first is ahead of others of the same moment."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._number = 0

    def _callers(self, calls: Any) -> Any:
        for own, caller in super()._callers(calls):
            self._number += 1
            caller.order = (1, self._number)
            yield own, caller


class OthersOfTheArm(Hall):
    """Every crowd has a background of its own, also where the population is the same."""

    def __init__(self, facilities: Any, *, replicates: Any, **named: Any) -> None:
        super().__init__(facilities, replicates=np.arange(len(replicates)), **named)
