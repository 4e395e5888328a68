"""The coder: reads replies offline with rules and packaged weights, by NumPy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np

from simenv.coder.codes import B1, F8, I8, Readings, Reply
from simenv.coder.features import Features, features
from simenv.coder.levels import RULED, Marks, evidence
from simenv.coder.rules import Finder, Rules
from simenv.coder.rules import shipped as shipped_rules
from simenv.coder.text import COMMON, sentences
from simenv.coder.weights import Weights
from simenv.coder.weights import shipped as shipped_weights

#: So many replies are read together.
BATCH = 512
_LEAST_WORDS, _LEAST_SHARE = 8, 0.06
"""Of so many words or more this share is among the commonest of English, or it is not read."""

Words = list[list[str]]
"""A reply as sentences of words."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """Replies taken apart: their sentences, and the rules that these fulfil."""

    words: list[Words]
    marks: Marks


def taken_apart(texts: Sequence[str], rules: Rules | Finder) -> Read:
    """The sentences of replies, and the rules that they fulfil."""
    words = [sentences(text) for text in texts]
    marks = Marks([], [], [], [len(reply) for reply in words])
    for number, reply in enumerate(words):
        marks.add(number, rules.marks(reply))
    return Read(words=words, marks=marks)


class Coder:
    """The coder of this package. It reads English, and says where it cannot read."""

    name = "simenv coder"

    def __init__(self, rules: Rules | None = None, weights: Weights | None = None) -> None:
        self.rules = shipped_rules() if rules is None else rules
        self.weights = shipped_weights(self.rules.all) if weights is None else weights

    @property
    def version(self) -> str:
        """A digest of rules and weights."""
        digest = blake2b(self.weights.rules.encode(), digest_size=6)
        learned = self.weights
        few = np.array([learned.sharpness])
        for array in (learned.act, learned.constant, few, learned.base, *learned.tables.values()):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def read(self, replies: Sequence[Reply]) -> Readings:
        """Code replies, in their order; each as if it were alone."""
        parts = [self._batch(replies[at : at + BATCH]) for at in range(0, len(replies), BATCH)]
        return Readings.joined(parts)

    def _batch(self, replies: Sequence[Reply]) -> Readings:
        read = taken_apart([reply.text for reply in replies], self.rules.first)
        determined = np.array([legible(reply) for reply in read.words], dtype=np.bool_)
        act = act_chances(features(read.words, read.marks, self.rules.signs), self.weights)
        for number in np.flatnonzero(limiting(act)).tolist():
            read.marks.add(number, self.rules.limits.marks(read.words[number]))
        act[~determined] = self.weights.base
        chances = ruled_chances(evidence(read.marks, self.rules.all), act, self.weights)
        return Readings(chances={"act": act, **chances}, determined=determined)


def legible(reply: Words) -> bool:
    """Whether a reply has words, and is in a language that the coder reads."""
    words = list(chain.from_iterable(reply))
    latin = any(word.isascii() and not word.isdigit() and word.isalnum() for word in words)
    common = sum(map(COMMON.__contains__, words))
    return latin and (len(words) < _LEAST_WORDS or common >= _LEAST_SHARE * len(words))


def act_chances(found: Features, weights: Weights) -> F8:
    """The chances of comply, partial and refuse, shape (n, 3)."""
    count = len(found.start) - 1
    reply = np.repeat(np.arange(count), np.diff(found.start))
    # `bincount` adds one after the other, so a reply's sum does not depend on its neighbours.
    odds = np.stack([
        np.bincount(reply, found.value * column[found.column], minlength=count)
        for column in weights.act.T
    ], axis=1)  # fmt: skip
    return softmax(weights.sharpness * (odds + weights.constant))


def softmax(odds: F8) -> F8:
    """Shares that sum to 1 in each row, from log odds."""
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    shares: F8 = raised / raised.sum(axis=1, keepdims=True)
    return shares


def ruled_chances(level: dict[str, I8], act: F8, weights: Weights) -> dict[str, F8]:
    """The chances of the other fields, each of shape (n, values)."""
    limited = limiting(act).astype(np.int64)
    return {field: weights.tables[field][limited, level[field]] for field in RULED}


def limiting(act: F8) -> B1:
    """Which replies more likely withhold something than not, from chances of shape (n, 3)."""
    limited: B1 = act[:, 0] < act[:, 1:].sum(axis=1)
    return limited
