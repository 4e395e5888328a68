"""Appointments: the first that is free, never before the wait is over, each given once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simenv.draws import slot
from simenv.rows import DAY, HOUR
from simenv.vocabulary import Channel, Reception
from tests.clock.made_halls import BOOK, LUCK, Setting, calls, received, to_the_end

WORKING = np.where((np.arange(168) < 120) & (np.arange(168) % 24 // 8 == 1), 1.0, 0.0)


def booked(at: np.ndarray, days: int = 30, **changes: object) -> tuple[np.ndarray, np.ndarray]:
    """Receptions and appointments of callers at these times."""
    book = replace(BOOK, staffing=WORKING, **changes)
    filed = calls(at, channel=Channel.PROFESSIONAL)
    found = received(Setting(facilities=[book], days=days), filed)
    assert (found.at == filed.at).all()
    assert (found.free_at == filed.at).all()
    return found.reception, found.due_at


def test_unlimited_is_the_next_open_day_after_a_day() -> None:
    reception, due = booked(np.array([0, 3, 4, 5, 6]) * DAY + HOUR, servers=None)
    assert (reception == Reception.BOOKED).all()
    assert (due // DAY).tolist() == [1, 4, 7, 7, 7]
    assert (due % DAY // HOUR == 8).all()


def test_a_full_book_is_waited_for() -> None:
    _, due = booked(np.arange(12) * HOUR, servers=3.0, wait_days=9.5)
    assert (due // DAY).tolist() == [10] * 3 + [11] * 3 + [14] * 3 + [15] * 3


def test_no_appointment_is_given_twice_and_all_are_in_open_hours() -> None:
    _, due = booked(np.arange(60) * HOUR, servers=2.3)
    assert len(set(due.tolist())) == 60
    assert (WORKING[due // HOUR % 168] > 0).all()
    assert (np.diff(due) > 0).all()
    by_day = np.bincount(due // DAY)
    assert set(by_day.tolist()) <= {0, 1, 2, 3}
    assert 2.0 < by_day[by_day > 0][:-1].mean() < 2.7


def test_some_are_not_taken() -> None:
    at = np.arange(200) * HOUR
    reception, due = booked(at, servers=None, takes_new=0.185)
    filed = calls(at)
    taken = LUCK.stream("service/book/taken").uniform(filed.key, slot(at // DAY)) < 0.185
    assert ((reception == Reception.BOOKED) == taken).all()
    assert ((due >= 0) == taken).all()
    assert (reception[~taken] == Reception.TURNED_AWAY).all()


def test_no_server_takes_nobody() -> None:
    reception, _ = booked(np.arange(3) * HOUR, servers=0.0)
    assert (reception == Reception.TURNED_AWAY).all()


def test_a_book_that_is_never_open_takes_nobody() -> None:
    filed = calls([0], channel=Channel.PROFESSIONAL)
    book = replace(BOOK, staffing=np.zeros(168), servers=None)
    assert received(Setting(facilities=[book]), filed).reception[0] == Reception.TURNED_AWAY


@pytest.mark.parametrize(("share", "later"), [(1.0, False), (0.25, True)])
def test_others_book_too(share: float, later: bool) -> None:
    book = replace(BOOK, servers=4.0, share_of_demand=share)
    setting = Setting(facilities=[book], people=100, reference=0.02, days=20)
    hall = setting.hall()
    hall.file(calls(np.arange(20) * DAY, channel=Channel.PROFESSIONAL))
    found = to_the_end(hall, 20)
    (load,) = hall.loads()
    assert (load.others_asked.sum() > 0) == later
    wait = (found.due_at - found.at)[-5:].mean() / DAY
    assert (wait > 3) == later
    assert load.staffed[0] == 4 * 30 * 60_000_000
    assert (load.answered + load.turned_away == load.asked).all()
    assert (load.others_answered == load.others_asked).all()


def test_who_does_not_come_is_known_to_luck_alone() -> None:
    filed = calls(np.arange(100) * HOUR, channel=Channel.PROFESSIONAL)
    book = replace(BOOK, servers=50.0, no_show=0.4)
    found = received(Setting(facilities=[book], days=20), filed)
    u = LUCK.stream("service/book/kept").uniform(filed.key, filed.place)
    assert (found.due_kept == (u >= 0.4)).all()
