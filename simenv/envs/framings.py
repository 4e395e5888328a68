"""Named framing styles, and actions that index them: from actions to responses and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simenv.catalogue import Entry, fill, read_yaml
from simenv.catalogue.values import Name, OneOf, Source, Text, Version
from simenv.columns import F8, I1, I8
from simenv.envs.asked import file
from simenv.exchange import FRAMINGS, Responses
from simenv.policy import Policy, RulesPolicy
from simenv.policy.format import Framing
from simenv.vocabulary import Act, Continuation, Rationale, Referral

#: The table that is used where no other is given.
SHIPPED = Path(__file__).resolve().parent.parent / "model" / "framings.yaml"
#: The parts of an action, in their order.
PARTS = ("act", "framing", "referral", "continuation")
#: The acts that an assistant can choose: a provider's filter is none of its own.
ACTS = int(Act.BLOCKED)


class Style(Entry):
    """One named style: how an answer is put, and the reason that it gives."""

    about: Text
    framing: Framing = Field(default_factory=Framing)
    rationale: Annotated[str, OneOf(Rationale.words())] = "none"
    source: Source


class FramingsFile(Entry):
    """A table of framing styles by name."""

    name: Name = Field(alias="framings")
    version: Version
    styles: dict[Name, Style] = Field(min_length=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Framings:
    """Framing styles, one a row: `scores` (n, 5) in the order of `FRAMINGS`, `rationale` (n,)."""

    names: tuple[str, ...]
    about: tuple[str, ...]
    sources: tuple[str, ...]
    scores: F8
    rationale: I1

    def __post_init__(self) -> None:
        """Nobody writes into a table that actions index."""
        self.scores.flags.writeable = self.rationale.flags.writeable = False

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def load(cls, path: str | Path = SHIPPED) -> Framings:
        """The table of a file; `BadInput` with every problem."""
        styles = fill(read_yaml(Path(path), "framings"), FramingsFile).styles
        scores = [[float(getattr(s.framing, name)) for name in FRAMINGS] for s in styles.values()]
        return cls(
            names=tuple(styles),
            about=tuple(style.about for style in styles.values()),
            sources=tuple(style.source for style in styles.values()),
            scores=np.array(scores),
            rationale=np.array([Rationale.of(s.rationale) for s in styles.values()], np.int8),
        )

    @classmethod
    def of(cls, policies: Iterable[Policy]) -> Framings:
        """The table of all framings that these policies of rules use, each once.

        With it their answers are actions to the last bit. `ValueError` for a policy of code, whose
        answers stand in no table, and for none at all.
        """
        answers = [_table(policy) for policy in policies]
        if not answers:
            raise ValueError("framings of no policy: at least one is needed")
        rows = np.unique(np.concatenate([_rows(responses) for responses in answers]), axis=0)
        names = tuple(f"framing-{number}" for number in range(len(rows)))
        return cls(
            names=names,
            about=("used by a given policy",) * len(rows),
            sources=("assumed",) * len(rows),
            scores=np.ascontiguousarray(rows[:, :-1]),
            rationale=rows[:, -1].astype(np.int8),
        )

    @classmethod
    def made(cls, given: Framings | str | Path | None) -> Framings:
        """A table as it is, from a file, or the shipped one; `ValueError` for all else."""
        if isinstance(given, Framings):
            return given
        return cls.load(SHIPPED if given is None else file("framings", given))


def _table(policy: Policy) -> Responses:
    if not isinstance(policy, RulesPolicy):
        raise ValueError(f"policy {policy.name} is of code: its framings stand in no table")
    return policy.table


def _rows(responses: Responses) -> F8:
    """Framing and rationale of each response, shape (n, 6)."""
    columns: Sequence[NDArray[np.generic]] = [getattr(responses, name) for name in FRAMINGS]
    return np.stack([*columns, responses.rationale], axis=1).astype(np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Actions:
    """Actions of shape (n, 4), `PARTS` in order, as responses; and back."""

    framings: Framings

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """How many values each part has, from 0."""
        return ACTS, len(self.framings), len(Referral), len(Continuation)

    def responses(self, actions: I8) -> Responses:
        """The responses that valid actions stand for."""
        act, style, referral, continuation = actions.T
        scores = self.framings.scores.take(style, axis=0)
        return Responses(
            act=act.astype(np.int8),
            rationale=self.framings.rationale.take(style),
            referral=referral.astype(np.int8),
            continuation=continuation.astype(np.int8),
            failed=np.zeros(len(actions), np.bool_),
            **{name: scores[:, place].copy() for place, name in enumerate(FRAMINGS)},
        )

    def of(self, responses: Responses) -> I8:
        """The actions that stand for these responses.

        `ValueError` for the first response that no action stands for: a filter's, one that failed,
        or one with a framing that is not in the table.
        """
        table = np.column_stack([self.framings.scores, self.framings.rationale])
        same = (_rows(responses)[:, None, :] == table).all(axis=2)
        none = ~same.any(axis=1) | (responses.act >= ACTS) | responses.failed
        if none.any():
            row = int(np.argmax(none))
            raise ValueError(f"response {row} is no action: {_why(responses, row)}")
        parts = (responses.act, same.argmax(axis=1), responses.referral, responses.continuation)
        return np.stack(parts, axis=1).astype(np.int64)


def _why(responses: Responses, row: int) -> str:
    if responses.failed[row]:
        return "the call failed"
    if responses.act[row] >= ACTS:
        return "a provider's filter blocked it"
    return "its framing is not in the table (see Framings.of)"
