"""How fast people live: turns and lives a second of one core, against a loop over the same draws.

Ratios within one run are what to compare; absolute figures belong to the machine. CPU time counts,
so that a busy neighbour does little harm.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from simenv import persona, policy, standard, world
from simenv.catalogue import Catalogue
from simenv.draws import Luck, person_keys, slot
from simenv.errors import PolicyFailure
from simenv.lockstep import Arm, Lives, live_all
from simenv.population import panel

ARMS = ("never-refuses", "always-refuses", "hotline-boilerplate", "graded-by-risk")


def lives(people: int, arms: int) -> tuple[float, int, int]:
    """CPU seconds, lives and turns of `people` persons of each shipped persona."""
    catalogue = Catalogue()
    found = [persona.load(catalogue, name) for name in catalogue.names("personas")]
    kinds = sorted((one for one in found if not one.abstract), key=lambda one: one.name)
    norm = standard.load(catalogue, "listening-first")
    here = world.build(kinds, norm, days=30, seed=1, world=0)
    policies = [Arm.of(policy.load(catalogue, name)) for name in ARMS[:arms]]
    start = time.process_time()
    lived = list(live_all(here, panel(len(kinds), people), policies))
    seconds = time.process_time() - start
    turns = sum(_turns(one) for one in lived)
    return seconds, people * len(kinds) * arms, turns


def _turns(lived: Lives | PolicyFailure) -> int:
    if isinstance(lived, PolicyFailure):
        raise lived
    return len(lived.turns)


def draws(length: int = 4096, rounds: int = 500) -> float:
    """Nanoseconds of one keyed uniform in a batch."""
    stream = Luck(1, 0).stream("benchmark")
    person, place = person_keys("adult", np.arange(length)), slot(np.arange(length) % 30, 3, 2)
    start = time.process_time()
    for _ in range(rounds):
        stream.uniform(person, place)
    return (time.process_time() - start) / rounds / length * 1e9


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=[50, 200, 1000])
    arguments = parser.parse_args()
    print(f"one keyed uniform: {draws():.1f} ns")
    heads = ("people", "arms", "lives", "turns", "CPU s", "lives/s", "turns/s")
    widths = (8, 6, 9, 9, 8, 10, 10)
    print("".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)))
    for people in arguments.people:
        for arms in (1, 4):
            seconds, lived, turns = lives(people, arms)
            rates = f"{lived / seconds:>10,.0f}{turns / seconds:>10,.0f}"
            print(f"{people:>8}{arms:>6}{lived:>9,}{turns:>9,}{seconds:>8.2f}{rates}")


if __name__ == "__main__":
    main()
