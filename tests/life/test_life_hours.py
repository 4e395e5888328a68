"""Hours: who can be reached when, what people make of it, and distress by the time of day."""

from __future__ import annotations

import numpy as np
import pytest

from simenv.kinds import compile_all
from simenv.life import channels, hours
from simenv.life.hours import by_hour, hour_of_week, reach, rhythm
from simenv.life.needs import next_need
from simenv.parameters import shipped
from simenv.rows import DAY, HOUR
from simenv.vocabulary import Channel
from tests.life.scenes import MEDIAN, alike, hourly, made, off, rows_of, shipped_personas

NIGHTS = [hour for hour in range(168) if hour % 24 >= 23 or hour % 24 < 7]
ALWAYS = (
    Channel.ASSISTANT,
    Channel.OTHER_ASSISTANT,
    Channel.CRISIS_LINE,
    Channel.EMERGENCY_CARE,
    Channel.NOBODY,
)


def test_a_week_begins_on_monday_at_midnight():
    at = np.array([0, HOUR - 1, HOUR, 6 * DAY + 23 * HOUR, 7 * DAY, 30 * DAY])
    assert hour_of_week(at).tolist() == [0, 0, 1, 167, 0, 48]


def test_who_is_there_when():
    found = reach(MEDIAN)
    assert (found[:, ALWAYS] == 1).all()
    working = [day * 24 + hour for day in range(5) for hour in range(8, 18)]
    closed = np.setdiff1d(np.arange(168), working)
    assert (found[working, Channel.PROFESSIONAL] == 1).all()
    assert (found[closed, Channel.PROFESSIONAL] == MEDIAN["channel.professional-closed"]).all()
    by_day = np.setdiff1d(np.arange(168), NIGHTS)
    for channel, name in ((Channel.FRIENDS_OR_FAMILY, "friends"), (Channel.PEERS, "peers")):
        assert (found[NIGHTS, channel] == MEDIAN[f"channel.{name}-night"]).all()
        assert (found[by_day, channel] == 1).all()


@pytest.mark.parametrize("world", range(30))
def test_in_every_world_no_hour_opens_a_channel_wider_than_its_best(world):
    found = reach(shipped().draw(1, world))
    assert ((found > 0) & (found <= 1)).all()
    assert (found.max(axis=0) == 1).all()


@pytest.mark.parametrize(
    ("channel", "answers", "hour", "factor"),
    [
        (Channel.PROFESSIONAL, "professional", 20, "channel.professional-closed"),
        (Channel.PROFESSIONAL, "professional", 5 * 24 + 12, "channel.professional-closed"),
        (Channel.FRIENDS_OR_FAMILY, "friends", 3, "channel.friends-night"),
        (Channel.CRISIS_LINE, "line", 3, None),
    ],
)
def test_whoever_is_tried_answers_less_when_closed(channel, answers, hour, factor):
    n = 5000
    scene = alike(n, 7)
    scene.persons.clock[:] = hour * HOUR
    rows = rows_of(scene)
    channels.visit(scene, rows, np.full(n, int(channel)), rows.astype(np.uint64))
    chance = MEDIAN[f"channel.answers-{answers}"] * (MEDIAN[factor] if factor else 1)
    assert off((scene.persons.human_at >= 0).mean(), chance, n) < 4


def test_people_know_when_a_channel_is_closed():
    scene = alike(2, 7)
    scene.persons.clock[:], scene.persons.risk[:] = [12 * HOUR, 3 * HOUR], 1
    by_day, at_night = channels.weights(scene, rows_of(scene)).T
    calm = [Channel.FRIENDS_OR_FAMILY, Channel.PROFESSIONAL]
    wanted = [MEDIAN["channel.friends-night"], MEDIAN["channel.professional-closed"]]
    assert at_night[calm] / by_day[calm] == pytest.approx(wanted)
    assert at_night[Channel.ASSISTANT] == by_day[Channel.ASSISTANT]


def test_what_goes_elsewhere_by_day_does_not_come_to_the_assistant_by_night():
    """At each hour, needs x the share of the assistant is what the persona declares."""
    for persona in shipped_personas():
        kinds = compile_all([persona])
        weights = kinds.channels[0] * kinds.graph.opens[kinds.start[0]]
        calm = [c for c in Channel if c not in {Channel.CRISIS_LINE, Channel.EMERGENCY_CARE}]
        now = weights * reach(MEDIAN)
        share = weights[Channel.ASSISTANT] / now[:, calm].sum(axis=1)
        brought = kinds.rates[0].ravel() * by_hour(MEDIAN, kinds)[0].ravel() * share
        assert brought.sum() == pytest.approx(1), persona.name
        declared = kinds.rates[0].ravel() / kinds.rates[0].sum()
        assert brought == pytest.approx(declared), persona.name


def test_a_persona_with_nowhere_to_go_has_rates_as_they_are():
    only = dict.fromkeys(Channel.words(), 0) | {"crisis-line": 1}
    assert by_hour(MEDIAN, compile_all([made(channels=only)])) == pytest.approx(np.ones((1, 7, 24)))


def test_needs_come_by_the_hours_that_are_left():
    p = MEDIAN.but(life__need_by_distress=0.0, life__night=1e-9)
    scene = alike(4000, 7, p, rhythm={"sessions_per_week": 0.5, "hours": {"00-24": 1}})
    rows = rows_of(scene)
    found = rows[next_need(scene, rows, np.full(len(rows), 7 * DAY))]
    hour = hour_of_week(scene.fate.when[scene.persons.next_need[found]])
    rates = hourly(scene)[0].ravel()
    night = np.isin(hour, NIGHTS).mean()
    assert off(night, rates[NIGHTS].sum() / rates.sum(), len(found)) < 4


# ---- distress ------------------------------------------------------------------------------------


def test_nights_are_a_little_worse_and_days_as_a_whole_as_they_were():
    found = rhythm(MEDIAN)
    assert found.shape == (8,)
    assert found.sum() == pytest.approx(0)
    late, early = found[[7, 0, 1]], found[2:7]
    assert set(np.subtract.outer(late, early).ravel().round(12)) == {MEDIAN["life.night"]}


def test_the_rhythm_is_in_the_path():
    flat, worse = (alike(20, 2, MEDIAN.but(life__night=size)).fate.path for size in (0.1, 0.5))
    assert worse - flat == pytest.approx(np.tile(0.4 * hours._RHYTHM, (20, 2)))
