"""What people learn of channels, how it fades, and what they have heard of the assistant."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.life import channels, needs
from simenv.life.nights import sleep
from simenv.life.scene import Scene
from simenv.parameters import shipped
from simenv.rows import DAY, HOUR
from simenv.vocabulary import Channel
from tests.broken import experience as broken
from tests.broken.catching import CATCH, LAW
from tests.life.scenes import MEDIAN, alike, rows_of

TRIED = [c for c in Channel if c not in {Channel.ASSISTANT, Channel.NOBODY}]
worlds = st.integers(0, 100).map(lambda number: shipped().draw(1, number))
before = st.lists(st.floats(-1, 1), min_size=len(Channel), max_size=len(Channel))


def taught(learn: Callable[..., None], p, experience, channel: Channel, *, well: bool) -> tuple:
    """Weights of all channels before and after one visit, and the experience after it."""
    scene = alike(1, p=p)
    scene.persons.clock[:], scene.persons.risk[:] = 12 * HOUR, 1
    scene.persons.experience[:] = experience
    rows = rows_of(scene)
    earlier = channels.weights(scene, rows)[:, 0]
    learn(scene, rows, np.full(1, int(channel)), np.full(1, well))
    return earlier, channels.weights(scene, rows)[:, 0], scene.persons.experience[0]


def treatment_moves_a_channel_its_way(learn: Callable[..., None], how: settings) -> None:
    @how
    @given(worlds, before, st.sampled_from(TRIED), st.booleans())
    def law(p, experience, channel, well):
        earlier, later, after = taught(learn, p, experience, channel, well=well)
        assert (np.abs(after) <= 1).all()
        if well:
            assert later[channel] >= earlier[channel] * (1 - 1e-12)
        else:
            assert later[channel] <= earlier[channel] * (1 + 1e-12)
        others = [c for c in Channel if c != channel]
        assert np.array_equal(later[others], earlier[others])

    law()


def test_being_treated_badly_never_makes_a_channel_likelier_nor_well_less():
    treatment_moves_a_channel_its_way(channels._learn, LAW)


@pytest.mark.parametrize("learn", [broken.learn_by_contrast, broken.learn_of_all])
def test_learning_the_wrong_way_or_of_the_wrong_channel_is_caught(learn):
    with pytest.raises(AssertionError):
        treatment_moves_a_channel_its_way(learn, CATCH)


def test_a_step_by_hand():
    step = MEDIAN["channel.experience"]
    _, _, after = taught(channels._learn, MEDIAN, [0.5] * 8, Channel.PEERS, well=False)
    assert after[Channel.PEERS] == pytest.approx(0.5 + step * (-1 - 0.5))
    _, _, after = taught(channels._learn, MEDIAN, [0.5] * 8, Channel.PEERS, well=True)
    assert after[Channel.PEERS] == pytest.approx(0.5 + step * 0.5)


@pytest.mark.parametrize(("answers", "well", "sign"), [(1, 1, 1), (1, 0, -1), (0, 1, -1)])
def test_a_visit_teaches_by_how_it_went(answers, well, sign):
    p = MEDIAN.but(channel__answers_line=answers, channel__well_line=well)
    scene = alike(3, p=p)
    rows = rows_of(scene)
    channels.visit(scene, rows, np.full(3, 4), rows.astype(np.uint64))
    step = MEDIAN["channel.experience"]
    assert scene.persons.experience[:, Channel.CRISIS_LINE] == pytest.approx(sign * step)
    assert not np.delete(scene.persons.experience, Channel.CRISIS_LINE, axis=1).any()


def test_keeping_a_need_to_oneself_teaches_nothing():
    scene = alike(3)
    rows = rows_of(scene)
    channels.visit(scene, rows, np.full(3, int(Channel.NOBODY)), rows.astype(np.uint64))
    assert not scene.persons.experience.any()


def nights(scene: Scene, count: int) -> Scene:
    for _ in range(count):
        rows = rows_of(scene)
        sleep(scene, rows, (scene.persons.night[rows].astype(np.int64) + 1) * DAY)
    return scene


def test_experience_halves():
    scene = alike(2, 6, MEDIAN.but(channel__experience_halves=6.0))
    scene.persons.experience[:] = np.linspace(-1, 1, 8)
    nights(scene, 6)
    assert scene.persons.experience[0] == pytest.approx(np.linspace(-1, 1, 8) / 2)


# ---- attachment ----------------------------------------------------------------------------------


def test_attachment_fades_to_where_it_was_at_entry_unless_the_assistant_is_used():
    scene = alike(3, 8, MEDIAN.but(life__attachment_halves=8.0))
    persons = scene.persons
    start = persons.attachment_start.copy()
    persons.attachment[:] = start + (1 - start) * np.array([0.5, 0.5, 0.0])
    gained = persons.attachment - start
    for day in range(8):
        persons.last_session[1] = day * DAY + HOUR
        nights(scene, 1)
    assert persons.attachment - start == pytest.approx(gained * [0.5, 1, 0])


# ---- hearsay -------------------------------------------------------------------------------------


def test_what_was_heard_gives_way_to_what_was_lived_through():
    scene = alike(4)
    persons, rows = scene.persons, rows_of(scene)
    persons.reputation[:] = [0.8, -0.8, 0.0, 0.4]
    needs._begin(scene, rows)
    assert persons.reputation.tolist() == [0.8, -0.8, 0.0, 0.4]  # nothing lived through so far
    for _ in range(3):
        needs._begin(scene, rows)
    left = (1 - MEDIAN["expectation.learning"]) ** 3
    assert persons.reputation == pytest.approx(left * np.array([0.8, -0.8, 0.0, 0.4]))
