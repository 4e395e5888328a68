"""Acute crises: states that come and go, over in minutes or hours (D8), which no policy moves.

While one lasts, distress and the person's own risk are higher. At most one begins on a day,
likelier on a day that is bad by itself and in people who enter at a graver risk; one that would
begin within another is part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I1, I8
from simenv.draws import Luck, slot
from simenv.kinds import Kinds
from simenv.life.scene import Scene
from simenv.parameters import Values
from simenv.rows import DAY, HOUR
from simenv.spread import EDGE, log_odds
from simenv.state import Persons
from simenv.vocabulary import Event, Risk

_MINUTE = HOUR // 60
_LOGIT_75 = float(np.log(3.0))
#: There is none that day: no time lies from -1 to before -1.
NONE = -1
#: Own risk while a crisis lasts, by the level of the day: one above it, and active at the least.
IN_CRISIS = np.array([Risk.ACTIVE, Risk.ACTIVE, Risk.PLAN, Risk.PLAN], np.int8)
_ACTIVE = int(Risk.ACTIVE)


@dataclass(frozen=True, kw_only=True)
class Crises:
    """When crises begin and end, and the time of each day spent in them.

    Microseconds, shape (seats, days); (0, days) if nobody is prone to crises.
    """

    begins: I8
    ends: I8
    within: I8


def fated(persons: Persons, kinds: Kinds, p: Values, luck: Luck, daily: F8) -> Crises:
    """The crises of these persons; `daily` (n, days) is the exogenous distress of each day."""
    rate, days = rates(p, kinds)[persons.persona, persons.entry_risk], np.arange(daily.shape[1])
    prone = np.flatnonzero(rate)
    shape = (len(persons) if len(prone) else 0, len(days))
    begins, ends = np.full(shape, NONE), np.full(shape, NONE)
    if not len(prone):
        return Crises(begins=begins, ends=ends, within=begins.copy())
    key, place = persons.key[prone, None], slot(days)
    chance = rate[prone, None] * np.exp(p["crisis.by-distress"] * daily[prone])
    row, day = np.nonzero(luck.stream("crisis/begins").uniform(key, place) < chance)
    who, at = key[row, 0], place[day]
    moment = (luck.stream("crisis/onset").uniform(who, at) * DAY).astype(np.int64)
    begins[prone[row], day] = day * DAY + moment
    length = lengths(p, luck.stream("crisis/length").uniform(who, at))
    ends[prone[row], day] = begins[prone[row], day] + length
    _join(begins, ends)
    return Crises(begins=begins, ends=ends, within=_within(begins, ends, days))


def rates(p: Values, kinds: Kinds) -> F8:
    """Mean crises a day, by persona and level of risk at entry, shape (P, 4).

    The mean over the persona's shares of risk is the rate that it declares.
    """
    steps = np.exp(p["crisis.by-risk"] * np.arange(len(Risk)))
    mean = np.zeros(len(kinds.names))
    for level in Risk:  # a fixed order of additions
        mean = mean + kinds.risk_shares[:, level] * steps[level]
    found: F8 = kinds.crises[:, None] * steps / mean[:, None]
    return found


def lengths(p: Values, u: F8) -> I8:
    """Lengths (microseconds) at quantiles `u`: the median and both quartiles are met exactly."""
    z = log_odds(u, EDGE) / _LOGIT_75
    spread = np.where(z < 0, np.log(p["crisis.shorter"]), np.log(p["crisis.longer"]))
    minutes = np.minimum(p["crisis.minutes"] * np.exp(z * spread), p["crisis.longest"] * 60)
    return (minutes * _MINUTE).astype(np.int64)


def _join(begins: I8, ends: I8) -> None:
    """Drop crises that begin within that of the day before; written in place."""
    for day in range(1, begins.shape[1]):
        still = begins[:, day] < ends[:, day - 1]
        begins[still, day] = ends[still, day] = NONE


def _within(begins: I8, ends: I8, days: I8) -> I8:
    """The time of each day spent in the crisis that began then, or the day before."""
    midnight = days * DAY
    found = np.minimum(ends, midnight + DAY) - begins
    found[:, 1:] += np.maximum(ends[:, :-1] - midnight[1:], 0)
    return found


def lasts(crises: Crises, seat: I8, at: I8) -> B1:
    """Whether a crisis lasts at these times (microseconds) for the persons of these seats."""
    found = np.zeros(len(seat), np.bool_)
    if not len(crises.within):
        return found
    days = crises.within.shape[1]
    day = np.minimum(at // DAY, days - 1)
    some = np.flatnonzero(crises.within.ravel().take(seat * days + day))  # faster than [seat, day]
    if len(some):
        seat, day, at = seat[some], day[some], at[some]
        for on in (day, np.maximum(day - 1, 0)):  # it may have begun the day before
            found[some] |= (crises.begins[seat, on] <= at) & (at < crises.ends[seat, on])
    return found


def of(scene: Scene) -> Crises:
    """The crises of a scene."""
    fate = scene.fate
    return Crises(begins=fate.crisis_begins, ends=fate.crisis_ends, within=fate.crisis_within)


def during(scene: Scene, rows: I8) -> B1:
    """Whether each person is in a crisis now."""
    if not len(scene.fate.crisis_within):
        return np.zeros(len(rows), np.bool_)
    return lasts(of(scene), scene.persons.seat[rows], scene.persons.clock[rows])


def risk_now(scene: Scene, rows: I8, acute: B1 | None = None) -> I1:
    """Each person's own risk at this moment; `acute` says who is in a crisis, if that is known."""
    today = scene.persons.risk[rows]
    acute = during(scene, rows) if acute is None else acute
    return np.where(acute, IN_CRISIS[today], today)


def count(scene: Scene, rows: I8, day: I8, alone: B1) -> None:
    """Count the day just lived: crises, time in them, and time at risk `alone`, without a human."""
    persons, fate = scene.persons, scene.fate
    time = DAY * (persons.risk[rows] >= _ACTIVE)
    if len(fate.crisis_within):
        place = persons.seat[rows] * fate.crisis_within.shape[1] + day
        within = fate.crisis_within.ravel().take(place)
        time = np.maximum(time, within)
        _count_crises(scene, rows, within, fate.crisis_begins.ravel().take(place))
    persons.risk_time_alone[rows] += time * alone


def _count_crises(scene: Scene, rows: I8, within: I8, begins: I8) -> None:
    """Count the crises of a day: the time `within` them, and those that begin."""
    persons = scene.persons
    some = np.flatnonzero(within)
    persons.crisis_time[rows[some]] += within[some]
    began = np.flatnonzero(begins >= 0)
    some = rows[began]
    persons.crises[some] += 1
    scene.note(some, Event.CRISIS_BEGAN, IN_CRISIS[persons.risk[some]], begins[began])
