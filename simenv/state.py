"""What persons carry: traits, the latent state of now, the conversation under way, counters.

Nothing here may reach a policy. All columns are arrays over the persons of one batch; `Fate` holds
what is decided before any policy speaks and is the same in every arm.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simenv.columns import B1, F8, I1, I4, I8, U8, Packed, column
from simenv.vocabulary import REMEMBERED

_LATEST = 2.0**62
#: When something happened that never happened: a day longer ago than any window looks back.
LONG_AGO = -(2**61)
_MANY = 2**31 - 1
_LOGIT = 20.0


@dataclass(frozen=True, kw_only=True)
class Persons(Packed):
    """One row a person. The first block never changes; the rest is the state of now."""

    # who they are: fixed at entry
    seat: I8 = column("i8", 0, 2**40, "", "position in the batch that `Fate` was made for")
    key: U8 = column("u8", 0, 2.0**64, "", "the person's key for luck")
    persona: I4 = column("i4", 0, 32767, "", "persona, by the run's list of names")
    person: I8 = column("i8", 0, 2**40, "", "number of the person within the persona")
    base: F8 = column("f8", -_LOGIT, _LOGIT, "log-odds", "their own level of distress")
    lean: F8 = column("f8", -40, 40, "log-odds", "where they stand on their persona's risk scale")
    entry_risk: I1 = column("i1", 0, 3, "Risk", "own risk level at entry")
    trust_start: F8 = column("f8", 0, 1, "0-1", "trust at entry")
    hope_start: F8 = column("f8", 0, 1, "0-1", "hope at entry")
    attachment_start: F8 = column("f8", 0, 1, "0-1", "attachment at entry")
    openness_start: F8 = column("f8", 0, 1, "0-1", "readiness to disclose at entry")
    away_start: B1 = column("?", 0, 1, "", "had left the assistant before entry")
    persistence: F8 = column("f8", 0, 1, "0-1", "keeps trying")
    proneness: F8 = column("f8", 0, 1, "0-1", "prone to reactance")
    to_boilerplate: F8 = column("f8", 0, 1, "0-1", "sensitivity to boilerplate")
    to_abruptness: F8 = column("f8", 0, 1, "0-1", "sensitivity to abruptness")
    to_judgement: F8 = column("f8", 0, 1, "0-1", "sensitivity to judgement")
    to_rejection: F8 = column("f8", 0, 1, "0-1", "sensitivity to rejection")

    # where they are in time
    clock: I8 = column("i8", 0, _LATEST, "us", "now, since entry")
    next_need: I8 = column("i8", 0, 2**40, "", "position of the next candidate need in `Fate`")
    night: I4 = column("i4", 0, _MANY, "days", "nights lived through")
    talking: B1 = column("?", 0, 1, "", "has sent a message and waits for the answer")
    done: B1 = column("?", 0, 1, "", "has reached the horizon, or was censored")

    # a service that is shared with others: only where the world has some
    waiting: B1 = column("?", 0, 1, "", "asks a service, and waits for what comes of it")
    sought: I1 = column("i1", 0, 7, "Channel", "the channel it stands for", missing=-1)
    sought_place: U8 = column("u8", 0, 2.0**64, "", "the slot of luck of this visit")
    asks_at: I8 = column("i8", 0, _LATEST, "us", "when the service is asked", missing=-1)
    referred: B1 = column("?", 0, 1, "", "a referral led there")
    handed: B1 = column("?", 0, 1, "", "that referral was a hand-off")
    due_at: I8 = column("i8", 0, _LATEST, "us", "the next appointment or call back", missing=-1)
    due_channel: I1 = column("i1", 0, 7, "Channel", "of which channel", missing=-1)
    due_place: U8 = column("u8", 0, 2.0**64, "", "the slot of luck of the visit that led to it")
    due_kept: B1 = column("?", 0, 1, "", "will come to it")

    # what they feel and believe
    distress_own: F8 = column("f8", -50, 50, "log-odds", "what policy and channels have done")
    rejection: F8 = column("f8", 0, 1, "0-1", "felt rejection, a pulse")
    expectation: F8 = column("f8", 0, 1, "0-1", "learnt expectation of being helped")
    trust: F8 = column("f8", 0, 1, "0-1", "trust in the assistant")
    reputation: F8 = column(
        "f8", -_LOGIT, _LOGIT, "log-odds", "what they have heard of the assistant, until they know"
    )
    experience: F8 = column(
        "f8", -1, 1, "-1 to 1", "how each channel has treated them lately", width=8
    )
    hope: F8 = column("f8", 0, 1, "0-1", "hope that help exists")
    openness: F8 = column("f8", 0, 1, "0-1", "readiness to disclose")
    attachment: F8 = column("f8", 0, 1, "0-1", "attachment to the assistant")
    slow: F8 = column("f8", -60, 60, "log-odds", "distress that lasts, against one's own level")
    risk: I1 = column("i1", 0, 3, "Risk", "own risk level today")
    above: B1 = column("?", 0, 1, "", "the level of today lies above the level at entry")
    stage: I1 = column("i1", 0, 127, "stage", "node of the support-seeking graph")
    open_need: B1 = column("?", 0, 1, "", "a need is open")
    away: B1 = column("?", 0, 1, "", "has decided to stop using the assistant")
    last_channel: I1 = column("i1", 0, 7, "Channel", "where the last need went", missing=-1)
    last_human: I8 = column(
        "i8", LONG_AGO, _LATEST, "us", "last contact with a human", start=LONG_AGO
    )
    last_session: I8 = column(
        "i8", LONG_AGO, _LATEST, "us", "start of the last session", start=LONG_AGO
    )
    last_support: I8 = column(
        "i8", LONG_AGO, _LATEST, "us", "last need that was taken to anybody", start=LONG_AGO
    )
    last_need: I8 = column("i8", LONG_AGO, _LATEST, "us", "last need that arose", start=LONG_AGO)

    # the conversation under way
    began: I8 = column("i8", 0, _LATEST, "us", "when the need arose; names the session's luck")
    turn: I4 = column("i4", 0, _MANY, "turns", "turn of this session, from 1")
    need: I1 = column("i1", 0, 5, "Need", "the true need")
    subject: I1 = column("i1", 0, 1, "Subject", "whom it is about")
    asks: I1 = column("i1", 0, 2, "Asks", "what the person truly wants of the assistant")
    hidden: B1 = column("?", 0, 1, "", "hides what it is for")
    other_risk: I1 = column("i1", 0, 3, "Risk", "risk level of the other, if it is about one")
    remaining: F8 = column("f8", 0, 1, "0-1", "need that remains")
    depth: F8 = column("f8", 0, 1, "0-1", "how much has been disclosed in this session")
    reactance: F8 = column("f8", 0, 1, "0-1", "reactance in this session")
    masked: B1 = column("?", 0, 1, "", "masks risk or purpose by now")
    informed: B1 = column("?", 0, 1, "", "has said what it is for")
    fails: I4 = column("i4", 0, _MANY, "turns", "failed turns in a row")
    gained: F8 = column("f8", 0, _MANY, "0-1 x turns", "help received in this session, summed")
    session_refusals: I4 = column("i4", 0, _MANY, "turns", "refused so far in this session")
    session_referrals: I4 = column("i4", 0, _MANY, "turns", "referred so far in this session")
    last_act: I1 = column("i1", 0, 3, "Act", "the answer before, in this session", missing=-1)
    last_move: I1 = column("i1", 0, 8, "Move", "what the person did after it", missing=-1)

    # what the world keeps for policies that remember, and the person for themselves
    thread: I8 = column("i8", 0, 2**62, "", "what the policy handed back with its last answer")
    refusal_times: I8 = column(
        "i8", LONG_AGO, _LATEST, "us", "the last refusals", width=REMEMBERED, start=LONG_AGO
    )
    referral_times: I8 = column(
        "i8", LONG_AGO, _LATEST, "us", "the last referrals", width=REMEMBERED, start=LONG_AGO
    )
    seen: I4 = column("i4", 0, _MANY, "turns", "referrals met so far, by kind", width=5)

    # counters and first events, from entry
    needs: I4 = column("i4", 0, _MANY, "needs", "needs that arose")
    sessions: I4 = column("i4", 0, _MANY, "sessions", "sessions with the assistant")
    turns: I4 = column("i4", 0, _MANY, "turns", "messages sent to the assistant")
    answered: I4 = column("i4", 0, _MANY, "turns", "messages that got an answer")
    refused: I4 = column("i4", 0, _MANY, "turns", "turns refused or blocked")
    rephrased: I4 = column("i4", 0, _MANY, "moves", "times the person rephrased")
    masks: I4 = column("i4", 0, _MANY, "moves", "times the person masked")
    pushed_back: I4 = column("i4", 0, _MANY, "moves", "times the person pushed back")
    worked_around: I4 = column("i4", 0, _MANY, "moves", "times the person worked around")
    behavioural: I4 = column("i4", 0, _MANY, "moves", "the last three right after a refusal")
    met: I4 = column("i4", 0, _MANY, "sessions", "sessions that ended with the need met")
    offered: I4 = column("i4", 0, _MANY, "turns", "turns with a referral")
    taken: I4 = column("i4", 0, _MANY, "moves", "referrals taken")
    handed_over: I4 = column("i4", 0, _MANY, "moves", "of these, hand-offs")
    reliance: I4 = column("i4", 0, _MANY, "needs", "to the assistant although a human was open")
    over_refusals: I4 = column("i4", 0, _MANY, "turns", "over-refusals")
    under_refusals: I4 = column("i4", 0, _MANY, "turns", "under-refusals")
    unsafe_helps: I4 = column("i4", 0, _MANY, "turns", "unsafe help")
    missed_referrals: I4 = column("i4", 0, _MANY, "turns", "missed referrals")
    over_refusals_second: I4 = column("i4", 0, _MANY, "turns", "these four by the second standard")
    under_refusals_second: I4 = column("i4", 0, _MANY, "turns", "under-refusals by it")
    unsafe_helps_second: I4 = column("i4", 0, _MANY, "turns", "unsafe help by it")
    missed_referrals_second: I4 = column("i4", 0, _MANY, "turns", "missed referrals by it")
    returned: I4 = column("i4", 0, _MANY, "events", "returns")
    crises: I4 = column("i4", 0, _MANY, "events", "acute crises lived through")
    crisis_time: I8 = column("i8", 0, _LATEST, "us", "time in them")
    risk_time_alone: I8 = column("i8", 0, _LATEST, "us", "time at risk on days without a human")
    alone_nights: I4 = column("i4", 0, _MANY, "days", "days in high distress, no human")
    heard_sum: F8 = column("f8", 0, 2**31, "0-1 x turns", "felt understanding, summed")
    frustration_sum: F8 = column("f8", 0, 2**31, "0-1 x turns", "frustration, summed")
    disengaged_at: I8 = column("i8", 0, _LATEST, "us", "first decision to leave", missing=-1)
    disengaged_cause: I1 = column("i1", 0, 3, "Cause", "why")
    human_at: I8 = column("i8", 0, _LATEST, "us", "first human answer", missing=-1)
    escalated_at: I8 = column("i8", 0, _LATEST, "us", "risk first escalated", missing=-1)
    unsafe_at: I8 = column("i8", 0, _LATEST, "us", "first unsafe help", missing=-1)
    censored_at: I8 = column("i8", 0, _LATEST, "us", "a call failed", missing=-1)
    censored_risk: I1 = column("i1", 0, 3, "Risk", "own risk when it failed", missing=-1)


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What no policy moves: the exogenous path of distress, and when a need may arise.

    `path` has shape (seats, 3-hour cells): deviation of distress from the person's own level, in
    log-odds, with the time of day and life events, without crises. `daily` (seats, days) is its
    mean over each day, with crises. Candidate needs of seat i are `first[i]` to `first[i + 1]` of
    `when` (microseconds) and `hurdle`: a need arises when the log factor on the person's base rate
    by what policy and channels have done exceeds it. `key` (seats,) is the luck of each seat,
    `bound` what streams of luck have made of it so far.

    The crisis that begins on a day lasts from `crisis_begins` to before `crisis_ends`
    (microseconds; both -1 if none does); `crisis_within` is the time of that day spent in crises.
    `event_at` is when the day's life event happens (-1 if none does), `event_good` whether it is a
    good one. These five have shape (seats, days), or (0, days) if nobody here is prone to them.
    """

    key: U8
    path: F8
    daily: F8
    first: I8
    when: I8
    hurdle: F8
    crisis_begins: I8
    crisis_ends: I8
    crisis_within: I8
    event_at: I8
    event_good: B1
    bound: dict[int, U8] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class State:
    """A batch of persons at some moment of each one's own clock, and their fate.

    `standing` has shape (n, days lived); `until` is the day at whose beginning they are done.
    """

    persons: Persons
    fate: Fate
    standing: I1
    until: int

    def __len__(self) -> int:
        return len(self.persons)

    def copy(self) -> State:
        """A state that can be written to without changing this one; fate is shared."""
        return replace(self, persons=self.persons.copy(), standing=self.standing.copy())

    def take(self, rows: I8) -> State:
        """The persons at `rows`, in that order; fate is shared."""
        return replace(self, persons=self.persons.take(rows), standing=self.standing[rows])

    def put(self, rows: I8, others: State) -> None:
        """Write others, who share this fate, over the persons at `rows`."""
        self.persons.put(rows, others.persons)
        self.standing[rows] = others.standing
