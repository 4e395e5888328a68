"""What networkx says of a graph: its drawing, and whether each stage is reached and can be left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simenv.graph.shape import Graph

if TYPE_CHECKING:
    import networkx


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
