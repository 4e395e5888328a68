"""The errors that the gate promises, on tables whose truth is known, and what breaks them."""

import pytest

from tests.broken.gating import BROKEN
from tests.gate.made import (
    Parts,
    failed_at_an_uneven_limit,
    failed_at_the_limit,
    failed_by_luck_in_worlds,
    failed_though_equal,
    passed_at_an_uneven_margin,
    passed_at_the_margin,
    passed_by_either_way,
    passed_though_few_worlds,
)

#: 5 %, and what chance may add in as many repetitions: three standard errors.
MOST = 0.05 + 3 * (0.05 * 0.95 / 2000) ** 0.5
MOST_GATES = 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5

RATES = {
    "margin": (passed_at_the_margin, MOST),
    "rare": (
        lambda parts: passed_at_the_margin(parts, limit=0.02, level=0.02, moved=0.0), MOST,
    ),
    "either": (passed_by_either_way, MOST),
    "worlds": (passed_though_few_worlds, MOST),
    "uneven margin": (passed_at_an_uneven_margin, MOST),
    "uneven limit": (failed_at_an_uneven_limit, MOST),
    "luck in worlds": (failed_by_luck_in_worlds, MOST),
    "limit": (failed_at_the_limit, MOST_GATES),
    "equal": (failed_though_equal, MOST_GATES),
}  # fmt: skip


@pytest.mark.parametrize("name", RATES)
def test_no_error_is_larger_than_it_may_be(name):
    rate, most = RATES[name]
    assert rate(Parts()) <= most


def test_a_pass_at_the_margin_is_about_as_rare_as_it_may_be():
    assert passed_at_the_margin(Parts()) > 0.03, "the bound is not wider than it has to be"


@pytest.mark.parametrize("name", BROKEN)
def test_a_gate_that_is_wrong_more_often_is_caught(name):
    parts, shown = BROKEN[name]
    rate, most = RATES[shown]
    assert rate(parts) > most
