"""Law 6: intervals cover, and nulls reject, at their nominal rate, on worlds built for it."""

import numpy as np
import pytest

from simenv.stats.estimate import difference, level
from simenv.stats.strata import Strata

REPS = 2000
SIZES = (60, 40, 40, 30, 30)
WEIGHTS = np.array((0.4, 0.25, 0.2, 0.1, 0.05))
PERSONA = np.repeat(np.arange(5, dtype=np.int32), SIZES)
PEOPLE = len(PERSONA)
STRATA = Strata.of(PERSONA, WEIGHTS)
#: Three standard errors of a share of 0.95 in that many repetitions.
NOISE = 3 * (0.95 * 0.05 / REPS) ** 0.5


def luck(seed, persons=PEOPLE):
    return np.random.default_rng(seed).random((REPS, persons))


def coverage(first, second, truth, kind="share", strata=STRATA, squeeze=1.0):
    """The share of repetitions whose interval holds the truth; `squeeze` breaks it on purpose."""
    hits = 0
    for one, other in zip(first, second, strict=True):
        found = difference(one, other, strata, kind)
        hits += abs(found.value - truth) <= squeeze * (found.high - found.value) + 1e-12
    return hits / REPS


def bernoulli(u, chances):
    """One 0 or 1 a person, by the chance of their persona."""
    return (u < np.asarray(chances)[PERSONA]).astype(float)


def for_half_and_against_half(u, seed):
    """A policy that raises the chance of 0.3 by 0.1 for half of the persons and lowers it for half.

    Which half a person is in is drawn with the person: the true average is no difference.
    """
    sides = luck(seed) < 0.5
    return np.where(sides, u < 0.4, u < 0.2).astype(float)


def test_an_average_null_with_shared_luck_is_rejected_at_five_percent():
    u = luck(1)
    second = for_half_and_against_half(u, 11)
    assert coverage((u < 0.3).astype(float), second, 0) == pytest.approx(0.95, abs=NOISE)


def test_an_average_null_with_independent_luck_is_rejected_at_five_percent():
    second = for_half_and_against_half(luck(3), 12)
    first = (luck(2) < 0.3).astype(float)
    assert coverage(first, second, 0) == pytest.approx(0.95, abs=NOISE)


def test_a_known_effect_is_covered():
    before, after = np.array((0.2, 0.3, 0.5, 0.4, 0.6)), np.array((0.3, 0.3, 0.4, 0.6, 0.9))
    u = luck(4)
    truth = float(WEIGHTS @ (before - after)) / float(WEIGHTS.sum())
    found = coverage(bernoulli(u, before), bernoulli(u, after), truth)
    assert found == pytest.approx(0.95, abs=NOISE)


def test_counts_and_means_are_covered():
    rng = np.random.default_rng(5)
    shape = (REPS, PEOPLE)
    shared = rng.gamma(2.0, 1.0, shape)
    first, second = rng.poisson(shared), rng.poisson(1.2 * shared)
    assert coverage(first, second, -0.4, "count") == pytest.approx(0.95, abs=NOISE)
    first = shared + rng.standard_normal(shape)
    assert coverage(first, shared, 0, "mean") == pytest.approx(0.95, abs=NOISE)


@pytest.mark.parametrize("shared", [True, False])
def test_a_one_percent_outcome_with_unequal_weights_is_covered(shared):
    strata = Strata.of(np.repeat(PERSONA, 5), WEIGHTS)
    many = 5 * PEOPLE
    u = luck(6, many)
    v = np.where(luck(7, many) < 0.5, u, luck(8, many)) if shared else luck(9, many)
    first, second = (u < 0.01).astype(float), (v < 0.01).astype(float)
    found = coverage(first, second, 0, strata=strata)
    assert 0.95 - NOISE <= found <= 0.985  # a discrete outcome errs on the safe side


def test_levels_of_rare_shares_are_covered():
    strata = Strata.of(np.repeat(PERSONA, 5), WEIGHTS)
    rare = (luck(10, 5 * PEOPLE) < 0.01).astype(float)
    found = [level(each, strata, "share") for each in rare]
    hits = sum(each.low <= 0.01 <= each.high for each in found)
    assert 0.93 <= hits / REPS <= 0.985


def test_the_check_catches_an_interval_that_is_too_narrow():
    u = luck(4)
    before, after = np.array((0.2, 0.3, 0.5, 0.4, 0.6)), np.array((0.3, 0.3, 0.4, 0.6, 0.9))
    truth = float(WEIGHTS @ (before - after)) / float(WEIGHTS.sum())
    arms = bernoulli(u, before), bernoulli(u, after)
    assert coverage(*arms, truth, squeeze=0.85) < 0.95 - NOISE
    unweighted = Strata.of(PERSONA, np.ones(5))
    assert coverage(*arms, truth, strata=unweighted) < 0.95 - NOISE


def test_sharing_luck_narrows_intervals():
    u, v = luck(13)[:50], luck(14)[:50]
    for one, other in zip(u, v, strict=True):
        first = (one < 0.3).astype(float)
        shared = difference(first, (one < 0.4).astype(float), STRATA, "mean")
        apart = difference(first, (other < 0.4).astype(float), STRATA, "mean")
        assert shared.high - shared.low < apart.high - apart.low
        assert shared.variance_cut > 1
