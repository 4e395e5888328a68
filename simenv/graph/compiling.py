"""Graphs as padded arrays: a whole batch of persons moves by one gather and one race."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I1, I4, I8, U8
from simenv.draws import cause_key
from simenv.graph.shape import Graph
from simenv.vocabulary import Trigger


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """The graphs of several personas as arrays.

    `target` and `weight` have shape (personas, stages, triggers, K): K is the largest number of
    edges that leave one stage on one trigger; missing ones have weight 0. `opens` is (stages, 8),
    `contact` (stages, 7), by day of the week; `counts` (stages,) holds a `Standing` or -1,
    `keys` (stages,) separates the clocks of a race; `used` says for each trigger whether any edge
    waits for it. `odds`, `goals` and `clocks` (K, places) are weight, target and key of a target,
    and `waits` (places,) says whether there is any edge, by `place`: one number for a persona,
    stage and trigger.
    """

    names: tuple[str, ...]
    keys: U8
    target: I1
    weight: F8
    opens: F8
    contact: F8
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
        contact=np.array([stage.contact for stage in stages]),
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
