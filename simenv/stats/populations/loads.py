"""How the referrals of an arm load the services, and what that does to everybody else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.rows import HOUR, LoadRows
from simenv.stats.outcome import Kind
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.estimate import Apart, Column, Level, apart, level, per

_MINUTE = HOUR // 60


@dataclass(frozen=True, kw_only=True)
class LoadMeasure:
    """One number of a service in a population, a total over a total.

    `over` and `under` are columns of the loads, summed over the days; `under` empty is one day.
    """

    name: str
    label: str
    formula: str
    kind: Kind
    over: tuple[str, ...]
    under: tuple[str, ...] = ()
    unit: str = "of 100"
    scale: float = 1.0


#: What is told of each service.
LOADS: tuple[LoadMeasure, ...] = (
    LoadMeasure(
        name="own_a_day",
        label="Own callers a day",
        formula="simulated persons who asked the service, per day",
        kind="count",
        over=("asked",),
        unit="a day",
    ),
    LoadMeasure(
        name="own_share",
        label="Share of all callers that were own",
        formula="simulated persons who asked, divided by all who asked; beside the share of demand "
        "that the service declares for when nothing is short",
        kind="share",
        over=("asked",),
        under=("asked", "others_asked"),
    ),
    LoadMeasure(
        name="used",
        label="Staff time in use",
        formula="time with callers divided by server time on duty; the talk counts on the day of "
        "the answer. Not told of a service without limit",
        kind="count",
        over=("busy",),
        under=("staffed",),
    ),
    LoadMeasure(
        name="own_answered",
        label="Own callers answered",
        formula="own callers answered or booked, divided by own callers",
        kind="share",
        over=("answered",),
        under=("asked",),
    ),
    LoadMeasure(
        name="others_answered",
        label="Background callers answered",
        formula="background callers answered or booked, divided by background callers: what an "
        "arm's referrals do to everybody else",
        kind="share",
        over=("others_answered",),
        under=("others_asked",),
    ),
    LoadMeasure(
        name="others_wait",
        label="Mean wait of background callers answered",
        formula="minutes that background callers waited who were answered, divided by their number",
        kind="count",
        over=("others_waited",),
        under=("others_answered",),
        unit="minutes",
        scale=1 / _MINUTE,
    ),
)


@dataclass(frozen=True, kw_only=True)
class LoadLine:
    """One measure of one service in one scenario; differences are to the reference.

    `declared` is the share of demand that the service declares to be own, None if it declares none.
    None where there is no denominator.
    """

    scenario: str
    service: str
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
    """All measures of all services of a scenario."""
    found = []
    for code in _services(arms):
        name = arms.study.services[code]
        for each in LOADS:
            columns = {arm: _column(arms, arm, code, each) for arm in arms.world.arms}
            reference, *others = columns
            found.append(
                LoadLine(
                    scenario=scenario,
                    service=name,
                    declared=_declared(arms, scenario, name),
                    measure=each.name,
                    arms={arm: level(column) for arm, column in columns.items()},
                    differences={arm: apart(columns[arm], columns[reference]) for arm in others},
                )
            )
    return found


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
    over = each.scale * _totals(loads, each.over, populations)
    if not each.under:
        days = arms.study.days
        return Column(values=over / days, units=days * populations, kind=each.kind)
    if "staffed" in each.under and (loads.staffed < 0).any():
        return Column(values=np.full(populations, np.nan), units=0, kind=each.kind)
    under = _totals(loads, each.under, populations)
    return Column(values=per(over, under), units=int(under.sum()), kind=each.kind)


def _totals(loads: LoadRows, names: tuple[str, ...], populations: int) -> F8:
    """The sum of some columns over the days, by population."""
    found = np.zeros(populations)
    for name in names:
        found += np.bincount(loads.population, weights=getattr(loads, name), minlength=populations)
    return found
