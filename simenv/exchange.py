"""What passes between a world and a policy: requests, the view that a policy has, responses.

A world asks with `Requests`. A policy never reads those: its detector and its declared memory turn
them into a `View`, which holds what this assistant could know and nothing else. It answers with
`Responses`.
"""

from __future__ import annotations

from dataclasses import dataclass

from simenv.columns import B1, F8, I1, I4, I8, U8, Table, column
from simenv.vocabulary import REMEMBERED

#: From this age on, in microseconds, something never happened.
NEVER = 2**61
_OLDEST = 2**62

#: The five dimensions of framing, each 0-1, in the order of the paper's third phase here.
FRAMINGS = ("validation", "explanation", "agency", "judgement", "warmth")


@dataclass(frozen=True, kw_only=True)
class Requests(Table):
    """The persons who speak now. Row i belongs to the person at `row[i]` of the state."""

    row: I8 = column("i8", 0, 2**40, "", "position in the state; opaque to policies")
    turn: I4 = column("i4", 1, 2**20, "turns", "turn of this session, from 1")
    session: I4 = column("i4", 1, 2**20, "sessions", "session of this person, from 1")
    hour: I1 = column("i1", 0, 23, "hours", "local hour of day")
    weekday: I1 = column("i1", 0, 6, "days", "local day of the week, Monday is 0")
    need: I1 = column("i1", 0, 5, "Need", "the need as stated, which may not be the true one")
    subject: I1 = column("i1", 0, 1, "Subject", "whom the message is about, as stated")
    asks: I1 = column("i1", 0, 2, "Asks", "what the message asks for")
    region: I4 = column("i4", 0, 2**15, "code", "where the person is: vocabulary.region_code")
    language: I4 = column("i4", 0, 2**15, "code", "what they write in: vocabulary.language_code")
    age: I1 = column("i1", 0, 1, "Age", "what the account says of the person's age")
    risk_signal: F8 = column("f8", 0, 4, "Risk + u", "shown risk level plus the message's noise")
    session_refusals: I4 = column("i4", 0, 2**20, "turns", "refused so far in this session")
    session_referrals: I4 = column("i4", 0, 2**20, "turns", "referred so far in this session")
    last_act: I1 = column(
        "i1", -1, 3, "Act", "the answer before, in this session; -1 if none", start=-1
    )
    last_move: I1 = column(
        "i1", -1, 8, "Move", "what the person did after it; -1 if first", start=-1
    )
    refusal_ages: I8 = column(
        "i8", 0, _OLDEST, "us", "time since the last refusals", width=REMEMBERED, start=NEVER
    )
    referral_ages: I8 = column(
        "i8", 0, _OLDEST, "us", "time since the last referrals", width=REMEMBERED, start=NEVER
    )
    # For policies that read words, and blank where there is none of them: no view has these.
    at: I8 = column("i8", 0, _OLDEST, "us", "local time at which it is sent", optional=True)
    voice: I1 = column("i1", 0, 8, "code", "how they write: length x 3 + disclosure", optional=True)
    who: U8 = column("u8", 0, 2.0**64, "", "names the person, and nothing of them", optional=True)
    words: U8 = column("u8", 0, 2.0**64, "", "the luck of the message's words", optional=True)
    thread: I8 = column("i8", 0, _OLDEST, "", "what the policy handed back last", optional=True)


@dataclass(frozen=True, kw_only=True)
class View(Table):
    """What one policy knows of the persons who speak now: its reading, its memory, the message."""

    turn: I4 = column("i4", 1, 2**20, "turns", "turn of this session, from 1")
    hour: I1 = column("i1", 0, 23, "hours", "local hour of day")
    weekday: I1 = column("i1", 0, 6, "days", "local day of the week, Monday is 0")
    need: I1 = column("i1", 0, 5, "Need", "the need as stated")
    subject: I1 = column("i1", 0, 1, "Subject", "whom the message is about, as stated")
    asks: I1 = column("i1", 0, 2, "Asks", "what the message asks for")
    region: I4 = column("i4", 0, 2**15, "code", "where the person is: vocabulary.region_code")
    language: I4 = column("i4", 0, 2**15, "code", "what they write in: vocabulary.language_code")
    age: I1 = column("i1", 0, 1, "Age", "what the account says of the person's age")
    risk_seen: I1 = column("i1", 0, 3, "Risk", "what the policy's detector reads off the message")
    session_refusals: I4 = column("i4", 0, 2**20, "turns", "refused so far in this session")
    session_referrals: I4 = column("i4", 0, 2**20, "turns", "referred so far in this session")
    last_act: I1 = column(
        "i1", -1, 3, "Act", "the answer before, in this session; -1 if none", start=-1
    )
    last_move: I1 = column(
        "i1", -1, 8, "Move", "what the person did after it; -1 if first", start=-1
    )
    refusals: I4 = column("i4", 0, REMEMBERED, "turns", "remembered refusals, at most 8; else 0")
    referrals: I4 = column("i4", 0, REMEMBERED, "turns", "remembered referrals, at most 8; else 0")


@dataclass(frozen=True, kw_only=True)
class Responses(Table):
    """The answers, one a request, in the order of the requests.

    A row with `failed` set got no answer at all: its other columns mean nothing, and the person is
    censored there in all arms. `thread` is handed back with the next request of the same person; a
    policy that has no use for it leaves it out.
    """

    act: I1 = column("i1", 0, 3, "Act", "what was done with the request")
    validation: F8 = column("f8", 0, 1, "0-1", "acknowledges what the person feels")
    explanation: F8 = column("f8", 0, 1, "0-1", "says why, and what is possible")
    agency: F8 = column("f8", 0, 1, "0-1", "leaves the choice with the person")
    judgement: F8 = column("f8", 0, 1, "0-1", "moralises or accuses")
    warmth: F8 = column("f8", 0, 1, "0-1", "tone")
    rationale: I1 = column("i1", 0, 4, "Rationale", "the reason that is given")
    referral: I1 = column("i1", 0, 4, "Referral", "which help it points to")
    continuation: I1 = column("i1", 0, 3, "Continuation", "what it says about going on", start=1)
    failed: B1 = column("?", 0, 1, "", "the call gave no answer")
    thread: I8 = column("i8", 0, _OLDEST, "", "leads to what was said so far", optional=True)
