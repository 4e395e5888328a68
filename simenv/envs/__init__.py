"""Gymnasium: one person's whole trajectory is an episode, and the action is the response.

>>> import gymnasium
>>> import simenv.envs
>>> env = gymnasium.make("simenv/SupportSeeking-v0", personas=("teen",))           # doctest: +SKIP
>>> envs = gymnasium.make_vec("simenv/SupportSeeking-v0", num_envs=1024)           # doctest: +SKIP

Importing this package registers the id and no more: what an environment needs is imported when one
is made. See docs/gymnasium.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gymnasium.envs.registration import register, registry

if TYPE_CHECKING:
    from simenv.envs.drawing import episode_seed as episode_seed
    from simenv.envs.flat import Flat as Flat
    from simenv.envs.flat import FlatVector as FlatVector
    from simenv.envs.framings import Actions as Actions
    from simenv.envs.framings import Framings as Framings
    from simenv.envs.single import SilentPerson as SilentPerson
    from simenv.envs.single import SupportSeeking as SupportSeeking
    from simenv.envs.vector import SupportSeekingVector as SupportSeekingVector
    from simenv.envs.weights import Weights as Weights

#: The id of the environment.
ID = "simenv/SupportSeeking-v0"

#: Where each public name lives.
_HOMES = {
    "Actions": "framings",
    "Flat": "flat",
    "FlatVector": "flat",
    "Framings": "framings",
    "SilentPerson": "single",
    "SupportSeeking": "single",
    "SupportSeekingVector": "vector",
    "Weights": "weights",
    "episode_seed": "drawing",
}

__all__ = [*sorted(_HOMES), "ID", "registered"]  # noqa: PLE0604 - the names of the table above


def registered() -> None:
    """Register the environment with Gymnasium, unless it is there: what the entry point calls."""
    if ID not in registry:
        register(
            id=ID,
            entry_point="simenv.envs.single:SupportSeeking",
            vector_entry_point="simenv.envs.vector:SupportSeekingVector",
        )


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simenv.envs' has no attribute {name!r}")
    found = getattr(import_module(f"simenv.envs.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


registered()
