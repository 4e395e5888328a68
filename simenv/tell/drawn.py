"""Persons drawn from one persona in the median world: as they enter, and under a policy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simenv import policy as policies
from simenv import standard as standards
from simenv import world
from simenv.catalogue import Catalogue
from simenv.life.channels import weights
from simenv.life.hours import WEEK, by_hour
from simenv.life.needs import describe
from simenv.life.scene import Scene, place_of
from simenv.lockstep import Lives, live
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.population import Panel, panel
from simenv.rows import HOUR
from simenv.standard import Standard
from simenv.state import State
from simenv.tell.telling import Section
from simenv.vocabulary import Channel, Risk
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import RISKS, plain
from simenv.world import World

#: How many people live through the month, and how many of them are shown.
PEOPLE, SHOWN, DAYS, SEED = 200, 5, 30, 1
#: Under which policy and standard, where nothing else is asked for.
POLICY, STANDARD = "never-refuses", "listening-first"


@dataclass(frozen=True)
class Month:
    """The people of one persona in the median world of seed 1."""

    persona: Persona
    standard: Standard

    @cached_property
    def world(self) -> World:
        """The median world; `BadInput` if the persona does not fit it."""
        return world.build([self.persona], self.standard, DAYS, SEED, 0)

    @property
    def panel(self) -> Panel:
        """Everyone who is drawn."""
        return panel(1, PEOPLE)

    @cached_property
    def entry(self) -> State:
        """Everyone as they enter."""
        return self.world.start(self.panel)

    def entry_channels(self) -> list[float]:
        """Of the needs of a week, the share that each channel gets from people as they enter."""
        here, state = self.world, self.entry
        scene = Scene(
            p=here.p,
            luck=here.luck,
            kinds=here.kinds,
            days=here.days,
            persons=state.persons.copy(),
            fate=state.fate,
            standing=state.standing,
        )
        often = (here.kinds.rates * by_hour(here.p, here.kinds)).reshape(-1)
        everyone, calm = np.arange(PEOPLE), np.zeros(PEOPLE, np.bool_)
        total = np.zeros(len(Channel))
        for hour in range(WEEK):
            scene.persons.clock[:] = hour * HOUR
            describe(scene, everyone, place_of(scene.persons.clock), calm)
            found = weights(scene, everyone, calm)
            total += often[hour] * np.mean(found / found.sum(axis=0), axis=1)
        return [float(share) for share in total / often.sum()]

    def lives(self, policy: Policy) -> Lives:
        """What becomes of everyone; `PolicyFailure` if the policy misbehaves."""
        return live(self.world, self.panel, policy)


def month_of(one: Persona, catalogue: Catalogue) -> Month:
    """The month of a persona, by the standard that is there."""
    names = catalogue.names("standards")
    return Month(one, standards.load(catalogue, STANDARD if STANDARD in names else names[0]))


def policy_for(catalogue: Catalogue, name: str | None) -> Policy | None:
    """The policy that is asked for, or the usual one, or any; None if the catalogue has none."""
    names = catalogue.names("policies")
    if name is None and not names:
        return None
    return policies.load(catalogue, name or (POLICY if POLICY in names else names[0]))


_TRAITS = {
    "distress": "distress",
    "expectation": "expects",
    "trust": "trust",
    "openness": "open",
    "hope": "hope",
    "attachment": "attached",
    "persistence": "persists",
    "proneness": "reactant",
}


def five(month: Month) -> Section:
    """Five drawn persons as they enter."""
    facts = [_person(month, number) for number in range(SHOWN)]
    rows = [
        (
            str(fact["person"]),
            *(plain(fact["traits"][name]) for name in _TRAITS.values()),
            RISKS[Risk.of(fact["risk"])],
        )
        for fact in facts
    ]
    lines = wrapped(
        f"Persons 0 to {SHOWN - 1} of seed {SEED}, as they enter. They are the same in every run "
        "with this seed.",
        2,
    )
    lines += grid(rows, ("", *_TRAITS.values(), "risk"))
    heading = "Five persons"
    return Section(key="persons", heading=heading, lines=tuple(lines), facts=facts)


def _person(month: Month, number: int) -> dict[str, Any]:
    persons = month.entry.persons
    usual = 1.0 / (1.0 + np.exp(-persons.base))
    traits = {
        name: float((usual if column == "distress" else getattr(persons, column))[number])
        for column, name in _TRAITS.items()
    }
    return {
        "person": number,
        "risk": Risk(int(persons.entry_risk[number])).word,
        "traits": {name: round(value, 4) for name, value in traits.items()},
    }
