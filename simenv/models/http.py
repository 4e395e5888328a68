"""A deployed bot, or any OpenAI-compatible endpoint at volume, over HTTP and without litellm."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

from simenv.errors import SimenvError
from simenv.models import http_headers, http_template, statuses
from simenv.models.checking import Fault, address_faults, refuse
from simenv.models.conversation import Answer, Conversation, Finish
from simenv.models.failures import BadReply, Failed, TooLong, UnknownModel, Unreachable
from simenv.models.http_client import LONGEST_BODY, Reply, loaded, sent
from simenv.models.http_template import at, path_faults, places, steps
from simenv.models.keys import tellable, without
from simenv.models.model import PER_MESSAGE, Price, marked
from simenv.models.reading import FINISHES, checked

_JSON = {"Content-Type": "application/json", "Accept": "application/json"}
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode  # made once: that takes as long as to use it
_WHERE_FAULTS_ARE_TOLD = (("error", "message"), ("message",), ("detail",), ("error",))
_CODES = (("error", "code"), ("error", "type"), ("error", "innererror", "code"), ("code",))


@dataclass(frozen=True, kw_only=True)
class Http:
    """A model behind one address that takes JSON and answers JSON.

    `request` is what is sent, as nested data with places: `{messages}`, `{message}` (the last one),
    `{system}`, `{session}`, `{person}`, `{max_tokens}`, `{temperature}`. `reply`, `finish` and
    `usage` (tokens of the prompt and of the answer) are dotted paths into what comes back.
    `headers` are sent as they are; those of `headers_from` are text with `${VARIABLE}` of the
    environment, filled when a request goes out, for keys. `model` is a name for people. Keys and
    `price` are no part of its identity, all else is. `BadInput` with every problem if an argument
    cannot be used.
    """

    url: str
    request: Any
    reply: str
    headers: Mapping[str, str] = field(default_factory=dict)
    headers_from: Mapping[str, str] = field(default_factory=dict)
    finish: str | None = None
    usage: tuple[str, str] | None = None
    model: str = ""
    price: Price | None = None

    def __post_init__(self) -> None:
        refuse(self._faults())

    @classmethod
    def openai(
        cls,
        url: str,
        model: str,
        key_from: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        price: Price | None = None,
    ) -> Http:
        """An OpenAI-compatible server: `url` is the address that `/chat/completions` follows.

        `key_from` names the variable of the environment that holds the key.
        """
        base = url.rstrip("/").removesuffix("/chat/completions")
        return cls(
            url=f"{base}/chat/completions",
            model=model,
            request={
                "model": model,
                "messages": "{messages}",
                "max_tokens": "{max_tokens}",
                "temperature": "{temperature}",
            },
            reply="choices.0.message.content",
            finish="choices.0.finish_reason",
            usage=("usage.prompt_tokens", "usage.completion_tokens"),
            headers=headers or {},
            headers_from={"Authorization": f"Bearer ${{{key_from}}}"} if key_from else {},
            price=price,
        )

    @cached_property
    def name(self) -> str:
        """Model, address and a hash of all that shapes a request and how its reply is read."""
        shape = [self.model, self.request, self.reply, self.finish, self.usage, dict(self.headers)]
        digest = blake2b(json.dumps(shape, sort_keys=True).encode(), digest_size=8).hexdigest()
        return f"http {tellable(self.model)} at {self.url} ({digest})".replace("  ", " ")

    def ready(self) -> None:
        """Import aiohttp; `WrongKey` if a variable that a header needs is missing."""
        loaded()
        http_headers.check(self.headers_from)

    async def answer(self, conversation: Conversation) -> Answer:
        """Answer, or raise one of `simenv.models.failures`."""
        outcome = await self._outcome(conversation)
        if isinstance(outcome, SimenvError):
            raise outcome
        return outcome

    def most(self, conversation: Conversation) -> float | None:
        """The most that one try may cost, in USD; None if the price is unknown.

        It is unknown, too, where the request bounds no answer by `{max_tokens}`.
        """
        if self.price is None or "max_tokens" not in self._places:
            return None
        # The whole body, as it goes out: a template may hold words of its own, or messages twice.
        prompt = len(self._body(conversation)) + PER_MESSAGE * len(conversation.messages)
        return self.price.prompt * prompt + self.price.completion * conversation.max_tokens

    @cached_property
    def _places(self) -> set[str]:
        return places(self.request)

    @cached_property
    def _paths(self) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[str, ...]]]:
        """Of the reply, of how it ended, of the tokens."""
        return steps(self.reply), steps(self.finish or ""), [steps(one) for one in self.usage or ()]

    async def _outcome(self, conversation: Conversation) -> Answer | SimenvError:
        """The answer, or a failure that no frame with a key in it has raised."""
        http_headers.check(self.headers_from)
        came = await sent(self.url, self._body(conversation), self._heads())
        if isinstance(came, Unreachable):
            return Unreachable(f"no whole answer came: {self._told(str(came))}")
        if not isinstance(came, Reply):
            return came
        try:
            return self._read(came) if came.status < 300 else self._refusal(came)
        except Failed as failed:
            return failed.with_traceback(None)

    def _body(self, conversation: Conversation) -> bytes:
        whole = http_template.filled(self.request, conversation)
        return _ENCODE(whole).encode("utf-8", "replace")

    def _heads(self) -> dict[str, str]:
        """All headers of one request, keys and all."""
        return {**self._same_heads, **http_headers.filled(self.headers_from)}

    @cached_property
    def _same_heads(self) -> dict[str, str]:
        """The headers that each request has and that are no secret."""
        given = {name.lower() for name in (*self.headers, *self.headers_from)}
        own = {name: value for name, value in _JSON.items() if name.lower() not in given}
        return marked({**own, **self.headers})

    def _told(self, text: str) -> str:
        """Words from outside, as they may be shown."""
        return tellable(text, hidden=http_headers.hidden(self.headers, self.headers_from))

    def _read(self, came: Reply) -> Answer:
        if came.cut:
            raise TooLong(f"a reply of more than {LONGEST_BODY:,} bytes")
        said = _parsed(came.body)
        reply, finish, usage = self._paths
        ended = self._ended(at(said, finish))
        text = at(said, reply)
        if text is None and ended is Finish.FILTERED:
            text = ""
        if not isinstance(text, str):
            raise BadReply(f"no text at {self._told(self.reply)} of what came back")
        text = checked(text, ended)
        prompt, completion = (_count(at(said, path)) for path in usage) if usage else (None, None)
        return Answer(
            # A server may echo the key.
            text=without(text, http_headers.secrets(self.headers_from, told=False)),
            finish=ended,
            prompt_tokens=prompt,
            completion_tokens=completion,
            cost=self.price.of(prompt, completion) if self.price else None,
        )

    def _ended(self, word: Any) -> Finish:
        if self.finish is None:
            return Finish.STOP
        return FINISHES.get(word, Finish.OTHER) if isinstance(word, str) else Finish.OTHER

    def _refusal(self, came: Reply) -> Answer | SimenvError:
        """What a status that is no success stands for."""
        if came.status < 400:
            return UnknownModel(
                f"the address sends elsewhere (HTTP {came.status}): give the one it leads to"
            )
        code, told = _fault(came.body)
        if statuses.filtered(came.status, f"{code} {told}"):
            return Answer(text="", finish=Finish.FILTERED)
        after = None if came.after is None else statuses.seconds(came.after)
        return statuses.failure(came.status, self._told(told), code=code, after=after)

    def _faults(self) -> Iterator[Fault]:
        yield from address_faults("url", self.url)
        yield from http_template.request_faults(self.request)
        yield from path_faults("reply", self.reply)
        if self.finish is not None:
            yield from path_faults("finish", self.finish)
        for number, path in enumerate(self.usage or ()):
            yield from path_faults(f"usage.{number}", path)
        if self.usage is not None and len(self.usage) != 2:
            yield (
                "usage", "two paths: tokens of the prompt, tokens of the answer",
                f"{len(self.usage)}", "give both, or leave usage out",
            )  # fmt: skip
        yield from http_headers.header_faults(self.headers, self.headers_from)


def _parsed(body: bytes) -> Any:
    """The JSON of a body. Its words are not told: it is no answer, and may be anything."""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        told = "what came back is not UTF-8"
    except (ValueError, RecursionError):
        told = "what came back is no JSON, or not all of it" if body else "an empty reply"
    raise BadReply(told)


def _fault(body: bytes) -> tuple[str, str]:
    """Code and words of a reply that tells of a fault, however it does so."""
    text = body.decode("utf-8", "replace")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return "", text
    found = (at(said, path) for path in _WHERE_FAULTS_ARE_TOLD)
    told = next((one for one in found if isinstance(one, str)), text)
    codes = (at(said, path) for path in _CODES)
    return " ".join(one for one in codes if isinstance(one, str)), told


def _count(tokens: Any) -> int | None:
    """Tokens, if that is what stands there."""
    whole = isinstance(tokens, int) and not isinstance(tokens, bool) and tokens >= 0
    return tokens if whole else None
