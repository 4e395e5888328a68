"""What the seam to chat models costs: calls a second, beside a bare loop over litellm.

Both ask the same server, which answers at once, on loopback, from a process of its own; rounds
take turns, and the median of each is printed. The seam is measured with a record and without, and
when it reads all answers from a record.

    python benchmarks/models.py
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from simenv.models import Answer, Asked, Caller, Cassette, Conversation, Litellm, Purpose
from simenv.models.library import loaded
from simenv.models.loop import run

CALLS, ROUNDS = 300, 5
MODEL = "openai/scripted"
USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
CHOICE = {"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}
BODY = json.dumps({
    "id": "1", "object": "chat.completion", "created": 1, "model": "scripted",
    "choices": [CHOICE], "usage": USAGE,
}).encode()  # fmt: skip
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request of one connection at once."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
            writer.write(HEAD.encode() + BODY)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def serve(told: Connection) -> None:
    """Serve until the process is ended; tell the port."""

    async def forever() -> None:
        server = await asyncio.start_server(answering, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


def talks(count: int) -> list[tuple[Conversation, str]]:
    """Short conversations of as many persons."""
    return [(Conversation.of(f"hello {n}", max_tokens=16), f"person {n}") for n in range(count)]


def bare(base: str, at_once: int) -> None:
    """litellm and a semaphore, as anybody would write it."""
    library = loaded()

    async def one(free: asyncio.Semaphore, words: str) -> Any:
        async with free:
            return await library.acompletion(
                model=MODEL, api_base=base, api_key="none", max_retries=0, num_retries=0,
                max_tokens=16, temperature=0.0, messages=[{"role": "user", "content": words}],
            )  # fmt: skip

    async def every() -> list[Any]:
        free = asyncio.Semaphore(at_once)
        return await asyncio.gather(*(one(free, f"hello {n}") for n in range(CALLS)))

    assert all(reply.choices[0].message.content == "hello" for reply in run(every()))


def seam(base: str, at_once: int, cassette: Cassette | None = None) -> None:
    """The same by a `Caller`."""
    model = Litellm(model=MODEL, api_base=base)
    caller = Caller(model, Purpose.POLICY, at_once=at_once, cassette=cassette)
    outcomes = caller.ask_all(talks(CALLS))
    assert all(isinstance(one, Answer) and one.text == "hello" for one in outcomes)


def recorded(base: str, at_once: int) -> None:
    """By a `Caller` that keeps every answer."""
    with TemporaryDirectory() as folder, Cassette(Path(folder)) as cassette:
        seam(base, at_once, cassette)


def rate(work: Callable[[], None]) -> float:
    """Calls a second."""
    began = time.perf_counter()
    work()
    return CALLS / (time.perf_counter() - began)


def compared(base: str, at_once: int) -> None:
    """Print one line for a concurrency."""
    kinds = (bare, seam, recorded)
    rates: dict[str, list[float]] = {kind.__name__: [] for kind in kinds}
    for turn in range(ROUNDS):
        for kind in kinds[turn % 3 :] + kinds[: turn % 3]:
            rates[kind.__name__].append(rate(lambda kind=kind: kind(base, at_once)))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    beside = "  ".join(
        f"{name} {middle[name]:4.0f} ({middle[name] / middle['bare']:.2f})"
        for name in ("seam", "recorded")
    )
    print(f"{at_once:3} at once: bare {middle['bare']:4.0f} calls/s  {beside}")


def replayed() -> None:
    """Print the rate at which answers come from a record."""
    with TemporaryDirectory() as folder:
        asker = Litellm(model=MODEL, api_base="http://127.0.0.1:9/v1")
        with Cassette(Path(folder)) as cassette:
            for conversation, slot in talks(CALLS):
                asked = Asked(model=asker.name, conversation=conversation, slot=slot)
                cassette.keep(asked, Answer(text="hello"))
        with Cassette(Path(folder), replay=True) as cassette:
            found = rate(lambda: seam("http://127.0.0.1:9/v1", 16, cassette))
    print(f"from a record: {found:,.0f} answers/s")


def main() -> None:
    """Start the server, compare, end it."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{here.recv()}/v1"
    bare(base, 16)
    for at_once in (1, 16, 64):
        compared(base, at_once)
    replayed()
    server.terminate()


if __name__ == "__main__":
    main()
