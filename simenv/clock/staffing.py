"""How many servers are on duty, hour by hour, and how many it takes to answer a given share."""

from __future__ import annotations

import numpy as np

from simenv.clock.erlang import impatient
from simenv.columns import B1, F8, I8, U8
from simenv.draws import Stream, name_key, slot
from simenv.life.hours import WEEK
from simenv.service import Facility, Way

#: The solver stops when the full staff is known to this share of itself.
_EXACT = 1e-9
_MINUTES = 60.0


def replicate_key(replicate: int) -> U8:
    """The key for luck of what belongs to a population and to nobody in it, shape (1,).

    It is equal in all arms of that population.
    """
    return np.array([name_key(f"replicate/{replicate}")], np.uint64)


def on_duty(wanted: F8, luck: Stream, replicate: int, days: int) -> I8:
    """Servers in each hour of the run, shape (24 x days,).

    `wanted` (168,) is real: .4 is one server in 40 % of the hours, by the luck of the hour.
    """
    hours = np.arange(24 * days)
    exact = wanted[hours % WEEK]
    u = luck.uniform(replicate_key(replicate), slot(hours // 24, hours % 24))
    whole = np.floor(exact)
    found: I8 = (whole + (u < exact - whole)).astype(np.int64)
    return found


def opens(facility: Facility) -> B1:
    """Whether the service is open, by hour of the week, shape (168,)."""
    found: B1 = facility.staffing > 0
    return found


def answered_share(facility: Facility, servers: float, demand: float) -> float:
    """The share answered by a full staff of `servers`, of `demand` callers a day on average.

    Each hour is in the steady state of Erlang A for its own demand and staff (of fractions, the
    mean over hours with one server more and hours without), and counts by its demand. Hours in
    which the service is closed do not count. `ValueError` if it is never open.
    """
    hours, weights = _kinds_of_hours(facility)
    answered = 0.0
    for (shape, staffing), weight in zip(hours, weights, strict=True):
        answered += weight * _hour(facility, servers * staffing, demand * shape / 24.0)
    return answered


def servers_for(facility: Facility, demand: float) -> float:
    """The full staff that answers `facility.answering` of `demand` callers a day on average.

    Where nobody calls a line, it is the staff with which a single caller would be answered with
    that chance. A book has appointments for that share of those whom it takes at all.
    `ValueError` if the share is not within 0 and 1 (only a book may have 1), or the service is
    never open.
    """
    wanted, booked = facility.answering, facility.way is Way.BOOK
    if wanted is None or not (0.0 < wanted < 1.0 or (booked and wanted == 1.0)):
        raise ValueError(f"{facility.name}: no staff answers a share of {wanted}")
    if booked:
        return wanted * facility.takes_new * demand / _full_days(facility)
    low, high = 0.0, 1.0
    while answered_share(facility, high, demand) < wanted:
        low, high = high, 2.0 * high
    while high - low > _EXACT * high:
        middle = 0.5 * (low + high)
        if answered_share(facility, middle, demand) < wanted:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def full_staff_by_day(facility: Facility) -> F8:
    """How much of the full staff of a book is there on each day of the week, shape (7,).

    A day's staff is that of its best staffed hour.
    """
    found: F8 = facility.staffing.reshape(7, 24).max(axis=1)
    return found


def _full_days(facility: Facility) -> float:
    """How much of a full day's staff a day has on average."""
    days = float(full_staff_by_day(facility).mean())
    if days == 0.0:
        raise ValueError(f"{facility.name} is never open")
    return days


def _kinds_of_hours(facility: Facility) -> tuple[list[tuple[float, float]], list[float]]:
    """Open hours that are alike in demand and staff, and the share of the demand in them."""
    is_open = opens(facility)
    if not is_open.any():
        raise ValueError(f"{facility.name} is never open")
    pairs = np.stack([facility.demand[is_open], facility.staffing[is_open]], axis=1)
    kinds, counts = np.unique(pairs, axis=0, return_counts=True)
    weights = kinds[:, 0] * counts
    if not weights.any():
        weights = counts.astype(np.float64)
    shares = weights / weights.sum()
    return [(float(d), float(s)) for d, s in kinds], shares.tolist()


def _hour(facility: Facility, servers: float, an_hour: float) -> float:
    """The share answered in hours with that staff, a real number, and so many callers."""
    whole = int(servers)
    part = servers - whole
    minute = an_hour / _MINUTES
    talk, patience = facility.service_minutes, facility.patience_minutes
    fewer = impatient(minute, talk, patience, whole).answered
    if part == 0.0:
        return fewer
    return fewer + part * (impatient(minute, talk, patience, whole + 1).answered - fewer)
