"""How fast the clock lives, beside lockstep: without services, and with those of a scenario.

The two drivers live the same people in one run, in turn, so the ratio between them is sound on a
machine whose speed varies. CPU seconds count; those of entering are counted.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from simenv import clock, lockstep, persona, policy, service, standard, world
from simenv.catalogue import Catalogue
from simenv.driving.arm import Arm
from simenv.persona import Persona
from simenv.population import Panel
from simenv.world import World

_REFERENCE = 2_000


@dataclass(frozen=True)
class Cast:
    """Everybody who is shipped, and one policy."""

    catalogue: Catalogue
    people: tuple[Persona, ...]
    arm: Arm

    @classmethod
    def of(cls, name: str) -> Cast:
        catalogue = Catalogue()
        every = (persona.load(catalogue, one) for one in catalogue.names("personas"))
        people = tuple(one for one in every if not one.abstract)
        return cls(catalogue, people, Arm.of(policy.load(catalogue, name)))

    def world(self, days: int, **shared: object) -> World:
        norm = standard.load(self.catalogue, "listening-first")
        return world.build(self.people, norm, days, 1, 0, **shared)  # type: ignore[arg-type]

    def panel(self, size: int) -> Panel:
        """About `size` people at their true shares."""
        shares = np.array([one.share or 0.0 for one in self.people])
        counts = np.round(size * shares / shares.sum()).astype(int)
        persona_of = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        person = np.concatenate([np.arange(count, dtype=np.int64) for count in counts])
        return Panel(persona=persona_of, person=person)


def timed(what: Callable[[], int]) -> Iterator[tuple[float, float, int]]:
    """CPU seconds, wall seconds and turns of one go."""
    while True:
        cpu, wall = time.process_time(), time.perf_counter()
        turns = what()
        yield time.process_time() - cpu, time.perf_counter() - wall, turns


def main() -> None:
    """Print a line a driver and scenario."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--policy", default="graded-by-risk")
    parser.add_argument("--scenarios", nargs="*", default=["988-december-2022"])
    parser.add_argument("--times", type=int, default=2)
    said = parser.parse_args()
    cast = Cast.of(said.policy)
    plain, who = cast.world(said.days), cast.panel(said.people)

    def by_lockstep() -> int:
        lives = next(lockstep.live_all(plain, who, [cast.arm], told=False))
        return int(lives.trajectories.turns.sum())

    def by_clock() -> int:
        found = next(clock.live_all(plain, who, [cast.arm], told=False))
        return int(found.lives.trajectories.turns.sum())

    print(f"{len(who):,} people, {said.days} days, {said.policy}")
    goes = zip(timed(by_lockstep), timed(by_clock), strict=True)
    for _, (first, second) in zip(range(said.times), goes, strict=False):
        for name, (cpu, wall, turns) in (("lockstep", first), ("clock", second)):
            print(f"  {name:10} {cpu:7.1f} s CPU {wall:7.1f} s  {turns / cpu:10,.0f} turns/s")
        print(f"  clock over lockstep: {second[0] / first[0]:.2f}")
    for name in said.scenarios:
        _shared(cast, who, said.days, name)


def _shared(cast: Cast, who: Panel, days: int, name: str) -> None:
    """Everybody in one population, with the services of a scenario."""
    scenario = service.load_scenario(cast.catalogue, name)
    sharing = cast.world(days, shared=scenario.shared, desk=scenario.desk)
    facilities = scenario.facilities(sharing.luck, 0)
    baseline = policy.load(cast.catalogue, "status-quo-2026")
    begun = time.process_time()
    own = clock.reference(sharing, cast.panel(_REFERENCE), baseline, facilities)
    print(f"{name}: reference {time.process_time() - begun:.1f} s CPU")
    cpu, wall = time.process_time(), time.perf_counter()
    told = {"facilities": facilities, "reference": own, "told": False}
    found = next(clock.live_all(sharing, who, [cast.arm], **told))  # type: ignore[arg-type]
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    turns = int(found.lives.trajectories.turns.sum())
    others = int(found.loads.others_asked.sum())
    print(
        f"  {cpu:.1f} s CPU, {wall:.1f} s, {turns / cpu:,.0f} turns/s, {len(found.calls):,} calls"
    )
    print(f"  of these people, {others:,} of others")


if __name__ == "__main__":
    main()
