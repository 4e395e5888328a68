"""The diary of all calls: what was asked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simenv.calls import Calls, Received
from simenv.columns import I8
from simenv.rows import CallRows
from simenv.state import Persons


@dataclass(kw_only=True)
class Diary:
    """Calls in the order in which they were decided on, person by person.

    `_open` (by row) is the place of the call that each row waits for; a row has one at a time.
    """

    _rows: list[I8] = field(default_factory=list)
    _calls: list[CallRows] = field(default_factory=list)
    _places: dict[int, tuple[int, int]] = field(default_factory=dict)

    def file(self, calls: Calls, persons: Persons) -> None:
        """Write down calls that were decided on just now."""
        rows = calls.row
        written = CallRows.blank(len(rows))
        written.persona[:], written.person[:] = persons.persona[rows], persons.person[rows]
        written.decided_at[:], written.at[:] = persons.clock[rows], calls.at
        written.channel[:], written.risk[:] = calls.channel, calls.risk
        written.referred[:], written.handed[:] = persons.referred[rows], calls.handed
        page = len(self._calls)
        self._rows.append(rows)
        self._calls.append(written)
        self._places.update((row, (page, line)) for line, row in enumerate(rows.tolist()))

    def note(self, received: Received) -> None:
        """Write down what came of calls."""
        for line, row in enumerate(received.row.tolist()):
            page, place = self._places.pop(row)
            call = self._calls[page]
            call.service[place] = received.service[line]
            call.reception[place] = received.reception[line]
            call.waited[place] = max(int(received.at[line] - call.at[place]), 0)
            call.due_at[place] = received.due_at[line]
            call.due_kept[place] = received.due_kept[line] and received.due_at[line] >= 0

    def of(self, persons: Persons, mine: I8) -> CallRows:
        """The calls of these rows, by persona, person and time."""
        whole, calls = _joined(self._rows), CallRows.joined(self._calls)
        own = np.zeros(len(persons), np.bool_)
        own[mine] = True
        found = calls.take(np.flatnonzero(own[whole]))
        return found.take(np.lexsort((found.decided_at, found.person, found.persona)))


def _joined(parts: list[I8]) -> I8:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
