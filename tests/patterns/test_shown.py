"""The figures shown beside D6 and B3, on series and lives whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from simenv.catalogue import Catalogue
from simenv.patterns.cast import cast_of
from simenv.patterns.shown import Retention, movements, moves, retention
from simenv.patterns.told import kept_told, retention_head, retention_rows
from simenv.rows import DAY, SessionRows
from tests.patterns.made import EACH, everyone, lives, rows, seen


def test_a_series_that_alternates_moves_at_odd_lags_only():
    readings = np.tile([0.0, 1.0], (3, 120))
    assert moves(readings) == pytest.approx(1 / 3)  # of lags 4, 5 and 6 only 5 is odd


def test_independent_readings_move_as_often_as_normal_ones_do():
    """Two independent standard normals differ by 1 or more with chance 0.4795."""
    readings = np.random.default_rng(1).normal(size=(200, 720))
    assert moves(readings) == pytest.approx(0.4795, abs=0.005)


def test_a_slow_series_hardly_moves():
    readings = np.tile(np.linspace(0, 1, 720), (2, 1))
    assert moves(readings) == 0


def test_the_personas_of_d6_are_read_and_no_others():
    cast = cast_of(Catalogue(), people=6, seed=1)
    found = {one.persona: one for one in movements(cast.world(0), cast.panel)}
    assert {"chronic-ideation", "first-time-discloser"} <= set(found)
    assert "author" not in found
    assert all(0.1 < one.share < 0.6 and one.people == 6 for one in found.values())


def test_retention_by_hand():
    persona, person = everyone()
    started = np.where(person < EACH // 2, 14 * DAY + 5, 29 * DAY)
    sessions = rows(SessionRows, persona, person, session=1, started=started)
    left = np.where(person % 4 == 0, 20 * DAY, -1)
    world = seen({"status-quo-2026": lives(sessions, disengaged_at=left)})
    first, second = retention(world)
    assert first.on_day == {15: 0.5, 30: 0.5}
    assert second.from_day == {15: 1.0}  # on the last day it would be that day itself
    assert second.kept == {15: 1.0, 30: 0.75}


def back(persona: str, first: float, last: float) -> Retention:
    return Retention(
        persona=persona, on_day={15: first, 30: last}, from_day={15: 1.0}, kept={15: 1.0, 30: 1.0}
    )


def test_the_table_has_no_later_for_the_last_day():
    kept = [back("one", 0.39, 0.33)]
    head = retention_head(kept)
    assert head == ("persona", "day 15", "day 30", "15 or later", "kept by 15", "kept by 30")
    assert all(len(row) == len(head) for row in retention_rows(kept))


def test_where_everybody_lies_beside_b3_is_told_in_words():
    told = kept_told([back("one", 0.39, 0.33), back("two", 0.078, 0.066)])
    assert "On day 15 every persona lies above the bound: 7.8 to 39 of 100, 2 to 10 times" in told
    assert "On day 30 every persona lies above the bound" in told
    assert "missed by those factors. This was not fitted" in told


def test_who_lies_below_b3_is_named():
    told = kept_told([back("one", 0.39, 0.01), back("two", 0.078, 0.066)])
    assert "On day 30 all but one lie above the bound" in told
    assert "On day 15 every persona lies" in told
    assert kept_told([]) == ""


def test_without_that_policy_nothing_is_shown():
    assert retention(seen({"never-refuses": lives()})) == ()
