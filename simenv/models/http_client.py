"""One client of HTTP a process, by aiohttp: sends a body, reads a bounded reply.

It follows no redirect (headers with keys would go along), keeps no cookies (one person's would be
sent for the next), takes no proxies or passwords from the environment, and waits for ever: `Caller`
bounds the time of a try and how many run at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from simenv.models.causes import causes
from simenv.models.failures import BadReply, Failed, UnknownModel, Unreachable
from simenv.models.loop import at_end
from simenv.models.reading import LONGEST

LONGEST_BODY = 4 * LONGEST
"""Bytes of a reply after which no more is read: a character has four at most (assumed)."""
_LONGEST_FAULT = 64 * 1024
"""The same for a reply that tells of a fault (assumed)."""
_KEPT_OPEN = 4.0
"""Seconds that an idle connection is kept: common servers close theirs after five."""
_sessions: dict[asyncio.AbstractEventLoop, Any] = {}
"""By loop. A forked process has a loop of its own and leaves its parent's session alone."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came: `body` is at most what may be read, `cut` says that there was more."""

    status: int
    after: str | None
    body: bytes
    cut: bool


@cache
def loaded() -> Any:
    """aiohttp, imported when it is first needed: it takes a second."""
    import aiohttp  # noqa: PLC0415

    for name in ("aiohttp.client", "aiohttp.internal"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # their lines may hold addresses
    return aiohttp


async def sent(url: str, body: bytes, heads: Mapping[str, str]) -> Reply | Failed | UnknownModel:
    """What came of one POST.

    A failure is returned, not raised: one that is raised here would carry the library's error, and
    with it the request and its keys, wherever it goes. Its words are as the library has them.
    """
    library = loaded()
    try:
        async with _session().post(url, data=body, headers=heads, allow_redirects=False) as reply:
            return await _read(reply)
    except library.InvalidURL:
        return UnknownModel("the address cannot be used")
    except (library.ClientResponseError, library.ClientPayloadError) as error:
        return _broken(error)
    except (library.ClientError, OSError) as error:
        return Unreachable(str(error) or type(error).__name__)


async def _read(reply: Any) -> Reply:
    most = LONGEST_BODY if reply.status < 300 else _LONGEST_FAULT
    parts, held = [], 0
    async for part in reply.content.iter_any():
        parts.append(part)
        held += len(part)
        if held > most:
            reply.close()  # what is still to come is never read
            break
    return Reply(
        status=reply.status,
        after=reply.headers.get("Retry-After"),
        body=b"".join(parts)[:most],
        cut=held > most,
    )


def _broken(error: BaseException) -> Failed:
    """Of what came too little or nothing could be read."""
    names = {type(one).__name__ for one in causes(error)}
    if isinstance(error, loaded().ClientResponseError) or "ContentEncodingError" in names:
        return BadReply("what came back is no HTTP, or not compressed as it says")
    return Unreachable("the connection broke before the answer was whole")


@cache
def _connector(library: Any) -> Any:
    """A pool of connections that a forked process does not close at its end.

    They are its parent's: with TLS it would say goodbye on them.
    """

    def forgotten(pool: Any) -> None:
        if getattr(pool, "process", None) == os.getpid():
            library.TCPConnector.__del__(pool)

    return type("Connector", (library.TCPConnector,), {"__del__": forgotten})


def _left_to_the_parent() -> None:
    """In a forked process: its parent's sessions are none of its own, and open is no fault."""
    for session in _sessions.values():
        session.detach()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_left_to_the_parent)


def _session() -> Any:
    """The session of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _sessions:
        _sessions[loop] = _opened()
        at_end(_sessions[loop].close)
    return _sessions[loop]


def _opened() -> Any:
    library = loaded()
    # No limit here: that of each `Caller` holds, and a try that waited for another's connection
    # would lose its time to it.
    pool = _connector(library)(limit=0, keepalive_timeout=_KEPT_OPEN)
    pool.process = os.getpid()
    return library.ClientSession(
        connector=pool,
        cookie_jar=library.DummyCookieJar(),
        timeout=library.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None),
        auto_decompress=True,
        trust_env=False,
    )
