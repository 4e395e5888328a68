"""The archive: every cell holds the best that was ever added to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stress.archive import Archive, Tally
from simenv.stress.candidate import AMPLE, SHORT, USUAL
from simenv.stress.space import Space
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import KeepsTheLast, TakesTheOddest, Unkeyed
from tests.stress.made import people

SPACE = Space(people("teen", "caregiver", "author"))
OUTCOMES = ("disengaged", "met_share")
SEEDS = st.integers(0, 2**32 - 1)


def tally(seed, candidates=None):
    """What a batch of few candidates might have shown: few cells, and qualities that often tie."""
    luck = np.random.default_rng(seed)
    people_ = candidates or tuple(SPACE.random(luck) for _ in range(4))
    many = len(people_)
    met, befell = luck.integers(0, 6, 2)
    harm = luck.integers(0, 3, (many, len(OUTCOMES))) / 2.0
    harm[luck.random(harm.shape) < 0.2] = -np.inf
    return Tally(
        candidates=people_,
        situation=luck.integers(0, 3, met),
        by=luck.integers(0, many, met),
        met=luck.integers(1, 4, met),
        failure=luck.integers(0, 3, befell),
        of=luck.integers(0, many, befell),
        share=luck.integers(1, 4, befell) / 4.0,
        harm=harm,
        error=luck.integers(0, 2, harm.shape) / 4.0,
        lost=luck.integers(0, 2, many),
    )


TALLIES = st.lists(SEEDS, min_size=1, max_size=5).map(lambda seeds: [tally(one) for one in seeds])


def shown(tallies):
    """Everything that was ever shown: kind and cell, quality and candidate, in order."""
    for one in tallies:
        for cell, by, met in zip(one.situation, one.by, one.met, strict=True):
            yield ("situation", cell), (met, one.candidates[by])
        for failure, of, share in zip(one.failure, one.of, one.share, strict=True):
            who = one.candidates[of]
            yield ("failure", (failure, who.persona)), (share, who)
        for n, who in enumerate(one.candidates):
            for place, name in enumerate(OUTCOMES):
                low = one.harm[n, place] - one.error[n, place]
                yield ("harm", (name, who.persona)), (low, who)


def filled(kind, tallies):
    archive = kind(outcomes=OUTCOMES)
    for one in tallies:
        archive.add(one)
    return archive


def cells(archive):
    held = {"situation": archive.situations, "failure": archive.failures, "harm": archive.harms}
    return {(kind, cell): one for kind, of in held.items() for cell, one in of.items()}


def holds_the_best(kind, tallies):
    best = {}
    for cell, (quality, who) in shown(tallies):
        best.setdefault(cell, []).append((quality, -len(who.changes), who))
    found = cells(filled(kind, tallies))
    assert found.keys() == best.keys()
    for cell, each in best.items():
        quality, fewest = max((quality, few) for quality, few, _ in each)
        first = next(who for q, few, who in each if (q, few) == (quality, fewest))
        assert (found[cell].quality, found[cell].candidate) == (quality, first)


def breeds_alike(kind, tallies, seed):
    for services in (USUAL, SHORT, AMPLE):
        both = [
            filled(kind, tallies).children(SPACE, 8, np.random.default_rng(seed), services)
            for _ in range(2)
        ]
        assert both[0] == both[1]
        assert len(both[0]) == 8
        assert {one.services for one in both[0]} == {services}
        assert all(SPACE.beyond_in(one) == () for one in both[0])


@LAW
@given(TALLIES)
def test_every_cell_holds_the_best_and_of_equals_the_most_ordinary(tallies):
    holds_the_best(Archive, tallies)


@LAW
@given(TALLIES)
def test_every_visit_is_counted(tallies):
    met = sum(int(one.met.sum()) for one in tallies)
    found = filled(Archive, tallies)
    assert sum(found.visits.values()) == met
    assert found.lost == sum(int(one.lost.sum()) for one in tallies)


@LAW
@given(TALLIES, SEEDS)
def test_the_same_tallies_breed_the_same_children_inside_what_is_declared(tallies, seed):
    breeds_alike(Archive, tallies, seed)


@pytest.mark.parametrize("broken", [KeepsTheLast, TakesTheOddest])
def test_an_archive_that_keeps_another_is_caught(broken):
    with pytest.raises(AssertionError):
        CATCH(given(TALLIES)(lambda tallies: holds_the_best(broken, tallies)))()


def test_an_archive_with_luck_of_its_own_is_caught():
    with pytest.raises(AssertionError):
        CATCH(given(TALLIES, SEEDS)(lambda tallies, seed: breeds_alike(Unkeyed, tallies, seed)))()


def test_failures_are_bred_from_more_often_than_chance():
    """Half of all children or so come of what failed or is rare, so that a find is followed up."""
    luck = np.random.default_rng(0)
    rare = SPACE.child([SPACE.random(luck)] * 2, luck)
    one = tally(1, (rare,))
    children = filled(Archive, [one]).children(SPACE, 200, luck, USUAL)
    genes = {gene for gene, _ in rare.changes}
    alike = [len(genes & {gene for gene, _ in child.changes}) for child in children]
    by_chance = [len(genes & {gene for gene, _ in SPACE.random(luck).changes}) for _ in range(200)]
    assert sum(alike) > 2 * sum(by_chance)
