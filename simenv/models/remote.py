"""Any provider of chat models, by litellm."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from simenv.errors import SimenvError
from simenv.models.checking import Fault, address_faults, refuse, secret_faults
from simenv.models.conversation import Answer, Conversation, Finish
from simenv.models.failures import BadReply, UnknownModel, WrongKey
from simenv.models.keys import tellable, without_keys
from simenv.models.library import loaded
from simenv.models.model import Price, marked
from simenv.models.reading import FINISHES, checked, utf8
from simenv.models.translating import failure, filtered

_NO_KEY = "none"
"""Sent where a server of one's own asks for no key: some refuse a request without any."""
_OWN_TIME = 24 * 3600.0
"""Seconds after which the library gives up; `Caller` does so long before."""


@dataclass(frozen=True, kw_only=True)
class Litellm:
    """A model of any provider that litellm knows, as `provider/model`.

    `api_base` is the address of an OpenAI-compatible server, without user, password or query.
    The key is read from the environment at each call: from the variable that the provider is known
    by, or from the one that `key_from` names. With an `api_base` no key is sent unless `key_from`
    names one, so that a provider's key never goes to another's server. `price` takes the place of
    litellm's list; with an `api_base` there is no other. `BadInput` if an argument cannot be used.
    """

    model: str
    api_base: str | None = None
    key_from: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    price: Price | None = None

    def __post_init__(self) -> None:
        refuse(self._faults())

    @cached_property
    def name(self) -> str:
        """Model, address and headers."""
        place = f" at {self.api_base}" if self.api_base else ""
        heads = f" with {json.dumps(dict(self.headers), sort_keys=True)}" if self.headers else ""
        return f"litellm {self.model}{place}{heads}"

    def ready(self) -> None:
        """Import litellm; refuse a model of no provider (`UnknownModel`) or no key (`WrongKey`)."""
        if not self._known:
            raise UnknownModel(
                f"{tellable(self.model)!r} names no provider: write it as provider/model, "
                "such as openai/gpt-4o; for a server of your own openai/NAME with its address"
            )
        missing = [name for name in self._keys if not os.environ.get(name)]
        if missing:
            raise WrongKey(f"set {' and '.join(missing)} in the environment to use {self.name}")

    async def answer(self, conversation: Conversation) -> Answer:
        """Answer, or raise one of `simenv.models.failures`."""
        got = await self._got(self._request(conversation))
        if isinstance(got, SimenvError):
            raise got
        return got if isinstance(got, Answer) else self._read(got)

    def most(self, conversation: Conversation) -> float | None:
        """The most that one try may cost, in USD; None if the price is unknown."""
        return self._price.most(conversation) if self._price else None

    @cached_property
    def _price(self) -> Price | None:
        """What the user says, else what litellm's list says of this model."""
        if self.price or self.api_base:
            return self.price
        library = loaded()
        try:
            # A thousand tokens: long requests have other prices with some providers.
            prompt, completion = library.cost_per_token(
                model=self.model, prompt_tokens=1000, completion_tokens=1000
            )
        except (library.exceptions.openai.OpenAIError, library.exceptions.ModelNotMappedError):
            return None
        return Price(prompt=prompt / 1000, completion=completion / 1000)

    @cached_property
    def _known(self) -> bool:
        library = loaded()
        try:
            library.get_llm_provider(self.model, api_base=self.api_base)
        except library.exceptions.BadRequestError:
            return False
        return True

    @cached_property
    def _heads(self) -> Mapping[str, str]:
        """What the user gave and the mark of simenv.

        Some providers take no headers by litellm and would be refused with any: those get what the
        user gave, alone.
        """
        library = loaded()
        name, provider, _, _ = library.get_llm_provider(self.model, api_base=self.api_base)
        taken = library.get_supported_openai_params(name, provider) or []
        return marked(self.headers) if "extra_headers" in taken else self.headers

    @cached_property
    def _keys(self) -> list[str]:
        """The variables of the environment that have to hold a key."""
        if self.key_from or self.api_base:
            return [self.key_from] if self.key_from else []
        missing = loaded().validate_environment(self.model)["missing_keys"]
        return [name for name in missing if name.endswith("_API_KEY")]

    async def _got(self, request: dict[str, Any]) -> Any:
        """What the library returns, or the answer or failure that its error stands for.

        A failure is returned, not raised: one that is raised here would carry the library's error,
        and with it the request and its key, wherever it goes.
        """
        library = loaded()
        own = library.exceptions.openai.OpenAIError
        try:
            return await library.acompletion(**request)
        # The others are what its readers raise on answers that they did not expect.
        except (own, OSError, LookupError, TypeError, ValueError, AttributeError) as error:
            if filtered(error):
                return Answer(text="", finish=Finish.FILTERED)
            return failure(error, self.key_from)

    def _request(self, conversation: Conversation) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": message.role.value, "content": utf8(message.content)}
                for message in conversation.messages
            ],
            "max_tokens": conversation.max_tokens,
            "timeout": _OWN_TIME,
            "max_retries": 0,
            "num_retries": 0,
            "caching": False,
        }
        if conversation.temperature is not None:
            request["temperature"] = conversation.temperature
        if heads := self._heads:
            request["extra_headers"] = dict(heads)
        if self.api_base:
            request |= {"api_base": self.api_base, "api_key": _NO_KEY}
        if self.key_from:
            request["api_key"] = os.environ[self.key_from]
        return request

    def _read(self, raw: Any) -> Answer:
        if not raw.choices:
            raise BadReply("what came back holds no answer")
        choice = raw.choices[0]
        finish = FINISHES.get(choice.finish_reason, Finish.OTHER)
        text = checked(choice.message.content or "", finish)
        prompt, completion = _tokens(raw)
        return Answer(
            # A server may echo the key.
            text=without_keys(text, self.key_from),
            finish=finish,
            prompt_tokens=prompt,
            completion_tokens=completion,
            cost=self._price.of(prompt, completion) if self._price else None,
        )

    def _faults(self) -> Iterator[Fault]:
        if self.api_base is not None:
            yield from address_faults("api_base", self.api_base)
        yield from secret_faults(
            self.headers, "name the variable of the environment that holds the key with key_from"
        )


def _tokens(raw: Any) -> tuple[int | None, int | None]:
    """Tokens of prompt and answer; litellm writes 0 where the server says nothing."""
    usage = getattr(raw, "usage", None)
    if usage is None or not usage.prompt_tokens:
        return None, None
    return usage.prompt_tokens, usage.completion_tokens
