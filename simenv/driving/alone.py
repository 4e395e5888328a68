"""Where nothing is shared each person may be lived alone; else only the clock may run the world."""

from __future__ import annotations

from simenv.world import World


def nothing_shared(world: World) -> None:
    """`ValueError` if persons of this world share services, who then need each other's company."""
    if world.shares is not None:
        names = [channel.word for channel in sorted(world.shared)] + ["hand-offs"] * world.desk
        raise ValueError(
            f"this world has shared services ({', '.join(names)}): only the clock can run it, as "
            f"persons wait for one another; lockstep and Gymnasium live each person alone"
        )
