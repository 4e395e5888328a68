"""A told life: what `person` gives, as a page and as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simenv.replay import counts
from simenv.replay.finding import Life
from simenv.replay.page import alone
from simenv.replay.parting import parting
from simenv.replay.turn import turns_of
from simenv.replay.twins import CAVEAT, Twins
from simenv.rows import SessionRows
from simenv.vocabulary import Move, Need, Risk, Subject
from simenv.wording.layout import wrapped
from simenv.wording.life import happenings, moments
from simenv.wording.phrases import listed


@dataclass(frozen=True, kw_only=True)
class Replay:
    """One person under one arm, or under two (`lives`), in the median world of a run.

    `stages` are the names of the stages by number, `others` the arms that are not told, `notes`
    what there is to say of the cohort and of arms that change their policy.
    """

    persona: str
    person: int
    days: int
    seed: int
    standard: str
    stages: tuple[str, ...]
    lives: tuple[Life, ...]
    others: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def twins(self) -> Twins | None:
        """The two lives beside each other; None if only one is told."""
        if len(self.lives) == 1:
            return None
        first, second = self.lives
        return Twins(
            first=first,
            second=second,
            parted=parting(first, second),
            days=self.days,
            stages=self.stages,
        )

    def text(self) -> str:
        """The month phase by phase, at most 100 columns wide."""
        arms = listed(life.arm for life in self.lives)
        lines = wrapped(f"{self.persona}/{self.person} under {arms}")
        lines += wrapped(
            f"{self.days} days from entry; day 0 is a Monday, times are local. Median world of "
            f"seed {self.seed}, errors by the standard {self.standard}. Numbers are 0 to 1."
        )
        lines += [line for note in self.notes for line in wrapped(note)]
        twins = self.twins
        if twins is not None:
            lines += [*wrapped(twins.sentence), *wrapped(CAVEAT), *twins.lines()]
        else:
            if self.others:
                other = f"The run also has {listed(self.others)}; two arms are told as twins."
                lines += wrapped(other)
            lines += wrapped(
                "A message answered in full is one line, any other one a line a phase."
            )
            lines += alone(self.lives[0], self.days, self.stages)
        return "\n".join(lines)

    def data(self) -> dict[str, Any]:
        """The same as maps, lists, words and numbers; times in microseconds since entry."""
        found: dict[str, Any] = {
            "persona": self.persona,
            "person": self.person,
            "days": self.days,
            "seed": self.seed,
            "standard": self.standard,
            "notes": list(self.notes),
            "arms": [self._life(life) for life in self.lives],
            "other_arms": list(self.others),
        }
        twins = self.twins
        if twins is None:
            return found
        parted = None if twins.parted is None else {"at": twins.parted.at, **_turn(twins)}
        return found | {"parted": parted, "sentence": twins.sentence, "caveat": CAVEAT}

    def _life(self, life: Life) -> dict[str, Any]:
        lived = moments(life.sessions, life.events, self.stages)
        return {
            "arm": life.arm,
            "turns": [turn.data(self.stages) for turn in turns_of(life.turns, life.words)],
            "sessions": _sessions(life.sessions),
            "events": [
                {"at": one.at, "kind": one.kind.word, "detail": one.detail}
                for one in happenings(life.events)
            ],
            "moments": [{"at": one.at, "told": one.text} for one in lived],
            "trajectory": counts.data(life.trajectory),
        }


def _turn(twins: Twins) -> dict[str, Any]:
    parted = twins.parted
    if parted is None:
        return {}
    return {"session": parted.turn.row["session"], "turn": parted.turn.number}


_KINDS = {"need": Need, "subject": Subject, "risk": Risk, "last_move": Move}


def _sessions(rows: SessionRows) -> list[dict[str, Any]]:
    columns = {name: array.tolist() for name, array in rows.arrays().items()}
    found = []
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        words = {name: kind(row[name]).word for name, kind in _KINDS.items() if row[name] >= 0}
        found.append(row | {"last_move": None} | words)
    return found
