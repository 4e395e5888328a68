"""One life as a page: days, sessions in them, turns in those, phase by phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from simenv.replay.counts import counts, entry
from simenv.replay.finding import Life
from simenv.replay.turn import Turn, turns_of
from simenv.wording.layout import grid, section, wrapped
from simenv.wording.life import Day, Moment, by_day, line, moments
from simenv.wording.phrases import stage as stage_told

#: The turns of each session, by its number.
Sessions = Mapping[int, Sequence[Turn]]


def alone(life: Life, days: int, stages: Sequence[str]) -> list[str]:
    """The month of one person under one arm."""
    turns = sessions_of(life)
    lived = moments(life.sessions, life.events, stages)
    return [
        *section("At entry", [f"  {entry(life.trajectory)}"]),
        *section("The month", list(told(by_day(lived, days), turns, stages))),
        *section("In all", grid(counts(life.trajectory))),
    ]


def sessions_of(life: Life) -> Sessions:
    """The turns of a life by session."""
    found: dict[int, list[Turn]] = defaultdict(list)
    for turn in turns_of(life.turns, life.words):
        found[turn.row["session"]].append(turn)
    return found


def told(days: Sequence[Day], turns: Sessions, stages: Sequence[str]) -> Iterator[str]:
    """Days with their moments, and under a session its turns."""
    for one in days:
        if one.calm:
            yield from wrapped(f"{one.label}: {one.lines()[0]}", 2, 2)
            continue
        yield f"  {one.label}"
        for moment in one.moments:
            yield from wrapped(line(moment), 4, 2)
            yield from session(moment, turns, stages)


def session(moment: Moment, turns: Sessions, stages: Sequence[str]) -> Iterator[str]:
    """The turns of a moment that was a session."""
    inside = turns.get(moment.session, ())
    for turn in inside[:1]:
        where = stage_told(stages[turn.row["stage"]])
        yield from wrapped(f"stage {where}; {turn.asked()}", 6, 2)
    for turn in inside:
        yield from turn.lines(indent=6)
