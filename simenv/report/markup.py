"""HTML that is escaped by construction: text is text unless it was made here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_JOINTS = re.compile(r"(?<=[._])")
_VOID = {"br", "meta", "wbr"}  # SVG shapes need their end tags: HTML knows no void ones among them


class Html(str):
    """Markup that needs no more escaping. Made by `tag`, `joined` and `trusted` only."""

    __slots__ = ()


Child = str | Html | None


def tag(name: str, /, *children: Child | Iterable[Child], **attributes: str | float | None) -> Html:
    """One element. Plain strings are escaped, in children and attributes; None is left out.

    `class_` and `for_` lose their underscore, other underscores become hyphens.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{told}>")
    return Html(f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: Child | Iterable[Child]) -> Html:
    """Several pieces one after the other; plain strings are escaped."""
    return Html("".join(_piece(each) for each in children))


def trusted(markup: str) -> Html:
    """Markup from the style sheet or a chart renderer; never from a user."""
    return Html(markup)


def breakable(name: str) -> Html:
    """A name that may be broken after its dots and underscores."""
    parts = [part for part in _JOINTS.split(name) if part]
    return joined(*(joined(part, tag("wbr")) for part in parts[:-1]), *parts[-1:])


def _piece(child: Child | Iterable[Child]) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return escape(child)
    return "".join(_piece(each) for each in child)
