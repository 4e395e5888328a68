"""Distress: its path is the one declared, and what policy and channels have done fades alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.kinds import compile_all
from simenv.life.distress import deviation, elapse, level
from simenv.life.hours import rhythm
from simenv.rows import DAY, HOUR
from simenv.spread import squash
from tests.broken.catching import LAW
from tests.life.scenes import MEDIAN, alike, made, rows_of, scene_of, shipped_personas

PEOPLE = 20_000


def hurt(own: list[float], rejection: list[float], p=MEDIAN):
    scene = alike(len(own), p=p)
    scene.persons.distress_own[:], scene.persons.rejection[:] = own, rejection
    return scene


durations = st.integers(0, 60 * DAY)
feelings = st.lists(st.tuples(st.floats(-6, 6), st.floats(0, 1)), min_size=1, max_size=4)


@LAW
@given(feelings, durations, durations)
def test_two_steps_are_one_step(felt, one, two):
    own, rejection = zip(*felt, strict=True)
    once, twice = (hurt(list(own), list(rejection)) for _ in range(2))
    rows = rows_of(once)
    elapse(once, rows, np.full(len(rows), one + two))
    elapse(twice, rows, np.full(len(rows), one))
    elapse(twice, rows, np.full(len(rows), one + two))
    for name in ("distress_own", "rejection"):
        both = getattr(once.persons, name), getattr(twice.persons, name)
        assert np.abs(both[0] - both[1]).max() <= 1e-12, name
    assert np.array_equal(once.persons.clock, twice.persons.clock)


def test_no_time_changes_nothing_and_each_half_life_halves():
    scene = hurt([2.0, -1.0], [0.8, 0.3])
    rows = rows_of(scene)
    elapse(scene, rows, scene.persons.clock.copy())
    assert scene.persons.distress_own.tolist() == [2.0, -1.0]
    for name, start in (("own-distress", [2.0, -1.0]), ("rejection", [0.8, 0.3])):
        scene = hurt([2.0, -1.0], [0.8, 0.3])
        elapse(scene, rows, np.full(2, int(MEDIAN[f"life.{name}-halves"] * HOUR)))
        column = "distress_own" if name == "own-distress" else name
        assert getattr(scene.persons, column) == pytest.approx(np.array(start) / 2)


def test_time_passes_only_for_those_who_live_it():
    scene = hurt([2.0, 2.0], [0.5, 0.5])
    elapse(scene, np.array([1]), np.array([DAY]))
    assert scene.persons.clock.tolist() == [0, DAY]
    assert scene.persons.distress_own[0] == 2.0


def test_distress_is_ones_own_level_and_the_path_and_the_own_part():
    scene = hurt([0.7, -0.2], [0, 0])
    rows = rows_of(scene)
    scene.persons.clock[:] = [4 * HOUR, 23 * HOUR]
    path = scene.fate.path[rows, [1, 7]]
    assert deviation(scene, rows) == pytest.approx(path + np.array([0.7, -0.2]))
    felt = squash(scene.persons.base + path + np.array([0.7, -0.2]))
    assert level(scene, rows) == pytest.approx(felt)


def test_a_session_past_the_horizon_feels_the_last_cell():
    scene = hurt([0.0], [0.0])
    scene.persons.clock[:] = DAY + 5 * HOUR
    assert deviation(scene, rows_of(scene)) == scene.fate.path[:, -1]


# ---- the exogenous path --------------------------------------------------------------------------


def paths(persona) -> np.ndarray:
    """The paths of a persona less life events and the time of day, which have their own tests."""
    calm = replace(compile_all([persona]), events=np.zeros(1))
    path = scene_of(calm, PEOPLE, days=3).fate.path
    return path - np.tile(rhythm(MEDIAN), 3)


def correlation(one: np.ndarray, two: np.ndarray) -> float:
    return float(np.corrcoef(one, two)[0, 1])


@pytest.mark.parametrize("persona", shipped_personas(), ids=lambda one: one.name)
def test_the_path_swings_and_remembers_as_declared(persona):
    path, declared = paths(persona), persona.course.autocorrelation
    for cell in (0, 9, 23):  # stationary from the first cell on
        spread = path[:, cell].std() / persona.course.swing
        assert abs(spread - 1) < 4 / (2 * PEOPLE) ** 0.5
        assert abs(path[:, cell].mean()) < 4 * persona.course.swing / PEOPLE**0.5
    for cells in (1, 2, 5):  # 5 cells are three times the 5 hours of the declaration
        wanted = declared ** (cells * 3 / 5)
        error = (1 - wanted**2) / PEOPLE**0.5
        assert abs(correlation(path[:, 8], path[:, 8 + cells]) - wanted) < 4 * error


@pytest.mark.parametrize("declared", [0.57, 0.0, 0.3, 0.9])
def test_five_hours_later_the_path_has_the_declared_correlation(declared):
    """At random moments. Cells of 3 hours are 1 or 2 apart, which is nearly the declared value."""
    path = paths(made(course={"autocorrelation": declared, "swing": 0.8}))
    start = np.random.default_rng(0).uniform(24, 48, PEOPLE)
    rows = np.arange(PEOPLE)
    found = correlation(
        path[rows, (start // 3).astype(int)], path[rows, ((start + 5) // 3).astype(int)]
    )
    exact = (declared**0.6 + 2 * declared**1.2) / 3
    assert abs(found - exact) < 4 * (1 - exact**2) / PEOPLE**0.5
    assert abs(exact - declared) < (0.01 if declared > 0.5 else 0.03)


def test_nobodys_path_is_anothers():
    path = paths(made())[:200]
    away = np.abs(np.corrcoef(path[:, ::3])[np.triu_indices(200, 1)])
    assert np.quantile(away, 0.5) < 0.35  # 8 cells each: noise, not a common path
    assert abs(path.mean(axis=0)).max() < 5 * path.std() / 200**0.5
