"""The best test by one feature: held against all tests that there are."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.policy.conditions import When
from simenv.versions import search
from simenv.versions.features import Condition, Feature, as_ranges
from tests.broken.catching import CATCH, LAW
from tests.broken.versions import ALL_BUT_ONE, FORGETS_THE_NIGHT, MISSPELT
from tests.versions.made import FEATURES, PLACES, VALUES

WEIGHTS = st.integers(0, 9).map(float)


def feature(column):
    return Feature(column=column, whose="both")


def codes_of(column):
    if column in PLACES:
        return np.sort(PLACES[column])
    return np.arange(VALUES[column]) + feature(column).bounds[0]


@st.composite
def tallies(draw, columns=("need", "refusals", "hour")):
    column = draw(st.sampled_from(columns))
    codes = codes_of(column)
    sides = [draw(st.lists(WEIGHTS, min_size=len(codes), max_size=len(codes))) for _ in "ab"]
    sides[0][draw(st.integers(0, len(codes) - 1))] += 1.0
    tally = search.Tally(codes=codes, wanted=np.array(sides[0]), others=np.array(sides[1]))
    return column, tally, tally.wanted.sum() + draw(WEIGHTS)


def score(tally, whole, kept):
    held, spoilt = tally.wanted[kept].sum(), tally.others[kept].sum()
    return 2 * held / (whole + held + spoilt)


def all_tests(column, number):
    """Every set of places that a test by this column may let through."""
    if column == "need":
        return [list(c) for k in range(1, number + 1) for c in combinations(range(number), k)]
    if column == "hour":
        return [[(a + k) % 24 for k in range(n)] for a in range(24) for n in range(1, 24)]
    return [list(range(a, b)) for a in range(number) for b in range(a + 1, number + 1)]


def the_best(best, column, tally, whole):
    found, ranges = best(feature(column), tally, whole)
    kept = Condition(feature=feature(column), ranges=ranges).fits(tally.codes)
    assert np.isclose(found, score(tally, whole, kept)), "the score is that of the test"
    of_all = max(score(tally, whole, each) for each in all_tests(column, len(tally.codes)))
    slack = search.LEAST_GAIN if column == "refusals" else 1e-9
    assert found > of_all - slack


@LAW
@given(tallies())
def test_no_other_test_by_a_feature_is_better(drawn):
    the_best(search.best, *drawn)


@pytest.mark.parametrize("broken", [ALL_BUT_ONE, FORGETS_THE_NIGHT])
def test_a_search_that_misses_some_is_caught(broken):
    @CATCH
    @given(tallies())
    def law(drawn):
        the_best(broken, *drawn)

    with pytest.raises(AssertionError):
        law()


# Words


@st.composite
def conditions(draw):
    one = draw(st.sampled_from(FEATURES))
    codes = codes_of(one.column)
    if one.shape == "any":
        some = draw(st.sets(st.sampled_from(codes.tolist()), min_size=1))
        return one, as_ranges(np.array(sorted(some)))
    low, high = sorted(draw(st.tuples(*[st.integers(0, len(codes) - 1)] * 2)))
    if one.shape == "span" and draw(st.booleans()) and high > low + 1:
        return one, ((high, 23), (0, low))
    end = one.bounds[1] if high == len(codes) - 1 and one.shape == "range" else int(codes[high])
    return one, ((int(codes[low]), end),)


def says_what_it_does(kind, one, ranges):
    """Read as a `when` of a policy file, the words let through what the condition does."""
    condition = kind(feature=one, ranges=ranges)
    codes = codes_of(one.column)
    if condition.fits(codes).all():
        return  # no condition at all, and never told
    read = When.model_validate({one.word: condition.said()}).tests()[one.column]
    assert (Condition(feature=one, ranges=read).fits(codes) == condition.fits(codes)).all()


@LAW
@given(conditions())
def test_a_condition_is_told_in_words_that_a_policy_file_reads_alike(drawn):
    says_what_it_does(Condition, *drawn)


@pytest.mark.parametrize("broken", MISSPELT)
def test_words_that_say_something_else_are_caught(broken):
    @CATCH
    @given(conditions())
    def law(drawn):
        says_what_it_does(broken, *drawn)

    with pytest.raises(AssertionError):
        law()


@pytest.mark.parametrize(
    ("column", "ranges", "said"),
    [
        ("asks", ((2, 2),), "restricted"),
        ("risk_seen", ((2, 3),), ["active", "plan"]),
        ("hour", ((22, 23), (0, 5)), "22-06"),
        ("hour", ((7, 7),), 7),
        ("refusals", ((2, 8),), {"at_least": 2}),
        ("turn", ((1, 3),), {"at_most": 3}),
        ("last_act", ((-1, -1),), "none"),
    ],
)
def test_what_conditions_say(column, ranges, said):
    assert Condition(feature=feature(column), ranges=ranges).said() == said
