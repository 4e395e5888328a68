"""Phase 2, refusal triggering and encounter: what was done with the request, against what was due.

What is due by the norm is the standard's to say (`simenv.standard`), which labels decision errors.
What the person meets is the distance between the help expected and the help received, and how
abruptly a refusal comes after what they have disclosed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I1
from simenv.parameters import Values
from simenv.vocabulary import Act

# Plain numbers: NumPy takes four times as long to compare with a member of an enum.
_COMPLY, _PARTIAL = int(Act.COMPLY), int(Act.PARTIAL)


@dataclass(frozen=True, kw_only=True)
class Encounter:
    """What the person meets in one turn; all arrays (n,), 0–1.

    `received` is the help given, `violation` is max(0, expected − received), `abruptness` is that
    of the refusal times the depth of disclosure, 0 for a full answer.
    """

    received: F8
    violation: F8
    abruptness: F8


def meet(p: Values, expected: F8, act: I1, continuation: I1, depth: F8, informed: B1) -> Encounter:
    """Meet a response.

    `depth` is how much the person has disclosed, 0–1; `informed` says that they have stated what
    the request is for, after which a partial answer gives more (A10).
    """
    partial = np.where(informed, p["encounter.informed"], p["encounter.partial"])
    received = np.where(act == _COMPLY, 1.0, np.where(act == _PARTIAL, partial, 0.0))
    by_continuation = np.array(
        [
            p["encounter.abrupt-ends"],
            p["encounter.abrupt-stays"],
            p["encounter.abrupt-invites"],
            p["encounter.abrupt-checks"],
        ]
    )
    abruptness = by_continuation[continuation] * depth * (1.0 - received)
    return Encounter(
        received=received,
        violation=np.maximum(0.0, expected - received),
        abruptness=abruptness,
    )


def remaining(p: Values, before: F8, received: F8) -> F8:
    """The share of the need that remains after a turn that gave `received`."""
    return before * (1.0 - p["encounter.quality"] * received)
