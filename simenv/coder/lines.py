"""Replies from lines of JSON: each line is a reply with the person's own fields, or a fault.

Lines are given on as soon as they can be read, so that a slow writer is answered while it writes.
What is held at a time is a block of the input and one line of up to `LONGEST` bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from simenv.coder.codes import Reply

LONGEST = 32 * 2**20
"""A line of more bytes is not read (assumed: no assistant answers at such length)."""
DEEPEST = 100
"""Own fields may hold lists and objects within each other so often."""
TOGETHER = 512
"""So many lines are given on together, at most, unless fewer are asked for."""
_BLOCK = 2**18
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line that can be read. `own` are all its fields, `text` and `to` among them."""

    number: int
    reply: Reply
    own: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class LineFault:
    """A line that cannot be coded, by its number from 1, and why."""

    number: int
    reason: str


class Bytes(Protocol):
    """Where lines come from: a file opened for bytes, or standard input's buffer."""

    def read1(self, size: int, /) -> bytes:
        """Up to so many bytes, as soon as there are any; none at the end."""


class _Unfit(ValueError):
    """Why a line is no reply."""


def batches(stream: Bytes, together: int = TOGETHER) -> Iterator[list[Line | LineFault]]:
    """All lines of a stream in their order, in lists of up to so many."""
    number = 0
    for raw in _raw_lines(stream):
        for at in range(0, len(raw), together):
            part = raw[at : at + together]
            yield [parsed(number + place, line) for place, line in enumerate(part, 1)]
            number += len(part)


def _raw_lines(stream: Bytes) -> Iterator[list[bytes | None]]:
    """The lines that each block of the stream ends, without their ends; None where too long."""
    held: list[bytes] = []
    size = 0
    while block := stream.read1(_BLOCK):
        first, *others = block.split(b"\n")
        size += len(first)
        if size <= LONGEST:
            held.append(first)
        else:
            held.clear()
        if others:
            yield [b"".join(held) if size <= LONGEST else None, *others[:-1]]
            held, size = [others[-1]], len(others[-1])
    if size:
        yield [b"".join(held) if size <= LONGEST else None]


def parsed(number: int, raw: bytes | None) -> Line | LineFault:
    """What one line holds; `raw` is None where it was too long to be kept."""
    try:
        own = _fields(number, raw)
        return Line(number=number, reply=_reply(own), own=own)
    except _Unfit as unfit:
        return LineFault(number=number, reason=str(unfit))


def _fields(number: int, raw: bytes | None) -> dict[str, Any]:
    """The fields of the object on a line."""
    if raw is None:
        raise _Unfit(f"longer than {LONGEST:,} bytes")
    try:
        text = (raw.removeprefix(_BOM) if number == 1 else raw).decode()
    except UnicodeDecodeError as error:
        raise _Unfit(f"not UTF-8: byte {error.start + 1} of the line") from error
    if "\x00" in text:
        raise _Unfit("not text: it holds a NUL byte")
    if not text.strip():
        raise _Unfit("empty: each line must hold one JSON object")
    said = _json(text)
    if not isinstance(said, dict):
        raise _Unfit('not a JSON object such as {"text": "…"}')
    if _depth(said) > DEEPEST:
        raise _Unfit(f"more than {DEEPEST} lists and objects within each other")
    return said


def _json(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _Unfit(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise _Unfit(f"more than {DEEPEST} lists and objects within each other") from error
    except _Unfit:
        raise
    except ValueError as error:
        raise _Unfit("a whole number of more digits than can be read") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(name for name, _ in pairs)
        raise _Unfit(f"the field {shown(times.most_common(1)[0][0])} stands twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise _Unfit(f"{word} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise _Unfit(f"the number {shown(digits)} is too large to be kept")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)


def _depth(said: Any) -> int:
    """How deep lists and objects stand within each other; it stops where that is too deep."""
    depth, level = 0, [said]
    while level and depth <= DEEPEST:
        depth += 1
        inner = [one.values() if isinstance(one, dict) else one for one in level]
        level = [value for values in inner for value in values if isinstance(value, dict | list)]
    return depth


def _reply(own: dict[str, Any]) -> Reply:
    if "text" not in own:
        raise _Unfit("no field `text`")
    if not isinstance(own["text"], str):
        raise _Unfit(f"`text` must be a string, not {_kind(own['text'])}")
    to = own.get("to")
    if not (to is None or isinstance(to, str)):
        raise _Unfit(f"`to` must be a string or null, not {_kind(to)}")
    return Reply(text=own["text"], to=to)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    kinds = ((dict, "an object"), (list, "a list"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "a number")


_SHOWN = 40


def shown(text: str, most: int = _SHOWN) -> str:
    """The beginning of a text on one line of a terminal: nothing in it can steer the terminal.

    Runs of blanks become one; what is not printable is told by its number.
    """
    flat = " ".join(text[: 4 * most].split())
    safe = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in flat)
    return safe if len(safe) <= most and len(text) <= 4 * most else safe[: most - 1] + "…"
