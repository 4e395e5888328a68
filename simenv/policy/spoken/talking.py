"""What goes out to a model: its instructions, what was said before, the message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simenv.models import Conversation, Message, Role
from simenv.policy.spoken.rounds import Round
from simenv.policy.spoken.stamps import stamp
from simenv.policy.spoken.transcripts import Said

_ALL, _NONE = "all", "none"


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a model is spoken to.

    `history` says what goes out before the message: `all` that was said with time stamps, what was
    said in this `session`, or `none`. `temperature` None leaves it to the provider.
    """

    system: str = ""
    temperature: float | None = 0.0
    max_tokens: int = 600
    history: str = _ALL

    def conversation(self, spoken: Round, row: int) -> Conversation:
        """What goes out for one request."""
        person = spoken.person(row)
        return Conversation(
            messages=tuple(self._messages(spoken, row)),
            max_tokens=self.max_tokens,
            temperature=self.temperature,
            session=f"{person}-{spoken.session(row)}",
            person=person,
        )

    def _messages(self, spoken: Round, row: int) -> Iterator[Message]:
        if self.system:
            yield Message(role=Role.SYSTEM, content=self.system)
        last: Said | None = None
        for one in spoken.before[row]:
            if self._goes_out(one, spoken.session(row)):
                said = self._stamped(one.message, one.at, one.session, last)
                yield Message(role=Role.USER, content=said)
                yield Message(role=Role.ASSISTANT, content=str(one.reply))
                last = one
        told = spoken.messages[row], spoken.at(row), spoken.session(row), last
        yield Message(role=Role.USER, content=self._stamped(*told))

    def _stamped(self, message: str, at: int, session: int, last: Said | None) -> str:
        """A message under its time stamp, where sessions of other days go out with it."""
        return stamp(at, session, last) + message if self.history == _ALL else message

    def _goes_out(self, said: Said, session: int) -> bool:
        """Whether an earlier turn goes out; one that a filter kept back has no words that could."""
        if self.history == _NONE or said.reply is None:
            return False
        return self.history == _ALL or said.session == session
