"""A number that is not known is drawn for each world, by its own name."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv import service
from simenv.catalogue import Catalogue
from simenv.draws import Luck
from simenv.service.drawing import draw, spreads
from simenv.spread import EDGE, Spread
from tests.broken import services as broken
from tests.service.made import BOOK, GONE, LINE, changed, checked

CATALOGUE = Catalogue()
Numbers = dict[tuple[str, str], Spread]


def _spreads(*services: service.Service) -> Numbers:
    return {(one.name, field): spread for one in services for field, spread in spreads(one).items()}


def drawn(numbers: Numbers, luck: Luck, world: int) -> broken.Drawn:
    """What the project itself draws."""
    return {
        (owner, field): draw(luck, world, owner, field, spread)
        for (owner, field), spread in numbers.items()
    }


LINE_ONLY = _spreads(checked(LINE))
WITH_BOOK = _spreads(checked(BOOK), checked(LINE))
FEWER_FIELDS = _spreads(checked(changed(LINE, "surge", GONE)))


def stays_in_its_spread(drawing, luck: Luck) -> bool:
    """Whether every number lies between the least and the greatest quantile of its spread."""
    edges = np.array([EDGE, 1 - EDGE])
    values = drawing(WITH_BOOK, luck, luck.world)
    ends = {which: spread.quantile(edges) for which, spread in WITH_BOOK.items()}
    return all(low - 1e-12 <= values[which] <= high + 1e-12 for which, (low, high) in ends.items())


def median_in_world_0(drawing, seed: int) -> bool:
    """Whether world 0 holds the medians."""
    values = drawing(WITH_BOOK, Luck(seed, 0), 0)
    return all(values[which] == spread.median for which, spread in WITH_BOOK.items())


def apart_from_others(drawing, luck: Luck) -> bool:
    """Whether one service, or one field, more leaves every other number as it was."""
    alone = drawing(FEWER_FIELDS, luck, luck.world)
    more = drawing(LINE_ONLY, luck, luck.world)
    most = drawing(WITH_BOOK, luck, luck.world)
    return all(alone[which] == more[which] == most[which] for which in alone)


_lucks = st.builds(Luck, st.integers(0, 2**40), st.integers(1, 500))


@settings(deadline=None)
@given(luck=_lucks)
def test_drawn_numbers_lie_in_their_spread_and_move_no_other(luck):
    assert stays_in_its_spread(drawn, luck)
    assert apart_from_others(drawn, luck)


@given(seed=st.integers(0, 2**40))
def test_world_0_is_the_median(seed):
    assert median_in_world_0(drawn, seed)


@settings(deadline=None)
@given(luck=_lucks)
def test_a_facility_holds_what_was_drawn(luck):
    line = checked(LINE)
    made = line.facility(luck, luck.world)
    number = drawn(LINE_ONLY, luck, luck.world)
    assert made.patience_minutes == number["line", "patience"]
    assert made.servers == number["line", "capacity"]
    assert made.share_of_demand == number["line", "demand.share_of_demand"]
    assert made.surge is not None
    assert made.surge.times == number["line", "surge.times"]
    again = line.facility(luck, luck.world)
    assert dataclasses.astuple(again)[:6] == dataclasses.astuple(made)[:6]


def test_numbers_differ_between_worlds_and_half_lie_above_the_median():
    line = checked(LINE)
    servers = np.array([line.facility(Luck(1, w), w).servers for w in range(1, 401)])
    assert len(set(servers)) > 390  # the outermost 1 % is moved onto two bounds
    assert abs((servers > 4).mean() - 0.5) < 0.1
    assert abs(((servers >= 2) & (servers <= 8)).mean() - 0.9) < 0.06


@pytest.mark.parametrize(
    ("law", "part"),
    [
        (lambda part: stays_in_its_spread(part, Luck(1, 3)), broken.beside_its_spread),
        (lambda part: median_in_world_0(part, 1), broken.drawn_in_the_median_world),
        (lambda part: apart_from_others(part, Luck(1, 3)), broken.one_after_another),
    ],
)
def test_a_broken_part_is_caught(law, part):
    assert law(drawn)
    assert not law(part)


def test_what_a_scenario_changes_moves_no_other_number():
    two, poor = (
        service.load_scenario(CATALOGUE, f"988-december-{year}").facilities(Luck(7, 5), 5)
        for year in (2022, 2021)
    )
    for one, other in zip(two, poor, strict=True):
        apart = {
            field.name
            for field in dataclasses.fields(one)
            if not np.array_equal(getattr(one, field.name), getattr(other, field.name))
        }
        assert apart <= {"answering"}
