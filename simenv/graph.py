"""The support-seeking graph: stages, what each opens, and which stage follows what.

A shared graph is read once; each persona lays edges of its own on top. Compiled to padded arrays,
one plane a persona, so that a whole batch of persons moves by one gather and one race.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simenv.catalogue import Document, read_yaml
from simenv.columns import B1, F8, I1, I4, I8, U8
from simenv.draws import cause_key
from simenv.errors import BadInput, Problem
from simenv.vocabulary import Channel, Standing, Trigger

if TYPE_CHECKING:
    import networkx

#: The time of a shared edge, as its file writes it; a persona's is in days when it comes here.
_DAYS = re.compile(r"([1-9]\d*(?:\.\d+)?) days?")
SHARED = Path(__file__).parent / "model" / "graph.yaml"


@dataclass(frozen=True, kw_only=True)
class Edge:
    """From one stage to another when something happens.

    `weight` is the odds of the edge against staying: chance / (1 - chance). An edge's own `times`
    is already multiplied in.
    """

    source: str
    target: str
    trigger: Trigger
    weight: float


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where a person can stand; `opens` are factors on channel weights, shape (8,)."""

    name: str
    about: str
    opens: tuple[float, ...]
    counts: Standing | None


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Stages by name, in the order in which the file names them, and all edges."""

    version: str
    sha256: str
    stages: Mapping[str, Stage]
    edges: tuple[Edge, ...]

    def with_edges(self, more: Iterable[Mapping[str, Any]], start: str) -> Graph:
        """The graph with a persona's edges on top; `ValueError` with one line a problem.

        A persona's edge with `times` and without `chance` or `after` multiplies the shared edge.
        """
        edges = {(e.source, e.target, e.trigger): e for e in self.edges}
        faults = [] if start in self.stages else [f"start: no stage is called {start!r}"]
        for number, said in enumerate(more):
            self._lay(edges, said, f"edges[{number}]", faults)
        if faults:
            raise ValueError("\n".join(faults))
        return Graph(
            version=self.version,
            sha256=self.sha256,
            stages=self.stages,
            edges=tuple(edges.values()),
        )

    def _lay(
        self,
        edges: dict[tuple[str, str, Trigger], Edge],
        said: Mapping[str, Any],
        at: str,
        faults: list[str],
    ) -> None:
        """Lay one persona edge over the shared ones, or add what is wrong with it."""
        unknown = [said[end] for end in ("from", "to") if said[end] not in self.stages]
        if unknown:
            known = ", ".join(self.stages)
            faults.append(f"{at}: no stage is called {unknown[0]!r}; there are {known}")
            return
        trigger = _trigger(said)
        key = (str(said["from"]), str(said["to"]), trigger)
        weight = _weight(said)
        if weight is None and key not in edges:
            faults.append(f"{at}: no shared edge to multiply: give it a chance")
            return
        base = edges[key].weight if weight is None else weight
        times = 1.0 if said.get("times") is None else float(said["times"])
        edges[key] = Edge(source=key[0], target=key[1], trigger=trigger, weight=base * times)


def _trigger(said: Mapping[str, Any]) -> Trigger:
    return Trigger.NIGHT if said.get("on") is None else Trigger.of(str(said["on"]))


def _weight(said: Mapping[str, Any]) -> float | None:
    """The odds of an edge a trigger: from its chance, or a night from its median time in days."""
    if said.get("chance") is not None:
        return _odds(float(said["chance"]))
    if said.get("after") is not None:
        return _odds(_nightly(float(said["after"])))
    return None


def _nightly(days: float) -> float:
    """The chance a night of something that takes half of the people within so many days."""
    return 1.0 - float(0.5 ** (1.0 / days))


def _odds(chance: float) -> float:
    return chance / max(1e-9, 1.0 - chance)


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
        counts=None if counts is None else Standing.of(counts),
    )


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
    return Edge(source=said["from"], target=said["to"], trigger=_trigger(said), weight=weight)


def _shared_weight(said: Mapping[str, Any]) -> float | None:
    """The weight of a shared edge: `on` with `chance`, or `after` alone; None for all else."""
    chance, timed = said.get("chance"), _DAYS.fullmatch(str(said.get("after")))
    if timed is not None and said.keys().isdisjoint({"on", "chance"}):
        return _odds(_nightly(float(timed[1])))
    plain = "after" not in said and said.get("on") in Trigger.words()
    if plain and isinstance(chance, int | float) and 0 <= chance <= 1:
        return _odds(float(chance))
    return None


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """The graphs of several personas as arrays.

    `target` and `weight` have shape (personas, stages, triggers, K): K is the largest number of
    edges that leave one stage on one trigger; missing ones have weight 0. `opens` is (stages, 8),
    `counts` (stages,) holds a `Standing` or -1, `keys` (stages,) separates the clocks of a race;
    `used` says for each trigger whether any edge waits for it. `odds`, `goals` and `clocks` (K,
    places) are weight, target and key of a target, and `waits` (places,) says whether there is any
    edge, by `place`: one number for a persona, stage and trigger.
    """

    names: tuple[str, ...]
    keys: U8
    target: I1
    weight: F8
    opens: F8
    counts: I1
    used: tuple[bool, ...]
    odds: F8
    goals: I1
    clocks: U8
    waits: B1

    def place(self, persona: I4, stage: I1, trigger: int | I1) -> I8:
        """Where the edges of these personas stand that leave a stage on a trigger."""
        found: I8 = (persona.astype(np.int64) * len(self.names) + stage) * len(Trigger) + trigger
        return found


def compile_all(graphs: Sequence[Graph]) -> Compiled:
    """Lay the graphs of several personas (all over the same stages) into arrays."""
    names = tuple(graphs[0].stages)
    places = {name: number for number, name in enumerate(names)}
    lists = [_by_place(graph, places) for graph in graphs]
    most = max((len(found) for one in lists for found in one.values()), default=1)
    shape = (len(graphs), len(names), len(Trigger), most)
    target, weight = np.zeros(shape, np.int8), np.zeros(shape)
    for plane, one in enumerate(lists):
        for (stage, trigger), found in one.items():
            for k, (to, odds) in enumerate(found):
                target[plane, stage, trigger, k], weight[plane, stage, trigger, k] = to, odds
    keys = np.array([cause_key("stage/" + name) for name in names], np.uint64)
    all_odds = np.ascontiguousarray(weight.reshape(-1, most).T)
    goals = np.ascontiguousarray(target.reshape(-1, most).T)
    stages = list(graphs[0].stages.values())
    counts = [-1 if stage.counts is None else int(stage.counts) for stage in stages]
    opens = np.array([stage.opens for stage in stages])
    return Compiled(
        names=names,
        keys=keys,
        target=target,
        weight=weight,
        opens=opens,
        counts=np.array(counts, np.int8),
        used=tuple(bool((weight[:, :, trigger] > 0).any()) for trigger in Trigger),
        odds=all_odds,
        goals=goals,
        clocks=keys[goals],
        waits=all_odds[0] > 0.0,  # edges are packed to the front
    )


def _by_place(
    graph: Graph, places: Mapping[str, int]
) -> dict[tuple[int, int], list[tuple[int, float]]]:
    """Edges by (stage, trigger), targets sorted by name so that the order of a file is no input."""
    found: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for edge in sorted(graph.edges, key=lambda e: e.target):
        if edge.weight == 0.0:  # never taken, and would hide those behind it from `follow`
            continue
        key = (places[edge.source], int(edge.trigger))
        found.setdefault(key, []).append((places[edge.target], edge.weight))
    return found


def as_networkx(graph: Graph) -> networkx.MultiDiGraph:
    """The graph for analysis and drawing: nodes carry `about`, edges `trigger` and `chance`."""
    import networkx  # noqa: PLC0415 - slow to import, and only analyses need it

    drawn = networkx.MultiDiGraph()
    for stage in graph.stages.values():
        drawn.add_node(stage.name, about=stage.about)
    for edge in graph.edges:
        chance = edge.weight / (1.0 + edge.weight)
        drawn.add_edge(edge.source, edge.target, trigger=edge.trigger.word, chance=chance)
    return drawn


def problems(graph: Graph, start: str) -> list[str]:
    """What makes a graph unfit: stages out of reach from the start, and stages without an exit."""
    import networkx  # noqa: PLC0415

    drawn = as_networkx(graph)
    ways = list(drawn.edges(keys=True, data="chance"))
    drawn.remove_edges_from([(here, there, key) for here, there, key, chance in ways if not chance])
    reached = {start} | networkx.descendants(drawn, start)
    lost = [f"no path leads from {start} to {name}" for name in drawn if name not in reached]
    stuck = [f"nothing leads out of {name}" for name in drawn if drawn.out_degree(name) == 0]
    return lost + stuck
