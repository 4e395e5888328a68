"""Flows over stages and channels: a few lives by hand, and what must add up."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.rows import DAY, EventRows, TurnRows
from simenv.stats.flows import Crowd, flow, flows
from simenv.vocabulary import Channel, Event
from tests.broken.catching import CATCH, LAW

CROWD = Crowd(
    stages=("holding-on", "talking", "gave-up"),
    starts=(0, 1),
    people=2,
    shares=(3.0, 1.0),
    days=12,
)


def events(*told):
    """Rows of persona, person, day, kind, detail, in key order."""
    rows = EventRows.blank(len(told))
    for place, (persona, person, day, kind, detail) in enumerate(told):
        rows.persona[place], rows.person[place] = persona, person
        rows.at[place], rows.kind[place], rows.detail[place] = day * DAY, kind, detail
    return rows


def turns(*told):
    rows = TurnRows.blank(len(told))
    for place, (persona, person, turn, stage) in enumerate(told):
        rows.persona[place], rows.person[place] = persona, person
        rows.turn[place], rows.stage[place] = turn, stage
    return rows


def test_a_few_lives_by_hand():
    found = flow(
        CROWD,
        [
            events(
                (0, 0, 1, Event.CHANNEL_USED, Channel.PEERS),
                (0, 0, 2, Event.STAGE_CHANGED, 1),
                (0, 0, 3, Event.STAGE_CHANGED, 2),
                (0, 0, 3, Event.CHANNEL_USED, Channel.NOBODY),
                (0, 0, 8, Event.STAGE_CHANGED, 1),
            ),
            events((1, 1, 9, Event.STAGE_CHANGED, 0), (1, 1, 9, Event.NEED_AROSE, 0)),
        ],
        [turns((0, 1, 1, 0), (0, 1, 2, 0), (1, 0, 1, 1))],
    )
    assert CROWD.looks == (0, 7, 12)
    heavy, light = 0.375, 0.125
    assert found.moves[0] == [[heavy, 0, heavy], [0, 2 * light, 0], [0, 0, 0]]
    assert found.moves[1] == [[heavy, 0, 0], [light, light, 0], [0, heavy, 0]]
    used = np.zeros((3, len(Channel)))
    used[0, Channel.PEERS] = used[2, Channel.NOBODY] = used[0, Channel.ASSISTANT] = heavy
    used[1, Channel.ASSISTANT] = light
    assert np.array(found.uses) == pytest.approx(used)


LOOKS = [(1, (0, 1)), (7, (0, 7)), (10, (0, 10)), (30, (0, 7, 14, 21, 30))]


@pytest.mark.parametrize(("days", "looks"), LOOKS)
def test_looks_are_whole_weeks_and_the_horizon(days, looks):
    assert replace(CROWD, days=days).looks == looks


made = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 1),
        st.integers(0, 9),
        st.sampled_from([Event.STAGE_CHANGED, Event.CHANNEL_USED, Event.NEED_AROSE]),
        st.integers(0, 2),
    ),
    max_size=30,
)


def everybody_is_somewhere(crowd, settings, drop=0.0):
    @settings
    @given(made)
    def law(told):
        found = flow(crowd, [events(*sorted(told))], [])
        moves = np.array(found.moves) * (1 - drop)
        assert moves.sum(axis=(1, 2)) == pytest.approx(1)
        assert moves[0].sum(axis=1) == pytest.approx((0.75, 0.25, 0))
        for before, after in pairwise(moves):
            assert before.sum(axis=0) == pytest.approx(after.sum(axis=1))
        went = sum(kind == Event.CHANNEL_USED for _, _, _, kind, _ in told)
        plain = replace(crowd, shares=(1.0, 1.0))
        used = flow(plain, [events(*sorted(told))], []).uses
        assert 4 * np.sum(used) == pytest.approx(went)

    law()


def test_everybody_stands_somewhere_at_every_look_and_every_use_counts_once():
    everybody_is_somewhere(CROWD, LAW)


def test_a_flow_that_loses_people_is_caught():
    with pytest.raises(AssertionError):
        everybody_is_somewhere(CROWD, CATCH, drop=0.01)


def test_who_leaves_no_event_stays_where_they_began():
    found = flow(CROWD, [], [])
    assert found.moves[-1] == [[0.75, 0, 0], [0, 0.25, 0], [0, 0, 0]]


def test_flows_hold_every_arm():
    found = flows(CROWD, {"A": ([], []), "B": ([], [])})
    assert list(found.arms) == ["A", "B"]
    assert found.channels == Channel.words()
