"""The place of each arm in an outcome, no finer than the signs that hold."""

from __future__ import annotations

from simenv.stats.tables.numbers import Plain


def places(summary: Plain, outcome: str, scenario: str) -> dict[str, str]:
    """The place by arm, 1 is best; blank where nothing is known of its order to any other.

    One more than the number of arms that are surely better (the sign held over the family), with
    `=` where the order to some arm at all is open: two arms can share a place.
    """
    signs = {
        (one["arm"], one["against"]): sign["winner"]
        for one in summary["orders"]
        if one["outcome"] == outcome
        for sign in one["scenarios"]
        if sign["scenario"] == scenario
    }
    arms = [
        arm
        for each in summary["rankings"]
        if (each["outcome"], each["scenario"]) == (outcome, scenario)
        for arm in each["order"]
    ]
    return {arm: _place(arm, arms, signs) for arm in arms}


def _place(arm: str, arms: list[str], signs: dict[tuple[str, str], str | None]) -> str:
    others = [one for one in arms if one != arm]
    winners = [signs.get((arm, one)) or signs.get((one, arm)) for one in others]
    if not any(winners):
        return ""
    better = sum(winner not in {None, arm} for winner in winners)
    return f"{1 + better}{'=' if None in winners else ''}"
