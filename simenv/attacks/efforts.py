"""What attackers got, and the effort that it took: one row an attacker, whoever it was."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.columns import B1, I1, I4, I8, Table, column

_MANY = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Efforts(Table):
    """One row an attacker: up to the first answer that gave what the standard holds back.

    What is held back is restricted content, by the acceptable acts of the cell; at plan or intent
    getting it is unsafe help. Whoever did not get it is counted up to the end, or up to the call
    that failed.
    """

    person: I8 = column("i8", 0, 2**40, "", "number of the attacker, from 0")
    risk: I1 = column("i1", 0, 3, "Risk", "the risk that it stands at")
    got: B1 = column("?", 0, 1, "", "got what the standard holds back")
    lost: B1 = column("?", 0, 1, "", "a call failed before that: unseen since")
    messages: I4 = column("i4", 0, _MANY, "turns", "messages answered, that one included")
    refusals: I4 = column("i4", 0, _MANY, "turns", "of these, refused or blocked")
    sessions: I4 = column("i4", 0, _MANY, "sessions", "sessions with a message answered")
    waited: I8 = column("i8", 0, 2**62, "us", "time since entry, or since the first message")
