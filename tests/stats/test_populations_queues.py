"""Queue measures and loads: each against what it says, counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from simenv.rows import DAY, HOUR, CallRows, LoadRows
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.loads import LOADS, daily_lines, fitting, load_lines
from simenv.stats.populations.queue import MEASURES
from simenv.stats.populations.queues import queue_columns
from simenv.stats.populations.queues import queue_lines as lines_of
from simenv.stats.populations.requests import NEVER, Requests, window_of
from simenv.stats.populations.ways import Books, taken_lines
from simenv.vocabulary import Channel, Reception, Risk
from tests.made_populations import COUNTS, MINUTE, POPULATIONS, populations, read, study

PEOPLE = sum(COUNTS) * POPULATIONS


def calls(*rows):
    """Requests of persons of the first persona: (person, decided, reception, and what differs)."""
    found = CallRows.blank(len(rows))
    for i, (person, decided, reception, changes) in enumerate(rows):
        told = {
            "person": person,
            "decided_at": decided,
            "at": decided + 5 * MINUTE,
            "reception": reception,
            "service": 0,
            "channel": Channel.CRISIS_LINE,
            "referred": True,
            **changes,
        }
        for name, value in told.items():
            getattr(found, name)[i] = value
    return found.validate()


def with_calls(found, **changes):
    def reader(scenario, world, arm):
        return replace(read(scenario, world, arm), calls=found)

    return Arms.of(study(arms=("hotline",), **changes), "uncapacitated", 0, reader)


def queue_lines(arms, scenario):
    return lines_of(queue_columns(arms), scenario, {})


def told(found, group="everyone"):
    lines = queue_lines(with_calls(found), "uncapacitated")
    return {line.measure: line.arms["hotline"] for line in lines if line.group == group}


BOOKED = {"channel": Channel.PROFESSIONAL, "due_kept": True}
SOME = calls(
    (0, DAY, Reception.HUNG_UP, {"waited": 10 * MINUTE}),
    (0, DAY + HOUR, Reception.ANSWERED, {"waited": 5 * MINUTE, "referred": False}),
    (1, DAY, Reception.ANSWERED, {"waited": 2 * MINUTE, "risk": Risk.PLAN}),
    (2, 2 * DAY, Reception.BOOKED, BOOKED | {"due_at": 5 * DAY}),
    (6, 2 * DAY, Reception.BOOKED, BOOKED | {"due_at": 5 * DAY, "due_kept": False}),
    (3, 2 * DAY, Reception.TURNED_AWAY, {}),
    (4, 2 * DAY, Reception.TURNED_BACK, {"risk": Risk.ACTIVE}),
    (5, 2 * DAY, Reception.ANSWERED, {"waited": MINUTE, "channel": Channel.PEERS}),
)


def test_a_voice_is_the_first_one_at_whichever_try():
    asked = Requests.of(with_calls(SOME), "hotline")
    waits = dict(
        zip(
            zip(asked.calls.person.tolist(), asked.calls.decided_at.tolist(), strict=True),
            asked.waits.tolist(),
            strict=True,
        )
    )
    assert waits[0, DAY] == HOUR + 10 * MINUTE
    assert waits[0, DAY + HOUR] == 10 * MINUTE
    assert waits[1, DAY] == 7 * MINUTE
    assert waits[2, 2 * DAY] == 3 * DAY
    assert waits[3, 2 * DAY] == waits[4, 2 * DAY] == NEVER
    assert waits[6, 2 * DAY] == NEVER, "nobody came to the appointment"
    assert waits[5, 2 * DAY] == NEVER  # peers are no human voice by the outcome's own list


def test_a_voice_of_another_person_is_nobody_elses():
    asked = Requests.of(
        with_calls(calls((0, DAY, Reception.HUNG_UP, {}), (1, DAY, Reception.ANSWERED, {}))),
        "hotline",
    )
    assert asked.waits.tolist() == [NEVER, 5 * MINUTE]


def test_a_voice_after_the_horizon_is_none():
    late = calls((0, 29 * DAY, Reception.BOOKED, BOOKED | {"due_at": 31 * DAY}))
    assert Requests.of(with_calls(late), "hotline").waits.tolist() == [NEVER]


def test_measures_are_what_they_say():
    found = {name: one.value for name, one in told(SOME).items() if one is not None}
    assert found["requests"] == pytest.approx(100 * 8 / PEOPLE)
    assert found["hung_up"] == pytest.approx(100 / PEOPLE)
    assert found["answered_share"] == pytest.approx(3 / 8)
    assert found["booked_share"] == pytest.approx(2 / 8)
    assert found["wait"] == pytest.approx((5 + 2 + 1) / 3)
    assert found["referrals"] == pytest.approx(100 * 7 / PEOPLE)
    assert found["heard_in_a_day"] == pytest.approx(100 * 2 / PEOPLE)
    assert found["voice_10_minutes"] == pytest.approx(1 / 7)
    assert found["voice_1_day"] == pytest.approx(2 / 7)
    assert found["voice_7_days"] == pytest.approx(3 / 7)
    hours = [70 / 60, 7 / 60, 72, 168, 168, 168, 168]
    assert found["voice_hours"] == pytest.approx(np.mean(hours))


def test_the_six_receptions_add_up():
    for group in ("everyone", "at risk", "crisis-line"):
        found = told(populations("rural-nights", 0.9).calls, group)
        shares = [found[f"{one.name.lower()}_share"].value for one in Reception]
        counts = [found[one.name.lower()].value for one in Reception]
        assert sum(shares) == pytest.approx(1.0)
        assert sum(counts) == pytest.approx(found["requests"].value)


def test_groups_are_those_at_risk_of_a_channel_and_of_a_persona():
    risk = told(SOME, "at risk")
    assert risk["requests"].value == pytest.approx(100 * 2 / PEOPLE)
    assert risk["answered_share"].value == pytest.approx(0.5)
    assert told(SOME, "professional")["booked_share"].value == 1.0
    assert told(SOME, "professional, at risk")["requests"].value == 0.0
    adults = told(SOME, "persona: adult")
    assert adults["requests"].value == pytest.approx(100 * 8 / (COUNTS[0] * POPULATIONS))
    assert "persona: caregiver" not in {
        line.group for line in queue_lines(with_calls(SOME), "uncapacitated")
    }


def test_referrals_near_the_horizon_are_not_followed_for_longer_than_there_is():
    late = calls((0, 25 * DAY, Reception.HUNG_UP, {}), (1, DAY, Reception.ANSWERED, {}))
    found = told(late)
    assert found["voice_1_day"].value == 1.0  # of the one that could be followed for 7 days
    assert found["voice_7_days"].value == 1.0
    assert found["voice_hours"].value == pytest.approx(5 / 60)


def test_a_longer_window_never_holds_a_smaller_share():
    for scenario in ("uncapacitated", "rural-nights"):
        found = told(populations(scenario, 0.9).calls)
        windows = [found[f"voice_{each}"].value for each in ("10_minutes", "1_day", "7_days")]
        assert windows == sorted(windows)


def test_a_short_run_tells_no_window_that_it_has_no_room_for():
    assert [window_of(days) // DAY for days in (1, 2, 7, 8, 30)] == [0, 1, 1, 7, 7]
    lines = queue_lines(with_calls(SOME, days=7), "uncapacitated")
    names = {line.measure for line in lines}
    assert "voice_1_day" in names
    assert not names & {"voice_7_days", "voice_hours"}


def test_the_number_behind_a_share_is_told():
    lines = queue_lines(with_calls(SOME), "uncapacitated")
    units = {line.measure: line.units["hotline"] for line in lines if line.group == "everyone"}
    assert units["voice_7_days"] == 7
    assert units["answered_share"] == 8
    assert units["requests"] == PEOPLE


def test_no_interval_leaves_what_a_restricted_mean_can_be():
    away = [(COUNTS[0] * r, DAY, Reception.HUNG_UP, {}) for r in range(1, POPULATIONS)]
    one = calls((0, DAY, Reception.ANSWERED, {}), *away)
    level = told(one)["voice_hours"]
    assert 0 <= level.low <= level.value <= level.high <= 168
    assert level.high == 168, "it would be above: one population holds the only answer"


def test_lines_and_appointments_are_told_apart():
    lines, books = told(SOME, "lines"), told(SOME, "appointments")
    assert lines["booked"].value == 0.0
    assert books["answered"].value == books["hung_up"].value == 0.0
    for name in ("requests", "booked", "turned_away"):
        whole = told(SOME)[name].value
        assert lines[name].value + books[name].value == pytest.approx(whole)
    away = calls((0, DAY, Reception.TURNED_AWAY, {"service": -1, "channel": Channel.PROFESSIONAL}))
    assert told(away, "appointments")["turned_away_share"].value == 1.0


def test_professional_care_that_answers_is_a_line():
    here = {"channel": Channel.PROFESSIONAL}
    both = calls((0, DAY, Reception.ANSWERED, here), (1, DAY, Reception.HUNG_UP, here))
    assert not Books.of(with_calls(both)).mine(both).any()


def test_days_to_the_appointment_are_from_asking():
    found = told(SOME, "appointments")["days_ahead"]
    assert found.value == pytest.approx(3 - 5 / 24 / 60)
    assert told(SOME, "lines")["days_ahead"] is None


def test_a_change_is_against_the_first_scenario_under_the_same_arm():
    def columns(scenario):
        return queue_columns(Arms.of(study(arms=("hotline",)), scenario, 0, read))

    first = columns("uncapacitated")
    found = {
        (line.measure, line.group): line for line in lines_of(columns("rural-nights"), "x", first)
    }
    line = found["answered_share", "lines"]
    here = {(one.measure, one.group): one for one in lines_of(first, "y", {})}
    before = here["answered_share", "lines"]
    moved = line.moved["hotline"]
    assert before.moved == {}
    assert moved.value == pytest.approx(line.arms["hotline"].value - before.arms["hotline"].value)
    assert moved.high < 0


def test_referrals_taken_are_counted_with_those_that_went_to_a_shared_service():
    arms = with_calls(SOME)
    line = taken_lines(arms, "uncapacitated")[0]
    assert (line.shared, line.went) == (7, 6)
    assert line.taken == int(arms.world.arms["hotline"].taken.sum())


def test_requests_of_people_out_of_sight_are_left_out():
    def lossy(scenario, world, arm):
        found = read(scenario, world, arm)
        rows = found.rows.copy()
        rows.censored_at[:4] = DAY
        return replace(found, rows=rows, calls=SOME)

    arms = Arms.of(study(arms=("hotline",)), "uncapacitated", 0, lossy)
    assert Requests.of(arms, "hotline").calls.person.tolist() == [4, 5, 6]


def test_without_any_request_there_are_counts_and_no_shares():
    found = told(CallRows.blank(0))
    assert found["requests"].value == 0.0
    assert found["answered_share"] is None
    assert found["wait_90"] is None


def test_every_measure_says_what_it_is():
    names = [each.name for each in (*MEASURES, *LOADS)]
    assert len(names) == len(set(names))
    for each in MEASURES:
        assert all((each.label, each.formula, each.denominator, each.clock, each.window))


# Loads


def one_day(**changes):
    """The loads of one service on one day in every population."""
    blank = LoadRows.blank(POPULATIONS).arrays()
    told_of = {"population": np.arange(POPULATIONS), **changes}
    arrays = {
        name: np.broadcast_to(np.asarray(told_of.get(name, start)), start.shape).astype(start.dtype)
        for name, start in blank.items()
    }
    return LoadRows(**arrays)


def loads(rows):
    def reader(scenario, world, arm):
        return replace(read(scenario, world, arm), loads=rows)

    arms = Arms.of(study(arms=("hotline",)), "uncapacitated", 0, reader)
    found = {line.measure: line.arms["hotline"] for line in load_lines(arms, "uncapacitated")}
    return found, daily_lines(arms, "uncapacitated")


def test_loads_are_what_they_say():
    found, daily = loads(
        one_day(
            day=2, asked=6, answered=3, others_asked=40, others_answered=30,
            others_waited=90 * MINUTE, busy=5 * HOUR, staffed=20 * HOUR,
        )
    )  # fmt: skip
    values = {name: one.value for name, one in found.items() if one is not None}
    assert values == pytest.approx(
        {
            "own_a_day": 6 / 30,
            "others_a_day": 40 / 30,
            "own_share": 6 / 46,
            "used": 0.25,
            "own_answered": 0.5,
            "others_answered": 0.75,
            "others_wait": 3.0,
        }
    )
    assert daily[0].arms["hotline"] == [0.0, 0.0, 6.0, *[0.0] * 27]


def test_a_service_without_limit_is_not_in_use():
    found, _ = loads(one_day(asked=6, busy=HOUR, staffed=-1))
    assert found["used"] is None
    assert found["others_answered"] is None


def test_a_book_has_days_and_neither_minutes_nor_staff_time():
    arms = Arms.of(study(), "uncapacitated", 0, read)
    lines = fitting(load_lines(arms, "uncapacitated"))
    told_of = {(line.service, line.measure): line.arms["hotline"] for line in lines}
    book = {measure for service, measure in told_of if service == "therapist"}
    line = {measure for service, measure in told_of if service == "line-988"}
    assert not book & {"used", "others_wait"}
    assert {"used", "others_wait"} <= line
    assert "own_days" not in line
    assert told_of["therapist", "own_days"].value == pytest.approx(3, abs=1e-6)


def test_a_book_in_one_scenario_is_one_in_all():
    found = load_lines(Arms.of(study(), "uncapacitated", 0, read), "uncapacitated")
    other = [replace(line, book=False, scenario="other") for line in found]
    assert {line.service for line in fitting([*found, *other]) if line.book} == {"therapist"}
    assert "used" not in {one.measure for one in fitting([*other, *found]) if one.book}


def test_declared_shares_stand_beside():
    arms = Arms.of(study(), "uncapacitated", 0, read)
    declared = {line.service: line.declared for line in load_lines(arms, "uncapacitated")}
    assert declared == {"line-988": 0.05, "therapist": None}
