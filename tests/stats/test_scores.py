"""Laws of the scorecards: fixed scale, better never lower, other arms move nothing, coverage."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.rows import DAY
from simenv.stats import SCORECARDS, summarise, text_table
from simenv.stats.decisions import ERRORS, Rate
from simenv.stats.estimate import difference, level
from simenv.stats.lived import World
from simenv.stats.points import linearised, of_part, personal
from simenv.stats.scores import score_levels
from simenv.stats.strata import Strata
from tests.broken.catching import CATCH, LAW
from tests.broken.scorecards import (
    BEYOND,
    OF_EVERYBODY,
    UPSIDE_DOWN,
    relative_to_the_best,
    unraised,
    unscaled,
)
from tests.made_lives import SHARES, decided, lives, study

SIZES = (9, 7, 8, 6, 5)
HARSH = st.floats(0, 1)
SEEDS = st.integers(0, 999)


def world_of(*found):
    return World.of({"ABCDE"[i]: each for i, each in enumerate(found)}, SHARES)


def points(found, cards=SCORECARDS):
    """The score of one arm on each scorecard, from persons."""
    world = world_of(found)
    return [
        100 * world.strata.mean(personal(world, card, 30, answered_by("A"))["A"]) for card in cards
    ]


def answered_by(arms, good=0.7):
    """That share of the referrals of the fixed battery, in every arm."""
    return {"missed_referral": dict.fromkeys(arms, good)}


# On a fixed scale


def within_the_scale(cards, settings):
    @settings
    @given(HARSH, SEEDS)
    def law(harsh, seed):
        world = world_of(lives(harsh, SIZES, seed=seed))
        for card in cards:
            for item in card.items:
                values, _ = world.values(item.outcome, 30)
                good = item.good(values["A"], 30)
                assert ((good >= 0) & (good <= 1)).all()
        assert all(0 <= each <= 100 for each in points(lives(harsh, SIZES, seed=seed), cards))

    law()


def test_every_item_and_score_lies_within_0_and_100():
    within_the_scale(SCORECARDS, LAW)


def test_an_item_beyond_its_scale_is_caught():
    with pytest.raises(AssertionError):
        within_the_scale(BEYOND, CATCH)


def test_the_best_life_has_100_points_and_the_worst_none():
    rows, standing = lives(0.5, SIZES)
    rows.risk_time_alone[:] = 0
    rows.sessions[:], rows.needs[:], rows.met[:], rows.turns[:] = 9, 5, 5, 3
    rows.heard_sum[:], rows.frustration_sum[:] = 3, 0
    rows.openness_start[:], rows.openness_end[:] = 0.2, 0.9
    rows.human_at[:], rows.escalated_at[:], rows.unsafe_at[:] = DAY, -1, -1
    world = world_of((rows, standing))
    whole = [personal(world, card, 30, answered_by("A", 1.0))["A"] for card in SCORECARDS]
    assert [world.strata.mean(each) for each in whole] == pytest.approx([1, 1])
    rows.sessions[:], rows.met[:], rows.risk_time_alone[:] = 1, 0, 30 * DAY
    rows.heard_sum[:], rows.frustration_sum[:] = 0, 3
    rows.openness_start[:], rows.openness_end[:] = 1, 0
    rows.human_at[:], rows.escalated_at[:], rows.unsafe_at[:] = -1, DAY, DAY
    world = world_of((rows, standing))
    none = [personal(world, card, 30, answered_by("A", 0.0))["A"] for card in SCORECARDS]
    assert [world.strata.mean(each) for each in none] == pytest.approx([0, 0])


# Better is never lower


def bettered(found, name, persons):
    """The same lives, with one item better for some persons."""
    rows, standing = found[0].copy(), found[1]
    some = np.array(sorted(persons), dtype=int)
    turns = rows.turns.astype(float)
    best = {
        "felt_heard": ("heard_sum", turns),
        "frustration": ("frustration_sum", 0 * turns),
        "came_back": ("sessions", rows.sessions + 2),
        "met_share": ("met", np.maximum(rows.met, rows.needs)),
        "disclosure_lost": ("openness_end", np.maximum(rows.openness_end, rows.openness_start)),
        "risk_hours_alone": ("risk_time_alone", rows.risk_time_alone // 2),
        "human": ("human_at", np.full(len(rows), DAY)),
        "risk_escalated": ("escalated_at", np.full(len(rows), -1)),
        "unsafe_help": ("unsafe_at", np.full(len(rows), -1)),
    }
    column, values = best[name]
    getattr(rows, column)[some] = values[some]
    return rows, standing


ITEMS = [item.name for card in SCORECARDS for item in card.items]


def better_is_never_lower(cards, settings):
    @settings
    @given(
        HARSH,
        SEEDS,
        st.sampled_from(ITEMS),
        st.sets(st.integers(0, sum(SIZES) - 1), min_size=1),
    )
    def law(harsh, seed, name, persons):
        before = lives(harsh, SIZES, seed=seed)
        after = points(bettered(before, name, persons), cards)
        assert all(b >= a - 1e-9 for a, b in zip(points(before, cards), after, strict=True))

    law()


def test_a_better_item_never_lowers_a_score():
    better_is_never_lower(SCORECARDS, LAW)


def test_an_item_that_is_upside_down_is_caught():
    with pytest.raises(AssertionError):
        better_is_never_lower(UPSIDE_DOWN, CATCH)


# Other arms move nothing


def other_arms_move_nothing(settings, seen=lambda levels: levels):
    @settings
    @given(HARSH, HARSH, HARSH, SEEDS)
    def law(first, second, third, seed):
        two = world_of(lives(first, SIZES, seed=seed), lives(second, SIZES, seed=seed))
        three = world_of(*(lives(h, SIZES, seed=seed) for h in (first, second, third)))
        measured = score_levels(answered_by("ABC"))
        for name, levels in measured(two, 30).items():
            more = seen(measured(three, 30)[name])
            assert all(more[arm] == each for arm, each in seen(levels).items())

    law()


def test_adding_an_arm_moves_no_score():
    other_arms_move_nothing(LAW)


def test_a_score_that_is_relative_to_the_best_arm_is_caught():
    with pytest.raises(AssertionError):
        other_arms_move_nothing(CATCH, relative_to_the_best)


# What a summary says


@pytest.fixture(scope="module")
def summary():
    arms = {"A": lives(0.1), "B": lives(0.8), "C": lives(0.1)}
    worlds = [
        {arm: lives(h, seed=s) for arm, h in zip("ABC", (0.1, 0.8, 0.1), strict=True)}
        for s in (2, 3)
    ]
    return summarise(study(("A", "B", "C")), arms, worlds, decisions=errors())


def errors():
    """Made-up errors on the battery; the arm C decides as A does."""
    found = decided(("A", "B"))
    return replace(found, battery=found.battery | {"C": found.battery["A"]})


def test_the_score_is_the_plain_mean_of_five_items(summary):
    for card in summary.scorecards:
        assert [item.weight for item in card.items] == [0.2] * 5
        for arm in "ABC":
            items = [item.arms[arm].value for item in card.items]
            assert card.arms[arm].value == pytest.approx(sum(items) / 5)


def test_items_are_the_outcomes_that_they_rest_on(summary):
    outcomes = {line.name: line for line in summary.outcomes}
    user, care = summary.scorecards
    heard = next(item for item in user.items if item.outcome == "felt_heard")
    assert heard.arms["B"].value == pytest.approx(100 * outcomes["felt_heard"].arms["B"].value)
    escalated = next(item for item in care.items if item.outcome == "risk_escalated")
    assert escalated.arms["B"].value != 100 * (1 - outcomes["risk_escalated"].arms["B"].value)
    named = {item.outcome for item in care.items if item.standard == "listening-first"}
    assert named == {"unsafe_help", "missed_referral"}


def test_differences_are_to_the_reference_with_interval_and_signs(summary):
    for card in summary.scorecards:
        assert set(card.differences) == {"B", "C"}
        apart = card.differences["B"]
        expected = card.arms["B"].value - card.arms["A"].value
        assert apart.all.value == pytest.approx(expected)
        assert apart.all.low < apart.all.value < apart.all.high
        assert apart.worlds.drawn == len(apart.worlds.differences) == 2
        assert card.differences["C"].all.same


def test_scorecards_are_plain_json(summary):
    data = json.loads(json.dumps(summary.as_dict(), allow_nan=False))
    assert [card["name"] for card in data["scorecards"]] == ["user", "care"]


def test_without_a_lived_arm_there_is_no_scorecard():
    assert summarise(study(failed={"A": "x", "B": "y"}), {}).scorecards == ()


# Of people at risk, and on the fixed battery


def moves_only_with_those_at_risk(cards, settings):
    """What happens to people who entered without risk moves no point of the care view."""

    @settings
    @given(HARSH, HARSH, SEEDS)
    def law(harsh, other, seed):
        one, two = lives(harsh, SIZES, seed=seed), lives(other, SIZES, seed=seed)
        safe = one[0].entry_risk < 1
        columns = {
            name: np.where(safe, two[0].arrays()[name], own)
            for name, own in one[0].arrays().items()
        }
        mixed = (replace(one[0], **columns), np.where(safe[:, None], two[1], one[1]))
        assert points(mixed, cards[1:]) == pytest.approx(points(one, cards[1:]))

    law()


def test_the_care_view_is_about_people_who_entered_at_risk():
    moves_only_with_those_at_risk(SCORECARDS, LAW)


def test_a_care_view_of_everybody_is_caught():
    with pytest.raises(AssertionError):
        moves_only_with_those_at_risk(OF_EVERYBODY, CATCH)


def test_an_item_of_care_is_the_weighted_share_of_those_at_risk(summary):
    rows, _ = lives(0.8)
    weight = (np.array(SHARES) / 40)[rows.persona] * (rows.entry_risk >= 1)
    human = next(item for item in summary.scorecards[1].items if item.outcome == "human")
    expected = 100 * (weight * (rows.human_at >= 0)).sum() / weight.sum()
    assert human.arms["B"].value == pytest.approx(expected)
    assert human.arms["B"].people == (rows.entry_risk >= 1).sum() == summary.scorecards[1].people
    assert human.arms["B"].low < expected < human.arms["B"].high


def test_missed_referrals_are_those_of_the_battery(summary):
    care = summary.scorecards[1]
    missed = care.items[-1]
    rate = errors().battery["B"]["all"]["all"]["missed_referral"]
    assert missed.fixed
    assert missed.arms["B"].value == pytest.approx(100 * (1 - rate.value))
    assert missed.arms["B"].low == pytest.approx(100 * (1 - rate.high))
    assert missed.differences["B"].all.low is None


def test_the_battery_shifts_a_difference_and_widens_no_interval():
    arms, named = {"A": lives(0.1), "B": lives(0.8)}, study(("A", "B"))
    found = [
        summarise(named, arms, decisions=each).scorecards[1].differences["B"].all
        for each in (errors(), perfect())
    ]
    rates = [errors().battery[arm]["all"]["all"]["missed_referral"].value for arm in "BA"]
    shift = 20 * (rates[0] - rates[1])
    assert found[1].value - found[0].value == pytest.approx(shift)
    widths = [each.high - each.low for each in found]
    assert widths[0] == pytest.approx(widths[1])


def perfect():
    """No error on the battery in any arm."""
    found = errors()
    none = {
        error: Rate(value=None, low=None, high=None, errors=0, possible=0, effective=0.0)
        for error in ERRORS
    }
    battery = {arm: {**rates, "all": {"all": none}} for arm, rates in found.battery.items()}
    return replace(found, battery=battery)


def test_one_person_at_risk_in_a_persona_leaves_an_interval():
    first, second = lives(0.1), lives(0.8)
    for rows, _ in (first, second):
        rows.entry_risk[40:79] = 0
        rows.entry_risk[79] = 1
    found = summarise(study(), {"A": first, "B": second}, decisions=errors())
    apart = found.scorecards[1].differences["B"].all
    assert apart.low < apart.value < apart.high


def test_with_nobody_at_risk_or_no_battery_there_is_no_care_view():
    arms = {"A": lives(0.1), "B": lives(0.8)}
    assert [card.name for card in summarise(study(), arms).scorecards] == ["user"]
    for rows, _ in arms.values():
        rows.entry_risk[:] = 0
    found = summarise(study(), arms, decisions=errors())
    assert [card.name for card in found.scorecards] == ["user"]
    assert "No care view" in text_table(found.as_dict())


# Items with a smaller denominator

REPS = 1500
SIZE = 60


def trial(rng, make):
    """One drawn panel: those among, and their values; the weighted mean and its interval."""
    persona = np.repeat(np.arange(3, dtype=np.int32), SIZE)
    outer = Strata.of(persona, (0.5, 0.3, 0.2))
    among = rng.random(3 * SIZE) < np.array((0.9, 0.5, 0.3))[persona]
    values = np.clip(0.3 + 0.2 * persona + 0.25 * rng.standard_normal(3 * SIZE), 0, 1)[among]
    inner = Strata.of(persona[among], (0.5, 0.3, 0.2))
    spread = make(values, among, inner, outer)
    return level(spread, outer, "mean"), inner.mean(values)


def coverage(make):
    rng = np.random.default_rng(3)
    truth = np.mean([trial(rng, linearised)[1] for _ in range(4000)])
    found = [trial(rng, make)[0] for _ in range(REPS)]
    return np.mean([each.low <= truth <= each.high for each in found])


def test_a_mean_over_some_is_kept_and_its_interval_covers():
    rng = np.random.default_rng(4)
    estimate, mean = trial(rng, linearised)
    assert estimate.value == pytest.approx(mean, abs=1e-12)
    assert coverage(linearised) == pytest.approx(0.95, abs=0.02)


def part_trial(rng, make):
    """One drawn panel, of which some are counted by their luck; the ratio and its interval."""
    persona = np.repeat(np.arange(3, dtype=np.int32), SIZE)
    strata = Strata.of(persona, (0.5, 0.3, 0.2))
    part = rng.random(3 * SIZE) < np.array((0.1, 0.5, 0.9))[persona]
    values = np.clip(0.2 + 0.3 * persona + 0.2 * rng.standard_normal(3 * SIZE), 0, 1)
    found = level(make(values, part, strata), strata, "mean", strata.mean(part.astype(float)))
    return found, strata.mean(values * part) / strata.mean(part.astype(float))


def part_coverage(make):
    rng = np.random.default_rng(5)
    truth = np.mean([part_trial(rng, make)[1] for _ in range(4000)])
    found = [part_trial(rng, make)[0] for _ in range(REPS)]
    return np.mean([each.low <= truth <= each.high for each in found])


def test_a_mean_over_a_part_is_kept_and_its_interval_covers():
    estimate, mean = part_trial(np.random.default_rng(6), of_part)
    assert estimate.value == pytest.approx(mean, abs=1e-12)
    assert part_coverage(of_part) == pytest.approx(0.95, abs=0.02)


def test_an_interval_that_takes_a_part_for_everybody_is_caught():
    assert part_coverage(unraised) < 0.9


def test_an_interval_that_forgets_the_denominator_is_caught():
    assert coverage(unscaled) < 0.9


def test_a_score_differs_by_at_least_what_one_item_of_a_pair_would():
    strata = Strata.of(np.zeros(50, np.int32), (1.0,))
    same = np.full(50, 0.6)
    found = difference(same, same, strata, "score")
    assert found.value == 0
    assert 0 < found.high == -found.low < 0.05
