"""Simulated lines against Erlang C and Erlang A, within Monte Carlo error.

The error is that of the mean over independent crowds; bounds hold with 99.9 %.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simenv.clock.erlang import impatient, patient
from simenv.draws import person_keys
from simenv.rows import DAY
from simenv.vocabulary import Reception
from tests.clock.made_halls import LINE, MINUTE, Setting, calls, received, to_the_end

CROWDS = 20
CALLS = 2_000
#: Callers at the beginning, when the line is not yet as busy as it will be.
WARMING = 200
#: Student's t with 19 degrees of freedom, 99.9 % of it within.
BOUND = 3.883


def near(by_crowd: np.ndarray, expected: float) -> bool:
    """Whether the mean over crowds is as expected, as far as luck lets one see."""
    error = by_crowd.std(ddof=1) / len(by_crowd) ** 0.5
    return abs(by_crowd.mean() - expected) <= BOUND * error


def simulated(
    arrivals: float, talk: float, patience: float, servers: int
) -> tuple[np.ndarray, np.ndarray]:
    """Waits in minutes and whether answered, shape (crowds, calls), in the steady state."""
    line = replace(LINE, servers=servers, service_minutes=talk, patience_minutes=patience)
    gaps = np.random.default_rng(11).exponential(MINUTE / arrivals, (CROWDS, CALLS))
    at = np.cumsum(gaps, axis=1).astype(np.int64)
    days = int(at.max() // DAY) + 3
    setting = Setting(facilities=[line], replicates=list(range(CROWDS)), days=days)
    filed = calls(at.ravel(), crowd=np.repeat(np.arange(CROWDS), CALLS))
    # Other people in every case: else their talks would be long or short in all cases at once.
    filed.key[:] = person_keys(f"{arrivals} to {servers}", filed.row)
    found = received(setting, filed)
    assert len(found) == len(filed)
    waited = (found.at - filed.at).reshape(CROWDS, CALLS) / MINUTE
    answered = (found.reception == Reception.ANSWERED).reshape(CROWDS, CALLS)
    return waited[:, WARMING:], answered[:, WARMING:]


@pytest.mark.parametrize(("arrivals", "servers"), [(0.28, 4)])
def test_nobody_hangs_up_as_in_erlang_c(arrivals: float, servers: int) -> None:
    waited, answered = simulated(arrivals, 10.0, 1e9, servers)
    theory = patient(arrivals, 10.0, servers)
    assert answered.all()
    assert near((waited > 0).mean(axis=1), theory.delayed)
    assert near(waited.mean(axis=1), theory.wait)


@pytest.mark.parametrize(("arrivals", "patience", "servers"), [(0.4, 5.0, 4), (2.0, 3.0, 20)])
def test_people_hang_up_as_in_erlang_a(arrivals: float, patience: float, servers: int) -> None:
    waited, answered = simulated(arrivals, 10.0, patience, servers)
    theory = impatient(arrivals, 10.0, patience, servers)
    assert near(answered.mean(axis=1), theory.answered)
    assert near((waited > 0).mean(axis=1), theory.delayed)
    assert near(waited.mean(axis=1), theory.wait)
    heard = (waited * answered).sum(axis=1) / answered.sum(axis=1)
    assert near(heard, theory.wait_answered)


def staffed(wanted: float, a_day: float, days: int, **changes: object) -> np.ndarray:
    """The share answered in each of 20 populations; nearly all callers are of the background."""
    line = replace(LINE, servers=None, answering=wanted, share_of_demand=1e-6, **changes)
    setting = Setting(
        facilities=[line],
        replicates=list(range(CROWDS)),
        people=1,
        reference=a_day * 1e-6,
        days=days,
    )
    hall = setting.hall()
    to_the_end(hall, days)
    loads = hall.loads()
    return np.array([load.others_answered.sum() / load.others_asked.sum() for load in loads])


@pytest.mark.parametrize("wanted", [0.64, 0.91])
def test_a_fitted_staff_answers_what_it_was_fitted_to(wanted: float) -> None:
    # Talks much shorter than an hour: each hour soon is in the steady state of its own staff.
    shares = staffed(wanted, 480.0, 7, service_minutes=4.0, patience_minutes=2.0)
    assert near(shares, wanted)


def test_it_does_where_demand_and_staff_come_and_go() -> None:
    evenings = np.where(np.arange(168) % 24 >= 16, 1.8, 0.6)
    nights = np.where(np.arange(168) % 24 < 8, 0.5, 1.0)
    changes = {"demand": evenings, "staffing": nights, "service_minutes": 3.0}
    shares = staffed(0.8, 480.0, 7, patience_minutes=2.0, **changes)
    assert near(shares, 0.8)


def test_long_talks_carry_staff_over_into_the_next_hour() -> None:
    """What the steady state does not know: who should leave ends the talk, so more is answered."""
    shares = staffed(0.64, 40.0, 14, service_minutes=40.0, patience_minutes=5.0)
    assert 0.64 < shares.mean() < 0.70
