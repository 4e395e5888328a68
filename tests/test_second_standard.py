"""A second standard counts errors beside the first and changes no life."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv import parameters, standard, world
from simenv.catalogue import Catalogue
from simenv.lockstep import Arm, live_all
from simenv.parameters import Values
from simenv.standard import SHAPE, Norms, Standard
from simenv.vocabulary import Event
from tests.broken import second as broken
from tests.laws.small import everyone, personas, same, shipped

COUNTS = ("over_refusals", "under_refusals", "unsafe_helps", "missed_referrals")
#: What the first standard labels beside its counts.
LABELLED = {*COUNTS, *(f"{name}_second" for name in COUNTS), "unsafe_at"}
ARMS = ("always-refuses", "never-refuses")


def drawn_standard(name: str, seed: int) -> Standard:
    """A standard with every cell at random."""
    rng = np.random.default_rng(seed)
    least = rng.integers(0, 3, SHAPE).astype(np.int8)
    most = np.maximum(least, rng.integers(0, 3, SHAPE)).astype(np.int8)
    return Standard(
        name=name,
        version="1.0.0",
        sha256=str(seed),
        summary="drawn",
        least_act=least,
        most_act=most,
        least_referral=rng.integers(1, 5, SHAPE).astype(np.int8),
        human_due=rng.random(SHAPE) < 0.5,
        assumed=np.ones(SHAPE, bool),
    )


def built(first, second=None, burn_in=0, seed=1):
    return world.build(
        personas(), first, days=6, seed=seed, world=0, burn_in=burn_in, second=second
    )


def lived(made):
    """What becomes of a few people under two policies; an established cohort knew the first."""
    arms = [Arm.of(shipped(name)) for name in ARMS]
    baseline = arms[0].policies[0] if made.burn_in else None
    return list(live_all(made, everyone(12), arms, baseline=baseline))


def counted(lives, ending=""):
    return [getattr(one.trajectories, f"{name}{ending}") for one in lives for name in COUNTS]


def swaps(first, second):
    """Whether each standard counts the same, whichever place it has."""
    pairs = zip(
        counted(first) + counted(first, "_second"),
        counted(second, "_second") + counted(second),
        strict=True,
    )
    return all((a == b).all() for a, b in pairs)


def same_life(first, second):
    """Whether all but the labels is equal to the last bit."""
    for one, other in zip(first, second, strict=True):
        rows = one.trajectories, other.trajectories
        bare = [{n: a for n, a in each.arrays().items() if n not in LABELLED} for each in rows]
        if any(bare[0][name].tobytes() != bare[1][name].tobytes() for name in bare[0]):
            return False
        if one.standing.tobytes() != other.standing.tobytes():
            return False
        kept = [each.events.take(each.events.kind != Event.UNSAFE_HELP) for each in (one, other)]
        if not same(*kept):
            return False
    return True


@settings(max_examples=8, deadline=None)
@given(seeds=st.tuples(*[st.integers(0, 2**20)] * 2), luck=st.integers(0, 99), old=st.booleans())
def test_the_second_counts_what_it_would_as_the_first_and_lives_are_the_same(seeds, luck, old):
    first, second = drawn_standard("a", seeds[0]), drawn_standard("b", seeds[1])
    burn_in = 4 if old else 0
    here = lived(built(first, second, burn_in, luck))
    there = lived(built(second, first, burn_in, luck))
    assert swaps(here, there)
    assert same_life(here, there)


@pytest.mark.parametrize("norms", [broken.OnlyWhereBoth, broken.FirstTwice])
def test_a_second_standard_that_counts_by_the_first_is_caught(norms):
    first, second = drawn_standard("a", 1), drawn_standard("b", 2)
    here = replace(built(first, second), norms=norms(first=first, second=second))
    there = replace(built(second, first), norms=norms(first=second, second=first))
    assert not swaps(lived(here), lived(there))


def test_a_second_standard_that_changes_a_life_is_caught():
    first, second = drawn_standard("a", 1), drawn_standard("b", 2)
    here, there = built(first, second), built(second, first)
    assert not same_life(lived(broken.Hurts.of(here)), lived(broken.Hurts.of(there)))


def test_a_count_that_goes_on_at_entry_is_caught():
    first, second = drawn_standard("a", 1), drawn_standard("b", 2)
    worlds = [
        broken.KeepsCounting.of(built(*pair, 4)) for pair in ((first, second), (second, first))
    ]
    assert not swaps(*map(lived, worlds))


def test_without_a_second_the_first_counts_twice():
    norm = standard.load(Catalogue(), "listening-first")
    assert built(norm).norms == Norms(first=norm, second=norm)
    lives = lived(built(norm))
    assert all(
        (a == b).all() for a, b in zip(counted(lives), counted(lives, "_second"), strict=True)
    )
    assert any(column.any() for column in counted(lives))


def test_given_numbers_stand_for_the_drawn_ones():
    norm = standard.load(Catalogue(), "listening-first")
    table = parameters.shipped()
    drawn = built(norm)
    given = {"days": 6, "seed": 1, "world": 5}
    theirs = world.build(personas(), norm, **given, values=table.median())
    assert dict(theirs.p) == dict(drawn.p)
    assert theirs.luck != drawn.luck
    own = world.build(personas(), norm, **given)
    again = world.build(personas(), norm, **given, values=table.draw(1, 5))
    assert dict(own.p) == dict(again.p)
    assert all(same(a.turns, b.turns) for a, b in zip(lived(own), lived(again), strict=True))


def test_numbers_of_another_table_are_refused():
    norm = standard.load(Catalogue(), "listening-first")
    numbers = dict(parameters.shipped().median())
    dropped, _ = numbers.popitem()
    for odd in (numbers, numbers | {dropped: 1.0, "made.up": 1.0}):
        with pytest.raises(ValueError, match=r"made\.up|" + dropped):
            world.build(personas(), norm, days=6, seed=1, world=0, values=Values(odd))
