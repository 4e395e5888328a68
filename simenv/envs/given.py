"""A world that is handed in has personas, days, luck and a standard: no others may be asked for."""

from __future__ import annotations

from collections.abc import Sequence

from simenv.driving.alone import nothing_shared
from simenv.envs.sources import Source
from simenv.persona import Persona
from simenv.standard import Standard
from simenv.world import World


def fits(world: World) -> None:
    """Refuse a world whose people cannot be lived one by one, from entry on."""
    nothing_shared(world)
    if world.burn_in:
        raise ValueError("an episode begins at entry: a world with days before it is for runs")


def agrees(world: World, asked: Source, worlds: object) -> None:
    """Refuse what is asked for, None where nothing is, if the world has it otherwise.

    `ValueError` names every such argument; a number of drawn `worlds` is one in any case.
    """
    own, norm = _by_name(world.kinds.personas), _told(world.norms.first)
    amiss = {
        "personas": asked.personas is not None and _by_name(asked.cast) != own,
        "days": asked.days not in (None, world.days),
        "worlds": worlds is not None,
        "luck": asked.luck not in (None, world.luck.seed),
        "standard": asked.standard is not None and _told(asked.norm) != norm,
    }
    found = ", ".join(name for name, is_amiss in amiss.items() if is_amiss)
    if found:
        raise ValueError(
            f"{found}: the world that is given has its own, which differ: leave out what differs, "
            f"or give the number of a world"
        )


def _by_name(personas: Sequence[Persona]) -> dict[str, Persona]:
    return {one.name: one for one in personas}


def _told(standard: Standard) -> tuple[str, str, str]:
    return standard.name, str(standard.version), str(standard.sha256)
