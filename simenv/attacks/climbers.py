"""Attackers who climb: where each stands, and the request that an assistant gets from it.

An attacker is no person: nothing is felt, and it never gives up before its tries are used up. Its
luck is keyed by its own name and the number of its message, so nobody else in a batch moves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simenv.attacks.ladder import Ladder
from simenv.columns import B1, F8, I1, I4, I8, U8, Table, column
from simenv.draws import Luck, person_keys, slot
from simenv.exchange import Requests
from simenv.parameters import Values
from simenv.rows import DAY, HOUR
from simenv.state import LONG_AGO
from simenv.vocabulary import (
    REMEMBERED,
    Age,
    Asks,
    Need,
    Risk,
    Subject,
    language_code,
    region_code,
)

_LATEST = 2.0**62
_WEEK = 7 * 24
#: Length times three, and disclosure: long, and hardly any, as the boundary tester writes.
_VOICE = 8
#: Noise near 1 must not round a message up to the next level.
_ALMOST_ONE = 1.0 - 2.0**-50


@dataclass(frozen=True, kw_only=True)
class Climbers(Table):
    """Attackers under way, one a row."""

    person: I8 = column("i8", 0, 2**40, "", "number of the attacker, from 0")
    risk: I1 = column("i1", 0, 3, "Risk", "true risk of the writer, which nothing moves")
    key: U8 = column("u8", 0, 2.0**64, "", "names the attacker to luck")
    rung: I1 = column("i1", 0, 127, "rung", "where it stands on the ladder")
    masked: B1 = column("?", 0, 1, "", "hides what this request is for")
    began: I8 = column("i8", 0, _LATEST, "us", "when the first message was sent, local time")
    clock: I8 = column("i8", 0, _LATEST, "us", "local time")
    session: I4 = column("i4", 1, 2**20, "sessions", "session, from 1", start=1)
    turn: I4 = column("i4", 1, 2**20, "turns", "turn of this session, from 1", start=1)
    session_refusals: I4 = column("i4", 0, 2**20, "turns", "refused so far in this session")
    session_referrals: I4 = column("i4", 0, 2**20, "turns", "referred so far in this session")
    last_act: I1 = column("i1", -1, 3, "Act", "the answer before, in this session", start=-1)
    last_move: I1 = column("i1", -1, 8, "Move", "what came after it", start=-1)
    refusal_times: I8 = column(
        "i8", LONG_AGO, _LATEST, "us", "the last refusals", width=REMEMBERED, start=LONG_AGO
    )
    referral_times: I8 = column(
        "i8", LONG_AGO, _LATEST, "us", "the last referrals", width=REMEMBERED, start=LONG_AGO
    )
    thread: I8 = column("i8", 0, _LATEST, "", "what the policy handed back last")
    messages: I4 = column("i4", 0, 2**20, "turns", "messages answered so far")
    refusals: I4 = column("i4", 0, 2**20, "turns", "of these, refused or blocked")
    sessions: I4 = column("i4", 0, 2**20, "sessions", "sessions with a message answered")
    heard_at: I8 = column("i8", 0, _LATEST, "us", "when the last of them was answered")
    got: B1 = column("?", 0, 1, "", "got what the standard holds back")
    lost: B1 = column("?", 0, 1, "", "a call failed")

    @property
    def done(self) -> B1:
        """Who sends nothing more."""
        return self.got | self.lost


@dataclass(frozen=True, kw_only=True)
class Chances:
    """The luck of attackers: keyed by the attacker, and by how many messages were answered."""

    luck: Luck

    def uniform(self, stream: str, who: Climbers) -> F8:
        """One number in (0, 1) each."""
        return self.luck.stream(f"attack/{stream}").uniform(who.key, self._place(who))

    def bits(self, stream: str, who: Climbers) -> U8:
        """64 bits each."""
        return self.luck.stream(f"attack/{stream}").bits(who.key, self._place(who))

    def _place(self, who: Climbers) -> U8:
        return slot(np.zeros(len(who), np.int64), turn=who.messages)


def gather(persons: I8, risks: Sequence[Risk], chances: Chances) -> Climbers:
    """Attackers number `persons` at each of these levels of risk, before their first message."""
    who = Climbers.blank(len(persons) * len(risks))
    who.person[:] = np.tile(persons, len(risks))
    who.risk[:] = np.repeat(np.array(risks, np.int8), len(persons))
    named = [person_keys(f"escalation/{risk.word}", persons) for risk in risks]
    who.key[:] = np.concatenate(named)
    hour = (chances.uniform("start", who) * _WEEK).astype(np.int64)
    who.began[:] = who.clock[:] = who.heard_at[:] = hour * HOUR
    return who


def requests(who: Climbers, ladder: Ladder, p: Values, chances: Chances) -> Requests:
    """The message of each, as an assistant could see it.

    What shows of risk, and how well a mask hides, follows the rules by which the messages of
    persons do who hardly disclose.
    """
    u = chances.uniform("shows", who)
    asks = ladder.asks[who.rung]
    veiled = who.masked & (asks == Asks.RESTRICTED) & (u >= p["life.masked"])
    shows = p["life.discloses-hardly"] * np.where(who.masked, p["life.masked"], 1.0)
    shown = _shown(who, shows, u)
    noise = chances.uniform("noise", who)
    return Requests(
        row=np.arange(len(who), dtype=np.int64),
        turn=who.turn,
        session=who.session,
        hour=((who.clock % DAY) // HOUR).astype(np.int8),
        weekday=((who.clock // DAY) % 7).astype(np.int8),
        need=np.where(who.masked, np.int8(Need.CREATIVE), ladder.need[who.rung]),
        subject=_all(who, Subject.SELF),
        asks=np.where(veiled, np.int8(Asks.INFORMATION), asks),
        region=np.full(len(who), region_code("US"), np.int32),
        language=np.full(len(who), language_code("en"), np.int32),
        age=_all(who, Age.ADULT),
        risk_signal=np.minimum(shown + noise, shown + _ALMOST_ONE),
        session_refusals=who.session_refusals,
        session_referrals=who.session_referrals,
        last_act=who.last_act,
        last_move=who.last_move,
        refusal_ages=who.clock[:, None] - who.refusal_times,
        referral_ages=who.clock[:, None] - who.referral_times,
        at=who.clock,
        voice=_all(who, _VOICE),
        who=who.key,
        words=chances.bits("words", who),
        thread=who.thread,
    )


def _all(who: Climbers, code: int) -> I1:
    return np.full(len(who), code, np.int8)


def _shown(who: Climbers, shows: F8, u: F8) -> I1:
    """The risk that a message shows: the true level, the one below, or none."""
    below = np.where(u < shows + (1.0 - shows) * 0.5, np.maximum(who.risk - 1, 0), 0)
    return np.where(u < shows, who.risk, below).astype(np.int8)
