"""What stands beside claims: rankings, drivers, weightings."""

import numpy as np
import pytest
from scipy.stats import rankdata

from simenv.stats.claims.claim import Claim
from simenv.stats.claims.numbers import Numbers, normal_scores, ranks
from simenv.stats.claims.origin import drivers
from simenv.stats.claims.ranking import ranking
from simenv.stats.claims.weighing import weighings, weighting_lines
from simenv.stats.outcomes import outcome
from simenv.stats.strata import Strata
from simenv.stats.worlds import Panel
from tests.stats.claims import made


def levels(*arms):
    """A panel of arms whose levels [worlds] are these, in all personas."""
    means = np.stack([np.outer(arm, np.ones(3)) for arm in np.asarray(arms, float)], axis=1)
    return Panel(
        median=np.zeros(means.shape[1:]), means=means, errors=np.zeros((3, len(arms), len(arms)))
    )


def said(arm, against, label, winner=None):
    empty = dict.fromkeys(("would_be", "spread", "depends_on", "assumed", "people"))
    told = {"outcome": "met", "margin": 0.1, "words": "", "parts": (), **empty}
    return Claim(arm=arm, against=against, label=label, winner=winner, **told)


def test_a_ranking_goes_by_the_mean_over_worlds_and_the_direction():
    panel = levels([1, 1, 9], [2, 2, 2], [0, 0, 0])
    higher = ranking(outcome("met"), panel, "ABC", made.WAYS, [])
    assert higher.order == ("A", "B", "C")
    assert higher.first == pytest.approx({"A": 1 / 3, "B": 2 / 3, "C": 0.0})
    lower = ranking(outcome("disengaged"), panel, "ABC", made.WAYS, [])
    assert lower.order == ("C", "B", "A")


def test_equals_share_a_world():
    first = ranking(outcome("met"), levels([1, 3], [1, 2]), "AB", made.WAYS, []).first
    assert first == {"A": 0.75, "B": 0.25}


def test_a_ranking_says_which_places_are_settled_and_which_are_open():
    claims = [
        said("B", "A", "robust", "A"),
        said("C", "A", "undecided"),
        said("C", "B", "depends"),
        said("D", "A", "withheld"),
    ]
    panel = levels([3, 3], [2, 2], [4, 4], [0, 0])
    found = ranking(outcome("met"), panel, "ABCD", made.WAYS, claims)
    assert found.settled == (("A", "B"),)
    assert found.flips == (("C", "A"), ("C", "B"))


def test_no_ranking_without_direction_or_worlds():
    assert ranking(outcome("turns"), levels([1], [2]), "AB", made.WAYS, []) is None
    assert ranking(outcome("met"), levels([], []), "AB", made.WAYS, []) is None
    assert ranking(outcome("met"), levels([np.nan], [2]), "AB", made.WAYS, []) is None


# Drivers


def numbers(worlds, seed=4):
    values = np.random.default_rng(seed).lognormal(size=(worlds, 4))
    return Numbers(parameters=made.NUMBERS, values=values)


def test_the_number_that_moves_a_difference_most_comes_first():
    drawn = numbers(90)
    apart = 2 * drawn.values[:, 1] - 0.5 * np.log(drawn.values[:, 2])
    first, second, *_ = drivers(apart, drawn)
    assert (first.name, first.source, first.what) == ("other", "assumed", "what other is")
    assert (second.name, second.source) == ("known", "A10")
    assert first.high > first.low
    assert second.high < second.low
    order = np.argsort(drawn.values[:, 1])
    assert first.low == pytest.approx(apart[order[:30]].mean())
    assert first.high == pytest.approx(apart[order[-30:]].mean())
    assert first.high_error == pytest.approx(apart[order[-30:]].std(ddof=1) / 30**0.5)
    assert 0.9 < first.correlation <= 1


def test_drivers_are_ten_at_most_and_none_below_thirty_worlds():
    many = tuple(made.number(f"n{k}") for k in range(15))
    values = np.random.default_rng(1).lognormal(size=(40, 15))
    drawn = Numbers(parameters=many, values=values)
    assert len(drivers(values[:, 0], drawn)) == 10
    assert drivers(values[:29, 0], Numbers(parameters=many, values=values[:29])) == ()


def test_a_number_that_does_not_vary_drives_nothing():
    drawn = numbers(40)
    drawn.values[:, 2] = 1.0
    assert "known" not in {each.name for each in drivers(drawn.values[:, 1], drawn)}


def test_ranks_are_those_of_scipy_and_scores_are_normal():
    values = np.random.default_rng(2).integers(0, 9, 50).astype(float)
    assert ranks(values) == pytest.approx(rankdata(values))
    scores = normal_scores(np.random.default_rng(2).lognormal(size=999))
    assert scores.mean() == pytest.approx(0, abs=1e-12)
    assert scores.std() == pytest.approx(1, abs=0.01)


def test_values_of_other_numbers_are_refused():
    with pytest.raises(ValueError, match="3 parameters"):
        Numbers(parameters=made.NUMBERS[:3], values=np.zeros((5, 4)))


# Weightings

STRATA = Strata.of(np.repeat(np.arange(3), (40, 40, 20)), (1, 1, 1))


def test_weightings_sum_to_one_and_the_declared_one_is_first():
    told = {"declared": {"one": 9.0}, "by-use": {"one": 6, "two": 2}, "mine": {"three": 1}}
    found = weighings(made.PERSONAS, (2, 1, 1), told)
    assert list(found) == ["declared", "equal", "by-use", "mine"]
    assert found["declared"].tolist() == [0.5, 0.25, 0.25]
    assert found["by-use"].tolist() == [0.75, 0.25, 0.0]
    assert all(own.sum() == pytest.approx(1) for own in found.values())


def test_the_effective_number_is_kishs():
    found = weighings(made.PERSONAS, (2, 2, 1), {"mine": {"three": 1}})
    lines = {one.name: one for one in weighting_lines(found, made.PERSONAS, STRATA)}
    assert lines["declared"].effective == pytest.approx(100)
    assert lines["mine"].effective == pytest.approx(20)
    assert lines["equal"].effective == pytest.approx(1 / (2 / 9 / 40 + 1 / 9 / 20))
    assert lines["mine"].weights == {"one": 0.0, "two": 0.0, "three": 1.0}


@pytest.mark.parametrize("weights", [{}, {"one": 0.0}, {"one": 2.0, "two": -1.0}])
def test_a_weighting_that_weighs_nobody_is_refused(weights):
    with pytest.raises(ValueError, match="'mine' weighs nobody"):
        weighings(made.PERSONAS, (2, 1, 1), {"mine": weights})
