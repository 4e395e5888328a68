"""Claims in full: winners, parts, splits, words, what is withheld, what assumptions do."""

import numpy as np
import pytest
from hypothesis import given

from simenv.stats.claims.label import labelled
from simenv.stats.claims.making import claim, claims_of
from simenv.stats.outcomes import outcome
from tests.broken.catching import LAW
from tests.stats.claims import made

MET, LEFT, TURNS, MISSED = map(outcome, ("met", "disengaged", "turns", "missed_referrals"))
RNG = np.random.default_rng(11)
VALUES = np.column_stack([RNG.normal(size=60), *(RNG.lognormal(size=60) for _ in range(3))])
SPREAD = RNG.normal(0, 0.1, (60, 1)) * np.ones(3)


def told(apart, values=VALUES, *, about=MET, noise=0.0, same=False, pair=made.PAIR, **changes):
    """The claim about one outcome in made worlds; B is A plus `apart`."""
    found = made.board({about.name: made.panel(apart, noise)}, values, **changes)
    return claim(found, about, pair, same)


def parts(found, condition):
    return {part.name: part for part in found.parts if part.condition == condition}


@LAW
@given(made.cases())
def test_a_claim_has_the_label_of_the_rule_or_says_what_it_would_be(case):
    first, second, values = case
    panels = {"missed_referrals": made.panel(first)}
    if second is not None:
        panels = made.by_both("missed_referrals", made.panel(first), made.panel(second))
    found = claim(made.board(panels, values), MISSED, made.PAIR, same=False)
    label = labelled(made.field(first, values, second=second), made.MARGIN)[0]
    assert (found.would_be if found.label == "withheld" else found.label) == label
    assert (found.winner is not None) == (found.label == "robust")
    assert (found.depends_on is not None) == (found.label == "depends")
    assert found.words.startswith({"depends": "depends on"}.get(found.label, f"{found.label}:"))
    spread = found.spread
    assert spread.above + spread.inside + spread.below == pytest.approx(1)


@LAW
@given(made.cases())
def test_swapping_arms_swaps_signs_and_keeps_winner_and_label(case):
    first, _, values = case
    one = told(first, values)
    other = told(first, values, pair=("A", "B"))
    assert (other.label, other.winner, other.would_be) == (one.label, one.winner, one.would_be)
    ends = (other.spread.mean, other.spread.above, other.spread.inside, other.spread.below)
    assert ends == (-one.spread.mean, one.spread.below, one.spread.inside, one.spread.above)
    for mine, theirs in zip(one.parts, other.parts, strict=True):
        assert (mine.above, mine.below, mine.holds) == (theirs.below, theirs.above, theirs.holds)
    if one.depends_on is not None:
        assert (other.depends_on.low, other.depends_on.high) == (
            one.depends_on.low,
            one.depends_on.high,
        )


# Winners


@pytest.mark.parametrize(
    ("about", "turn", "winner"),
    [(MET, 1, "B"), (MET, -1, "A"), (LEFT, 1, "A"), (LEFT, -1, "B"), (TURNS, 1, "B")],
)
def test_the_winner_is_better_or_else_higher(about, turn, winner):
    found = told(turn * (3 + SPREAD), about=about)
    assert found.label == "robust"
    assert found.winner == winner


def test_arms_that_decide_alike_are_told_so_whatever_the_number_of_worlds():
    for worlds in (0, 5, 60):
        found = told(np.zeros((worlds, 3)), VALUES[:worlds], same=True)
        assert found.label == "same decisions"
        assert found.words == "same decisions: the two never answered otherwise"
        assert found.people is None
        assert found.would_be is None


def test_an_outcome_that_never_differs_is_equivalent_and_not_the_same_decisions():
    found = told(np.zeros((60, 3)))
    assert found.label == "equivalent"


def test_same_decisions_ask_for_every_outcome_world_and_the_median_lives():
    nothing, something = made.panel(np.zeros((3, 3))), made.panel(np.eye(3))
    assert made.board({"met": nothing}, parted=lambda _, __: False).same(made.PAIR)
    assert not made.board({"met": nothing}).same(made.PAIR)
    both = {"met": nothing, "turns": something}
    assert not made.board(both, parted=lambda _, __: False).same(made.PAIR)


def test_claims_are_made_for_what_is_asked():
    panels = {name: made.panel(3 + SPREAD) for name in ("met", "turns")}
    found = claims_of(made.board(panels, VALUES), {made.PAIR: (MET, TURNS), ("A", "B"): (MET,)})
    assert [(one.outcome, one.arm, one.against) for one in found] == [
        ("met", "B", "A"),
        ("turns", "B", "A"),
        ("met", "A", "B"),
    ]


# Parts


def test_every_condition_is_a_part():
    panels = made.by_both("missed_referrals", made.panel(3 + SPREAD), made.panel(2 + SPREAD))
    found = claim(made.board(panels, VALUES), MISSED, made.PAIR, same=False)
    assert [(part.condition, part.name) for part in found.parts] == [
        ("weighting", "equal"),
        ("weighting", "mine"),
        ("standard", "cautious"),
        ("sign", "sign < 0"),
        ("sign", "sign > 0"),
        ("without", "one"),
        ("without", "two"),
        ("without", "three"),
    ]
    assert all(part.holds for part in found.parts)
    signs = parts(found, "sign")
    assert signs["sign < 0"].worlds + signs["sign > 0"].worlds == 60
    assert signs["sign < 0"].median is None


def test_parts_are_told_of_the_median_world_too():
    median = np.array([4.0, 8.0, 0.0])
    panels = {"met": made.panel(3 + SPREAD, median=median)}
    found = claim(made.board(panels, VALUES), MET, made.PAIR, same=False)
    assert parts(found, "weighting")["equal"].median == pytest.approx(4.0)
    assert parts(found, "without")["one"].median == pytest.approx(4.0)
    assert parts(found, "without")["three"].median == pytest.approx((4 * 2 + 8) / 3)


def test_a_persona_without_which_it_does_not_hold_breaks_no_label_but_is_named():
    apart = np.array([5.0, 0.0, 3.6]) + SPREAD
    found = told(apart)
    assert found.label == "robust"
    assert not parts(found, "without")["one"].holds or "not without" not in found.words
    weak = told(np.array([8.0, -2.0, 1.5]) + SPREAD)
    assert weak.label == "robust"
    assert not parts(weak, "without")["one"].holds
    assert weak.words.endswith("; not without one")


def test_a_persona_that_was_not_counted_is_left_out_of_the_weights():
    apart = np.array([3.0, 5.0, np.nan]) + SPREAD
    found = told(apart, about=LEFT)
    assert found.spread.mean == pytest.approx((3 * 2 + 5) / 3 + SPREAD.mean())


# Splits


def test_a_number_that_parts_the_winners_is_named_with_its_source():
    middle = float(np.median(VALUES[:, 1]))
    apart = 3 * np.sign(VALUES[:, 1] - middle)[:, None] * np.ones(3)
    found = told(apart)
    split = found.depends_on
    assert (split.condition, split.name, split.source) == ("parameter", "other", "assumed")
    assert (split.low, split.high, split.at) == ("A", "B", pytest.approx(middle))
    assert found.winner is None
    assert found.words == f"depends on other (assumed): below {middle:.2g} A is better, above it B"


def test_an_unknown_sign_is_cut_at_zero():
    found = told(3 * np.sign(VALUES[:, 0])[:, None] * np.ones(3))
    assert (found.depends_on.name, found.depends_on.at) == ("sign", 0.0)


def test_a_standard_or_a_weighting_can_be_what_it_depends_on():
    panels = made.by_both("missed_referrals", made.panel(3 + SPREAD), made.panel(SPREAD - 3))
    found = claim(made.board(panels, VALUES), MISSED, made.PAIR, same=False)
    assert (found.depends_on.condition, found.depends_on.name) == ("standard", "cautious")
    assert (found.depends_on.low, found.depends_on.high) == ("A", "B")
    assert found.words == ("depends on the standard: by listening-first A is better, by cautious B")
    weighted = told(np.array([6.0, 6.0, -3.0]) + SPREAD)
    assert (weighted.depends_on.condition, weighted.depends_on.name) == ("weighting", "mine")
    assert weighted.words == (
        "depends on the weights of personas (mine): B is better by one weighting, A by another"
    )


# Words


def test_words_of_what_is_robust():
    found = told(np.linspace(0.02, 0.09, 60)[:, None] * np.ones(3), margin=0.015, about=LEFT)
    assert found.words == (
        "robust: B higher by 2.4 to 8.6 of 100 in 60 of 60 worlds, under every weighting and with "
        "either sign of each unknown number"
    )


def test_words_of_what_is_equivalent():
    found = told(SPREAD / 10, margin=0.05, about=TURNS, values=None)
    assert (
        found.words == "equivalent: within 0.05 a person in 60 of 60 worlds, under every weighting"
    )


def test_words_of_what_is_undecided_say_what_breaks_it():
    apart = 3 + SPREAD
    low = np.argsort(VALUES[:, 0])[:3]
    apart[low] = 0.0
    found = told(apart)
    assert found.label == "undecided"
    assert found.words == (
        "undecided: B higher by more than 1 a person in 57 of 60 worlds, lower in 0, within it in "
        "3; robust but for sign < 0"
    )


def test_words_of_what_is_withheld():
    noisy = told(3 + SPREAD, noise=0.005)
    assert noisy.label == "withheld"
    assert noisy.would_be == "robust"
    assert noisy.words == (
        f"withheld: the luck of people (0.07 a person) exceeds a third of the spread between "
        f"worlds ({noisy.spread.between:.2f}); {noisy.people:,} people of each persona would do"
    )
    hidden = told(np.zeros((60, 3)), noise=0.1)
    assert hidden.people is None
    assert hidden.words.endswith("hides what spread there is between worlds")
    few = told(3 + SPREAD[:12], VALUES[:12])
    assert few.words == "withheld: 12 drawn worlds, a label needs 20"
    assert few.would_be == "robust"
    none = told(np.zeros((0, 3)), VALUES[:0])
    assert (none.label, none.would_be, none.spread, none.parts) == ("withheld", None, None, ())


def test_too_many_people_out_of_sight_withhold_every_label():
    found = told(3 + SPREAD, lost=0.024)
    assert found.words == "withheld: failed calls took 2.4 % of people, above 2 %"
    assert found.would_be == "robust"


def test_worlds_that_say_nothing_are_left_out_and_withhold_from_one_in_twenty_on():
    apart = 3 + SPREAD
    apart[:3] = np.nan
    assert told(apart).label == "robust"
    assert told(apart).spread.worlds == 57
    apart[3] = np.nan
    assert told(apart).words.startswith("withheld: 4 worlds lost an arm")


# What is assumed


def test_the_share_that_is_due_to_assumptions_is_what_is_left_of_the_variance():
    rng = np.random.default_rng(8)
    values = np.column_stack([rng.normal(size=2000), *rng.lognormal(size=(3, 2000))])
    known, other = np.log(values[:, 2]), values[:, 0]
    noise = rng.normal(0, 0.5, 2000)
    apart = (np.sqrt(0.6) * known + np.sqrt(0.4) * other + noise)[:, None] * np.ones(3)
    assert told(apart, values, noise=0.25).assumed == pytest.approx(0.4, abs=0.04)
    swapped = (known * other)[:, None] * np.ones(3)
    assert told(swapped, values).assumed > 0.95


def test_what_is_partly_assumed_counts_as_assumed():
    values = np.random.default_rng(8).lognormal(size=(200, 4))
    assert told(np.log(values[:, 3:]) * np.ones(3), values).assumed > 0.95
    assert told(np.log(values[:, 2:3]) * np.ones(3), values).assumed < 0.05


def test_without_worlds_numbers_or_spread_nothing_is_told_of_assumptions():
    assert told(3 + SPREAD[:59], VALUES[:59]).assumed is None
    assert told(3 + SPREAD, None).assumed is None
    assert told(np.zeros((60, 3))).assumed is None
