"""Law 6: worlds built for it, and how often intervals and verdicts are right there.

Each case makes 4,000 worlds whose truth is known in closed form, lets the estimators say what they
say, and counts. `benchmarks/coverage.py` prints the figures; `tests/laws/test_6_…` holds them
against what is promised, for the real estimators and for broken ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from simenv.rows import DAY
from simenv.stats.domain import difference_among, level_among
from simenv.stats.estimate import difference, level
from simenv.stats.holm import holm
from simenv.stats.pseudo import firsts, share_by, time_until
from simenv.stats.reading import ALPHA, equivalent, not_worse, p_beyond, read
from simenv.stats.relative import relative
from simenv.stats.strata import Strata

REPS = 4000
SIZES = (60, 40, 40, 30, 30)
WEIGHTS = np.array((0.4, 0.25, 0.2, 0.1, 0.05))
PERSONA = np.repeat(np.arange(5, dtype=np.int32), SIZES)
STRATA = Strata.of(PERSONA, WEIGHTS)
PEOPLE = len(PERSONA)
#: For what is rare, and for what is slow to estimate.
MANY = np.repeat(np.arange(5, dtype=np.int32), [5 * size for size in SIZES])
TWO = np.repeat(np.arange(2, dtype=np.int32), (90, 60))
TWO_STRATA = Strata.of(TWO, (0.3, 0.7))
DAYS = 30
#: What is promised of 4,000 repetitions.
NOMINAL = (0.94, 0.96)
REJECTS = (0.04, 0.06)


def first_events(times, causes, censored, strata):
    """Pseudo-observations of the first cause by the horizon."""
    found = firsts([times[cause] for cause in causes], censored)
    return share_by(found, 1, np.array([DAYS * DAY]), strata)[:, 0]


def time_free(times, censored, strata):
    """Pseudo-observations of the days before any event."""
    return time_until(firsts(times, censored), DAYS * DAY, strata) / DAY


@dataclass(frozen=True, kw_only=True)
class Estimators:
    """Everything that the law is about, so that a test can break one thing at a time."""

    difference: Callable = difference
    level: Callable = level
    relative: Callable = relative
    first_events: Callable = first_events
    time_free: Callable = time_free
    difference_among: Callable = difference_among
    level_among: Callable = level_among
    holm: Callable = holm
    equivalent: Callable = equivalent
    not_worse: Callable = not_worse


REAL = Estimators()


@dataclass(frozen=True, kw_only=True)
class Case:
    """One world, what is counted in it, and within which bounds the count has to lie."""

    name: str
    figure: str
    bounds: tuple[float, float]
    rate: Callable[[Estimators], float]
    why: str = ""


CASES: dict[str, Case] = {}


def case(name, figure, bounds=NOMINAL, why=""):
    """Enter a function that measures a rate among the cases."""

    def entered(rate):
        CASES[rate.__name__] = Case(name=name, figure=figure, bounds=bounds, rate=rate, why=why)
        return rate

    return entered


def luck(seed, people=PEOPLE):
    return np.random.default_rng(seed).random((REPS, people))


def chances(of_persona, persona=PERSONA):
    return np.asarray(of_persona)[persona]


def weighed(of_persona, weights=WEIGHTS):
    """The truth over all personas."""
    return float((np.asarray(of_persona) * weights).sum() / np.sum(weights))


def covered(estimates, truth):
    return np.mean([one.low <= truth <= one.high for one in estimates])


def differences(parts, arms, strata=STRATA, kind="share"):
    return [parts.difference(one, other, strata, kind) for one, other in zip(*arms, strict=True)]


# Differences of proportions

BEFORE = (0.2, 0.3, 0.5, 0.4, 0.6)
AFTER = (0.3, 0.3, 0.4, 0.6, 0.9)


def proportions(seed):
    """Two arms with shared luck and chances of each persona's own."""
    u = luck(seed)
    return [(u < chances(each)).astype(float) for each in (BEFORE, AFTER)]


@case("difference of proportions, known effect, shared luck", "coverage")
def proportion_difference(parts):
    return covered(differences(parts, proportions(1)), weighed(BEFORE) - weighed(AFTER))


@case("level of a proportion", "coverage")
def proportion_level(parts):
    rows = proportions(2)[0]
    return covered([parts.level(row, STRATA, "share") for row in rows], weighed(BEFORE))


def for_half_and_against_half(u, seed):
    """Raises the chance of 0.3 by 0.1 for half of the persons and lowers it for the others.

    Which half a person is in is drawn with the person: the true average is no difference.
    """
    return np.where(luck(seed) < 0.5, u < 0.4, u < 0.2).astype(float)


@case("average null, shared luck", "rejection", REJECTS)
def null_with_shared_luck(parts):
    u = luck(3)
    return 1 - covered(differences(parts, ((u < 0.3) * 1.0, for_half_and_against_half(u, 4))), 0)


@case("average null, independent luck", "rejection", REJECTS)
def null_with_independent_luck(parts):
    arms = (luck(5) < 0.3) * 1.0, for_half_and_against_half(luck(6), 7)
    return 1 - covered(differences(parts, arms), 0)


# Rare outcomes

DISCRETE = "ten events or so: what can be counted is discrete, and errs on the safe side"


def rare(seed, *, shared):
    """A 1 % outcome of 1,000 persons of unequal weights, half of whom share their luck or none."""
    u, other = luck(seed, len(MANY)), luck(seed + 1, len(MANY))
    v = np.where(luck(seed + 2, len(MANY)) < 0.5, u, other) if shared else other
    return (u < 0.01) * 1.0, (v < 0.01) * 1.0


@case("1 % outcome, unequal weights, shared luck", "coverage", (0.94, 0.985), DISCRETE)
def rare_with_shared_luck(parts):
    return covered(differences(parts, rare(8, shared=True), Strata.of(MANY, WEIGHTS)), 0)


@case("1 % outcome, unequal weights, independent luck", "coverage", (0.94, 0.985), DISCRETE)
def rare_with_independent_luck(parts):
    return covered(differences(parts, rare(11, shared=False), Strata.of(MANY, WEIGHTS)), 0)


ONE_WAY = (
    "four people or so, all moved one way: a skewed difference, which one pair more half mends"
)


@case("0.4 % of people differ, all one way", "coverage", (0.92, 0.96), ONE_WAY)
def hardly_anybody_differs(parts):
    u = luck(41, len(MANY))
    arms = (u < 0.1) * 1.0, (u < 0.104) * 1.0
    return covered(differences(parts, arms, Strata.of(MANY, WEIGHTS)), -0.004)


@case("level of a 1 % outcome, exact", "coverage", (0.94, 0.995), DISCRETE)
def rare_level(parts):
    strata = Strata.of(MANY, WEIGHTS)
    return covered([parts.level(row, strata, "share") for row in rare(14, shared=False)[0]], 0.01)


# Counts and restricted means

RATES = (1.0, 2.0, 3.0, 0.5, 4.0)
MORE = 1.3


def counts(seed):
    """Counts of persons who differ (gamma), 30 % more in the second arm."""
    rng = np.random.default_rng(seed)
    shared = rng.gamma(2.0, 0.5, (REPS, PEOPLE)) * chances(RATES)
    return [rng.poisson(mean).astype(float) for mean in (shared, MORE * shared)]


@case("difference of mean cumulative counts", "coverage")
def count_difference(parts):
    truth = (1 - MORE) * weighed(RATES)
    return covered(differences(parts, counts(17), kind="count"), truth)


HAZARDS = np.array((0.02, 0.03, 0.05, 0.01, 0.08))
SLOWER = 0.7


def restricted(hazard):
    """The mean of an exponential time, at most `DAYS`."""
    return (1 - np.exp(-DAYS * hazard)) / hazard


def waits(seed):
    """Days before an event, by two hazards and the same luck."""
    e = -np.log(luck(seed))
    return [np.minimum(e / chances(h), DAYS) for h in (HAZARDS, SLOWER * HAZARDS)]


@case("difference of restricted means", "coverage")
def restricted_mean_difference(parts):
    truth = weighed(restricted(HAZARDS)) - weighed(restricted(SLOWER * HAZARDS))
    return covered(differences(parts, waits(18), kind="days"), truth)


# Competing risks under censoring

CAUSE = np.array((0.02, 0.04))
RIVAL = np.array((0.05, 0.01))
LOST = 0.012
#: What the second arm does to the two hazards.
FASTER, RIVALS = 1.2, 3.0


def incidence(cause, rival):
    """The chance that the cause comes first, and by the horizon."""
    both = cause + rival
    return cause / both * (1 - np.exp(-DAYS * both))


def lives(seed, factor=1.0, other=1.0):
    """Times of two competing events in microseconds, and of censoring, about a fifth of people.

    Luck is shared over arms of one seed; the first hazard is multiplied by `factor`, the second by
    `other`.
    """
    e = -np.log(np.random.default_rng(seed).random((3, REPS, len(TWO))))
    rates = (factor * chances(CAUSE, TWO), other * chances(RIVAL, TWO), LOST)
    cause, rival, lost = (
        np.ceil(one / rate * DAY).astype(np.int64) for one, rate in zip(e, rates, strict=True)
    )
    return cause, rival, lost


def both_arms(seed):
    """(cause, rival, lost) of each repetition, in two arms with one censoring time."""
    first, second = lives(seed), lives(seed, FASTER, RIVALS)
    return zip(zip(*first, strict=True), zip(*second, strict=True), strict=True)


@cache
def observed(first_events_, seed):
    """Pseudo-observations of two arms in each repetition."""
    return [
        tuple(
            first_events_((cause, rival), (0, 1), lost, TWO_STRATA) for cause, rival, lost in arms
        )
        for arms in both_arms(seed)
    ]


TRUE_SHARE = weighed(incidence(CAUSE, RIVAL), TWO_STRATA.weights)
OTHER_SHARE = weighed(incidence(FASTER * CAUSE, RIVALS * RIVAL), TWO_STRATA.weights)


@case("competing risk under censoring (Aalen-Johansen), level", "coverage")
def competing_level(parts):
    rows = (first for first, _ in observed(parts.first_events, 20))
    return covered([parts.level(row, TWO_STRATA, "share") for row in rows], TRUE_SHARE)


@case("competing risk under censoring (Aalen-Johansen), difference", "coverage")
def competing_difference(parts):
    rows = [
        parts.difference(*pair, TWO_STRATA, "share") for pair in observed(parts.first_events, 20)
    ]
    return covered(rows, TRUE_SHARE - OTHER_SHARE)


@case("restricted mean under censoring, difference", "coverage")
def censored_restricted_mean(parts):
    rows = [
        parts.difference(
            *(parts.time_free([c, r], lost, TWO_STRATA) for c, r, lost in arms), TWO_STRATA, "days"
        )
        for arms in both_arms(21)
    ]
    hazards = CAUSE + RIVAL, FASTER * CAUSE + RIVALS * RIVAL
    first, second = (weighed(restricted(each), TWO_STRATA.weights) for each in hazards)
    return covered(rows, first - second)


# Ratios


def ratios(parts, arms, kind):
    return [parts.relative(one, other, STRATA, kind) for one, other in zip(*arms, strict=True)]


@case("ratio of proportions", "coverage")
def proportion_ratio(parts):
    return covered(ratios(parts, proportions(22), "share"), weighed(BEFORE) / weighed(AFTER))


@case("ratio of mean cumulative counts", "coverage")
def count_ratio(parts):
    return covered(ratios(parts, counts(23), "count"), 1 / MORE)


@case("ratio of restricted means", "coverage")
def restricted_mean_ratio(parts):
    truth = weighed(restricted(HAZARDS)) / weighed(restricted(SLOWER * HAZARDS))
    return covered(ratios(parts, waits(24), "days"), truth)


# Some of the people: after a refusal, and on the battery

BELONG = np.array((0.2, 0.5, 0.3, 0.6, 0.4))
AMONG = [weighed(BELONG * each) / weighed(BELONG) for each in (BEFORE, AFTER)]


def some(seed):
    """Two arms of many people, and who belongs to a part: by chance, and by persona."""
    u = luck(seed, len(MANY))
    arms = [(u < chances(each, MANY)) * 1.0 for each in (BEFORE, AFTER)]
    return zip(*arms, luck(seed + 1, len(MANY)) < chances(BELONG, MANY), strict=True)


@case("difference among a part of the people", "coverage")
def part_difference(parts):
    strata = Strata.of(MANY, WEIGHTS)
    found = [parts.difference_among(a, b, part, strata, "share") for a, b, part in some(25)]
    return covered(found, AMONG[0] - AMONG[1])


@case("level among a part of the people", "coverage")
def part_level(parts):
    strata = Strata.of(MANY, WEIGHTS)
    found = [parts.level_among(one, part, strata, "share") for one, _, part in some(27)]
    return covered(found, AMONG[0])


# Reading against a margin

MARGIN = 0.1
ONE_SIDE = "one side of two: 2.5 %, less where few persons differ"


def shifted(seed, by):
    """Two arms whose chances differ by `by` in every persona."""
    u = luck(seed)
    return (u < 0.3 + by).astype(float), (u < 0.3).astype(float)


@case("found beyond the margin although exactly at it", "error", (0.005, 0.03), ONE_SIDE)
def beyond_at_the_margin(parts):
    found = differences(parts, shifted(29, MARGIN))
    return np.mean([read(one, "lower", MARGIN, None).verdict == "beyond" for one in found])


@case("found equivalent although exactly at the margin", "error", (0.03, 0.06))
def equivalent_at_the_margin(parts):
    return np.mean(
        [
            parts.equivalent(one, MARGIN, share=True)
            for one in differences(parts, shifted(30, MARGIN))
        ]
    )


@case("found equivalent although at the margin, independent luck", "error", (0.03, 0.06))
def equivalent_with_independent_luck(parts):
    arms = (luck(33, len(MANY)) < 0.3 + MARGIN) * 1.0, (luck(34, len(MANY)) < 0.3) * 1.0
    found = differences(parts, arms, Strata.of(MANY, WEIGHTS))
    return np.mean([parts.equivalent(one, MARGIN, share=True) for one in found])


@case("found not worse although worse by the margin", "error", (0.005, 0.03), ONE_SIDE)
def not_worse_at_the_margin(parts):
    found = differences(parts, shifted(31, MARGIN))
    return np.mean([parts.not_worse(one, "lower", MARGIN, share=True) for one in found])


# Families

ARMS, OUTCOMES = 3, 3


@cache
def family(difference_):
    """The p of each comparison of a family, in each repetition."""
    rng = np.random.default_rng(32)
    found = []
    for _ in range(REPS):
        person = rng.standard_normal(PEOPLE) + rng.standard_normal((OUTCOMES, PEOPLE))
        reference = person + rng.standard_normal((OUTCOMES, PEOPLE))
        arms = person + rng.standard_normal((ARMS, OUTCOMES, PEOPLE))
        pairs = [pair for arm in arms for pair in zip(arm, reference, strict=True)]
        found.append([p_beyond(difference_(*pair, STRATA, "mean"), 0.0) for pair in pairs])
    return found


@case(
    "any of 9 true nulls rejected, with Holm: 3 arms, 3 correlated outcomes", "error", (0.02, 0.06)
)
def family_wise_error(parts):
    return np.mean([min(parts.holm(each)) <= ALPHA for each in family(parts.difference)])


def measured(found: Case, parts: Estimators = REAL) -> float:
    """The rate of a case, by the real estimators or by others."""
    return float(found.rate(parts))
