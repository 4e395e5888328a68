"""Populations that share services, lived by the clock and told apart again, one unit each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simenv.columns import F8, I1, I8, Table
from simenv.driving.desk import MOST
from simenv.errors import PolicyFailure
from simenv.experiment.resolving import Resolved
from simenv.experiment.sharing import reference_panel
from simenv.experiment.workers import Batch
from simenv.population import Panel
from simenv.records import Layout, Populations, Unit
from simenv.service import Facility
from simenv.world import World

if TYPE_CHECKING:
    from simenv.clock import Lived

#: What one unit leaves behind: its tables by name, and the states of its persons by day.
Told = tuple[dict[str, Table], I1]


@dataclass(frozen=True, kw_only=True)
class Crowded:
    """One scenario in one world: its services, and how often they are asked where nothing is short.

    `codes` (services,) are the services by the run's list, which all scenarios have in common.
    """

    world: World
    facilities: tuple[Facility, ...]
    codes: I1
    reference: F8


#: References by the number of the world and what they hang on of its services.
References = dict[tuple[int, str], F8]


def crowded(
    resolved: Resolved, world: World, scenario: str, number: int, known: References
) -> Crowded:
    """The services of a scenario in world `number`; `known` references are looked up, and kept.

    Raises `PolicyFailure` if the baseline fails, under which the reference demand is measured.
    """
    from simenv import clock  # noqa: PLC0415 - SimPy: only where services are shared

    found = next(one for one in resolved.scenarios if one.name == scenario)
    facilities = found.facilities(world.luck, number)
    names = resolved.shared.services
    panel, baseline = reference_panel(resolved.personas), resolved.baseline
    if baseline is None:
        raise ValueError("shared services need the baseline under which demand is measured")
    key = number, clock.ample_key(facilities)
    if key not in known:
        known[key] = clock.reference(world, panel, baseline, facilities)
    return Crowded(
        world=world,
        facilities=facilities,
        codes=np.array([names.index(one.name) for one in facilities], np.int8),
        reference=known[key],
    )


def lived(
    place: Crowded, resolved: Resolved, layout: Layout, batch: Batch
) -> Iterator[tuple[Unit, Told | PolicyFailure]]:
    """What became of each unit of a batch: populations next to each other, each in the same arms.

    Nothing in a unit hangs on who else is in its batch: luck is keyed, and no population's services
    are another one's.
    """
    blocks, kept = range(batch[0].block, batch[-1].block + 1), layout.kept(batch[0].world)
    arms = list(dict.fromkeys(unit.arm for unit in batch))
    for start in range(0, len(arms), MOST):
        group = arms[start : start + MOST]
        found = _clocked(place, resolved, blocks, group, told="turns" in kept)
        for arm, one in zip(group, found, strict=True):
            units = [unit for unit in batch if unit.arm == arm]
            yield from _apart(place, resolved.shared, kept, units, one)


def _clocked(
    place: Crowded, resolved: Resolved, blocks: range, arms: Sequence[str], *, told: bool
) -> Iterator[Lived | PolicyFailure]:
    from simenv import clock  # noqa: PLC0415 - as above

    shared = resolved.shared
    persona, person = shared.panel(blocks.start, len(blocks))
    return clock.live_all(
        place.world,
        Panel(persona=persona, person=person),
        [resolved.arm(arm) for arm in arms],
        facilities=place.facilities,
        population=shared.of(persona, person),
        reference=place.reference,
        told=told,
    )


def _apart(
    place: Crowded,
    shared: Populations,
    kept: tuple[str, ...],
    units: list[Unit],
    found: Lived | PolicyFailure,
) -> Iterator[tuple[Unit, Told | PolicyFailure]]:
    """One arm of several populations as units, each with the tables that its world keeps."""
    if isinstance(found, PolicyFailure):
        yield from ((unit, found) for unit in units)
        return
    lives, calls, loads = found.lives, found.calls, found.loads
    calls.service[:] = _named(place.codes, calls.service)
    loads.service[:] = _named(place.codes, loads.service)
    order = np.lexsort((loads.day, loads.service, loads.population))
    whole: dict[str, Table] = {"calls": calls, "loads": loads.take(order)}
    for name in kept:
        if name not in whole:
            whole[name] = getattr(lives, name)
    of = {name: _population(shared, table) for name, table in whole.items()}
    for unit in units:
        mine = {name: np.flatnonzero(of[name] == unit.block) for name in whole}
        tables = {name: table.take(mine[name]) for name, table in whole.items()}
        yield unit, (tables, lives.standing[mine["trajectories"]])


def _named(codes: I1, service: I1) -> I1:
    """Services of a scenario by the run's list; -1, for none, stays."""
    return np.where(service < 0, np.int8(-1), codes.take(service, mode="clip"))


def _population(shared: Populations, table: Table) -> I8:
    arrays = table.arrays()
    if "population" in arrays:
        return arrays["population"].astype(np.int64)
    return shared.of(arrays["persona"], arrays["person"]).astype(np.int64)
