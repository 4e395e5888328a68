"""What became of one arm's persons, as tables in key order, times since entry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import I1, I8
from simenv.rows import DAY, EventRows, SessionRows, TrajectoryRows, TurnRows
from simenv.state import Persons
from simenv.vocabulary import Act, Move, Referral

#: The window of `lapsed`.
LAPSE = 14 * DAY
#: Columns of a trajectory that persons carry under another name.
_CARRIED = {"masked": "masks"}
_DERIVED = {"lapsed", "away", "trust_end", "hope_end", "openness_end"}
#: Columns of a trajectory that are moments.
_MOMENTS = tuple(name for name in TrajectoryRows.specs() if name.endswith("_at"))
_SATISFIED, _REFUSE = int(Move.LEAVE_SATISFIED), int(Act.REFUSE)


@dataclass(frozen=True, kw_only=True)
class Lives:
    """What became of a batch in one arm, in key order; `standing` has shape (n, days)."""

    turns: TurnRows
    sessions: SessionRows
    events: EventRows
    trajectories: TrajectoryRows
    standing: I1


def lives(persons: Persons, standing: I1, turns: TurnRows, events: EventRows, entry: int) -> Lives:
    """The tables of one arm, from persons at the horizon; `entry` is the day of life of time zero.

    `standing` has shape (n, days lived), the days before entry included.
    """
    order = np.lexsort((persons.person, persons.persona))
    turns = turns.take(np.lexsort((turns.turn, turns.session, turns.person, turns.persona)))
    # A stable sort: events of one person at one time keep the order in which they happened.
    events = events.take(np.lexsort((events.at, events.person, events.persona)))
    turns.at[:] -= entry * DAY
    events.at[:] -= entry * DAY
    return Lives(
        turns=turns,
        sessions=sessions(turns),
        events=events,
        trajectories=trajectories(persons.take(order), standing.shape[1] * DAY, entry * DAY),
        standing=np.ascontiguousarray(standing[order, entry:]),
    )


def sessions(turns: TurnRows) -> SessionRows:
    """The sessions table from sorted turns."""
    if not len(turns):
        return SessionRows.blank(0)
    first: I8 = np.flatnonzero(turns.turn == 1)
    last = np.append(first[1:], len(turns)) - 1
    refused, referred = turns.act >= _REFUSE, turns.referral > int(Referral.NONE)
    return SessionRows(
        persona=turns.persona[first],
        person=turns.person[first],
        session=turns.session[first],
        started=turns.at[first],
        ended=turns.at[last],
        turns=turns.turn[last],
        need=turns.need[first],
        subject=turns.subject[first],
        risk=turns.risk[first],
        refused=np.add.reduceat(refused, first, dtype=np.int32),
        referred=np.add.reduceat(referred, first, dtype=np.int32),
        last_move=turns.move[last],
        met=turns.move[last] == _SATISFIED,
        frustration=np.maximum.reduceat(turns.frustration, first),
    )


def trajectories(persons: Persons, horizon: int, entry: int) -> TrajectoryRows:
    """The trajectories table from persons at the horizon; both moments in microseconds of life."""
    names = [name for name in TrajectoryRows.specs() if name not in _DERIVED]
    carried = {name: getattr(persons, _CARRIED.get(name, name)) for name in names}
    for name in _MOMENTS:
        carried[name] = np.where(carried[name] < 0, carried[name], carried[name] - entry)
    since = horizon - LAPSE
    return TrajectoryRows(
        **carried,
        lapsed=(persons.last_session < since) & (persons.last_need >= since),
        away=persons.away,
        trust_end=persons.trust,
        hope_end=persons.hope,
        openness_end=persons.openness,
    )
