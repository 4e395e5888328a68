"""What an error came from: libraries wrap the error that says what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

_DEEPEST = 12
"""A chain that is longer, or closed, is not followed further (assumed)."""


def causes(error: BaseException) -> Iterator[BaseException]:
    """What was raised, what that was raised from, and so on."""
    link: BaseException | None = error
    for _ in range(_DEEPEST):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__
