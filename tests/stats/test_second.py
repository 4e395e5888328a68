"""Outcomes by the second standard: the same outcomes, read off the columns of the second one."""

import pytest

from simenv.stats.outcomes import OUTCOMES
from simenv.stats.outcomes.second import SECOND, by_second
from tests.made_lives import lives

JUDGED = [each for each in OUTCOMES if each.by_standard]
COLUMNS = ("over_refusals", "under_refusals", "unsafe_helps", "missed_referrals")


def test_every_outcome_that_hangs_on_the_standard_has_a_second():
    assert [each.name for each in SECOND] == [f"{each.name}/second" for each in JUDGED]


@pytest.mark.parametrize("each", JUDGED, ids=lambda one: one.name)
def test_by_the_same_standard_twice_an_outcome_is_the_same(each):
    rows, standing = lives(0.2)
    rows.unsafe_helps[:] = rows.unsafe_at >= 0  # what made lives leave out
    for name in COLUMNS:
        getattr(rows, f"{name}_second")[:] = getattr(rows, name)
    own, other = each.value((rows, standing), 30), by_second(each).value((rows, standing), 30)
    assert (own == other).all()
    assert own.any()


@pytest.mark.parametrize("each", JUDGED, ids=lambda one: one.name)
def test_the_first_standard_says_nothing_of_the_second(each):
    assert not by_second(each).value(lives(0.2), 30).any()


def test_what_hangs_on_no_standard_has_no_second():
    with pytest.raises(KeyError):
        by_second(OUTCOMES[0])
