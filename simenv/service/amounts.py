"""Numbers of a service: known, or a median and a middle 90 % of which every world draws its own."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, Strict, model_validator
from pydantic_core import CoreSchema

from simenv.catalogue import ASSUMED, Entry, told_value, wrong
from simenv.catalogue.sourcing import SOURCE, value_of
from simenv.catalogue.values import SOURCED, Reads, Source
from simenv.spread import Spread

_TIME = r"^\d{1,6}(\.\d{1,6})? (second|minute|hour|day|week)s?$"
_IN_MINUTES = {"second": 1 / 60, "minute": 1.0, "hour": 60.0, "day": 1440.0, "week": 10080.0}
_TIME_RULE = "a number and seconds, minutes, hours, days or weeks, such as 15 minutes"
MINUTES_A_DAY = 1440.0


def _minutes(said: object) -> object:
    """A time such as `15 minutes` in minutes."""
    if not isinstance(said, str) or not re.fullmatch(_TIME, said):
        raise wrong(_TIME_RULE, "write it in that form")
    number, unit = said.split()
    return float(number) * _IN_MINUTES[unit.removesuffix("s")]


class Drawn(Entry):
    """A median and a middle 90 %; a plain number is the same in every world."""

    scale: ClassVar[str] = "positive"
    rule: ClassVar[str]
    median: float
    middle90: tuple[float, float]
    source: Source = ASSUMED

    @classmethod
    def fits(cls, said: object) -> bool:
        """Whether a plain value is one of this kind."""
        raise NotImplementedError

    @classmethod
    def remedy(cls, said: object) -> str:
        """What to do about a plain value that is none of this kind."""
        return "write one of the two"

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, said: object) -> object:
        """A plain value, with or without its source, as a spread without width."""
        if isinstance(said, dict) and "value" not in said:
            return said
        value = value_of(said)
        if not cls.fits(value):
            told = f"{cls.rule}, or {{median, middle90}}"
            raise wrong(told, cls.remedy(value), told_value(value))
        source = said.get("source", ASSUMED) if isinstance(said, dict) else ASSUMED
        return {"median": value, "middle90": [value, value], "source": source}

    @model_validator(mode="after")
    def _inside(self) -> Self:
        low, high = self.middle90
        if low > high:
            raise wrong("middle90 as [lower, upper]", "swap the two", f"[{low:g}, {high:g}]")
        if not low <= self.median <= high:
            found = f"a median of {self.median:g} outside {low:g} to {high:g}"
            raise wrong("a median inside middle90", "correct one of them", found)
        if self.scale == "positive" and low == 0 < high:
            remedy = "give a small lower end, or write one number"
            raise wrong("a spread that lies above 0", remedy, "a lower end of 0")
        return self

    @property
    def spread(self) -> Spread:
        """The distribution over worlds."""
        return Spread(self.median, *self.middle90, self.scale)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A value, a value with its source, or the mapping."""
        schema = handler(core)
        inner = handler.resolve_ref_schema(schema)
        mapping = dict(inner)
        plain = mapping["properties"]["median"]["anyOf"][0]
        both = {"value": plain, "source": {"type": "string", "pattern": SOURCE}}
        sourced = {"type": "object", "properties": both, "required": ["value"]}
        inner.clear()
        inner["anyOf"] = [plain, sourced | {"additionalProperties": False}, mapping]
        return schema


_Share = Annotated[float, Strict(), Field(ge=0, le=1), SOURCED]
_Count = Annotated[float, Strict(), Field(gt=0, le=100_000), SOURCED]
_LONGEST = 5_256_000.0  # ten years, in minutes
_Time = Annotated[
    float,
    Field(ge=0, le=_LONGEST),
    Reads(_minutes, lambda inner: {"type": "string", "pattern": _TIME}),
    SOURCED,
]


def _number(said: object) -> float | None:
    """A plain number; None for anything else, truth values included."""
    return said if isinstance(said, int | float) and not isinstance(said, bool) else None


class Chance(Drawn):
    """A share, 0-1."""

    scale: ClassVar[str] = "share"
    rule: ClassVar[str] = "a number from 0 to 1"
    median: _Share
    middle90: tuple[_Share, _Share]

    @classmethod
    def fits(cls, said: object) -> bool:
        """Whether a plain value is a share."""
        number = _number(said)
        return number is not None and 0 <= number <= 1

    @classmethod
    def remedy(cls, said: object) -> str:
        """A share above 1 is often meant as a percentage."""
        number = _number(said)
        if number is not None and 1 < number <= 100:
            return f"write {number / 100:g} if you mean {number:g} of 100"
        return "write one of the two"


class Count(Drawn):
    """A number of people, appointments or times, above 0; it need not be whole."""

    rule: ClassVar[str] = "a number above 0"
    median: _Count
    middle90: tuple[_Count, _Count]

    @classmethod
    def fits(cls, said: object) -> bool:
        """Whether a plain value is such a number."""
        number = _number(said)
        return number is not None and 0 < number <= 100_000


class Time(Drawn):
    """A length of time, written with its unit and held in minutes."""

    rule: ClassVar[str] = _TIME_RULE
    median: _Time
    middle90: tuple[_Time, _Time]

    @classmethod
    def fits(cls, said: object) -> bool:
        """Whether a plain value is a time."""
        if not isinstance(said, str) or not re.fullmatch(_TIME, said):
            return False
        number, unit = said.split()
        return float(number) * _IN_MINUTES[unit.removesuffix("s")] <= _LONGEST


def _longer_than_none(said: Time) -> Time:
    if said.middle90[0] <= 0:
        raise wrong("a time above 0", "write how long it takes", "0")
    return said


def _mixed(said: Chance) -> Chance:
    expected = "shares above 0 and below 1, since both kinds of caller share the service"
    return _neither_none_nor_all(said, expected, "write a share in between, such as 0.1")


def _not_all(said: Chance) -> Chance:
    expected = "shares above 0 and below 1, since no number of servers answers everybody"
    return _neither_none_nor_all(said, expected, "write a share in between, or unlimited")


def _neither_none_nor_all(said: Chance, expected: str, remedy: str) -> Chance:
    low, high = said.middle90
    if low <= 0 or high >= 1:
        raise wrong(expected, remedy, f"{low:g} to {high:g}" if low < high else f"{low:g}")
    return said


#: A time that passes, above 0.
Lasting = Annotated[Time, AfterValidator(_longer_than_none)]
#: A share of callers that leaves some of both kinds.
Mixed = Annotated[Chance, AfterValidator(_mixed)]
#: A share of callers who are answered, by however many it takes.
Answered = Annotated[Chance, AfterValidator(_not_all)]
