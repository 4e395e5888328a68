"""How many people a comparison takes, and that so many do: on worlds made with that many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from simenv.stats.estimate import difference
from simenv.stats.lived import World
from simenv.stats.outcomes import OUTCOMES
from simenv.stats.power import Spread, fewest, needed
from simenv.stats.reading import equivalent, read
from simenv.stats.strata import Strata
from simenv.stats.tables.powering import power_table
from tests.made_lives import SHARES, lives

WEIGHTS = (0.5, 0.3, 0.2)
MARGIN = 0.3
REPS = 1500


def strata(people):
    return Strata.of(np.repeat(np.arange(3, dtype=np.int32), people), WEIGHTS)


def arms(rng, people, shift):
    """Two arms, a number a person, with shared luck; the first is higher by `shift` on average."""
    spread = np.repeat((0.5, 1.0, 2.0), people)
    shared = rng.standard_normal(3 * people)
    first = shared + spread * rng.standard_normal(3 * people) + shift
    return first, shared


def spread():
    """What a large pilot sees."""
    found = Spread.of(
        *arms(np.random.default_rng(1), 20000, 0.0), strata(20000), "mean", [20000] * 3
    )
    assert found.sds == pytest.approx((0.5, 1.0, 2.0), rel=0.02)
    return found


def reached(people, shift, verdict):
    rng = np.random.default_rng(2)
    made = (arms(rng, people, shift) for _ in range(REPS))
    return np.mean([verdict(difference(*pair, strata(people), "mean")) for pair in made])


@pytest.mark.parametrize("power", [0.8, 0.9])
def test_the_promised_power_to_show_more_than_the_margin_is_reached(power):
    pilot = spread()
    people = fewest(lambda n: pilot.beyond(n, MARGIN) >= power)
    found = reached(
        people, 2 * MARGIN, lambda one: read(one, "lower", MARGIN, None).verdict == "beyond"
    )
    assert found == pytest.approx(power, abs=0.035)
    assert pilot.beyond(people - 1, MARGIN) < power


@pytest.mark.parametrize("power", [0.8, 0.9])
def test_the_promised_power_to_show_equivalence_is_reached(power):
    pilot = spread()
    people = fewest(lambda n: pilot.equivalent(n, MARGIN) >= power)
    assert reached(people, 0.0, lambda one: equivalent(one, MARGIN)) == pytest.approx(
        power, abs=0.035
    )


def test_the_promised_width_is_reached():
    pilot = spread()
    people = fewest(lambda n: pilot.precise(n, MARGIN / 2))
    rng = np.random.default_rng(3)
    made = [difference(*arms(rng, people, 0.0), strata(people), "mean") for _ in range(300)]
    halves = [(one.high - one.low) / 2 for one in made]
    assert np.mean(halves) == pytest.approx(MARGIN / 2, rel=0.03)
    assert not pilot.precise(people - 1, MARGIN / 2)


def test_one_persona_takes_what_the_textbook_says():
    one = Spread(weights=(1.0,), sds=(2.0,), grain=0.0, counted=(1.0,))
    people = fewest(lambda n: one.beyond(n, 0.5) >= 0.8)
    theirs = (scipy_stats.norm.ppf(0.975) + scipy_stats.norm.ppf(0.8)) ** 2 * 2.0**2 / 0.5**2
    assert theirs < people < theirs + 4  # Student's t asks for a few more


@given(st.integers(2, 10**6))
def test_the_fewest_are_the_fewest(enough):
    assert fewest(lambda n: n >= enough) == enough


def test_what_no_number_of_people_reaches_is_none():
    assert fewest(lambda n: False) is None


@given(st.floats(0.01, 5), st.floats(0.01, 2), st.integers(2, 10**5))
def test_more_people_and_wider_margins_never_lower_the_chance(sd, margin, people):
    one = Spread(weights=(0.5, 0.5), sds=(sd, 2 * sd), grain=1.0, counted=(1.0, 0.5))
    for chance in (one.beyond, one.equivalent):
        assert chance(people + 1, margin) >= chance(people, margin) - 1e-9
        assert chance(people, 1.1 * margin) >= chance(people, margin) - 1e-9


def test_who_is_in_no_denominator_has_to_enter_all_the_same():
    """Where half of the people are counted, twice as many have to enter."""
    everybody = Spread(weights=(0.5, 0.5), sds=(1.0, 2.0), grain=1.0, counted=(1.0, 1.0))
    half = Spread(weights=(0.5, 0.5), sds=(1.0, 2.0), grain=1.0, counted=(0.5, 0.5))
    people = [fewest(lambda n, one=one: one.beyond(n, 0.1) >= 0.8) for one in (everybody, half)]
    assert people[1] == pytest.approx(2 * people[0], abs=1)
    seen = Spread.of(*arms(np.random.default_rng(1), 50, 0.0), strata(50), "mean", [100, 50, 200])
    assert seen.counted == (0.5, 1.0, 0.25)


# A run as pilot


def pilot(**harsh):
    return World.of({arm: lives(one) for arm, one in harsh.items()}, SHARES)


def test_every_pair_and_every_outcome_with_a_margin_has_a_line():
    margins = {"disengaged": 0.05, "refused": 0.5, "crises": 0.1, "unsafe_help": 0.01}
    found = needed(pilot(A=0.1, B=0.9, C=0.5), 30, margins, OUTCOMES)
    names = ["disengaged", "unsafe_help", "refused"]
    pairs = [("B", "A"), ("C", "A"), ("C", "B")]
    told = [(one.outcome, one.arm, one.against) for one in found]
    assert sorted(told) == sorted((name, *pair) for name in names for pair in pairs)
    by = {(one.outcome, one.arm): one for one in found}
    rare = by["unsafe_help", "B"]
    assert rare.too_few
    assert (rare.precise, rare.beyond, rare.equivalent) == (None, None, None)
    seen = by["refused", "B"]
    assert (seen.too_few, seen.events, seen.pilot) == (False, None, 40)
    assert seen.moved >= 20
    assert 2 <= seen.beyond <= seen.precise


def test_more_power_takes_more_people():
    told = [
        needed(pilot(A=0.1, B=0.9), 30, {"refused": 0.5}, OUTCOMES, power)[0]
        for power in (0.8, 0.9)
    ]
    assert told[0].beyond < told[1].beyond
    assert told[0].equivalent < told[1].equivalent
    assert told[0].precise == told[1].precise


def test_identical_arms_have_too_few_who_were_moved():
    found = needed(pilot(A=0.5, B=0.5), 30, {"refused": 0.5}, OUTCOMES)[0]
    assert (found.moved, found.too_few, found.beyond) == (0, True, None)


def test_the_table_tells_each_number_and_says_where_there_are_too_few():
    margins = {"refused": 0.5, "unsafe_help": 0.01}
    found = needed(pilot(A=0.1, B=0.9), 30, margins, OUTCOMES)
    kinds = {each.name: each.kind for each in OUTCOMES}
    text = power_table([(one, 700) for one in found], kinds)
    assert "B minus A" in text
    line = next(each for each in text.splitlines() if each.startswith(found[0].label[:10]))
    assert f"{found[0].beyond:,}" in line
    assert "700" in line
    assert "too few" in text
    assert "80 of 100 runs" in " ".join(text.split())
    assert all(len(each) <= 100 for each in text.splitlines())
    assert power_table([], kinds).startswith("Nothing is compared")
