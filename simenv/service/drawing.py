"""A service in one world: its numbers drawn, its words as codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simenv.columns import F8
from simenv.draws import NO_PLACE, Luck
from simenv.parameters import MEDIAN_WORLD
from simenv.service.amounts import MINUTES_A_DAY, Count, Drawn
from simenv.service.facility import Facility, Surge, Way
from simenv.service.sections import Answering, FollowUp
from simenv.spread import Spread
from simenv.vocabulary import Age, language_code, region_code

if TYPE_CHECKING:
    from simenv.service.format import Service


def spreads(one: Service) -> dict[str, Spread]:
    """The numbers of a service that may differ between worlds, by field; times in minutes."""
    capacity = one.capacity
    found: dict[str, Drawn | None] = {
        "weight": one.weight,
        "service_time.mean": one.service_time.mean,
        "service_time.spread": one.service_time.spread,
        "patience": one.patience,
        "demand.share_of_demand": one.demand.share_of_demand,
        "fear_of_coercion": one.fear_of_coercion,
        "cost": one.cost,
        **_of_follow_up(one.follow_up),
        "no_show": one.no_show,
        "wait": one.wait,
        "takes_new": one.takes_new,
        "surge.times": None if one.surge is None else one.surge.times,
        "capacity": capacity if isinstance(capacity, Count) else None,
        "answering": capacity.answering if isinstance(capacity, Answering) else None,
    }
    return {field: drawn.spread for field, drawn in found.items() if drawn is not None}


def _of_follow_up(said: FollowUp | None) -> dict[str, Drawn | None]:
    if said is None:
        return {}
    return {"follow_up.chance": said.chance, "follow_up.after": said.after}


def draw(luck: Luck, world: int, owner: str, field: str, spread: Spread) -> float:
    """One number in one world, 0 the median one, by the names of whom it belongs to and of itself.

    So adding a service or a field changes no other number.
    """
    if world == MEDIAN_WORLD:
        return spread.median
    stream = luck.stream(f"service-number/{owner}/{field}")
    return float(spread.quantile(stream.uniform(np.zeros(1, np.uint64), NO_PLACE))[0])


def facility(one: Service, luck: Luck, world: int, surge: Surge | None) -> Facility:
    """A service in one world; `surge` is its scenario's, its own comes first."""
    number = {
        field: draw(luck, world, one.name, field, spread) for field, spread in spreads(one).items()
    }
    said = one.surge
    if said is not None:
        surge = Surge(from_day=said.from_day, days=said.days, times=number["surge.times"])
    comes = (1.0 - number["fear_of_coercion"]) * (1.0 - number["cost"])
    return Facility(
        name=one.name,
        way=Way.of(one.way),
        channel=one.stands_for,
        handoffs=one.is_desk,
        weight=number["weight"],
        regions=tuple(region_code(region) for region in one.place.regions or ()),
        languages=tuple(language_code(language) for language in one.place.languages or ()),
        ages=tuple(int(Age.of(age)) for age in one.place.ages or ()),
        staffing=_frozen(one.staff.by_week),
        demand=_frozen(one.demand.by_week),
        servers=number.get("capacity"),
        answering=number.get("answering"),
        service_minutes=number["service_time.mean"],
        service_sigma=number.get("service_time.spread"),
        patience_minutes=number.get("patience", number["service_time.mean"]),
        triage=one.triage == "by-risk",
        share_of_demand=number["demand.share_of_demand"],
        turned_back=1.0 - comes,
        follow_up=number.get("follow_up.chance", 0.0),
        follow_up_days=number.get("follow_up.after", 0.0) / MINUTES_A_DAY,
        no_show=number["no_show"],
        wait_days=number["wait"] / MINUTES_A_DAY,
        takes_new=number["takes_new"],
        surge=surge,
    )


def _frozen(numbers: tuple[float, ...]) -> F8:
    array = np.array(numbers)
    array.flags.writeable = False
    return array
