"""Broken ways of putting people into populations, and populations into batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from simenv.experiment.workers import Batch
from simenv.records import Unit


def rounded(people: int, shares: Sequence[float]) -> tuple[int, ...]:
    """Every share rounded by itself: a population has too many people, or too few."""
    return tuple(round(people * share / sum(shares)) for share in shares)


def cut_off(people: int, shares: Sequence[float]) -> tuple[int, ...]:
    """What is left over goes to the largest: somebody is further from their share than a person."""
    counts = [int(people * share / sum(shares)) for share in shares]
    counts[max(range(len(shares)), key=lambda k: shares[k])] += people - sum(counts)
    return tuple(counts)


def as_they_come(units: Iterable[Unit], together: int) -> Iterator[Batch]:
    """So many blocks at a time, whether or not they are due in the same arms and worlds."""
    same = groupby(units, lambda unit: (unit.scenario, unit.world, unit.block))
    parts = (tuple(part) for _, part in same)
    while batch := tuple(unit for part in islice(parts, together) for unit in part):
        yield batch
