"""What a summary says: levels, differences, signs over worlds, censoring, the sentence."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.stats import summarise, text_table
from simenv.stats.censoring import Censoring
from simenv.stats.comparison import COMPARED
from simenv.stats.estimate import Difference, Estimate
from simenv.stats.sentence import Finding, sentence
from simenv.stats.worlds import Drawn, Signs, signs
from tests.made_lives import PERSONAS, SHARES, censored, lives, study

HARSH = {"A": 0.1, "B": 0.9, "C": 0.5}


def arms(names="ABC", **how):
    return {name: lives(HARSH[name], **how) for name in names}


def find(summary, outcome, arm="B", against="A"):
    return next(
        line
        for line in summary.differences
        if (line.outcome, line.arm, line.against) == (outcome, arm, against)
    )


# Identical arms


@settings(max_examples=10, deadline=None)
@given(st.floats(0, 1), st.integers(0, 1000))
def test_identical_arms_differ_by_exactly_nothing(harsh, seed):
    same = {arm: lives(harsh, seed=seed) for arm in "AB"}
    found = summarise(study(), same)
    assert len(found.differences) == len(COMPARED)
    for line in found.differences:
        assert line.all == Difference(value=0.0, people=line.all.people, same=True)
        assert all(each.same and each.value == 0 for each in line.personas.values())
    assert "same decisions" in found.sentence
    assert "interval" not in found.sentence
    assert [arm.same_as for arm in found.arms] == [None, "A"]


def test_a_persona_whose_lives_never_parted_has_the_same_decisions():
    first, second = arms("A"), arms("B")
    rows = np.arange(len(first["A"][0])) < 40
    mixed = replace(
        second["B"][0],
        **{
            name: np.where(rows, array, second["B"][0].arrays()[name])
            for name, array in first["A"][0].arrays().items()
        },
    )
    standing = np.where(rows[:, None], first["A"][1], second["B"][1])
    found = summarise(study(), {"A": first["A"], "B": (mixed, standing)})
    line = find(found, "disengaged")
    assert not line.all.same
    assert [name for name, each in line.personas.items() if each.same] == [PERSONAS[0]]


def test_one_bit_in_one_column_is_a_difference():
    one, other = lives(0.4), lives(0.4)
    other[0].trust_end[7] = np.nextafter(other[0].trust_end[7], 0)
    assert summarise(study(), {"A": one, "B": other}).arms[1].same_as is None


# Levels and differences


def test_levels_are_the_weighted_means_of_personas():
    found = summarise(study(), arms("AB"))
    weights = np.array(SHARES) / sum(SHARES)
    for line in found.outcomes:
        by_persona = [line.personas[name]["A"].value for name in PERSONAS]
        assert line.arms["A"].value == pytest.approx(float(weights @ by_persona), abs=1e-12)


def test_a_difference_is_arm_minus_reference():
    found = summarise(study(), arms("AB"))
    for line in found.differences:
        levels = next(each.arms for each in found.outcomes if each.name == line.outcome)
        assert line.all.value == pytest.approx(levels["B"].value - levels["A"].value, abs=1e-12)


def test_shares_are_rescaled_and_both_are_printed():
    doubled = tuple(2 * share for share in SHARES)
    one, two = summarise(study(), arms("AB")), summarise(study(shares=doubled), arms("AB"))
    assert [each.arms for each in one.outcomes] == [each.arms for each in two.outcomes]
    assert sum(persona.share for persona in two.personas) == pytest.approx(1)
    assert [persona.declared for persona in two.personas] == list(doubled)


def test_per_persona_numbers_do_not_move_with_the_shares():
    one = summarise(study(), arms("AB"))
    two = summarise(study(shares=(1, 1, 1, 1, 5)), arms("AB"))
    assert one.outcomes[0].arms != two.outcomes[0].arms
    assert [each.personas for each in one.outcomes] == [each.personas for each in two.outcomes]


def test_another_arm_changes_no_other_number_but_the_adjustment_over_the_family():
    two, three = summarise(study(), arms("AB")), summarise(study(("A", "B", "C")), arms("ABC"))
    for line in two.differences:
        other = find(three, line.outcome)
        reading = replace(other.reading, held=line.reading.held)
        assert replace(other, reading=reading) == line


def test_all_pairs_up_to_six_arms_then_the_reference_only():
    def pairs(count):
        names = tuple("ABCDEFGH"[:count])
        found = summarise(study(names), {name: lives(0.1 * i) for i, name in enumerate(names)})
        return {(line.arm, line.against) for line in found.differences}

    assert len(pairs(6)) == 15
    assert pairs(7) == {(arm, "A") for arm in "BCDEFG"}


def test_a_ratio_over_nothing_is_none():
    found = summarise(study(), {"A": lives(0.0), "B": lives(0.9)})
    ratios = {line.name: line for line in found.ratios}
    assert ratios["behavioural_per_refusal"].arms["A"] is None
    assert ratios["behavioural_per_refusal"].arms["B"].value > 0


def test_ratios_are_never_compared():
    found = summarise(study(), arms("AB"))
    assert not {line.name for line in found.ratios} & {line.outcome for line in found.differences}


def test_outcomes_that_hang_on_the_standard_name_it():
    found = summarise(study(standard="cautious"), arms("A"))
    named = {line.name for line in found.outcomes if line.standard == "cautious"}
    errors = {"over_refusals", "under_refusals", "missed_referrals", "missed_any"}
    assert named == {"unsafe_help", *errors}


def test_what_no_policy_moves_is_not_compared():
    found = summarise(study(), arms("AB"))
    compared = {line.outcome for line in found.differences}
    assert not compared & {"crises", "crisis_hours"}
    assert {line.name for line in found.outcomes if line.exogenous} == {"crises", "crisis_hours"}


def test_luck_that_was_not_shared_is_found_out():
    both = arms("AB")
    assert summarise(study(), both).luck_shared
    both["B"][0].crises[17] += 1
    found = summarise(study(), both)
    assert not found.luck_shared
    assert "luck was not shared" in text_table(found.as_dict())


def test_the_farthest_of_several_arms_is_called_so():
    several = summarise(study(("A", "B", "C")), arms("ABC")).sentence
    assert "under B, the farthest from it of 2 others (difference" in several
    assert "farthest" not in summarise(study(), arms("AB")).sentence


def test_a_summary_is_plain_json_and_says_uncalibrated():
    found = summarise(study(("A", "B"), spec={"seed": 1}), arms("AB"), [arms("AB", seed=3)])
    data = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert data["calibration"] == "uncalibrated"
    assert data["spec"] == {"seed": 1}
    assert len(data["standing"]["A"]) == 30
    assert data["states"] == ["engaged", "at-rest", "switched", "in-human-care", "withdrawn"]


def test_a_study_with_a_persona_that_weighs_nothing_is_refused():
    with pytest.raises(ValueError, match="share > 0 each"):
        study(shares=(0.5, 0.2, 0.3, 0.0, 0.1))


# Failed arms


def test_a_failed_arm_is_told_and_the_others_are_compared():
    names, failed = ("A", "B", "C"), {"A": "raised KeyError"}
    found = summarise(study(names, failed=failed), arms("BC"))
    assert found.arms[0].failed == "raised KeyError"
    assert found.reference == "B"
    assert found.named == ("B", "C")
    assert find(found, "met", "C", "B")


def test_when_every_arm_failed_there_is_no_finding():
    found = summarise(study(failed={"A": "x", "B": "y"}), {})
    assert found.sentence.startswith("No finding")
    assert found.outcomes == found.differences == ()
    json.dumps(found.as_dict(), allow_nan=False)


def test_one_arm_has_levels_only():
    found = summarise(study(("A",)), arms("A"), [arms("A", seed=2)])
    assert found.differences == ()
    assert "under A (95 % interval" in found.sentence
    assert "worlds" not in found.sentence


# Signs over worlds

differences = st.lists(st.sampled_from([-0.2, -0.1, 0.0, 0.1, 0.2]), max_size=8)


def drawn(value, *, lost=False):
    return Drawn(levels={"met": {"A": 0.0, "B": value}}, lost=lost)


@given(st.sampled_from([-0.1, 0.0, 0.1]), differences)
def test_signs_are_counted_as_declared(median, found):
    counted = signs(median, [drawn(each) for each in found], "met", ("B", "A"))
    if median == 0:
        expected = len(found) if not any(found) else 0
    else:
        expected = sum(each != 0 and (each > 0) == (median > 0) for each in found)
    assert counted == Signs(same=expected, drawn=len(found), differences=tuple(found))


def test_a_world_that_lost_too_many_or_an_arm_does_not_count_as_the_same():
    without_b = Drawn(levels={"met": {"A": 0.0}}, lost=False)
    worlds = [drawn(0.1), drawn(0.1, lost=True), without_b]
    assert signs(0.1, worlds, "met", ("B", "A")) == Signs(same=1, drawn=3, differences=(0.1, 0.1))


def test_worlds_are_read_one_at_a_time():
    alive = []

    def worlds():
        for seed in (2, 3, 4):
            alive.append(seed)
            yield arms("AB", seed=seed)

    found = summarise(study(), arms("AB"), worlds())
    assert alive == [2, 3, 4]
    assert find(found, "disengaged").worlds.drawn == found.worlds == 3


# Censoring (law 5)


def test_below_the_limit_bounds_hold_the_level():
    some = {arm: censored(found, np.array([3, 60])) for arm, found in arms("AB").items()}
    found = summarise(study(), some)
    lost = found.censoring
    assert lost.claim
    assert lost.people == 2
    assert lost.share == pytest.approx((0.5 + 0.2) / 40 / sum(SHARES))
    level = next(line for line in found.outcomes if line.name == "disengaged").arms["A"].value
    low, high = lost.bounds["disengaged"]["A"]
    assert low <= level <= high
    assert high - low == pytest.approx(lost.share)
    least, most = lost.difference_bounds["disengaged"]["B"]
    assert least <= find(found, "disengaged").all.value <= most
    assert set(lost.bounds) == {each.name for each in COMPARED if each.kind == "share"}


def test_bounds_hold_whatever_the_lost_would_have_had():
    """As the lost lived on unseen, every level and difference must lie within its bounds."""
    whole = arms("AB")
    some = {arm: censored(found, np.array([3, 60, 130])) for arm, found in whole.items()}
    truth, lost = summarise(study(), whole), summarise(study(), some).censoring
    levels = lost.bounds | lost.measured_bounds
    apart = lost.difference_bounds | lost.measured_difference_bounds
    assert {each.name for each in COMPARED if each.kind != "count"} == set(levels) == set(apart)
    for line in truth.outcomes:
        for arm, (low, high) in levels.get(line.name, {}).items():
            assert low - 1e-12 <= line.arms[arm].value <= high + 1e-12
            assert low < high
    for name, ends in apart.items():
        low, high = ends["B"]
        assert low - 1e-12 <= find(truth, name).all.value <= high + 1e-12
    for name, ends in lost.ratio_bounds.items():
        low, high = ends["B"]
        ratio = find(truth, name).ratio
        if ratio is not None:
            assert low - 1e-12 <= ratio.value
            assert high is None or ratio.value <= high + 1e-12


def test_days_and_hours_are_bounded_by_the_horizon_and_what_can_grow_by_minus_one():
    some = {arm: censored(found, np.arange(2)) for arm, found in arms("AB").items()}
    lost = summarise(study(), some).censoring
    width = {name: ends["A"][1] - ends["A"][0] for name, ends in lost.measured_bounds.items()}
    assert width["days_kept"] == pytest.approx(30 * lost.share)
    assert width["risk_hours_alone"] == pytest.approx(720 * lost.share)
    assert width["trust_end"] == pytest.approx(lost.share)
    assert width["disclosure_lost"] == pytest.approx(2 * lost.share)
    assert summarise(study(), arms("AB")).censoring.measured_bounds == {}


def test_an_arm_in_which_nobody_was_lost_has_no_width():
    both = arms("AB")
    found = summarise(study(), {"A": both["A"], "B": censored(both["B"], np.array([0]))})
    low, high = found.censoring.bounds["human"]["A"]
    assert low == high
    assert found.censoring.at_failure["A"] == dict.fromkeys(found.censoring.at_failure["A"], 0)
    assert sum(found.censoring.at_failure["B"].values()) == 1


def test_censoring_is_told_by_the_risk_at_entry():
    both = arms("AB")
    entry = both["A"][0].entry_risk
    hit = np.flatnonzero(entry == 1)[:1]
    found = summarise(study(), {"A": both["A"], "B": censored(both["B"], hit)})
    expected = {"none": 0.0, "passive": 1 / (entry == 1).sum(), "active": 0.0, "plan": 0.0}
    assert found.censoring.by_entry_risk == pytest.approx(expected)


def test_above_the_limit_no_claim_is_made():
    many = {arm: censored(found, np.arange(12)) for arm, found in arms("AB").items()}
    found = summarise(study(), many)
    assert not found.censoring.claim
    assert found.sentence.startswith("No claim: failed calls took 16.5 % of people out of sight")


def test_when_everybody_is_lost_nothing_breaks():
    rows = np.arange(200)
    found = summarise(study(), {arm: censored(each, rows) for arm, each in arms("AB").items()})
    assert found.sentence.startswith("No claim")
    json.dumps(found.as_dict(), allow_nan=False)


# The sentence

SEEN = Censoring(
    people=0,
    share=0.0,
    limit=0.02,
    claim=True,
    by_entry_risk={},
    at_failure={},
    bounds={},
    difference_bounds={},
)


def told(first, second, ends, worlds=(9, 10), **changes):
    """The sentence of two levels; `ends` is the interval of second minus first."""

    def level(value):
        return Estimate(value=value, low=0.0, high=1.0, error=0.1, people=100)

    low, high = ends
    finding = Finding(
        days=30,
        first="A",
        first_level=level(first),
        second="B",
        second_level=level(second),
        difference=Difference(value=second - first, low=low, high=high, **changes),
        signs=Signs(same=worlds[0], drawn=worlds[1], differences=()),
        calibration="uncalibrated",
    )
    return sentence(finding, SEEN)


def test_the_sentence_is_that_of_the_design():
    assert told(0.31, 0.24, (-0.10, -0.04)) == (
        "Of 100 people like these, 31 had stopped using the assistant by day 30 under A and 24 "
        "under B (difference 7, 95 % interval 4 to 10; uncalibrated; same sign in 9 of 10 "
        "plausible worlds)"
    )


def test_a_cohort_that_knows_the_assistant_is_named_in_the_sentence():
    known = {"cohort": "established", "baseline": "before-it", "days_before_entry": 28}
    found = summarise(study(spec=known), arms("AB")).sentence
    assert found.startswith("Of 100 people like these, 28 days under before-it before entry, ")
    assert " stopped after entry by day 30 under A" in found
    assert "; 0 of the 100 had left before entry; uncalibrated" in found
    assert "before" not in summarise(study(), arms("AB")).sentence


def test_who_had_left_before_entry_is_told_with_the_weights_of_personas():
    both = arms("AB")
    for rows, _ in both.values():
        rows.away_start[:20] = True
    known = {"cohort": "established", "baseline": "before-it", "days_before_entry": 28}
    found = summarise(study(spec=known), both)
    assert found.left_before == pytest.approx(0.5 * 0.5 / sum(SHARES))
    assert "; 27 of the 100 had left before entry;" in found.sentence


def test_no_difference_has_no_sign():
    assert told(0.31, 0.31, (-0.002, 0.001), worlds=(0, 10)).endswith(
        "(no difference worth a digit, 95 % interval -0.2 to 0.1; uncalibrated)"
    )
    assert "(no difference worth a digit, 95 % interval -4 to 5; uncalibrated)" in told(
        0.312, 0.309, (-0.05, 0.04), worlds=(0, 10)
    )
    assert "same sign in 3 of 10" in told(0.31, 0.312, (0.001, 0.003), worlds=(3, 10))


def test_the_difference_is_told_upwards_whichever_arm_is_higher():
    assert "(difference 7, 95 % interval -1 to 15;" in told(0.24, 0.31, (-0.01, 0.15))
    assert "(difference 7, 95 % interval -1 to 15;" in told(0.31, 0.24, (-0.15, 0.01))


def test_numbers_that_would_not_add_up_get_a_decimal():
    said = told(0.314, 0.236, (-0.10, -0.05))
    assert "31.4 had" in said
    assert "23.6 under B (difference 7.8, 95 % interval 5.0 to 10.0;" in said


def test_a_narrow_interval_gets_a_decimal():
    assert "(difference 2.0, 95 % interval 1.4 to 2.6;" in told(0.04, 0.02, (-0.026, -0.014))


def test_same_decisions_have_no_interval_and_no_sign():
    assert told(0.31, 0.31, (None, None), same=True).endswith(
        "31 under B (same decisions; uncalibrated)"
    )


def test_without_drawn_worlds_it_says_so():
    assert told(0.31, 0.24, (-0.1, -0.04), worlds=(0, 0)).endswith(
        "; uncalibrated; one set of parameters)"
    )


def test_too_few_people_are_said_to_be_too_few():
    assert "too few people for an interval" in told(0.31, 0.24, (None, None))


def test_the_arm_that_differs_most_is_named():
    found = summarise(study(("A", "C", "B")), arms("ACB"))
    assert found.named == ("A", "B")
    downwards = summarise(study(("B", "C", "A")), arms("BCA"))
    assert downwards.named == ("B", "A")


def test_of_equal_arms_the_first_is_named():
    found = summarise(study(("A", "B", "C")), {"A": lives(0.1), "B": lives(0.9), "C": lives(0.9)})
    assert found.named == ("A", "B")


def test_an_arm_of_other_decisions_is_named_before_one_of_the_same():
    other = lives(0.1)
    other[0].trust_end[0] /= 2
    found = summarise(study(("A", "B", "C")), {"A": lives(0.1), "B": lives(0.1), "C": other})
    assert found.named == ("A", "C")
