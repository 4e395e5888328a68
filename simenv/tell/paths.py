"""The support-seeking graph of one persona in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simenv import graph
from simenv.graph import Edge, Graph, Stage
from simenv.persona import Edge as Said
from simenv.persona import Persona, laid
from simenv.tell.telling import Section
from simenv.vocabulary import Channel, Trigger
from simenv.wording.layout import wrapped
from simenv.wording.phrases import CHANNELS, TRIGGERS, listed, named, of_100

_Key = tuple[str, str, Trigger]


def paths(one: Persona) -> Section:
    """Which stage follows which, from the start, and what is the persona's own."""
    whole, start = laid(one.trajectory), one.trajectory.start
    reached = list(steps(whole, start))
    own = {_key(edge): edge for edge in one.trajectory.edges}
    lines = wrapped(
        "What happens decides which stage follows. A number is how often, of 100 times that it "
        "happens while a person stands there; * marks what this persona does not share.",
        2,
    )
    for name in reached:
        lines += _stage(whole, whole.stages[name], own, first=name == start)
    faults = graph.problems(whole, start)
    lines += [line for fault in faults for line in wrapped(f"Problem: {fault}.", 2)]
    facts = {
        "start": start,
        "reached": reached,
        "edges": [_fact(whole, edge, own) for edge in whole.edges if edge.source in reached],
        "problems": faults,
    }
    return Section(key="graph", heading="Stages", lines=tuple(lines), facts=facts)


def own_edges(one: Persona) -> list[str]:
    """The persona's own edges, one sentence each, in the order of its file."""
    whole = laid(one.trajectory)
    own = {_key(edge): edge for edge in one.trajectory.edges}
    found = {(edge.source, edge.target, edge.trigger): edge for edge in whole.edges}
    return [
        f"{named(here)} → {named(there)}: {_chance(whole, found[here, there, trigger], own)}"
        for here, there, trigger in own
    ]


def own_ends(one: Persona) -> list[tuple[str, str]]:
    """From where to where each of `own_edges` leads."""
    own = {_key(edge): edge for edge in one.trajectory.edges}
    return [(here, there) for here, there, _ in own]


def _key(said: Said) -> _Key:
    return said.from_, said.to, Trigger.NIGHT if said.on is None else Trigger.of(said.on)


def steps(whole: Graph, start: str) -> dict[str, int]:
    """The stages that can be reached and how many steps away each is, nearest first."""
    found = {start: 0}
    ahead = [start]
    for here in ahead:  # grows while it is walked
        for edge in whole.edges:
            if edge.source == here and edge.weight > 0 and edge.target not in found:
                found[edge.target] = found[here] + 1
                ahead.append(edge.target)
    return found


def _stage(whole: Graph, stage: Stage, own: dict[_Key, Said], *, first: bool) -> Iterator[str]:
    start = " (start)" if first else ""
    yield from wrapped(f"{named(stage.name)}{start}: {stage.about}{_opens(stage)}.", 2, 2)
    for edge in whole.edges:
        if edge.source == stage.name and edge.weight > 0:
            mark = "*" if (edge.source, edge.target, edge.trigger) in own else " "
            yield from wrapped(f"{mark} → {named(edge.target)}: {_chance(whole, edge, own)}", 4, 4)


def _opens(stage: Stage) -> str:
    """To whom needs go more or less from here than from elsewhere."""
    factors = dict(zip(Channel, stage.opens, strict=True))
    names = {channel: f"{CHANNELS[channel]} ({factors[channel]:g} times)" for channel in Channel}
    more = [name for channel, name in names.items() if factors[channel] > 1.0]
    less = [name for channel, name in names.items() if factors[channel] < 1.0]
    told = [f"more needs go to {listed(more)}"] if more else []
    told += [f"fewer needs go to {listed(less)}"] if less else []
    return f"; from here {listed(told)}" if told else ""


def _chance(whole: Graph, edge: Edge, own: dict[_Key, Said]) -> str:
    if edge.trigger == Trigger.NIGHT:
        told = f"half of them within {_median(edge):.3g} days, by time alone"
    else:
        told = f"{of_100(_share(whole, edge))} of 100 times that {TRIGGERS[edge.trigger]}"
    said = own.get((edge.source, edge.target, edge.trigger))
    return told if said is None else f"{told} ({_origin(said)}; {said.source})"


def _origin(said: Said) -> str:
    """What a persona did to an edge: gave it a weight of its own, or multiplied the shared one."""
    times = "" if said.times is None else f"{said.times:g} times"
    if said.chance is None and said.after is None:
        return f"{times} the shared odds"
    return f"its own, {times}" if times else "its own"


def _share(whole: Graph, edge: Edge) -> float:
    """The chance of an edge among all that leave on the same trigger, and staying."""
    rivals = [
        other.weight
        for other in whole.edges
        if (other.source, other.trigger) == (edge.source, edge.trigger)
    ]
    return edge.weight / (1.0 + sum(rivals))


def _median(edge: Edge) -> float:
    """The days after which half have left by this edge, if nothing else happened."""
    nightly = edge.weight / (1.0 + edge.weight)
    return math.log(0.5) / math.log1p(-nightly)


def _fact(whole: Graph, edge: Edge, own: dict[_Key, Said]) -> dict[str, object]:
    said = own.get((edge.source, edge.target, edge.trigger))
    return {
        "from": edge.source,
        "to": edge.target,
        "on": edge.trigger.word,
        "chance": round(_share(whole, edge), 4),
        "own": said is not None,
        "times": None if said is None else said.times,
    }
