"""Models under which people of a persona break one law each, with the law that names it."""

from __future__ import annotations

from dataclasses import fields
from itertools import count

import numpy as np

from simenv import world
from simenv.phases import outcome
from simenv.testing.persona.people import Model
from simenv.world import World
from tests.broken import imposed_signs as signs
from tests.broken.worlds import LuckByPlace


class Broken(World):
    """A world with one part replaced; what it is built with is kept."""

    @classmethod
    def of(cls, one):
        return cls(**{field.name: getattr(one, field.name) for field in fields(World)})


def built(kind):
    """A model that builds worlds of a kind."""

    def build(personas, standard, days, seed, world=0):
        return kind.of(shipped(personas, standard, days=days, seed=seed, world=world))

    return Model(build=build)


shipped = world.build


class BeyondTrust(Broken):
    """Trust of those who were answered rises past its range."""

    def react(self, state, requests, responses, **how):
        after, turns = super().react(state, requests, responses, **how)
        after.persons.trust[requests.row] += 0.3
        return after, turns


class Endless(Broken):
    """Whoever is at the horizon lives on."""

    def react(self, state, requests, responses, **how):
        after, turns = super().react(state, requests, responses, **how)
        after.persons.done[:] = False
        after.persons.clock[:] = np.minimum(after.persons.clock, 10**12)
        return after, turns


class BetterTogether(Broken):
    """Hope rises with the number of people in the batch."""

    def start(self, panel):
        state = super().start(panel)
        state.persons.hope[:] *= len(panel) / (1 + len(panel))
        return state


class FatedByRefusals(Broken):
    """A refusal makes the days to come worse for everybody's path."""

    def react(self, state, requests, responses, **how):
        refused = state.persons.seat[requests.row[responses.act == 2]]
        state.fate.path[refused] += 1e-3
        return super().react(state, requests, responses, **how)


class ByName(Broken):
    """Trust at entry goes by how the persona is called."""

    def start(self, panel):
        state = super().start(panel)
        for place, one in enumerate(self.kinds.personas):
            mine = state.persons.persona == place
            state.persons.trust[mine] *= 1 - 1 / (9 + len(one.name))
        return state


_BUILT = count()


def build_anew(personas, standard, days, seed, world=0):
    """Each time another seed."""
    return shipped(personas, standard, days=days, seed=seed + next(_BUILT), world=world)


def build_by_company(personas, standard, days, seed, world=0):
    """Luck goes by how many personas there are."""
    return shipped(personas, standard, days=days, seed=seed + len(personas), world=world)


def build_one(personas, standard, days, seed, world=0):
    """The same luck whatever the seed."""
    return shipped(personas, standard, days=days, seed=1, world=world)


def hazards_by_place(p, moment):
    """Whoever stands later in a batch says more."""
    rates = outcome.hazards(p, moment)
    rates[1] += np.arange(len(moment.act)) * 1e-6
    return rates


#: Broken in how people live: asked about all laws.
LIVES = {
    "trust past its range": (built(BeyondTrust), "bounds"),
    "no end": (built(Endless), "bounds"),
    "a new seed each time": (Model(build=build_anew), "determinism"),
    "luck by place": (built(LuckByPlace), "company"),
    "hope by the batch": (built(BetterTogether), "company"),
    "luck by the number of personas": (Model(build=build_by_company), "luck"),
    "one seed for all": (Model(build=build_one), "luck"),
    "fate by refusals": (built(FatedByRefusals), "exogenous"),
    "trust by name": (built(ByName), "opaque"),
}
#: Broken in how people respond: asked about responses alone.
RESPONSES = {
    "pleased by judgement": (Model(land=signs.land_pleased_by_judgement), "sign: judgement"),
    "pleased by abruptness": (Model(land=signs.land_pleased_by_abruptness), "sign: abruptness"),
    "drawn to barriers": (Model(point=signs.point_drawn_to_barriers), "sign: barriers"),
    "better abroad": (Model(point=signs.point_better_abroad), "sign: region"),
    "put off by readiness": (Model(hazards=signs.hazards_put_off_by_readiness), "sign: readiness"),
    "never the third": (Model(hazards=signs.hazards_without_the_third), "sign: third failure"),
    "no way out": (Model(hazards=signs.hazards_without_a_way_out), "ways out"),
    "uptake by place": (Model(point=signs.point_by_place), "equal responses"),
    "hazards by place": (Model(hazards=hazards_by_place), "equal responses"),
}
