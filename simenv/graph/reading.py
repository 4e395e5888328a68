"""The shared graph as its file writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from simenv.catalogue import Document, read_yaml
from simenv.errors import BadInput, Problem
from simenv.graph.shape import Edge, Graph, Stage, nightly, odds_of, trigger_of
from simenv.vocabulary import Channel, Standing, Trigger

SHARED = Path(__file__).parents[1] / "model" / "graph.yaml"
#: The time of a shared edge, as its file writes it; a persona's is in days when it comes here.
_DAYS = re.compile(r"([1-9]\d*(?:\.\d+)?) days?")
#: The days of the week, from Monday on, on which a contact in care may fall, by the word for them.
_FALLS = {"any-day": (1,) * 7, "working-days": (1,) * 5 + (0,) * 2}


@cache
def shared() -> Graph:
    """The graph that comes with simenv."""
    return read(SHARED)


def read(path: Path) -> Graph:
    """A shared graph from a file; `BadInput` with every problem."""
    document = read_yaml(path, "graph")
    problems: list[Problem] = []
    stages = {
        name: _stage(document, name, said or {}, problems)
        for name, said in document.data.get("stages", {}).items()
    }
    edges = [
        _shared_edge(document, number, said, stages, problems)
        for number, said in enumerate(document.data.get("edges", []))
    ]
    if problems:
        raise BadInput(problems)
    found = tuple(edge for edge in edges if edge is not None)
    version = str(document.data.get("graph", ""))
    return Graph(version=version, sha256=document.sha256, stages=stages, edges=found)


def _stage(
    document: Document, name: str, said: Mapping[str, Any], problems: list[Problem]
) -> Stage:
    opens = [1.0] * len(Channel)
    for word, factor in said.get("opens", {}).items():
        if word not in Channel.words():
            at = ("stages", name, "opens", word)
            problems.append(document.problem(at, "a channel", word, ", ".join(Channel.words())))
            continue
        opens[Channel.of(word)] = float(factor)
    counts = said.get("counts")
    if counts is not None and counts not in Standing.words():
        known = ", ".join(Standing.words())
        problems.append(document.problem(("stages", name, "counts"), "a state", counts, known))
        counts = None
    return Stage(
        name=name,
        about=str(said.get("about", "")),
        opens=tuple(opens),
        contact=_contact(document, name, said.get("contact"), problems),
        counts=None if counts is None else Standing.of(counts),
    )


def _contact(
    document: Document, name: str, said: Any, problems: list[Problem]
) -> tuple[float, ...]:
    """The chance of a contact on each day of the week, so that the mean time between is as said."""
    if said is None:
        return (0.0,) * 7
    fields = said if isinstance(said, dict) else {}
    every, falls = _DAYS.fullmatch(str(fields.get("every"))), _FALLS.get(str(fields.get("on")))
    chance = 0.0 if every is None or falls is None else 7.0 / sum(falls) / float(every[1])
    if falls is None or not 0.0 < chance <= 1.0 or set(fields) != {"every", "on"}:
        at = ("stages", name, "contact")
        expected = f"{{every: N days, on: {' or '.join(_FALLS)}}}, at most once on each such day"
        problems.append(document.problem(at, expected, str(said), "say how often"))
        return (0.0,) * 7
    return tuple(chance * day for day in falls)


def _shared_edge(
    document: Document,
    number: int,
    said: Mapping[str, Any],
    stages: Mapping[str, Stage],
    problems: list[Problem],
) -> Edge | None:
    weight = _shared_weight(said)
    if weight is None or not all(said.get(end) in stages for end in ("from", "to")):
        at = ("edges", number)
        expected = "from, to (stages), and `on` with `chance`, or `after: N days`"
        problems.append(document.problem(at, expected, str(dict(said)), "correct the edge"))
        return None
    return Edge(source=said["from"], target=said["to"], trigger=trigger_of(said), weight=weight)


def _shared_weight(said: Mapping[str, Any]) -> float | None:
    """The weight of a shared edge: `on` with `chance`, or `after` alone; None for all else."""
    chance, timed = said.get("chance"), _DAYS.fullmatch(str(said.get("after")))
    if timed is not None and said.keys().isdisjoint({"on", "chance"}):
        return odds_of(nightly(float(timed[1])))
    plain = "after" not in said and said.get("on") in Trigger.words()
    if plain and isinstance(chance, int | float) and 0 <= chance <= 1:
        return odds_of(float(chance))
    return None
