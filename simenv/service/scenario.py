"""A scenario: the services that a population shares, and what is different about them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field

from simenv.catalogue import (
    ASSUMED,
    Catalogue,
    Document,
    Entry,
    fill,
    instead,
    is_path,
    one_of,
    wrong,
)
from simenv.catalogue.document import Field as At
from simenv.catalogue.document import at_field, content_hash
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.values import Name, Text, Version
from simenv.draws import Luck
from simenv.errors import BadInput, Problem
from simenv.service.drawing import draw
from simenv.service.facility import Facility, Surge
from simenv.service.format import Service, check
from simenv.service.sections import DESK, Busier
from simenv.vocabulary import Channel

_OWN_REQUIRED = ("scenario", "version", "summary")
#: What a scenario may not change: what a service is called, and who vouches for its file.
KEPT = frozenset(
    {"service", "version", "status", "reviewed_by", "summary", "extends", "channel", "way"}
)


def stem(name: str) -> str:
    """The name of a service that is given by its name or by its file."""
    return Path(name).stem if is_path(name) else name


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    stems = [stem(name) for name in names]
    twice = sorted({name for name in stems if stems.count(name) > 1})
    if twice:
        remedy = "remove the repetition; for a second one write a file that extends the first"
        raise wrong("each service once", remedy, f"{', '.join(twice)} again")
    return names


class ScenarioFile(Entry):
    """A scenario file: its services by name or path, and what is changed of them."""

    name: Name = Field(alias="scenario")
    version: Version
    summary: Text
    question: Text
    extends: Name | None = None
    services: Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_once)]
    surge: Busier | None = None
    changes: dict[Name, dict[str, Any]] = Field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The services of a scenario as they are with its changes, in the order of its file."""

    name: str
    version: str
    summary: str
    question: str
    sha256: str
    services: tuple[Service, ...]
    surge: Busier | None = None

    @property
    def shared(self) -> frozenset[Channel]:
        """The channels that services stand for; the desk takes hand-overs of any of them."""
        return frozenset(one.stands_for for one in self.services if not one.is_desk)

    @property
    def desk(self) -> bool:
        """Whether people whom the assistant hands over are taken at a desk."""
        return any(one.is_desk for one in self.services)

    @property
    def share_assumed(self) -> float:
        """The share of the numbers of its services that no evidence row gives, in full."""
        sources = [row for one in self.services for row in one.sources().values()]
        return sum(ASSUMED in row for row in sources) / len(sources)

    def facilities(self, luck: Luck, world: int) -> tuple[Facility, ...]:
        """Every service in one world, in the order of the file; 0 is the median world."""
        surge = self._surge(luck, world)
        return tuple(one.facility(luck, world, surge) for one in self.services)

    def _surge(self, luck: Luck, world: int) -> Surge | None:
        if self.surge is None:
            return None
        # Not keyed by the scenario's name: two scenarios with one surge have the same one.
        times = draw(luck, world, "scenario", "surge.times", self.surge.times.spread)
        return Surge(from_day=self.surge.from_day, days=self.surge.days, times=times)


def load_scenario(catalogue: Catalogue, name_or_path: str | Path) -> Scenario:
    """A scenario by name or file; `BadInput` with every problem of it and of its services."""
    problems: list[Problem] = []
    document = catalogue.read("scenarios", name_or_path, problems)
    found = _Services(catalogue=catalogue, document=document, problems=problems)
    services = found.read()
    file = fill(document, ScenarioFile, found.problems)
    hashes = {one.name: one.sha256 for one in services}
    return Scenario(
        name=file.name,
        version=file.version,
        summary=file.summary,
        question=file.question,
        sha256=content_hash({"scenario": document.data, "services": hashes}),
        services=tuple(services),
        surge=file.surge,
    )


def unchanged(catalogue: Catalogue, name_or_path: str | Path) -> dict[str, Service]:
    """The services of a scenario as their own files have them, by name.

    One whose file is not whole by itself is left out: the scenario's changes complete it.
    """
    document = catalogue.read("scenarios", name_or_path, [])
    return _Services(catalogue=catalogue, document=document, problems=[]).unchanged()


@dataclass(kw_only=True)
class _Services:
    """Reads the services that a scenario names, with its changes, and collects what is wrong."""

    catalogue: Catalogue
    document: Document
    problems: list[Problem]

    def read(self) -> list[Service]:
        """Those that can be read; what cannot is a problem."""
        names = self._named()
        self.problems += self._strange_changes({stem(name) for _, name in names})
        read = [(at, self._service(at, name)) for at, name in names]
        services = [(at, one) for at, one in read if one is not None]
        self.problems += self._across(services)
        return [one for _, one in services]

    def unchanged(self) -> dict[str, Service]:
        """The services whose files are whole without the scenario's changes, by name."""
        whole = {}
        for _, name in self._named():
            found: list[Problem] = []
            with suppress(BadInput):
                one = check(self.catalogue.read("services", self._found(name), found), found)
                whole[one.name] = one
        return whole

    def _named(self) -> list[tuple[int, str]]:
        said = self.document.data.get("services")
        listed = said if isinstance(said, list) else []
        return [(at, name) for at, name in enumerate(listed) if isinstance(name, str) and name]

    def _service(self, at: int, name: str) -> Service | None:
        found: list[Problem] = []
        try:
            file = self.catalogue.read("services", self._found(name), found)
            return check(self._changed(file), found)
        except BadInput as error:
            self.problems += [self._told(at, name, problem) for problem in error.problems]
            return None

    def _told(self, at: int, name: str, problem: Problem) -> Problem:
        """What is wrong with a service: with its file, with a change of it, or that there is none.

        A change is told by its field in the scenario's file.
        """
        if not self._is_there(name):
            told = problem.expected, problem.found, problem.remedy
            return self.document.problem(("services", at), *told)
        if problem.field.split(".")[0].split("[")[0] in self._changes(stem(name)):
            return replace(problem, field=f"changes.{stem(name)}.{problem.field}")
        return problem

    def _is_there(self, name: str) -> bool:
        found = self._found(name)
        if is_path(found):
            return Path(found).is_file()
        return found in self.catalogue.names("services")

    def _found(self, name: str) -> str:
        """The service's name in the catalogue, or the file that it is.

        A relative path is one from the scenario's own folder, where it leads to a file. A name
        that no catalogue holds may be that of a file beside, as in a folder that is checked before
        it is anybody's catalogue.
        """
        here = self.document.path.resolve().parent
        if is_path(name):
            places = [here / name]
        elif name in self.catalogue.names("services"):
            return name
        else:
            places = [here / f"{name}.yaml", here.parent / "services" / f"{name}.yaml"]
        return next((str(place.resolve()) for place in places if place.is_file()), name)

    def _changed(self, file: Document) -> Document:
        """A service's document with the scenario's changes: each replaces a whole field."""
        at, changes = ("changes", file.name), self._changes(file.name)
        if not changes:
            return file
        return replace(
            file,
            data=file.data | changes,
            lines=_over(file.lines, self.document.lines, at, changes.keys()),
            cited=_over(file.cited, self.document.cited, at, changes.keys()),
        )

    def _changes(self, service: str) -> dict[str, Any]:
        """The fields of a service that the scenario changes, as far as it may."""
        said = at_field(self.document.data, ("changes", service))
        found = said if isinstance(said, dict) else {}
        return {field: value for field, value in found.items() if field not in KEPT}

    def _strange_changes(self, stems: set[str]) -> Iterator[Problem]:
        """Changes of services that the scenario does not have, or of what makes a service one."""
        said = self.document.data.get("changes")
        for name, changed in said.items() if isinstance(said, dict) else ():
            if name not in stems:
                expected = one_of(sorted(stems)) if stems else "a service of this scenario"
                told = f"changes of {name!r}, which is not under services"
                yield self.document.problem(("changes", name), expected, told, instead(name, stems))
            for field in changed if isinstance(changed, dict) else ():
                if field in KEPT:
                    remedy = "write a service file of its own that extends this one, and name that"
                    expected = "a field that says how the service works"
                    at = ("changes", name, field)
                    yield self.document.problem(at, expected, f"the field {field}", remedy)

    def _across(self, services: list[tuple[int, Service]]) -> Iterator[Problem]:
        """Two desks; a surge that both say."""
        desks = [(at, one) for at, one in services if one.is_desk]
        for at, one in desks[1:]:
            found = f"{one.name} beside {desks[0][1].name}"
            remedy = "keep one of the two; a hand-over has to know where it leads"
            yield self.document.problem(
                ("services", at), f"one service with `channel: {DESK}`", found, remedy
            )
        for at, one in services:
            if one.surge is not None and "surge" in self.document.data:
                expected = "one surge of a service"
                found = f"one of {one.name} itself, and the scenario's"
                yield self.document.problem(("services", at), expected, found, "remove one of them")


_Told = TypeVar("_Told")


def _over(
    below: Mapping[At, _Told], above: Mapping[At, _Told], at: At, changed: Set[str]
) -> dict[At, _Told]:
    """What is known of each field: of a changed one what the scenario knows, under `at`."""
    kept = {field: told for field, told in below.items() if not {*field[:1]} & changed}
    new = {field[len(at) :]: told for field, told in above.items() if field[: len(at)] == at}
    return kept | {field: told for field, told in new.items() if {*field[:1]} & changed}


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors."""
    return editor_schema(ScenarioFile, _OWN_REQUIRED)
