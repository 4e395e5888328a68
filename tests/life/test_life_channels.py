"""Channels: where needs go, and what it does to people to be treated well, badly or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from simenv.draws import slot
from simenv.life import channels
from simenv.life.scene import Scene
from simenv.rows import DAY, HOUR
from simenv.vocabulary import HUMAN, LESS_GUARDED, Channel, Event, Need, Risk, Subject
from tests.life.scenes import MEDIAN, alike, off, rows_of

NOON = 12 * HOUR
AT_RISK = {"none": 0, "passive": 1, "active": 0, "plan": 0}
WELL_BY = {
    Channel.OTHER_ASSISTANT: "other-assistant",
    Channel.PEERS: "peers",
    Channel.FRIENDS_OR_FAMILY: "friends",
    Channel.CRISIS_LINE: "line",
    Channel.PROFESSIONAL: "professional",
    Channel.EMERGENCY_CARE: "emergency",
}


def place(people: int) -> np.ndarray:
    return np.broadcast_to(slot(np.full(1, 2), 9), people)


def base(scene: Scene) -> np.ndarray:
    """Weights on a working day at noon, before anything has happened."""
    stage = scene.kinds.graph.opens[scene.kinds.start[0]]
    return scene.kinds.channels[0] * stage


def at_noon(people: int, **sections: object) -> Scene:
    scene = alike(people, **sections)
    scene.persons.clock[:] = NOON
    return scene


def test_weights_at_entry_are_the_personas_and_calm_people_call_nobody_urgent():
    scene = at_noon(3, risk={"none": 1, "passive": 0, "active": 0, "plan": 0})
    wanted = base(scene).copy()
    wanted[[Channel.CRISIS_LINE, Channel.EMERGENCY_CARE]] = 0
    assert pytest.approx(np.tile(wanted, (3, 1))) == channels.weights(scene, rows_of(scene)).T


def test_weights_by_hand():
    scene = at_noon(1, trajectory={"start": "gave-up"})
    persons = scene.persons
    persons.trust[:], persons.trust_start[:] = 0.7, 0.5
    persons.hope[:], persons.hope_start[:] = 0.3, 0.5
    persons.rejection[:], persons.risk[:] = 0.4, Risk.ACTIVE
    persons.experience[:, Channel.PEERS], persons.experience[:, Channel.PROFESSIONAL] = 0.6, -0.3
    found = channels.weights(scene, rows_of(scene))[:, 0]
    factors = np.ones(8)
    p = {name: MEDIAN["channel." + name] for name in ("by-trust", "by-rejection", "switch")}
    factors[Channel.ASSISTANT] = np.exp(p["by-trust"] * 0.2 - p["by-rejection"] * 0.4)
    factors[list(LESS_GUARDED)] = np.exp(p["switch"] * 0.4)
    turning = MEDIAN["channel.seek-humans"] * 0.4 - MEDIAN["channel.help-negation"] * 2
    factors[list(HUMAN)] = np.exp(MEDIAN["channel.by-hope"] * -0.2 + turning)
    factors[[Channel.CRISIS_LINE, Channel.EMERGENCY_CARE]] *= np.exp(MEDIAN["channel.urgency"] * 2)
    by = MEDIAN["channel.by-experience"]
    factors[Channel.PEERS] *= np.exp(by * 0.6)
    factors[Channel.PROFESSIONAL] *= np.exp(by * -0.3)
    assert found == pytest.approx(base(scene) * factors)


URGENT = [Channel.CRISIS_LINE, Channel.EMERGENCY_CARE]


@pytest.mark.parametrize("need", Need)
@pytest.mark.parametrize("subject", Subject)
def test_urgent_channels_are_for_needs_that_call_for_them(need, subject):
    """By the risk of whom the need is about: own risk opens nothing for somebody else's need."""
    scene = at_noon(16)
    persons = scene.persons
    persons.risk[:], persons.other_risk[:] = np.repeat(list(Risk), 4), np.tile(list(Risk), 4)
    persons.need[:], persons.subject[:] = need, subject
    found = channels.weights(scene, rows_of(scene))
    risk = persons.other_risk if subject == Subject.OTHER else persons.risk
    asks_for_support = need in {Need.VENTING, Need.COPING, Need.CRISIS_DISCLOSURE}
    least = Risk.PASSIVE if asks_for_support else Risk.ACTIVE
    never = need == Need.CREATIVE or (subject == Subject.SELF and not asks_for_support)
    wanted = np.zeros(16, bool) if never else risk >= least
    for channel in URGENT:
        assert np.array_equal(found[channel] > 0, wanted), channel
    assert (found[: Channel.CRISIS_LINE] > 0).all()


def test_the_risk_of_another_makes_it_urgent_and_ones_own_keeps_it_from_humans():
    scene = at_noon(2)
    persons = scene.persons
    persons.subject[:], persons.other_risk[:], persons.risk[1] = Subject.OTHER, Risk.PLAN, 2
    calm, grave = channels.weights(scene, rows_of(scene)).T
    wanted = base(scene)[URGENT] * np.exp(3 * MEDIAN["channel.urgency"])
    assert calm[URGENT] == pytest.approx(wanted)
    kept = np.exp(-2 * MEDIAN["channel.help-negation"])
    assert grave[list(HUMAN)] / calm[list(HUMAN)] == pytest.approx([kept] * len(HUMAN))


def test_a_stage_opens_and_narrows_channels():
    calm = alike(1, trajectory={"start": "holding-on"})
    gone = alike(1, trajectory={"start": "gave-up"})
    one, two = (channels.weights(scene, rows_of(scene))[:, 0] for scene in (calm, gone))
    assert two[Channel.PROFESSIONAL] / one[Channel.PROFESSIONAL] == pytest.approx(0.1)
    assert two[Channel.NOBODY] == one[Channel.NOBODY]


def test_the_sign_of_turning_to_humans_is_the_parameters():
    scene = alike(1)
    scene.persons.rejection[:] = 0.5
    lone = channels.weights(scene, rows_of(scene))[:, 0]
    for sign in (-1.0, 1.0):
        scene.p = MEDIAN.but(channel__seek_humans=sign)
        found = channels.weights(scene, rows_of(scene))[:, 0]
        assert found[Channel.PROFESSIONAL] / lone[Channel.PROFESSIONAL] == pytest.approx(
            np.exp(sign * 0.5)
        )
        assert found[Channel.ASSISTANT] == lone[Channel.ASSISTANT]


def test_who_is_away_takes_nothing_to_the_assistant():
    scene = alike(2000)
    scene.persons.away[:] = True
    chosen = channels.choose(scene, rows_of(scene), place(2000))
    assert (chosen != Channel.ASSISTANT).all()


def test_who_has_nowhere_to_go_keeps_it_to_themselves():
    only = dict.fromkeys(Channel.words(), 0) | {"assistant": 1}
    scene = alike(300, channels=only)
    assert (channels.choose(scene, rows_of(scene), place(300)) == Channel.ASSISTANT).all()
    scene.persons.away[:] = True
    assert (channels.choose(scene, rows_of(scene), place(300)) == Channel.NOBODY).all()


def test_needs_go_where_their_weights_lead():
    n = 12_000
    scene = alike(n, risk=AT_RISK)
    chosen = channels.choose(scene, rows_of(scene), place(n))
    wanted = channels.weights(scene, rows_of(scene))[:, 0]
    for channel in Channel:
        share = wanted[channel] / wanted.sum()
        assert off((chosen == channel).mean(), share, n) < 4, channel


# ---- visits --------------------------------------------------------------------------------------


def certain(channel: Channel, answers: float, well: float):
    """The median world, but this channel surely answers or not, and surely treats well or not."""
    name = WELL_BY[channel].replace("-", "_")
    changes = {f"channel__well_{name}": well}
    if channel in HUMAN:
        changes[f"channel__answers_{name}"] = answers
    return MEDIAN.but(**changes)


#: Every trigger of a visit surely leads somewhere else.
SURELY = [
    {"from": "holding-on", "to": "talking", "on": "helped", "chance": 1.0},
    {"from": "holding-on", "to": "rebuffed", "on": "unmet", "chance": 1.0},
    {"from": "holding-on", "to": "with-human", "on": "reached-human", "chance": 1.0},
]


def visited(channel: Channel, answers: float, well: float, *, referred: bool = False) -> Scene:
    p = certain(channel, answers, well) if channel in WELL_BY else MEDIAN
    scene = alike(1, p=p, trajectory={"start": "holding-on", "edges": SURELY})
    persons = scene.persons
    persons.clock[:], persons.hope[:], persons.open_need[:] = NOON, 0.5, True
    rows = rows_of(scene)
    handed = np.zeros(1, np.bool_) if referred else None
    channels.visit(scene, rows, np.full(1, int(channel)), place(1), handed=handed)
    return scene


@pytest.mark.parametrize("channel", HUMAN)
def test_a_human_who_treats_well(channel):
    persons = visited(channel, 1, 1).persons
    assert persons.distress_own[0] == pytest.approx(-MEDIAN["channel.relief"])
    assert persons.hope[0] == pytest.approx(0.5 + MEDIAN["channel.hope-well"] * 0.5)
    assert (persons.human_at[0], persons.last_human[0]) == (NOON, NOON)
    assert not persons.open_need[0]
    assert persons.last_channel[0] == channel


@pytest.mark.parametrize("channel", HUMAN)
def test_a_human_who_treats_badly(channel):
    scene = visited(channel, 1, 0)
    hurt = MEDIAN["channel.hurt"] + MEDIAN["after.unmet"]
    assert scene.persons.distress_own[0] == pytest.approx(hurt)
    assert scene.persons.hope[0] == pytest.approx(0.5 * (1 - MEDIAN["channel.hope-badly"]))
    assert scene.persons.human_at[0] == NOON
    assert scene.persons.open_need[0]
    assert Event.TREATED_BADLY in scene.events()[1].kind


@pytest.mark.parametrize("channel", HUMAN)
def test_a_human_who_does_not_answer(channel):
    scene = visited(channel, 0, 1)
    assert scene.persons.distress_own[0] == pytest.approx(MEDIAN["after.unmet"])
    assert scene.persons.hope[0] == pytest.approx(0.5 * (1 - MEDIAN["channel.hope-badly"]))
    assert scene.persons.human_at[0] == -1
    assert scene.persons.open_need[0]
    assert set(scene.events()[1].kind.tolist()) <= {Event.CHANNEL_USED, Event.STAGE_CHANGED}


@pytest.mark.parametrize("channel", LESS_GUARDED)
def test_a_less_guarded_source_relieves_but_is_no_human(channel):
    well, badly = visited(channel, 1, 1).persons, visited(channel, 1, 0).persons
    assert well.distress_own[0] == pytest.approx(-MEDIAN["channel.relief"])
    hurt = MEDIAN["channel.hurt"] + MEDIAN["after.unmet"]
    assert badly.distress_own[0] == pytest.approx(hurt)
    for persons in (well, badly):
        assert persons.hope[0] == 0.5
        assert persons.human_at[0] == -1


@pytest.mark.parametrize(
    ("channel", "answers", "well", "stage"),
    [
        (Channel.FRIENDS_OR_FAMILY, 1, 1, "with-human"),
        (Channel.FRIENDS_OR_FAMILY, 1, 0, "rebuffed"),
        (Channel.FRIENDS_OR_FAMILY, 0, 1, "rebuffed"),
        (Channel.PEERS, 1, 1, "talking"),
        (Channel.PEERS, 1, 0, "rebuffed"),
        (Channel.NOBODY, 1, 1, "holding-on"),
    ],
)
def test_which_stage_a_visit_leads_to(channel, answers, well, stage):
    scene = visited(channel, answers, well)
    assert scene.kinds.graph.names[scene.persons.stage[0]] == stage


def test_keeping_it_to_oneself():
    persons = visited(Channel.NOBODY, 1, 1).persons
    assert persons.distress_own[0] == pytest.approx(MEDIAN["after.unmet"])
    assert persons.open_need[0]


def test_a_referral_that_was_taken_and_answered_relieves_by_its_own_factor():
    plain = visited(Channel.CRISIS_LINE, 1, 1).persons
    referred = visited(Channel.CRISIS_LINE, 1, 1, referred=True).persons
    factor = MEDIAN["channel.follow-up"]
    assert referred.distress_own[0] / plain.distress_own[0] == pytest.approx(factor)


def test_the_first_human_is_kept_and_the_last_one_renewed():
    scene = visited(Channel.FRIENDS_OR_FAMILY, 1, 1)
    scene.persons.clock[:] = 15 * HOUR
    channels.visit(scene, rows_of(scene), np.full(1, int(Channel.FRIENDS_OR_FAMILY)), place(1))
    assert (scene.persons.human_at[0], scene.persons.last_human[0]) == (NOON, 15 * HOUR)


@pytest.mark.parametrize("channel", list(WELL_BY))
def test_channels_answer_and_treat_well_with_their_chances(channel):
    n = 4000
    scene = at_noon(n)
    channels.visit(scene, rows_of(scene), np.full(n, int(channel)), place(n))
    answers = MEDIAN[f"channel.answers-{WELL_BY[channel]}"] if channel in HUMAN else 1.0
    well = MEDIAN[f"channel.well-{WELL_BY[channel]}"]
    kinds = scene.events()[1].kind
    assert off((kinds == Event.TREATED_WELL).sum() / n, answers * well, n) < 4
    assert off((kinds == Event.TREATED_BADLY).sum() / n, answers * (1 - well), n) < 4
    if channel in HUMAN:
        assert off((scene.persons.human_at >= 0).mean(), answers, n) < 4


# ---- reliance ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stigma", "weight", "opened"), [(0.4, 1, True), (0.6, 1, False), (0.4, 0, False)]
)
def test_a_human_channel_is_open_when_half_of_it_gets_through(stigma, weight, opened):
    weights = dict.fromkeys(Channel.words(), 0)
    weights |= {"assistant": 1, "nobody": 1, "friends-or-family": weight}
    scene = alike(1, channels=weights, barriers={"friends-or-family": {"stigma": stigma}})
    assert channels.human_open(scene, rows_of(scene)).tolist() == [opened]


def test_a_professional_stands_open_in_working_hours_only():
    only = dict.fromkeys(Channel.words(), 0) | {"assistant": 1, "nobody": 1}
    found = {}
    for channel in ("professional", "friends-or-family"):
        scene = alike(3, channels=only | {channel: 1}, barriers=None)
        scene.persons.clock[:] = [NOON, 20 * HOUR, 5 * DAY + NOON]
        found[channel] = channels.human_open(scene, rows_of(scene)).tolist()
    assert found == {
        "professional": [True, False, False],
        "friends-or-family": [True, True, True],
    }
