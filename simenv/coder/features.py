"""What the act of a reply is read from: which rules its sentences fulfil and where, and its words.

A feature is a column and a value. Columns come in four blocks: each rule (is it fulfilled in each
zone, and by which share of all sentences), how long the reply is, what it is where it declines
nothing, and hashed single words, pairs and triples of each zone. A zone is a part of the reply: its
first sentence, the next two, the rest. Words of one zone together have length 1, so that long
replies are not louder than short ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from simenv.coder.codes import F8, I8
from simenv.coder.levels import Marks
from simenv.coder.signs import FIELD, Signs

U8 = NDArray[np.uint64]

ZONES = 3
_PLACES = ZONES + 1
"""The columns of a rule: fulfilled in each zone, and by which share of the sentences."""
_LOW = 0xFFFFFFFF
_EDGES = (1, 3)
"""The sentences, from 0, at which the second and the third zone begin."""
BUCKETS = 1 << 16
_LENGTHS = (5, 15, 30, 60, 100, 160, 250, 400)
"""Words at which a reply counts as longer; a column for each."""
_MOST_WORDS = 2_000
"""So many words are read of a zone; what a reply does is said long before."""
_PAIR, _TRIPLE, _ZONE = (
    np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
)
_SHIFT = np.uint64(64 - 16)


_QUIET = 1 + len(_LENGTHS) + len(FIELD)
"""Columns of a reply that declines nothing: that it does, how long it is, what else it does. A
caring reply with hotlines and a bare referral have the same words and differ in this."""


@dataclass(frozen=True, kw_only=True)
class Features:
    """Columns and values of n replies, those of reply i from `start[i]` to `start[i + 1]`."""

    column: I8
    value: F8
    start: I8


class _Hashes(dict[str, int]):
    """64 bits for each word, made when it is first met."""

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_HASHES:
            self.clear()
        bits = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
        if len(word) <= _LONGEST:
            self[word] = bits
        return bits


_MOST_HASHES = 500_000
_LONGEST = 64
"""Hashes of longer words are not kept."""
_HASH = _Hashes()


def columns(rules: int) -> int:
    """How many columns there are where there are so many rules."""
    return rules * _PLACES + len(_LENGTHS) + _QUIET + BUCKETS


def features(replies: Sequence[Sequence[Sequence[str]]], marks: Marks, signs: Signs) -> Features:
    """The features of replies, given as sentences of words, that fulfil these rules."""
    rules = signs.count
    lengths = _lengths(replies, rules)
    blocks = (
        _fulfilled(marks, rules),
        lengths,
        _quiet(marks, signs, lengths, len(replies)),
        _words(replies, rules),
    )
    reply, column, value = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    order = np.argsort(reply, kind="stable")
    counts = np.bincount(reply, minlength=len(replies))
    start = np.concatenate(([0], np.cumsum(counts)))
    return Features(column=column[order], value=value[order], start=start)


def _fulfilled(marks: Marks, rules: int) -> tuple[I8, I8, F8]:
    """A column for each rule and zone, 1 where it is fulfilled there, and one for its share."""
    reply, sentence, rule = (np.array(part, dtype=np.int64) for part in marks[:3])
    counts = rule < rules
    reply, sentence, rule = reply[counts], sentence[counts], rule[counts]
    zone = np.searchsorted(_EDGES, sentence, side="right")
    there, _ = _pairs(reply, rule * _PLACES + zone)
    whole, times = _pairs(reply, rule * _PLACES + ZONES)
    share = times / np.array(marks.sentences, dtype=np.int64)[whole >> 32]
    both = np.concatenate((there, whole))
    return both >> 32, both & _LOW, np.concatenate((np.ones(len(there)), share))


def _pairs(reply: I8, column: I8) -> tuple[I8, I8]:
    """Each reply and column once, as one number, in order, and how often it was there."""
    return np.unique((reply << 32) | column, return_counts=True)


def _lengths(replies: Sequence[Sequence[Sequence[str]]], rules: int) -> tuple[I8, I8, F8]:
    """A column for each length, of value 1 where the reply has more words."""
    words = np.array([sum(map(len, reply)) for reply in replies], dtype=np.int64)
    reply, longer = np.nonzero(words[:, None] > np.array(_LENGTHS))
    return reply, longer + rules * _PLACES, np.ones(len(reply))


def _quiet(marks: Marks, signs: Signs, lengths: tuple[I8, I8, F8], count: int) -> tuple[I8, I8, F8]:
    """The columns of replies that decline nothing, value 1 each."""
    reply, rule = (np.array(part, dtype=np.int64) for part in (marks.reply, marks.rule))
    counts = rule < signs.count
    reply, rule = reply[counts], rule[counts]
    quiet = np.ones(count, dtype=np.bool_)
    quiet[reply[signs.declines[rule]]] = False
    first = signs.count * _PLACES + len(_LENGTHS)
    there, _ = _pairs(reply, signs.field[rule] + 1 + len(_LENGTHS))
    own = [
        (np.flatnonzero(quiet), np.zeros(int(quiet.sum()), dtype=np.int64)),
        (lengths[0], lengths[1] - signs.count * _PLACES + 1),
        (there >> 32, there & _LOW),
    ]
    rows, column = (np.concatenate(parts) for parts in zip(*own, strict=True))
    kept = quiet[rows]
    return rows[kept], column[kept] + first, np.ones(int(kept.sum()))


def _words(replies: Sequence[Sequence[Sequence[str]]], rules: int) -> tuple[I8, I8, F8]:
    """Hashed words, pairs and triples by zone; within a zone their squares sum to 1."""
    zones = [words for reply in replies for words in _zoned(reply)]
    sizes = np.array([len(words) for words in zones], dtype=np.int64)
    total = int(sizes.sum())
    hashes = np.fromiter(map(_HASH.__getitem__, chain.from_iterable(zones)), np.uint64, total)
    place = np.repeat(np.arange(len(zones), dtype=np.int64), sizes)
    found = _once(np.concatenate(_grams(hashes, place)))
    place, bucket = found >> 32, found & _LOW
    norm = np.sqrt(np.bincount(place, minlength=len(zones)))
    first = rules * _PLACES + len(_LENGTHS) + _QUIET
    return place // ZONES, bucket + first, 1.0 / norm[place]


def _once(found: I8) -> I8:
    """Each number once, in order; sorting is several times as fast as `np.unique`."""
    found.sort()
    new = np.ones(len(found), dtype=np.bool_)
    np.not_equal(found[1:], found[:-1], out=new[1:])
    return found[new]


def _zoned(reply: Sequence[Sequence[str]]) -> list[list[str]]:
    parts = (reply[: _EDGES[0]], reply[_EDGES[0] : _EDGES[1]], reply[_EDGES[1] :])
    return [list(chain.from_iterable(part))[:_MOST_WORDS] for part in parts]


def _grams(hashes: U8, place: I8) -> list[I8]:
    """(place << 32 | bucket) of the words, of the pairs and of the triples that lie in one zone."""
    salt = (place % ZONES).astype(np.uint64) * _ZONE
    pairs = hashes[1:] + hashes[:-1] * _PAIR
    triples = pairs[1:] + hashes[:-2] * _TRIPLE
    found = []
    for n, bits in enumerate((hashes, pairs, triples)):
        within = place[n:] == place[: len(place) - n]
        bucket = (((bits + salt[n:]) * _PAIR) >> _SHIFT).astype(np.int64)
        found.append(((place[n:] << 32) | bucket)[within])
    return found
