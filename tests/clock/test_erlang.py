"""Erlang's formulas against the linear equations of the Markov chain, and the staffing solver."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.clock.erlang import impatient, patient
from simenv.clock.staffing import answered_share, full_staff_by_day, servers_for
from tests.broken.catching import LAW
from tests.clock.made_halls import BOOK, LINE

#: Callers in the line of the chain that is solved; more are out of the question here.
STATES = 400
ROUNDING = 1e-12

LINES = [
    (0.5, 10.0, 3.0, 4),
    (2.0, 10.0, 5.0, 20),
    (3.0, 10.0, 2.0, 20),
    (0.2, 15.0, 5.0, 0),
    (0.01, 15.0, 5.0, 1),
    (0.3, 10.0, 60.0, 4),
]


def chain(arrivals: float, talk: float, patience: float, servers: int) -> np.ndarray:
    """How likely each number of callers is, from the balance of all flows."""
    number = np.arange(STATES)
    down = np.minimum(number, servers) / talk + np.maximum(number - servers, 0) / patience
    flows = np.zeros((STATES, STATES))
    flows[number[1:], number[:-1]] = down[1:]
    flows[number[:-1], number[1:]] = arrivals
    flows -= np.diag(flows.sum(axis=1))
    balance = np.vstack([flows.T, np.ones(STATES)])
    return np.linalg.lstsq(balance, np.append(np.zeros(STATES), 1.0), rcond=None)[0]


def answered_wait(talk: float, patience: float, servers: int) -> tuple[np.ndarray, np.ndarray]:
    """Chance of an answer, and the wait times that chance, by callers ahead in the queue."""
    ahead = np.arange(STATES)
    onwards = servers / talk + ahead / patience
    leaving = np.diag(onwards + 1.0 / patience)
    leaving[ahead[1:], ahead[:-1]] = -onwards[1:]
    to_a_voice = np.zeros(STATES)
    to_a_voice[0] = onwards[0]
    chance = np.linalg.solve(leaving, to_a_voice)
    return chance, np.linalg.solve(leaving, chance)


@pytest.mark.parametrize("line", LINES)
def test_hanging_up_solves_the_chain(line: tuple[float, float, float, int]) -> None:
    arrivals, talk, patience, servers = line
    found = impatient(*line)
    state = chain(*line)
    queue = np.maximum(np.arange(STATES) - servers, 0)
    assert found.delayed == pytest.approx(state[servers:].sum(), abs=1e-9)
    assert found.wait == pytest.approx((queue * state).sum() / arrivals, abs=1e-8)
    chance, wait = answered_wait(talk, patience, servers)
    behind = state[servers:]
    answered = state[:servers].sum() + (behind * chance[: len(behind)]).sum()
    assert found.answered == pytest.approx(answered, abs=1e-9)
    total = (behind * wait[: len(behind)]).sum()
    assert found.wait_answered * found.answered == pytest.approx(total, abs=1e-8)


def test_endless_patience_is_no_hanging_up() -> None:
    found, limit = impatient(0.3, 10.0, 1e7, 4), patient(0.3, 10.0, 4)
    assert found.delayed == pytest.approx(limit.delayed, rel=1e-5)
    assert found.wait == pytest.approx(limit.wait, rel=1e-4)


def test_one_patient_server_is_the_textbook_line() -> None:
    found = patient(0.08, 10.0, 1)
    assert found.delayed == pytest.approx(0.8)
    assert found.wait == pytest.approx(0.8 / (0.1 - 0.08))


def test_a_large_centre_overflows_nothing() -> None:
    found = impatient(200.0, 15.0, 5.0, 3_100)
    assert 0.99 < found.answered < 1.0


def test_too_much_work_has_no_steady_state() -> None:
    with pytest.raises(ValueError, match="without end"):
        patient(0.4, 10.0, 4)


def test_without_arrivals_a_caller_is_alone() -> None:
    assert impatient(0.0, 10.0, 5.0, 1).answered == 1.0
    assert impatient(0.0, 10.0, 5.0, 0).answered == 0.0


@LAW
@given(st.floats(0.01, 5.0), st.floats(1.0, 30.0), st.floats(0.5, 60.0), st.integers(0, 60))
def test_more_servers_answer_more(
    arrivals: float, talk: float, patience: float, servers: int
) -> None:
    fewer = impatient(arrivals, talk, patience, servers)
    more = impatient(arrivals, talk, patience, servers + 1)
    assert 0.0 <= fewer.answered <= more.answered + ROUNDING <= 1.0 + ROUNDING
    assert 0.0 <= more.delayed <= fewer.delayed + ROUNDING <= 1.0 + 2 * ROUNDING
    assert fewer.wait_answered >= 0.0
    assert more.wait <= fewer.wait + patience * ROUNDING <= patience * (1.0 + 2 * ROUNDING)


NIGHTS = np.where(np.arange(168) % 24 < 8, 0.4, 1.0)
EVENINGS = np.where(np.arange(168) % 24 >= 16, 2.0, 0.5)


@pytest.mark.parametrize("wanted", [0.05, 0.64, 0.91, 0.999])
@pytest.mark.parametrize("demand", [0.5, 40.0, 3_000.0])
def test_the_solver_finds_the_staff(wanted: float, demand: float) -> None:
    line = replace(LINE, servers=None, answering=wanted, staffing=NIGHTS, demand=EVENINGS)
    staff = servers_for(line, demand)
    assert answered_share(line, staff, demand) == pytest.approx(wanted, abs=1e-7)


def test_closed_hours_do_not_count() -> None:
    days = np.where(np.arange(168) % 24 < 8, 0.0, 1.0)
    always, by_day = (
        servers_for(replace(LINE, servers=None, answering=0.8, staffing=s), 500.0)
        for s in (np.ones(168), days)
    )
    assert by_day == pytest.approx(always)


def test_where_nobody_calls_a_single_caller_is_answered_so_often() -> None:
    assert servers_for(replace(LINE, answering=0.7), 0.0) == pytest.approx(0.7)


def test_a_book_has_room_for_that_share() -> None:
    weekdays = np.where(np.arange(168) < 120, 1.0, 0.0)
    book = replace(BOOK, answering=1.0, takes_new=0.5, staffing=weekdays)
    staff = servers_for(book, 14.0)
    assert staff * full_staff_by_day(book).sum() == pytest.approx(14.0 * 7 * 0.5)


@pytest.mark.parametrize("wanted", [None, 0.0, 1.0, 1.1])
def test_no_staff_answers_everybody(wanted: float | None) -> None:
    with pytest.raises(ValueError, match="no staff"):
        servers_for(replace(LINE, answering=wanted), 10.0)


@pytest.mark.parametrize("facility", [LINE, BOOK])
def test_what_is_never_open_answers_nobody(facility: object) -> None:
    with pytest.raises(ValueError, match="never open"):
        servers_for(replace(facility, answering=0.5, staffing=np.zeros(168)), 10.0)


@pytest.mark.parametrize(("arrivals", "servers"), [(8.0, 10), (20.0, 100), (20.0, 300)])
def test_of_a_large_line_that_is_overrun_as_many_are_answered_as_can_be(arrivals, servers):
    talk, patience = 20.0, 120.0
    found = impatient(arrivals, talk, patience, servers)
    assert found.answered == pytest.approx(servers / (arrivals * talk), rel=1e-9)
    assert found.delayed == pytest.approx(1.0, abs=1e-9)
    assert found.wait == pytest.approx(patience * (1.0 - found.answered), rel=1e-9)
