"""A persona's own edges laid on the shared graph, and what is wrong with them, at its line."""

from __future__ import annotations

import pydantic

from simenv import graph
from simenv.catalogue import Document
from simenv.errors import Problem
from simenv.graph import Graph
from simenv.persona.sections import Edge, Trajectory


def laid(trajectory: Trajectory) -> Graph:
    """The shared graph with a persona's edges on top; `ValueError` with one line a fault."""
    edges = [edge.model_dump(by_alias=True) for edge in trajectory.edges]
    return graph.shared().with_edges(edges, trajectory.start)


def misplaced(document: Document) -> list[Problem]:
    """Edges and a start that do not fit the shared graph.

    A trajectory that is none, and an edge that is none, is left to its model, which says more.
    """
    said = document.data.get("trajectory")
    edges = said.get("edges", []) if isinstance(said, dict) else []
    if not isinstance(said, dict) or not isinstance(edges, list):
        return []
    places = [place for place, edge in enumerate(edges) if _is_edge(edge)]
    trajectory = _trajectory(said | {"edges": [edges[place] for place in places]})
    if trajectory is None:
        return []
    try:
        laid(trajectory)
    except ValueError as error:
        return [_misplaced(document, line, places) for line in str(error).splitlines()]
    return []


def _is_edge(said: object) -> bool:
    try:
        Edge.model_validate(said)
    except pydantic.ValidationError:
        return False
    return True


def unsound(document: Document) -> list[Problem]:
    """Stages out of reach or without an exit, where every edge fits; slow, it loads NetworkX."""
    trajectory = _trajectory(document.data.get("trajectory"))
    if trajectory is None or misplaced(document):
        return []
    expected, remedy = "a graph in which every stage is reached and can be left", "add an edge"
    faults = graph.problems(laid(trajectory), trajectory.start)
    return [document.problem(("trajectory",), expected, fault, remedy) for fault in faults]


def _trajectory(said: object) -> Trajectory | None:
    """What a file says of stages; None if that cannot be read."""
    try:
        return Trajectory.model_validate(said)
    except pydantic.ValidationError:
        return None


def _misplaced(document: Document, line: str, places: list[int]) -> Problem:
    """A fault `edges[1]: …` or `start: …` at the line of that edge, or of the start.

    `places` are where in the file the edges stand that were laid.
    """
    where, _, found = line.partition(": ")
    number = where.removeprefix("edges[").removesuffix("]")
    inner = ("edges", places[int(number)]) if number.isdigit() else (where,)
    at = ("trajectory", *inner)
    expected = "stages and edges of the shared graph, or an edge with a chance of its own"
    return document.problem(at, expected, found, "see section 8 of docs/model.md")
