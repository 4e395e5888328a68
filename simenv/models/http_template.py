"""What a request looks like: nested data with places to fill; and where in a reply things stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simenv.models.checking import Fault
from simenv.models.conversation import Conversation
from simenv.models.keys import tellable
from simenv.models.reading import utf8

PLACES = ("messages", "message", "system", "session", "person", "max_tokens", "temperature")
_WORDS = {"messages", "message"}
_PLACE = re.compile(r"\{([A-Za-z_]\w*)\}")
_KNOWN = ", ".join(f"{{{name}}}" for name in PLACES)
_DEEPEST = 20
_LEFT_OUT = object()
"""In place of a value that is to be left out of what holds it."""


def filled(request: Any, talk: Conversation) -> Any:
    """The data with every place filled from a conversation.

    A string that is nothing but a place becomes the value with its type, as `"{max_tokens}"`
    becomes a number; in a longer string it becomes text. A temperature of None is left to the
    provider: what would hold it is left out.
    """
    return _filled(request, _values(talk))


def _values(talk: Conversation) -> dict[str, Any]:
    messages = [{"role": one.role.value, "content": utf8(one.content)} for one in talk.messages]
    return {
        "messages": messages,
        "message": messages[-1]["content"] if messages else "",
        "system": "\n".join(one["content"] for one in messages if one["role"] == "system"),
        "session": utf8(talk.session),
        "person": utf8(talk.person),
        "max_tokens": talk.max_tokens,
        "temperature": _LEFT_OUT if talk.temperature is None else talk.temperature,
    }


def _filled(node: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(node, str):
        return _text(node, values)
    if isinstance(node, Mapping):
        pairs = ((name, _filled(inner, values)) for name, inner in node.items())
        return {name: inner for name, inner in pairs if inner is not _LEFT_OUT}
    if isinstance(node, list | tuple):
        every = (_filled(inner, values) for inner in node)
        return [inner for inner in every if inner is not _LEFT_OUT]
    return node


def _text(node: str, values: Mapping[str, Any]) -> Any:
    if "{" not in node:
        return node
    if whole := _PLACE.fullmatch(node):
        return values[whole[1]]
    return _PLACE.sub(lambda place: _spoken(values[place[1]]), node)


def _spoken(value: Any) -> str:
    """A value as text: messages as `role: words`, a line each."""
    if value is _LEFT_OUT:
        return ""
    if isinstance(value, list):
        return "\n".join(f"{one['role']}: {one['content']}" for one in value)
    return str(value)


def places(request: Any) -> set[str]:
    """The names of all places in the data."""
    texts = (node for _, node, _ in _nodes(request, "") if isinstance(node, str))
    return {name for text in texts for name in _PLACE.findall(text)}


def request_faults(request: Any) -> Iterator[Fault]:
    """Everything for which the data can be no request."""
    for where, node, depth in _nodes(request, "request"):
        yield from _node_faults(where, node)
        if depth > _DEEPEST:
            yield where, f"at most {_DEEPEST} levels", "more", "write a flatter request"
    if not _WORDS & places(request):
        yield (
            "request", "{messages} or {message} somewhere", "neither",
            "put one where the server expects what the person said",
        )  # fmt: skip


def _nodes(node: Any, where: str, depth: int = 0) -> Iterator[tuple[str, Any, int]]:
    """Where each part of nested data is, the part, and how deep; no deeper than is allowed."""
    yield where, node, depth
    if depth > _DEEPEST:
        return
    if isinstance(node, Mapping):
        for name, inner in node.items():
            yield from _nodes(inner, f"{where}.{tellable(str(name))}", depth + 1)
    elif isinstance(node, list | tuple):
        for number, inner in enumerate(node):
            yield from _nodes(inner, f"{where}.{number}", depth + 1)


def _node_faults(where: str, node: Any) -> Iterator[Fault]:
    if isinstance(node, str):
        yield from _text_faults(where, node)
    elif isinstance(node, Mapping):
        yield from _name_faults(where, node)
    elif not _plain(node):
        yield (
            where, "data that JSON can hold", type(node).__name__,
            "write text, numbers, true, false, null, lists and names with values",
        )  # fmt: skip


def _plain(node: Any) -> bool:
    if isinstance(node, float):
        return node - node == 0.0  # neither infinite nor NaN: JSON has no such numbers
    return node is None or isinstance(node, bool | int | list | tuple)


def _text_faults(where: str, text: str) -> Iterator[Fault]:
    for name in _PLACE.findall(text):
        if name not in PLACES:
            yield (
                where, f"one of {_KNOWN}", f"{{{tellable(name)}}}",
                "write a place that is known, or text without braces around a single word",
            )  # fmt: skip


def _name_faults(where: str, node: Mapping[Any, Any]) -> Iterator[Fault]:
    for name in node:
        if not isinstance(name, str) or _PLACE.search(name):
            yield (
                where, "names that are text without places", tellable(repr(name)),
                "put the place into the value",
            )  # fmt: skip


def steps(path: str) -> tuple[str, ...]:
    """The steps of a dotted path: names, and numbers that count from 0 in a list."""
    return tuple(path.split("."))


def path_faults(field: str, path: Any) -> Iterator[Fault]:
    """A path has a step between any two dots."""
    if not isinstance(path, str) or not all(step.strip() == step != "" for step in steps(path)):
        yield (
            field, "names and numbers with a dot between, as choices.0.message.content",
            tellable(repr(path)), "write how to get from the whole reply to the value",
        )  # fmt: skip


def at(data: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path; None if nothing does."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isascii() and step.isdecimal():
            data = data[int(step)] if len(step) < 9 and int(step) < len(data) else None
        else:
            return None
    return data
