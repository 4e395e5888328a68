"""Lives of four people of one persona, written out by hand."""

from __future__ import annotations

from typing import Any

from simenv.behaviour import Own
from simenv.rows import EventRows, SessionRows, TrajectoryRows, TurnRows


def table(of: Any, length: int, **told: Any) -> Any:
    """A table of which some columns are told."""
    found = of.blank(length)
    for name, values in told.items():
        getattr(found, name)[:] = values
    return found


def own(
    people: dict[str, list[int]] | None = None,
    turns: TurnRows | None = None,
    sessions: SessionRows | None = None,
    events: EventRows | None = None,
    days: int = 30,
) -> Own:
    """The lives of four people; tables that are not given are empty."""
    return Own(
        days=days,
        turns=turns or TurnRows.blank(0),
        sessions=sessions or SessionRows.blank(0),
        events=events or EventRows.blank(0),
        people=table(TrajectoryRows, 4, **(people or {})),
    )
