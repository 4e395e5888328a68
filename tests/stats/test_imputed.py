"""Rubin's rules: intervals over several readings cover what is true of the replies."""

import numpy as np
import pytest

from simenv.stats.imputed import LEAST, Single, pooled
from tests.broken.coders import POOLS

WORLDS, PEOPLE = 3000, 60


def covered(pool, spread):
    """How often 95 % intervals hold the truth, where readings differ by so much.

    A made-up world: the true mean of an outcome, people drawn around it, and what the coder leaves
    open, of which each reading is a draw.
    """
    luck = np.random.default_rng(7)
    hits = 0
    for _ in range(WORLDS):
        seen = luck.normal(0, 1, PEOPLE)
        error = seen.std(ddof=1) / PEOPLE**0.5
        guess = seen.mean() + luck.normal(0, spread)  # what the replies are read as
        draws = guess + luck.normal(0, spread, 20)  # and what they may truly be
        runs = [Single(value=one, error=error, freedom=PEOPLE - 1) for one in draws]
        found = pool(runs)
        hits += found.low <= 0 <= found.high
    return hits / WORLDS


@pytest.mark.parametrize("spread", [0.0, 0.05, 0.2])
def test_intervals_cover(spread):
    assert covered(pooled, spread) == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(("name", "spread"), list(zip(POOLS, (0.2, 0.05, 0.2), strict=True)))
def test_broken_rules_are_caught(name, spread):
    assert covered(POOLS[name], spread) < 0.935


def test_by_hand():
    """Five runs: between 2.5, within 1; total 1 + 1.2 x 2.5 = 4, so the widening is about 2."""
    found = pooled([Single(value=v, error=1.0) for v in (1, 2, 3, 4, 5)])
    assert (found.value, found.within, found.between) == (3, 1, pytest.approx(2.5**0.5))
    quantile = 2.357  # Student's, of 4 / 0.75 ** 2 = 7.1 degrees of freedom
    assert found.high - found.value == pytest.approx(2 * quantile, abs=0.005)
    assert found.widening == pytest.approx(2 * quantile / 1.96, abs=0.005)
    assert (found.same_sign, found.runs) == (5, LEAST)


def test_readings_that_agree_widen_nothing():
    found = pooled([Single(value=1.0, error=0.5, freedom=40)] * 5)
    assert found.widening == pytest.approx(1.0)
    assert found.between == 0


def test_one_reading_is_none():
    with pytest.raises(ValueError, match="one imputed run"):
        pooled([Single(value=1, error=1)])


def test_readings_without_luck_have_no_widening():
    assert pooled([Single(value=v, error=0.0) for v in (0, 0, 1)]).widening is None
