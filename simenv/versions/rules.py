"""Which rules only one of two files of rules has, and which answers they name alike and differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simenv.catalogue import Document
from simenv.policy import Policy, RulesPolicy
from simenv.tell.policies import rule


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: its number from the top, and itself in words."""

    number: int
    when: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class RulesApart:
    """The rules that only the first, or only the second, has; answers of one name that differ.

    Where `moved`, the rules that both have stand in another order. `detector` and `remembers` say
    whether those differ.
    """

    only_first: tuple[Rule, ...]
    only_second: tuple[Rule, ...]
    moved: bool
    answers: tuple[str, ...]
    detector: bool
    remembers: bool


def rules_apart(
    pair: tuple[Policy, Policy], documents: tuple[Document, Document]
) -> RulesApart | None:
    """How the rules of two files differ; None unless both are of kind rules."""
    first, second = pair
    if not isinstance(first, RulesPolicy) or not isinstance(second, RulesPolicy):
        return None
    rules = [[rule(said) for said in one.data["rules"]] for one in documents]
    shared = [[said for said in mine if said in rules[1 - at]] for at, mine in enumerate(rules)]
    return RulesApart(
        only_first=_only(rules[0], rules[1]),
        only_second=_only(rules[1], rules[0]),
        moved=shared[0] != shared[1],
        answers=_differing(first, second),
        detector=_sees(first) != _sees(second),
        remembers=first.remembers != second.remembers,
    )


def _only(rules: list[dict[str, str]], others: list[dict[str, str]]) -> tuple[Rule, ...]:
    return tuple(
        Rule(number=number, when=said["if"], answer=said["answer"])
        for number, said in enumerate(rules, 1)
        if said not in others
    )


def _differing(first: RulesPolicy, second: RulesPolicy) -> tuple[str, ...]:
    """The names under which the two answer differently; texts that are only shown do not count."""
    mine, theirs = _coded(first), _coded(second)
    return tuple(name for name in mine if name in theirs and mine[name] != theirs[name])


def _coded(one: RulesPolicy) -> dict[str, tuple[Any, ...]]:
    rows = zip(*one.table.arrays().values(), strict=True)
    return dict(zip(one.answers, rows, strict=True))


def _sees(one: RulesPolicy) -> str:
    return "" if one.detector is None else one.detector.sha256
