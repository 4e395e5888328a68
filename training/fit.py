"""Fit the weights of the act: multinomial logistic regression with ridge, on sets of labels.

Label schemes differ, so each set that is not labelled by the coding manual has log odds of its own:
a constant, and a small correction of every feature. Both take up what is peculiar to a scheme and
are left behind; `fitted` gives them for a scheme where it is measured by itself. Refusals are given
once more by their first sentence alone, since the shortest refusals are the commonest where they
occur and occur in few models. What is labelled by the manual is given once more by its rules alone,
so that the rules can bear a reply whose words no model has used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array, diags_array, hstack, vstack

from simenv.coder.coder import Read, taken_apart
from simenv.coder.features import BUCKETS, columns, features
from simenv.coder.levels import Marks
from simenv.coder.rules import Rules
from simenv.coder.signs import Signs
from training.data import OWN, PLAIN, REFUSE, Labelled, allowed

B1 = NDArray[np.bool_]
F8 = NDArray[np.float64]
I8 = NDArray[np.int64]

#: Rules by which a first sentence alone is a refusal.
OPENINGS = ("declines it", "says it will not", "sorry, but")


@dataclass(frozen=True, kw_only=True)
class Taste:
    """What was chosen and not learned, by leaving out one model of XSTest at a time.

    `ridge` is the penalty; `rules` and `words` say how loud features of either kind are under it;
    `constant` and `correction` how freely a set's scheme may differ; `others` is the weight of a
    reply of such a set, `own` of one of this project's, `openings` of a first sentence alone, and
    `alone` of a reply by its rules alone. A feature counts where replies of `least_models` models
    have it: others are a model's manner.
    """

    ridge: float = 2.0
    rules: float = 3.5
    words: float = 6.0
    constant: float = 10.0
    correction: float = 0.5
    others: float = 0.5
    own: float = 1.0
    openings: float = 0.3
    alone: float = 0.25
    least_models: int = 2
    steps: int = 150


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What is learned from: features, acts that labels allow, weights, set and model of each.

    `reply` is the number of the reply that it is, or is a part of.
    """

    x: csr_array
    allowed: B1
    weight: F8
    source: NDArray[np.str_]
    model: NDArray[np.str_]
    reply: I8

    def only(self, chosen: B1) -> Lesson:
        """These replies only."""
        at = np.flatnonzero(chosen)
        return Lesson(
            x=csr_array(self.x[at]),
            allowed=self.allowed[at],
            weight=self.weight[at],
            source=self.source[at],
            model=self.model[at],
            reply=self.reply[at],
        )

    def joined(self, more: Lesson) -> Lesson:
        """These, and more after them."""
        return Lesson(
            x=csr_array(vstack([self.x, more.x])),
            allowed=np.concatenate([self.allowed, more.allowed]),
            weight=np.concatenate([self.weight, more.weight]),
            source=np.concatenate([self.source, more.source]),
            model=np.concatenate([self.model, more.model]),
            reply=np.concatenate([self.reply, more.reply]),
        )


def matrix(read: Read, signs: Signs) -> csr_array:
    """The features of replies as a sparse matrix of shape (n, columns)."""
    found = features(read.words, read.marks, signs)
    shape = (len(read.words), columns(signs.count))
    return csr_array((found.value, found.column, found.start), shape=shape)


def lesson(rows: Sequence[Labelled], rules: Rules, taste: Taste) -> Lesson:
    """Replies, after them the first sentences of refusals, and rules without words."""
    read = taken_apart([row.text for row in rows], rules)
    chosen, openings = _openings(rows, read, rules)
    heavy = {**dict.fromkeys(PLAIN, 1.0), OWN: taste.own}
    weight = np.array([heavy.get(row.source, taste.others) for row in rows])
    whole = _lesson(rows, matrix(read, rules.signs), allowed(rows), weight, np.arange(len(rows)))
    told = whole.joined(
        _lesson(
            rows,
            matrix(openings, rules.signs),
            np.tile(np.arange(3) == REFUSE, (len(chosen), 1)),
            np.full(len(chosen), taste.openings),
            np.array(chosen, dtype=np.int64),
        )
    )
    bare = told.only(np.isin(told.source, list(PLAIN)))
    bare = replace(bare, x=_without_words(bare.x), weight=bare.weight * taste.alone)
    return told.joined(bare)


def _lesson(rows: Sequence[Labelled], x: csr_array, acts: B1, weight: F8, reply: I8) -> Lesson:
    said = [rows[number] for number in reply]
    return Lesson(
        x=x,
        allowed=acts,
        weight=weight,
        source=np.array([row.source for row in said], dtype=np.str_),
        model=np.array([f"{row.source}/{row.model}" for row in said], dtype=np.str_),
        reply=reply,
    )


def _without_words(x: csr_array) -> csr_array:
    kept = np.ones(x.shape[1])
    kept[-BUCKETS:] = 0.0
    bare = csr_array(x @ diags_array(kept))
    bare.eliminate_zeros()
    return bare


def _openings(rows: Sequence[Labelled], read: Read, rules: Rules) -> tuple[list[int], Read]:
    """Which refusals of several sentences say it all in the first, and those sentences."""
    telling = {rule.number for rule in rules.all if rule.name in OPENINGS}
    first: dict[int, list[int]] = {}
    for reply, sentence, rule in zip(*read.marks[:3], strict=True):
        if sentence == 0:
            first.setdefault(reply, []).append(rule)
    chosen = [
        reply
        for reply, said in first.items()
        if telling & set(said) and _refused(rows[reply]) and len(read.words[reply]) > 1
    ]
    marks = Marks([], [], [], [1] * len(chosen))
    for number, reply in enumerate(chosen):
        for rule in first[reply]:
            marks.reply.append(number)
            marks.sentence.append(0)
            marks.rule.append(rule)
    return chosen, Read(words=[read.words[reply][:1] for reply in chosen], marks=marks)


def _refused(row: Labelled) -> bool:
    return row.limits and REFUSE in row.allowed


def fitted(told: Lesson, taste: Taste, scheme: str | None = None) -> tuple[F8, F8]:
    """Weights of shape (columns, 3) and constants (3,).

    They are of the scheme of the coding manual, or of the set that is named: the same and, added,
    what was learned to be peculiar to that set.
    """
    used = np.flatnonzero(_shared(told, taste.least_models))
    loud = np.full(told.x.shape[1], taste.rules)
    loud[-BUCKETS:] = taste.words
    part = csr_array(told.x[:, used] @ diags_array(loud[used]))
    others = [str(one) for one in np.unique(told.source) if one not in PLAIN]
    solved, constant = _solved(_with_schemes(part, told.source, others, taste), told, taste)
    parts = solved[: len(used) * (len(others) + 1)].reshape(-1, len(used), 3)
    weights = parts[0]
    if scheme in others:
        at = others.index(scheme)
        weights = weights + parts[at + 1] * taste.correction
        constant = constant + solved[len(used) * len(parts) + at] * taste.constant
    whole = np.zeros((told.x.shape[1], 3))
    whole[used] = weights * loud[used, None]
    return whole, constant


def _shared(told: Lesson, least: int) -> B1:
    """The columns that replies of so many models or more have."""
    x, models = told.x, told.model
    seen = [np.asarray(x[models == one].sum(axis=0)).ravel() > 0 for one in np.unique(models)]
    shared: B1 = np.sum(seen, axis=0) >= least
    return shared


def _with_schemes(
    x: csr_array, source: NDArray[np.str_], others: Sequence[str], taste: Taste
) -> csr_array:
    """The features, those of each other set once more and fainter, and its constant."""
    inside = [source == one for one in others]
    again = [diags_array(one * taste.correction) @ x for one in inside]
    constants = csr_array(np.stack([*inside, np.zeros(len(source))], axis=1) * taste.constant)
    return csr_array(hstack([x, *again, constants]))


def _solved(x: csr_array, told: Lesson, taste: Taste) -> tuple[F8, F8]:
    turned, size = csr_array(x.T), x.shape[1] * 3
    weight = told.weight[:, None]

    def loss(flat: F8) -> tuple[float, F8]:
        w, b = flat[:size].reshape(-1, 3), flat[size:]
        odds = x @ w + b
        raised = np.exp(odds - odds.max(axis=1, keepdims=True))
        p = raised / raised.sum(axis=1, keepdims=True)
        right = (p * told.allowed).sum(axis=1, keepdims=True)
        pull = (p - p * told.allowed / right) * weight
        value = -(weight * np.log(right)).sum() + taste.ridge / 2 * (w * w).sum()
        slope = (turned @ pull + taste.ridge * w).ravel()
        return value, np.concatenate([slope, pull.sum(axis=0)])

    start = np.zeros(size + 3)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": taste.steps})
    return found.x[:size].reshape(-1, 3), found.x[size:]
