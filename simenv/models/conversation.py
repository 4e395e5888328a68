"""What goes to a chat model and what comes back, whoever the model is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Finish(StrEnum):
    """Why an answer ended.

    `FILTERED` is a provider's content filter. It is what the person would see, hence an answer and
    no failure; its text may be empty or cut short.
    """

    STOP = "stop"
    LENGTH = "length"
    FILTERED = "filtered"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """The messages so far, oldest first, and how the next one is to be drawn.

    `max_tokens` bounds the answer, and with it the cost of a call. `temperature` None leaves it to
    the provider; some models take no other. `session` and `person` are for deployed bots that keep
    conversations themselves and ask whose it is; where they are empty, they are no part of it.
    """

    messages: tuple[Message, ...]
    max_tokens: int = 1024
    temperature: float | None = 0.0
    session: str = ""
    person: str = ""

    @classmethod
    def of(
        cls,
        said: str,
        *,
        system: str = "",
        max_tokens: int = 1024,
        temperature: float | None = 0.0,
        session: str = "",
        person: str = "",
    ) -> Conversation:
        """One message of a user, after a system prompt if there is one."""
        opening = (Message(role=Role.SYSTEM, content=system),) if system else ()
        return cls(
            messages=(*opening, Message(role=Role.USER, content=said)),
            max_tokens=max_tokens,
            temperature=temperature,
            session=session,
            person=person,
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a model said. Tokens are as the provider counted them, `cost` is in USD.

    None is unknown: it is shown as unknown and never taken for nothing.
    """

    text: str
    finish: Finish = Finish.STOP
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
