"""An experiment whose people share services: the section `shared_services`, and who then is in it.

Where persons share services, one person's call is another one's wait. So whole populations are
compared, not persons: each holds every persona at its true share, meets every scenario and every
arm, and is a unit of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, Field, Strict

from simenv import service
from simenv.catalogue import Catalogue, Document, Entry, told_value, wrong
from simenv.catalogue.values import Reads, Text
from simenv.errors import Problem
from simenv.experiment.checks import stem
from simenv.persona import Persona
from simenv.population import Panel
from simenv.records import Populations
from simenv.service import Scenario
from simenv.stats.populations import FEWEST

#: The field of an experiment, and what it says.
FIELD = "shared_services"
#: Fewer persons than this can hardly be fourteen personas at their shares.
_SMALLEST = 50
#: What each of these would mean twice, or not at all, where services are shared.
_BESIDE = {
    "people": (
        f"no people here: {FIELD} says how many a population has",
        f"write people under {FIELD}, or remove it",
    ),
    "weightings": (
        "no weightings: a population holds every persona at its true share, and waits hang on it",
        "remove them",
    ),
    "family": (
        "no family: arms and scenarios are compared by populations, all in the same outcomes",
        "remove it",
    ),
}
#: People of the panel that says how often services are asked where nothing is short, and the number
#: of its first person of each persona: beyond those of every population.
REFERENCE_PEOPLE = 2_000
_REFERENCE_FIRST = 2**39


def _enough(said: object) -> object:
    if isinstance(said, int) and not isinstance(said, bool) and said < FEWEST:
        expected = f"{FEWEST} or more, since the population is the unit of inference"
        raise wrong(expected, f"write populations: {FEWEST}, each with fewer people if need be")
    return said


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    stems = [stem(name) for name in names]
    twice = sorted({name for name in stems if stems.count(name) > 1})
    if twice:
        raise wrong("each scenario once", "remove the repetition", f"{', '.join(twice)} again")
    return names


class SharedFields(Entry):
    """What is shared, and by whom: names or files of scenarios, and the populations in each.

    `people` is how many there are in one population, every persona at its true share.
    """

    scenarios: Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_once)]
    populations: Annotated[
        int,
        Strict(),
        Field(le=1_000),
        Reads(_enough, lambda inner: inner | {"minimum": FEWEST}),
    ] = FEWEST
    people: Annotated[int, Strict(), Field(ge=_SMALLEST, le=1_000_000)] = 2_000


def kept_less(said: object) -> object:
    """An experiment with `keep: trajectories` where services are shared and nothing else is said.

    Every scenario, world and arm keeps its calls and loads; turns of them all would be many.
    """
    if isinstance(said, Mapping) and said.get(FIELD) is not None and "keep" not in said:
        return {**said, "keep": "trajectories"}
    return said


def unshareable(document: Document) -> Iterator[Problem]:
    """What does not go with shared services, where an experiment has them."""
    if document.data.get(FIELD) is None:
        return
    for field, (expected, remedy) in _BESIDE.items():
        said = document.data.get(field)
        if said is not None and said != {}:
            yield document.problem((field,), expected, told_value(said), remedy)
    if document.data.get("cohort") == "established":
        expected = "a new cohort: time zero is when everyone, and every service, begins"
        yield document.problem(("cohort",), expected, "'established'", "remove it")


def load_scenario(catalogue: Catalogue, name_or_path: str) -> Scenario:
    """A scenario by name or file; `BadInput` with every problem of it and of its services."""
    return service.load_scenario(catalogue, name_or_path)


def mentioned(data: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    """Place and name of each scenario that an experiment names, as far as it is sound."""
    section = data.get(FIELD)
    said = section.get("scenarios") if isinstance(section, Mapping) else None
    yield from enumerate(said if isinstance(said, list | tuple) else ())


def populations_of(
    said: SharedFields, personas: Sequence[Persona], scenarios: Sequence[Scenario]
) -> Populations:
    """The populations of a run; `personas` sorted by name, `scenarios` as asked for."""
    services = {one.name for scenario in scenarios for one in scenario.services}
    return Populations(
        scenarios=tuple(one.name for one in scenarios),
        services=tuple(sorted(services)),
        number=said.populations,
        counts=counts_of(said.people, [one.share or 0.0 for one in personas]),
    )


def counts_of(people: int, shares: Sequence[float]) -> tuple[int, ...]:
    """So many people in these proportions, as whole persons: those by the largest remainder.

    Who is owed the largest part of a person gets the next one; ties go to the earlier.
    """
    due = np.array(shares) / sum(shares) * people
    counts = np.floor(due).astype(np.int64)
    owed = np.argsort(-(due - counts), kind="stable")
    counts[owed[: people - int(counts.sum())]] += 1
    return tuple(counts.tolist())


def reference_panel(personas: Sequence[Persona]) -> Panel:
    """Who says how often each service is asked where nothing is short: 2,000 at true shares.

    They are numbered apart from everyone in the run, so that no population's own calls decide how
    many others call beside it, and adding populations changes nothing.
    """
    counts = counts_of(REFERENCE_PEOPLE, [one.share or 0.0 for one in personas])
    alone = Populations(scenarios=(), services=(), number=1, counts=counts)
    persona, person = alone.panel(0)
    return Panel(persona=persona, person=person + _REFERENCE_FIRST)
