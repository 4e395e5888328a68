"""When a persona's needs arise: how often in a week, at which local hours, on which days."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from simenv.catalogue import ASSUMED, Entry
from simenv.catalogue.hours import (
    WEEKDAYS,
    Span,
    Weekday,
    apart,
    by_day,
    by_hour,
    hours_in,
    some_day,
    some_hour,
)
from simenv.catalogue.values import WITH_SOURCE, Source, Weight
from simenv.persona.amounts import Rate

__all__ = ["WEEKDAYS", "Rhythm", "hours_in"]


def _levelled(weights: list[float]) -> tuple[float, ...]:
    """Weights with a mean of 1, in the same proportions."""
    mean = sum(weights) / len(weights)
    return tuple(weight / mean for weight in weights)


_Hours = Annotated[
    dict[Span, Weight], AfterValidator(apart), AfterValidator(some_hour), WITH_SOURCE
]
_Days = Annotated[dict[Weekday, Weight], AfterValidator(some_day), WITH_SOURCE]


class Rhythm(Entry):
    """How often needs are taken to somebody, and when; hours and days not named weigh 1."""

    sessions_per_week: Rate
    hours: _Hours = Field(default_factory=dict)
    weekdays: _Days = Field(default_factory=dict)
    source: Source = ASSUMED

    @property
    def by_hour(self) -> tuple[float, ...]:
        """The weight of each local hour, 24 numbers with a mean of 1."""
        return _levelled(by_hour(self.hours))

    @property
    def by_weekday(self) -> tuple[float, ...]:
        """The weight of each day from Monday, 7 numbers with a mean of 1."""
        return _levelled(by_day(self.weekdays))
