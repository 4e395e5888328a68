"""What luck decides of callers: keyed by the person (or the background's key), place and service.

The same talk is as long in every arm, and a caller's patience does not hang on who else calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from simenv.columns import B1, F8, I4, I8, U8
from simenv.draws import Luck, Stream
from simenv.rows import DAY
from simenv.service import Facility

MINUTE = 60_000_000
"""Microseconds in a minute."""

_WHATS = ("way", "talk", "patience", "taken", "turned-back", "follow-up", "kept", "risk", "at")
#: A stream without a name: its draws for `person ^ name` are those of the named stream for
#: `person`, so that callers of several services are drawn in one go.
_UNNAMED = Stream(np.uint64(0))
#: Half the width of each of the four uniforms of a bell with standard deviation 1.
_HALF = 0.5 * 3.0**0.5
#: Longer than any run, and far from the end of the integers.
_LONGEST = 2.0**60
#: A weight of nothing: loses to any real one, without a division by zero.
_NO_WEIGHT = 1e-290
#: A clock that never wins.
_NEVER = np.inf

#: Assumed, as nothing public tells it: the risk of those who call and are not simulated (none,
#: passive, active, plan), for services that answer the graver risk first.
OTHERS_AT_RISK = (0.45, 0.25, 0.22, 0.08)
_OTHERS_UPTO = np.cumsum(OTHERS_AT_RISK[:-1])


class Lots:
    """The luck of callers of several services. `which` is a service's position, or one a caller.

    `person` and `place` are keys (U8) of one shape; results have it too. Times in microseconds.
    """

    def __init__(self, facilities: Sequence[Facility], luck: Luck) -> None:
        self._keys = {
            what: np.array(
                [luck.stream(f"service/{f.name}/{what}").key for f in facilities], np.uint64
            )
            for what in _WHATS
        }
        self._talk = _each(facilities, _log_scale)
        self._sigma = _each(
            facilities, lambda f: -1.0 if f.service_sigma is None else f.service_sigma
        )
        self._patience = _each(facilities, lambda f: f.patience_minutes * MINUTE)
        self._taken = _each(facilities, lambda f: f.takes_new)
        self._turned_back = _each(facilities, lambda f: f.turned_back)
        self._follow_up = _each(facilities, lambda f: f.follow_up)
        self._follow_after = np.rint(_each(facilities, lambda f: f.follow_up_days) * DAY)
        self._no_show = _each(facilities, lambda f: f.no_show)
        self._weight = np.maximum(_each(facilities, lambda f: f.weight), _NO_WEIGHT)

    def chosen(self, candidates: B1, person: U8, place: U8) -> I4:
        """Which service each asks, by weight: shape (n,), -1 where none is a candidate.

        `candidates` has shape (services, n). A race with one clock a service: adding a service
        moves people only to it.
        """
        keys = self._keys["way"][:, None]
        clocks = -np.log(_UNNAMED.uniform(person ^ keys, place)) / self._weight[:, None]
        clocks = np.where(candidates, clocks, _NEVER)
        first = clocks.argmin(axis=0)
        return np.where(candidates.any(axis=0), first, -1).astype(np.int32)

    def talk(self, which: I4 | int, person: U8, place: U8) -> I8:
        """How long a talk takes, at least 1: log-normal, or exponential.

        The normal score is the house's bell of four uniforms, equal on every machine; the scale is
        such that the mean is met exactly.
        """
        keys = person ^ self._keys["talk"][which]
        sigma = self._sigma[which]
        log = np.where(sigma < 0, _log_exponential(keys, place), sigma * _UNNAMED.bell(keys, place))
        return _whole(np.exp(self._talk[which] + log))

    def patience(self, which: I4 | int, person: U8, place: U8) -> I8:
        """How long each would wait, at least 1: exponential."""
        u = self._uniform("patience", which, person, place)
        return _whole(-np.log(u) * self._patience[which])

    def taken(self, which: I4 | int, person: U8, place: U8) -> B1:
        """Whether a book takes them."""
        return self._uniform("taken", which, person, place) < self._taken[which]

    def turned_back(self, which: I4 | int, person: U8, place: U8) -> B1:
        """Whether they do not ask after all."""
        return self._uniform("turned-back", which, person, place) < self._turned_back[which]

    def called_back(self, which: I4 | int, person: U8, place: U8) -> I8:
        """How long after the talk they are called back; -1 for not at all."""
        called = self._uniform("follow-up", which, person, place) < self._follow_up[which]
        return np.where(called, self._follow_after[which], -1).astype(np.int64)

    def kept(self, which: I4 | int, person: U8, place: U8) -> B1:
        """Whether they are there, for an appointment or a call back."""
        return self._uniform("kept", which, person, place) >= self._no_show[which]

    def risk(self, which: I4 | int, person: U8, place: U8) -> I8:
        """The risk of callers of the background, by `OTHERS_AT_RISK`."""
        u = self._uniform("risk", which, person, place)
        return np.searchsorted(_OTHERS_UPTO, u, side="right").astype(np.int64)

    def at(self, which: I4 | int, person: U8, place: U8) -> F8:
        """When callers of the background call, as a share of their hour."""
        return self._uniform("at", which, person, place)

    def _uniform(self, what: str, which: I4 | int, person: U8, place: U8) -> F8:
        return _UNNAMED.uniform(person ^ self._keys[what][which], place)


def _each(facilities: Sequence[Facility], number: Callable[[Facility], float]) -> F8:
    return np.array([number(f) for f in facilities], np.float64)


def _log_scale(facility: Facility) -> float:
    """The logarithm of what a talk's exponential or log-normal factor is multiplied with."""
    log = np.log(facility.service_minutes * MINUTE)
    if not facility.service_sigma:
        return float(log)
    # The mean of exp(sigma x bell): each of four uniforms has the mean sinh(h) / h.
    half = facility.service_sigma * _HALF
    return float(log - 4.0 * np.log(np.sinh(half) / half))


def _log_exponential(keys: U8, place: U8) -> F8:
    """The logarithm of an exponential of mean 1."""
    found: F8 = np.log(-np.log(_UNNAMED.uniform(keys, place)))
    return found


def _whole(times: F8) -> I8:
    """Microseconds, at least 1."""
    found: I8 = np.rint(np.minimum(np.maximum(times, 1.0), _LONGEST)).astype(np.int64)
    return found
