"""Draws and readers of services as they must not be: each breaks one law."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from simenv import service
from simenv.catalogue import Catalogue, Document
from simenv.catalogue.extending import merged
from simenv.draws import NO_PLACE, Luck, slot
from simenv.errors import BadInput
from simenv.spread import Spread

Drawn = dict[tuple[str, str], float]


def one_after_another(spreads: Mapping[tuple[str, str], Spread], luck: Luck, world: int) -> Drawn:
    """All numbers from one stream in turn: one more moves all that come after it."""
    u = luck.stream("service-numbers").uniform(
        np.zeros(1, np.uint64), slot(np.arange(len(spreads)))
    )
    return {
        which: spread.median if world == 0 else float(spread.quantile(u[place : place + 1])[0])
        for place, (which, spread) in enumerate(spreads.items())
    }


def drawn_in_the_median_world(
    spreads: Mapping[tuple[str, str], Spread], luck: Luck, world: int
) -> Drawn:
    """Numbers that are drawn in world 0, too."""
    found: Drawn = {}
    for (owner, field), spread in spreads.items():
        stream = luck.stream(f"service-number/{owner}/{field}")
        u = stream.uniform(np.zeros(1, np.uint64), NO_PLACE)
        found[owner, field] = float(spread.quantile(u)[0])
    return found


def beside_its_spread(spreads: Mapping[tuple[str, str], Spread], luck: Luck, world: int) -> Drawn:
    """Numbers that are a bit more than what was drawn of their spread."""
    drawn = drawn_in_the_median_world(spreads, luck, world)
    return {which: 1.1 * value * (2 if world else 1) for which, value in drawn.items()}


def scenario_before_services(path: Path) -> set[str]:
    """The fields of a scenario's problems, those of its services only once it has no others."""
    document = Catalogue().read("scenarios", path, [])
    names = document.data.get("services")
    if not isinstance(names, list) or "question" not in document.data:
        return {"question"}
    try:
        service.load_scenario(Catalogue(), path)
    except BadInput as error:
        return {problem.field for problem in error.problems}
    return set()


def merged_deeply(child: Document, parent: Document, own: frozenset[str]) -> Document:
    """A child that takes half a table from its parent, as a persona takes what it does not say."""
    return merged(dataclasses.replace(child, kind="personas"), parent, own)
