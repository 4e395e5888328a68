"""Everyone who lives, in every arm, and how they are lived: ahead in batches, or by one moment.

Row `i` is one person in one arm, from the beginning to the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simenv.columns import B1, I8
from simenv.driving.desk import Desk
from simenv.driving.kept import Kept
from simenv.rows import DAY, EventRows, TurnRows
from simenv.state import State
from simenv.world import Turns, World

#: Lives that are lived side by side; more leave the cache (measured for lockstep).
AT_ONCE = 16_384
#: Those who are at rest make room once they are this share of the batch.
_MAKE_ROOM = 1 / 8
_NEVER = 2**62


@dataclass(kw_only=True)
class Floor:
    """`arms` (n,) is the arm of each row, as a word with one bit."""

    world: World
    desk: Desk
    state: State
    arms: I8
    told: bool
    turns: Kept[TurnRows] = field(default_factory=lambda: Kept(kind=TurnRows))
    events: Kept[EventRows] = field(default_factory=lambda: Kept(kind=EventRows))

    def live_ahead(self, rows: I8) -> None:
        """Live each of these until they wait for a service or are done, the longest lives first."""
        first, seat = self.state.fate.first, self.state.persons.seat[rows]
        queue = rows[np.argsort(first[seat] - first[seat + 1], kind="stable")]
        at, some = queue[:AT_ONCE], AT_ONCE
        part = self.state.take(at)
        while len(at):
            part = self._moment(part, at)
            rest = _rests(part)
            if np.count_nonzero(rest) < _MAKE_ROOM * len(at):
                continue
            self.state.put(at, part)
            at = at[~rest]
            new = queue[some : some + AT_ONCE - len(at)]
            some += len(new)
            at = np.concatenate([at, new])
            part = self.state.take(at)

    def live_on(self, rows: I8) -> None:
        """Let each of these live by one moment: an answer, a midnight or a need."""
        self.state.put(rows, self._moment(self.state.take(rows), rows))

    def _moment(self, part: State, at: I8) -> State:
        requests = self.world.ask(part)
        row = requests.row
        day = part.persons.clock[row] // DAY - self.world.burn_in
        answers = self.desk.answers(requests, self.arms[at[row]], day, at[row])
        part, happened = self.world.react(
            part, requests, answers.responses, in_place=True, told=self.told
        )
        self.keep(happened, at)
        return part

    def keep(self, happened: Turns, at: I8) -> None:
        """Keep what happened to persons who stand at these rows."""
        if self.told:
            self.turns.add(self.arms[at[happened.turn_row]], happened.turns)
            self.events.add(self.arms[at[happened.event_row]], happened.events)

    def earliest(self, rows: I8) -> I8:
        """The earliest moment (microseconds of life) at which each could ask a service anew.

        Never for those who are done or wait for one.
        """
        persons = self.state.persons
        found = self.world.soonest(self.state, rows) + self.world.least_delay
        found[persons.done[rows] | persons.waiting[rows]] = _NEVER
        return found


def _rests(part: State) -> B1:
    """Who waits for a service or is done."""
    return part.persons.done | part.persons.waiting
