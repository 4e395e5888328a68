"""A few contexts that hold the messages which two policies answer otherwise: a greedy cover.

A *change* is what the first policy does, and what the second does instead. Again and again the
change with most traffic that is not told yet is taken, and a conjunction of tests is grown that
holds its messages and few others: from no test at all, each time the test is added that raises the
score most, at most `MOST_TESTS`, until none raises it by `LEAST_GAIN`; tests that the later ones
made idle are dropped. The score is F1: twice the weight of what is rightly held, by the weight of
what is held and of what should be. All that lies in a context is told then, of whatever change;
what is told of a change already neither gains nor costs its next context anything. There is no luck
in it, and of equals the earlier column wins.

Contexts are found in the traffic in which they are counted; so that a chance pattern is not told,
a context has to hold `LEAST_SHARE` of the messages that are answered otherwise, and `FEW` of them.
What no such context holds is left untold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, F8, I8
from simenv.stats.estimate import FEW
from simenv.versions.features import Condition, Feature
from simenv.versions.search import LEAST_GAIN, SAME, Tally, best, weighed
from simenv.versions.traffic import Traffic

MOST_CONTEXTS, MOST_TESTS = 8, 4
LEAST_SHARE = 0.005
#: Nothing changed.
ALIKE = -1
#: A message's values, by feature.
Values = dict[Feature, NDArray[np.int64]]


@dataclass(frozen=True, kw_only=True)
class Context:
    """The messages that pass all `tests`; without a test all of them."""

    tests: tuple[Condition, ...] = ()

    def fits(self, traffic: Traffic) -> B1:
        """Which messages are in the context."""
        values = {one.feature: one.feature.values(traffic) for one in self.tests}
        return _inside(self.tests, values, len(traffic.seat))


def cover(
    traffic: Traffic, features: Sequence[Feature], change: I8, weight: F8
) -> tuple[Context, ...]:
    """Contexts in which most of the change lies, most traffic first; at most `MOST_CONTEXTS`.

    `change` [n] numbers the change of each message, `ALIKE` where there is none; `weight` [n] is
    what a message weighs.
    """
    values = {one: one.values(traffic).astype(np.int64) for one in features}
    return Cover(values=values, change=change, weight=weight).found()


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The search, with `values` [n] by feature; `change` and `weight` as in `cover`."""

    values: Values
    change: I8
    weight: F8

    def found(self) -> tuple[Context, ...]:
        """The contexts, most traffic first."""
        found = list(dict.fromkeys(self._contexts()))[:MOST_CONTEXTS]
        weight = np.where(self.change != ALIKE, self.weight, 0.0)
        inside = [_inside(one.tests, self.values, len(weight)) for one in found]
        held = [float(weight[rows].sum()) for rows in inside]
        order = sorted(range(len(found)), key=lambda place: -held[place])
        return tuple(found[place] for place in order)

    def _contexts(self) -> Iterator[Context]:
        """Context after context, until what is left is too little to tell."""
        left = self.change != ALIKE
        least = LEAST_SHARE * float(self.weight[left].sum())
        while left.any():
            change = self._heaviest(left)
            target = left & (self.change == change)
            if self.weight[target].sum() < max(least, SAME):
                return
            tests = self._grown(target, self.change != change)
            inside = _inside(tests, self.values, len(left))
            held = self.weight[target & inside].sum()
            tells = held >= least and np.count_nonzero(target & inside) >= FEW
            if tells:
                yield Context(tests=tests)
            left &= ~(inside if tells else target)

    def _heaviest(self, left: B1) -> int:
        numbers, which = np.unique(self.change[left], return_inverse=True)
        return int(numbers[np.argmax(np.bincount(which, self.weight[left]))])

    def _grown(self, target: B1, against: B1) -> tuple[Condition, ...]:
        """The conjunction that holds the target best."""
        tests: tuple[Condition, ...] = ()
        score = self._score(tests, target, against)
        while len(tests) < MOST_TESTS:
            new = self._best(tests, target, against)
            if new is None:
                break
            gained = self._score((*tests, new), target, against)
            if gained < score + LEAST_GAIN:
                break
            tests, score = (*tests, new), gained
        return self._pruned(tests, target, against)

    def _best(self, tests: tuple[Condition, ...], target: B1, against: B1) -> Condition | None:
        """The test that raises the score most, by a feature that is not tested yet."""
        inside = _inside(tests, self.values, len(target))
        wanted, others = np.flatnonzero(target & inside), np.flatnonzero(against & inside)
        whole, most = float(self.weight[target].sum()), 0.0
        found: Condition | None = None
        for feature in self.values:
            if any(one.feature == feature for one in tests):
                continue
            tally = self._tally(feature, wanted, others)
            score, ranges = best(feature, tally, whole)
            if score > most + SAME:
                most, found = score, Condition(feature=feature, ranges=ranges)
        return found

    def _tally(self, feature: Feature, wanted: I8, others: I8) -> Tally:
        """By each value that occurs, the weight of what is wanted and of the others."""
        values = self.values[feature]
        codes, which = np.unique(
            np.concatenate([values[wanted], values[others]]), return_inverse=True
        )
        mine, theirs = which[: len(wanted)], which[len(wanted) :]
        return Tally(
            codes=codes,
            wanted=weighed(mine, self.weight[wanted], len(codes)),
            others=weighed(theirs, self.weight[others], len(codes)),
        )

    def _score(self, tests: tuple[Condition, ...], target: B1, against: B1) -> float:
        inside = _inside(tests, self.values, len(target))
        held, spoilt = (self.weight[some & inside].sum() for some in (target, against))
        return float(2 * held / (self.weight[target].sum() + held + spoilt))

    def _pruned(
        self, tests: tuple[Condition, ...], target: B1, against: B1
    ) -> tuple[Condition, ...]:
        """The tests without those that the others made idle."""
        for one in tests:
            rest = tuple(other for other in tests if other is not one)
            if self._score(rest, target, against) > self._score(tests, target, against) - SAME:
                tests = rest
        return tests


def _inside(tests: Sequence[Condition], values: Values, length: int) -> B1:
    """Which messages pass all of these tests."""
    found = np.ones(length, np.bool_)
    for one in tests:
        found &= one.fits(values[one.feature])
    return found
