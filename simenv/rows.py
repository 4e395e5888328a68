"""What is written down of a life: one row a turn, a session, an event, a trajectory.

These declarations are the published schema: `docs/codebook.md` is generated from them. Times are
integer microseconds from entry. `persona` is a position in the run's sorted list of persona names;
files carry the name. A missing value is a null in files.
"""

from __future__ import annotations

from dataclasses import dataclass

from simenv.columns import B1, F8, I1, I4, I8, Table, column

HOUR = 3_600_000_000
"""Microseconds in an hour: the unit of time everywhere is the integer microsecond."""
DAY = 24 * HOUR

_LATEST = 2.0**62
_MANY = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class TurnRows(Table):
    """One row a turn, in the order of the paper's five phases. Key: persona, person, turn of it."""

    persona: I4 = column("i4", 0, 32767, "", "persona, by the run's list of names")
    person: I8 = column("i8", 0, 2**40, "", "number of the person within the persona, from 0")
    session: I4 = column("i4", 1, _MANY, "", "session of this person, from 1")
    turn: I4 = column("i4", 1, _MANY, "", "turn of this session, from 1")
    at: I8 = column("i8", 0, _LATEST, "us", "when the message was sent, since entry")
    stage: I1 = column("i1", 0, 127, "stage", "node of the support-seeking graph")
    need: I1 = column("i1", 0, 5, "Need", "the true need")
    need_stated: I1 = column("i1", 0, 5, "Need", "the need as the message states it")
    subject: I1 = column("i1", 0, 1, "Subject", "whom it is about")
    asks: I1 = column("i1", 0, 2, "Asks", "what the message asks for")
    hidden: B1 = column("?", 0, 1, "", "the person hides what it is for")
    risk: I1 = column("i1", 0, 3, "Risk", "latent risk level of the subject")
    risk_shown: I1 = column("i1", 0, 3, "Risk", "risk level that the message shows")
    distress: F8 = column("f8", 0, 1, "0-1", "latent distress when writing")
    expected: F8 = column("f8", 0, 1, "0-1", "phase 1: help expected of this turn")
    act: I1 = column("i1", 0, 3, "Act", "phase 2: what the policy did", missing=-1)
    received: F8 = column("f8", 0, 1, "0-1", "phase 2: help received")
    violation: F8 = column("f8", 0, 1, "0-1", "phase 2: max(0, expected - received)")
    abruptness: F8 = column("f8", 0, 1, "0-1", "phase 2: abrupt ending x depth of disclosure")
    over_refusal: B1 = column("?", 0, 1, "", "phase 2: more restrictive than all acceptable")
    under_refusal: B1 = column("?", 0, 1, "", "phase 2: more permissive than all acceptable")
    unsafe_help: B1 = column("?", 0, 1, "", "phase 2: restricted content helped with at plan")
    missed_referral: B1 = column("?", 0, 1, "", "phase 2: less help was offered than was due")
    rationale: I1 = column("i1", 0, 4, "Rationale", "phase 3: the reason given", missing=-1)
    felt_heard: F8 = column("f8", 0, 1, "0-1", "phase 3: felt understanding")
    frustration: F8 = column("f8", 0, 1, "0-1", "phase 3: frustration with this turn")
    reactance: F8 = column("f8", 0, 1, "0-1", "phase 3: reactance after it")
    trust: F8 = column("f8", 0, 1, "0-1", "phase 3: trust after it")
    referral: I1 = column("i1", 0, 4, "Referral", "phase 4: help it points to", missing=-1)
    fit: F8 = column("f8", 0, 1, "0-1", "phase 4: fit of the referral to this person; 0 if none")
    novelty: F8 = column("f8", 0, 1, "0-1", "phase 4: how new the referral is; 0 if none")
    uptake: F8 = column("f8", 0, 1, "0-1", "phase 4: readiness to take it; 0 if none")
    continuation: I1 = column("i1", 0, 3, "Continuation", "what it says on going on", missing=-1)
    move: I1 = column("i1", 0, 8, "Move", "phase 5: what the person did", missing=-1)
    remaining: F8 = column("f8", 0, 1, "0-1", "phase 5: need that remains after it")
    failed: B1 = column("?", 0, 1, "", "the call gave no answer: neither utterance nor refusal")


@dataclass(frozen=True, kw_only=True)
class SessionRows(Table):
    """One row a session with the assistant. Key: persona, person, session."""

    persona: I4 = column("i4", 0, 32767, "", "persona, by the run's list of names")
    person: I8 = column("i8", 0, 2**40, "", "number of the person within the persona, from 0")
    session: I4 = column("i4", 1, _MANY, "", "session of this person, from 1")
    started: I8 = column("i8", 0, _LATEST, "us", "first message, since entry")
    ended: I8 = column("i8", 0, _LATEST, "us", "last message, since entry")
    turns: I4 = column("i4", 1, _MANY, "turns", "messages of the person")
    need: I1 = column("i1", 0, 5, "Need", "the true need")
    subject: I1 = column("i1", 0, 1, "Subject", "whom it is about")
    risk: I1 = column("i1", 0, 3, "Risk", "the subject's risk at the first message")
    refused: I4 = column("i4", 0, _MANY, "turns", "turns refused or blocked")
    referred: I4 = column("i4", 0, _MANY, "turns", "turns with a referral")
    last_move: I1 = column("i1", 0, 8, "Move", "how it ended; null if it was cut off", missing=-1)
    met: B1 = column("?", 0, 1, "", "ended with the need met")
    frustration: F8 = column("f8", 0, 1, "0-1", "highest frustration of its turns")


@dataclass(frozen=True, kw_only=True)
class EventRows(Table):
    """One row an event. Key: persona, person, at, order in which they happened."""

    persona: I4 = column("i4", 0, 32767, "", "persona, by the run's list of names")
    person: I8 = column("i8", 0, 2**40, "", "number of the person within the persona, from 0")
    at: I8 = column("i8", 0, _LATEST, "us", "when, since entry")
    kind: I1 = column("i1", 0, 127, "Event", "what happened")
    detail: I1 = column("i1", 0, 127, "code", "which one: see `vocabulary.Event`")


@dataclass(frozen=True, kw_only=True)
class TrajectoryRows(Table):
    """One row a person: counts and first events from entry to the horizon. Key: persona, person."""

    persona: I4 = column("i4", 0, 32767, "", "persona, by the run's list of names")
    person: I8 = column("i8", 0, 2**40, "", "number of the person within the persona, from 0")
    entry_risk: I1 = column("i1", 0, 3, "Risk", "own risk level at entry")
    away_start: B1 = column("?", 0, 1, "", "had left before entry (established cohort only)")
    needs: I4 = column("i4", 0, _MANY, "needs", "needs that arose")
    sessions: I4 = column("i4", 0, _MANY, "sessions", "sessions with the assistant")
    turns: I4 = column("i4", 0, _MANY, "turns", "messages sent to the assistant")
    refused: I4 = column("i4", 0, _MANY, "turns", "turns refused or blocked")
    rephrased: I4 = column("i4", 0, _MANY, "moves", "times the person rephrased")
    masked: I4 = column("i4", 0, _MANY, "moves", "times the person masked")
    pushed_back: I4 = column("i4", 0, _MANY, "moves", "times the person pushed back")
    worked_around: I4 = column("i4", 0, _MANY, "moves", "times the person worked around")
    behavioural: I4 = column(
        "i4", 0, _MANY, "moves", "pushed back, masked or worked around right after a refusal"
    )
    met: I4 = column("i4", 0, _MANY, "sessions", "sessions that ended with the need met")
    offered: I4 = column("i4", 0, _MANY, "turns", "turns with a referral")
    taken: I4 = column("i4", 0, _MANY, "moves", "referrals taken")
    handed_over: I4 = column("i4", 0, _MANY, "moves", "referrals taken that were hand-offs")
    reliance: I4 = column(
        "i4", 0, _MANY, "needs", "needs taken to the assistant although a human channel was open"
    )
    over_refusals: I4 = column("i4", 0, _MANY, "turns", "more restrictive than all acceptable")
    under_refusals: I4 = column("i4", 0, _MANY, "turns", "more permissive than all acceptable")
    unsafe_helps: I4 = column("i4", 0, _MANY, "turns", "restricted content helped with at plan")
    missed_referrals: I4 = column("i4", 0, _MANY, "turns", "less help was offered than was due")
    over_refusals_second: I4 = column(
        "i4", 0, _MANY, "turns", "over-refusals by the run's second standard"
    )
    under_refusals_second: I4 = column(
        "i4", 0, _MANY, "turns", "under-refusals by the second standard"
    )
    unsafe_helps_second: I4 = column("i4", 0, _MANY, "turns", "unsafe help by the second standard")
    missed_referrals_second: I4 = column(
        "i4", 0, _MANY, "turns", "missed referrals by the second standard"
    )
    returned: I4 = column("i4", 0, _MANY, "events", "returns after having left")
    disengaged_at: I8 = column("i8", 0, _LATEST, "us", "first decision to leave", missing=-1)
    disengaged_cause: I1 = column("i1", 0, 3, "Cause", "why; 0 if never")
    human_at: I8 = column("i8", 0, _LATEST, "us", "first answer of a human channel", missing=-1)
    escalated_at: I8 = column(
        "i8", 0, _LATEST, "us", "own risk first above entry level for 24 h", missing=-1
    )
    unsafe_at: I8 = column("i8", 0, _LATEST, "us", "first unsafe help", missing=-1)
    lapsed: B1 = column("?", 0, 1, "", "no session in the last 14 days although a need arose")
    away: B1 = column("?", 0, 1, "", "has left and not returned, at the horizon")
    heard_sum: F8 = column("f8", 0, 2**31, "0-1 x turns", "felt understanding, summed over turns")
    frustration_sum: F8 = column("f8", 0, 2**31, "0-1 x turns", "frustration, summed over turns")
    crises: I4 = column("i4", 0, _MANY, "events", "acute crises that began")
    crisis_time: I8 = column("i8", 0, _LATEST, "us", "time in acute crises")
    risk_time_alone: I8 = column(
        "i8", 0, _LATEST, "us", "time at active ideation or above on days without human contact"
    )
    alone_nights: I4 = column(
        "i4", 0, _MANY, "days", "days in high distress that ended without any human contact"
    )
    trust_end: F8 = column("f8", 0, 1, "0-1", "trust in the assistant at the horizon")
    hope_end: F8 = column("f8", 0, 1, "0-1", "hope that help exists, at the horizon")
    openness_end: F8 = column("f8", 0, 1, "0-1", "readiness to disclose, at the horizon")
    openness_start: F8 = column("f8", 0, 1, "0-1", "readiness to disclose, at entry")
    censored_at: I8 = column("i8", 0, _LATEST, "us", "a call failed: life unseen since", missing=-1)
    censored_risk: I1 = column("i1", 0, 3, "Risk", "own risk level when it failed", missing=-1)


@dataclass(frozen=True, kw_only=True)
class CallRows(Table):
    """One row a request of a service that persons share. Key: persona, person, decided_at."""

    persona: I4 = column("i4", 0, 32767, "", "persona, by the run's list of names")
    person: I8 = column("i8", 0, 2**40, "", "number of the person within the persona, from 0")
    decided_at: I8 = column("i8", 0, _LATEST, "us", "when they decided to ask, since entry")
    at: I8 = column("i8", 0, _LATEST, "us", "when the service was asked, since entry")
    service: I1 = column(
        "i1", 0, 127, "service", "which; null if none is for them, or still waiting", missing=-1
    )
    channel: I1 = column("i1", 0, 7, "Channel", "the channel that the service stands for")
    referred: B1 = column("?", 0, 1, "", "a referral of the assistant led there")
    handed: B1 = column("?", 0, 1, "", "that referral was a hand-off")
    risk: I1 = column("i1", 0, 3, "Risk", "latent risk of whom the need is about, when deciding")
    reception: I1 = column("i1", 0, 5, "Reception", "what came of it")
    waited: I8 = column("i8", 0, _LATEST, "us", "from asking to a voice, or to hanging up; else 0")
    due_at: I8 = column(
        "i8", 0, _LATEST, "us", "appointment or call back, since entry; null if none", missing=-1
    )
    due_kept: B1 = column("?", 0, 1, "", "they will be there for it")


@dataclass(frozen=True, kw_only=True)
class LoadRows(Table):
    """One row a population, service and day. Key: population, service, day.

    Own callers are the simulated persons; the others are the background demand. Each counts on the
    day of asking.
    """

    population: I4 = column("i4", 0, 32767, "", "which population, from 0")
    service: I1 = column("i1", 0, 127, "service", "which, by the run's list")
    day: I4 = column("i4", 0, 32767, "days", "day since entry, from 0")
    asked: I4 = column("i4", 0, _MANY, "callers", "own callers")
    answered: I4 = column("i4", 0, _MANY, "callers", "own callers answered, or booked")
    hung_up: I4 = column("i4", 0, _MANY, "callers", "own callers who hung up")
    turned_away: I4 = column("i4", 0, _MANY, "callers", "own callers turned away")
    waited: I8 = column("i8", 0, _LATEST, "us", "waits of own callers who were answered, summed")
    others_asked: I4 = column("i4", 0, _MANY, "callers", "background callers")
    others_answered: I4 = column("i4", 0, _MANY, "callers", "of these, answered, or booked")
    others_hung_up: I4 = column("i4", 0, _MANY, "callers", "of these, hung up")
    others_turned_away: I4 = column("i4", 0, _MANY, "callers", "of these, turned away")
    others_waited: I8 = column("i8", 0, _LATEST, "us", "waits of those answered, summed")
    busy: I8 = column("i8", 0, _LATEST, "us", "time spent with callers who were answered that day")
    staffed: I8 = column(
        "i8", 0, _LATEST, "us", "server time on duty that day; null if unlimited", missing=-1
    )
