"""The sections of a service file, each a frozen model; a number is assumed unless it says more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Discriminator, Field, Strict, Tag, model_validator

from simenv.catalogue import ASSUMED, Entry, wrong
from simenv.catalogue.hours import (
    Span,
    Weekday,
    apart,
    by_day,
    by_hour,
    some_day,
    some_hour,
    unnamed,
)
from simenv.catalogue.places import Language, Region
from simenv.catalogue.values import SOURCED, WITH_SOURCE, OneOf, Reads, Source, Weight, spelt_as
from simenv.service.amounts import Answered, Chance, Count, Lasting, Mixed
from simenv.vocabulary import Age

#: Channels that a service may stand for, and the desk, which takes hand-overs.
CHANNELS = ("crisis-line", "professional", "peers", "desk")
DESK = "desk"

_AgeWord = Annotated[str, OneOf(Age.words())]


def _round_the_clock(hours: dict[str, float]) -> dict[str, float]:
    """All hours are named, lest closed and fully staffed be confused."""
    left = unnamed(hours)
    if hours and left:
        told = ", ".join(f"{hour:02d}" for hour in left)
        remedy = "name the rest too, with 0 where it is closed; 22-06 goes past midnight"
        raise wrong("all 24 hours", remedy, f"no {told} h")
    return hours


def _on_duty(said: object) -> object:
    """A share of the staff; a number above 1 is most often one of people."""
    if isinstance(said, int | float) and not isinstance(said, bool) and said > 1:
        remedy = "write 0.5 for half of them; how many all are stands in servers or appointments"
        raise wrong("a share of the full staff, at most 1, which is all of it", remedy)
    return said


_Duty = Annotated[float, Strict(), Field(ge=0, le=1), Reads(_on_duty, lambda inner: inner), SOURCED]

_Hours = Annotated[
    dict[Span, _Duty], AfterValidator(apart), AfterValidator(_round_the_clock), WITH_SOURCE
]
_Days = Annotated[dict[Weekday, _Duty], WITH_SOURCE]
_HourWeights = Annotated[
    dict[Span, Weight], AfterValidator(apart), AfterValidator(some_hour), WITH_SOURCE
]
_DayWeights = Annotated[dict[Weekday, Weight], AfterValidator(some_day), WITH_SOURCE]


class Eligible(Entry):
    """For whom it is: regions ISO 3166, languages BCP 47, ages. What is left out bars nobody."""

    regions: tuple[Region, ...] | None = None
    languages: tuple[Language, ...] | None = None
    ages: tuple[_AgeWord, ...] | None = None


class Staff(Entry):
    """How much of the full staff is on duty, 0-1: by local hour, times that of the weekday.

    Without `hours` it is all of it round the clock; a weekday that is not named counts 1.
    """

    hours: _Hours = Field(default_factory=dict)
    weekdays: _Days = Field(default_factory=dict)
    source: Source = ASSUMED

    @property
    def by_week(self) -> tuple[float, ...]:
        """The share on duty in each hour of the week, Monday first: 168 numbers."""
        hours = by_hour(self.hours)
        return tuple(day * hour for day in by_day(self.weekdays) for hour in hours)

    @model_validator(mode="after")
    def _sometimes(self) -> Self:
        if not any(self.by_week):
            raise wrong("somebody on duty at some hour of the week", "open it", "closed all week")
        return self


#: The fields of a number that is given by itself, or by a median and its middle 90 %.
_NUMBER = ("value", "median", "middle90")
_EXPECTED = "a number, {median, middle90}, unlimited, or {answering: share}"


class Answering(Entry):
    """As many as answer that share of the reference demand."""

    answering: Answered
    source: Source = ASSUMED

    @model_validator(mode="before")
    @classmethod
    def _one_of_two(cls, said: object) -> object:
        """A share or a number: both would be two answers to how many there are."""
        beside = [key for key in _NUMBER if isinstance(said, Mapping) and key in said]
        if beside:
            remedy = "remove answering if you know how many there are, else the rest"
            raise wrong(_EXPECTED, remedy, f"{' and '.join(beside)} beside answering")
        return said


def _capacity_as(said: object) -> str:
    if isinstance(said, str):
        return "<unlimited>"
    answering = isinstance(said, Mapping) and "answering" in said
    return "<answering>" if answering or isinstance(said, Answering) else "<number>"


_Unlimited = Annotated[str, spelt_as("^unlimited$", _EXPECTED, "write one of the four")]
#: How many there are on full staff.
Capacity = Annotated[
    Annotated[_Unlimited, Tag("<unlimited>")]
    | Annotated[Answering, Tag("<answering>")]
    | Annotated[Count, Tag("<number>")],
    Discriminator(_capacity_as),
]


class Talk(Entry):
    """How long one caller takes: the mean, and how much calls differ.

    `spread` is the standard deviation of the logarithm; without it times are exponential.
    """

    mean: Lasting
    spread: Annotated[Count, AfterValidator(lambda said: _at_most(said, 3.0))] | None = None
    source: Source = ASSUMED


class Demand(Entry):
    """When callers who are not simulated ask, and which share of all callers is simulated."""

    share_of_demand: Mixed
    hours: _HourWeights = Field(default_factory=dict)
    weekdays: _DayWeights = Field(default_factory=dict)
    source: Source = ASSUMED

    @property
    def by_week(self) -> tuple[float, ...]:
        """The weight of each hour of the week, Monday first: 168 numbers with a mean of 1."""
        hours, days = by_hour(self.hours), by_day(self.weekdays)
        weights = [day * hour for day in days for hour in hours]
        mean = sum(weights) / len(weights)
        return tuple(weight / mean for weight in weights)


class FollowUp(Entry):
    """Which share of those who were answered is called back, and after how long."""

    chance: Chance
    after: Lasting
    source: Source = ASSUMED


class Busier(Entry):
    """Background demand that is `times` as much from a day on (0 is the first), for some days."""

    from_day: Annotated[int, Strict(), Field(ge=0, le=364)]
    days: Annotated[int, Strict(), Field(ge=1, le=365)]
    times: Annotated[Count, AfterValidator(lambda said: _at_most(said, 100.0))]
    source: Source = ASSUMED


def _at_most(said: Count, most: float) -> Count:
    if said.middle90[1] > most:
        raise wrong(f"a number of at most {most:g}", "correct the number", f"{said.middle90[1]:g}")
    return said
