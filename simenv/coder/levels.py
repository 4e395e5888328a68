"""From the rules that a reply's sentences fulfil to a level of evidence for each field.

A level is the value that the rules speak for, and whether clearly or faintly. Level 0 is that no
rule speaks; value v is level 2v - 1 where only faint rules speak for it and 2v where a clear one
does. How likely each value is at each level was counted on replies that two people coded
(`training/`); the counts ship with the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simenv.coder.codes import FIELDS, I8
from simenv.coder.rules import Rule

#: The fields that rules alone decide; the act has weights of its own.
RULED = tuple(name for name in FIELDS if name != "act")
#: Fields of which the value with most evidence counts, and not the furthest.
_WEIGHED = frozenset({"rationale"})
_CLEAR = 2


def levels(field: str) -> int:
    """How many levels of evidence a field has."""
    return 2 * len(FIELDS[field]) - 1


class Marks(NamedTuple):
    """The rules that n replies fulfil: parallel lists, and the sentences of each reply."""

    reply: list[int]
    sentence: list[int]
    rule: list[int]
    sentences: list[int]

    def add(self, reply: int, found: Sequence[tuple[int, int]]) -> None:
        """Take up what was found in a reply: sentences and the rules that they fulfil."""
        self.reply.extend([reply] * len(found))
        self.sentence.extend(sentence for sentence, _ in found)
        self.rule.extend(rule for _, rule in found)


def evidence(marks: Marks, rules: Sequence[Rule]) -> dict[str, I8]:
    """The level of each ruled field for each reply, shape (n,)."""
    count = len(marks.sentences)
    fulfilled = np.zeros((count, len(rules)), dtype=np.int64)
    np.add.at(fulfilled, (marks.reply, marks.rule), 1)
    return {field: _level(field, fulfilled, rules) for field in RULED}


def _level(field: str, fulfilled: I8, rules: Sequence[Rule]) -> I8:
    """Shape (n,) from counts of shape (n, rules)."""
    weight = np.zeros((len(fulfilled), levels(field)), dtype=np.int64)
    for rule in rules:
        if rule.field == field and rule.code:
            at = 2 * rule.code - (0 if rule.clear else 1)
            weight[:, at] += fulfilled[:, rule.number]
    return _heaviest(weight) if field in _WEIGHED else _furthest(weight)


def _furthest(weight: I8) -> I8:
    """The furthest value that is clearly said, else the furthest that is faintly said."""
    values = weight.shape[1] // 2
    clear, faint = weight[:, 2::2] > 0, weight[:, 1::2] > 0
    last_clear = (values - clear[:, ::-1].argmax(axis=1)) * 2
    last_faint = (values - faint[:, ::-1].argmax(axis=1)) * 2 - 1
    level: I8 = np.where(clear.any(axis=1), last_clear, np.where(faint.any(axis=1), last_faint, 0))
    return level


def _heaviest(weight: I8) -> I8:
    """The value for which most is said, a clear sentence counting twice; of equals the last."""
    clear, faint = weight[:, 2::2], weight[:, 1::2]
    total = _CLEAR * clear + faint
    value = total.shape[1] - total[:, ::-1].argmax(axis=1)
    rows = np.arange(len(weight))
    level = 2 * value - (clear[rows, value - 1] == 0)
    return np.where(total.any(axis=1), level, 0)
