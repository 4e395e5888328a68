"""A model whose replies are written down: for tests, examples and work without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simenv.models.conversation import Answer, Conversation
from simenv.models.failures import NotRecorded

_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Scripted:
    """Answers by a function of the conversation, which may raise any failure of a model.

    `name` has to change whenever the function does. It costs nothing and counts no tokens.
    """

    name: str
    reply: Callable[[Conversation], str | Answer]

    @classmethod
    def table(cls, name: str, replies: Mapping[str, str]) -> Scripted:
        """Answers by the last message; one that is not in the table raises `NotRecorded`."""

        def reply(conversation: Conversation) -> str:
            said = conversation.messages[-1].content
            if said not in replies:
                raise NotRecorded(f"{name} has no reply to {said[:_SHOWN]!r}")
            return replies[said]

        return cls(name=name, reply=reply)

    def ready(self) -> None:
        """It needs nothing."""

    async def answer(self, conversation: Conversation) -> Answer:
        """What the function says."""
        said = self.reply(conversation)
        return said if isinstance(said, Answer) else Answer(text=said, cost=0.0)

    def most(self, conversation: Conversation) -> float:
        """Nothing."""
        return 0.0
