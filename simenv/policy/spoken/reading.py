"""Replies in words as responses: coded, drawn from what the codes may truly be, put on the scales.

Each reply is read with its error: what it truly is, is drawn from the chances that the coder gives
it, keyed by its words, and another imputation is another draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simenv.catalogue import levels
from simenv.coder.codes import B1, I8, Readings, Reply, Validation
from simenv.coder.drawn import drawn
from simenv.coder.labels import Labels
from simenv.columns import F8
from simenv.exchange import FRAMINGS, Responses
from simenv.policy.worded import NO, VALIDATION, YES, coder
from simenv.vocabulary import Act, Continuation, Referral

#: The framing that each yes or no stands for.
_FRAMED = {
    "explanation": "explanation",
    "choice": "agency",
    "judgement": "judgement",
    "warmth": "warmth",
}


def read(replies: Sequence[Reply], labels: Labels | None) -> Readings:
    """What the coder, taught by a team's own labels where there are some, makes of replies."""
    found = coder().read(replies)
    return found if labels is None else labels.taught(found)


def responses(read: Readings, texts: Sequence[str], imputation: int) -> Responses:
    """One draw of what each reply truly is, as responses; n rows."""
    codes = drawn(read, texts, imputation)
    found = Responses.blank(len(texts))
    found.act[:] = codes["act"]
    found.rationale[:] = codes["rationale"]
    found.referral[:] = codes["referral"]
    found.continuation[:] = _continuation(codes)
    for name, values in _framings(codes).items():
        getattr(found, name)[:] = values
    return found


def blocked(said: Responses, rows: B1) -> None:
    """Write down, at `rows`, that a provider's filter answered for the model: no words at all."""
    said.act[rows] = Act.BLOCKED
    said.rationale[rows] = said.referral[rows] = 0
    said.continuation[rows] = Continuation.STAYS
    for name in FRAMINGS:
        getattr(said, name)[rows] = 0.0


def hands_over(said: Responses) -> B1:
    """Which responses announce a human who takes over, shape (n,)."""
    found: B1 = said.referral == Referral.HANDOFF
    return found


def _continuation(codes: Mapping[str, I8]) -> I8:
    invites = np.where(codes["invites"] == 1, Continuation.INVITES, Continuation.STAYS)
    return np.where(codes["checks_in"] == 1, Continuation.CHECKS_IN, invites)


def _framings(codes: Mapping[str, I8]) -> dict[str, F8]:
    """The framing that codes stand for, 0-1 (assumed: docs/coder.md)."""
    point = {word: level.point for word, level in levels().items()}
    yes_no = np.array([point[NO], point[YES]])
    validation = np.array([point[VALIDATION[one]] for one in Validation])
    found = {name: yes_no[codes[field]] for field, name in _FRAMED.items()}
    return found | {"validation": validation[codes["validation"]]}
