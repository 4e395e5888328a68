"""How varied messages are, and whether they are as long as their voice declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from simenv.draws import NO_PLACE, Luck, person_keys
from simenv.speech.voices import within

_WORD = re.compile(r"[a-z0-9']+")
#: Pairs of messages of which the self-similarity is the mean.
PAIRS = 2_000


@dataclass(frozen=True, kw_only=True)
class Variety:
    """Of one lot of messages. All but `words` and `longest_run` are shares, 0-1.

    `distinct` are the different runs of one, two and three words among all such runs: they fall
    with the number of messages, so only lots of one size compare. `similarity` is the mean overlap
    (Jaccard) of the runs of three words of two messages. `repeated` is the share of messages that
    some other one equals, `longest_run` the most equal ones in a row, `words` the median length.
    """

    distinct: tuple[float, float, float]
    similarity: float
    within_voice: float
    repeated: float
    longest_run: int
    words: float


def variety(texts: Sequence[str], lengths: Sequence[int]) -> Variety:
    """The measures of messages and the lengths (codes of `Length`) of their voices.

    `ValueError` unless there are two messages or more, and as many lengths.
    """
    if len(texts) < 2 or len(lengths) != len(texts):
        raise ValueError(f"expected two texts or more with a length each, found {len(texts)}")
    counts = [len(text.split()) for text in texts]
    suits = [within(length, count) for length, count in zip(lengths, counts, strict=True)]
    return Variety(
        distinct=(distinct(texts, 1), distinct(texts, 2), distinct(texts, 3)),
        similarity=similarity(texts),
        within_voice=sum(suits) / len(suits),
        repeated=1 - sum(1 for _, same in groupby(sorted(texts)) if _one(same)) / len(texts),
        longest_run=max(sum(1 for _ in same) for _, same in groupby(texts)),
        words=float(np.median(counts)),
    )


def distinct(texts: Sequence[str], size: int) -> float:
    """Different runs of `size` words among all of them; 1 where there are none."""
    runs = [run for text in texts for run in _runs(text, size)]
    return len(set(runs)) / len(runs) if runs else 1.0


def similarity(texts: Sequence[str], pairs: int = PAIRS) -> float:
    """The mean overlap of the runs of three words of two messages, over pairs drawn by a key."""
    sets = [frozenset(_runs(text, 3)) for text in texts]
    keys = person_keys("speech/pairs", np.arange(pairs))
    stream = Luck(0, 0).stream("speech/pairs")
    first = (stream.uniform(keys, NO_PLACE) * len(sets)).astype(np.int64)
    # A step of one or more around the circle: never a message with itself.
    steps = stream.uniform(keys, NO_PLACE + np.uint64(1)) * (len(sets) - 1)
    second = (first + 1 + steps.astype(np.int64)) % len(sets)
    overlaps = [_overlap(sets[a], sets[b]) for a, b in zip(first, second, strict=True)]
    return sum(overlaps) / len(overlaps)


def words_of(text: str) -> list[str]:
    """The words of a message, in lower case and without marks."""
    return _WORD.findall(text.lower())


def _runs(text: str, size: int) -> list[tuple[str, ...]]:
    words = words_of(text)
    return list(zip(*(words[start:] for start in range(size)), strict=False))


def _overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def _one(same: Iterator[str]) -> bool:
    return sum(1 for _ in same) == 1
