"""Gates that are wrong more often than they say, or that do not hang together."""

from __future__ import annotations

from dataclasses import replace

from simenv.gate.needing import needed
from simenv.gate.verdict import ERROR, judge
from simenv.stats.one_sided import Apart, Part, Scattered
from simenv.stats.quantiles import t_quantile
from tests.gate.made import Parts


class OnTheEstimate(Apart):
    """Takes the estimate for the truth."""

    def upper(self, error):
        del error
        return self.estimate


class AsSeen(Apart):
    """Takes the error that was seen, although hardly anybody differed."""

    def upper(self, error):
        return self.estimate + t_quantile(self.freedom, 1 - 2 * error) * self.error


class ByEstimates(Scattered):
    """Takes what is estimated beyond the margin for what is beyond it."""

    def p_above(self):
        return Part(estimate=self.estimate, limit=self.limit, number=self.number).p_above()


class Symmetric(Apart):
    """Takes every mean for a symmetric one."""

    def upper(self, error):
        return Apart(**(vars(self) | {"skew": 0.0})).upper(error)

    def p_above(self):
        return Apart(**(vars(self) | {"skew": 0.0})).p_above()


class AtFourFifths(Apart):
    """Bounds of 80 %, one-sided."""

    def upper(self, error):
        del error
        return super().upper(0.2)


class Overconfident(Part):
    """A share as if there were three times as many units."""

    def upper(self, error):
        return Part(estimate=self.estimate, limit=self.limit, number=3 * self.number).upper(error)


def _uncorrected(criteria, run):
    """Every criterion by itself fails at 5 %."""
    return tuple(
        replace(one, verdict="fail") if one.p is not None and one.p <= ERROR else one
        for one in judge(criteria, run)
    )


def _by_the_estimate(criteria, run):
    """Fails where the estimate lies beyond the limit."""
    return tuple(
        replace(one, verdict="fail")
        if one.best and one.best[1].estimate > one.best[1].limit
        else one
        for one in judge(criteria, run)
    )


#: What each breaks, and which rate shows it.
BROKEN = {
    "on the estimate": (Parts(measured=OnTheEstimate), "margin"),
    "bounds of 80 %": (Parts(measured=AtFourFifths), "margin"),
    "error as seen": (Parts(measured=AsSeen), "rare"),
    "symmetric, passing": (Parts(measured=Symmetric), "uneven margin"),
    "symmetric, failing": (Parts(measured=Symmetric), "uneven limit"),
    "worlds by estimates": (Parts(scattered=ByEstimates), "luck in worlds"),
    "without Holm": (Parts(judge=_uncorrected), "limit"),
    "fails by the estimate": (Parts(judge=_by_the_estimate), "equal"),
    "each way at 5 %": (Parts(chances=1), "either"),
    "worlds threefold": (Parts(rate=Overconfident), "worlds"),
}


def by_majority(judged):
    """Passes where most criteria pass."""
    found = [one.verdict for one in judged]
    return "pass" if found.count("pass") * 2 > len(found) else "undecided"


def first_of_all(judged):
    """Hangs on the order of criteria."""
    return judged[0].verdict


def forgetful(judged):
    """Takes what nobody could judge for passed."""
    found = {one.verdict for one in judged if not one.criterion.held_back}
    return "fail" if "fail" in found else "undecided" if "undecided" in found else "pass"


OVERALL = {"majority": by_majority, "first": first_of_all, "forgetful": forgetful}


def half_as_many(one, run, error, family):
    """Says that half of the people would do."""
    found = needed(one, run, error, family)
    return found and replace(found, total=run + (found.total - run) // 2)


def other_side(one, run, error, family):
    """Says that what would fail would pass."""
    found = needed(one, run, error, family)
    return found and replace(found, would="pass" if found.would == "fail" else "fail")


NEEDED = {"half": half_as_many, "other side": other_side}
