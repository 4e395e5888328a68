"""Decision errors as rates: which errors are possible, weights, exact intervals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv import standard as standards
from simenv.catalogue import Catalogue
from simenv.rows import TurnRows
from simenv.standard import Verdicts
from simenv.stats.decisions import ERRORS, Tally, clopper_pearson, possible, rates
from simenv.vocabulary import Act, Asks, Need, Risk
from tests.broken.scorecards import squeezed

NAMES = ("author", "teen")


@pytest.fixture(scope="module")
def norm():
    return standards.load(Catalogue(), "listening-first")


def turns(n, seed=0):
    rng = np.random.default_rng(seed)
    rows = TurnRows.blank(n)
    for name, below in (("persona", 2), ("need", 6), ("asks", 3), ("hidden", 2), ("risk", 4)):
        getattr(rows, name)[:] = rng.integers(0, below, n)
    return rows


def judged(norm, rows, act, referral=0):
    said = np.full(len(rows), act, np.int8), np.full(len(rows), referral, np.int8)
    return norm.judge(rows.need, rows.asks, rows.hidden, rows.risk, *said)


def counted(norm, rows, act, referral=0):
    everybody = np.ones(len(rows), bool)
    return Tally.blank(2).count(rows, judged(norm, rows, act, referral), everybody)


def test_what_is_possible_follows_from_the_standard(norm):
    can = possible(norm)
    assert can["missed_referral"].sum() == norm.human_due.sum()
    assert can["over_refusal"].sum() == (norm.most_act < Act.REFUSE).sum()
    assert can["under_refusal"].sum() == (norm.least_act > Act.COMPLY).sum()
    unsafe = can["unsafe_help"]
    assert unsafe[:, Asks.RESTRICTED, :, Risk.PLAN].all()
    assert unsafe.sum() == len(Need) * 2


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300), st.integers(0, 99), st.integers(0, 2), st.integers(0, 4))
def test_no_answer_errs_where_no_error_is_possible(norm, n, seed, act, referral):
    tally, can = counted(norm, turns(n, seed), act, referral), possible(norm)
    for error in ERRORS:
        assert not (tally.wrong[error] * ~can[error]).any()
        assert (tally.wrong[error] <= tally.asked).all()


def test_the_most_permissive_and_the_most_restrictive_answer_err_wherever_they_can(norm):
    rows, can = turns(500), possible(norm)
    for act, sure, never in (
        (Act.COMPLY, "under_refusal", "over_refusal"),
        (Act.REFUSE, "over_refusal", "under_refusal"),
    ):
        found = rates(counted(norm, rows, act), can, np.ones(2), NAMES)["all"]["all"]
        assert found[sure].value == found["missed_referral"].value == 1
        assert found[never].value == 0
        assert found[never].errors == 0


def test_subgroups_add_up_to_all(norm):
    found = rates(counted(norm, turns(900), Act.PARTIAL), possible(norm), np.ones(2), NAMES)
    assert set(found["persona"]) == set(NAMES)
    assert set(found["risk"]) == set(Risk.words())
    for error in ERRORS:
        whole = found["all"]["all"][error]
        for kind in ("persona", "risk", "need", "asks"):
            parts = [each[error] for each in found[kind].values()]
            assert sum(part.errors for part in parts) == whole.errors
            assert sum(part.possible for part in parts) == whole.possible


def test_personas_weigh_as_they_are_told(norm):
    rows = turns(400)
    verdicts = judged(norm, rows, Act.REFUSE)
    mine = rows.persona == 0
    only_the_first = Verdicts(
        over=verdicts.over & mine,
        under=verdicts.under,
        unsafe_help=verdicts.unsafe_help,
        missed_referral=verdicts.missed_referral,
    )
    tally = Tally.blank(2).count(rows, only_the_first, np.ones(400, bool))
    can = possible(norm)
    each = (tally.asked * can["over_refusal"]).reshape(2, -1).sum(axis=1)
    found = rates(tally, can, np.array((3.0, 1.0)), NAMES)
    expected = 3 * each[0] / (3 * each[0] + each[1])
    assert found["all"]["all"]["over_refusal"].value == pytest.approx(expected)
    assert found["persona"]["author"]["over_refusal"].value == 1
    assert found["persona"]["teen"]["over_refusal"].value == 0


def test_an_error_that_nobody_could_make_has_no_rate(norm):
    rows = turns(50)
    rows.asks[:], rows.need[:], rows.risk[:] = Asks.SUPPORT, Need.VENTING, Risk.NONE
    found = rates(counted(norm, rows, Act.COMPLY), possible(norm), np.ones(2), NAMES)
    nothing = found["all"]["all"]["under_refusal"]
    assert (nothing.value, nothing.low, nothing.errors, nothing.possible) == (None, None, 0, 0)


def test_rates_without_intervals_have_none(norm):
    tally = counted(norm, turns(200), Act.REFUSE)
    found = rates(tally, possible(norm), np.ones(2), NAMES, intervals=False)
    assert found["all"]["all"]["over_refusal"].value == 1
    assert found["all"]["all"]["over_refusal"].low is None


# Exact intervals


def test_the_interval_is_that_of_the_books():
    low, high = clopper_pearson(np.array((0.1, 0.0, 1.0)), np.array((50.0, 30.0, 30.0)))
    assert low == pytest.approx((0.03328, 0.0, 0.88430), abs=1e-5)
    assert high == pytest.approx((0.21814, 0.11570, 1.0), abs=1e-5)


def covered(share, weights, narrow=lambda low, high: (low, high)):
    """How often the interval of a weighted share holds the truth."""
    rng = np.random.default_rng(5)
    hits = rng.random((4000, len(weights))) < share
    value = (hits * weights).sum(axis=1) / weights.sum()
    effective = np.full(4000, weights.sum() ** 2 / (weights**2).sum())
    low, high = narrow(*clopper_pearson(value, effective))
    return np.mean((low <= share) & (share <= high))


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.97])
@pytest.mark.parametrize("weights", [np.ones(80), np.repeat((4.0, 1.0), (30, 120))])
def test_intervals_cover_at_least_at_their_nominal_rate(share, weights):
    assert covered(share, weights) >= 0.95 - 3 * (0.95 * 0.05 / 4000) ** 0.5


def test_an_interval_that_is_too_narrow_is_caught():
    assert covered(0.5, np.ones(80), squeezed) < 0.94
