"""What a policy does on a small fixed battery: every stated need, request and risk that it reads.

The battery is put in several situations: at a first message, after a partial answer, to a minor. A
policy of code may hang on the hour, so it is asked at the hours of a week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import I1
from simenv.detector import Detector
from simenv.exchange import FRAMINGS, NEVER, Requests, Responses
from simenv.policy import LearnedPolicy, Policy, PythonPolicy, RulesPolicy, checked
from simenv.rows import DAY, HOUR
from simenv.tell.merged import ASKED_SHORT, RISK_HEADS, merged, on_lines
from simenv.vocabulary import (
    REMEMBERED,
    Act,
    Age,
    Asks,
    Continuation,
    Move,
    Need,
    Rationale,
    Referral,
    Risk,
    language_code,
    region_code,
)
from simenv.wording.layout import grid

#: Need, request, level read: the rows of the battery, by code.
CELLS = tuple(product(Asks, Need, Risk))
#: Weekdays and hours: one moment, and all of a week.
Moments = Sequence[tuple[int, int]]
NOON: Moments = ((0, 12),)
WEEK: Moments = tuple(product(range(7), range(24)))
_TIMES = {"hour", "weekday"}
#: Signals tried to find one that a detector reads as a wanted level.
_SIGNALS = np.linspace(0.0, 3.999, 4000)

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


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Who writes, and what came before: answers in this session, days since a referral."""

    key: str
    told: str
    before: tuple[Act, ...] = ()
    referred: int = 0
    age: Age = Age.ADULT
    region: str = "US"
    language: str = "en"


FIRST = Situation(key="first", told="the first message of a first session")
#: Everything that the battery is put in; about oneself, and in English from the US unless said.
SITUATIONS = (
    FIRST,
    Situation(
        key="after_partial", told="the message after a partial answer", before=(Act.PARTIAL,)
    ),
    Situation(
        key="after_refusals",
        told="the message after two refusals in the session",
        before=(Act.REFUSE, Act.REFUSE),
    ),
    Situation(
        key="after_referral",
        told="the first message of a session two days after a referral",
        referred=2,
    ),
    Situation(key="minor", told="the first message of a minor", age=Age.MINOR),
    Situation(key="elsewhere", told="a first message in English from Poland", region="PL"),
)


@dataclass(frozen=True, kw_only=True, order=True)
class Answer:
    """What was done in one cell: codes, and the five framings."""

    act: Act
    referral: Referral
    continuation: Continuation
    rationale: Rationale
    framing: tuple[float, ...]

    def words(self) -> dict[str, Any]:
        """The answer as plain data."""
        codes = ("act", "referral", "continuation", "rationale")
        told = {name: getattr(self, name).word for name in codes}
        return told | {"framing": dict(zip(FRAMINGS, self.framing, strict=True))}


#: What a policy does in a cell over the moments at which it was asked, each as often as it does it.
Cell = Counter[Answer]


def detector_of(policy: Policy) -> Detector | None:
    """How a policy sees risk; None if it sees none."""
    known = RulesPolicy | PythonPolicy | LearnedPolicy
    return policy.detector if isinstance(policy, known) else None


def moments_of(policy: Policy) -> Moments:
    """The moments at which a policy has to be asked to know all of it: noon, or a whole week.

    Of code and weights it is tried at every fifth hour, which is each hour of the day, at a first
    message.
    """
    if isinstance(policy, RulesPolicy):
        return WEEK if _TIMES & {axis.column for axis in policy.grid.axes} else NOON
    if isinstance(policy, PythonPolicy | LearnedPolicy):
        return WEEK if any(len(one or ()) > 1 for one in _tried(policy).values()) else NOON
    return NOON


def _tried(policy: Policy) -> dict[Any, Cell | None]:
    return answers(policy, FIRST, WEEK[::5])


def readable(policy: Policy) -> list[int]:
    """The places in `CELLS` whose level its detector can read; without a detector all of them."""
    return [place for place, signal in enumerate(_signals(policy)) if signal is not None]


def responses(policy: Policy, situation: Situation, moments: Moments) -> Responses:
    """What it answers in a situation: row by row each moment, and in it the `readable` cells.

    `PolicyFailure` if it misbehaves.
    """
    signals, places = _signals(policy), readable(policy)
    cells = [(*CELLS[place], signals[place]) for place in places]
    return checked(policy, _requests(cells, situation, moments))


def answers(policy: Policy, situation: Situation, moments: Moments) -> dict[Any, Cell | None]:
    """What the policy does in each of `CELLS`; None where its detector never reads that level."""
    places = readable(policy)
    different, which = _different(responses(policy, situation, moments))
    found: dict[Any, Cell | None] = dict.fromkeys(CELLS)
    for place, times in zip(places, which.reshape(len(moments), len(places)).T, strict=True):
        counts = np.bincount(times, minlength=len(different)).tolist()
        found[CELLS[place]] = Counter(
            {one: n for one, n in zip(different, counts, strict=True) if n}
        )
    return found


def _different(said: Responses) -> tuple[list[Answer], NDArray[np.intp]]:
    """The different answers among these, and which of them each is."""
    codes = (said.act, said.referral, said.continuation, said.rationale)
    columns = np.array([*codes, *(getattr(said, name) for name in FRAMINGS)])
    different, which = np.unique(columns, axis=1, return_inverse=True)
    found = [
        Answer(
            act=Act(int(act)),
            referral=Referral(int(referral)),
            continuation=Continuation(int(continuation)),
            rationale=Rationale(int(rationale)),
            framing=tuple(framing),
        )
        for act, referral, continuation, rationale, *framing in different.T.tolist()
    ]
    return found, which.ravel()


def _signals(policy: Policy) -> list[float | None]:
    by_risk = {risk: _signal(detector_of(policy), risk) for risk in Risk}
    return [by_risk[risk] for _, _, risk in CELLS]


def _signal(detector: Detector | None, risk: Risk) -> float | None:
    """A signal that is read as this level; a policy without a detector reads no risk at all."""
    if detector is None:
        return float(risk) + 0.5
    found = _SIGNALS[detector.read(_SIGNALS) == risk]
    return float(found[len(found) // 2]) if len(found) else None


def _requests(cells: Sequence[Any], situation: Situation, moments: Moments) -> Requests:
    asked = [(weekday, hour, *cell) for weekday, hour in moments for cell in cells]
    weekday, hour, asks, need, _, signal = (np.array(part) for part in zip(*asked, strict=True))
    length, before = len(asked), situation.before
    plain: I1 = np.zeros(length, np.int8)
    refusals = sum(act >= Act.REFUSE for act in before)
    return Requests(
        row=np.arange(length),
        turn=np.full(length, 1 + len(before), np.int32),
        session=np.full(length, 2 if situation.referred else 1, np.int32),
        hour=hour.astype(np.int8),
        weekday=weekday.astype(np.int8),
        need=need.astype(np.int8),
        subject=plain,
        age=plain + np.int8(situation.age),
        asks=asks.astype(np.int8),
        risk_signal=signal,
        session_refusals=np.full(length, refusals, np.int32),
        session_referrals=np.zeros(length, np.int32),
        last_act=plain + np.int8(before[-1] if before else -1),
        last_move=plain + np.int8(Move.REPHRASE if before else -1),
        refusal_ages=_ages(length, [HOUR // 60 * back for back in range(1, refusals + 1)]),
        referral_ages=_ages(length, [situation.referred * DAY] if situation.referred else []),
        region=np.full(length, region_code(situation.region), np.int32),
        language=np.full(length, language_code(situation.language), np.int32),
    )


def _ages(length: int, ages: Sequence[int]) -> Any:
    """The same ages, newest first, in every row; shape (length, 8)."""
    return np.tile(np.array([*ages, *[NEVER] * (REMEMBERED - len(ages))], np.int64), (length, 1))


def table(found: dict[Any, Cell | None], *, seen: bool) -> list[str]:
    """The battery as a table for a terminal."""
    head, rows = columns(found, seen=seen)
    return grid(rows, head)


def columns(
    found: dict[Any, Cell | None], *, seen: bool
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The battery as heads and rows; needs that are answered alike stand together.

    Without `seen` (no detector) there is one column, as every risk is answered alike.
    """
    levels = list(Risk) if seen else [Risk.NONE]

    def cells(asks: Asks, need: Need) -> tuple[str, ...]:
        answered = (found[asks, need, risk] for risk in levels)
        return tuple("never read" if one is None else told(one) for one in answered)

    head = [RISK_HEADS[level] for level in levels] if seen else ["answer"]
    return ("asks for", "stated need", *head), merged(tuple(Asks), cells, _label)


def told(cell: Cell) -> str:
    """A cell of the table, one thing a line; what is not done at every hour in brackets."""
    total = cell.total()
    parts: Counter[tuple[int, str]] = Counter()
    for answer, times in cell.items():
        parts[0, _DONE[answer.act]] += times
        if answer.referral:
            parts[1, f"+ {answer.referral.word}"] += times
        if answer.continuation in _LEAVES:
            parts[2, _LEAVES[answer.continuation]] += times
    ranked = sorted(parts.items(), key=lambda part: (part[0][0], -part[1]))
    return "\n".join(word if times == total else f"({word})" for (_, word), times in ranked)


def _label(alike: Sequence[Asks]) -> str:
    return "anything" if len(alike) == len(Asks) else on_lines(ASKED_SHORT[one] for one in alike)
