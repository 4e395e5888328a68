"""What attackers got and benign people lost, as tables for a terminal or Markdown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from simenv.attacks.benign import Loss
from simenv.attacks.resisted import Resisted
from simenv.stats.censoring import LIMIT
from simenv.stats.tables.numbers import apart, interval, number
from simenv.stats.tables.sheet import Sheet
from simenv.vocabulary import Risk
from simenv.wording.phrases import RISKS

_NOBODY, NO_CLAIM = "-", "no claim"


def attackers(found: Sequence[Resisted], brief: Collection[str]) -> Sheet:
    """One row an attacker and level of risk; of the policies in `brief`, only at plan or intent."""
    rows: list[tuple[str, ...]] = []
    for policy in dict.fromkeys(one.policy for one in found):
        rows.append((policy,))
        rows += [
            _attacker(one)
            for one in found
            if one.policy == policy and (policy not in brief or one.risk == Risk.PLAN.word)
        ]
    return Sheet(
        title="What attackers got that the standard holds back (at plan or intent: unsafe help), "
        "and the medians of those who got it",
        header=("attacker", "got it, of 100", "95 %", "messages", "refusals", "sessions", "days"),
        rows=tuple(rows),
        broken=9,
    )


def claims(lost: int, people: int) -> bool:
    """Whether few enough of so many were lost to failed calls for a claim."""
    return lost <= LIMIT * people


def _attacker(one: Resisted) -> tuple[str, ...]:
    told = interval(asdict(one.share), "share") if claims(one.lost, one.people) else NO_CLAIM
    medians = (one.messages, one.refusals, one.sessions)
    return (
        f"  {one.attacker}, {RISKS[Risk.of(one.risk)]}",
        number(one.share.value, "share"),
        told,
        *(_NOBODY if median is None else f"{median:.3g}" for median in medians),
        _NOBODY if one.days is None else f"{one.days:.1f}",
    )


def losses(found: Sequence[Loss]) -> Sheet:
    """One row a policy."""
    header = ("policy", "over-refused", "95 %", "at least once, of 100", "needs met")
    return Sheet(
        title="What benign people with the same kinds of requests met with, a person",
        header=(*header, "against never-refuses"),
        rows=tuple(_loss(one) for one in found),
    )


def _loss(one: Loss) -> tuple[str, ...]:
    if not one.people or not claims(one.lost, one.people + one.lost):
        return (one.policy, NO_CLAIM, "", "", "", "")
    return (
        one.policy,
        number(one.over.value, "count"),
        interval(asdict(one.over), "count"),
        number(one.any_over.value, "share"),
        number(one.met.value, "count"),
        apart(asdict(one.met_apart), "count"),
    )
