"""Who lives, and how they are let live: the one place that knows the driver's signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simenv import persona as persona_files
from simenv import standard as standards
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, PolicyFailure
from simenv.lockstep import Arm, Lives, live_all
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.population import Panel
from simenv.standard import Standard
from simenv.world import World

#: The norm by which decisions are labelled, where nothing else is asked for.
STANDARD = "listening-first"


@dataclass(frozen=True, kw_only=True)
class People:
    """The personas of a catalogue that are simulated, by name, and the files that were no help."""

    personas: tuple[Persona, ...]
    unread: tuple[str, ...] = ()

    def without(self, name: str) -> People:
        """All but the persona of that name."""
        left = tuple(one for one in self.personas if one.name != name)
        return People(personas=left, unread=tuple(other for other in self.unread if other != name))


def people_of(catalogue: Catalogue) -> People:
    """Every persona of the catalogue that can be read and is no base for others."""
    found, unread = [], []
    for name in catalogue.names("personas"):
        try:
            found.append(persona_files.load(catalogue, name))
        except BadInput:
            unread.append(name)
    simulated = sorted((one for one in found if not one.abstract), key=lambda one: one.name)
    return People(personas=tuple(simulated), unread=tuple(unread))


def norm_of(catalogue: Catalogue) -> Standard:
    """The usual standard, or the first that the catalogue has."""
    names = catalogue.names("standards")
    return standards.load(catalogue, STANDARD if STANDARD in names else names[0])


def lived(world: World, panel: Panel, policies: Sequence[Policy]) -> dict[str, Lives]:
    """The lives of the same new people under each policy throughout, by its name, all told.

    Raises `PolicyFailure` for the first policy that misbehaves.
    """
    found = live_all(world, panel, [Arm.of(policy) for policy in policies])
    return {policy.name: _sound(lives) for policy, lives in zip(policies, found, strict=True)}


def _sound(lives: Lives | PolicyFailure) -> Lives:
    if isinstance(lives, PolicyFailure):
        raise lives
    return lives
