"""An OpenAI-compatible chat server on loopback whose answers and faults a test writes down.

A script is a function of the request: `Asked` in, something with `send` out. Scripts that speak
(`warm`, `boilerplate`, …) and faults (`FAULTS`) are here once, for all tests.
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-loopback-0123456789abcdef"


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it. `number` counts from 0 over all requests."""

    number: int
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def said(self) -> str:
        """The last message."""
        return self.body["messages"][-1]["content"]


@dataclass(frozen=True)
class Raw:
    """Any bytes with any status."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    pause: float = 0.0
    #: What the server says of the length, where it lies.
    length: int | None = None
    #: Seconds between two bytes; 0 sends all at once.
    drip: float = 0.0

    def send(self, to: BaseHTTPRequestHandler) -> None:
        time.sleep(self.pause)
        to.send_response(self.status)
        to.send_header("Content-Type", self.kind)
        to.send_header("Content-Length", str(self.length or len(self.body)))
        for name, value in self.headers.items():
            to.send_header(name, value)
        to.end_headers()
        if not self.drip:
            to.wfile.write(self.body)
        else:
            for one in self.body:
                to.wfile.write(bytes([one]))
                to.wfile.flush()
                time.sleep(self.drip)
        if self.length:
            to.close_connection = True


class Reset:
    """The connection is torn down where an answer was due."""

    def send(self, to: BaseHTTPRequestHandler) -> None:
        to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        to.close_connection = True
        to.connection.close()


@dataclass(frozen=True)
class Plain:
    """Bytes that need not be HTTP, and an end of the connection."""

    data: bytes

    def send(self, to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(self.data)
        to.close_connection = True


@dataclass
class Endless:
    """An answer that never ends, until the client hangs up; `went` counts the bytes taken."""

    status: int = 200
    went: int = 0

    def send(self, to: BaseHTTPRequestHandler) -> None:
        to.send_response(self.status)
        to.send_header("Content-Type", "application/json")
        to.end_headers()
        piece = b"x" * (1 << 16)
        while True:
            to.wfile.write(piece)
            to.wfile.flush()
            self.went += len(piece)


Sent = Raw | Reset | Plain | Endless
Script = Callable[[Asked], Sent]


def said(
    text: Any, *, finish: str = "stop", usage: tuple[int, int] | None = (10, 5), **more: Any
) -> Raw:
    """A whole, well-formed answer."""
    message = {"role": "assistant", "content": text}
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }
    if usage is not None:
        prompt, completion = usage
        body["usage"] = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
    return Raw(json.dumps(body).encode(), **more)


def failed(status: int, message: str, *, code: str | None = None, **headers: str) -> Raw:
    """An error as OpenAI-compatible servers tell it. `Retry_After="1"` sets that header."""
    body = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Raw(json.dumps(body).encode(), status=status, headers=named)


def echo(asked: Asked) -> Sent:
    """Says what it was told last."""
    return said(f"you said: {asked.said}")


def in_turn(*answers: Sent) -> Script:
    """The first answer to the first request, and so on; the last one ever after."""
    return lambda asked: answers[min(asked.number, len(answers) - 1)]


#: Every fault by name. Each is sent to every request.
FAULTS: Mapping[str, Sent] = {
    "429": failed(429, "slow down"),
    "429 with Retry-After": failed(429, "slow down", Retry_After="1"),
    "no credit": failed(429, "You exceeded your current quota", code="insufficient_quota"),
    "500": failed(500, "oops"),
    "503 as a page": Raw(b"<html>busy</html>", status=503, kind="text/html"),
    "400": failed(400, "temperature must be at most 2"),
    "context too long": failed(400, "too many tokens", code="context_length_exceeded"),
    "wrong key": failed(401, f"Incorrect API key provided: {KEY}", code="invalid_api_key"),
    "403": failed(403, "this key may not use that model"),
    "404": failed(404, "The model `scripted` does not exist", code="model_not_found"),
    "reset": Reset(),
    "late": said("late", pause=3.0),
    "slow drip": said("drip", drip=0.05),
    "cut off": Raw(said("whole").body[:40], length=400),
    "truncated": Raw(said("whole").body[:40]),
    "malformed": Raw(b'{"choices": [}'),
    "no object": Raw(b"[1, 2]"),
    "no choices": Raw(b'{"id": "1", "object": "chat.completion", "choices": []}'),
    "a page": Raw(b"<html><b>hello</b></html>", kind="text/html"),
    "empty": Raw(b""),
    "empty text": said(""),
    "no text": said(None),
    "1 MB": said("x" * (1 << 20)),
    "wrong encoding": Raw(said("MARK").body.replace(b"MARK", b"caf\xe9 na\xefve")),
}


#: Further faults, which a client of litellm does not see as they are.
MORE_FAULTS: Mapping[str, Sent] = {
    "402": failed(402, "pay first"),
    "408": failed(408, "gave up"),
    "a redirect": Raw(b"", status=307, headers={"Location": "/v1/elsewhere"}),
    "an error as a success": failed(200, "overloaded"),
    "an error as a page": Raw(b"<html>no</html>", status=400, kind="text/html"),
    "hangs up": Plain(b""),
    "no HTTP": Plain(b"hello\r\n\r\n"),
    "wrongly compressed": Raw(said("x").body, headers={"Content-Encoding": "gzip"}),
    "blown up": Raw(gzip.compress(b"x" * 8_000_000), headers={"Content-Encoding": "gzip"}),
    "nested deep": Raw(b"[" * 100_000),
    "a long number": Raw(b"9" * 100_000),
    "text that is none": said(["parts"]),
    "a wrong marker of order": Raw(said("x").body.decode().encode("utf-16")),
}


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of clients that hang up, as some tests have them do."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """A running server. `asked` lists every request in the order of arrival."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self.connections = 0
        self.open = 0
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def base(self) -> str:
        """The URL below which `/chat/completions` answers."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def texts(self) -> Sequence[str]:
        """The last message of every request."""
        return [one.said for one in self.asked]

    def settle(self) -> None:
        """Waits until what dead clients had sent has been read, to the end of every connection.

        A killed client leaves requests in the machine's buffers, which arrive after its death.
        """
        quiet = 0
        while quiet < 5:
            time.sleep(0.05)
            quiet = 0 if self.open else quiet + 1

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _counted(self, handler: BaseHTTPRequestHandler) -> Asked:
        length = int(handler.headers.get("Content-Length", 0))
        body = json.loads(handler.rfile.read(length) or b"{}")
        with self._lock:
            asked = Asked(len(self.asked), handler.path, dict(handler.headers), body)
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        return asked

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def setup(self) -> None:
                super().setup()
                with server._lock:
                    server.connections += 1
                    server.open += 1

            def do_POST(self) -> None:
                asked = server._counted(self)
                try:
                    server.script(asked).send(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with server._lock:
                        server.at_once -= 1

            def finish(self) -> None:
                with server._lock:
                    server.open -= 1
                if self.connection.fileno() != -1:
                    super().finish()

            def log_message(self, *_: Any) -> None:
                """Says nothing: a test prints no requests."""

        return Handler


@contextmanager
def serving(script: Script = echo) -> Iterator[Server]:
    """A server while the block runs."""
    server = Server(script)
    try:
        yield server
    finally:
        server.close()


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
