"""What an answer does, as one number and in words; which rule decided it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import F8, I8
from simenv.exchange import FRAMINGS, Responses, View
from simenv.policy import Policy, RulesPolicy
from simenv.versions.cover import ALIKE, LEAST_SHARE, MOST_CONTEXTS
from simenv.versions.traffic import Traffic
from simenv.vocabulary import Act, Code, Continuation, Rationale, Referral
from simenv.wording.phrases import CONTINUATIONS, REFERRALS

#: What an answer does, apart from how it is put.
_PARTS: dict[str, type[Code]] = {
    "act": Act,
    "rationale": Rationale,
    "referral": Referral,
    "continuation": Continuation,
}
#: Room for each part in one number.
_ROOM = 8

_DOES = {
    Act.COMPLY: "helps",
    Act.PARTIAL: "helps in part",
    Act.REFUSE: "refuses",
    Act.BLOCKED: "is blocked by a filter",
}
_REASONS = {
    Rationale.ABILITY: "as it is not able to",
    Rationale.POLICY: "by its rules",
    Rationale.ETHICS: "for ethical reasons",
    Rationale.CONCERN: "out of concern",
}


@dataclass(frozen=True, kw_only=True)
class Does:
    """What one policy mostly does in a context where the two differ.

    `framing` is how it is put, 0-1, on average; `rule` the number of the rule that mostly decides
    and `answer` the name that it gives, None for a policy without rules. `share` is the part of
    the messages answered otherwise there in which both policies do just this.
    """

    act: str
    rationale: str
    referral: str
    continuation: str
    framing: dict[str, float]
    share: float
    rule: int | None = None
    answer: str | None = None

    @property
    def told(self) -> str:
        """`refuses by its rules, with a general referral; ends the conversation`."""
        act, reason = Act.of(self.act), Rationale.of(self.rationale)
        parts = [_DOES[act] + (f" {_REASONS[reason]}" if reason else "")]
        if self.referral != Referral.NONE.word:
            parts.append(f"with {REFERRALS[Referral.of(self.referral)]}")
        then = Continuation.of(self.continuation)
        going_on = "" if then == Continuation.STAYS else f"; {CONTINUATIONS[then]}"
        return ", ".join(parts) + going_on


def changes(traffic: Traffic, weight: F8) -> I8:
    """A number for what the first does and the second does instead; `ALIKE` where they agree.

    How an answer is put is no part of it: a change may be of words alone. Where more changes than
    there are contexts carry weight, as with policies that vary their answers, only the acts and
    referrals of both make one.
    """
    fine = _numbered(traffic, tuple(_PARTS))
    rows = np.flatnonzero(fine != ALIKE)
    _, which = np.unique(fine[rows], return_inverse=True)
    heavy = np.bincount(which, weight[rows])
    many = np.count_nonzero(heavy >= LEAST_SHARE * heavy.sum()) > MOST_CONTEXTS
    return _numbered(traffic, ("act", "referral")) if many else fine


def mostly(
    pair: tuple[Policy, Policy], traffic: Traffic, inside: NDArray[np.bool_], weight: F8
) -> tuple[Does, Does]:
    """What both mostly do in the messages `inside` that they answer otherwise; one at least."""
    change = _numbered(traffic, tuple(_PARTS))
    rows = np.flatnonzero(inside & (change != ALIKE))
    _, which = np.unique(change[rows], return_inverse=True)
    heavy = np.bincount(which, weight[rows])
    most = int(np.argmax(heavy))
    mine = rows[which == most]
    share = float(heavy[most] / heavy.sum())
    first, second = (
        _does(one, seen.take(mine), said.take(mine), weight[mine], share)
        for one, seen, said in zip(pair, traffic.seen, traffic.said, strict=True)
    )
    return first, second


def _does(one: Policy, seen: View, said: Responses, weight: F8, share: float) -> Does:
    parts: dict[str, Any] = {
        name: kind(int(getattr(said, name)[0])).word for name, kind in _PARTS.items()
    }
    put = {
        name: round(float(np.average(getattr(said, name), weights=weight)), 4) for name in FRAMINGS
    }
    return Does(**parts, framing=put, share=share, **_rule(one, seen, weight))


def _rule(one: Policy, seen: View, weight: F8) -> dict[str, Any]:
    """The rule that mostly decides, from 1, and the name of its answer."""
    if not isinstance(one, RulesPolicy):
        return {}
    place = int(np.argmax(np.bincount(one.grid.owner(seen), weight)))
    return {"rule": place + 1, "answer": list(one.answers)[int(one.choice[place])]}


def _numbered(traffic: Traffic, parts: Sequence[str]) -> I8:
    """What both do, by these parts of an answer, as one number; `ALIKE` where they agree in all."""
    found = np.zeros(len(traffic.seat), np.int64)
    for said in traffic.said:
        for name in parts:
            found = found * _ROOM + getattr(said, name)
    return np.where(traffic.otherwise, found, ALIKE)
