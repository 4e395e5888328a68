"""What every client makes of an answer that came: its bounds, how it ended, what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simenv.models.conversation import Finish
from simenv.models.failures import BadReply, TooLong

LONGEST = 200_000
"""An answer of more characters than this is taken for a fault of the server (assumed)."""
FINISHES: Mapping[str, Finish] = MappingProxyType({
    "stop": Finish.STOP,
    "length": Finish.LENGTH,
    "content_filter": Finish.FILTERED,
})  # fmt: skip
"""Why an answer ended, by the words of OpenAI-compatible servers; other words are `OTHER`."""


def utf8(text: str) -> str:
    """The text without the halves of characters that JSON can hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def checked(text: str, finish: Finish) -> str:
    """The text, if it may be an answer; else `TooLong` or `BadReply`."""
    if len(text) > LONGEST:
        raise TooLong(f"an answer of {len(text):,} characters, where {LONGEST:,} are the most")
    if not text.strip() and finish is not Finish.FILTERED:
        raise BadReply(f"an answer without words (it ended by {finish.value!r})")
    return utf8(text)
