"""What passes between persons and the services that they share."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.columns import B1, I1, I4, I8, U8, Table, column

_LATEST = 2.0**62
_NEVER = 2.0**63


@dataclass(frozen=True, kw_only=True)
class Calls(Table):
    """Persons who are about to ask a service, one row each.

    `row` names the caller to the driver. `crowd` is the population in one arm: each crowd has
    services of its own. `least_next` is the earliest moment at which this person could come to ask
    again, if the service lets go of them before.
    """

    row: I8 = column("i8", 0, 2**40, "", "position in the driver's state")
    crowd: I4 = column("i4", 0, 2**31 - 1, "", "the population, in its arm")
    key: U8 = column("u8", 0, 2.0**64, "", "the person's key for luck")
    place: U8 = column("u8", 0, 2.0**64, "", "the slot of luck of this visit")
    at: I8 = column("i8", 0, _LATEST, "us", "when the service is asked, of life")
    channel: I1 = column("i1", 0, 7, "Channel", "the channel that is sought")
    handed: B1 = column("?", 0, 1, "", "handed over by the assistant")
    risk: I1 = column("i1", 0, 3, "Risk", "risk of whom the need is about")
    region: I4 = column("i4", 0, 2**15, "code", "where the person is")
    language: I4 = column("i4", 0, 2**15, "code", "what they speak")
    age: I1 = column("i1", 0, 1, "Age", "their age")
    least_next: I8 = column("i8", 0, _NEVER, "us", "earliest moment of another request")


@dataclass(frozen=True, kw_only=True)
class Received(Table):
    """What came of calls, in the order in which it was known; `row` as in `Calls`.

    `at` is the moment of the first voice, of hanging up, of being turned away or booked; `free_at`
    is when the caller lives on (after the talk, if there was one). `due_at` is an appointment or a
    call back, of life, and `due_kept` whether the person will be there.
    """

    row: I8 = column("i8", 0, 2**40, "", "position in the driver's state")
    service: I1 = column("i1", 0, 127, "service", "which one; -1 if none is for them", missing=-1)
    reception: I1 = column("i1", 0, 5, "Reception", "what came of it")
    at: I8 = column("i8", 0, _LATEST, "us", "when it did, of life")
    free_at: I8 = column("i8", 0, _LATEST, "us", "when the person lives on")
    due_at: I8 = column("i8", 0, _LATEST, "us", "appointment or call back", missing=-1)
    due_kept: B1 = column("?", 0, 1, "", "the person will be there")
