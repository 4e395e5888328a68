"""When a persona's needs arise: how often in a week, at which local hours, on which days."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from simenv.catalogue import ASSUMED, Entry, wrong
from simenv.catalogue.values import WITH_SOURCE, OneOf, Source, Weight
from simenv.persona.amounts import Rate

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = r"^([01]?\d|2[0-3])-([01]?\d|2[0-4])$"
_HOURS_RULE = "local hours from-to, 0 to 24 and not equal, such as 22-02 (the end is not included)"


def hours_in(span: str) -> tuple[int, ...]:
    """The hours of a range such as `22-02`: 22, 23, 0, 1. `ValueError` if it is none."""
    if not re.fullmatch(_HOURS, span):
        raise ValueError(f"{span!r} is no range of hours")
    start, end = (int(hour) for hour in span.split("-"))
    if start == end:
        raise ValueError(f"{span!r} is empty")
    return tuple(hour % 24 for hour in range(start, end if end > start else end + 24))


def _span(said: str) -> str:
    try:
        hours_in(said)
    except ValueError as error:
        raise wrong(_HOURS_RULE, "write it in that form, in quotes") from error
    return said


def _apart(hours: dict[str, float]) -> dict[str, float]:
    """No hour in two ranges."""
    first: dict[int, str] = {}
    for span in hours:
        for hour in hours_in(span):
            if first.setdefault(hour, span) != span:
                found = f"{hour} o'clock in {first[hour]} and in {span}"
                raise wrong("each hour in one range", "end one range where the next begins", found)
    return hours


def _some_hour(hours: dict[str, float]) -> dict[str, float]:
    if not any(_by_hour(hours)):
        raise wrong("a weight above 0 for some hour", "give one a weight", "zeros all day")
    return hours


def _some_day(days: dict[str, float]) -> dict[str, float]:
    if not any(_by_day(days)):
        raise wrong("a weight above 0 for some day", "give one a weight", "zeros all week")
    return days


def _by_hour(hours: dict[str, float]) -> list[float]:
    named = {hour: weight for span, weight in hours.items() for hour in hours_in(span)}
    return [named.get(hour, 1.0) for hour in range(24)]


def _by_day(days: dict[str, float]) -> list[float]:
    return [days.get(day, 1.0) for day in WEEKDAYS]


def _levelled(weights: list[float]) -> tuple[float, ...]:
    """Weights with a mean of 1, in the same proportions."""
    mean = sum(weights) / len(weights)
    return tuple(weight / mean for weight in weights)


_Hours = Annotated[
    dict[Annotated[str, AfterValidator(_span)], Weight],
    AfterValidator(_apart),
    AfterValidator(_some_hour),
    WITH_SOURCE,
]
_Days = Annotated[
    dict[Annotated[str, OneOf(WEEKDAYS)], Weight], AfterValidator(_some_day), WITH_SOURCE
]


class Rhythm(Entry):
    """How often needs are taken to somebody, and when; hours and days not named weigh 1."""

    sessions_per_week: Rate
    hours: _Hours = Field(default_factory=dict)
    weekdays: _Days = Field(default_factory=dict)
    source: Source = ASSUMED

    @property
    def by_hour(self) -> tuple[float, ...]:
        """The weight of each local hour, 24 numbers with a mean of 1."""
        return _levelled(_by_hour(self.hours))

    @property
    def by_weekday(self) -> tuple[float, ...]:
        """The weight of each day from Monday, 7 numbers with a mean of 1."""
        return _levelled(_by_day(self.weekdays))
