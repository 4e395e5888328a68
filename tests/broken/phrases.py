"""Finders of phrases as they must not be, and texts taken apart wrongly."""

from itertools import pairwise

from simenv.coder.phrases import Phrases
from simenv.coder.text import simpler


class Hasty(Phrases):
    """Takes a phrase for said as soon as the words that it needs are there."""

    def held(self, likely, kinds):
        return [number for number in range(likely.bit_length()) if likely >> number & 1]


class Anywhere(Phrases):
    """Forgets that `^` is the beginning of a sentence."""

    def __init__(self, phrases, sets):
        super().__init__([phrase.replace("^", "") for phrase in phrases], sets)


class Sparing(Phrases):
    """Tries a phrase only where the first word of the sentence is among its words."""

    def likely(self, kinds):
        return super().likely(kinds[:1])


class Whole(Phrases):
    """Knows no words that are open at one end."""

    def __init__(self, phrases, sets):
        super().__init__([phrase.replace("*", "") for phrase in phrases], sets)


class Greedy(Phrases):
    """Lets two words that a phrase has side by side stand with others between them."""

    def __init__(self, phrases, sets):
        super().__init__([_spread(phrase) for phrase in phrases], sets)


def _spread(phrase):
    words = phrase.split()
    spread = words[:1]
    for before, word in pairwise(words):
        plain = before.isalpha() and word.isalpha()
        spread += ["...", word] if plain else [word]
    return " ".join(spread)


FINDERS = {
    "hasty": Hasty,
    "anywhere": Anywhere,
    "sparing": Sparing,
    "whole": Whole,
    "greedy": Greedy,
}


def bytes_of(text):
    """Cuts a text where a byte says so."""
    return [part.split() for part in text.encode(errors="replace").decode("latin-1").split(".")]


def keeps_escapes(text):
    """Lets what steers a terminal stand."""
    return [[word for word in text.lower().split(" ") if word]]


def one_sentence(text):
    """Takes the end of a line for a blank."""
    return [simpler(text).split()]


CUTTERS = {"bytes": bytes_of, "escapes": keeps_escapes, "one sentence": one_sentence}
