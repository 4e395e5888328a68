"""How a message is typed: sentences put in order, then a hand's case, stops and apostrophes."""

from __future__ import annotations

import re
from typing import Final

#: Marks that meet where a part is empty or ends with a mark of its own, and what stays of them.
_MARKS: Final = (
    (" .", "."), (" ,", ","), (" ?", "?"), (",.", "."), ("..", "."), ("..", "."), ("?.", "?"),
    ("?,", "?"), (".,", "."),
)  # fmt: skip
_START = re.compile(r"(?:^|[.?!] )[a-z]")
_APOSTROPHES = re.compile(r"(?<=n)'(?=t\b)|(?<=\bi)'(?=m\b|ve\b)|(?<=\bit)'(?=s\b)")


def sentences(said: str) -> str:
    """Words as the grammar gives them, as sentences: spaces, marks and capital letters in order."""
    text = " ".join(said.split())
    for met, left in _MARKS:
        text = text.replace(met, left)
    return _START.sub(lambda found: found.group().upper(), text.lstrip(" .,"))


def typed(said: str, hand: str) -> str:
    """The message as a hand types it: `careful`, `bare`, `lower` or `quick`."""
    text = sentences(said)
    if hand == "careful":
        return text
    text = text.removesuffix(".")
    if hand == "bare":
        return text
    text = text.lower()
    return _APOSTROPHES.sub("", text) if hand == "quick" else text
