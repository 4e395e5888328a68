"""Law 6: intervals cover at their nominal rate, and nulls reject at it, on worlds built for it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stats import summarise
from simenv.stats.estimate import difference
from simenv.stats.pseudo import firsts, share_by, time_until
from simenv.stats.relative import relative
from tests.broken.catching import LAW
from tests.broken.estimators import BROKEN
from tests.laws.coverage import CASES, REAL, STRATA, measured
from tests.made_lives import lives, study


def holds(name, parts=REAL):
    found = CASES[name]
    low, high = found.bounds
    rate = measured(found, parts)
    assert low <= rate <= high, f"{found.name}: {found.figure} {rate:.4f}, not {low} to {high}"


@pytest.mark.parametrize("name", CASES)
def test_the_figures_are_as_promised(name):
    holds(name)


CAUGHT = [(name, case) for name, (_, cases) in BROKEN.items() for case in cases]


@pytest.mark.parametrize(("name", "case"), CAUGHT)
def test_a_broken_estimator_is_caught(name, case):
    parts, _ = BROKEN[name]
    with pytest.raises(AssertionError):
        holds(case, parts)


# Identical arms: no test, no interval, exactly nothing


@LAW
@given(st.integers(0, 2**32 - 1), st.sampled_from(["share", "count", "days", "mean"]))
def test_identical_arms_differ_by_exactly_nothing(seed, kind):
    rng = np.random.default_rng(seed)
    values = np.floor(3 * rng.random(STRATA.people)) if kind != "share" else None
    values = (rng.random(STRATA.people) < 0.4).astype(float) if values is None else values
    assert difference(values, values.copy(), STRATA, kind).value == 0.0
    assert relative(values, values.copy(), STRATA, kind).value == 1.0


@LAW
@given(st.integers(0, 2**32 - 1))
def test_identical_arms_under_censoring_differ_by_exactly_nothing(seed):
    rng = np.random.default_rng(seed)
    times = [rng.integers(-1, 30, STRATA.people) for _ in range(2)]
    lost = np.where(rng.random(STRATA.people) < 0.2, rng.integers(0, 30, STRATA.people), -1)
    both = [firsts(times, lost), firsts([each.copy() for each in times], lost)]
    shares = [share_by(each, 1, np.array([25]), STRATA)[:, 0] for each in both]
    waits = [time_until(each, 25, STRATA) for each in both]
    for one, other in (shares, waits):
        assert difference(one, other, STRATA, "mean").value == 0.0


def test_identical_arms_are_told_as_the_same_decisions():
    same = {arm: lives(0.4) for arm in "AB"}
    found = summarise(study(), same)
    assert "same decisions" in found.sentence
    for line in found.differences:
        assert line.all.same
        assert (line.all.value, line.all.low) == (0.0, None)
