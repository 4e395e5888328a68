"""Shrinking, of claims that are made up: what is left holds, and nothing can be left out of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stress.candidate import Candidate
from simenv.stress.claim import Claim
from simenv.stress.shrinking import shrunk
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import adds_a_change, leaves_all_out, leaves_nothing_out

GENES = [f"traits.{name}" for name in "abcdefgh"]
SOME = st.sets(st.sampled_from(GENES), max_size=6)
MARGIN, PEOPLE = 0.1, 4
#: More rounds than that would be an endless one; two measurements each, and one to begin with.
MOST = 1 + 2 * 12


@st.composite
def monotone(draw):
    """Candidates, and the sets of changes of which one has to be there for the claim to hold."""
    changes = draw(st.lists(SOME, min_size=1, max_size=4))
    enough = draw(st.lists(SOME, min_size=1, max_size=3))
    return changes, lambda held: float(any(each <= held for each in enough))


@st.composite
def anyhow(draw):
    """Candidates, and values of any set of changes that are made up without a rule."""
    changes = draw(st.lists(SOME, min_size=1, max_size=4))
    seed = draw(st.integers(0, 2**20))

    def value(held):
        luck = np.random.default_rng([seed, *sorted(GENES.index(gene) for gene in held)])
        return luck.random()

    return changes, value


def claim_of(place, changes):
    candidate = Candidate.of(f"person-{place}", dict.fromkeys(changes, 0.5))
    return Claim(outcome="over_refusals", candidate=candidate, margin=MARGIN)


def genes(claim):
    return {gene for gene, _ in claim.candidate.changes}


class Measure:
    """What claims are worth by a function of their changes; counts how often it is asked."""

    def __init__(self, value):
        self.value, self.asked = value, 0

    def __call__(self, claims):
        self.asked += 1
        means = np.array([self.value(genes(claim)) for claim in claims]).reshape(-1, 1)
        return means + np.linspace(-0.05, 0.05, PEOPLE)


def shrinks(shrink, drawn):
    changes, value = drawn
    before = [claim_of(place, each) for place, each in enumerate(changes)]
    measure = Measure(value)
    after = shrink(before, measure)
    assert measure.asked <= MOST
    own = {claim.candidate.persona: genes(claim) for claim in before}
    assert [one.candidate.persona for one in after] == [
        name for name, held in own.items() if value(held) > MARGIN
    ]
    for claim in after:
        assert genes(claim) <= own[claim.candidate.persona]
        assert value(genes(claim)) > MARGIN


def minimal(shrink, drawn):
    """Of a claim that only ever gains by more changes nothing that is left can be left out."""
    changes, value = drawn
    before = [claim_of(place, each) for place, each in enumerate(changes)]
    for claim in shrink(before, Measure(value)):
        held = genes(claim)
        assert not any(value(held - {gene}) for gene in held)


@LAW
@given(monotone() | anyhow())
def test_what_is_left_holds_and_is_a_part_of_what_was_found(drawn):
    shrinks(shrunk, drawn)


@LAW
@given(monotone())
def test_nothing_that_is_left_can_be_left_out(drawn):
    minimal(shrunk, drawn)


@pytest.mark.parametrize(("law", "broken"), [
    (shrinks, leaves_all_out), (shrinks, adds_a_change), (minimal, leaves_nothing_out),
])  # fmt: skip
def test_another_way_to_shrink_is_caught(law, broken):
    with pytest.raises(AssertionError):
        CATCH(given(monotone())(lambda drawn: law(broken, drawn)))()


def test_a_change_on_which_half_hangs_is_kept():
    """A claim may fade as it is shrunk, to half of what it was above its margin and no further."""
    worth = {GENES[0]: 0.4, GENES[1]: 0.3, GENES[2]: 0.2}
    value = lambda held: MARGIN + sum(worth[gene] for gene in held)  # noqa: E731
    (left,) = shrunk([claim_of(0, worth)], Measure(value))
    assert value(genes(left)) >= MARGIN + 0.45
    assert genes(left) != set(worth)


def test_nothing_to_shrink_is_nothing():
    assert shrunk([claim_of(0, GENES[:2])], Measure(lambda held: 0.0)) == []
