"""What the seam to chat models costs: calls a second, beside a bare loop over litellm or aiohttp.

All ask the same server, which answers at once, on loopback, from a process of its own; rounds
take turns, and the median of each is printed. The seam is measured with a record and without, and
when it reads all answers from a record. Last, the memory of a process in which `Http` has asked.

    python benchmarks/models.py
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from simenv.models import (
    Answer,
    Asked,
    Caller,
    Cassette,
    ChatModel,
    Conversation,
    Http,
    Litellm,
    Purpose,
)
from simenv.models.library import loaded
from simenv.models.loop import run

CALLS, ROUNDS = 300, 5
MANY, MANY_ROUNDS, AT_ONCE = 2000, 15, 64
REMEMBERED = (2_000, 10_000)
MODEL = "openai/scripted"
CONTEXT = multiprocessing.get_context("spawn")
Kind = Callable[[str, int], None]
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


def bare_http(base: str, at_once: int) -> None:
    """aiohttp and a semaphore, as anybody would write it."""

    async def one(session: aiohttp.ClientSession, free: asyncio.Semaphore, words: str) -> str:
        body = {
            "model": "scripted", "messages": [{"role": "user", "content": words}],
            "max_tokens": 16, "temperature": 0.0,
        }  # fmt: skip
        async with free, session.post(f"{base}/chat/completions", json=body) as reply:
            return (await reply.json())["choices"][0]["message"]["content"]

    async def every() -> list[str]:
        free = asyncio.Semaphore(at_once)
        async with aiohttp.ClientSession() as session:
            return await asyncio.gather(*(one(session, free, f"hello {n}") for n in range(MANY)))

    assert all(text == "hello" for text in run(every()))


def asked(model: ChatModel, at_once: int, count: int, cassette: Cassette | None = None) -> None:
    """The same by a `Caller`."""
    caller = Caller(model, Purpose.POLICY, at_once=at_once, cassette=cassette)
    outcomes = caller.ask_all(talks(count))
    assert all(isinstance(one, Answer) and one.text == "hello" for one in outcomes)


def seam(base: str, at_once: int, cassette: Cassette | None = None) -> None:
    """litellm by a `Caller`."""
    asked(Litellm(model=MODEL, api_base=base), at_once, CALLS, cassette)


def recorded(base: str, at_once: int) -> None:
    """By a `Caller` that keeps every answer."""
    with TemporaryDirectory() as folder, Cassette(Path(folder)) as cassette:
        seam(base, at_once, cassette)


def http(base: str, at_once: int, cassette: Cassette | None = None) -> None:
    """aiohttp by a `Caller`."""
    asked(Http.openai(base, "scripted"), at_once, MANY, cassette)


def http_recorded(base: str, at_once: int) -> None:
    """By a `Caller` that keeps every answer."""
    with TemporaryDirectory() as folder, Cassette(Path(folder)) as cassette:
        http(base, at_once, cassette)


def rate(work: Callable[[], None], count: int = CALLS) -> float:
    """Calls a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def compared(base: str, at_once: int, kinds: Sequence[Kind], count: int, rounds: int) -> None:
    """Print one line for a concurrency; the first kind is what the others are held against."""
    rates: dict[str, list[float]] = {kind.__name__: [] for kind in kinds}
    for turn in range(rounds):
        for kind in [*kinds[turn % 3 :], *kinds[: turn % 3]]:
            rates[kind.__name__].append(rate(lambda kind=kind: kind(base, at_once), count))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    first, *others = middle
    beside = "  ".join(
        f"{name} {middle[name]:4.0f} ({middle[name] / middle[first]:.2f})" for name in others
    )
    print(f"{at_once:3} at once: {first} {middle[first]:4.0f} calls/s  {beside}", flush=True)


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


def resident() -> float:
    """Memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def remembering(base: str, told: Connection) -> None:
    """Ask for many conversations, a few hundred in a batch; tell the memory on the way."""
    step = 500
    with TemporaryDirectory() as folder, Cassette(Path(folder)) as cassette:
        model = Http.openai(base, "scripted")
        caller = Caller(model, Purpose.POLICY, at_once=AT_ONCE, cassette=cassette)
        for begin in range(0, REMEMBERED[-1], step):
            batch = [
                (Conversation.of(f"hello {n}", max_tokens=16, session=f"{n}"), f"person {n}")
                for n in range(begin, begin + step)
            ]
            assert all(isinstance(one, Answer) for one in caller.ask_all(batch))
            if begin + step in REMEMBERED:
                told.send(resident())


def remembered(base: str) -> None:
    """Print the memory after some conversations and after many."""
    here, there = CONTEXT.Pipe()
    asking = CONTEXT.Process(target=remembering, args=(base, there))
    asking.start()
    few, many = (here.recv() for _ in REMEMBERED)
    asking.join()
    first, last = REMEMBERED
    print(f"memory: {few:.1f} MB after {first:,} conversations, {many:.1f} MB after {last:,}")


def main() -> None:
    """Start the server, compare, end it."""
    here, there = CONTEXT.Pipe()
    server = CONTEXT.Process(target=serve, args=(there,), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{here.recv()}/v1"
    bare(base, 16)
    for at_once in (1, 16, 64):
        compared(base, at_once, (bare, seam, recorded), CALLS, ROUNDS)
    bare_http(base, AT_ONCE)
    compared(base, AT_ONCE, (bare_http, http, http_recorded), MANY, MANY_ROUNDS)
    replayed()
    remembered(base)
    server.terminate()


if __name__ == "__main__":
    main()
