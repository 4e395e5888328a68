"""Runs in which policies answer in words: the lines to their models, the record, the ceiling.

Every reply is kept in the run's folder before it is used, so nothing is paid twice, also after
`kill -9`. A live system is never contacted without stated permission.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simenv.errors import BadInput, Problem
from simenv.experiment.resolving import Resolved
from simenv.models import Account, Caller, Cassette, Ledger, Patience, Purpose
from simenv.policy import SpokenPolicy
from simenv.policy.spoken import Line
from simenv.records import Unit
from simenv.records.files import write_whole

REPLIES = "replies"
SAID = "said"


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a run may do where policies answer in words; none of it changes a number.

    `max_cost` is the most that it may cost, in USD; `permission` the user's word that the live
    systems it speaks to may be sent simulated messages. With `replay` nothing is sent: a reply that
    is not in the record is an error. `record` is the folder of the record, in the run's own unless
    it is given.
    """

    max_cost: float | None = None
    permission: bool = False
    replay: bool = False
    record: Path | None = None
    patience: Patience = field(default_factory=Patience)


def spoken(resolved: Resolved) -> tuple[SpokenPolicy, ...]:
    """The policies of a run that answer in words, each once."""
    return tuple(one for one in resolved.policies if isinstance(one, SpokenPolicy))


def refuse(policies: Sequence[SpokenPolicy], means: Means) -> None:
    """`BadInput` where a live system would be spoken to without permission."""
    live = [one.name for one in policies if one.target == "live"]
    if live and not (means.permission or means.replay):
        raise BadInput(
            Problem(
                file=name,
                line=0,
                field="target",
                expected="a stated permission to send simulated messages to a live system",
                found="none: they may call out a human, or close an account",
                remedy="ask those who run it, then add --i-have-permission",
            )
            for name in live
        )


class Calls:
    """The lines of a run, and what went over them."""

    def __init__(self, policies: Sequence[SpokenPolicy], folder: Path, means: Means) -> None:
        self.means = means
        self._cassette = Cassette(means.record or folder / REPLIES, replay=means.replay)
        self._ledger = Ledger(means.max_cost, before=self._cassette.paid)
        self._lines = {one.name: self._line(one) for one in policies}
        self._policies = tuple(policies)
        self.connect(policies)

    def connect(self, policies: Sequence[SpokenPolicy]) -> None:
        """Put these policies through: those of a further reading go over the same lines."""
        for one in policies:
            one.wire.line = self._lines[one.name]

    def close(self) -> None:
        """Let go of the record, and of the lines."""
        for one in self._policies:
            one.wire.line = None
        self._cassette.close()

    def spoken_to(self) -> dict[str, Any]:
        """Who is spoken to, and whether that is permitted, as plain data; no key is in it."""
        named = {
            one.name: {"kind": one.kind, "target": one.target, "model": one.model.name}
            for one in self._policies
        }
        return {"permission": self.means.permission, "policies": named}

    def told(self) -> dict[str, Any]:
        """What was asked of whom, and what it cost, as plain data."""
        spoken_to = self.spoken_to()
        counted = {
            name: named | self._ledger.line(Account(Purpose.POLICY, name)).data()
            for name, named in spoken_to["policies"].items()
        }
        replayed = {"replayed": self.means.replay, "coarse": COARSE}
        return {**spoken_to, **replayed, "policies": counted}

    def _line(self, policy: SpokenPolicy) -> Line:
        return Line(
            caller=Caller(
                policy.model,
                Account(Purpose.POLICY, policy.name),
                ledger=self._ledger,
                cassette=self._cassette,
                patience=self.means.patience,
                at_once=policy.at_once,
            )
        )


COARSE = (
    "Simulated messages are coarse and ask for nothing in particular: a low rate of under-refusal "
    "here says nothing about resistance to jailbreaks."
)


@contextmanager
def put_through(resolved: Resolved, folder: Path, means: Means) -> Iterator[Calls | None]:
    """Around a run: its policies that answer in words can be asked. None where there are none.

    `BadInput` where a live system would be spoken to without permission.
    """
    with lines(spoken(resolved), folder, means) as calls:
        yield calls


@contextmanager
def lines(policies: Sequence[SpokenPolicy], folder: Path, means: Means) -> Iterator[Calls | None]:
    """The same for these policies, whoever asks them."""
    if not policies:
        yield None
        return
    refuse(policies, means)
    calls = Calls(policies, folder, means)
    try:
        yield calls
    finally:
        calls.close()


def written(resolved: Resolved, folder: Path, unit: Unit) -> None:
    """Write down what was said in a unit of the median world, and let go of it in any.

    `said/POLICY-UNIT.jsonl` holds a turn a line: `who`, `session`, `turn`, `at`, `to` (the message)
    and `text` (the reply, null where a filter let nothing through), as `simenv label` reads them.
    """
    for one in spoken(resolved):
        line = one.wire.line
        if line is None:
            continue
        if not unit.world and len(line.said):
            turns = [
                {
                    "who": f"{said.who:016x}",
                    "session": said.session,
                    "turn": said.turn,
                    "at": said.at,
                    "to": said.message,
                    "text": said.reply,
                }
                for said in line.said.all()
            ]
            text = "".join(json.dumps(turn, ensure_ascii=False) + "\n" for turn in turns)
            (folder / SAID).mkdir(exist_ok=True)
            name = f"{one.name}-{unit.world}-{unit.block}.jsonl"
            write_whole(folder / SAID / name, text.encode("utf-8", "replace"))
        line.said.forget()
