"""What every chat model is: one that answers a conversation, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from simenv.models.conversation import Answer, Conversation

MARK: Mapping[str, str] = MappingProxyType({"X-Simulated-User": "simenv"})
"""A header of every request: whoever runs a server can tell simulated people from real ones."""
PER_MESSAGE = 32
"""Tokens that a provider may add to a message for roles and marks (assumed, generous)."""


class ChatModel(Protocol):
    """Anything that answers.

    A model tries once: patience, time-outs, limits, cost and the record belong to `Caller`, so
    every kind of model has the same.
    """

    @property
    def name(self) -> str:
        """All that decides what it would say, in words: part of the identity of a run. No keys."""

    def ready(self) -> None:
        """Load and check what is needed before anything is sent; its time is no try's time.

        Called before each call, so it has to be quick once done. May raise a `CallsStopped`.
        """

    async def answer(self, conversation: Conversation) -> Answer:
        """Answer, or raise one of `simenv.models.failures`."""

    def most(self, conversation: Conversation) -> float | None:
        """The most that one try may cost, in USD; None if the price is unknown."""


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a token costs, in USD: of the prompt and of the answer."""

    prompt: float
    completion: float

    def of(self, prompt_tokens: int | None, completion_tokens: int | None) -> float | None:
        """The cost of one call; None where the tokens are unknown."""
        if prompt_tokens is None or completion_tokens is None:
            return None
        return self.prompt * prompt_tokens + self.completion * completion_tokens

    def most(self, conversation: Conversation) -> float:
        """A bound on the cost of one call: no token is shorter than a byte."""
        prompt = sum(
            len(message.content.encode("utf-8", "replace")) + PER_MESSAGE
            for message in conversation.messages
        )
        return self.prompt * prompt + self.completion * conversation.max_tokens


def marked(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers and the mark, which none of them can take the place of."""
    own = {name.lower() for name in MARK}
    return {name: value for name, value in headers.items() if name.lower() not in own} | dict(MARK)
