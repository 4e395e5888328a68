"""First events seen through censoring: what each person adds to an estimate.

Only a failed call censors (law 5). Within a persona the estimate is Aalen's and Johansen's (1978)
for the share who have met an event of one cause by a time, and the area under Kaplan's and Meier's
curve for the mean time before any event. Each person's *pseudo-observation* is n times the estimate
with them less n - 1 times that without them (Andersen, Klein & Rosthøj 2003): averages, paired
differences and their intervals are then those of plain numbers. Where nobody of a persona was
censored, it is the plain 0 or 1, or the plain time, to the last bit.

The assumption: within a persona, whoever was censored would have gone on as those still in sight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simenv.columns import F8, I8
from simenv.stats.strata import Strata, block_sum

#: Status of a person: 0 while censored or never met it, else the number of the cause from 1.
Status = NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class Firsts:
    """First events of n persons.

    `at` is when the event or the censoring was, in microseconds; the last instant of an integer
    where neither was. `status` is 0 for no event, else the cause from 1; `censored` marks who was
    lost before an event.
    """

    at: I8
    status: Status
    censored: NDArray[np.bool_]

    def cut(self, start: int, end: int) -> Firsts:
        """The persons from `start` to before `end`."""
        mine = slice(start, end)
        return Firsts(at=self.at[mine], status=self.status[mine], censored=self.censored[mine])


#: Later than any horizon.
NEVER = np.iinfo(np.int64).max


def firsts(times: list[I8], censored_at: I8) -> Firsts:
    """The first of several events, whose times are -1 where there was none; ties go to the first.

    Persons are out of sight after `censored_at`, -1 if never; what happens at that very moment was
    seen.
    """
    stacked = np.stack([np.where(at < 0, NEVER, at) for at in times])
    earliest = stacked.min(axis=0)
    lost = np.where(censored_at < 0, NEVER, censored_at)
    met = (earliest < NEVER) & (earliest <= lost)
    cause = (stacked.argmin(axis=0) + 1).astype(np.int8)
    return Firsts(
        at=np.minimum(earliest, lost),
        status=np.where(met, cause, 0).astype(np.int8),
        censored=~met & (lost < NEVER),
    )


def share_by(found: Firsts, cause: int, times: I8, strata: Strata) -> F8:
    """Pseudo-observations [n, len(times)] of having met `cause` by each time; 0 for any cause."""
    plain = found.status[:, None] == cause if cause else found.status[:, None] > 0
    values = (plain & (found.at[:, None] <= times)).astype(np.float64)
    for k in strata.counted:
        start, end = strata.edges[k], strata.edges[k + 1]
        mine = found.cut(start, end)
        if mine.censored.any() and end - start > 1:
            values[start:end] = _jackknifed(_Curve.of(mine, cause), times)
    return values


def time_until(found: Firsts, horizon: int, strata: Strata) -> F8:
    """Pseudo-observations [n] of the time before any event, at most `horizon` (microseconds)."""
    waited = np.where(found.status > 0, np.minimum(found.at, horizon), horizon)
    values: F8 = waited.astype(np.float64)
    for k in strata.counted:
        start, end = strata.edges[k], strata.edges[k + 1]
        mine = found.cut(start, end)
        if mine.censored.any() and end - start > 1:
            values[start:end] = _jackknifed_time(_Curve.of(mine, 0), horizon)
    return values


@dataclass(frozen=True, kw_only=True)
class _Curve:
    """The estimates of one persona over its m distinct times, with everybody and with one fewer.

    `place` [n] is each person's time, `own` and `own_any` [n] whether they met the cause, and any
    event, there. Suffix `less` is what holds, up to and with a time, for whoever is still at risk
    there and left out: one fewer at risk and nothing else.
    """

    times: I8
    place: NDArray[np.intp]
    own: F8
    own_any: F8
    risk: F8
    events: F8
    events_any: F8

    @classmethod
    def of(cls, found: Firsts, cause: int) -> _Curve:
        times, place = np.unique(found.at, return_inverse=True)
        own_any = (found.status > 0).astype(np.float64)
        own = (found.status == cause).astype(np.float64) if cause else own_any
        leaving = np.bincount(place, minlength=len(times))
        return cls(
            times=times,
            place=place,
            own=own,
            own_any=own_any,
            risk=(len(place) - np.cumsum(leaving) + leaving).astype(np.float64),
            events=_summed(own, place, len(times)),
            events_any=_summed(own_any, place, len(times)),
        )

    def survival(self, fewer: float = 0.0) -> F8:
        """Free of any event after each time, of so many fewer at risk."""
        risk: F8 = np.maximum(self.risk - fewer, 1.0)
        stays: F8 = np.maximum(1.0 - self.events_any / risk, 0.0)
        return np.multiply.accumulate(stays)

    def incidence(self, fewer: float = 0.0) -> F8:
        """Met the cause by each time, of so many fewer at risk."""
        before = np.concatenate(((1.0,), self.survival(fewer)[:-1]))
        found: F8 = np.cumsum(before * self.events / np.maximum(self.risk - fewer, 1.0))
        return found

    def without(self) -> tuple[F8, F8, F8]:
        """Each person left out [n]: survival before and after their time, incidence after it."""
        survival = np.concatenate(((1.0,), self.survival(1.0)))[self.place]
        incidence = np.concatenate(((0.0,), self.incidence(1.0)))[self.place]
        # The last one at risk, left out, leaves nobody: nothing happens to nobody.
        risk = np.maximum(self.risk[self.place] - 1.0, 1.0)
        after = survival * (1.0 - (self.events_any[self.place] - self.own_any) / risk)
        met = incidence + survival * (self.events[self.place] - self.own) / risk
        return survival, after, met


def _summed(values: F8, place: NDArray[np.intp], length: int) -> F8:
    """The total of the values [n] at each of so many places."""
    found: F8 = np.bincount(place, values, length).astype(np.float64)
    return found


def _jackknifed(curve: _Curve, times: I8) -> F8:
    """What each person adds to the incidence by each time, [n, len(times)].

    Shifted by what rounds in the jackknife, so that their mean is the estimate itself.
    """
    n = len(curve.place)
    whole, left = curve.incidence(), curve.survival()
    _, after, met = curve.without()
    at = np.searchsorted(curve.times, times, side="right") - 1
    overall = np.where(at >= 0, whole[np.maximum(at, 0)], 0.0)
    # Up to their own time one fewer was at risk; beyond it, risk and events are those of all.
    early = np.concatenate(((0.0,), curve.incidence(1.0)))[at + 1]
    still = left[curve.place]
    share = np.divide(after, still, out=np.zeros(n), where=still > 0)
    late = met[:, None] + share[:, None] * (overall - whole[curve.place][:, None])
    without = np.where(at < curve.place[:, None], early, late)
    return _centred(n * overall - (n - 1) * without, overall)


def _jackknifed_time(curve: _Curve, horizon: int) -> F8:
    """What each person adds to the restricted mean time, [n]."""
    n = len(curve.place)
    ends = np.minimum(np.append(curve.times, NEVER), horizon)
    length = np.diff(np.concatenate(((0,), ends))).astype(np.float64)
    left = curve.survival()
    # Area up to each time, under the curve of all and of one fewer at risk.
    area = np.concatenate(((0.0,), np.cumsum(np.concatenate(((1.0,), left)) * length)))
    fewer = np.concatenate(((1.0,), curve.survival(1.0)))
    area_less = np.concatenate(((0.0,), np.cumsum(fewer * length)))
    _, after, _ = curve.without()
    still = left[curve.place]
    share = np.divide(after, still, out=np.zeros(n), where=still > 0)
    mine = curve.place + 1
    # Where all at risk left with this person, the curve without them goes on level or at 0.
    beyond = np.where(still > 0, share * (area[-1] - area[mine]), after * length[mine])
    without = area_less[mine] + beyond
    return _centred((n * area[-1] - (n - 1) * without)[:, None], area[-1:])[:, 0]


def _centred(values: F8, means: F8) -> F8:
    """Values [n, m] moved so that each column has the mean it should."""
    found = np.array([block_sum(column) for column in values.T]) / len(values)
    return values - found + means
