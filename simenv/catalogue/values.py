"""The kinds of value that files of every kind share: names, versions, sources, words, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, Strict
from pydantic_core import CoreSchema, core_schema

from simenv.catalogue.document import instead, one_of
from simenv.catalogue.filling import wrong
from simenv.catalogue.finding import NAME_RULE
from simenv.catalogue.scales import LEVELS, levels
from simenv.catalogue.sourcing import SOURCE, SOURCE_REMEDY, SOURCE_RULE, value_of, without_source

_NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_VERSION = r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$"
_TEXT = r"^[\s\S]*\S[\s\S]*$"
_DURATION = r"^\d{1,6}(\.\d{1,6})? (minute|hour|day|week)s?$"
_IN_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0}

_Schema = dict[str, Any]


@dataclass(frozen=True)
class Reads:
    """An annotation: how a value is taken from what is written, and the JSON Schema of that."""

    take: Callable[[object], object]
    schema: Callable[[_Schema], _Schema]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """The inner schema, after the value has been taken."""
        return core_schema.no_info_before_validator_function(self.take, handler(source))

    def __get_pydantic_json_schema__(
        self, inner: CoreSchema, handler: GetJsonSchemaHandler
    ) -> _Schema:
        """The inner JSON Schema, changed to what may be written."""
        return self.schema(handler(inner))


@dataclass(frozen=True)
class OneOf:
    """An annotation: a word out of a closed list; a problem names all of them and the nearest."""

    words: tuple[str, ...]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """A literal, so that the JSON Schema is an enum."""
        return core_schema.literal_schema(list(self.words))


def spelt_as(pattern: str, expected: str, remedy: str) -> Reads:
    """Text of one form; the form is told in plain words rather than as the pattern."""

    def take(said: object) -> object:
        if not isinstance(said, str) or not re.fullmatch(pattern, said):
            raise wrong(expected, remedy)
        return said

    return Reads(take, lambda inner: inner | {"pattern": pattern})


def _point(said: object) -> object:
    """A word of the scales as the number it stands for; anything else as it is."""
    if not isinstance(said, str):
        return said
    if said not in LEVELS:
        raise wrong(f"{one_of(LEVELS)}, or a number from 0 to 1", instead(said, LEVELS))
    return levels()[said].point


def _days(said: object) -> object:
    """A duration such as `67 days` in days."""
    if (
        not isinstance(said, str)
        or not re.fullmatch(_DURATION, said)
        or float(said.split()[0]) == 0
    ):
        expected = "a number and minutes, hours, days or weeks, such as 67 days"
        raise wrong(expected, "write it in that form")
    number, unit = said.split()
    return float(number) * _IN_DAYS[unit.removesuffix("s")]


def _or_with_source(inner: _Schema) -> _Schema:
    both = {"value": inner, "source": {"type": "string", "pattern": SOURCE}}
    mapping = {"type": "object", "properties": both, "required": ["value"]}
    return {"anyOf": [inner, mapping | {"additionalProperties": False}]}


def _and_source(inner: _Schema) -> _Schema:
    names = inner.get("propertyNames")
    if names is not None:
        inner = inner | {"propertyNames": {"anyOf": [names, {"const": "source"}]}}
    return inner | {"properties": {"source": {"type": "string", "pattern": SOURCE}}}


#: Lets `{value: x, source: C20}` stand where x may.
SOURCED = Reads(value_of, _or_with_source)
#: Lets a mapping of numbers say `source:` for all of them.
WITH_SOURCE = Reads(without_source, _and_source)
_OR_WORD = Reads(_point, lambda inner: {"anyOf": [{"enum": list(LEVELS)}, inner]})
_IN_WORDS = Reads(_days, lambda inner: {"type": "string", "pattern": _DURATION})

Name = Annotated[str, spelt_as(_NAME, NAME_RULE, "write it in that form")]
Version = Annotated[str, spelt_as(_VERSION, "three numbers such as 1.0.0", "write it in that form")]
Source = Annotated[str, spelt_as(SOURCE, SOURCE_RULE, SOURCE_REMEDY)]
#: Text that says something.
Text = Annotated[
    str, spelt_as(r"^[\s\S]*\S[\s\S]*$", "some text", "write it; a number needs quotes")
]
#: A number without quotes; whole numbers are numbers.
Number = Annotated[float, Strict()]
#: A number from 0 to 1, with or without its source.
Share = Annotated[float, Strict(), Field(ge=0, le=1), SOURCED]
#: A number that is not negative, with or without its source.
Weight = Annotated[float, Strict(), Field(ge=0), SOURCED]
#: A number from 0 to 1, or the word of the scales that stands for it.
LevelNumber = Annotated[float, Strict(), Field(ge=0, le=1), _OR_WORD, SOURCED]
#: A span of time in days, written with its unit.
Duration = Annotated[float, _IN_WORDS, SOURCED]
