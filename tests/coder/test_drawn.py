"""What replies truly are, drawn: keyed by their words, as likely as the reading says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.coder.codes import FIELDS, Readings
from simenv.coder.drawn import drawn
from tests.broken.catching import CATCH, LAW
from tests.broken.coders import DRAWS

MANY = 4000


def readings(luck, number):
    chances = {
        field: luck.dirichlet(np.full(len(words), 0.7), number) for field, words in FIELDS.items()
    }
    return Readings(chances=chances, determined=np.ones(number, np.bool_))


def law_of(draw):
    @given(seed=st.integers(0, 999))
    def law(seed):
        luck = np.random.default_rng(seed)
        one = readings(luck, 1)
        texts = [f"reply {seed} {n}" for n in range(MANY)]
        whole = Readings(
            chances={field: np.repeat(rows, MANY, axis=0) for field, rows in one.chances.items()},
            determined=np.ones(MANY, np.bool_),
        )
        codes = draw(whole, texts, 1)
        for field in ("act", "referral", "validation"):
            seen = np.bincount(codes[field], minlength=len(FIELDS[field])) / MANY
            assert seen == pytest.approx(one.chances[field][0], abs=0.05)
        assert not codes["rationale"][codes["act"] == 0].any()
        assert not codes["explanation"][codes["act"] == 0].any()
        backwards = draw(whole, texts[::-1], 1)
        again = draw(whole, texts, 2)
        for field, values in codes.items():
            assert (backwards[field][::-1] == values).all()
        assert any((again[field] != values).any() for field, values in codes.items())

    return law


def test_draws_are_keyed_and_as_likely_as_read():
    LAW(law_of(drawn))()


@pytest.mark.parametrize("name", DRAWS)
def test_broken_draws_are_caught(name):
    with pytest.raises(AssertionError):
        CATCH(law_of(DRAWS[name]))()
