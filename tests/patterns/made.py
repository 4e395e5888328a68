"""Worlds made by hand for patterns: tables with only the columns that a test is about."""

from __future__ import annotations

from typing import Any

import numpy as np

from simenv.lockstep import Lives
from simenv.patterns import Seen
from simenv.patterns.probes import PROBES
from simenv.rows import EventRows, SessionRows, TrajectoryRows, TurnRows
from simenv.vocabulary import Standing

DAYS = 30
#: Two personas; the second weighs three times as much as the first.
NAMES, SHARES = ("first", "second"), (0.25, 0.75)
#: Persons of each.
EACH = 60
PEOPLE = EACH * len(NAMES)


def rows(table: type, persona: Any, person: Any, **told: Any) -> Any:
    """A table whose other columns are as in a blank one."""
    found = table.blank(len(np.atleast_1d(persona)))
    for name, values in {"persona": persona, "person": person, **told}.items():
        getattr(found, name)[:] = values
    return found


def everyone() -> tuple[np.ndarray, np.ndarray]:
    """Persona and person of everybody, in key order."""
    return np.repeat(np.arange(2), EACH), np.tile(np.arange(EACH), 2)


def each_with(number: int) -> tuple[np.ndarray, np.ndarray]:
    """The same, each of them `number` times in a row."""
    persona, person = everyone()
    return np.repeat(persona, number), np.repeat(person, number)


def lives(*tables: TurnRows | SessionRows | EventRows, **columns: Any) -> Lives:
    """An arm; `columns` are those of its trajectories, tables that are not given are empty."""
    persona, person = everyone()
    told = {"sessions": 1, "turns": 4, "openness_start": 0.5, "openness_end": 0.5, **columns}
    given = {type(table): table for table in tables}
    turns, sessions, events = (
        given.get(kind, kind.blank(0)) for kind in (TurnRows, SessionRows, EventRows)
    )
    return Lives(
        turns=turns,
        sessions=sessions,
        events=events,
        trajectories=rows(TrajectoryRows, persona, person, **told),
        standing=np.full((PEOPLE, DAYS), Standing.AT_REST, np.int8),
    )


def seen(arms: dict[str, Lives], level: Any = 0.5) -> Seen:
    """A world; a name that is a probe's is one."""
    probes = {one.name for one in PROBES}
    return Seen(
        days=DAYS,
        names=NAMES,
        shares=SHARES,
        arms={name: one for name, one in arms.items() if name not in probes},
        probes={name: one for name, one in arms.items() if name in probes},
        level=np.broadcast_to(np.asarray(level, float), PEOPLE).copy(),
    )
