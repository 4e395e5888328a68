"""What persons asked of shared services under one arm, and when each referral reached a voice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simenv.columns import B1, I8
from simenv.rows import DAY, CallRows
from simenv.stats.populations.arms import Arms
from simenv.vocabulary import HUMAN, Reception, Risk

#: A time that does not come.
NEVER = np.int64(2**62)
WEEK = 7 * DAY
#: Referrals are followed for the longest of these that is shorter than the horizon.
FOLLOWED = (WEEK, DAY)
#: Who needs the service most: at active ideation or above when deciding to ask.
AT_RISK = Risk.ACTIVE
_KEYS = np.int64(2**40)


@dataclass(frozen=True, kw_only=True)
class Requests:
    """The requests of the persons who are kept, with the population of each [calls]."""

    calls: CallRows
    population: I8
    days: int

    @classmethod
    def of(cls, arms: Arms, arm: str) -> Requests:
        """Those of one arm, in the order of persons and of their decisions."""
        lives = arms.lives[arm]
        first = arms.world.arms[arm]
        kept = (first.persona.astype(np.int64) * _KEYS + first.person)[arms.world.kept]
        calls = lives.calls
        mine = np.isin(calls.persona.astype(np.int64) * _KEYS + calls.person, kept)
        order = np.lexsort((calls.at, calls.decided_at, calls.person, calls.persona))
        order = order[mine[order]]
        return cls(calls=calls.take(order), population=lives.of_calls[order], days=arms.study.days)

    @cached_property
    def at_risk(self) -> B1:
        """Whose need was about somebody at active ideation or above."""
        found: B1 = self.calls.risk >= AT_RISK
        return found

    @cached_property
    def answered(self) -> B1:
        """Answered while one waited."""
        found: B1 = self.calls.reception == Reception.ANSWERED
        return found

    @cached_property
    def waits(self) -> I8:
        """From deciding to a human voice [us], `NEVER` if none came by the horizon.

        The first voice that the person heard from any shared service after deciding: who hangs up
        and is answered at the second try waited for both. A voice is an answer, or the appointment
        that was booked.
        """
        calls, voices = self.calls, self._voices
        person = calls.persona.astype(np.int64) * _KEYS + calls.person
        heard = voices < NEVER
        who = np.concatenate([person, person[heard]])
        when = np.concatenate([calls.decided_at, voices[heard]])
        voice = np.repeat(np.array([False, True]), [len(person), int(heard.sum())])
        order = np.lexsort((voice, when, who))  # at the same moment the voice comes after
        places = np.where(voice[order], np.arange(len(order)), len(order))
        after = np.minimum.accumulate(places[::-1])[::-1]
        known = after < len(order)
        found = np.full(len(order), NEVER)
        place = np.minimum(after, max(0, len(order) - 1))
        own = known & (who[order][place] == who[order]) if len(order) else known
        found[own] = when[order][place[own]] - when[order][own]
        back = np.empty_like(found)
        back[order] = found
        return back[: len(person)]

    @cached_property
    def booked(self) -> B1:
        """Given an appointment."""
        found: B1 = (self.calls.reception == Reception.BOOKED) & (self.calls.due_at >= 0)
        return found

    @property
    def window(self) -> int:
        """For how long referrals are followed [us]: 7 days, less in a short run, else nothing."""
        return window_of(self.days)

    @cached_property
    def followed(self) -> B1:
        """Taken referrals decided on so long before the horizon that all windows fit."""
        latest = self.days * DAY - self.window
        found: B1 = self.calls.referred & (self.calls.decided_at <= latest)
        return found

    @cached_property
    def _voices(self) -> I8:
        """When each request led to a human voice, `NEVER` if it did not by the horizon."""
        calls = self.calls
        booked = self.booked & calls.due_kept
        at = np.where(self.answered, calls.at + calls.waited, NEVER)
        at = np.where(booked, calls.due_at, at)
        human = np.isin(calls.channel, np.array(HUMAN, dtype=np.int8))
        return np.where(human & (at <= self.days * DAY), at, NEVER)


def window_of(days: int) -> int:
    """For how long referrals are followed in a run of so many days [us]; 0 in a run of one."""
    return next((each for each in FOLLOWED if each < days * DAY), 0)
