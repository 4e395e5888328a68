"""How a person writes: how long, and how openly; the declared voice of a persona as codes."""

from __future__ import annotations

from typing import Final

from simenv.vocabulary import Code


class Length(Code):
    """How long the messages of a voice are; ordered."""

    SHORT = 0
    MEDIUM = 1
    LONG = 2


class Discloses(Code):
    """How a voice speaks of what it feels: names it, hints at it, or stays with the practical."""

    OPENLY = 0
    INDIRECTLY = 1
    HARDLY = 2


#: Fewest and most words of a message of each length. They overlap, as those of people do.
WORDS: Final = {Length.SHORT: (4, 15), Length.MEDIUM: (12, 40), Length.LONG: (35, 110)}


def within(length: int, words: int) -> bool:
    """Whether so many words suit a voice of that length (a code of `Length`)."""
    least, most = WORDS[Length(length)]
    return least <= words <= most
