"""Which service a person asks: one of those of the channel that are for people like them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from simenv.calls import Calls
from simenv.clock.lots import Lots
from simenv.columns import B1, I4
from simenv.service import Facility

_Codes = NDArray[np.signedinteger]


class Choosing:
    """The choice among some services, by eligibility, then weight with keyed luck.

    Whom the assistant hands over goes to a desk that is for them, else like everybody else to a
    service of the channel, never to a desk.
    """

    def __init__(self, facilities: Sequence[Facility], lots: Lots) -> None:
        self._lots = lots
        self._allowed = (
            _named([f.regions for f in facilities], np.int32),
            _named([f.languages for f in facilities], np.int32),
            _named([f.ages for f in facilities], np.int8),
        )
        self._channel = np.array([int(f.channel) for f in facilities], np.int8)[:, None]
        self._desk = np.array([f.handoffs for f in facilities], np.bool_)[:, None]
        self._weighed = np.array([f.weight > 0 for f in facilities], np.bool_)[:, None]

    def service(self, calls: Calls) -> I4:
        """The position of the service that each asks; -1 if none is for them."""
        fit = self._weighed & self._eligible(calls)
        desks = fit & self._desk & calls.handed
        lines = fit & ~self._desk & (self._channel == calls.channel)
        return self._lots.chosen(np.where(desks.any(axis=0), desks, lines), calls.key, calls.place)

    def _eligible(self, calls: Calls) -> B1:
        """Whether each service is for each person, shape (services, n)."""
        found = np.ones((len(self._channel), len(calls)), np.bool_)
        asked = (calls.region, calls.language, calls.age)
        for values, of_services in zip(asked, self._allowed, strict=True):
            for which, allowed in of_services:
                # For few callers and few values much quicker than `np.isin`.
                found[which] &= (values == allowed).any(axis=0)
        return found


def _named(allowed: Sequence[tuple[int, ...]], dtype: DTypeLike) -> list[tuple[int, _Codes]]:
    """The services that are not for everyone, and for which codes they are, shape (codes, 1)."""
    pairs = enumerate(np.array(codes, dtype)[:, None] for codes in allowed)
    return [(which, codes) for which, codes in pairs if len(codes)]
