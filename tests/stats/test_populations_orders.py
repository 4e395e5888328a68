"""Does the order of two arms change with capacity? Verdicts, and how they fare over worlds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stats.populations import StudiedScenario, summarise
from simenv.stats.populations.estimate import Apart
from simenv.stats.populations.rankings import SignLine, changed
from simenv.stats.populations.signs import world_orders, world_signs
from tests.broken.catching import LAW
from tests.made_populations import SCENARIOS, populations, read, study

MARGIN = 0.1


def sign(scenario, winner, verdict="beyond", *, claim=True, same=False):
    return SignLine(
        scenario=scenario,
        apart=Apart(value=0.0 if same else 0.2, same=same),
        verdict=verdict,
        claim=claim,
        p=None if winner is None else 0.001,
        held=None if winner is None else 0.01,
        winner=winner,
        worlds=world_signs(np.zeros(0), float("nan"), (0.0, False), MARGIN),
    )


@pytest.mark.parametrize(
    ("winners", "change"),
    [
        (("A", "B"), "changes"),
        (("A", None, "B"), "changes"),
        (("A", "A"), "kept"),
        (("A", None), "undecided"),
        ((None, None), "undecided"),
        (("A",), "undecided"),
    ],
)
def test_an_order_changes_only_on_two_sure_signs(winners, change):
    signs = [sign(str(i), winner) for i, winner in enumerate(winners)]
    assert changed(signs)[0] == change


@LAW
@given(st.lists(st.sampled_from(["A", "B", None]), min_size=2, max_size=5))
def test_what_changes_names_two_scenarios_with_two_winners(winners):
    change, turns = changed([sign(str(i), winner) for i, winner in enumerate(winners)])
    assert (change == "changes") == ({"A", "B"} <= set(winners))
    assert bool(turns) == (change == "changes")
    for turn in turns:
        assert {turn.first_winner, turn.second_winner} == {"A", "B"}
        assert winners[int(turn.first)] == turn.first_winner


def test_how_far_a_turn_goes_is_told():
    signs = [sign("1", "A", "beyond"), sign("2", "B", "apart"), sign("3", "B", "beyond")]
    _, turns = changed(signs)
    assert [(turn.second, turn.beyond) for turn in turns] == [("2", 1), ("3", 2)]


def test_a_scenario_without_a_claim_keeps_no_order():
    assert changed([sign("1", "A"), sign("2", None, claim=False)])[0] == "no claim"
    assert changed([sign("1", None, same=True), sign("2", None, same=True)])[0] == "same decisions"


def test_made_up_orders_are_found_as_they_were_made():
    found = summarise(study(), read)
    told = {(one.outcome, one.arm, one.against): one for one in found.orders}
    turned = told["disengaged", "graded", "hotline"]
    assert turned.change == "changes"
    assert turned.words.startswith("changes: hotline is better under uncapacitated, graded under")
    assert told["disengaged", "never", "graded"].change == "kept"
    places = {(r.outcome, r.scenario): r.order for r in found.rankings}
    assert places["met", "uncapacitated"] == ("never", "hotline", "graded")
    assert places["met", "rural-nights"] == ("never", "graded", "hotline")


def test_one_scenario_can_show_no_change():
    only = study(scenarios=(StudiedScenario(name="uncapacitated"),))
    found = summarise(only, read)
    assert {one.change for one in found.orders} == {"undecided"}
    assert found.capacity == ()
    assert "no order can change" in found.sentence


def test_a_larger_family_is_held_to_more():
    def told(arms):
        found = summarise(study(arms=arms), _near)
        return {
            (one.outcome, one.arm, s.scenario): s.held
            for one in found.orders
            if one.against == "hotline"
            for s in one.scenarios
        }

    few, many = told(("hotline", "graded")), told(("hotline", "graded", "never"))
    both = [key for key in few if few[key] is not None]
    assert all(many[key] >= few[key] for key in both)
    assert any(many[key] > few[key] for key in both)


def _near(scenario, world, arm):
    harsh = {"hotline": 0.4, "graded": 0.43, "never": 0.46}[arm]
    return populations(scenario, harsh, seed=1 + world)


# Over worlds


def spread(middle, worlds=40, width=0.05):
    return middle + width * np.linspace(-1, 1, worlds)


def test_signs_over_worlds_are_counted_and_labelled():
    found = world_signs(spread(0.5), 1e-6, (0.5, False), MARGIN)
    assert (found.same, found.above, found.label) == (40, 40, "robust")
    assert world_signs(spread(0.0), 1e-6, (0.01, False), MARGIN).label == "equivalent"
    assert world_signs(spread(0.1), 1e-6, (0.1, False), MARGIN).label == "undecided"
    assert world_signs(spread(0.5, 19), 1e-6, (0.5, False), MARGIN).label == "withheld"
    noisy = world_signs(spread(0.5), 1e-3, (0.5, False), MARGIN)
    assert noisy.label == "withheld"
    assert world_signs(np.zeros(40), 1e-6, (0.0, True), MARGIN).label == "same decisions"


def test_worlds_that_lost_too_many_are_no_agreement():
    found = spread(0.5)
    found[:3] = np.nan
    told = world_signs(found, 1e-6, (0.5, False), MARGIN)
    assert (told.drawn, told.same, told.label) == (40, 37, "withheld")


def test_orders_over_worlds():
    def told(*middles):
        noises = [1e-6] * len(middles)
        return world_orders(np.array([spread(each) for each in middles]), noises, MARGIN)

    turned = told(0.5, -0.5)
    assert (turned.kept, turned.flipped, turned.beyond) == (0, 40, 40)
    assert turned.label == "robust change"
    kept = told(0.5, 0.3)
    assert (kept.kept, kept.flipped, kept.label) == (40, 0, "robust order")
    small = told(0.5, 0.0)
    assert small.label == "undecided"
    assert small.beyond == 0


def test_other_scenarios_in_other_worlds_are_no_robust_change():
    first, second = spread(0.5), spread(-0.5)
    half = np.arange(40) < 20
    found = np.array([np.where(half, first, second), np.where(half, second, first)])
    told = world_orders(found, [1e-6] * 2, MARGIN)
    assert told.beyond == 40
    assert told.label == "undecided"


def test_worlds_have_signs_of_their_own():
    found = summarise(study(worlds=3), read)
    turned = next(one for one in found.orders if one.outcome == "met")
    assert turned.worlds.drawn == 3
    assert turned.worlds.flipped == 3
    assert [s.worlds.same for s in turned.scenarios] == [3, 3, 3]
    assert turned.worlds.label == "withheld"
    assert len(turned.scenarios) == len(SCENARIOS)
