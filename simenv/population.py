"""Personas to rows of state: who each person is, and what fate brings them.

Traits are quantiles at keyed luck, so person 17 of a persona is the same person in every run with
that seed and world, whoever else is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8, I4, I8, U8
from simenv.copula import joined
from simenv.draws import NO_PLACE, Luck, mix, person_keys, slot, uniform_of
from simenv.kinds import Kinds
from simenv.life import crises, events, hours
from simenv.life.crises import Crises
from simenv.life.scene import CELL
from simenv.parameters import Values
from simenv.persona.together import RISK, names_of, rows_of
from simenv.rows import DAY, HOUR
from simenv.spread import Spread, log_odds, squash
from simenv.state import Fate, Persons, State

_CELLS = 24 // CELL
#: Traits that lie on the log-odds scale are kept this far from 0 and 1.
_EDGE = 1e-3
#: The number of the world that moves each trait or sensitivity (`to/...`) of all personas.
_MOVED_BY = {
    "distress": "persona.distress",
    "expectation": "persona.expectation",
    "trust": "persona.trust",
    "openness": "persona.openness",
    "hope": "persona.hope",
    "attachment": "persona.attachment",
    "persistence": "persona.persistence",
    "reactance": "persona.reactance",
    "to/boilerplate": "persona.to-boilerplate",
    "to/abruptness": "persona.to-abruptness",
    "to/judgement": "persona.to-judgement",
    "to/rejection": "persona.to-rejection",
}


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
    below = _traits(persons, kinds, p, luck)
    heard = luck.stream("trait/reputation").bell(persons.key, NO_PLACE)
    persons.reputation[:] = p["expectation.hearsay"] * heard
    persons.stage[:] = kinds.start[who.persona]
    _risk(persons, kinds, below)
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


def _traits(persons: Persons, kinds: Kinds, p: Values, luck: Luck) -> F8:
    """Draw each trait of each person from their persona's spread, moved as this world moves all.

    Returns the share of their persona's people who stand below each on the risk scale.
    """
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
    lucks = {name: luck.stream("trait/" + name).uniform(persons.key, NO_PLACE) for name in targets}
    lucks[RISK] = luck.stream("risk").uniform(persons.key, NO_PLACE)
    _join(persons.persona, kinds, lucks)
    for name, column in targets.items():
        spreads = [_spread(one, name) for one in kinds.personas]
        written = _by_persona(persons.persona, lucks[name], spreads)
        column[:] = _moved(written, p[_MOVED_BY[name]])
    persons.base[:] = log_odds(distress, _EDGE)
    persons.trust_start[:] = persons.trust
    persons.hope_start[:] = persons.hope
    persons.attachment_start[:] = persons.attachment
    persons.openness_start[:] = persons.openness
    return lucks[RISK]


def _moved(shares: F8, factor: float) -> F8:
    """Shares whose odds are multiplied; to the last bit as they are where the factor is 1."""
    if factor == 1.0:
        return shares
    return squash(log_odds(shares, _EDGE) + np.log(factor))


def _join(persona: I4, kinds: Kinds, lucks: dict[str, F8]) -> None:
    """Let the traits, and risk, go together that a persona says do; written in place."""
    for number, one in enumerate(kinds.personas):
        if not one.together:
            continue
        mine = np.flatnonzero(persona == number)
        names = ["to/" + name if "to/" + name in lucks else name for name in names_of(one.together)]
        moved = joined(rows_of(one.together), [lucks[name][mine] for name in names])
        for name, values in zip(names, moved, strict=True):
            lucks[name][mine] = values


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


def _risk(persons: Persons, kinds: Kinds, below: F8) -> None:
    """Where each person leans on the risk scale of their persona, and the level at entry.

    `below` is the share of their persona's people who lean less, uniform: whatever it goes
    together with, each level keeps its share.
    """
    lean = log_odds(below)
    cuts = kinds.risk_cuts[persons.persona]
    level = (lean > cuts[:, 0]).astype(np.int8) + (lean > cuts[:, 1]) + (lean > cuts[:, 2])
    persons.lean[:] = lean
    persons.risk[:] = persons.entry_risk[:] = level


def _fate(persons: Persons, kinds: Kinds, p: Values, luck: Luck, days: int) -> Fate:
    path = _path(persons, kinds, luck, days)
    path += np.tile(hours.rhythm(p), days)
    happenings = events.fated(persons, kinds, p, luck, days)
    events.shift(path, happenings, p)
    daily = path[:, ::_CELLS].copy()
    for part in range(1, _CELLS):  # a fixed order of additions, whatever the batch
        daily += path[:, part::_CELLS]
    daily /= _CELLS
    acute = crises.fated(persons, kinds, p, luck, daily)
    first, when, bar = _candidates(persons, kinds, p, luck, acute)
    seat = np.repeat(persons.seat, first[1:] - first[:-1])
    exogenous = path[seat, when // (CELL * HOUR)]
    if len(acute.within):
        daily += p["crisis.distress"] * (acute.within / DAY)
        exogenous = exogenous + p["crisis.distress"] * crises.lasts(acute, seat, when)
    return Fate(
        key=persons.key.copy(),
        path=path,
        daily=daily,
        first=first,
        when=when,
        hurdle=_hurdle(bar) - p["life.need-by-distress"] * exogenous,
        crisis_begins=acute.begins,
        crisis_ends=acute.ends,
        crisis_within=acute.within,
        event_at=happenings.at,
        event_good=happenings.good,
    )


def _path(persons: Persons, kinds: Kinds, luck: Luck, days: int) -> F8:
    """The exogenous path of distress: first-order autoregression on 3-hour cells, stationary."""
    noise = luck.stream("distress")
    memory, swing = kinds.memory[persons.persona], kinds.swing[persons.persona]
    fresh = np.sqrt(1.0 - memory * memory)
    path = np.empty((days * _CELLS, len(persons)))
    now = noise.bell(persons.key, slot(np.zeros(1, np.int64)))
    for cell in range(days * _CELLS):
        if cell:
            place = slot(np.full(1, cell // _CELLS), cell % _CELLS)
            now = memory * now + fresh * noise.bell(persons.key, place)
        path[cell] = now * swing
    return np.ascontiguousarray(path.T)


def _candidates(
    persons: Persons, kinds: Kinds, p: Values, luck: Luck, acute: Crises
) -> tuple[I8, I8, F8]:
    """Candidate needs under the ceiling rate: at most one an hour, in the order of time.

    An hour holds a candidate when its keyed uniform, divided by the base rate, lies under the
    ceiling; that quotient is the bar which the factor of the moment has to exceed. The hour in
    which a crisis begins may hold one without a bar.
    """
    seat, hour, bar = _thinned(persons, kinds, p, luck, acute.begins.shape[1])
    place = slot(hour // 24, hour % 24)
    within = luck.stream("need/minute").uniform(persons.key[seat], place)
    when = hour * HOUR + (within * HOUR).astype(np.int64)
    if len(acute.begins):
        seat, when, bar = _with_crises(persons, p, luck, acute, (seat, when, bar))
    first = np.searchsorted(seat, np.arange(len(persons) + 1))
    return first, when, bar


def _hurdle(bar: F8) -> F8:
    """Bars as logarithms; a bar of 0 is none."""
    return np.log(bar, out=np.full(len(bar), -np.inf), where=bar > 0.0)


def _thinned(persons: Persons, kinds: Kinds, p: Values, luck: Luck, days: int) -> tuple[I8, I8, F8]:
    """Seat, hour and bar of each hour that can hold a need, by seat and hour."""
    stream = luck.stream("need/arises").bind(persons.key)[:, None]
    weekly = _by_persona(
        persons.persona,
        luck.stream("trait/rate").uniform(persons.key, NO_PLACE),
        [one.rhythm.sessions_per_week.spread for one in kinds.personas],
    )
    weekly *= p["persona.sessions"]
    hourly, ceiling = kinds.rates * hours.by_hour(p, kinds), p["life.ceiling"]
    found = []
    for day in range(days):
        u = uniform_of(mix(stream + slot(np.full(24, day), np.arange(24))))
        rate = weekly[:, None] * hourly[persons.persona, day % 7]
        some = np.nonzero(u < ceiling * rate)
        found.append((some[0], some[1] + 24 * day, u[some] / rate[some]))
    seat, hour, bar = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(seat, kind="stable")
    return seat[order], hour[order], bar[order]


def _with_crises(
    persons: Persons, p: Values, luck: Luck, acute: Crises, found: tuple[I8, I8, F8]
) -> tuple[I8, I8, F8]:
    """The candidates with those that crises bring: a bar that is passed, in the hour of onset."""
    row, day = np.nonzero(acute.begins >= 0)
    brings = luck.stream("crisis/need").uniform(persons.key[row], slot(day)) < p["crisis.need"]
    row, day = row[brings], day[brings]
    begins = acute.begins[row, day]
    latest = np.minimum(acute.ends[row, day], (begins // HOUR + 1) * HOUR)
    within = luck.stream("crisis/need-at").uniform(persons.key[row], slot(day))
    at = begins + (within * (latest - begins)).astype(np.int64)
    seat, when, bar = found
    days = acute.begins.shape[1]
    key = seat * (24 * days) + when // HOUR
    mine = row * (24 * days) + begins // HOUR
    place = np.searchsorted(key, mine)
    held = key.take(place, mode="clip") == mine if len(key) else np.zeros(len(mine), np.bool_)
    # What was to come up in that hour gives way.
    when[place[held]], bar[place[held]] = at[held], 0.0
    new, place = ~held, place[~held]
    return (
        np.insert(seat, place, row[new]),
        np.insert(when, place, at[new]),
        np.insert(bar, place, 0.0),
    )
