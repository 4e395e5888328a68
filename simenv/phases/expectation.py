"""Phase 1, pre-refusal expectation: what the person expects of this turn.

An expectation is learnt from what earlier sessions gave, moved by what others say of the assistant,
is higher in people who are attached to it or trust it, and lower right after a refusal and for
content one knows to be touchy.
That alignment with expectation governs how a refusal is perceived is evidence row A2.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8, I4
from simenv.parameters import Values
from simenv.spread import log_odds, squash

#: Beliefs are kept this far from certainty, where log-odds end.
_EDGE = 1e-3


def form(
    p: Values, learnt: F8, heard: F8, attachment: F8, trust: F8, refusals: I4, restricted: B1
) -> F8:
    """The help expected of this turn, 0–1.

    `learnt`, `attachment` and `trust` are 0–1; `heard`, in log-odds, is what others say of the
    assistant as far as own experience has not taken its place; `refusals` counts those of this
    session; `restricted` says that the message asks for restricted content.
    """
    odds = log_odds(learnt, _EDGE) + heard
    odds = odds + p["expectation.attachment"] * (attachment - 0.5)
    odds = odds + p["expectation.reputation"] * (trust - 0.5)
    odds = odds - p["expectation.refused"] * refusals
    odds = odds - p["expectation.restricted"] * restricted
    return squash(odds)


def learn(p: Values, learnt: F8, gained: F8, turns: I4) -> F8:
    """The expectation after a session that gave `gained` help over `turns` answered turns."""
    mean = gained / np.maximum(turns, 1)
    return learnt + p["expectation.learning"] * (mean - learnt)
