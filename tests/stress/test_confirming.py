"""Confirming: of families in which nothing holds, one in twenty at most has a confirmed case."""

import numpy as np
import pytest

from simenv.stats.margins import margin_of
from simenv.stress.candidate import Candidate
from simenv.stress.claim import Claim
from simenv.stress.confirming import ALPHA, confirmed
from tests.broken.stress import without_holm

FAMILIES, CASES, PEOPLE = 400, 10, 100
#: Of a rate of 5 % so much may be seen in so many families: three standard errors above it.
MOST = ALPHA + 3 * (ALPHA * (1 - ALPHA) / FAMILIES) ** 0.5


def claims(outcome, count=CASES):
    margin, _ = margin_of(outcome)
    return [
        Claim(outcome=outcome, candidate=Candidate(persona=f"p{n}"), margin=margin)
        for n in range(count)
    ]


def differences(luck, margin):
    """A difference to a baseline, person by person, on average exactly at the margin."""
    return margin + luck.normal(0, 1, (CASES, PEOPLE))


def counts(luck, margin):
    """How often an error befell each person, on average at the margin: most often never."""
    return luck.poisson(margin, (CASES, PEOPLE)).astype(float)


def shares(luck, margin):
    """Whether it befell a person at all."""
    return (luck.random((CASES, PEOPLE)) < margin).astype(float)


def wrongly(confirm, outcome, drawn):
    """In which share of families at the margin anything is confirmed."""
    found = claims(outcome)
    luck = np.random.default_rng(20)
    held = [
        any(one.holds for one in confirm(found, drawn(luck, found[0].margin)))
        for _ in range(FAMILIES)
    ]
    return sum(held) / FAMILIES


@pytest.mark.parametrize(("outcome", "drawn"), [
    ("felt_heard", differences), ("over_refusals", counts), ("unsafe_help", shares),
    ("disengaged", differences),
])  # fmt: skip
def test_hardly_ever_is_anything_confirmed_where_nothing_is_beyond_its_margin(outcome, drawn):
    assert wrongly(confirmed, outcome, drawn) <= MOST


def test_it_is_holm_that_makes_it_so():
    assert wrongly(without_holm, "felt_heard", differences) > MOST


@pytest.mark.parametrize(("outcome", "drawn"), [
    ("felt_heard", differences), ("over_refusals", counts), ("unsafe_help", shares),
])  # fmt: skip
def test_a_clear_effect_is_confirmed_among_others_that_are_none(outcome, drawn):
    luck, found = np.random.default_rng(1), claims(outcome)
    clear = {"felt_heard": 1.0, "over_refusals": 1.0, "unsafe_help": 0.4}[outcome]
    for _ in range(20):
        values = drawn(luck, found[0].margin)
        values[3] = drawn(luck, clear)[3]
        results = confirmed(found, values)
        assert results[3].holds
        assert results[3].claim is found[3]


def test_what_befalls_everybody_alike_is_confirmed():
    luck = np.random.default_rng(2)
    for outcome in ("over_refusals", "unsafe_help"):
        found = claims(outcome, 3)
        values = np.stack([np.ones(PEOPLE), *shares(luck, 0.01)[:2]])
        assert [one.holds for one in confirmed(found, values)] == [True, False, False]
        assert confirmed(found, values)[0].share == 1.0


def test_what_befalls_nobody_is_not():
    found = claims("over_refusals", 2)
    assert not any(one.holds for one in confirmed(found, np.zeros((2, PEOPLE))))


def test_adjusted_errors_are_never_smaller_and_keep_their_order():
    luck = np.random.default_rng(3)
    results = confirmed(claims("felt_heard"), luck.normal(0.1, 1, (CASES, PEOPLE)))
    by_p = sorted(results, key=lambda one: one.p)
    assert all(one.held >= one.p for one in results)
    assert [one.held for one in by_p] == sorted(one.held for one in results)
