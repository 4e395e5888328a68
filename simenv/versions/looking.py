"""Where to look: the contexts that were found in some traffic, and what becomes of it there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.lockstep import Lives
from simenv.stats.outcome import Lives as Told
from simenv.versions.answers import changes, mostly
from simenv.versions.counting import EVERYWHERE, Counts
from simenv.versions.cover import Context, cover
from simenv.versions.estimating import Estimates
from simenv.versions.features import features
from simenv.versions.found import Clause, Place
from simenv.versions.question import Question
from simenv.versions.traffic import Traffic


@dataclass(frozen=True, kw_only=True)
class Look:
    """The contexts that were found, that of every message first, and the `sample` they are of.

    `weight` [n] is what each message of the sample weighs.
    """

    asked: Question
    contexts: tuple[Context, ...]
    sample: Traffic
    weight: F8

    @classmethod
    def into(cls, asked: Question, sample: Traffic) -> Look:
        """The contexts of some traffic."""
        weight = np.array(asked.shares)[sample.truth.persona]
        found = cover(sample, features(asked.pair, sample), changes(sample, weight), weight)
        return cls(asked=asked, contexts=(EVERYWHERE, *found), sample=sample, weight=weight)

    @property
    def held(self) -> float | None:
        """Of what is answered otherwise in the sample, the share that lies in some context."""
        otherwise = self.sample.otherwise
        inside = np.zeros(len(otherwise), np.bool_)
        for one in self.contexts[1:]:
            inside |= one.fits(self.sample)
        whole = float(self.weight[otherwise].sum())
        return float(self.weight[otherwise & inside].sum()) / whole if whole else None

    def counts(self, traffic: Traffic) -> Counts:
        """How often people meet the contexts in some traffic."""
        return Counts.of(traffic, self.contexts, self.asked.resolved.standard)

    def places(self, estimates: Estimates) -> tuple[Place, ...]:
        """What is said of each context."""
        return tuple(self._place(at, estimates) for at in range(1, len(self.contexts)))

    def _place(self, at: int, estimates: Estimates) -> Place:
        one, parted = self.contexts[at], estimates.parted(at)
        return Place(
            when=tuple(
                Clause(field=test.feature.word, whose=test.feature.whose, said=test.said())
                for test in one.tests
            ),
            does=mostly(self.asked.pair, self.sample, one.fits(self.sample), self.weight),
            often=estimates.often(at),
            parted=int(parted.sum()),
            follows=estimates.among(parted),
        )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept of a block of people once its traffic is counted.

    Lives are those under the first policy and under the second, `messages` those of the first.
    """

    counts: Counts
    lives: tuple[Told, Told]
    messages: int

    @classmethod
    def of(cls, look: Look, traffic: Traffic, lives: tuple[Lives, Lives]) -> Kept:
        """A block, counted."""
        first, second = ((one.trajectories, one.standing) for one in lives)
        return cls(counts=look.counts(traffic), lives=(first, second), messages=len(traffic.seat))
