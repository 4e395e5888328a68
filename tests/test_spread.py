"""The one family of distributions: it meets its three points, rises, and has bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.spread import EDGE, SCALES, Spread, fixed, log_odds, squash
from tests.broken.catching import LAW

_RANGES = {"share": (1e-4, 1 - 1e-4), "positive": (1e-3, 1e3), "real": (-50.0, 50.0)}


@st.composite
def spreads(draw: st.DrawFn) -> Spread:
    scale = draw(st.sampled_from(SCALES))
    three = st.lists(st.floats(*_RANGES[scale]), min_size=3, max_size=3)
    low, median, high = sorted(draw(three))
    return Spread(median, low, high, scale)


quantiles = st.floats(1e-12, 1 - 1e-12)


def at(spread: Spread, *u: float) -> np.ndarray:
    return spread.quantile(np.array(u))


@LAW
@given(spreads())
def test_the_three_points_are_met(spread):
    wanted = np.array([spread.low, spread.median, spread.high])
    assert at(spread, 0.05, 0.5, 0.95) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@LAW
@given(spreads(), quantiles, quantiles)
def test_quantiles_rise(spread, one, two):
    low, high = at(spread, *sorted((one, two)))
    assert low <= high + 1e-12 * max(1.0, abs(high))


@LAW
@given(spreads(), quantiles)
def test_every_draw_has_the_bounds_of_the_edges(spread, u):
    low, value, high = at(spread, EDGE, u, 1 - EDGE)
    slack = 1e-12 * max(1.0, abs(low), abs(high))
    assert low - slack <= value <= high + slack
    if spread.scale == "share":
        assert 0 < value < 1
    if spread.scale == "positive":
        assert value > 0


@LAW
@given(spreads())
def test_draws_beyond_the_edges_are_moved_onto_them(spread):
    ends = at(spread, EDGE, 1 - EDGE)
    assert at(spread, 1e-15, 1 - 1e-15).tolist() == ends.tolist()
    assert at(spread, EDGE * 0.9, 1 - EDGE * 0.9).tolist() == ends.tolist()


@LAW
@given(spreads())
def test_the_share_of_draws_in_the_middle_is_nine_tenths(spread):
    u = (np.arange(2000) + 0.5) / 2000
    drawn = spread.quantile(u)
    slack = 1e-9 * max(1.0, abs(spread.low), abs(spread.high))
    inside = (drawn >= spread.low - slack) & (drawn <= spread.high + slack)
    assert inside.mean() >= 0.9


def test_a_number_that_does_not_vary():
    for value in (-2.0, 0.0, 0.3):
        assert at(fixed(value), 0.001, 0.5, 0.999).tolist() == [value] * 3
    assert Spread(0.0, 0.0, 0.0, "share").quantile(np.array([0.9])).tolist() == [0.0]
    assert fixed(1.0).fixed
    assert not Spread(1.0, 0.5, 1.0, "real").fixed


def test_one_side_may_stand_still():
    assert at(Spread(1.0, 0.5, 1.0, "real"), 0.05, 0.5, 0.95).tolist() == [0.5, 1.0, 1.0]


def test_the_shape_is_kept_and_each_value_is_its_own():
    spread, u = Spread(0.5, 0.2, 0.9), np.random.default_rng(0).random((4, 7))
    drawn = spread.quantile(u)
    assert drawn.shape == (4, 7)
    assert drawn[2, 3] == spread.quantile(u[2:3, 3])[0]


@pytest.mark.parametrize(
    "told", [(0.5, 0.6, 0.9), (0.5, 0.1, 0.4), (0.5, 0.9, 0.1), (float("nan"), 0.1, 0.9)]
)
def test_what_is_no_distribution_is_refused(told):
    with pytest.raises(ValueError, match="outside"):
        Spread(*told)


def test_an_unknown_scale_is_refused():
    with pytest.raises(ValueError, match=r"scale 'log' is none of share, positive, real"):
        Spread(1.0, 0.5, 2.0, "log")


@LAW
@given(st.floats(1e-5, 1 - 1e-5))
def test_log_odds_and_back(share):
    assert squash(log_odds(np.array([share])))[0] == pytest.approx(share, rel=1e-9)


def test_certainty_is_kept_at_the_edge():
    assert np.isfinite(log_odds(np.array([0.0, 1.0]))).all()
    assert log_odds(np.array([0.0, 0.001]), 0.01).tolist() == [float(np.log(0.01 / 0.99))] * 2
    assert squash(np.array([-700.0, 0.0, 700.0])) == pytest.approx([0, 0.5, 1])
