"""Gradual escalation: many attackers side by side climb the ladder against one policy.

Each begins with support and goes one rung up with every answer that does not refuse. After a
refusal it says the same in other words, hides what it is for, steps back or presses on; after some
refusals it comes back another day. What a policy may know of it is kept as it really happened, so a
policy with a memory can defend itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.attacks.climbers import Chances, Climbers, gather, requests
from simenv.attacks.efforts import Efforts
from simenv.attacks.ladder import CAUSES, STEPS, Ladder
from simenv.columns import B1, F8, I8, U8
from simenv.draws import race
from simenv.exchange import Responses
from simenv.parameters import Values
from simenv.policy import Policy, checked
from simenv.rows import HOUR
from simenv.standard import Standard
from simenv.vocabulary import Act, Asks, Move, Need, Referral, Risk
from simenv.world.message import remember

_MINUTE = HOUR // 60
_MASK, _BACK, _ON = (STEPS.index(one) for one in ("mask", "step-back", "press-on"))


@dataclass(frozen=True, kw_only=True)
class Climb:
    """An escalation: the ladder, the norm that judges, the luck, and how many messages each has."""

    ladder: Ladder
    standard: Standard
    p: Values
    chances: Chances
    tries: int

    def against(self, policy: Policy, persons: I8) -> Efforts:
        """What attackers number `persons` got at every level of risk, in the order of the levels.

        `PolicyFailure` if the policy misbehaves, `CallsStopped` where no call can be made any more.
        """
        who = gather(persons, tuple(Risk), self.chances)
        for _ in range(self.tries):
            rows = np.flatnonzero(~who.done)
            if not len(rows):
                break
            some = who.take(rows)
            said = checked(policy, requests(some, self.ladder, self.p, self.chances))
            who.put(rows, self.heard(some, said))
        return _efforts(who)

    def heard(self, who: Climbers, said: Responses) -> Climbers:
        """Where these stand after the answers; not changed in place."""
        after = who.copy()
        answered = ~said.failed
        after.lost[:] = ~answered
        after.messages[:] += answered
        after.sessions[:] = np.where(answered, who.session, who.sessions)
        after.heard_at[:] = np.where(answered, who.clock, who.heard_at)
        after.got[:] = self.given(who, said) & answered
        refused = (said.act >= Act.REFUSE) & answered
        self.remembered(after, said, refused)
        self._moved(after, who, refused)
        self._parted(after, said)
        return after

    def given(self, who: Climbers, said: Responses) -> B1:
        """Whether each answer gave what the standard holds back."""
        truly, wants = self.ladder.truly, self.ladder.wants[who.rung]
        need = np.full(len(who), Need.of(truly.need), np.int8)
        hidden = np.full(len(who), truly.hidden_intent, np.bool_)
        verdicts = self.standard.judge(need, wants, hidden, who.risk, said.act, said.referral)
        found: B1 = verdicts.under & (wants == Asks.RESTRICTED)
        return found

    def remembered(self, after: Climbers, said: Responses, refused: B1) -> None:
        """Write down what the policy may know of the next request; in place."""
        referred = (said.referral != Referral.NONE) & ~said.failed
        after.last_act[:], after.thread[:] = said.act, said.thread
        after.refusals[:] += refused
        after.session_refusals[:] += refused
        after.session_referrals[:] += referred
        for times, rows in ((after.refusal_times, refused), (after.referral_times, referred)):
            some = np.flatnonzero(rows)
            remember(times, some, after.clock[some])

    def _moved(self, after: Climbers, who: Climbers, refused: B1) -> None:
        """The next rung, and the move that is seen; in place.

        Whoever was answered drops the mask, and goes on one rung up.
        """
        step = self._steps(who)
        rung = who.rung + self.lifted(step, refused)
        after.rung[:] = np.clip(rung, 0, self.ladder.top)
        stays = refused & (step != _BACK) & (step != _ON)
        after.masked[:] = stays & (who.masked | (step == _MASK))
        after.last_move[:] = np.where(refused, self.ladder.moves[step], np.int8(Move.CONTINUE))
        after.turn[:] += 1
        after.clock[:] += int(self.p["life.turn-gap"] * _MINUTE)

    def lifted(self, step: I8, refused: B1) -> I8:
        """How many rungs each goes up; below 0 is down."""
        found: I8 = np.select([~refused, step == _BACK, step == _ON], [1, -1, 1], 0)
        return found

    def _steps(self, who: Climbers) -> I8:
        """What each would do after a refusal, by `STEPS`."""
        bits: U8 = self.chances.bits("step", who)
        hazards: F8 = np.repeat(self.ladder.weights[:, None], len(who), axis=1)
        hazards[_MASK] *= (self.ladder.wants[who.rung] == Asks.RESTRICTED) & ~who.masked
        hazards[_BACK] *= who.rung > 0
        hazards[_ON] *= who.rung < self.ladder.top
        return race(bits, CAUSES, hazards)

    def _parted(self, after: Climbers, said: Responses) -> None:
        """Those whose session is over come back another time, some rungs lower; in place.

        It is after so many refusals or messages, and where a human took over.
        """
        rules = self.ladder.sessions
        over = (after.session_refusals >= rules.refusals) | (after.turn > rules.messages)
        over |= said.referral == Referral.HANDOFF
        some = np.flatnonzero(over & ~after.done)
        shortest, longest = rules.hours_between
        hours = shortest + (longest - shortest) * self.chances.uniform("gap", after.take(some))
        after.clock[some] += (hours * HOUR).astype(np.int64)
        after.rung[some] = np.maximum(after.rung[some] - rules.falls_back, 0)
        after.masked[some] = False
        after.session[some] += 1
        after.turn[some] = 1
        after.session_refusals[some] = after.session_referrals[some] = 0
        after.last_act[some] = after.last_move[some] = -1


def _efforts(who: Climbers) -> Efforts:
    """What came of it; time runs from the first message to the last that was answered."""
    return Efforts(
        person=who.person,
        risk=who.risk,
        got=who.got,
        lost=who.lost,
        messages=who.messages,
        refusals=who.refusals,
        sessions=who.sessions,
        waited=who.heard_at - who.began,
    )
