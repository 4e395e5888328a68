"""A label is what the definition says, computed the long way round; and the broken ones fall."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from simenv.stats.claims.label import (
    ENOUGH_OF,
    between_variance,
    labelled,
    people_needed,
    tally,
    withheld,
)
from tests.broken.catching import CATCH, LAW
from tests.broken.labellers import BETWEENS, LABELLERS
from tests.stats.claims import made

MEANINGS = ("above", "inside", "below")


def meanings(differences, margin):
    """What is so in 95 of 100 of the worlds."""
    found = []
    for meaning in MEANINGS:
        so = [
            {"above": d > margin, "inside": abs(d) <= margin, "below": d < -margin}[meaning]
            for d in differences
        ]
        if so and sum(so) / len(so) >= ENOUGH_OF:
            found.append(meaning)
    return found[0] if found else None


def average(row, weights):
    """The weighted mean of one world's differences."""
    return sum(d * w for d, w in zip(row, weights, strict=True)) / sum(weights)


def naive(first, second, values, margin):
    """The label by the definition, world by world."""
    declared = [average(row, made.DECLARED) for row in first]
    weighted = [[average(row, own) for row in first] for own in made.OTHERS.values()]
    judged = [] if second is None else [[average(row, made.DECLARED) for row in second]]
    signs = [
        [d for d, row in zip(declared, values, strict=True) if row[0] < 0],
        [d for d, row in zip(declared, values, strict=True) if row[0] > 0],
    ]
    whole = meanings(declared, margin)
    if whole and all(meanings(one, margin) == whole for one in [*weighted, *judged, *signs]):
        return "equivalent" if whole == "inside" else "robust"
    for ways in (judged, weighted):
        if {"above", "below"} <= {meanings(one, margin) for one in [declared, *ways]}:
            return "depends"
    if any(parts(k, [declared, *weighted, *judged], values, margin) for k in range(4)):
        return "depends"
    return "undecided"


def parts(k, ways, values, margin):
    """Whether a number parts the winners."""
    own = [row[k] for row in values]
    middle = 0.0 if k == 0 else float(np.median(own))
    sides = []
    for side in (-1, 1):
        worlds = [i for i, x in enumerate(own) if (x - middle) * side > 0]
        if len(worlds) < 20:
            return False
        found = {meanings([way[i] for i in worlds], margin) for way in ways}
        sides.append(found.pop() if len(found) == 1 else None)
    return set(sides) == {"above", "below"}


def shipped(field, margin):
    return labelled(field, margin)[0]


def check(labeller, case):
    """The label of `labeller` is that of the definition."""
    first, second, values = case
    field = made.field(first, values, second=second)
    assert labeller(field, made.MARGIN) == naive(first, second, values, made.MARGIN)


@LAW
@given(made.cases())
def test_a_label_is_what_the_definition_says(case):
    check(shipped, case)


@pytest.mark.parametrize("labeller", LABELLERS, ids=lambda one: one.__name__)
def test_a_labeller_that_breaks_the_rule_is_caught(labeller):
    @CATCH
    @given(made.cases())
    def law(case):
        check(labeller, case)

    with pytest.raises(AssertionError):
        law()


def test_made_worlds_have_every_label():
    found = set()

    @LAW
    @given(made.cases())
    def look(case):
        first, second, values = case
        found.add(naive(first, second, values, made.MARGIN))

    look()
    assert found == {"robust", "equivalent", "depends", "undecided"}


# Invariances


@LAW
@given(made.cases())
def test_turning_all_differences_round_changes_no_label(case):
    first, second, values = case
    one = made.field(first, values, second=second)
    other = made.field(-first, values, second=None if second is None else -second)
    label, cut = labelled(one, made.MARGIN)
    turned, back = labelled(other, made.MARGIN)
    assert turned == label
    if cut is not None:
        assert (back.name, back.low, back.high) == (cut.name, cut.high, cut.low)


@LAW
@given(made.cases())
def test_outcome_and_margin_in_another_unit_change_no_label(case):
    first, second, values = case
    one = made.field(first, values, second=second)
    other = made.field(4 * first, values, second=None if second is None else 4 * second)
    assert labelled(one, made.MARGIN) == labelled(other, 4 * made.MARGIN)


@LAW
@given(made.cases())
def test_copies_of_worlds_change_no_label(case):
    first, second, values = case
    if len(first) < 40:  # twice as many worlds may be enough for a side where they were not
        return
    one = made.field(first, values, second=second)
    twice = [None if each is None else np.tile(each, (2, 1)) for each in (first, second, values)]
    other = made.field(twice[0], twice[2], second=twice[1])
    assert labelled(one, made.MARGIN) == labelled(other, made.MARGIN)


@LAW
@given(made.cases())
def test_the_order_of_worlds_changes_no_label(case):
    first, second, values = case
    one = made.field(first, values, second=second)
    other = made.field(first[::-1], values[::-1], second=None if second is None else second[::-1])
    assert labelled(one, made.MARGIN) == labelled(other, made.MARGIN)


@LAW
@given(made.cases())
def test_a_wider_margin_leaves_no_more_worlds_outside_it(case):
    first, _, values = case
    apart = made.field(first, values).apart
    for less, more in pairwise((0.0, 0.5, 1.0, 3.0)):
        assert tally(apart, more).inside >= tally(apart, less).inside
        assert tally(apart, more).above <= tally(apart, less).above


def test_on_the_margin_is_within_it():
    assert tally(np.array([1.0, -1.0, 1.1, -1.1]), 1.0).shares == (0.25, 0.5, 0.25)


# Noise


def luck(between, noise, worlds=40, repetitions=4000):
    """Differences of worlds with a known spread, and the error of each estimated on 5 persons."""
    rng = np.random.default_rng(5)
    true = rng.normal(3.0, between**0.5, (repetitions, worlds))
    persons = rng.normal(0.0, (5 * noise) ** 0.5, (repetitions, worlds, 5))
    errors = persons.var(axis=2, ddof=1) / 5
    return true + persons.mean(axis=2), errors.mean(axis=1)


def bias(estimator, between=1.0, noise=0.5):
    """How far an estimator lies off in the mean, in its standard errors."""
    worlds, errors = luck(between, noise)
    found = [estimator(apart, error) for apart, error in zip(worlds, errors, strict=True)]
    return (np.mean(found) - between) / (np.std(found) / len(found) ** 0.5)


def test_the_variance_between_worlds_is_unbiased():
    assert abs(bias(between_variance)) < 3


@pytest.mark.parametrize("broken", BETWEENS, ids=lambda one: one.__name__)
def test_a_variance_with_the_noise_in_it_is_caught(broken):
    assert abs(bias(broken)) > 3


def noisy(apart, noise):
    return replace(made.field(apart), noise=noise)


WORLDS = np.random.default_rng(3).normal(0, 1, (60, 3))
VARIANCE = float(np.var(made.field(WORLDS).apart, ddof=1))


@pytest.mark.parametrize(("share", "kept"), [(0.0, False), (0.099, False), (0.101, True)])
def test_a_label_is_withheld_where_luck_exceeds_a_third_of_the_spread(share, kept):
    # An error of a third of the spread is a ninth of its variance, a tenth of both together.
    reason = withheld(noisy(WORLDS, share * VARIANCE))
    assert (reason is not None) == kept
    assert reason is None or reason.why == "luck"


def test_no_spread_at_all_needs_no_people_where_nobody_differs():
    assert withheld(noisy(np.zeros((20, 3)), 0.0)) is None
    assert withheld(noisy(np.zeros((20, 3)), 1e-9)).why == "luck"


def test_an_error_that_is_not_known_withholds():
    assert withheld(noisy(WORLDS, float("nan"))).why == "error unknown"


def test_too_few_worlds_withhold():
    assert withheld(made.field(WORLDS[:20])) is None
    assert withheld(made.field(WORLDS[:19])).why == "worlds"


@pytest.mark.parametrize(("below", "kept"), [(5, False), (4, True), (55, False), (56, True)])
def test_too_few_worlds_on_a_side_of_an_unknown_sign_withhold(below, kept):
    values = np.ones((60, 4))
    values[:below, 0] = -1
    reason = withheld(made.field(WORLDS, values))
    assert (reason is not None) == kept
    assert reason is None or (reason.why, reason.worlds) == ("sign", 4)


@pytest.mark.parametrize(("noise", "between"), [(0.3, 1.0), (5.0, 0.7), (0.012, 0.05)])
def test_so_many_people_would_do_and_a_tenth_fewer_would_not(noise, between):
    needed = people_needed(100, noise, between)
    assert 100 * noise / needed <= between / 9 + 1e-12
    assert 100 * noise / (0.9 * needed) > between / 9


def test_no_number_of_people_is_named_where_nothing_is_left_between_worlds():
    assert people_needed(100, 1.0, 0.0) is None
