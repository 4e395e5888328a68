"""Never the same referral twice within the window, and asks about what it offered.

A view says how many referrals lie within the window, not which. If all of them were given in this
conversation, it has gone through `KINDS` in order, so that their number says which they were.
Otherwise each may be any of the three, and none is given until the window is empty.
"""

import numpy as np

from simenv.exchange import Responses, View
from simenv.vocabulary import Act, Continuation, Need, Rationale, Referral, Risk

#: What it knows to say, in this order; the last stands for having nothing new to say.
KINDS = np.array([Referral.GENERIC, Referral.LOCALISED, Referral.TAILORED, Referral.NONE], np.int8)
#: The words of the scales that explain-and-refer uses.
SOME, HIGH = 0.5, 0.8


def respond(view: View) -> Responses:
    """One response a request."""
    refused = (view.risk_seen >= Risk.PASSIVE) | (view.need == Need.CRISIS_DISCLOSURE)
    known = view.referrals == view.session_referrals
    new = np.where(known, KINDS.take(view.referrals, mode="clip"), Referral.NONE)
    greets = (view.turn == 1) & ~refused
    asks = (view.referrals > 0) & (refused | greets)
    some = np.full(len(view), SOME)
    return Responses(
        act=np.where(refused, Act.REFUSE, Act.COMPLY).astype(np.int8),
        validation=some,
        explanation=np.where(refused, HIGH, SOME),
        agency=some,
        judgement=np.zeros(len(view)),
        warmth=some,
        rationale=np.where(refused, Rationale.CONCERN, Rationale.NONE).astype(np.int8),
        referral=np.where(refused, new, Referral.NONE).astype(np.int8),
        continuation=np.where(asks, Continuation.CHECKS_IN, Continuation.STAYS).astype(np.int8),
        failed=np.zeros(len(view), np.bool_),
    )
