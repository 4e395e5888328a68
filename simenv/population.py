"""Personas to rows of state: who each person is, and what fate brings them.

Traits are quantiles at keyed luck, so person 17 of a persona is the same person in every run with
that seed and world, whoever else is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8, I4, I8, U8
from simenv.draws import NO_PLACE, Luck, person_keys, slot
from simenv.kinds import Kinds
from simenv.life.scene import CELL
from simenv.parameters import Values
from simenv.rows import HOUR
from simenv.spread import Spread, log_odds
from simenv.state import Fate, Persons, State

_CELLS = 24 // CELL
#: Traits that lie on the log-odds scale are kept this far from 0 and 1.
_EDGE = 1e-3


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Who is simulated: arrays (n,) of persona (a place in the sorted names) and person number."""

    persona: I4
    person: I8

    def __len__(self) -> int:
        return len(self.persona)

    def block(self, number: int, size: int) -> Panel:
        """Block `number` of at most `size` persons, in order."""
        part = slice(number * size, (number + 1) * size)
        return Panel(persona=self.persona[part], person=self.person[part])


def panel(personas: int, people: int) -> Panel:
    """`people` persons of each of `personas` personas, in key order."""
    persona = np.repeat(np.arange(personas, dtype=np.int32), people)
    person = np.tile(np.arange(people, dtype=np.int64), personas)
    return Panel(persona=persona, person=person)


def enter(who: Panel, kinds: Kinds, p: Values, luck: Luck, days: int) -> State:
    """The state at entry of these persons: time zero, before anything has happened."""
    keys = _keys(who, kinds)
    persons = Persons.blank(len(who))
    persons.seat[:] = np.arange(len(who))
    persons.key[:], persons.persona[:], persons.person[:] = keys, who.persona, who.person
    _traits(persons, kinds, luck)
    persons.stage[:] = kinds.start[who.persona]
    _risk(persons, kinds, luck)
    fate = _fate(persons, kinds, p, luck, days)
    persons.next_need[:] = fate.first[:-1]
    standing = np.zeros((len(who), days), np.int8)
    return State(persons=persons, fate=fate, standing=standing, until=days)


def _keys(who: Panel, kinds: Kinds) -> U8:
    keys = np.zeros(len(who), np.uint64)
    for number, name in enumerate(kinds.names):
        mine = who.persona == number
        keys[mine] = person_keys(name, who.person[mine])
    return keys


def _traits(persons: Persons, kinds: Kinds, luck: Luck) -> None:
    """Draw each trait of each person from their persona's spread."""
    distress = np.zeros(len(persons))
    targets = {
        "distress": distress,
        "expectation": persons.expectation,
        "trust": persons.trust,
        "openness": persons.openness,
        "hope": persons.hope,
        "attachment": persons.attachment,
        "persistence": persons.persistence,
        "reactance": persons.proneness,
        "to/boilerplate": persons.to_boilerplate,
        "to/abruptness": persons.to_abruptness,
        "to/judgement": persons.to_judgement,
        "to/rejection": persons.to_rejection,
    }
    for name, column in targets.items():
        u = luck.stream("trait/" + name).uniform(persons.key, NO_PLACE)
        column[:] = _by_persona(persons.persona, u, [_spread(one, name) for one in kinds.personas])
    persons.base[:] = log_odds(distress, _EDGE)
    persons.trust_start[:] = persons.trust
    persons.hope_start[:] = persons.hope
    persons.openness_start[:] = persons.openness


def _spread(persona: object, name: str) -> Spread:
    """The spread of one trait, or of a sensitivity (`to/…`)."""
    section, trait = ("sensitive_to", name[3:]) if name.startswith("to/") else ("traits", name)
    found: Spread = getattr(getattr(persona, section), trait).spread
    return found


def _by_persona(persona: I4, u: F8, spreads: list[Spread]) -> F8:
    """Quantiles at `u`, each person from the spread of their persona."""
    found = np.zeros(len(u))
    for number, spread in enumerate(spreads):
        mine = persona == number
        found[mine] = spread.quantile(u[mine])
    return found


def _risk(persons: Persons, kinds: Kinds, luck: Luck) -> None:
    """Where each person leans on the risk scale of their persona, and the level at entry."""
    u = luck.stream("risk").uniform(persons.key, NO_PLACE)
    lean = log_odds(u)
    cuts = kinds.risk_cuts[persons.persona]
    level = (lean > cuts[:, 0]).astype(np.int8) + (lean > cuts[:, 1]) + (lean > cuts[:, 2])
    persons.lean[:] = lean
    persons.risk[:] = persons.entry_risk[:] = level


def _fate(persons: Persons, kinds: Kinds, p: Values, luck: Luck, days: int) -> Fate:
    path = _path(persons, kinds, luck, days)
    daily = path[:, ::_CELLS].copy()
    for part in range(1, _CELLS):  # a fixed order of additions, whatever the batch
        daily += path[:, part::_CELLS]
    first, when, bar = _candidates(persons, kinds, p, luck, days)
    seat = np.repeat(persons.seat, first[1:] - first[:-1])
    return Fate(
        key=persons.key.copy(),
        path=path,
        daily=daily / _CELLS,
        first=first,
        when=when,
        exogenous=path[seat, when // (CELL * HOUR)],
        bar=bar,
    )


def _path(persons: Persons, kinds: Kinds, luck: Luck, days: int) -> F8:
    """The exogenous path of distress: first-order autoregression on 3-hour cells, stationary."""
    stream = luck.stream("distress")
    memory, swing = kinds.memory[persons.persona], kinds.swing[persons.persona]
    fresh = np.sqrt(1.0 - memory * memory)
    path = np.empty((len(persons), days * _CELLS))
    now = np.zeros(len(persons))
    for cell in range(days * _CELLS):
        place = slot(np.full(1, cell // _CELLS), cell % _CELLS)
        noise = stream.bell(persons.key, place)
        now = noise if cell == 0 else memory * now + fresh * noise
        path[:, cell] = now * swing
    return path


def _candidates(
    persons: Persons, kinds: Kinds, p: Values, luck: Luck, days: int
) -> tuple[I8, I8, F8]:
    """Candidate needs under the ceiling rate: at most one an hour, in the order of time.

    An hour holds a candidate when its keyed uniform, divided by the base rate, lies under the
    ceiling; that quotient is the bar which the factor of the moment has to exceed.
    """
    stream, minutes = luck.stream("need/arises"), luck.stream("need/minute")
    weekly = _by_persona(
        persons.persona,
        luck.stream("trait/rate").uniform(persons.key, NO_PLACE),
        [one.rhythm.sessions_per_week.spread for one in kinds.personas],
    )
    bars = np.empty((len(persons), days * 24))
    for hour in range(days * 24):
        day = hour // 24
        rate = weekly * kinds.rates[persons.persona, day % 7, hour % 24]
        u = stream.uniform(persons.key, slot(np.full(1, day), hour % 24))
        bars[:, hour] = u / np.maximum(rate, 1e-12)
    seat, hour_of = np.nonzero(bars < p["life.ceiling"])
    first = np.searchsorted(seat, np.arange(len(persons) + 1))
    place = slot(hour_of // 24, hour_of % 24)
    within = (minutes.uniform(persons.key[seat], place) * HOUR).astype(np.int64)
    return first, hour_of * HOUR + within, bars[seat, hour_of]
