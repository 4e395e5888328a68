"""Hours of the day and days of the week as files write them: `"22-02": 3`, `sat: 0.5`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import AfterValidator

from simenv.catalogue.filling import wrong
from simenv.catalogue.values import OneOf

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


#: A range of hours, the key of a mapping.
Span = Annotated[str, AfterValidator(_span)]
#: A day of the week, the key of a mapping.
Weekday = Annotated[str, OneOf(WEEKDAYS)]


def apart(hours: dict[str, float]) -> dict[str, float]:
    """A validator: no hour in two ranges."""
    first: dict[int, str] = {}
    for span in hours:
        for hour in hours_in(span):
            if first.setdefault(hour, span) != span:
                found = f"{hour} o'clock in {first[hour]} and in {span}"
                raise wrong("each hour in one range", "end one range where the next begins", found)
    return hours


def unnamed(hours: Iterable[str]) -> tuple[int, ...]:
    """The hours of the day that no range names."""
    named = {hour for span in hours for hour in hours_in(span)}
    return tuple(hour for hour in range(24) if hour not in named)


def by_hour(hours: Mapping[str, float]) -> list[float]:
    """The weight of each hour; hours that are not named weigh 1."""
    named = {hour: weight for span, weight in hours.items() for hour in hours_in(span)}
    return [named.get(hour, 1.0) for hour in range(24)]


def by_day(days: Mapping[str, float]) -> list[float]:
    """The weight of each day from Monday; days that are not named weigh 1."""
    return [days.get(day, 1.0) for day in WEEKDAYS]


def some_hour(hours: dict[str, float]) -> dict[str, float]:
    """A validator: not zeros all day."""
    if not any(by_hour(hours)):
        raise wrong("a weight above 0 for some hour", "give one a weight", "zeros all day")
    return hours


def some_day(days: dict[str, float]) -> dict[str, float]:
    """A validator: not zeros all week."""
    if not any(by_day(days)):
        raise wrong("a weight above 0 for some day", "give one a weight", "zeros all week")
    return days
