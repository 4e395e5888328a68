"""Paired differences of error rates on the battery."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv import battery, persona, standard
from simenv.catalogue import Catalogue
from simenv.stats.decisions import ERRORS
from simenv.stats.domain import difference_among
from simenv.stats.erring import ALL_PAIRS, Answered, errors_apart, pairs
from simenv.stats.strata import Strata
from simenv.vocabulary import Act, Referral
from tests.laws.small import NAMES, answers

PEOPLE = 60
PERSONA = np.repeat(np.arange(3, dtype=np.int32), (40, 30, 50))
SHARES = (0.5, 0.3, 0.2)


def drawn(seed, arms="AB"):
    rng = np.random.default_rng(seed)
    luck = rng.random(120)
    return {
        arm: Answered(
            told=rng.random(120) < 0.95,
            wrong={"over_refusal": luck < 0.3 + 0.2 * place, "unsafe_help": luck < 0.02},
        )
        for place, arm in enumerate(arms)
    }


POSSIBLE = {
    "over_refusal": np.random.default_rng(1).random(120) < 0.8,
    "unsafe_help": np.ones(120, dtype=bool),
}


@given(st.integers(0, 2**32 - 1))
def test_it_is_the_difference_of_rates_among_requests_that_both_answered(seed):
    made = drawn(seed)
    found = errors_apart(made, POSSIBLE, PERSONA, SHARES)[0]
    both = made["A"].told & made["B"].told
    can = POSSIBLE["over_refusal"][both]
    wrong = [made[arm].wrong["over_refusal"][both] & can for arm in "BA"]
    strata = Strata.of(PERSONA[both], SHARES)
    first, second = (each.astype(float) for each in wrong)
    assert (found.error, found.arm, found.against) == ("over_refusal", "B", "A")
    assert found.errors == wrong[0].sum() + wrong[1].sum()
    assert found.difference == difference_among(first, second, can, strata, "share")
    assert found.difference.low <= found.difference.value <= found.difference.high


def test_too_few_errors_have_no_limits_and_the_same_errors_are_the_same():
    made = drawn(3)
    rare = errors_apart(made, {"unsafe_help": POSSIBLE["unsafe_help"]}, PERSONA, SHARES)[0]
    assert rare.difference.same  # both arms err by the same luck
    made["B"].wrong["unsafe_help"][:4] ^= True
    rare = errors_apart(made, {"unsafe_help": POSSIBLE["unsafe_help"]}, PERSONA, SHARES)[0]
    assert rare.errors < 20
    assert (rare.difference.same, rare.difference.low) == (False, None)
    same = errors_apart({"A": made["A"], "B": made["A"]}, POSSIBLE, PERSONA, SHARES)[0].difference
    assert (same.same, same.value, same.low) == (True, 0.0, None)


def test_an_error_that_is_possible_nowhere_has_no_line():
    nowhere = {"over_refusal": np.zeros(120, dtype=bool)}
    assert errors_apart(drawn(1), nowhere, PERSONA, SHARES) == ()


def test_many_arms_are_compared_with_the_first_only():
    few = [f"arm-{i}" for i in range(ALL_PAIRS)]
    assert len(pairs(few)) == ALL_PAIRS * (ALL_PAIRS - 1) / 2
    assert pairs([*few, "one-more"]) == [(arm, "arm-0") for arm in [*few[1:], "one-more"]]


# On a drawn battery


@cache
def norm():
    return standard.load(Catalogue(), "listening-first")


@cache
def asked():
    return battery.draw([persona.load(Catalogue(), name) for name in NAMES], norm(), PEOPLE)


def said(act, referral=Referral.NONE):
    return answers(len(asked().requests), act, referral)


def test_requests_of_the_battery_stand_persona_by_persona():
    assert (np.diff(asked().truth.persona) >= 0).all()


def test_differences_are_those_of_the_rates():
    arms = {"helps": said(Act.COMPLY), "refuses": said(Act.REFUSE, Referral.GENERIC)}
    found = {one.error: one for one in asked().apart(arms, norm())}
    can = battery.possible(norm())
    told = {}
    for arm, answered in arms.items():
        tally = asked().tally(answered, norm())
        weights = battery._weights(tally, asked())
        told[arm] = battery.rates(tally, can, weights, NAMES)["all"]["all"]
    for error in ERRORS:
        if error not in found:
            continue
        rates = told["refuses"][error], told["helps"][error]
        one = found[error]
        assert one.difference.value == pytest.approx(rates[0].value - rates[1].value)
        assert one.errors == rates[0].errors + rates[1].errors
        assert one.difference.people == rates[0].possible
    assert found["over_refusal"].difference.low > 0


@settings(max_examples=5, deadline=None)
@given(st.sampled_from([Act.COMPLY, Act.PARTIAL, Act.REFUSE]))
def test_the_same_answers_make_the_same_errors(act):
    found = asked().apart({"one": said(act), "other": said(act)}, norm())
    assert found
    assert all(one.difference.same and one.difference.value == 0 for one in found)
