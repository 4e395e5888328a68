"""Why a reply was read as it was: the sentences that decided, as they were written.

For a field that rules decide, these are the sentences that fulfil rules which speak for the value
that was read. The act has learned weights: a sentence, a rule and a group of words weigh what the
log odds of the act that was read, against the next, would lose without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simenv.coder.coder import Coder, Words, act_chances, taken_apart
from simenv.coder.codes import F8, FIELDS, Readings
from simenv.coder.features import features
from simenv.coder.levels import RULED, Marks
from simenv.coder.spans import originals

SHOWN = 3
"""So many sentences are named for the act."""
_TRIED = 40
"""So many sentences of a reply, and so many groups of words of one, are tried for what they
weigh."""
_GROUP = 3
_OPENING = 3
_NOTHING = "\x00"
"""Stands where a word was taken out; no reply holds it."""
_LEAST = 1e-300

Mark = tuple[int, int]
"""A sentence and a rule that it fulfils."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One sentence that speaks for a code.

    `rule` names the rule that it fulfils. `weight`, of the act only, is what the sentence adds to
    the log odds against the next act, and `words` are those of it that weigh most.
    """

    field: str
    code: str
    sentence: str
    rule: str | None
    words: str | None = None
    weight: float | None = None

    def data(self) -> dict[str, str | float | None]:
        """As it is written in JSON."""
        plain: dict[str, str | float | None] = {
            "field": self.field,
            "code": self.code,
            "sentence": self.sentence,
            "rule": self.rule,
        }
        if self.weight is None:
            return plain
        return plain | {"words": self.words, "weight": round(self.weight, 3)}


def grounds(coder: Coder, texts: Sequence[str], read: Readings) -> Iterator[list[Ground]]:
    """Why each of n replies was read as it was; `read` is what the coder made of them."""
    codes = {field: read.code(field).tolist() for field in FIELDS}
    for row, text in enumerate(texts):
        apart = taken_apart([text], coder.rules)
        words = apart.words[0]
        marks = list(zip(apart.marks.sentence, apart.marks.rule, strict=True))
        told = originals(text, words)
        found = _for_act(coder, words, marks, told) if read.determined[row] else []
        for field in RULED:
            found += _for_field(coder, field, codes[field][row], marks, told)
        yield found


def _for_field(
    coder: Coder, field: str, code: int, marks: Sequence[Mark], told: Sequence[str]
) -> list[Ground]:
    """The sentences that speak for a value: where any speaks clearly, those that do."""
    rules = coder.rules.all
    speak = [
        (sentence, rules[rule])
        for sentence, rule in marks
        if code and rules[rule].field == field and rules[rule].code == code
    ]
    clear = [one for one in speak if one[1].clear]
    return [
        Ground(field=field, code=FIELDS[field][code], sentence=told[sentence], rule=rule.name)
        for sentence, rule in clear or speak
    ]


def _for_act(
    coder: Coder, words: Words, marks: Sequence[Mark], told: Sequence[str]
) -> list[Ground]:
    """The sentences that weigh most for the act, and in each the rule and the words that do."""
    lead = _Lead(coder, words, marks)
    tried = _candidates(coder, words, marks)
    weights = lead.lost([([n], [mark for mark in marks if mark[0] == n]) for n in tried])
    order = np.argsort(-weights, kind="stable")[:SHOWN]
    return [
        Ground(
            field="act",
            code=FIELDS["act"][lead.act],
            sentence=told[tried[at]],
            rule=_rule(lead, tried[at]),
            words=_group(lead, tried[at]),
            weight=float(weights[at]),
        )
        for at in order.tolist()
        if weights[at] > 0
    ]


def _candidates(coder: Coder, words: Words, marks: Sequence[Mark]) -> list[int]:
    """The opening and the sentences that fulfil a rule of the act, from the first on."""
    acts = {sentence for sentence, rule in marks if coder.rules.all[rule].field == "act"}
    opening = range(min(_OPENING, len(words)))
    return sorted(acts | set(opening))[:_TRIED]


@dataclass(frozen=True)
class _Change:
    """A reply in which something is missing."""

    words: Words
    marks: Sequence[Mark]


class _Lead:
    """How far ahead of the next the act of one reply is, and what is lost without parts of it."""

    def __init__(self, coder: Coder, words: Words, marks: Sequence[Mark]) -> None:
        self.coder, self.words, self.marks = coder, words, marks
        chances = self._chances([_Change(words, marks)])[0]
        self.next, self.act = np.argsort(chances, kind="stable")[-2:].tolist()
        self._whole = self._ahead(chances[None])[0]

    def lost(self, parts: Sequence[tuple[Sequence[int], Sequence[Mark]]]) -> F8:
        """The log odds lost without each part: whole sentences, and marks; shape (parts,)."""
        changes = [self._without(set(gone), set(marks)) for gone, marks in parts]
        return self.changed(changes)

    def changed(self, changes: Sequence[_Change]) -> F8:
        """The log odds lost by each change, shape (changes,)."""
        if not changes:
            return np.zeros(0)
        lost: F8 = self._whole - self._ahead(self._chances(changes))
        return lost

    def _without(self, gone: set[int], marks: set[Mark]) -> _Change:
        words = [[] if number in gone else one for number, one in enumerate(self.words)]
        return _Change(words, [mark for mark in self.marks if mark not in marks])

    def _ahead(self, chances: F8) -> F8:
        logs: F8 = np.log(np.maximum(chances, _LEAST))
        return logs[:, self.act] - logs[:, self.next]

    def _chances(self, changes: Sequence[_Change]) -> F8:
        reply = [number for number, one in enumerate(changes) for _ in one.marks]
        marks = [mark for one in changes for mark in one.marks]
        sentences, rules = [mark[0] for mark in marks], [mark[1] for mark in marks]
        counts = [len(one.words) for one in changes]
        together = Marks(reply, sentences, rules, counts)
        found = features([one.words for one in changes], together, self.coder.rules.signs)
        return act_chances(found, self.coder.weights)


def _rule(lead: _Lead, sentence: int) -> str | None:
    """The rule of the act that weighs most in a sentence, if one weighs for the act."""
    rules = lead.coder.rules.all
    own = [mark for mark in lead.marks if mark[0] == sentence and rules[mark[1]].field == "act"]
    weights = lead.lost([((), [mark]) for mark in own])
    if not own or weights.max() <= 0:
        return None
    return rules[own[int(weights.argmax())][1]].name


def _group(lead: _Lead, sentence: int) -> str | None:
    """The words of a sentence, up to three in a row, that weigh most, if any weigh for the act."""
    words = lead.words[sentence]
    starts = range(max(1, min(_TRIED, len(words) - _GROUP + 1)))
    changes = [_Change(_emptied(lead.words, sentence, at), lead.marks) for at in starts]
    weights = lead.changed(changes)
    best = int(weights.argmax())
    return " ".join(words[best : best + _GROUP]) if weights[best] > 0 else None


def _emptied(words: Words, sentence: int, at: int) -> Words:
    """A reply in which a group of words of one sentence is taken out, and its room kept."""
    own = words[sentence]
    gone = [_NOTHING] * len(own[at : at + _GROUP])
    changed = [*own[:at], *gone, *own[at + _GROUP :]]
    return [*words[:sentence], changed, *words[sentence + 1 :]]
