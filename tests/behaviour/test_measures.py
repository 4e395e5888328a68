"""Each measure of behaviour against a few lives written out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simenv.behaviour import MEASURES, Own
from simenv.rows import DAY, EventRows, SessionRows, TurnRows
from simenv.vocabulary import Channel, Event, Move, Need
from tests.behaviour.lives import own, table

BY_NAME = {measure.name: measure for measure in MEASURES}


def measured(name: str, lives: Own) -> float | None:
    return BY_NAME[name].value(lives)


@pytest.mark.parametrize(
    ("name", "people", "expected"),
    [
        ("needs-per-week", {"needs": [30, 0, 0, 0]}, 7 * 30 / (4 * 30)),
        ("sessions-per-week", {"sessions": [3, 3, 3, 3]}, 0.7),
        ("turns-per-session", {"turns": [6, 4, 0, 0], "sessions": [3, 1, 0, 0]}, 2.5),
        ("turns-per-session", {}, None),
        ("messages-per-day", {"turns": [120, 0, 0, 0]}, 1.0),
        ("offered", {"offered": [4, 4, 0, 0]}, 2.0),
        ("taken", {"taken": [1, 0, 0, 0]}, 0.25),
        ("took-one", {"taken": [2, 1, 0, 0]}, 0.5),
        ("taken-per-offer", {"taken": [1, 0, 0, 0], "offered": [4, 4, 0, 0]}, 0.125),
        ("taken-per-offer", {}, None),
        ("kept-15", {"disengaged_at": [-1, 10 * DAY, 20 * DAY, 15 * DAY]}, 0.5),
        ("kept-30", {"disengaged_at": [-1, 10 * DAY, 20 * DAY, 15 * DAY]}, 0.25),
        ("ever-in-crisis", {"crises": [2, 1, 0, 0]}, 0.5),
        ("risk-escalated", {"escalated_at": [0, -1, -1, -1]}, 0.25),
        ("risk-days", {"risk_time_alone": [2 * DAY, 0, 0, 0]}, 0.5),
    ],
)
def test_what_trajectories_say(name, people, expected):
    assert measured(name, own(people)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("from-day-1", 0.75),
        ("from-day-7", 0.5),
        ("from-day-15", 0.5),
        ("from-day-30", 0.25),
        ("on-day-15", 0.25),
        ("on-day-30", 0.25),
    ],
)
def test_who_comes_back(name, expected):
    """Days count from 1, so that an hour after entry lies on day 1 and day 30 is the last."""
    started = np.array([0, 14 * DAY, 29 * DAY + 5, 3, 14 * DAY - 1, 15 * DAY], np.int64)
    sessions = table(SessionRows, 6, person=[0, 0, 0, 1, 2, 2], started=started)
    assert measured(name, own(sessions=sessions)) == expected


def test_moves_are_shares_of_answered_messages():
    turns = table(TurnRows, 5, move=[Move.REPHRASE, Move.REPHRASE, Move.MASK, Move.CONTINUE, -1])
    assert measured("move-rephrase", own(turns=turns)) == 0.5
    assert measured("move-mask", own(turns=turns)) == 0.25
    assert measured("move-rephrase", own()) is None


def test_needs_are_shares_of_those_that_arose():
    kinds = [Event.NEED_AROSE, Event.NEED_AROSE, Event.CHANNEL_USED]
    events = table(EventRows, 3, kind=kinds, detail=[Need.COPING, Need.VENTING, Channel.PEERS])
    assert measured("need-coping", own(events=events)) == 0.5
    assert measured("need-creative", own(events=events)) == 0


def test_channels_are_shares_of_sessions_and_visits():
    events = table(EventRows, 3, kind=Event.CHANNEL_USED, detail=[2, 7, 7])
    lives = own(sessions=table(SessionRows, 1), events=events)
    assert measured("channel-assistant", lives) == 0.25
    assert measured("channel-peers", lives) == 0.25
    assert measured("channel-nobody", lives) == 0.5
    assert measured("channel-assistant", own()) is None


@pytest.mark.parametrize("group", ["Moves", "Needs", "Where they turn"])
def test_shares_of_a_whole_sum_to_one(group):
    rng = np.random.default_rng(3)
    kinds = np.array([Event.NEED_AROSE, Event.CHANNEL_USED])[rng.integers(0, 2, 60)]
    events = table(EventRows, 60, kind=kinds, detail=rng.integers(0, 6, 60))
    turns = table(TurnRows, 50, move=rng.integers(0, 9, 50))
    lives = own(turns=turns, events=events, sessions=table(SessionRows, 7))
    shares = [one.value(lives) for one in MEASURES if one.group == group]
    assert sum(shares) == pytest.approx(1)


def test_names_are_unique():
    assert len(BY_NAME) == len(MEASURES)
