"""A number 0-1 as the scales would word it, with what somebody like that does."""

from __future__ import annotations

import functools

from simenv.catalogue import levels, read_yaml
from simenv.catalogue.scales import SCALES
from simenv.persona import Amount
from simenv.wording.phrases import plain

#: Within this share of the way from one word to the next a number is still called by the word.
_NEAR = 1 / 3


def nearest_words(number: float) -> tuple[str, ...]:
    """The word that a median stands for, or the two that it lies between, lower first."""
    points = [(level.median, word) for word, level in levels().items()]
    below = max((point for point in points if point[0] <= number), default=points[0])
    above = min((point for point in points if point[0] >= number), default=points[-1])
    gap = above[0] - below[0]
    place = (number - below[0]) / gap if gap > 0 else 0.0
    if place <= _NEAR:
        return (below[1],)
    return (above[1],) if place >= 1 - _NEAR else (below[1], above[1])


def examples(scale: str) -> dict[str, str]:
    """What a scale is about (`about`), and an example of each of its words."""
    return _all()[scale]


@functools.cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = read_yaml(SCALES, "scales").data["examples"]
    return found


def amount(scale: str, said: Amount) -> tuple[str, str]:
    """A trait in numbers, and what a person at its median is like."""
    words = nearest_words(said.median)
    quoted = [_quoted(examples(scale)[word]) for word in words]
    if said.spread.fixed:
        numbers = f"{plain(said.median)} in everyone"
    else:
        low, high = said.middle90
        numbers = f"{plain(said.median)} ({plain(low)} to {plain(high)})"
    like = quoted[0] if len(quoted) == 1 else f"between {quoted[0]} and {quoted[1]}"
    return f"{' to '.join(words)}, {numbers}", like


def _quoted(example: str) -> str:
    """An example in quotes of its own, which those inside do not end."""
    inner = example.replace('"', "'")
    return f"“{inner}”"
