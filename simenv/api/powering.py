"""How many people the differences of a finished comparison take: the comparison as a pilot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from simenv.api.comparison import Comparison
from simenv.api.populated import PopulationComparison, refuse
from simenv.errors import BadInput, Problem
from simenv.stats.lived import World
from simenv.stats.outcomes import OUTCOMES
from simenv.stats.power import POWER, Needed, needed
from simenv.stats.tables.powering import power_table


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one difference takes; `worlds` is what its label over the plausible worlds takes.

    The latter is None where the pilot's people are enough for it, or no worlds were drawn.
    """

    needed: Needed
    worlds: int | None

    def data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {**asdict(self.needed), "worlds": self.worlds}


def people_needed(
    comparison: Comparison, *, outcomes: Sequence[str] | None = None, power: float = POWER
) -> tuple[Need, ...]:
    """How many people of each persona every pair of arms takes, from a finished comparison.

    `outcomes` are names; those of the declared family unless given, and `["all"]` are all that have
    a margin. `BadInput` names those that are unknown or have no margin.
    """
    if isinstance(comparison, PopulationComparison):
        remedy = "add populations: an interval narrows with the square root of their number"
        refuse(comparison.path, "kind", "a pilot whose people share no services", remedy)
    summary, run = comparison.summary, comparison.run
    margins = {
        line["name"]: float(line["margin"])
        for line in summary["outcomes"]
        if line["margin"] is not None
    }
    chosen = tuple(margins) if outcomes == ["all"] else outcomes
    if chosen is None:
        family = summary["family"]
        chosen = () if family is None else tuple(family["outcomes"])
    else:
        _refuse_unknown(chosen, margins)
    shares = tuple(float(line["declared"]) for line in summary["personas"])
    world = World.of({arm: run.trajectories(0, arm) for arm in run.arms}, shares)
    wanted = [each for each in OUTCOMES if each.name in chosen]
    claimed = {
        (claim["outcome"], claim["arm"], claim["against"]): claim["people"]
        for claim in summary["claims"]
    }
    return tuple(
        Need(needed=each, worlds=claimed.get((each.outcome, each.arm, each.against)))
        for each in needed(world, run.layout.days, margins, wanted, power)
    )


def power_text(found: Sequence[Need], width: int = 100) -> str:
    """What every difference takes, as a table for a terminal."""
    kinds = {each.name: each.kind for each in OUTCOMES}
    return power_table([(each.needed, each.worlds) for each in found], kinds, width)


def _refuse_unknown(chosen: Sequence[str], margins: dict[str, float]) -> None:
    unknown = [name for name in chosen if name not in margins]
    if unknown or not chosen:
        raise BadInput(
            Problem(
                file="(arguments)",
                line=0,
                field="outcomes",
                expected="outcomes of the run that are compared",
                found=name,
                remedy=f"name some of {', '.join(margins)}",
            )
            for name in unknown or ("none",)
        )
