"""Policies that answer in words: a chat model, a deployed bot, a function of messages.

A person's message is worded, the conversation so far goes out, a text comes back and is read for
what it does. A call that fails for good is no answer: that person is censored there, in all arms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from simenv.coder.codes import Readings, Reply
from simenv.coder.labels import Labels
from simenv.errors import CallsStopped, RunFailure
from simenv.exchange import Requests, Responses
from simenv.models import Answer, Caller, ChatModel, Finish, Outcome
from simenv.policy.spoken import reading
from simenv.policy.spoken.rounds import Round
from simenv.policy.spoken.talking import Manner
from simenv.policy.spoken.transcripts import Transcripts


@dataclass(kw_only=True)
class Line:
    """What a policy speaks over in one run: the model with its limits, and what was said."""

    caller: Caller
    said: Transcripts = field(default_factory=Transcripts)


@dataclass(kw_only=True)
class Wire:
    """Where a policy is put through; empty outside a run."""

    line: Line | None = None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came of one request.

    `sent` says that it was sent, `answered` that an answer came. A `text` of None is what a
    provider's filter lets through.
    """

    text: str | None
    sent: bool = True
    answered: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class SpokenPolicy:
    """A policy that answers in words.

    `target` says what answers: a test, a staging system, or a live one. `at_once` is how many
    messages wait for an answer at the same time. `imputation` is the draw of what replies truly are
    that this policy's answers are. `sha256` covers the file, the model, the coder and the labels.
    """

    name: str
    version: str
    sha256: str
    summary: str
    kind: str
    model: ChatModel
    manner: Manner
    target: str
    at_once: int
    labels: Labels | None = None
    imputation: int = 1
    wire: Wire = field(default_factory=Wire)

    def imputed(self, imputation: int) -> SpokenPolicy:
        """The same policy on the same wire, with another draw of what its replies truly are."""
        return replace(self, imputation=imputation)

    def respond(self, requests: Requests) -> Responses:
        """What comes back, read for what it does; one row a request.

        `RunFailure` outside a run; a `CallsStopped` where no call can be made any more.
        """
        line, spoken, replies, read = self._heard(requests)
        texts = [one.text or "" for one in replies]
        found = reading.responses(read, texts, self.imputation)
        reading.blocked(found, np.array([one.text is None for one in replies], np.bool_))
        found.failed[:] = [not one.answered for one in replies]
        handed = reading.hands_over(found)
        for row, one in enumerate(replies):
            if one.sent and one.answered:
                turn = spoken.turn(row, one.text, handed=bool(handed[row]))
                found.thread[row] = line.said.add(turn)
            else:
                found.thread[row] = requests.thread[row]
        return found

    def heard(self, requests: Requests) -> tuple[list[Heard], Readings]:
        """What comes back, and what the coder makes of it, before anything is drawn."""
        _, _, replies, read = self._heard(requests)
        return replies, read

    def _heard(self, requests: Requests) -> tuple[Line, Round, list[Heard], Readings]:
        if self.wire.line is None:
            raise RunFailure(
                f"policy {self.name} answers in words and can only be asked in a run: use compare"
            )
        line = self.wire.line
        spoken = Round.of(requests, line.said)
        replies = self._replies(line, spoken)
        told = zip(replies, spoken.messages, strict=True)
        read = reading.read([Reply(text=one.text or "", to=to) for one, to in told], self.labels)
        return line, spoken, replies, read

    def _replies(self, line: Line, spoken: Round) -> list[Heard]:
        """What comes back; after a hand-over what announced it, and nothing is sent."""
        over = {row: spoken.handed_over(row) for row in range(len(spoken))}
        asked = [row for row, said in over.items() if said is None]
        outcomes = line.caller.ask_all(
            [(self.manner.conversation(spoken, row), spoken.slot(row)) for row in asked]
        )
        came: Mapping[int, Outcome] = dict(zip(asked, outcomes, strict=True))
        return [
            _reply(came[row]) if said is None else Heard(text=said.reply, sent=False)
            for row, said in over.items()
        ]


def _reply(outcome: Outcome) -> Heard:
    if isinstance(outcome, CallsStopped):
        raise outcome
    if not isinstance(outcome, Answer):
        return Heard(text="", answered=False)
    return Heard(text=None if outcome.finish is Finish.FILTERED else outcome.text)
