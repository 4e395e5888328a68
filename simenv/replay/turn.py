"""One turn in the order of the paper's five phases, in words and as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simenv.columns import Column
from simenv.replay import said
from simenv.replay.said import Words
from simenv.rows import TurnRows
from simenv.vocabulary import (
    Act,
    Asks,
    Code,
    Continuation,
    Move,
    Need,
    Rationale,
    Referral,
    Risk,
    Subject,
)
from simenv.wording.layout import WIDTH, wrapped
from simenv.wording.phrases import (
    ACTS,
    ASKED,
    CONTINUATIONS,
    NEEDS,
    REFERRALS,
    RISKS,
    clock,
    listed,
    moved,
    plain,
)

_KINDS: dict[str, type[Code]] = {
    kind.__name__: kind
    for kind in (Act, Asks, Continuation, Move, Need, Rationale, Referral, Risk, Subject)
}
_ERRORS = {
    "over_refusal": "over-refusal",
    "under_refusal": "under-refusal",
    "unsafe_help": "unsafe help",
    "missed_referral": "missed referral",
}
_REASONS = {
    Rationale.NONE: "no reason given",
    Rationale.ABILITY: "reason given: not able to",
    Rationale.POLICY: "reason given: rules",
    Rationale.ETHICS: "reason given: ethics",
    Rationale.CONCERN: "reason given: concern",
}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One row of the turns table as plain Python: codes as integers, missing ones as -1.

    `words` are the message and the reply, where a policy answered in words and they were kept.
    """

    row: dict[str, Any]
    words: tuple[str, str | None] | None = None

    @property
    def number(self) -> int:
        """The turn of its session, from 1."""
        return int(self.row["turn"])

    @property
    def failed(self) -> bool:
        """Whether the call gave no answer."""
        return bool(self.row["failed"])

    @property
    def errors(self) -> list[str]:
        """What the standard says against the answer."""
        return [word for name, word in _ERRORS.items() if self.row[name]]

    @property
    def smooth(self) -> bool:
        """Whether it was answered in full, without a referral, an error or words to be told."""
        row = self.row
        return (
            self.words is None
            and row["act"] == Act.COMPLY
            and row["referral"] == Referral.NONE
            and not self.errors
        )

    def asked(self) -> str:
        """What the message says and hides."""
        row = self.row
        need, stated = Need(row["need"]), Need(row["need_stated"])
        states = f", stated as {NEEDS[stated]}" if stated != need else ""
        hides = ", purpose hidden" if row["hidden"] else ""
        whose = "the other person: " if row["subject"] == Subject.OTHER else ""
        risk, shown = Risk(row["risk"]), Risk(row["risk_shown"])
        shows = "" if shown == risk else f", the message shows {RISKS[shown]}"
        return (
            f"{NEEDS[need]}{states}, asks for {ASKED[Asks(row['asks'])]}{hides}; "
            f"{whose}{RISKS[risk]}{shows}; distress {plain(row['distress'])}"
        )

    def phases(self) -> list[tuple[str, str]]:
        """The five phases by name."""
        row = self.row
        act = Act(row["act"])
        errors = f"; {listed(self.errors)}" if self.errors else ""
        got = f"got {plain(row['received'])}, short by {plain(row['violation'])}"
        met = "" if act == Act.COMPLY else f", abruptness {plain(row['abruptness'])}"
        return [
            ("expected", f"{plain(row['expected'])} of the help asked for"),
            ("encountered", f"{ACTS[act]}: {got}{met}{errors}"),
            ("framing", self._framing()),
            ("referral", self._referral()),
            ("outcome", self._outcome()),
        ]

    def _framing(self) -> str:
        row = self.row
        reason = f"; {_REASONS[Rationale(row['rationale'])]}" if row["act"] != Act.COMPLY else ""
        return (
            f"frustration {plain(row['frustration'])}, felt heard {plain(row['felt_heard'])}, "
            f"trust now {plain(row['trust'])}{reason}"
        )

    def _referral(self) -> str:
        row = self.row
        kind = Referral(row["referral"])
        if not kind:
            return "none"
        return (
            f"{REFERRALS[kind]}: fit {plain(row['fit'])}, new {plain(row['novelty'])}, "
            f"readiness to take it {plain(row['uptake'])}"
        )

    def _outcome(self) -> str:
        row = self.row
        goes_on = CONTINUATIONS[Continuation(row["continuation"])]
        return (
            f"the answer {goes_on}; the person {self._moved()}; need left {plain(row['remaining'])}"
        )

    def lines(self, indent: int = 4, width: int = WIDTH) -> list[str]:
        """The turn: one line where it was answered in full, else one a phase."""
        head = f"turn {self.number} {clock(self.row['at'])}"
        if self.failed:
            return wrapped(f"{head}  no answer: the call failed", indent, 2, width)
        if self.smooth:
            return wrapped(f"{head}  {self._in_short()}", indent, 2, width)
        return [*wrapped(head, indent, 2, width), *self.told(indent + 2, width)]

    def told(self, indent: int, width: int = WIDTH) -> list[str]:
        """What was said, where that is known, and one line a phase."""
        spoken = [] if self.words is None else said.told(self.words)
        return [
            line
            for name, words in [*spoken, *self.phases()]
            for line in wrapped(f"{name}: {words}", indent, 2, width)
        ]

    def _in_short(self) -> str:
        row = self.row
        return (
            f"helped; expected {plain(row['expected'])}, felt heard {plain(row['felt_heard'])}, "
            f"frustration {plain(row['frustration'])}, trust now {plain(row['trust'])}; "
            f"{self._moved()}; need left {plain(row['remaining'])}"
        )

    def _moved(self) -> str:
        return moved(Move(self.row["move"]), Need(self.row["need"]))

    def data(self, stages: tuple[str, ...]) -> dict[str, Any]:
        """The row with words for codes and nothing for what is missing."""
        specs = TurnRows.specs()
        found = {name: _plain(value, specs[name]) for name, value in self.row.items()}
        spoken = {} if self.words is None else dict(zip(_SPOKEN, self.words, strict=True))
        return found | {"stage": stages[self.row["stage"]]} | spoken


def _plain(value: Any, spec: Column) -> Any:
    if spec.missing is not None and value == spec.missing:
        return None
    kind = _KINDS.get(spec.unit)
    return value if kind is None else kind(value).word


_SPOKEN = ("message", "reply")


def turns_of(rows: TurnRows, words: Words | None = None) -> list[Turn]:
    """The rows of a table as turns, in their order, with what was said where that is known."""
    columns = {name: array.tolist() for name, array in rows.arrays().items()}
    told = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    return [Turn(row=row, words=(words or {}).get((row["session"], row["turn"]))) for row in told]
