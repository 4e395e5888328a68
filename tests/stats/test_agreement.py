"""Agreement and intervals of shares, against what was published of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simenv.stats.agreement import MISSING, alpha, effective, wilson
from tests.broken.agreement import BROKEN
from tests.broken.catching import CATCH, LAW

CODES = arrays(
    np.int64, st.tuples(st.integers(2, 4), st.integers(1, 12)), elements=st.integers(-1, 3)
)


def coded(*coders):
    """Codes as in print, a point where one is missing."""
    return np.array([
        [MISSING if one == "." else ord(one) for one in coder.split()] for coder in coders
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "published"),
    [
        (coded("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),
        (coded("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),
        (
            coded(
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ),
            0.743,
        ),
    ],
)
def test_alpha_of_krippendorffs_examples(codes, published):
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, parts A to C."""
    assert alpha(codes) == pytest.approx(published, abs=0.0005)


def test_where_alpha_is_not_defined():
    assert alpha(coded("a a a", "a a a")) is None
    assert alpha(coded("a . .", ". b .")) is None
    assert alpha(coded(". .", ". .")) is None


def holds(measure):
    """Alpha knows no order of coders or units, no names of codes, and ignores what is alone."""

    @given(codes=CODES, seed=st.integers(0, 99))
    def law(codes, seed):
        luck = np.random.default_rng(seed)
        mixed = luck.permutation(luck.permutation(codes, axis=0), axis=1)
        renamed = np.where(codes == MISSING, MISSING, 7 - codes)
        alone = np.full((len(codes), 1), MISSING)
        alone[0] = 2
        found = measure(codes)
        for same in (mixed, renamed, np.hstack([codes, alone])):
            assert measure(same) == (found if found is None else pytest.approx(found, abs=1e-12))
        assert found is None or found <= 1
        whole = (codes == codes[0]).all() and (codes != MISSING).all()
        assert found == 1 or found is None or not whole

    return law


def test_law_of_alpha():
    LAW(holds(alpha))()


@pytest.mark.parametrize("name", BROKEN)
def test_law_of_alpha_catches(name):
    with pytest.raises(AssertionError):
        CATCH(holds(BROKEN[name]))()


@pytest.mark.parametrize(
    ("hits", "number", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_of_newcombes_examples(hits, number, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, Table I, method 3."""
    assert wilson(hits / number, number) == pytest.approx((low, high), abs=0.00005)


def test_nothing_seen_says_nothing():
    assert wilson(0.0, 0.0) == (0.0, 1.0)


def test_kishs_number():
    assert effective(np.ones(7)) == pytest.approx(7)
    assert effective(np.array([3.0, 1.0])) == pytest.approx(1.6)
    assert effective(np.zeros(3)) == 0
