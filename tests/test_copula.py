"""Traits that go together: the declared ranks, uniform each, the same for one as for many."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, spearmanr

from simenv.copula import factor, joined
from simenv.draws import NO_PLACE, Luck, person_keys
from simenv.persona.together import RISK, names_of, pair_of
from tests.broken import copulas as broken
from tests.broken.catching import CATCH, LAW

NAMES = ("a", "b", "c", "d")
#: Every pair, two of them strong, so that a third carries over.
RANKS = {("a", "b"): 0.7, ("b", "c"): 0.6, ("a", "c"): 0.3, ("d", "b"): -0.4, ("a", "d"): -0.2}
N = 20_000
Factor = Callable[..., list[list[float]]]
shares = st.floats(0.001, 0.999)
sets_of_ranks = st.lists(st.floats(-0.95, 0.95), min_size=6, max_size=6).map(
    lambda ranks: dict(zip(itertools.combinations(NAMES, 2), ranks, strict=True))
)


def luck(n: int = N) -> list[np.ndarray]:
    keys = person_keys("somebody", np.arange(n))
    return [Luck(1, 0).stream(name).uniform(keys, NO_PLACE) for name in NAMES]


def has_the_declared_ranks(factor: Factor) -> bool:
    found = dict(zip(NAMES, joined(factor(NAMES, RANKS), luck()), strict=True))
    for one, other in itertools.combinations(NAMES, 2):
        declared = RANKS.get((one, other), RANKS.get((other, one), 0.0))
        rank = spearmanr(found[one], found[other]).statistic
        if abs(rank - declared) > 4 * (1 - declared**2) / N**0.5:
            return False
    return True


def test_ranks_are_as_declared():
    assert has_the_declared_ranks(factor)


@pytest.mark.parametrize("wrong", [broken.factor_of_scores, broken.factor_of_neighbours])
def test_other_ranks_are_caught(wrong):
    assert not has_the_declared_ranks(wrong)


def each_stays_uniform(factor: Factor) -> bool:
    found = joined(factor(NAMES, RANKS), luck())
    return all(kstest(one, "uniform").pvalue > 1e-3 for one in found)


def test_each_stays_uniform():
    assert each_stays_uniform(factor)


def test_tails_that_grow_are_caught():
    assert not each_stays_uniform(broken.factor_that_adds)


def test_no_correlation_is_no_change():
    before = luck(500)
    for one, other in zip(joined(factor(NAMES, {}), before), before, strict=True):
        assert np.array_equal(one, other)


def test_what_goes_with_none_before_it_keeps_its_bits():
    before = luck(500)
    found = joined(factor(NAMES, {("a", "c"): 0.5, ("b", "d"): 0.5}), before)
    kept = [np.array_equal(one, other) for one, other in zip(found, before, strict=True)]
    assert kept == [True, True, False, False]


@LAW
@given(sets_of_ranks)
def test_a_factor_gives_back_its_correlations_or_says_that_there_are_none(ranks):
    size = len(NAMES)
    wanted = np.eye(size)
    for (one, other), rank in ranks.items():
        i, j = NAMES.index(one), NAMES.index(other)
        wanted[i, j] = wanted[j, i] = 2 * np.sin(np.pi * rank / 6)
    least = np.linalg.eigvalsh(wanted)[0]
    assume(abs(least) > 1e-6)
    if least < 0:
        with pytest.raises(ValueError, match="cannot go with"):
            factor(NAMES, ranks)
        return
    lower = np.array([[*row, *[0.0] * (size - len(row))] for row in factor(NAMES, ranks)])
    assert lower @ lower.T == pytest.approx(wanted, abs=1e-9)


def alone_as_among_others(joined: Callable[..., list[np.ndarray]], how: settings) -> None:
    people = st.lists(st.tuples(*[shares] * len(NAMES)), min_size=2, max_size=12)

    @how
    @given(people, st.data())
    def law(people, data):
        rows = factor(NAMES, RANKS)
        whole = joined(rows, list(np.array(people).T.copy()))
        some = data.draw(st.lists(st.integers(0, len(people) - 1), min_size=1, max_size=3))
        part = joined(rows, list(np.array(people)[some].T.copy()))
        assert all(np.array_equal(one[some], two) for one, two in zip(whole, part, strict=True))

    law()


def test_one_person_is_the_same_alone_as_among_others():
    alone_as_among_others(joined, LAW)


def test_a_join_that_looks_at_the_batch_is_caught():
    with pytest.raises(AssertionError):
        alone_as_among_others(broken.joined_in_the_batch, CATCH)


def risk_follows(names_of: Callable[..., tuple[str, ...]], how: settings) -> None:
    """Naming risk beside any traits moves none of them by a bit."""
    uniforms = dict(zip(("distress", "trust", "hope", RISK), luck(40), strict=True))
    pairs = [" & ".join(pair) for pair in itertools.combinations(uniforms, 2)]

    def moved(ranks: dict[str, float]) -> dict[str, np.ndarray]:
        names = names_of(ranks)
        rows = factor(names, {pair_of(said): rank for said, rank in ranks.items()})
        found = joined(rows, [uniforms[name] for name in names])
        return uniforms | dict(zip(names, found, strict=True))

    @how
    @given(st.dictionaries(st.sampled_from(pairs), st.floats(-0.5, 0.5), min_size=1))
    def law(ranks):
        of_traits = {said: rank for said, rank in ranks.items() if RISK not in pair_of(said)}
        try:
            with_risk = moved(ranks)
        except ValueError:
            assume(False)
        without = moved(of_traits) if of_traits else uniforms
        assert all(np.array_equal(with_risk[one], without[one]) for one in uniforms if one != RISK)

    law()


def test_risk_follows_the_traits():
    risk_follows(names_of, LAW)


def test_traits_that_follow_risk_are_caught():
    with pytest.raises(AssertionError):
        risk_follows(broken.risk_first, CATCH)


def test_opposites_cannot_both_go_with_a_third():
    ranks = {("a", "b"): 0.9, ("a", "c"): 0.9, ("b", "c"): -0.9}
    with pytest.raises(ValueError, match="c cannot go with the others"):
        factor(NAMES[:3], ranks)
