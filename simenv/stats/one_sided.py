"""One-sided bounds and tests of what must not lie above a limit.

Whoever wants to say "not above the limit" needs an upper bound below it; whoever wants to say
"above the limit" needs a small p of the hypothesis that it is not. Both errors are one-sided and
need not be equal, so each is asked for by itself.

A one-sided bound is wrong on one side alone, where nothing evens it out: harm of which a few people
have much has a mean that is low where its spread looks small, and a symmetric bound around it is
too low in 8 to 15 of 100 samples of 200 people instead of 5. So the bounds of counts, times and
means are those of Hall (1992), whose transformation of Student's t takes the skewness out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from simenv.columns import F8
from simenv.stats.estimate import Difference
from simenv.stats.quantiles import t_beyond, t_quantile
from simenv.stats.strata import Strata, block_sum

#: The part of an error that is used where a mean may be skewed: measured on counts of 200 people,
#: bounds of 5 % are otherwise wrong in 6 to 7 %, with 0.7 in up to 5.8 and with 0.5 in up to 4.8
#: (`benchmarks/gate.py`).
_USED = 0.5
#: Below this, Hall's transformation is none, and its inverse would lose digits.
_NO_SKEW = 1e-6


class Measured(Protocol):
    """A number that was measured against a limit; more is worse."""

    @property
    def estimate(self) -> float:
        """What was measured."""

    @property
    def limit(self) -> float:
        """What it must not lie above, in the same unit."""

    def upper(self, error: float) -> float:
        """The bound that the true number lies above with a chance of `error` at most."""

    def p_above(self) -> float:
        """The one-sided p of the hypothesis that the true number is the limit or less."""

    def more(self, times: float) -> Measured:
        """The same estimate from so many times as many units."""


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A paired difference, in the direction in which more is worse.

    `error` is its standard error, `freedom` the degrees of freedom, `effective` Kish's number of
    pairs. `share` says that each member of a pair is 0 or 1; `skew` is the skewness of the mean of
    anything else.
    """

    estimate: float
    limit: float
    error: float
    freedom: float
    effective: float
    share: bool
    skew: float = 0.0

    @classmethod
    def of(
        cls, found: Difference, limit: float, *, higher: bool, share: bool, skew: float = 0.0
    ) -> Apart | None:
        """A difference against a limit; None where it has no standard error.

        `higher` says that more of the outcome is better, so that less is worse. `skew` is that of
        the difference as it was found.
        """
        if found.error is None or found.freedom is None or found.effective is None:
            return None
        return cls(
            estimate=-found.value if higher else found.value,
            limit=limit,
            error=found.error,
            freedom=found.freedom,
            effective=found.effective,
            share=share,
            skew=-skew if higher else skew,
        )

    def upper(self, error: float) -> float:
        """By Student's t; never nearer to the estimate than without any skewness.

        Of shares with the error that they would have if the limit were true, where that is larger:
        where fewer happened to differ than would then, too little error was seen. Of anything else
        a part of the error is kept back for what Hall's transformation leaves of the skewness.
        """
        if self.share:
            t = t_quantile(self.freedom, 1 - 2 * error)
            return self.estimate + t * max(self.error, self._error_at_limit)
        t = t_quantile(self.freedom, 1 - 2 * _USED * error)
        return self.estimate + self.error * _reach(t, max(0.0, self.skew))

    @property
    def _error_at_limit(self) -> float:
        """The likeliest error of a difference of shares, if it were the limit (Tango 1998).

        `less` is the share of pairs that would then differ the other way.
        """
        limit, estimate = self.limit, self.estimate
        if not 0 <= limit < 1:
            return 0.0
        apart = min(1.0, max(abs(estimate), self.error**2 * self.effective + estimate**2))
        back = (apart - estimate) / 2
        middle = apart * (1 - limit) - 2 * limit * (1 - apart + back)
        less = (middle + (middle**2 + 8 * back * limit * (1 - limit)) ** 0.5) / 4
        return float(((2 * less + limit * (1 - limit)) / self.effective) ** 0.5)

    def p_above(self) -> float:
        """By Student's t, with the error that was seen; never less than without any skewness."""
        if self.error <= 0:
            return float(self.estimate <= self.limit)
        t = (self.estimate - self.limit) / self.error
        if not self.share:
            t = min(t, _straight(t, min(0.0, self.skew)))
        return t_beyond(t, self.freedom)

    def more(self, times: float) -> Apart:
        """The error falls with the square root of the number of pairs."""
        return replace(
            self,
            error=self.error / times**0.5,
            freedom=self.freedom * times,
            effective=self.effective * times,
            skew=self.skew / times**0.5,
        )


def skew_of_mean(values: F8, strata: Strata) -> float:
    """The skewness of the weighted mean of values [n]; 0 where they do not vary.

    `ValueError` where a persona that carries weight holds a single person.
    """
    parts = strata.variances(values)
    if parts is None:
        raise ValueError("of a single person there is no spread")
    third = sum(strata.weights[k] ** 3 * _cubed(strata.cut(values, k)) for k in strata.counted)
    variance = sum(parts)
    return third / variance**1.5 if variance > 0 else 0.0


def _cubed(values: F8) -> float:
    """The third central moment of the mean of one stratum."""
    apart = values - block_sum(values) / len(values)
    return block_sum(apart * apart * apart) / len(values) ** 3


def _straight(t: float, skew: float) -> float:
    """Student's t of a skewed mean, as straight as that of a symmetric one (Hall 1992)."""
    return t + skew * t * t / 3 + skew * skew * t**3 / 27 + skew / 6


def _reach(t: float, skew: float) -> float:
    """How many standard errors a bound lies above a mean: what `_straight` takes to -t, turned."""
    if skew < _NO_SKEW:
        return t
    return 3.0 / skew * (1.0 - float(np.cbrt(1.0 - skew * (t + skew / 6))))


@dataclass(frozen=True, kw_only=True)
class Part:
    """A share of `number` units, which need not be whole where units weigh differently."""

    estimate: float
    limit: float
    number: float

    def upper(self, error: float) -> float:
        """The exact bound (Clopper & Pearson 1934), one-sided."""
        from scipy.special import betaincinv  # noqa: PLC0415 - half a second, for who asks for it

        hits, misses = self._counts
        return 1.0 if misses <= 0 else float(betaincinv(hits + 1, misses, 1 - error))

    def p_above(self) -> float:
        """The exact chance of as many or more, if the limit were true."""
        from scipy.special import betainc  # noqa: PLC0415

        hits, misses = self._counts
        return 1.0 if hits <= 0 else float(betainc(hits, misses + 1, self.limit))

    def more(self, times: float) -> Part:
        """The same share of more units."""
        return replace(self, number=self.number * times)

    @property
    def _counts(self) -> tuple[float, float]:
        return self.estimate * self.number, (1 - self.estimate) * self.number


@dataclass(frozen=True, kw_only=True)
class Scattered(Part):
    """A share of units each of which is an estimate itself, such as plausible worlds.

    `estimate` counts what was estimated beyond; `sure` is the share of units of which that was
    shown, each with a chance of `wrong` of being wrong. Luck alone puts estimates beyond, so only
    what is sure speaks against: where no more units are beyond than may be, so many more can be
    taken for it.
    """

    sure: float
    wrong: float

    def p_above(self) -> float:
        """The exact chance of so many sure ones, if the limit were true."""
        most = self.limit + (1 - self.limit) * self.wrong
        return Part(estimate=self.sure, limit=most, number=self.number).p_above()


@dataclass(frozen=True, kw_only=True)
class Known:
    """A number that is known and not estimated, such as a difference of what never differed."""

    estimate: float
    limit: float

    def upper(self, error: float) -> float:
        """The number itself."""
        del error
        return self.estimate

    def p_above(self) -> float:
        """0 where it lies above, else 1: nothing is left to chance."""
        return float(self.estimate <= self.limit)

    def more(self, times: float) -> Known:
        """Itself."""
        del times
        return self
