"""Parts of `simenv.versions` that are broken, each in one way; its tests must catch every one."""

from __future__ import annotations

import numpy as np

from simenv.exchange import Requests, Responses
from simenv.policy import checked
from simenv.versions import search
from simenv.versions.counting import Counts
from simenv.versions.cover import Cover
from simenv.versions.features import Condition
from simenv.versions.listening import Listening
from simenv.versions.traffic import Traffic

# Searches for one test


def ALL_BUT_ONE(feature, tally, whole):  # noqa: N802 (a part, as the others)
    """Always leaves the last value out."""
    cut = search.Tally(codes=tally.codes[:-1], wanted=tally.wanted[:-1], others=tally.others[:-1])
    return search.best(feature, cut, whole)


def FORGETS_THE_NIGHT(feature, tally, whole):  # noqa: N802
    """Knows no span of hours past midnight."""
    score, ranges = search.best(feature, tally, whole)
    if len(ranges) == 2 and feature.shape == "span":
        ranges = ranges[:1]
        kept = Condition(feature=feature, ranges=ranges).fits(tally.codes)
        held, spoilt = tally.wanted[kept].sum(), tally.others[kept].sum()
        score = 2 * held / (whole + held + spoilt)
    return score, ranges


# Words


class LastHour(Condition):
    """Takes the end of a span of hours for one that is in it."""

    def said(self):
        found = super().said()
        if self.feature.shape != "span" or not isinstance(found, str):
            return found
        return f"{found[:3]}{(int(found[3:]) - 2) % 24 + 1:02d}"


class OneEnd(Condition):
    """Forgets the upper end."""

    def said(self):
        found = super().said()
        if isinstance(found, dict) and len(found) == 2:
            return {"at_least": found["at_least"]}
        return found


class FirstWord(Condition):
    """Names the first of several words."""

    def said(self):
        found = super().said()
        return found[0] if isinstance(found, list) else found


MISSPELT = [LastHour, OneEnd, FirstWord]

# Covers


class Wordy(Cover):
    """Takes a context for better the more tests it has."""

    def _score(self, tests, target, against):
        return super()._score(tests, target, against) + 0.05 * len(tests)


class Whole(Cover):
    """Looks at how much a context holds, and not at what else is in it."""

    def _score(self, tests, target, against):
        return super()._score(tests, target, np.zeros_like(against))


class OneTest(Cover):
    """Tells a context by its best test alone."""

    def _pruned(self, tests, target, against):
        return tests[:1]


class Idle(Cover):
    """Begins with a test that says nothing, and leaves it there."""

    def _pruned(self, tests, target, against):
        unused = next(one for one in self.values if all(one != test.feature for test in tests))
        return (*tests, Condition(feature=unused, ranges=(unused.bounds,)))


COVERS = [Wordy, Whole, OneTest, Idle]

# Listening in


class Talkative(Listening):
    """Says what the other would have said."""

    def respond(self, requests: Requests) -> Responses:
        super().respond(requests)
        return checked(self.other, requests)


class Deaf(Listening):
    """Hears nothing after the first batch."""

    def respond(self, requests: Requests) -> Responses:
        said = super().respond(requests)
        del self.log[1:]
        return said


class Parrot(Listening):
    """Takes the policy's own answer for the other's."""

    def respond(self, requests: Requests) -> Responses:
        said = super().respond(requests)
        heard = self.log[-1]
        object.__setattr__(heard, "said", (heard.said[0], heard.said[0]))
        return said


class Last(Traffic):
    """Takes the last message that is answered otherwise for the first."""

    @property
    def first(self):
        rows = np.flatnonzero(self.otherwise)
        back = rows[::-1]
        _, place = np.unique(self.seat[back], return_index=True)
        return back[place]


class ByAct(Traffic):
    """Takes answers for alike that do the same in other words."""

    @property
    def otherwise(self):
        return self.by_act


# Counts


class Unordered(Counts):
    """Leaves blocks of people as they came."""

    @classmethod
    def joined(cls, blocks, order):
        return super().joined(blocks, np.arange(len(order)))


class Messages(Counts):
    """Lets whoever has met a context part in it."""

    @classmethod
    def of(cls, traffic, contexts, norm):
        found = super().of(traffic, contexts, norm)
        object.__setattr__(found, "parts", found.otherwise > 0)
        return found


class Everybody(Counts):
    """Takes everybody for those whose lives part."""

    @classmethod
    def of(cls, traffic, contexts, norm):
        found = super().of(traffic, contexts, norm)
        object.__setattr__(found, "parts", np.ones_like(found.parts))
        return found
