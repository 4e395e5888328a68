"""Any provider of chat models, by litellm."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from simenv.errors import BadInput, Problem, SimenvError
from simenv.models.conversation import Answer, Conversation, Finish
from simenv.models.failures import BadReply, TooLong, UnknownModel, WrongKey
from simenv.models.keys import tellable, without_keys
from simenv.models.library import loaded
from simenv.models.model import Price
from simenv.models.translating import failure, filtered

LONGEST = 200_000
"""An answer of more characters than this is taken for a fault of the server (assumed)."""
_NO_KEY = "none"
"""Sent where a server of one's own asks for no key: some refuse a request without any."""
_OWN_TIME = 24 * 3600.0
"""Seconds after which the library gives up; `Caller` does so long before."""
_FINISH = {
    "stop": Finish.STOP,
    "length": Finish.LENGTH,
    "content_filter": Finish.FILTERED,
}
_SECRET_HEADERS = {"authorization", "x-api-key", "api-key", "cookie", "proxy-authorization"}


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
        problems = [
            Problem(
                file="chat model", line=0, field=name, expected=wanted, found=found, remedy=remedy
            )
            for name, wanted, found, remedy in self._faults()
        ]
        if problems:
            raise BadInput(problems)

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
                {"role": message.role.value, "content": _utf8(message.content)}
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
        if self.headers:
            request["extra_headers"] = dict(self.headers)
        if self.api_base:
            request |= {"api_base": self.api_base, "api_key": _NO_KEY}
        if self.key_from:
            request["api_key"] = os.environ[self.key_from]
        return request

    def _read(self, raw: Any) -> Answer:
        if not raw.choices:
            raise BadReply("what came back holds no answer")
        choice = raw.choices[0]
        finish = _FINISH.get(choice.finish_reason, Finish.OTHER)
        text = choice.message.content or ""
        if len(text) > LONGEST:
            raise TooLong(f"an answer of {len(text):,} characters, where {LONGEST:,} are the most")
        if not text.strip() and finish is not Finish.FILTERED:
            raise BadReply(f"an answer without words (it ended by {finish.value!r})")
        prompt, completion = _tokens(raw)
        return Answer(
            # A server may echo the key.
            text=without_keys(_utf8(text), self.key_from),
            finish=finish,
            prompt_tokens=prompt,
            completion_tokens=completion,
            cost=self._price.of(prompt, completion) if self._price else None,
        )

    def _faults(self) -> list[tuple[str, str, str, str]]:
        faults = []
        if self.api_base is not None and not _plain(self.api_base):
            faults.append((
                "api_base", "http://HOST/PATH or https://HOST/PATH",
                "something else, or one with a user, a password or a query",
                "put the key into a variable of the environment and name that with key_from",
            ))  # fmt: skip
        if secret := sorted(_SECRET_HEADERS & {name.lower() for name in self.headers}):
            faults.append((
                "headers", "headers that hold no key", ", ".join(secret),
                "name the variable of the environment that holds the key with key_from",
            ))  # fmt: skip
        return faults


def _utf8(text: str) -> str:
    """The text without the halves of characters that JSON can hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def _plain(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and bare


def _tokens(raw: Any) -> tuple[int | None, int | None]:
    """Tokens of prompt and answer; litellm writes 0 where the server says nothing."""
    usage = getattr(raw, "usage", None)
    if usage is None or not usage.prompt_tokens:
        return None, None
    return usage.prompt_tokens, usage.completion_tokens
