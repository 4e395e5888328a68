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
from simenv.coder.rules import Rules
from simenv.coder.rules import shipped as shipped_rules
from simenv.coder.text import sentences
from simenv.coder.weights import Weights
from simenv.coder.weights import shipped as shipped_weights

#: So many replies are read together.
BATCH = 512
_COMMON = (
    "a about all also am an and any are as at be been but by can can't cannot could do don't for "
    "from get has have help here how i i'd i'll i'm if in is it it's its just like may me more my "
    "no not of on one or other our please so some sorry talk than that that's the their them "
    "there these they this to understand want was we what when which who will with would you "
    "you're your"
)
_ENGLISH = frozenset(_COMMON.split())
_LEAST_WORDS, _LEAST_SHARE = 8, 0.06
"""Of so many words or more this share is among the commonest of English, or it is not read."""

Words = list[list[str]]
"""A reply as sentences of words."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """Replies taken apart: their sentences and the rules that these fulfil."""

    words: list[Words]
    marks: Marks


def taken_apart(texts: Sequence[str], rules: Rules) -> Read:
    """The sentences of replies, and the rules that they fulfil."""
    words = [sentences(text) for text in texts]
    marks = Marks([], [], [], [len(reply) for reply in words])
    for number, reply in enumerate(words):
        for sentence, rule in rules.marks(reply):
            marks.reply.append(number)
            marks.sentence.append(sentence)
            marks.rule.append(rule)
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
        for array in (self.weights.act, *self.weights.tables.values()):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def read(self, replies: Sequence[Reply]) -> Readings:
        """Code replies, in their order; each as if it were alone."""
        parts = [self._batch(replies[at : at + BATCH]) for at in range(0, len(replies), BATCH)]
        return Readings.joined(parts)

    def _batch(self, replies: Sequence[Reply]) -> Readings:
        read = taken_apart([reply.text for reply in replies], self.rules)
        determined = np.array([legible(reply) for reply in read.words], dtype=np.bool_)
        found = features(read.words, read.marks, len(self.rules.all))
        act = act_chances(found, self.weights)
        act[~determined] = self.weights.base
        chances = ruled_chances(evidence(read.marks, self.rules.all), act, self.weights)
        return Readings(chances={"act": act, **chances}, determined=determined)


def legible(reply: Words) -> bool:
    """Whether a reply has words, and is in a language that the coder reads."""
    words = list(chain.from_iterable(reply))
    latin = any(word.isascii() and not word.isdigit() and word.isalnum() for word in words)
    common = sum(word in _ENGLISH for word in words)
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
    limited: B1 = act[:, 0] < act[:, 1:].sum(axis=1)
    return {field: weights.tables[field][limited.astype(np.int64), level[field]] for field in RULED}
