"""Where the sentences of a reply stand in its text, as it was written.

`simenv.coder.text` gives words without their places, which is what makes it fast. Here the words
are found again, in their order, among the pieces of the original. Only `--why` pays for this.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from simenv.coder.text import simpler

_CHUNK = re.compile(r"[^ \t\n\r\x0b\x0c]+")
_TOKEN = re.compile(r"[?/]|[^\s?/]+")
_END = re.compile(r"[.!:;](?=\s)")
_AFTER = re.compile(r"""[.!?:;\u2026"'\u2019\u201d\u00bb)\]*_]*""")
_FAR = 600
"""Between two words of a sentence stand at most so many others, of a quotation left out."""


class _Token(NamedTuple):
    word: str
    start: int
    end: int


def originals(text: str, sentences: Sequence[Sequence[str]]) -> list[str]:
    """The original text of each of a reply's sentences, which are given as their words.

    Words stand in for a sentence of which no word is found again.
    """
    tokens = list(_tokens(text))
    places: dict[str, list[int]] = {}
    for number, token in enumerate(tokens):
        places.setdefault(token.word, []).append(number)
    found, at = [], -1
    for words in sentences:
        first, last = _aligned(words, places, at)
        if first is None or last is None:
            found.append(" ".join(words))
        else:
            found.append(_cut(text, tokens[first].start, tokens[last].end))
            at = last
    return found


def _tokens(text: str) -> list[_Token]:
    """The words of a text by their places; a word that changed length has its whole piece."""
    found = []
    for chunk in _CHUNK.finditer(text):
        start, raw = chunk.start(), chunk.group()
        simple = simpler(raw).replace('"', " ")
        exact = len(simple) == len(raw)
        for token in _TOKEN.finditer(_END.sub(" ", simple + " ")):
            ends = (start + token.start(), start + token.end()) if exact else chunk.span()
            found.append(_Token(token.group(), *ends))
    return found


def _aligned(
    words: Sequence[str], places: dict[str, list[int]], at: int
) -> tuple[int | None, int | None]:
    """The first and the last token of a sentence that begins after token `at`."""
    first: int | None = None
    for word in words:
        where = places.get(word, [])
        next_one = bisect_right(where, at)
        if next_one < len(where) and where[next_one] - at <= _FAR:
            at = where[next_one]
            first = at if first is None else first
    return first, None if first is None else at


def _cut(text: str, start: int, end: int) -> str:
    after = _AFTER.match(text, end)
    return text[start : after.end() if after else end]
