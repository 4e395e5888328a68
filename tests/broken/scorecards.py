"""Scorecards, rates and batteries that break a law, each in one way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.battery import Battery
from simenv.exchange import Requests, Responses
from simenv.policy import checked
from simenv.stats.points import linearised, of_part
from simenv.stats.scorecard import SCORECARDS, Scorecard, as_it_is, the_other_way


def with_item(name, good) -> tuple[Scorecard, ...]:
    """The scorecards, with one item turned into points in another way."""
    return tuple(
        replace(
            card,
            items=tuple(
                replace(item, good=good) if item.name == name else item for item in card.items
            ),
        )
        for card in SCORECARDS
    )


#: Counts what was gained in disclosure as more than nothing lost.
BEYOND = with_item("disclosure_lost", the_other_way)
#: Gives points for frustration.
UPSIDE_DOWN = with_item("frustration", as_it_is)


#: A care view of everybody who entered, and not of those at risk.
OF_EVERYBODY = tuple(replace(card, among=None) for card in SCORECARDS)


def relative_to_the_best(points: dict[str, float]) -> dict[str, float]:
    """Points as a share of the best arm's: adding an arm moves everybody."""
    best = max(points.values())
    return {arm: 100 * each / best for arm, each in points.items()}


def unscaled(values, among, inner, outer):
    """Forgets that those outside a denominator add to its spread."""
    found = linearised(values, among, inner, outer)
    centre = inner.mean(values)
    return centre + (found - centre) / 3


def unraised(values, part, strata):
    """Takes those of a part for as sure as if they were everybody."""
    found = of_part(values, part, strata)
    centre = strata.mean(found)
    return centre + (found - centre) * strata.mean(part.astype(float))


def squeezed(low, high):
    """An interval that is too narrow by a fifth on each side."""
    return low + 0.2 * (high - low), high - 0.2 * (high - low)


class Shifted(Battery):
    """Holds the answer to one request against the truth of the next."""

    def judged(self, policy, standard):
        truth = self.truth.take(np.roll(np.arange(len(self.truth)), 1))
        honest = Battery(**{**vars(self), "truth": truth})
        return honest.judged(policy, standard)


class Answered(Battery):
    """Asks each policy only what it has not refused before: the policy moves the battery."""

    def judged(self, policy, standard):
        asked = checked(policy, self.requests).act < 2
        honest = Battery(
            **{
                **vars(self),
                "requests": self.requests.take(asked),
                "truth": self.truth.take(asked),
            }
        )
        return honest.judged(policy, standard)


class Mirror:
    """A policy that knows the truth and answers as the standard would have it."""

    name, version, kind, sha256 = "mirror", "1.0.0", "test", ""

    def __init__(self, truth, standard):
        self.truth, self.standard = truth, standard

    def respond(self, requests: Requests) -> Responses:
        truth = self.truth
        cell = (truth.need, truth.asks, truth.hidden.astype(int), truth.risk)
        said = Responses.blank(len(requests))
        said.act[:] = self.standard.most_act[cell]
        said.referral[:] = self.standard.least_referral[cell]
        return said
