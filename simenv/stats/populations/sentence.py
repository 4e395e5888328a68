"""The sentence that a comparison under shared services begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simenv.stats.outcomes import HEADLINE
from simenv.stats.populations.estimate import Apart, Level
from simenv.stats.populations.lines import CensoredLine, DifferenceLine, OutcomeLine
from simenv.stats.populations.rankings import OrderLine
from simenv.stats.populations.study import PopulationStudy

#: More turned orders than these are counted, not named.
_NAMED = 3
#: Decimals of 100 people: the first that do not look wrong.
_DECIMALS = (1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class Named:
    """The pair and the scenario that the sentence is about: chosen after the result.

    The arm farthest from the reference in the headline, in the scenario that moved that difference
    most against the first one.
    """

    scenario: str
    arm: str
    against: str


def named_of(study: PopulationStudy, differences: Sequence[DifferenceLine]) -> Named | None:
    """Whom the sentence names; None below two arms."""
    reference = next(iter(study.lived), None)
    mine = [line for line in differences if line.outcome == HEADLINE and line.against == reference]
    if not mine:
        return None
    first = {line.arm: line.all.value for line in mine if line.scenario == study.scenarios[0].name}
    moved = [line for line in mine if line.scenario != study.scenarios[0].name] or mine
    most = max(moved, key=lambda line: abs(line.all.value - first.get(line.arm, 0.0)))
    return Named(scenario=most.scenario, arm=most.arm, against=most.against)


def sentence(
    study: PopulationStudy,
    found: tuple[Sequence[OutcomeLine], Sequence[DifferenceLine], Sequence[OrderLine]],
    lost: Sequence[CensoredLine],
) -> str:
    """The finding in words."""
    outcomes, differences, orders = found
    if not study.lived:
        return "No finding: no arm was lived to the end."
    if not any(one.claim for one in lost):
        most = max(one.share for one in lost)
        return f"No claim: failed calls took {100 * most:.1f} % of people out of sight."
    line = next(each for each in outcomes if each.name == HEADLINE)
    named = named_of(study, differences)
    unit = f"{study.populations} populations of {sum(study.counts):,} people"
    if named is None:
        levels = ", ".join(
            f"{_of_100(arms[study.lived[0]])} under {scenario}"
            for scenario, arms in line.scenarios.items()
        )
        start = f"Of 100 people like these, {levels} had stopped using the assistant by day"
        return f"{start} {study.days} with {study.lived[0]} ({unit}; {study.calibration})."
    told = _compared(study, line, differences, named)
    start = f"Of 100 people like these, {told} ({unit}; {study.calibration})"
    return f"{start}. {_orders(orders, len(study.scenarios))}."


def _compared(
    study: PopulationStudy,
    line: OutcomeLine,
    differences: Sequence[DifferenceLine],
    named: Named,
) -> str:
    """Both levels in the named scenario, then in the first, each with its difference."""
    parts: list[str] = []
    for scenario in dict.fromkeys((named.scenario, study.scenarios[0].name)):
        apart = next(
            each.all
            for each in differences
            if (each.outcome, each.scenario, each.arm) == (HEADLINE, scenario, named.arm)
            and each.against == named.against
        )
        arms = line.scenarios[scenario]
        two = arms[named.against], arms[named.arm]
        digits = _digits(*two, apart)
        levels = _of_100(two[0], digits), _of_100(two[1], digits)
        told = _apart(apart, digits)
        if parts:
            parts.append(f"under {scenario}, {levels[0]} and {levels[1]} ({told})")
            continue
        parts.append(
            f"under {scenario}, {levels[0]} had stopped using the assistant by day {study.days} "
            f"with {named.against} and {levels[1]} with {named.arm} ({told})"
        )
    return "; ".join(parts)


def _orders(orders: Sequence[OrderLine], scenarios: int) -> str:
    """How many orders change with capacity, and which."""
    if scenarios < 2:
        return "With one scenario no order can change with capacity"
    counted = [one for one in orders if one.change not in {"same decisions", "no claim"}]
    turned = [one for one in counted if one.change == "changes"]
    kept = sum(one.change == "kept" for one in counted)
    rest = len(counted) - kept - len(turned)
    told = f"Of {len(counted)} orders of two arms in one outcome, "
    if not turned:
        return (
            f"{told}none surely changes with capacity, {kept} are kept and {rest} are undecided; "
            "that is about which arm is better, not about whether shortage matters"
        )
    names = "; ".join(f"{one.arm} and {one.against} in {one.outcome}" for one in turned[:_NAMED])
    more = f"; and {len(turned) - _NAMED} more" if len(turned) > _NAMED else ""
    verb = "changes" if len(turned) == 1 else "change"
    return (
        f"{told}{len(turned)} {verb} with capacity ({names}{more}), {kept} are kept and {rest} "
        "are undecided"
    )


def _digits(against: Level | None, arm: Level | None, found: Apart) -> int:
    """So many decimals that the printed levels differ by the printed difference: 1, or a few more.

    Where even three do not do, the numbers are rounded as they are.
    """
    if against is None or arm is None:
        return _DECIMALS[0]

    def agree(digits: int) -> bool:
        levels = round(100 * arm.value, digits) - round(100 * against.value, digits)
        return round(levels - round(100 * found.value, digits), digits) == 0

    return next((digits for digits in _DECIMALS if agree(digits)), _DECIMALS[0])


def _of_100(found: Level | None, digits: int = _DECIMALS[0]) -> str:
    return "nobody can tell how many" if found is None else f"{100 * found.value:.{digits}f}"


def _apart(found: Apart, digits: int) -> str:
    if found.same:
        return "same decisions"
    value = f"{100 * found.value:.{digits}f}"
    if found.low is None or found.high is None:
        return f"difference {value}, too few populations for an interval"
    low, high = (f"{100 * end:.{digits}f}" for end in (found.low, found.high))
    return f"difference {value}, 95 % interval {low} to {high}"
