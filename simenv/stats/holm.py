"""Holm's step-down adjustment (Holm 1979): valid however the tests of a family hang together."""

from __future__ import annotations

from collections.abc import Sequence


def holm(values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Each p adjusted for all; None where there is none.

    What was declared and could not be tested still counts into the family, which errs on the safe
    side: how large a family is does not depend on what was found.
    """
    order = sorted((p, place) for place, p in enumerate(values) if p is not None)
    found: list[float | None] = [None] * len(values)
    highest = 0.0
    for rank, (p, place) in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - rank) * p))
        found[place] = highest
    return tuple(found)
