"""The persona that is looked at: its file read twice, its people in worlds, and their lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from simenv import policy, standard, world
from simenv.catalogue import Catalogue
from simenv.columns import B1, F8, I1
from simenv.driving.lives import Lives
from simenv.lockstep import live
from simenv.parameters import Values
from simenv.persona import Persona
from simenv.phases import framing, outcome, referral
from simenv.phases.framing import Ears, Landing, Wording
from simenv.phases.outcome import Moment
from simenv.phases.referral import Pointing, Seeker
from simenv.policy import Policy
from simenv.population import Panel
from simenv.standard import Standard
from simenv.testing.comparing import TABLES
from simenv.testing.parting import NORM
from simenv.world import World

#: Policies under which people live: from all help to none, with words and referrals of any kind.
POLICIES = (
    "never-refuses",
    "always-refuses",
    "hotline-boilerplate",
    "graded-by-risk",
    "warm-handoff",
)


class Builds(Protocol):
    """How a world is made of personas: `simenv.world.build`, or that of a fork."""

    def __call__(
        self, personas: Sequence[Persona], standard: Standard, days: int, seed: int, world: int
    ) -> World:
        """World number `world` of a seed."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """The parts of the model whose laws people of a persona must keep; a fork gives its own."""

    build: Builds = world.build
    land: Callable[[Values, Ears, Wording, I1, F8, F8], Landing] = framing.land
    point: Callable[[Values, Seeker, I1], Pointing] = referral.point
    hazards: Callable[[Values, Moment], F8] = outcome.hazards


@dataclass(kw_only=True, eq=False)
class People:
    """A persona, read from its file twice, and what is needed to let its people live."""

    persona: Persona
    again: Persona
    people: int
    days: int
    model: Model

    @cached_property
    def standard(self) -> Standard:
        """The norm by which lives are labelled; which one it is changes no law."""
        return standard.load(Catalogue(), NORM)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """Those that come with simenv, whatever else a catalogue holds."""
        return tuple(policy.load(Catalogue(), name) for name in POLICIES)

    @cached_property
    def plain(self) -> World:
        """The world of medians with this persona alone; nobody writes into it."""
        return self.world()

    @property
    def middle(self) -> Policy:
        """A policy that helps some and refuses others."""
        return self.policies[3]

    def world(
        self, personas: Sequence[Persona] | None = None, *, seed: int = 1, number: int = 0
    ) -> World:
        """A world of these personas, or of this one alone."""
        cast = personas or (self.persona,)
        return self.model.build(cast, self.standard, days=self.days, seed=seed, world=number)

    @cached_property
    def lives(self) -> Lives:
        """The lives that all laws compare with: of this persona alone, in key order."""
        return live(self.world(), self.panel(), self.middle)

    def panel(self, people: Sequence[int] | None = None, persona: int = 0) -> Panel:
        """These persons, or the first ones, of the persona at this place."""
        number = np.arange(self.people) if people is None else np.array(people)
        place = np.full(len(number), persona, np.int32)
        return Panel(persona=place, person=number.astype(np.int64))


def of_people(lives: Lives, persona: int, people: Sequence[int]) -> Lives:
    """What is written of these persons of a persona, as if it stood first."""

    def mine(rows: Any) -> B1:
        found: B1 = (rows.persona == persona) & np.isin(rows.person, people)
        return found

    tables = {name: getattr(lives, name).take(mine(getattr(lives, name))) for name in TABLES}
    for rows in tables.values():
        rows.persona[:] = 0
    return Lives(**tables, standing=lives.standing[mine(lives.trajectories)])
