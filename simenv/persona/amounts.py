"""Numbers that vary between the persons of one persona: a word, or a median and a middle 90 %."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, GetJsonSchemaHandler, Strict, model_validator
from pydantic_core import CoreSchema

from simenv.catalogue import ASSUMED, LEVELS, Entry, instead, levels, one_of, told_value, wrong
from simenv.catalogue.values import SOURCED, Share, Source
from simenv.spread import Spread


class _Varying(Entry):
    """What both kinds share: the order of the three numbers."""

    source: Source = ASSUMED

    def _ordered(self, median: float, middle90: tuple[float, float]) -> None:
        low, high = middle90
        if low > high:
            raise wrong("middle90 as [lower, upper]", "swap the two", f"[{low:g}, {high:g}]")
        if not low <= median <= high:
            found = f"median {median:g} outside [{low:g}, {high:g}]"
            raise wrong("a median inside middle90", "correct one of them", found)


def _either(inner: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The schema of a model that may be written shorter too; changed in place, as pydantic asks."""
    mapping = dict(inner)
    inner.clear()
    inner["anyOf"] = [other, mapping]
    return inner


class Amount(_Varying):
    """A share between 0 and 1 that varies between persons."""

    median: Share
    middle90: tuple[Share, Share]

    @model_validator(mode="before")
    @classmethod
    def _worded(cls, said: object) -> object:
        """A word of the scales stands for its median and middle 90 %."""
        if isinstance(said, dict):
            return said
        if not isinstance(said, str) or said not in LEVELS:
            expected = f"{one_of(LEVELS)}, or {{median, middle90}}"
            raise wrong(expected, instead(said, LEVELS), told_value(said))
        level = levels()[said]
        return {"median": level.median, "middle90": list(level.middle90)}

    @model_validator(mode="after")
    def _inside(self) -> Self:
        self._ordered(self.median, self.middle90)
        return self

    @property
    def spread(self) -> Spread:
        """The distribution over persons."""
        return Spread(self.median, *self.middle90, "share")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A word, or the mapping."""
        schema = handler(core)
        _either(handler.resolve_ref_schema(schema), {"enum": list(LEVELS)})
        return schema


_Often = Annotated[float, Strict(), Field(gt=0, le=100), SOURCED]


class Rate(_Varying):
    """A positive number of times a week that varies between persons, or is the same for all."""

    median: _Often
    middle90: tuple[_Often, _Often]

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, said: object) -> object:
        """A plain number is the same for every person."""
        value = said.get("value") if isinstance(said, dict) and "value" in said else said
        if isinstance(value, dict):
            return value
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100:
            expected = "a number above 0 and of at most 100, or {median, middle90}"
            raise wrong(expected, "write how often in a week", told_value(value))
        source = said.get("source", ASSUMED) if isinstance(said, dict) else ASSUMED
        return {"median": value, "middle90": [value, value], "source": source}

    @model_validator(mode="after")
    def _inside(self) -> Self:
        self._ordered(self.median, self.middle90)
        return self

    @property
    def spread(self) -> Spread:
        """The distribution over persons, in times a week."""
        return Spread(self.median, *self.middle90, "positive")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A number, or the mapping."""
        schema = handler(core)
        number = {"type": "number", "exclusiveMinimum": 0, "maximum": 100}
        _either(handler.resolve_ref_schema(schema), number)
        return schema
