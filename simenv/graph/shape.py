"""Stages, edges, and how a persona lays edges of its own over the shared ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simenv.vocabulary import Standing, Trigger


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
    """Where a person can stand.

    `opens` are factors on channel weights, shape (8,); `contact` is the chance of a contact with
    whoever looks after the person, by day of the week, shape (7,).
    """

    name: str
    about: str
    opens: tuple[float, ...]
    contact: tuple[float, ...]
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
        trigger = trigger_of(said)
        key = (str(said["from"]), str(said["to"]), trigger)
        weight = _weight(said)
        if weight is None and key not in edges:
            faults.append(f"{at}: no shared edge to multiply: give it a chance")
            return
        base = edges[key].weight if weight is None else weight
        times = 1.0 if said.get("times") is None else float(said["times"])
        edges[key] = Edge(source=key[0], target=key[1], trigger=trigger, weight=base * times)


def trigger_of(said: Mapping[str, Any]) -> Trigger:
    """What an edge, as a file says it, waits for: time unless it names something else."""
    return Trigger.NIGHT if said.get("on") is None else Trigger.of(str(said["on"]))


def _weight(said: Mapping[str, Any]) -> float | None:
    """The odds of an edge a trigger: from its chance, or a night from its median time in days."""
    if said.get("chance") is not None:
        return odds_of(float(said["chance"]))
    if said.get("after") is not None:
        return odds_of(nightly(float(said["after"])))
    return None


def nightly(days: float) -> float:
    """The chance a night of something that takes half of the people within so many days."""
    return 1.0 - float(0.5 ** (1.0 / days))


def odds_of(chance: float) -> float:
    """The odds of a chance; finite for a certain one."""
    return chance / max(1e-9, 1.0 - chance)
