"""Where the lives of the same people under two arms part, and what followed in each.

The first turn in which anything differs is where two histories part. It counts if both arms were
asked the same there, one refused (or a filter blocked it) and the other did not. Vectorised over
people: turns are matched by person and by their number within the person's life.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, I1, I8
from simenv.rows import EventRows, TrajectoryRows, TurnRows
from simenv.vocabulary import Act, Event

#: What is looked for after the request.
Follow = Literal["session", "left", "human"]
#: The turns and events of one arm, of the same people, in key order.
Told = tuple[TurnRows, EventRows]

#: What is known of a turn before it is answered.
_COLUMNS = tuple(TurnRows.specs())
_ASKED = _COLUMNS[: _COLUMNS.index("act")]
_NOTED: dict[Follow, Event] = {"left": Event.LEFT, "human": Event.REACHED_HUMAN}
#: Later than any horizon.
NEVER = np.iinfo(np.int64).max
#: Persons of a persona, and turns of a person, are fewer.
_PERSONS, _TURNS = 2**40, 2**20


@dataclass(frozen=True, kw_only=True)
class Parted:
    """n people under an arm (side 0) and the reference (side 1), filled block by block.

    `refused` [n] is the side that refused where they parted, -1 where they did not part so; `at`
    [n] is when, in microseconds; `move` [2, n] is what they did next, -1 if nothing; `then` has
    the time [2, n] of the first of each thing that followed.
    """

    keys: I8
    refused: I1
    at: I8
    move: NDArray[np.int8]
    then: dict[Follow, I8]

    @classmethod
    def of(cls, people: TrajectoryRows) -> Parted:
        """Nothing seen yet of these people, who are in key order."""
        n = len(people)
        follows: tuple[Follow, ...] = ("session", "left", "human")
        return cls(
            keys=people.persona * np.int64(_PERSONS) + people.person,
            refused=np.full(n, -1, np.int8),
            at=np.full(n, NEVER),
            move=np.full((2, n), -1, np.int8),
            then={name: np.full((2, n), NEVER) for name in follows},
        )

    def see(self, first: Told, second: Told) -> None:
        """Add a block: what some of the people met under the arm, and under the reference."""
        turns = first[0], second[0]
        who = self._who(turns[0]), self._who(turns[1])
        place = _first_difference(turns, who)
        mine, theirs = turns[0].take(place[0]), turns[1].take(place[1])
        refuses = mine.act >= Act.REFUSE, theirs.act >= Act.REFUSE
        counts = _asked_alike(mine, theirs) & (refuses[0] != refuses[1])
        counts &= ~(mine.failed | theirs.failed)
        rows = who[0][place[0]][counts]
        self.refused[rows] = np.where(refuses[0][counts], 0, 1)
        self.at[rows] = mine.at[counts]
        self.move[0, rows], self.move[1, rows] = mine.move[counts], theirs.move[counts]
        for side, (talk, noted) in enumerate((first, second)):
            self._follow(side, talk, who[side], noted)

    def _who(self, rows: TurnRows | EventRows) -> I8:
        """Whose each row is, as a place among the people."""
        found: I8 = np.searchsorted(self.keys, rows.persona * np.int64(_PERSONS) + rows.person)
        return found

    def _follow(self, side: int, talk: TurnRows, who: I8, noted: EventRows) -> None:
        """Note the first of each thing that came after the request."""
        begins = np.flatnonzero((talk.turn == 1) & (talk.at > self.at[who]))
        _note(self.then["session"][side], who[begins], talk.at[begins])
        whose = self._who(noted)
        for name, kind in _NOTED.items():
            # What is noted at the very moment of the request came of its answer.
            some = np.flatnonzero((noted.kind == kind) & (noted.at >= self.at[whose]))
            _note(self.then[name][side], whose[some], noted.at[some])


def _note(times: I8, rows: I8, at: I8) -> None:
    """Keep the first time of each person; rows are in key order, then in time. In place."""
    people, first = np.unique(rows, return_index=True)
    times[people] = at[first]


def _first_difference(turns: tuple[TurnRows, TurnRows], who: tuple[I8, I8]) -> tuple[I8, I8]:
    """Where, in both, the first turn of each person stands in which anything differs."""
    codes = _numbered(who[0]), _numbered(who[1])
    shared, *both = np.intersect1d(*codes, assume_unique=True, return_indices=True)
    differ = np.zeros(len(shared), np.bool_)
    for name in _COLUMNS:
        differ |= getattr(turns[0], name)[both[0]] != getattr(turns[1], name)[both[1]]
    places = np.flatnonzero(differ)
    _, first = np.unique(shared[places] // _TURNS, return_index=True)
    found = places[first]
    return both[0][found], both[1][found]


def _numbered(who: I8) -> I8:
    """One number a turn: the person's place and the turn's number in that life."""
    place = np.arange(len(who))
    begins = np.flatnonzero(np.diff(who, prepend=-1))
    before = place - np.repeat(begins, np.diff(np.append(begins, len(who))))
    found: I8 = who * np.int64(_TURNS) + before
    return found


def _asked_alike(first: TurnRows, second: TurnRows) -> B1:
    """Whether the message was the same in all that came before the answer."""
    found = np.ones(len(first), np.bool_)
    for name in _ASKED:
        ours: NDArray[Any] = getattr(first, name)
        found &= ours == getattr(second, name)
    return found
