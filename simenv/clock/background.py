"""The demand of callers who are not simulated: Poisson, hour by hour, by keyed luck.

The number of an hour is the quantile of its Poisson distribution at one keyed uniform, and caller k
of an hour has a time, a talk and a patience of their own. So more demand adds callers and moves
none, and all arms of one population meet the same callers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from simenv.clock.caller import Caller
from simenv.clock.lots import Lots
from simenv.clock.staffing import replicate_key
from simenv.columns import F8, I8, U8
from simenv.draws import Luck, slot
from simenv.life.hours import WEEK
from simenv.rows import DAY, HOUR
from simenv.service import Facility

_DAY_HOURS = np.arange(24)
#: Standard deviations of a Poisson number that its table reaches beyond the mean, and more.
_REACH = 12.0
_SOME = 30
#: Callers that are drawn at a time, or so; which makes no difference to any of them.
_AT_ONCE = 2_000


def hourly(facility: Facility, a_day: float, days: int) -> F8:
    """Callers expected in each hour of a run, shape (24 x days,), if `a_day` come on average."""
    hours = np.arange(24 * days)
    rates: F8 = a_day / 24.0 * facility.demand[hours % WEEK]
    surge = facility.surge
    if surge is not None:
        day = hours // 24
        inside = (day >= surge.from_day) & (day < surge.from_day + surge.days)
        rates = np.where(inside, rates * surge.times, rates)
    return rates


class Background:
    """Callers of one service in one population, in order of time.

    `which` is the position of the service, `rates` (hours of the run,) from `hourly`.
    """

    def __init__(
        self, name: str, which: int, *, lots: Lots, luck: Luck, replicate: int, rates: F8
    ) -> None:
        self._which = which
        self._lots = lots
        self._numbers = luck.stream(f"service/{name}/others")
        self._key = replicate_key(replicate)
        self._rates = rates

    def __iter__(self) -> Iterator[Caller]:
        """All callers of the run; some days are drawn at a time, when the first of them comes."""
        days = len(self._rates) // 24
        a_day = float(self._rates.sum()) / days
        at_once = max(1, int(_AT_ONCE / max(a_day, 1.0)))
        for first in range(0, days, at_once):
            yield from self._days(np.arange(first, min(first + at_once, days)))

    def _days(self, days: I8) -> list[Caller]:
        """Callers of some days, one after the other."""
        days, hours = np.repeat(days, 24), np.tile(_DAY_HOURS, len(days))
        u = self._numbers.uniform(self._key, slot(days, hours))
        counts = poisson(self._rates[24 * days + hours], u)
        number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        day, hour = np.repeat(days, counts), np.repeat(hours, counts)
        place, key = slot(day, hour, number), np.repeat(self._key, len(number))
        share = self._lots.at(self._which, key, place)
        at = day * DAY + hour * HOUR + (share * HOUR).astype(np.int64)
        ranked = np.argsort(at, kind="stable")
        return self._callers(at[ranked], key, place[ranked])

    def _callers(self, at: I8, key: U8, place: U8) -> list[Caller]:
        lots, which = self._lots, self._which
        columns = zip(
            at.tolist(),
            lots.risk(which, key, place).tolist(),
            lots.talk(which, key, place).tolist(),
            lots.patience(which, key, place).tolist(),
            lots.taken(which, key, place).tolist(),
            strict=True,
        )
        # Others go before own callers of the same moment, and by number among themselves.
        return [Caller(t, (0, n), *rest) for n, (t, *rest) in enumerate(columns)]


def poisson(means: F8, u: F8) -> I8:
    """The quantiles at `u` of Poisson numbers with these means, shape as given."""
    found = np.zeros(len(means), np.int64)
    for mean in np.unique(means).tolist():
        alike = means == mean
        low, shares = _table(mean)
        found[alike] = low + np.searchsorted(shares, u[alike])
    return found


@lru_cache(maxsize=1024)
def _table(mean: float) -> tuple[int, F8]:
    """The least number worth a thought, and the distribution function from there on.

    Logarithms, as the chance of nobody underflows in a busy hour.
    """
    if mean <= 0.0:
        return 0, np.ones(1)
    reach = _REACH * mean**0.5 + _SOME
    low, high = max(0, int(mean - reach)), int(mean + reach)
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, high + 1)))])
    numbers = np.arange(low, high + 1)
    return low, np.cumsum(np.exp(numbers * np.log(mean) - mean - factorials[low:]))
