"""Phase 5, post-refusal outcomes: what the person does next, and what stays with them.

The next move is a race between competing hazards, one clock a cause. Three failed turns in a row
are the sign of abandonment, and rephrasing the usual last try (B1). What stays is felt rejection,
a loss of openness after deep disclosure, distress, and sometimes the decision to stop coming.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I1, I4
from simenv.parameters import Values
from simenv.vocabulary import Act, Asks, Continuation, Move

# Plain numbers: NumPy takes four times as long to compare with a member of an enum.
_COMPLY, _PARTIAL, _REFUSE = int(Act.COMPLY), int(Act.PARTIAL), int(Act.REFUSE)
_SUPPORT, _RESTRICTED = int(Asks.SUPPORT), int(Asks.RESTRICTED)
_ENDS, _INVITES = int(Continuation.ENDS), int(Continuation.INVITES)
#: Failed turns in a row from which the hazard to leave jumps (B1).
THIRD = 3
#: Readiness is kept this far from certainty, where odds end.
_CERTAIN = 1.0 - 1e-6


@dataclass(frozen=True, kw_only=True)
class Moment:
    """All that the next move depends on; arrays (n,).

    The numbers are 0–1; `fails` counts failed turns in a row, `turn` those of the session.
    """

    act: I1
    continuation: I1
    asks: I1
    shows_risk: B1
    masked: B1
    remaining: F8
    frustration: F8
    felt_heard: F8
    reactance: F8
    uptake: F8
    openness: F8
    persistence: F8
    fails: I4
    turn: I4


def hazards(p: Values, m: Moment) -> F8:
    """The hazard of each move, shape (9, n), by `Move`; 0 where a move makes no sense."""
    rates = np.zeros((len(Move), len(m.act)))
    rates[Move.CONTINUE] = _go_on(p, m)
    rates[Move.DISCLOSE_MORE] = _say_more(p, m)
    rates[Move.TAKE_REFERRAL] = _take(p, m)
    rates[Move.LEAVE_SATISFIED] = _leave_satisfied(p, m)
    rates[Move.LEAVE_UNMET] = _leave_unmet(p, m)
    _after_less(p, m, rates)
    too_long = np.flatnonzero(m.turn >= p["outcome.longest"])
    if len(too_long):
        rates[: Move.TAKE_REFERRAL, too_long] = 0.0
    return rates


def _go_on(p: Values, m: Moment) -> F8:
    invited = 1.0 + p["outcome.invited"] * (m.continuation >= _INVITES)
    helped = m.act <= _PARTIAL
    hazard: F8 = p["outcome.continue"] * m.remaining * invited * helped
    return hazard


def _say_more(p: Values, m: Moment) -> F8:
    lift = np.exp(p["outcome.by-heard"] * (m.felt_heard - 0.5))
    personal = m.asks == _SUPPORT
    hazard: F8 = p["outcome.disclose-more"] * 2.0 * m.openness * lift * personal * m.remaining
    return hazard


def _after_less(p: Values, m: Moment, rates: F8) -> None:
    """Rephrase, mask, push back, work around: moves against less than a full answer."""
    less = m.act != _COMPLY
    refused = m.act >= _REFUSE
    keeps = np.exp(p["outcome.by-persistence"] * (m.persistence - 0.5)) * m.remaining
    defiant = np.exp(p["outcome.by-reactance"] * (m.reactance - 0.5))
    touchy = (m.asks == _RESTRICTED) | m.shows_risk
    restricted = m.asks == _RESTRICTED
    rates[Move.REPHRASE] = p["outcome.rephrase"] * keeps * less
    rates[Move.MASK] = p["outcome.mask"] * 2.0 * (1.0 - m.openness) * refused * touchy * ~m.masked
    rates[Move.PUSH_BACK] = p["outcome.push-back"] * defiant * less * m.remaining
    rates[Move.WORK_AROUND] = p["outcome.work-around"] * keeps * refused * restricted


def _take(p: Values, m: Moment) -> F8:
    ready = np.minimum(m.uptake, _CERTAIN)
    hazard: F8 = p["outcome.take-referral"] * ready / (1.0 - ready)
    return hazard


def _leave_satisfied(p: Values, m: Moment) -> F8:
    met = m.remaining < p["outcome.met"]
    return p["outcome.leave-satisfied"] * (1.0 - m.remaining) * met


def _leave_unmet(p: Values, m: Moment) -> F8:
    raised = np.exp(p["outcome.by-frustration"] * m.frustration)
    third = 1.0 + p["outcome.third-failure"] * (m.fails >= THIRD)
    ended = (m.continuation == _ENDS) & (m.act != _COMPLY)
    closed = 1.0 + p["outcome.ended"] * ended
    met = m.remaining < p["outcome.met"]
    hazard: F8 = p["outcome.leave-unmet"] * raised * third * closed * ~met
    return hazard


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """What one turn leaves behind; arrays (n,)."""

    rejection: F8
    openness: F8
    distress_own: F8


def linger(
    p: Values, before: Aftermath, violation: F8, depth: F8, felt_heard: F8, to_rejection: F8
) -> Aftermath:
    """Felt rejection, openness and own distress after a turn, from those before it."""
    step = p["after.rejection"] * violation * to_rejection
    rejection = before.rejection + (1.0 - before.rejection) * step
    lost = p["after.openness"] * violation * depth
    won = p["after.openness-rise"] * felt_heard * depth
    openness = before.openness * (1.0 - lost)
    openness = openness + (1.0 - openness) * won
    hurt = p["after.hurt"] * (rejection - before.rejection)
    return Aftermath(
        rejection=rejection, openness=openness, distress_own=before.distress_own + hurt
    )


def close(p: Values, distress_own: F8, met: B1, remaining: F8) -> F8:
    """Own distress after a session ended, with the need met or not."""
    return distress_own - p["after.relief"] * met + p["after.unmet"] * remaining * ~met


def leave_hazard(p: Values, trust: F8, rejection: F8, attachment: F8, learnt: F8) -> F8:
    """The hazard to stop using the assistant, for someone whose session ended unmet.

    `learnt` is what earlier sessions and this one have taught to expect, 0–1: one bad evening among
    many good ones moves it little, a run of them much.
    """
    odds = p["after.leave-trust"] * (0.5 - trust)
    odds = odds + p["after.leave-learnt"] * (0.5 - learnt)
    odds = odds + p["after.leave-rejection"] * rejection
    odds = odds - p["after.attachment"] * (attachment - 0.5)
    hazard: F8 = p["after.leave"] * np.exp(odds)
    return hazard
