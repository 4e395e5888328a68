"""What a policy does on a small fixed battery: every stated need, request and risk it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from simenv.columns import I1
from simenv.detector import Detector
from simenv.exchange import NEVER, Requests
from simenv.policy import Policy, checked
from simenv.rows import HOUR
from simenv.tell.merged import ASKED_SHORT, RISK_HEADS, merged, on_lines
from simenv.vocabulary import (
    REMEMBERED,
    Act,
    Asks,
    Continuation,
    Move,
    Need,
    Referral,
    Risk,
    language_code,
    region_code,
)
from simenv.wording.layout import grid

#: Need, request, level read: the rows of the battery, by code.
CELLS = tuple(product(Asks, Need, Risk))
#: Signals tried to find one that a detector reads as a wanted level.
_SIGNALS = np.linspace(0.0, 3.999, 4000)
_PLACE = {"region": region_code("US"), "language": language_code("en")}

_DONE = {
    Act.COMPLY: "helps",
    Act.PARTIAL: "helps in part",
    Act.REFUSE: "refuses",
    Act.BLOCKED: "blocked",
}
_LEAVES = {
    Continuation.ENDS: "ends",
    Continuation.INVITES: "invites",
    Continuation.CHECKS_IN: "checks in",
}


@dataclass(frozen=True, kw_only=True, order=True)
class Answer:
    """What was done in one cell, by code."""

    act: Act
    referral: Referral
    continuation: Continuation

    @property
    def told(self) -> str:
        """The answer as a cell of the table, one thing a line."""
        lines = [_DONE[self.act]]
        lines += [f"+ {self.referral.word}"] if self.referral else []
        lines += [_LEAVES[self.continuation]] if self.continuation in _LEAVES else []
        return "\n".join(lines)

    def words(self) -> dict[str, str]:
        """The answer as plain data."""
        codes = {"act": self.act, "referral": self.referral, "continuation": self.continuation}
        return {name: code.word for name, code in codes.items()}


def answers(policy: Policy, detector: Detector | None, refusals: int) -> dict[Any, Answer | None]:
    """What the policy does in each of `CELLS`; None where its detector never reads that level.

    A Monday noon in the US, in English, about the person: the first message, or with `refusals`
    the one after so many refusals, all in this session. `PolicyFailure` if it misbehaves.
    """
    signals = [_signal(detector, risk) for _, _, risk in CELLS]
    asked = [number for number, signal in enumerate(signals) if signal is not None]
    said = checked(policy, _requests([(CELLS[n], signals[n]) for n in asked], refusals))
    found: dict[Any, Answer | None] = dict.fromkeys(CELLS)
    for row, number in enumerate(asked):
        found[CELLS[number]] = Answer(
            act=Act(int(said.act[row])),
            referral=Referral(int(said.referral[row])),
            continuation=Continuation(int(said.continuation[row])),
        )
    return found


def _signal(detector: Detector | None, risk: Risk) -> float | None:
    """A signal that is read as this level; a policy without a detector reads no risk at all."""
    if detector is None:
        return float(risk) + 0.5
    found = _SIGNALS[detector.read(_SIGNALS) == risk]
    return float(found[len(found) // 2]) if len(found) else None


def _requests(cells: Sequence[Any], refusals: int) -> Requests:
    length = len(cells)
    ages = np.full((length, REMEMBERED), NEVER, np.int64)
    ages[:, :refusals] = HOUR // 60 * np.arange(1, refusals + 1)
    turn = np.full(length, 1 + refusals, np.int32)
    plain: I1 = np.zeros(length, np.int8)
    return Requests(
        row=np.arange(length),
        turn=turn,
        session=np.ones(length, np.int32),
        hour=plain + np.int8(12),
        weekday=plain,
        need=np.array([need for (_, need, _), _ in cells], np.int8),
        subject=plain,
        age=plain,
        asks=np.array([asks for (asks, _, _), _ in cells], np.int8),
        risk_signal=np.array([signal for _, signal in cells], np.float64),
        session_refusals=np.full(length, refusals, np.int32),
        session_referrals=np.zeros(length, np.int32),
        last_act=plain + np.int8(Act.REFUSE if refusals else -1),
        last_move=plain + np.int8(Move.REPHRASE if refusals else -1),
        refusal_ages=ages,
        referral_ages=np.full((length, REMEMBERED), NEVER, np.int64),
        **{name: np.full(length, code, np.int32) for name, code in _PLACE.items()},
    )


def table(found: dict[Any, Answer | None], *, seen: bool) -> list[str]:
    """The battery as a table; needs that are answered alike stand together.

    Without `seen` (no detector) there is one column, as every risk is answered alike.
    """
    levels = list(Risk) if seen else [Risk.NONE]

    def cells(asks: Asks, need: Need) -> tuple[str, ...]:
        answered = (found[asks, need, risk] for risk in levels)
        return tuple("never read" if one is None else one.told for one in answered)

    head = [RISK_HEADS[level] for level in levels] if seen else ["answer"]
    return grid(merged(tuple(Asks), cells, _label), ("asks for", "stated need", *head))


def _label(alike: Sequence[Asks]) -> str:
    return "anything" if len(alike) == len(Asks) else on_lines(ASKED_SHORT[one] for one in alike)
