"""Life events: as often as declared, good and bad, they shift the path for days, and are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simenv.kinds import compile_all
from simenv.life.nights import sleep
from simenv.life.scene import Scene
from simenv.rows import DAY, HOUR
from simenv.vocabulary import Event
from tests.life.scenes import MEDIAN, alike, made, off, rows_of, scene_of

EVENTFUL = {"events_per_month": 6.0}


def shifts(p=MEDIAN, people: int = 400, days: int = 20) -> tuple[Scene, np.ndarray]:
    """A scene with events, and what they do to the paths: with them, less without them."""
    kinds = compile_all([made(course=EVENTFUL)])
    scene = scene_of(kinds, people, days, p)
    calm = scene_of(replace(kinds, events=np.zeros(1)), people, days, p)
    return scene, scene.fate.path - calm.fate.path


def test_events_come_at_the_declared_rate_and_share_of_good_ones():
    fate = alike(3000, 30, course=EVENTFUL).fate
    happened = fate.event_at >= 0
    assert off(happened.mean(), 0.2, happened.size) < 4
    good = fate.event_good[happened]
    assert off(good.mean(), MEDIAN["life.event-good"], len(good)) < 4
    assert np.array_equal(np.nonzero(happened)[1], fate.event_at[happened] // DAY)


def test_nothing_moves_before_an_event_and_afterwards_it_halves():
    scene, shift = shifts()
    single = np.flatnonzero((scene.fate.event_at >= 0).sum(axis=1) == 1)
    cells = int(MEDIAN["life.event-halves"] * 8)
    checked = 0
    for seat in single:
        at = scene.fate.event_at[seat].max()
        cell = int(at // (3 * HOUR))
        assert shift[seat, :cell] == pytest.approx(0, abs=1e-12)
        assert (shift[seat, cell] < 0) == scene.fate.event_good[seat].any()
        if cell + cells < shift.shape[1]:
            assert shift[seat, cell + cells] == pytest.approx(shift[seat, cell] / 2)
            checked += 1
    assert checked > 5


def test_sizes_are_bell_shaped_and_add_up():
    scene, shift = shifts(people=3000, days=2)
    first = scene.fate.event_at[:, 0] >= 0
    cell = scene.fate.event_at[first, 0] // (3 * HOUR)
    sizes = np.abs(shift[np.flatnonzero(first), cell])
    root = np.sqrt((sizes**2).mean())
    assert root == pytest.approx(MEDIAN["life.event"], rel=4 / (2 * len(sizes)) ** 0.5)
    keep = 0.5 ** (1 / 8 / MEDIAN["life.event-halves"])
    both = np.flatnonzero(first & (scene.fate.event_at[:, 1] >= 0))
    assert len(both) > 50
    second = scene.fate.event_at[both, 1] // (3 * HOUR)
    step = shift[both, second] - keep * shift[both, second - 1]
    good = scene.fate.event_good[both, 1]
    assert (np.sign(step) == np.where(good, -1, 1)).all()


def test_the_size_is_a_number_of_the_world_and_draws_nothing():
    small, large = (shifts(MEDIAN.but(life__event=size)) for size in (0.5, 1.0))
    assert np.array_equal(small[0].fate.event_at, large[0].fate.event_at)
    assert 2 * small[1] == pytest.approx(large[1])


def test_to_whom_nothing_happens_nothing_is_kept():
    fate = alike(10, 5, course={"events_per_month": 0}).fate
    assert fate.event_at.shape == fate.event_good.shape == (0, 5)


def test_they_are_told_at_their_own_time():
    scene = alike(300, 3, course=EVENTFUL)
    rows = rows_of(scene)
    for day in range(3):
        sleep(scene, rows, np.full(300, (day + 1) * DAY))
    row, events = scene.events()
    mine = events.kind == Event.LIFE_EVENT
    seat, day = np.nonzero(scene.fate.event_at >= 0)
    order = np.lexsort((events.at[mine], row[mine]))
    assert np.array_equal(row[mine][order], seat)
    assert np.array_equal(events.at[mine][order], scene.fate.event_at[seat, day])
    assert np.array_equal(events.detail[mine][order], scene.fate.event_good[seat, day])
