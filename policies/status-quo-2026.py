"""What models did in 2026 when they refused; each figure's source is in status-quo-2026.yaml.

A share of answers has to hang on something that a policy sees, for a policy is a function of its
request. Here it is the weekday, the hour, the turn, the stated need and what is asked for, which a
hash scatters: a lot that says nothing about the person. Who asks the same at the same moment draws
the same lot.
"""

import numpy as np

from simenv.columns import F8
from simenv.draws import mix, name_key, slot, uniform_of
from simenv.exchange import Responses, View
from simenv.vocabulary import Act, Asks, Continuation, Need, Rationale, Referral, Risk

#: Of refusals, by reason (A6).
ETHICS, NO_REASON, POLICY = 0.70, 0.23, 0.06  # what is left over, 1 %, is ability
#: Of refusals: an alternative that is carried out, and one that is carried out or offered (A6).
CARRIED_OUT, OFFERED = 0.39, 0.55
#: Of refusals: a preface that explains (A6), a negative stance (A7).
PREFACE, NEGATIVE = 0.03, 0.40
#: The words of the scales.
LOW, SOME, HIGH = 0.2, 0.5, 0.8


def respond(view: View) -> Responses:
    """One response a request."""
    at_risk = view.risk_seen >= Risk.ACTIVE
    refused = (view.asks == Asks.RESTRICTED) | ((view.asks == Asks.INFORMATION) & at_risk)
    alternative, reason = _lot(view, "alternative"), _lot(view, "reason")
    rationale = np.select(
        [reason < ETHICS, reason < ETHICS + NO_REASON, reason < ETHICS + NO_REASON + POLICY],
        [Rationale.ETHICS, Rationale.NONE, Rationale.POLICY],
        Rationale.ABILITY,
    )
    leaves = np.where(alternative < OFFERED, Continuation.INVITES, Continuation.STAYS)
    explains = np.where(rationale == Rationale.NONE, 0.0, LOW)
    explains = np.where(alternative < CARRIED_OUT, SOME, explains)
    explains = np.where(_lot(view, "preface") < PREFACE, HIGH, explains)
    stance = np.where(_lot(view, "stance") < NEGATIVE, SOME, 0.0)
    referred = at_risk | (view.need == Need.CRISIS_DISCLOSURE)
    return Responses(
        act=np.where(refused, Act.REFUSE, Act.COMPLY).astype(np.int8),
        validation=np.where(refused & ~at_risk, LOW, SOME),
        explanation=np.where(refused, explains, SOME),
        agency=np.where(refused, LOW, SOME),
        judgement=np.where(refused, stance, 0.0),
        warmth=np.where(refused, LOW, SOME),
        rationale=np.where(refused, rationale, Rationale.NONE).astype(np.int8),
        referral=np.where(referred, Referral.GENERIC, Referral.NONE).astype(np.int8),
        continuation=np.where(refused, leaves, Continuation.STAYS).astype(np.int8),
        failed=np.zeros(len(view), np.bool_),
    )


def _lot(view: View, what: str) -> F8:
    """A number in (0, 1) for each request and each thing to be decided; shape (n,)."""
    hour = view.weekday.astype(np.int64) * 24 + view.hour
    said = view.need * len(Asks) + view.asks
    return uniform_of(mix(slot(hour, said, view.turn) + np.uint64(name_key(f"2026/{what}"))))
