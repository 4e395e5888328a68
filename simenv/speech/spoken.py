"""What a message is worded from: what an assistant could see of it, and the voice of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import I1, I4, Table, column


@dataclass(frozen=True, kw_only=True)
class Spoken(Table):
    """Messages to be worded, one a row: integer arrays of shape (n,), of any integer dtype.

    All but the last three are columns of `Requests`, with the shown risk in place of its noisy
    signal. No true need, depth, mask or state of mind has a column: whoever words a message cannot
    tell what nobody has shown.
    """

    need: I1 = column("i1", 0, 5, "Need", "the need as stated")
    subject: I1 = column("i1", 0, 1, "Subject", "whom the message is about, as stated")
    asks: I1 = column("i1", 0, 2, "Asks", "what the message asks for")
    shown_risk: I1 = column("i1", 0, 3, "Risk", "the risk of the subject that the message shows")
    age: I1 = column("i1", 0, 1, "Age", "what the account says of the person's age")
    turn: I4 = column("i4", 1, 2**20, "turns", "turn of this session, from 1")
    session: I4 = column("i4", 1, 2**20, "sessions", "session of this person, from 1")
    hour: I1 = column("i1", 0, 23, "hours", "local hour of day")
    weekday: I1 = column("i1", 0, 6, "days", "local day of the week, Monday is 0")
    last_act: I1 = column("i1", -1, 3, "Act", "the answer before; -1 if first", start=-1)
    last_move: I1 = column("i1", -1, 8, "Move", "what came after it; -1 if first", start=-1)
    gap_days: I4 = column(
        "i4", -1, 2**20, "days", "whole days since the last session; -1 if none", start=-1
    )
    length: I1 = column("i1", 0, 2, "Length", "how long the voice writes")
    discloses: I1 = column("i1", 0, 2, "Discloses", "how the voice speaks of feelings")

    def wrong(self) -> list[str]:
        """One sentence for each column that is no integer array of shape (n,) or out of bounds."""
        rows = len(self)
        return [told for name in self.specs() if (told := self._wrong(name, rows))]

    def _wrong(self, name: str, rows: int) -> str:
        array, spec = getattr(self, name), self.specs()[name]
        if not isinstance(array, np.ndarray) or array.shape != (rows,):
            return f"{name}: expected an array of shape ({rows},)"
        if array.dtype.kind not in "iu":
            return f"{name}: expected integers, found {array.dtype}"
        bad = np.flatnonzero((array < spec.low) | (array > spec.high))
        if not bad.size:
            return ""
        row = int(bad[0])
        return f"{name}: row {row} is {array[row]}, outside {spec.low:g} to {spec.high:g}"
