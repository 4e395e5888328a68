"""What is refused of the arguments of a model: all at once, and with no secret among the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from simenv.errors import BadInput, Problem

Fault = tuple[str, str, str, str]
"""Field, what is expected, what was found, what to do."""
_SECRET_HEADERS = {"authorization", "x-api-key", "api-key", "cookie", "proxy-authorization"}
_ADDRESS = re.compile(r"[!-~]+")


def refuse(faults: Iterable[Fault]) -> None:
    """`BadInput` with all faults; nothing if there is none."""
    problems = [
        Problem(file="chat model", line=0, field=name, expected=wanted, found=found, remedy=remedy)
        for name, wanted, found, remedy in faults
    ]
    if problems:
        raise BadInput(problems)


def address_faults(field: str, address: str) -> Iterator[Fault]:
    """An address is one of HTTP, and holds no secret."""
    if not _plain(address):
        yield (
            field, "http://HOST/PATH or https://HOST/PATH",
            "something else, or one with a user, a password or a query",
            "put the key into a variable of the environment and name that instead (key_from)",
        )  # fmt: skip


def secret_faults(headers: Mapping[str, str], remedy: str) -> Iterator[Fault]:
    """Headers that are written down hold no key."""
    if secret := sorted(_SECRET_HEADERS & {name.lower() for name in headers}):
        yield "headers", "headers that hold no key", ", ".join(secret), remedy


def _plain(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    named = bool(parts.hostname) and port != 0 and bool(_ADDRESS.fullmatch(address))
    return parts.scheme in {"http", "https"} and named and bare
