"""What a policy knows of a request: what its detector reads, what it remembers, the message."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import I4, I8
from simenv.detector import Detector
from simenv.exchange import Requests, View
from simenv.rows import DAY

#: Columns that a view has from the request as they are.
_SHARED = tuple(name for name in View.specs() if name in Requests.specs())


@dataclass(frozen=True, kw_only=True)
class Remembers:
    """For how many microseconds earlier refusals and referrals are remembered; 0 is not at all."""

    refusals: int = 0
    referrals: int = 0


#: No memory at all.
NOTHING = Remembers()


def remembers(refusals: float | None, referrals: float | None) -> Remembers:
    """A memory out of durations in days; None is no memory."""
    return Remembers(refusals=_span(refusals), referrals=_span(referrals))


def view(requests: Requests, detector: Detector | None, remembers: Remembers) -> View:
    """The view of `requests` through a detector and a memory; shares arrays with `requests`.

    Without a detector no risk is seen; what is not remembered counts 0.
    """
    length = len(requests)
    seen = np.zeros(length, np.int8) if detector is None else detector.read(requests.risk_signal)
    return View(
        risk_seen=seen,
        refusals=_within(requests.refusal_ages, remembers.refusals),
        referrals=_within(requests.referral_ages, remembers.referrals),
        **{name: getattr(requests, name) for name in _SHARED},
    )


def column_of(
    requests: Requests,
    rows: I8 | slice,
    column: str,
    detector: Detector | None,
    remembers: Remembers,
) -> NDArray[Any]:
    """One column of the view of the requests at `rows`: what a table of rules looks at."""
    if column == "risk_seen":
        read = requests.risk_signal[rows]
        return np.zeros(len(read), np.int8) if detector is None else detector.read(read)
    if column == "refusals":
        return _within(requests.refusal_ages[rows], remembers.refusals)
    if column == "referrals":
        return _within(requests.referral_ages[rows], remembers.referrals)
    found: NDArray[Any] = getattr(requests, column)[rows]
    return found


def guarded(seen: View) -> View:
    """A copy that cannot be written to and shares nothing: what code of others is given."""
    copies = {name: array.copy() for name, array in seen.arrays().items()}
    for copied in copies.values():
        copied.flags.writeable = False
    return dataclasses.replace(seen, **copies)


def _span(days: float | None) -> int:
    return 0 if days is None else round(days * DAY)


def _within(ages: I8, span: int) -> I4:
    """How many of the ages of each row, shape (n, 8), lie within the span."""
    if not span:
        return np.zeros(len(ages), np.int32)
    # Eight truth values are one word: counting its bits is ten times quicker than adding them up.
    words = (ages <= span).view(np.uint64)
    return np.bitwise_count(words).astype(np.int32).ravel()
