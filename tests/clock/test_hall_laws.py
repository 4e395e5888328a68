"""The hall loses nobody, is just, and does not mind how it is run; broken stations are caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.calls import Calls, Received
from simenv.clock.hall import Hall
from simenv.draws import Stream, person_keys, slot
from simenv.rows import DAY, HOUR
from simenv.vocabulary import Reception
from tests.broken import stations as broken
from tests.broken.catching import CATCH, LAW
from tests.clock.made_halls import (
    BOOK,
    DELAY,
    LINE,
    LUCK,
    MINUTE,
    Setting,
    calls,
    received,
    to_the_end,
    without_background,
)

Law = Callable[[type[Hall], settings], None]

#: Minutes of the first day; few, so that callers meet, also within a microsecond.
TIMES = st.lists(st.integers(0, 90), min_size=1, max_size=25)
SERVERS = st.sampled_from([0.0, 1.0, 2.0, 3.0, 1.4])
#: An hour of a week in which nobody is there, if any.
CLOSED = st.sampled_from([None, 0, 1])


def a_line(servers: float, closed: int | None = None, triage: bool = False) -> Setting:
    staffing = np.ones(168)
    if closed is not None:
        staffing[closed] = 0.0
    return without_background(servers, 6, staffing=staffing, triage=triage)


def some_calls(minutes: list[int]) -> Calls:
    return calls(np.array(minutes) * MINUTE, risk=np.arange(len(minutes)) % 4)


def waits(filed: Calls, found: Received) -> tuple[np.ndarray, np.ndarray]:
    """How long each caller waited, and whether they were answered; both by row."""
    return found.at - filed.at, found.reception == Reception.ANSWERED


def nobody_is_lost(make: type[Hall], how: settings) -> None:
    @how
    @given(TIMES, SERVERS, CLOSED, st.booleans())
    def law(minutes: list[int], servers: float, closed: int | None, triage: bool) -> None:
        filed = some_calls(minutes)
        hall = a_line(servers, closed, triage).hall(make)
        hall.file(filed)
        found = to_the_end(hall, 6)
        assert sorted(found.row.tolist()) == list(range(len(filed)))
        (load,) = hall.loads()
        for what, name in (
            (Reception.ANSWERED, "answered"),
            (Reception.HUNG_UP, "hung_up"),
            (Reception.TURNED_AWAY, "turned_away"),
        ):
            assert getattr(load, name).sum() == np.sum(found.reception == what)
        assert load.asked.sum() == len(filed)

    law()


def nobody_waits_while_a_server_is_free(make: type[Hall], how: settings) -> None:
    @how
    @given(TIMES, st.integers(1, 3), st.booleans())
    def law(minutes: list[int], servers: int, triage: bool) -> None:
        filed = some_calls(minutes)
        found = received(a_line(servers, None, triage), filed, make)
        talked = found.reception == Reception.ANSWERED
        begin, end = found.at[talked], found.free_at[talked]
        waited, _ = waits(filed, found)
        for row in np.flatnonzero(waited > 0):
            moments = np.concatenate([filed.at[[row]], begin, end])
            inside = moments[(moments >= filed.at[row]) & (moments < found.at[row])]
            busy = ((begin <= inside[:, None]) & (end > inside[:, None])).sum(axis=1)
            assert (busy == servers).all()

    law()


def the_first_is_first(make: type[Hall], how: settings) -> None:
    """The graver risk first with triage; of those, who came first, then by key."""

    @how
    @given(TIMES, SERVERS, st.booleans())
    def law(minutes: list[int], servers: float, triage: bool) -> None:
        filed = some_calls(minutes)
        found = received(a_line(servers, None, triage), filed, make)
        _, talked = waits(filed, found)
        rank = [
            (-int(filed.risk[n]) if triage else 0, int(filed.at[n]), int(filed.key[n]))
            for n in range(len(filed))
        ]
        for one in np.flatnonzero(talked):
            there = (filed.at < found.at[one]) & (found.at > found.at[one])
            assert all(rank[one] < rank[other] for other in np.flatnonzero(there))

    law()


def patience_is_kept(make: type[Hall], how: settings) -> None:
    """People hang up when their own patience ends, whatever happens, and not before."""

    @how
    @given(TIMES, SERVERS)
    def law(minutes: list[int], servers: float) -> None:
        filed = some_calls(minutes)
        found = received(a_line(servers), filed, make)
        u = LUCK.stream("service/line/patience").uniform(filed.key, filed.place)
        patience = np.rint(-np.log(u) * LINE.patience_minutes * MINUTE).astype(np.int64)
        waited, talked = waits(filed, found)
        assert (waited[~talked] == patience[~talked]).all()
        assert (waited[talked] <= patience[talked]).all()

    law()


def a_talk_is_ones_own(make: type[Hall], how: settings) -> None:
    """It is as long as it would be if nobody else had called."""

    @how
    @given(TIMES, st.integers(0, 24))
    def law(minutes: list[int], which: int) -> None:
        filed = some_calls(minutes)
        row = which % len(filed)
        among = received(a_line(2), filed, make)
        alone = received(a_line(2), filed.take(slice(row, row + 1)), make)
        if among.reception[row] == Reception.ANSWERED:
            length = among.free_at[row] - among.at[row]
            assert length == alone.free_at[0] - alone.at[0]

    law()


def filing_does_not_matter(make: type[Hall], how: settings) -> None:
    @how
    @given(TIMES, SERVERS, st.randoms(use_true_random=False))
    def law(minutes: list[int], servers: float, random: object) -> None:
        filed = some_calls(minutes)
        order = np.arange(len(filed))
        random.shuffle(order)
        setting = a_line(servers)
        assert_equal(received(setting, filed, make), received(setting, filed.take(order), make))

    law()


def assert_equal(one: Received, other: Received) -> None:
    for name, values in one.arrays().items():
        assert (values == getattr(other, name)).all(), name


def again_and_again(
    setting: Setting, window: int, make: type[Hall] = Hall
) -> tuple[Received, Hall]:
    """Persons who ask anew as soon as they may, in windows of that length."""
    hall = setting.hall(make)
    filed = calls(np.arange(12) * 7 * MINUTE, crowd=np.arange(12) % len(setting.replicates))
    hall.file(filed)
    parts = []
    while hall.now < setting.days * DAY:
        found = hall.run(min(hall.now + window, setting.days * DAY))
        parts.append(found)
        assert (found.at < hall.now).all()
        next_at = found.free_at + setting.delay + (found.row % 3) * HOUR
        again = filed.take(found.row)
        again.at[:], again.place[:] = next_at, slot(next_at // DAY, next_at // HOUR % 24)
        hall.file(again)
    return Received.joined(parts), hall


def windows_do_not_matter(make: type[Hall], how: settings) -> None:
    setting = Setting(
        facilities=[replace(LINE, share_of_demand=0.5)], people=10, reference=6.0, days=3
    )
    whole, hall = again_and_again(setting, 3 * DAY, make)
    assert len(whole) > 100
    for window in (MINUTE, 17 * MINUTE, 5 * HOUR):
        parts, other = again_and_again(setting, window, make)
        assert_equal(parts, whole)
        for name, values in hall.loads()[0].arrays().items():
            assert (values == getattr(other.loads()[0], name)).all(), name


def arms_have_the_same_background(make: type[Hall], how: settings) -> None:
    """Whatever the own callers of each arm do."""
    line = replace(LINE, share_of_demand=0.5, servers=3.0)
    setting = Setting(facilities=[line], replicates=[4, 4, 5], people=50)
    hall = setting.hall(make)
    hall.file(calls(np.arange(40) * 20 * MINUTE))
    to_the_end(hall, setting.days)
    one, other, another = (load.others_asked for load in hall.loads())
    assert one.sum() > 200
    assert (one == other).all()
    assert (one != another).any()
    waited = [load.others_waited.sum() for load in hall.loads()]
    assert waited[0] != waited[1]


LAWS: tuple[Law, ...] = (
    nobody_is_lost,
    nobody_waits_while_a_server_is_free,
    the_first_is_first,
    patience_is_kept,
    a_talk_is_ones_own,
    filing_does_not_matter,
    windows_do_not_matter,
    arms_have_the_same_background,
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_hall_keeps(law: Law) -> None:
    law(Hall, LAW)


@pytest.mark.parametrize(
    ("make", "law"),
    [
        (broken.LastFirst, the_first_is_first),
        (broken.GraveLast, the_first_is_first),
        (broken.Losing, nobody_is_lost),
        (broken.Gone, nobody_waits_while_a_server_is_free),
        (broken.LuckByOrder, a_talk_is_ones_own),
        (broken.PatienceAnew, patience_is_kept),
        (broken.ByFiling, filing_does_not_matter),
        (broken.OthersOfTheArm, arms_have_the_same_background),
    ],
)
def test_a_broken_station_is_caught(make: type[Hall], law: Law) -> None:
    with pytest.raises(AssertionError):
        law(make, CATCH)


def test_a_clock_that_runs_too_far_is_caught() -> None:
    with pytest.raises(ValueError, match="already"):
        windows_do_not_matter(broken.Eager, CATCH)


def test_other_crowds_and_services_do_not_matter() -> None:
    alone = Setting(facilities=[replace(LINE, share_of_demand=0.5)], people=20, reference=2.0)
    more = replace(
        alone, facilities=[alone.facilities[0], BOOK], replicates=[3, 0, 1], reference=2.0
    )
    filed = calls(np.arange(60) * 11 * MINUTE)
    one = received(alone, filed)
    crowd = np.arange(120) // 60
    both = calls(np.tile(filed.at, 2), crowd=1 - crowd)
    both.key[:] = person_keys("someone", both.row % 60)
    other = received(more, both)
    assert_equal(one, other.take(slice(0, 60)))


def test_the_staff_that_leaves_ends_its_talk() -> None:
    staffing = np.ones(168)
    staffing[1] = 0.0
    talks = {"service_minutes": 180.0, "service_sigma": 0.01, "patience_minutes": 1e4}
    setting = without_background(1.0, 6, staffing=staffing, **talks)
    found = received(setting, calls([59 * MINUTE, 61 * MINUTE, 121 * MINUTE]))
    expected = [Reception.ANSWERED, Reception.TURNED_AWAY, Reception.ANSWERED]
    assert found.reception.tolist() == expected
    assert found.at[2] == found.free_at[0]
    assert found.at[2] > 3 * HOUR


def test_who_waits_when_the_line_closes_is_turned_away() -> None:
    staffing = np.ones(168)
    staffing[1] = 0.0
    setting = without_background(
        1.0, 6, staffing=staffing, service_minutes=1e4, patience_minutes=1e6
    )
    found = received(setting, calls([0, MINUTE]))
    assert found.reception.tolist() == [Reception.ANSWERED, Reception.TURNED_AWAY]
    assert found.at[1] == HOUR


def test_the_clock_stops_before_anybody_could_ask_again() -> None:
    filed = calls([HOUR, 2 * HOUR], least_next=[0, 3 * HOUR])
    hall = without_background(0.0, 6, staffing=np.zeros(168)).hall()
    hall.file(filed)
    first = hall.run(DAY)
    assert hall.now == HOUR + DELAY
    second = hall.run(DAY)
    assert hall.now == 3 * HOUR + DELAY
    assert first.row.tolist() == [0]
    assert second.row.tolist() == [1]
    assert len(hall.run(DAY)) == 0
    assert hall.now == DAY


@pytest.mark.parametrize("at", [0, HOUR - 1])
def test_nothing_is_filed_in_the_past(at: int) -> None:
    hall = a_line(1.0).hall()
    hall.run(HOUR)
    with pytest.raises(ValueError, match="already"):
        hall.file(calls([at]))


@pytest.mark.parametrize("until", [HOUR - 1, 7 * DAY])
def test_time_runs_forward_to_the_last_day(until: int) -> None:
    hall = a_line(1.0).hall()
    hall.run(HOUR)
    with pytest.raises(ValueError, match="cannot run"):
        hall.run(until)


@pytest.mark.parametrize("changes", [{"days": 0}, {"delay": 0}])
def test_a_hall_has_days_and_a_delay(changes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        replace(a_line(1.0), **changes).hall()


def test_a_share_of_the_demand_is_more_than_nothing() -> None:
    with pytest.raises(ValueError, match="share of demand"):
        Setting(facilities=[replace(LINE, share_of_demand=0.0)]).hall()


def test_draws_are_those_of_the_named_streams() -> None:
    filed = calls(np.arange(50) * 5 * HOUR)
    setting = without_background(
        50.0, 20, turned_back=0.3, follow_up=0.5, follow_up_days=2.0, no_show=0.4
    )
    found = received(setting, filed)

    def u(what: str) -> np.ndarray:
        stream: Stream = LUCK.stream(f"service/line/{what}")
        return stream.uniform(filed.key, filed.place)

    back = u("turned-back") < 0.3
    assert (back == (found.reception == Reception.TURNED_BACK)).all()
    called = (u("follow-up") < 0.5) & ~back
    assert (np.where(called, found.free_at + 2 * DAY, -1) == found.due_at).all()
    assert (found.due_kept == (called & (u("kept") >= 0.4))).all()
    assert 0 < called.sum() < 50


def test_nobody_of_the_background_is_lost_either() -> None:
    line = replace(LINE, share_of_demand=0.01, servers=1.6)
    hall = Setting(facilities=[line], replicates=[0, 1], people=1, days=20).hall()
    to_the_end(hall, 20)
    for load in hall.loads():
        left = load.others_asked - load.others_answered - load.others_hung_up
        # Only at the very end can anybody still be waiting.
        assert (left[:-1] == 0).all()
        assert 0 <= left[-1] <= 10
        assert load.others_hung_up.sum() > 200
