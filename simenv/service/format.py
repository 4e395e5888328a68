"""The service file as a whole: its model, what is checked across fields, its JSON Schema."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

from simenv.catalogue import ASSUMED, Catalogue, Document, Entry, citations, fill, spelt
from simenv.catalogue.document import Field as At
from simenv.catalogue.document import at_field, content_hash
from simenv.catalogue.reviewing import Review, unsigned
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.sourcing import SIZE_ASSUMED
from simenv.catalogue.values import Name, OneOf, Source, Text, Version
from simenv.draws import Luck
from simenv.errors import Problem
from simenv.service.across import across
from simenv.service.amounts import Chance, Count, Lasting, Time
from simenv.service.drawing import facility
from simenv.service.facility import Facility, Surge, Way
from simenv.service.sections import (
    CHANNELS,
    DESK,
    Answering,
    Busier,
    Capacity,
    Demand,
    Eligible,
    FollowUp,
    Staff,
    Talk,
)
from simenv.vocabulary import Channel

_OWN_REQUIRED = ("service", "version", "status", "summary")
#: Fields of a service whose values are no numbers.
_WORDS = {
    "service",
    "version",
    "status",
    "reviewed_by",
    "summary",
    "extends",
    "channel",
    "way",
    "place",
    "triage",
}
_NONE = Chance(median=0.0, middle90=(0.0, 0.0))
_ALL = Chance(median=1.0, middle90=(1.0, 1.0))
_AT_ONCE = Time.model_validate("0 days")
_ONE = Count(median=1.0, middle90=(1.0, 1.0))


class Service(Entry):
    """One service; what each field means stands in `docs/services.md` and its section's docstring.

    A line has `servers` and `patience`; a book has `appointments`, `wait` and `takes_new`.
    """

    name: Name = Field(alias="service")
    version: Version
    status: Literal["draft", "reviewed"]
    reviewed_by: Review | None = None
    summary: Text
    source: Source = ASSUMED
    extends: Name | None = None
    channel: Annotated[str, OneOf(CHANNELS)]
    way: Annotated[str, OneOf(Way.words())]
    weight: Count = _ONE
    place: Eligible = Eligible()
    staff: Staff = Staff()
    servers: Capacity | None = None
    appointments: Capacity | None = None
    service_time: Talk
    patience: Lasting | None = None
    triage: Annotated[str, OneOf(("none", "by-risk"))] = "none"
    demand: Demand
    fear_of_coercion: Chance = _NONE
    cost: Chance = _NONE
    follow_up: FollowUp | None = None
    no_show: Chance = _NONE
    wait: Time = _AT_ONCE
    takes_new: Chance = _ALL
    surge: Busier | None = None

    _said: dict[str, Any] = PrivateAttr(default_factory=dict)
    _cited: dict[At, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _keep(cls, said: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Keep what was written, which knows the sources and has a hash."""
        service = handler(said)
        if isinstance(said, dict):
            service._said = said
        return service

    @property
    def sha256(self) -> str:
        """The hash of what the file says, with what it extends and what a scenario changes."""
        return content_hash(self._said)

    @property
    def is_desk(self) -> bool:
        """Whether it takes people whom the assistant hands over."""
        return self.channel == DESK

    @property
    def stands_for(self) -> Channel:
        """The channel that it stands for; a desk answers as a crisis line does."""
        return Channel.CRISIS_LINE if self.is_desk else Channel.of(self.channel)

    @property
    def capacity(self) -> Count | Answering | str | None:
        """Servers of a line, appointments of a book: a number, `unlimited`, or what they answer."""
        return self.servers if self.way == "line" else self.appointments

    def sources(self) -> dict[str, str]:
        """Every number of the file by field: `assumed`, `C20`, or `C20; size assumed`."""
        cited = self._cited or citations(self._said)
        return {spelt(at): row for at, row in cited.items() if _is_of_model(self._said, at)}

    def assumed(self) -> list[str]:
        """The fields whose numbers have no evidence behind them."""
        return [field for field, source in self.sources().items() if source == ASSUMED]

    def directed(self) -> dict[str, str]:
        """The fields of which an evidence row gives the direction and nobody the size: the rows."""
        return {
            field: source.removesuffix(SIZE_ASSUMED)
            for field, source in self.sources().items()
            if source.endswith(SIZE_ASSUMED)
        }

    def sourced(self) -> dict[str, str]:
        """The fields whose numbers an evidence row gives, with that row."""
        return {
            field: source
            for field, source in self.sources().items()
            if source != ASSUMED and not source.endswith(SIZE_ASSUMED)
        }

    def facility(self, luck: Luck, world: int, surge: Surge | None = None) -> Facility:
        """The service in one world; 0 is the median one. `surge` is what a scenario adds.

        Each number has luck of its own, by the names of service and field.
        """
        return facility(self, luck, world, surge)


def _is_of_model(said: dict[str, Any], at: At) -> bool:
    """Whether a value of a service is a number of the model.

    A mapping is none: a parent may have cited one number where the child says several.
    """
    value = at_field(said, at)
    mapping = isinstance(value, dict) and "value" not in value
    return at[0] not in _WORDS and value != "unlimited" and not mapping


def load(catalogue: Catalogue, name_or_path: str | Path) -> Service:
    """A service by name or file; `BadInput` with every problem of the file and its parents."""
    problems: list[Problem] = []
    document = catalogue.read("services", name_or_path, problems)
    return check(document, problems)


def check(document: Document, problems: list[Problem] | None = None) -> Service:
    """A document as a service; `BadInput` with every problem, those handed in included."""
    found = list(problems or [])
    orphan = any(problem.field == "extends" for problem in found)
    found += [*across(document, orphan=orphan), *unsigned(document)]
    service = fill(document, Service, found)
    service._cited = dict(document.cited)  # what `_said` has lost by merging
    return service


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a service file, for editors. A file that extends may leave fields out."""
    return editor_schema(Service, _OWN_REQUIRED)
