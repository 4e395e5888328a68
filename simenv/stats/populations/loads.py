"""How the referrals of an arm load the services, and what that does to everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv.columns import F8
from simenv.rows import DAY, HOUR, LoadRows
from simenv.stats.outcome import Kind
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.estimate import Apart, Column, Level, apart, level, per
from simenv.stats.populations.requests import Requests
from simenv.stats.populations.ways import Books

_MINUTE = HOUR // 60


@dataclass(frozen=True, kw_only=True)
class LoadMeasure:
    """One number of a service in a population, a total over a total.

    `over` and `under` are columns of the loads, summed over the days; `under` empty is one day.
    `booked` is what it is called of a book, and None where it is not told of one; `lines` says
    whether it is told of lines.
    """

    name: str
    label: str
    formula: str
    kind: Kind
    over: tuple[str, ...]
    under: tuple[str, ...] = ()
    unit: str = "of 100"
    scale: float = 1.0
    booked: str | None = None
    lines: bool = True

    def told_of(self, *, book: bool) -> bool:
        """Whether it is told of a book, or of a line."""
        return self.booked is not None if book else self.lines


#: What is told of each service.
LOADS: tuple[LoadMeasure, ...] = (
    LoadMeasure(
        name="own_a_day",
        label="Own callers a day",
        formula="simulated persons who asked the service, per day",
        kind="count",
        over=("asked",),
        unit="a day",
        booked="Own callers a day",
    ),
    LoadMeasure(
        name="others_a_day",
        label="Background callers a day",
        formula="background callers of the service, per day",
        kind="count",
        over=("others_asked",),
        unit="a day",
        booked="Background callers a day",
    ),
    LoadMeasure(
        name="own_share",
        label="Share of all callers that were own",
        formula="simulated persons who asked, divided by all who asked; beside the share of demand "
        "that the service declares for when nothing is short",
        kind="share",
        over=("asked",),
        under=("asked", "others_asked"),
        booked="Share of all callers that were own",
    ),
    LoadMeasure(
        name="used",
        label="Staff time in use",
        formula="time with callers divided by server time on duty; the talk counts on the day of "
        "the answer. Not told of a service without limit, nor of a book: its appointments are "
        "given for days beyond the horizon, so that those given and those offered within it are "
        "not the same ones",
        kind="count",
        over=("busy",),
        under=("staffed",),
    ),
    LoadMeasure(
        name="own_answered",
        label="Own callers answered",
        formula="own callers answered (of a book: booked), divided by own callers",
        kind="share",
        over=("answered",),
        under=("asked",),
        booked="Own callers booked",
    ),
    LoadMeasure(
        name="others_answered",
        label="Background callers answered",
        formula="background callers answered (of a book: booked), divided by background callers: "
        "what an arm's referrals do to everybody else",
        kind="share",
        over=("others_answered",),
        under=("others_asked",),
        booked="Background callers booked",
    ),
    LoadMeasure(
        name="others_wait",
        label="Mean wait of background callers answered",
        formula="minutes that background callers waited who were answered, divided by their "
        "number; not told of a book, whose loads do not hold the days to the appointment",
        kind="count",
        over=("others_waited",),
        under=("others_answered",),
        unit="minutes",
        scale=1 / _MINUTE,
    ),
    LoadMeasure(
        name="own_days",
        label="Own callers: days to the appointment",
        formula="days from asking to the appointment that was given, of own callers who were "
        "booked, from the table of calls; appointments beyond the horizon count as well",
        kind="days",
        over=(),
        under=(),
        unit="days",
        booked="Own callers: days to the appointment",
        lines=False,
    ),
)


@dataclass(frozen=True, kw_only=True)
class LoadLine:
    """One measure of one service in one scenario; differences are to the reference.

    `declared` is the share of demand that the service declares to be own, None if it declares none.
    `book` says whether the service gives appointments. None where there is no denominator.
    """

    scenario: str
    service: str
    book: bool
    declared: float | None
    measure: str
    arms: dict[str, Level | None]
    differences: dict[str, Apart | None]


@dataclass(frozen=True, kw_only=True)
class DailyLine:
    """Own callers of one service by day, averaged over the populations, by arm."""

    scenario: str
    service: str
    arms: dict[str, list[float]]


def load_lines(arms: Arms, scenario: str) -> list[LoadLine]:
    """All measures of all services of a scenario; `fitting` drops those that a book has not."""
    found = []
    books = Books.of(arms).services
    for code in _services(arms):
        name = arms.study.services[code]
        for each in LOADS:
            columns = {arm: _column(arms, arm, code, each) for arm in arms.world.arms}
            reference, *others = columns
            found.append(
                LoadLine(
                    scenario=scenario,
                    service=name,
                    book=code in books,
                    declared=_declared(arms, scenario, name),
                    measure=each.name,
                    arms={arm: level(column) for arm, column in columns.items()},
                    differences={arm: apart(columns[arm], columns[reference]) for arm in others},
                )
            )
    return found


def fitting(lines: Sequence[LoadLine]) -> list[LoadLine]:
    """The lines that say something of their service: a book in one scenario is one in all."""
    books = {line.service for line in lines if line.book}
    told = [replace(line, book=line.service in books) for line in lines]
    return [line for line in told if load_measure(line.measure).told_of(book=line.book)]


def load_measure(name: str) -> LoadMeasure:
    """The load measure of that name; `KeyError` if there is none."""
    return {each.name: each for each in LOADS}[name]


def daily_lines(arms: Arms, scenario: str) -> list[DailyLine]:
    """Own callers of each service by day."""
    shape = (arms.study.populations, arms.study.days)
    return [
        DailyLine(
            scenario=scenario,
            service=arms.study.services[code],
            arms={
                arm: (_by_day(_of(arms, arm, code), shape).sum(axis=0) / shape[0]).tolist()
                for arm in arms.world.arms
            },
        )
        for code in _services(arms)
    ]


def _services(arms: Arms) -> list[int]:
    """The codes of the services that the loads of any arm tell of."""
    found = [np.unique(each.loads.service) for each in arms.lives.values()]
    return sorted({int(code) for codes in found for code in codes})


def _declared(arms: Arms, scenario: str, service: str) -> float | None:
    own = next(each for each in arms.study.scenarios if each.name == scenario)
    return own.services.get(service)


def _of(arms: Arms, arm: str, service: int) -> LoadRows:
    loads = arms.lives[arm].loads
    return loads.take(loads.service == service)


def _by_day(loads: LoadRows, shape: tuple[int, int]) -> F8:
    """Own callers by population and day."""
    kept = loads.take(loads.day < shape[1])
    flat = kept.population.astype(np.int64) * shape[1] + kept.day
    found = np.bincount(flat, weights=kept.asked, minlength=shape[0] * shape[1])
    return found.reshape(shape).astype(np.float64)


def _column(arms: Arms, arm: str, service: int, each: LoadMeasure) -> Column:
    loads, populations = _of(arms, arm, service), arms.study.populations
    if not each.over:
        return _days_ahead(arms, arm, service)
    over = each.scale * _totals(loads, each.over, populations)
    if not each.under:
        days = arms.study.days
        return Column(values=over / days, units=days * populations, kind=each.kind)
    if "staffed" in each.under and (loads.staffed < 0).any():
        return Column(values=np.full(populations, np.nan), units=0, kind=each.kind)
    under = _totals(loads, each.under, populations)
    return Column(values=per(over, under), units=int(under.sum()), kind=each.kind)


def _days_ahead(arms: Arms, arm: str, service: int) -> Column:
    """Days to the appointment of own callers of one service."""
    asked = Requests.of(arms, arm)
    mine = asked.booked & (asked.calls.service == service)
    days = (asked.calls.due_at - asked.calls.at)[mine] / DAY
    where, number = asked.population[mine], arms.study.populations
    over = np.bincount(where, weights=days, minlength=number).astype(np.float64)
    under = np.bincount(where, minlength=number).astype(np.float64)
    return Column(values=per(over, under), units=int(under.sum()), kind="days")


def _totals(loads: LoadRows, names: tuple[str, ...], populations: int) -> F8:
    """The sum of some columns over the days, by population."""
    found = np.zeros(populations)
    for name in names:
        found += np.bincount(loads.population, weights=getattr(loads, name), minlength=populations)
    return found
