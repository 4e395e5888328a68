"""Over- against under-refusal: which arms are beaten in both."""

from __future__ import annotations

from simenv.stats.decisions import Decisions

#: The two errors that are traded against each other.
TRADED = ("over_refusal", "under_refusal")


def frontier(decisions: Decisions) -> dict[str, tuple[str, ...]]:
    """For each arm that answered the battery, the arms that dominate it; empty on the frontier.

    Another arm dominates where neither of its rates of over- and under-refusal on the battery is
    higher and one is lower. The battery is the same for all, so this is exact for its requests; how
    sure a difference is beyond them, `Decisions.apart` says. A rate without a request where the
    error is possible counts as 0.
    """
    points = {
        arm: tuple(rates["all"]["all"][error].value or 0.0 for error in TRADED)
        for arm, rates in decisions.battery.items()
    }
    return {
        arm: tuple(other for other, theirs in points.items() if _dominates(theirs, mine))
        for arm, mine in points.items()
    }


def _dominates(theirs: tuple[float, ...], mine: tuple[float, ...]) -> bool:
    return theirs != mine and all(a <= b for a, b in zip(theirs, mine, strict=True))
