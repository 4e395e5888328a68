"""Law 6 where persons share services: worlds whose populations are shaken as a whole.

Each of 4,000 repetitions makes 20 populations of 60 people. A shock meets everybody in a population
alike (a day on which nobody answers), so that persons are far from independent; the truth is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from simenv.stats.holm import holm
from simenv.stats.populations.estimate import Column, apart, apart_twice, level, per
from simenv.stats.reading import p_beyond

REPS, POPULATIONS, PEOPLE = 4000, 20, 60
#: What is promised of 4,000 repetitions.
NOMINAL, REJECTS = (0.94, 0.96), (0.04, 0.06)
#: Standard deviation of the shock of a population, on the scale of a share.
SHOCK = 0.15
BEFORE, AFTER = 0.5, 0.42


def of_persons(values, kind):
    """Values [populations, people] as one number a population: the unit."""
    return Column(values=values.mean(axis=1), units=values.size, kind=kind)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that the law is about, so that a test can break one thing at a time."""

    column: Callable = of_persons
    level: Callable = level
    apart: Callable = apart
    apart_twice: Callable = apart_twice
    per: Callable = per
    holm: Callable = holm


REAL = Parts()


@dataclass(frozen=True, kw_only=True)
class Case:
    """One world, what is counted in it, and within which bounds the count has to lie."""

    bounds: tuple[float, float]
    rate: Callable[[Parts], float]


CASES: dict[str, Case] = {}


def case(bounds=NOMINAL):
    """Enter a function that measures a rate among the cases."""

    def entered(rate):
        CASES[rate.__name__] = Case(bounds=bounds, rate=rate)
        return rate

    return entered


def covered(found, truth):
    return float(np.mean([one.low <= truth <= one.high for one in found]))


@cache
def shaken(seed, *shares):
    """Arms [reps, populations, people] of 0 and 1; luck shared, and a shock of each arm besides."""
    rng = np.random.default_rng(seed)
    luck = rng.random((REPS, POPULATIONS, PEOPLE), dtype=np.float32)
    both = rng.uniform(-SHOCK, SHOCK, (REPS, POPULATIONS, 1))
    arms = []
    for share in shares:
        own = rng.uniform(-SHOCK, SHOCK, (REPS, POPULATIONS, 1))
        arms.append(luck < share + both + own)
    return arms


def columns(parts, arm):
    return [parts.column(rep.astype(np.float64), "share") for rep in arm]


@case()
def level_of_a_share(parts):
    (arm,) = shaken(1, BEFORE)
    return covered([parts.level(one) for one in columns(parts, arm)], BEFORE)


@case()
def difference_of_shares(parts):
    arms = [columns(parts, arm) for arm in shaken(2, AFTER, BEFORE)]
    found = [parts.apart(one, other) for one, other in zip(*arms, strict=True)]
    return covered(found, AFTER - BEFORE)


@case(REJECTS)
def null_with_a_shock_of_each_arm(parts):
    arms = [columns(parts, arm) for arm in shaken(3, BEFORE, BEFORE)]
    return 1 - covered([parts.apart(one, other) for one, other in zip(*arms, strict=True)], 0.0)


@case()
def difference_of_differences(parts):
    arms = [columns(parts, arm) for arm in shaken(4, 0.6, BEFORE, AFTER, BEFORE)]
    found = [parts.apart_twice((a, b), (c, d)) for a, b, c, d in zip(*arms, strict=True)]
    return covered(found, 0.6 - AFTER)


@case()
def ratio_of_totals(parts):
    """The share of requests that were answered, where populations ask unequally often."""
    rng = np.random.default_rng(5)
    asked = rng.poisson(rng.uniform(20, 60, (REPS, POPULATIONS)))
    answered = rng.binomial(asked, rng.uniform(0.5, 0.9, (REPS, POPULATIONS)))
    found = []
    for over, under in zip(answered.astype(float), asked.astype(float), strict=True):
        values = parts.per(over, under)
        found.append(parts.level(Column(values=values, units=int(under.sum()), kind="share")))
    return covered(found, 0.7)


@case((0.03, 0.06))
def any_wrong_sign_in_the_family(parts):
    """Nine orders of arms that do not differ: any sign that holds is a false one."""
    wrong = 0
    spread = 0.1
    draws = np.random.default_rng(6).normal(0, spread, (REPS // 2, 9, POPULATIONS))
    for rep in draws:
        found = [_apart(parts, values) for values in rep]
        held = parts.holm([_p(one) for one in found])
        wrong += any(p < 0.05 for p in held)
    return wrong / len(draws)


def _apart(parts, values):
    one = Column(values=values + 0.5, units=1200, kind="mean")
    other = Column(values=np.full(POPULATIONS, 0.5), units=1200, kind="mean")
    return parts.apart(one, other)


def _p(found):
    return p_beyond(found.read_as, 0.0)
