"""Claims in a whole summary: which are made, what the sentence ends with, what stands beside."""

import json
from functools import cache

import numpy as np
import pytest

from simenv.stats import DeclaredFamily, summarise
from simenv.stats.comparison import COMPARED, FORMAT
from simenv.stats.tables.reading import BRIEF
from tests.made_lives import PERSONAS, censored, lives, study
from tests.stats.claims import made

HARSH = {"A": 0.1, "B": 0.9, "C": 0.5}


def arms(names="AB", **how):
    return {name: lives(HARSH[name], **how) for name in names}


def drawn(worlds, names="AB"):
    return (arms(names, seed=100 + seed) for seed in range(worlds))


@cache
def summary(worlds=24, names="ABC"):
    return summarise(study(tuple(names)), arms(names), drawn(worlds, names))


def claims(found, outcome):
    return {(one.arm, one.against): one for one in found.claims if one.outcome == outcome}


def test_the_summary_says_its_format_and_is_plain_json():
    found = json.loads(json.dumps(summary().as_dict(), allow_nan=False))
    assert found["format"] == FORMAT == 4


@pytest.mark.parametrize("worlds", [0, 3, 20])
def test_identical_arms_are_the_same_decisions_and_differ_by_exactly_nothing(worlds):
    same = ({arm: lives(0.3, seed=seed) for arm in "AB"} for seed in range(worlds))
    found = summarise(study(), {arm: lives(0.3) for arm in "AB"}, same)
    assert len(found.claims) == len(COMPARED)
    for one in found.claims:
        assert one.label == "same decisions"
        assert one.winner is one.people is one.would_be is None
        if worlds:
            spread = one.spread
            assert spread.mean == spread.low == spread.high == spread.within == 0
    assert "(same decisions; uncalibrated)" in found.sentence


def test_arms_that_part_in_a_single_drawn_world_are_not_the_same_decisions():
    worlds = [{arm: lives(0.3, seed=seed) for arm in "AB"} for seed in range(20)]
    rows, _ = worlds[7]["B"]
    rows.trust_end[5] = np.nextafter(rows.trust_end[5], 0.0) - 1e-9
    found = summarise(study(), {arm: lives(0.3) for arm in "AB"}, worlds)
    assert {one.label for one in found.claims} <= {"equivalent", "withheld"}


def test_claims_are_about_everything_against_the_reference_and_all_pairs_in_the_family():
    found = summary()
    directed = {each.name for each in COMPARED if each.better != "neither"}
    family = [name for name in BRIEF if name in directed]
    assert list(found.family.outcomes) == family
    assert found.family.size == 2 * len(family)
    for each in COMPARED:
        pairs = {("B", "A"), ("C", "A")} | ({("C", "B")} if each.name in family else set())
        assert set(claims(found, each.name)) == pairs
    assert [one.outcome for one in found.rankings] == family


def test_a_declared_family_is_read_and_holds_no_arm_that_failed():
    said = DeclaredFamily(outcomes=("met", "turns"), arms=("B", "C"))
    found = summarise(study(("A", "B", "C"), family=said), arms("AB"), drawn(2))
    assert (found.family.arms, found.family.against, found.family.size) == (("B",), "A", 2)
    held = {(line.outcome, line.arm) for line in found.differences if line.reading.held is not None}
    assert held <= {("met", "B"), ("turns", "B")}
    assert [one.outcome for one in found.rankings] == ["met"]


def test_margins_are_those_of_the_study():
    found = summarise(study(margins={"met": 0.7}), arms(), drawn(2))
    assert claims(found, "met")["B", "A"].margin == 0.7
    line = next(one for one in found.outcomes if one.name == "met")
    assert (line.margin, line.margin_source) == (0.7, "declared")
    other = next(one for one in found.outcomes if one.name == "crises")
    assert (other.margin, other.margin_source) == (None, "")


def test_every_weighting_stands_beside_and_is_a_part():
    weights = {"mine": {PERSONAS[0]: 3.0, PERSONAS[1]: 1.0}}
    found = summarise(study(weightings=weights), arms(), drawn(3))
    assert [one.name for one in found.weightings] == ["declared", "equal", "mine"]
    parts = claims(found, "met")["B", "A"].parts
    assert [part.name for part in parts if part.condition == "weighting"] == ["equal", "mine"]
    assert [part.name for part in parts if part.condition == "without"] == list(PERSONAS)


def test_what_hangs_on_the_standard_is_repeated_by_the_second_one():
    found = summarise(study(second_standard="cautious"), arms(), drawn(3))
    conditions = {
        one.outcome: [part.name for part in one.parts if part.condition == "standard"]
        for one in found.claims
    }
    assert conditions["over_refusals"] == conditions["missed_any"] == ["cautious"]
    assert conditions["met"] == []
    assert found.second_standard == "cautious"


# The sentence


def test_the_sentence_ends_with_the_label_from_twenty_worlds_on():
    found = summary()
    claim = claims(found, "disengaged")["B", "A"]
    assert claim.label == "withheld"
    assert found.sentence.endswith(f"; {claim.words})")
    assert summary(19).sentence.endswith("; same sign in 19 of 19 plausible worlds)")


def test_a_robust_headline_is_called_so():
    crowd = {"sizes": (400,) * 5}
    worlds = (
        {arm: lives(HARSH[arm], seed=seed, pull=0.5 + 0.06 * seed, **crowd) for arm in "AB"}
        for seed in range(20)
    )
    found = summarise(study(margins={"disengaged": 0.01}), arms(**crowd), worlds)
    assert found.sentence.endswith("; robust in 20 of 20 plausible worlds)")


def test_lost_people_withhold_every_claim():
    many = {arm: censored(each, np.arange(12)) for arm, each in arms().items()}
    found = summarise(study(), many, drawn(20))
    assert {one.label for one in found.claims} == {"withheld"}
    assert found.sentence.startswith("No claim")


# The numbers of the worlds


def numbers(worlds):
    rng = np.random.default_rng(1)
    return np.column_stack([rng.normal(size=worlds), *rng.lognormal(size=(3, worlds))])


def test_drivers_are_about_the_named_pair():
    told = {"parameters": made.NUMBERS, "drawn": numbers(30)}
    found = summarise(study(**told), arms(), drawn(30))
    assert {each.name for each in found.drivers} == {one.name for one in made.NUMBERS}
    claim = claims(found, "disengaged")["B", "A"]
    assert [part.name for part in claim.parts if part.condition == "sign"] == [
        "sign < 0",
        "sign > 0",
    ]
    assert summary().drivers == ()


def test_numbers_of_other_worlds_are_refused():
    told = {"parameters": made.NUMBERS, "drawn": numbers(4)}
    with pytest.raises(ValueError, match="4 worlds, but 3 were lived"):
        summarise(study(**told), arms(), drawn(3))


@pytest.mark.parametrize("names", ["", "A"])
def test_without_two_arms_there_is_nothing_to_claim(names):
    found = summarise(study(tuple("A")), arms(names), drawn(3, names))
    assert found.claims == found.drivers == ()
    assert found.family is None
