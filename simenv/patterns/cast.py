"""Who lives under what, world by world: every persona and policy of a catalogue, and the probes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simenv import parameters
from simenv import policy as policies
from simenv import world as worlds
from simenv.behaviour import lived, norm_of, people_of
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, Problem
from simenv.experiment.provenance import simenv_version
from simenv.patterns.probes import PROBES
from simenv.patterns.seen import Seen
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.population import Panel, panel
from simenv.spread import squash
from simenv.standard import Standard
from simenv.world import World

#: The horizon of every pattern, in days.
DAYS = 30

#: Of each kind of file, version by name.
Versions = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The same personas, policies and luck in every world; `people` of each persona."""

    personas: tuple[Persona, ...]
    arms: tuple[Policy, ...]
    standard: Standard
    people: int
    seed: int
    probes: tuple[Policy, ...] = PROBES

    @property
    def panel(self) -> Panel:
        """Everybody, in key order."""
        return panel(len(self.personas), self.people)

    def world(self, number: int) -> World:
        """World `number` of the seed; 0 is the median one."""
        return worlds.build(self.personas, self.standard, DAYS, self.seed, number)

    def live(self, world: World) -> Seen:
        """Let everybody live in a world under every policy and every probe.

        Raises `PolicyFailure` for a policy that misbehaves.
        """
        lives = lived(world, self.panel, [*self.arms, *self.probes])
        return Seen(
            days=world.days,
            names=world.kinds.names,
            shares=tuple(one.share or 0.0 for one in self.personas),
            arms={one.name: lives[one.name] for one in self.arms},
            probes={one.name: lives[one.name] for one in self.probes},
            level=squash(world.start(self.panel).persons.base),
        )

    @property
    def versions(self) -> Versions:
        """The versions of all that decides what is found."""
        return {
            "simenv": {"simenv": simenv_version()},
            "parameters": {"parameters": parameters.shipped().version},
            "standard": {self.standard.name: self.standard.version},
            "personas": {one.name: one.version for one in self.personas},
            "policies": {one.name: one.version for one in self.arms},
        }


def cast_of(catalogue: Catalogue, people: int, seed: int) -> Cast:
    """Everything of a catalogue; `BadInput` with the problems of its policies, or if it is empty.

    Personas that cannot be read are left out.
    """
    everyone = people_of(catalogue)
    names = catalogue.names("policies")
    if not everyone.personas or not names:
        raise BadInput([_empty("personas" if names else "policies")])
    return Cast(
        personas=everyone.personas,
        arms=tuple(policies.load(catalogue, name) for name in names),
        standard=norm_of(catalogue),
        people=people,
        seed=seed,
    )


def _empty(kind: str) -> Problem:
    expected, remedy = f"a catalogue with {kind}", "name a folder with --catalogue"
    return Problem(
        file="(catalogue)", line=0, field=kind, expected=expected, found="none", remedy=remedy
    )
