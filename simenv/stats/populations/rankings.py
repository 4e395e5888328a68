"""Does the order of two arms change with capacity? Signs by scenario, held over the whole family.

The family is every pair of arms, in every outcome of the short table that has a direction, in every
scenario. Its p-values, of no difference at all, are adjusted by Holm's method, so that one wrong
sign anywhere has a chance of 5 % at most; an order is said to change only on signs that hold so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from simenv.stats.holm import holm
from simenv.stats.outcome import Better
from simenv.stats.outcomes import outcome
from simenv.stats.populations.estimate import Apart
from simenv.stats.populations.lines import DifferenceLine, OutcomeLine
from simenv.stats.populations.signs import (
    Ledger,
    WorldOrders,
    WorldSigns,
    world_orders,
    world_signs,
)
from simenv.stats.reading import ALPHA, p_beyond
from simenv.stats.tables.reading import BRIEF

#: What can be said of an order over scenarios.
Change = Literal["same decisions", "changes", "kept", "undecided", "no claim"]

#: The outcomes in which arms are ranked: those of the short table that have a direction.
RANKED = tuple(name for name in BRIEF if outcome(name).better != "neither")


@dataclass(frozen=True, kw_only=True)
class SignLine:
    """One pair of arms in one outcome and scenario.

    `p` is two-sided, of no difference at all; `held` is Holm's adjustment over the family. `winner`
    is the better arm where `held` is below 5 %, else None. `verdict` reads the difference against
    the margin by its own interval. `claim` is False where too many people were lost for one.
    """

    scenario: str
    apart: Apart
    verdict: str
    claim: bool
    p: float | None
    held: float | None
    winner: str | None
    worlds: WorldSigns


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Two scenarios in which different arms are the better ones.

    `beyond` says in how many of the two the interval lies beyond the margin as well.
    """

    first: str
    second: str
    first_winner: str
    second_winner: str
    beyond: int


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    """One pair of arms in one outcome over all scenarios.

    `change` is `changes` where two scenarios have opposite signs that both hold over the family,
    `kept` where one sign holds in all of them, else `undecided`. `within` says that in every
    scenario the difference is surely smaller than the margin, so that the order hardly matters.
    """

    outcome: str
    arm: str
    against: str
    margin: float
    change: Change
    within: bool
    turns: tuple[Turn, ...]
    scenarios: tuple[SignLine, ...]
    worlds: WorldOrders
    words: str


@dataclass(frozen=True, kw_only=True)
class RankingLine:
    """All arms in one outcome and scenario, best first, by the estimates of the median world."""

    outcome: str
    scenario: str
    order: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RankingFamily:
    """Over how many comparisons Holm's adjustment ran."""

    outcomes: tuple[str, ...]
    pairs: int
    scenarios: int
    size: int
    alpha: float


def family_of(pairs: int, scenarios: int) -> RankingFamily:
    """The family of so many pairs of arms and scenarios."""
    size = len(RANKED) * pairs * scenarios
    return RankingFamily(outcomes=RANKED, pairs=pairs, scenarios=scenarios, size=size, alpha=ALPHA)


def order_lines(
    differences: Sequence[DifferenceLine], margins: Mapping[str, float], ledger: Ledger
) -> list[OrderLine]:
    """Every pair in every ranked outcome; `differences` are those of the median world."""
    mine = [line for line in differences if line.outcome in RANKED]
    held = dict(zip(map(_key, mine), holm([_p(line) for line in mine]), strict=True))
    found = []
    for name in RANKED:
        of = [line for line in mine if line.outcome == name]
        for pair in dict.fromkeys((line.arm, line.against) for line in of):
            own = [line for line in of if (line.arm, line.against) == pair]
            signs = tuple(_sign(line, held[_key(line)], margins[name], ledger) for line in own)
            found.append(_order(name, pair, margins[name], signs, ledger))
    return found


def ranking_lines(outcomes: Sequence[OutcomeLine]) -> list[RankingLine]:
    """The arms by their levels in each ranked outcome and scenario; equals in the order given."""
    found = []
    for line in outcomes:
        for scenario, arms in line.scenarios.items() if line.name in RANKED else ():
            good = -1.0 if line.better == "lower" else 1.0
            known = {arm: each.value for arm, each in arms.items() if each is not None}
            order = tuple(sorted(known, key=lambda arm: -good * known[arm]))
            found.append(RankingLine(outcome=line.name, scenario=scenario, order=order))
    return found


def changed(signs: Sequence[SignLine]) -> tuple[Change, tuple[Turn, ...]]:
    """What the signs of one pair say of its order, and the scenarios between which it turns."""
    if all(one.apart.same for one in signs):
        return "same decisions", ()
    told = [one for one in signs if one.winner is not None]
    turns = tuple(
        Turn(
            first=one.scenario,
            second=other.scenario,
            first_winner=one.winner or "",
            second_winner=other.winner or "",
            beyond=(one.verdict == "beyond") + (other.verdict == "beyond"),
        )
        for one, other in combinations(told, 2)
        if one.winner != other.winner
    )
    if turns:
        return "changes", turns
    if not all(one.claim for one in signs):
        return "no claim", ()
    # One scenario alone has an order, and nothing that it could change with.
    return ("kept" if len(told) == len(signs) > 1 else "undecided"), ()


def _key(line: DifferenceLine) -> tuple[str, str, str, str]:
    return line.outcome, line.arm, line.against, line.scenario


def _p(line: DifferenceLine) -> float | None:
    """Of no difference at all; None where there is nothing to test or no claim is made."""
    testable = line.reading is not None and line.all.error is not None and not line.all.same
    few = line.reading is not None and line.reading.verdict == "too few"
    return p_beyond(line.all.read_as, 0.0) if testable and not few else None


def _sign(line: DifferenceLine, held: float | None, margin: float, ledger: Ledger) -> SignLine:
    key = _key(line)
    settled = held is not None and held < ALPHA
    better: Better = outcome(line.outcome).better
    verdict = "no claim" if line.reading is None else line.reading.verdict
    median = line.all.value, line.all.same
    return SignLine(
        scenario=line.scenario,
        apart=line.all,
        verdict=verdict,
        claim=line.reading is not None,
        p=_p(line),
        held=held,
        winner=_better(line, better) if settled else None,
        worlds=world_signs(ledger.column(key), ledger.noise(key), median, margin),
    )


def _better(line: DifferenceLine, better: Better) -> str:
    higher = line.all.value > 0
    return line.arm if higher == (better == "higher") else line.against


def _order(
    name: str, pair: tuple[str, str], margin: float, signs: tuple[SignLine, ...], ledger: Ledger
) -> OrderLine:
    change, turns = changed(signs)
    keys = [(name, *pair, one.scenario) for one in signs]
    found = np.array([ledger.column(key) for key in keys])
    orders = world_orders(found, [ledger.noise(key) for key in keys], margin)
    if all(one.worlds.label == "same decisions" for one in signs):
        orders = WorldOrders(
            drawn=orders.drawn, kept=0, flipped=0, beyond=0, label="same decisions"
        )
    within = change == "undecided" and all(one.verdict == "equivalent" for one in signs)
    return OrderLine(
        outcome=name,
        arm=pair[0],
        against=pair[1],
        margin=margin,
        change=change,
        within=within,
        turns=turns,
        scenarios=signs,
        worlds=orders,
        words=_words(pair, change, turns, signs, within=within),
    )


def _words(
    pair: tuple[str, str],
    change: Change,
    turns: tuple[Turn, ...],
    signs: tuple[SignLine, ...],
    *,
    within: bool,
) -> str:
    """The verdict in a sentence."""
    if change == "same decisions":
        return "same decisions: everybody lived alike under the two, in every scenario"
    if change == "changes":
        turn = max(turns, key=lambda one: one.beyond)
        far = ("by less than the margin in both", "beyond the margin in one", "beyond the margin")
        return (
            f"changes: {turn.first_winner} is better under {turn.first}, {turn.second_winner} "
            f"under {turn.second}, {far[turn.beyond]}"
        )
    if change == "kept":
        far_in = sum(one.verdict == "beyond" for one in signs)
        return (
            f"kept: {signs[0].winner} is better in all {len(signs)} scenarios, beyond the margin "
            f"in {far_in}"
        )
    if change == "no claim":
        return "no claim: failed calls took too many people in at least one scenario"
    settled = [f"{one.winner} is better under {one.scenario}" for one in signs if one.winner]
    told = "; ".join(settled) or f"neither {pair[0]} nor {pair[1]} is surely better in any"
    return f"undecided: {told}{'; within the margin in all of them' if within else ''}"
