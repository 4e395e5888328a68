"""Queue measures and loads: each against what it says, counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from simenv.rows import DAY, HOUR, CallRows, LoadRows
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.loads import LOADS, daily_lines, load_lines
from simenv.stats.populations.queue import MEASURES
from simenv.stats.populations.queues import queue_lines
from simenv.stats.populations.requests import NEVER, Requests
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


def with_calls(found):
    def reader(scenario, world, arm):
        return replace(read(scenario, world, arm), calls=found)

    return Arms.of(study(arms=("hotline",)), "uncapacitated", 0, reader)


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
    assert found["voice_1_day"].value == pytest.approx(0.5)
    assert found["voice_7_days"].value == 1.0  # of the one that could be followed for 7 days
    assert found["voice_hours"].value == pytest.approx(5 / 60)


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
    values = {name: one.value for name, one in found.items()}
    assert values == pytest.approx(
        {
            "own_a_day": 6 / 30,
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


def test_declared_shares_stand_beside():
    arms = Arms.of(study(), "uncapacitated", 0, read)
    declared = {line.service: line.declared for line in load_lines(arms, "uncapacitated")}
    assert declared == {"line-988": 0.05, "therapist": None}
