"""A small chat server on this machine alone, with models whose manner is written down.

    python -m simenv.testing.scripted_server --port 8123

It speaks as OpenAI-compatible servers do (POST /v1/chat/completions, GET /v1/models) and as a plain
deployed bot does (POST /bot: `{"text", "session"}` in, `{"reply"}` out). GET /count tells how many
requests were sent to it, in all and by model. The same words, told as the same turn, are always
answered alike. Models: `warm`, `boilerplate`, `lecturing`, `rude`, `slow` (`warm` after 0.2 s) and
`prompted` (`warm` or `boilerplate`, as its system prompt says).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from simenv.testing.scripted_words import MODELS, reply

HOST = "127.0.0.1"
PORT = 8123
SLOW = 0.2
"""Seconds that `slow` takes."""
_LONGEST = 4 * 1024 * 1024
_TICKS = 0.01
_SESSIONS = 100_000
"""Sessions of the bot whose turns are counted; the one silent for longest is forgotten first."""
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 413: "Content Too Large"}


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """One reply: JSON and its status."""

    body: Any
    status: int = 200


class _Refused(Exception):
    """A request that cannot be answered, as OpenAI-compatible servers tell it."""

    def __init__(self, status: int, told: str, code: str = "invalid_request") -> None:
        error = {"message": told, "type": "invalid_request_error", "param": None, "code": code}
        self.sent = _Sent(body={"error": error}, status=status)
        super().__init__(told)


@dataclass(kw_only=True)
class Scripts:
    """What the server answers, and how often it was asked."""

    bot: str = "warm"
    requests: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    turns: OrderedDict[str, int] = field(default_factory=OrderedDict)

    async def answer(self, method: str, path: str, body: bytes) -> _Sent:
        """The reply to one request."""
        if (method, path) == ("GET", "/count"):
            return _Sent(body={"requests": self.requests, "models": dict(self.asked)})
        if (method, path) == ("GET", "/v1/models"):
            models = [{"id": name, "object": "model"} for name in MODELS]
            return _Sent(body={"object": "list", "data": models})
        self.requests += 1
        if method == "POST" and path == "/v1/chat/completions":
            return await self._chat(_parsed(body))
        if method == "POST" and path == "/bot":
            return await self._bot(_parsed(body))
        raise _Refused(404, f"there is no {method} {path} here", "not_found")

    async def _chat(self, asked: Mapping[str, Any]) -> _Sent:
        if asked.get("stream"):
            raise _Refused(400, "answers are not streamed here")
        said = _messages(asked)
        users = [words for role, words in said if role == "user"]
        if not users:
            raise _Refused(400, "messages: one of a user is needed")
        system = "\n".join(words for role, words in said if role in {"system", "developer"})
        model = asked.get("model")
        words = await self._words(model, users[-1], len(users), system)
        return _Sent(body=_completion(model, [text for _, text in said], words, asked))

    async def _bot(self, asked: Mapping[str, Any]) -> _Sent:
        text, session = asked.get("text"), asked.get("session", "")
        if not isinstance(text, str) or not isinstance(session, str):
            raise _Refused(400, "text and session: text is needed")
        turn = self.turns.pop(session, 0) + 1 if session else 1
        words = await self._words(self.bot, text, turn)
        if session:
            self.turns[session] = turn  # popped above, so the newest stands last
            if len(self.turns) > _SESSIONS:
                self.turns.popitem(last=False)
        return _Sent(body={"reply": words})

    async def _words(self, model: Any, message: str, turn: int, system: str = "") -> str:
        if model not in MODELS:
            raise _Refused(404, "The model does not exist", "model_not_found")
        self.asked[model] += 1
        if model == "slow":
            await asyncio.sleep(SLOW)
        return reply(model, message, turn, system)


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _Refused(400, "the body is no JSON object")
    return said


def _messages(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Role and text of each message."""
    messages = asked.get("messages")
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise _Refused(400, "messages: a list of objects is needed")
    said = [(one.get("role"), one.get("content")) for one in messages]
    if not all(isinstance(role, str) and isinstance(text, str) for role, text in said):
        raise _Refused(400, "messages: each has a role and a text as content")
    return said


def _completion(
    model: Any, heard: Sequence[str], words: str, asked: Mapping[str, Any]
) -> dict[str, Any]:
    """An answer in OpenAI's form; a word counts as a token."""
    most = asked.get("max_tokens")
    spoken = words.split(" ")
    cut = isinstance(most, int) and len(spoken) > most
    text = " ".join(spoken[:most]) if cut else words
    prompt, completion = sum(len(one.split()) for one in heard), len(text.split(" "))
    message = {"role": "assistant", "content": text}
    return {
        "id": f"chatcmpl-{blake2b(text.encode('utf-8', 'replace'), digest_size=8).hexdigest()}",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "length" if cut else "stop"}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        },
    }


async def _hear(
    scripts: Scripts, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer the requests of one connection, until it is closed."""
    ends = (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError)
    try:
        with suppress(
            *ends, asyncio.CancelledError
        ):  # asyncio tells of handlers that are cancelled
            while await _one(scripts, reader, writer):
                pass
    finally:
        writer.close()


async def _one(
    scripts: Scripts, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bool:
    """Answer one request; whether another may follow on the connection."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, *_ = [*first.split(" "), "", ""]
    pairs = (line.partition(":") for line in lines)
    heads = {name.lower(): value.strip() for name, _, value in pairs}
    length = heads.get("content-length", "0")
    whole = length.isdecimal() and int(length) <= _LONGEST and "transfer-encoding" not in heads
    try:
        if not whole:
            raise _Refused(413, "a body with a Content-Length of at most 4 MiB is needed")
        body = await reader.readexactly(int(length))
        sent = await scripts.answer(method, path.partition("?")[0], body)
    except _Refused as refused:
        sent = refused.sent
    stays = whole and heads.get("connection", "").lower() != "close"
    writer.write(_bytes(sent, stays=stays))
    await writer.drain()
    return stays


def _bytes(sent: _Sent, *, stays: bool) -> bytes:
    body = json.dumps(sent.body, ensure_ascii=False).encode("utf-8", "replace")
    head = (
        f"HTTP/1.1 {sent.status} {_REASONS[sent.status]}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: {'keep-alive' if stays else 'close'}\r\n\r\n"
    )
    return head.encode() + body


class Server:
    """A running server, in a thread of its own; `base` is its address."""

    def __init__(self, port: int = 0, *, bot: str = "warm") -> None:
        self.scripts = Scripts(bot=bot)
        self._loop = asyncio.new_event_loop()
        try:
            self._server = self._loop.run_until_complete(_bound(self.scripts, port))
        except OSError:
            self._loop.close()
            raise
        self.base = f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up on everybody; once closed it stays so."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._ended(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _ended(self) -> None:
        self._server.close()
        hearing = asyncio.all_tasks() - {asyncio.current_task()}
        for one in hearing:
            one.cancel()
        await asyncio.gather(*hearing, return_exceptions=True)
        await asyncio.sleep(_TICKS)  # a closed connection lets go of its socket a tick later


async def _bound(scripts: Scripts, port: int) -> asyncio.Server:
    async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _hear(scripts, reader, writer)

    return await asyncio.start_server(heard, HOST, port)


@contextmanager
def serving(port: int = 0, *, bot: str = "warm") -> Iterator[Server]:
    """A server while the block runs; port 0 is any that is free. `OSError` if it is taken."""
    server = Server(port, bot=bot)
    try:
        yield server
    finally:
        server.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted; print the address."""
    said = argparse.ArgumentParser(prog="python -m simenv.testing.scripted_server")
    said.add_argument("--port", type=int, default=PORT, help="0 is any that is free")
    said.add_argument("--bot", choices=MODELS[:-1], default="warm", help="who answers POST /bot")
    asked = said.parse_args(arguments)
    try:
        with serving(asked.port, bot=asked.bot) as server, suppress(KeyboardInterrupt):
            print(server.base, flush=True)
            threading.Event().wait()
    except (OSError, OverflowError) as error:
        said.exit(1, f"port {asked.port} cannot be used: {error}\n")


if __name__ == "__main__":
    main()
