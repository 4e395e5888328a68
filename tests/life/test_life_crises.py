"""Acute crises: as often and as long as declared, one at a time, alike in all arms, and counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.draws import slot
from simenv.kinds import compile_all
from simenv.life import channels, crises, needs
from simenv.life.distress import level
from simenv.life.nights import sleep
from simenv.life.scene import Scene
from simenv.lockstep import live
from simenv.parameters import Values, shipped
from simenv.population import enter, panel
from simenv.rows import DAY, HOUR
from simenv.spread import squash
from simenv.vocabulary import Channel, Event, Need, Risk
from simenv.world import World
from tests.broken import crises as broken
from tests.broken.catching import CATCH, LAW
from tests.laws.small import By, everyone, helps, refuses, small_world
from tests.life.scenes import LUCK, MEDIAN, alike, made, off, rows_of, shipped_personas

MINUTE = HOUR // 60
OFTEN = {"swing": 0.8, "autocorrelation": 0.57, "crises_per_month": 12.0}
#: Crises that no distress makes likelier: the declared rate is then exact.
PLAIN = MEDIAN.but(crisis__by_distress=0.0)
LEVELS = {"none": 0.25, "passive": 0.25, "active": 0.25, "plan": 0.25}


@cache
def many(days: int = 40) -> Scene:
    return alike(2500, days, PLAIN, course=OFTEN)


# ---- when, and how long --------------------------------------------------------------------------


def test_crises_begin_at_the_declared_rate_at_most_one_a_day():
    """One that would begin within the last is part of it: few, as most are short."""
    fate = many().fate
    share = (fate.crisis_begins >= 0).mean()
    assert share < 0.4
    assert share == pytest.approx(0.4, rel=0.03)
    day = fate.crisis_begins // DAY
    assert ((day == np.arange(40)) | (fate.crisis_begins < 0)).all()


def test_they_begin_at_any_time_of_the_day():
    begins = many().fate.crisis_begins
    hour = begins[begins >= 0] % DAY // HOUR
    counts = np.bincount(hour, minlength=24)
    expected = len(hour) / 24
    # Those of the first hours are a little fewer: more of them fall into the crisis before.
    assert np.abs(counts - expected).max() < 0.08 * expected


def test_lengths_have_the_median_and_the_quartiles_of_d8():
    fate = many().fate
    some = fate.crisis_begins >= 0
    minutes = (fate.crisis_ends - fate.crisis_begins)[some] / MINUTE
    for quantile, wanted in ((0.25, 5.0), (0.5, 30.0), (0.75, 120.0)):
        assert off((minutes <= wanted).mean(), quantile, len(minutes)) < 4
    assert minutes.max() <= 24 * 60
    assert minutes.min() > 0


@LAW
@given(st.integers(0, 200), st.floats(1e-9, 1 - 1e-9))
def test_in_every_world_lengths_rise_with_luck_and_end_within_a_day(world, u):
    p = shipped().draw(1, world)
    short, median, long = crises.lengths(p, np.array([u * 0.5, 0.5, 0.5 + u * 0.5]))
    assert 0 < short <= median <= long <= DAY
    assert median == pytest.approx(p["crisis.minutes"] * MINUTE, abs=1)


onsets, spans = (
    st.one_of(st.sampled_from([0, 6 * HOUR, DAY - 1]), st.integers(0, DAY - 1)),
    st.one_of(st.sampled_from([1, HOUR, DAY]), st.integers(1, DAY)),
)
#: What each day brings: nothing, or a crisis of some time of the day and some length.
courses = st.lists(st.one_of(st.none(), st.tuples(onsets, spans)), min_size=1, max_size=8)


def never_in_two_at_once(join: Callable[..., None], how: settings) -> None:
    @how
    @given(courses)
    def law(course):
        begins = np.full((1, len(course)), -1)
        ends = begins.copy()
        for day, one in enumerate(course):
            if one:
                begins[0, day], ends[0, day] = day * DAY + one[0], day * DAY + one[0] + one[1]
        whole = begins.copy()
        join(begins, ends)
        kept = begins[0] >= 0
        assert np.array_equal(kept, ends[0] >= 0)
        assert (ends[0, kept][:-1] <= begins[0, kept][1:]).all()
        for day in np.flatnonzero(~kept & (whole[0] >= 0)):  # only what another holds is dropped
            assert ends[0, day - 1] > whole[0, day]

    law()


def test_no_one_is_in_two_crises_at_once():
    never_in_two_at_once(crises._join, LAW)


def test_crises_that_overlap_are_caught():
    with pytest.raises(AssertionError):
        never_in_two_at_once(broken.join_nothing, CATCH)


def test_the_time_of_a_day_in_crises_is_that_of_its_minutes():
    fate = alike(40, 12, PLAIN, course=OFTEN | {"crises_per_month": 15}).fate
    all_crises = crises.Crises(
        begins=fate.crisis_begins, ends=fate.crisis_ends, within=fate.crisis_within
    )
    for seat in range(40):
        at = np.arange(0, 12 * DAY, MINUTE) + MINUTE // 2
        inside = crises.lasts(all_crises, np.full(len(at), seat), at)
        minutes = inside.reshape(12, -1).sum(axis=1)
        assert np.abs(minutes - fate.crisis_within[seat] / MINUTE).max() <= 2  # two edges


def test_bad_days_bring_more_of_them():
    scene = alike(1500, 40, MEDIAN.but(crisis__by_distress=1.0), course=OFTEN)
    calm = scene.fate.daily - MEDIAN["crisis.distress"] * scene.fate.crisis_within / DAY
    began = scene.fate.crisis_begins >= 0
    bad = calm > np.quantile(calm, 0.8)
    assert began[bad].mean() > 1.5 * began[~bad].mean()


def test_who_enters_at_a_graver_risk_has_more_of_them_and_the_persona_as_many_as_declared():
    p = PLAIN.but(crisis__by_risk=0.6)
    scene = alike(6000, 20, p, course=OFTEN | {"crises_per_month": 2.0}, risk=LEVELS)
    began = scene.fate.crisis_begins >= 0
    expected = crises.rates(p, scene.kinds)[0, scene.persons.entry_risk].mean()
    assert expected == pytest.approx(2 / 30, rel=0.04)  # the shares of those who were drawn
    assert began.mean() == pytest.approx(expected, rel=0.03)
    shares = np.array([began[scene.persons.entry_risk == level].mean() for level in Risk])
    assert shares[1:] / shares[:-1] == pytest.approx([np.exp(0.6)] * 3, rel=0.15)


@LAW
@given(st.integers(0, 200))
def test_in_every_world_the_mean_rate_of_every_persona_is_the_declared_one(world):
    kinds = compile_all(shipped_personas())
    found = crises.rates(shipped().draw(1, world), kinds)
    assert (found * kinds.risk_shares).sum(axis=1) == pytest.approx(kinds.crises)
    assert (np.diff(found, axis=1) >= 0).all()


def test_who_is_not_prone_has_none_and_costs_nothing():
    scene = alike(30, 10)
    assert scene.fate.crisis_begins.shape == (0, 10)
    assert not crises.during(scene, rows_of(scene)).any()


def test_a_crisis_on_the_last_day_outlasts_the_horizon():
    scene = alike(1, 2, course=OFTEN)
    scene.fate.crisis_begins[:], scene.fate.crisis_ends[:] = (
        [[-1, 2 * DAY - 9]],
        [[-1, 2 * DAY + 9]],
    )
    scene.fate.crisis_within[:] = [[0, 9]]
    for at, wanted in ((2 * DAY - 10, False), (2 * DAY - 9, True), (2 * DAY + 8, True)):
        scene.persons.clock[:] = at
        assert crises.during(scene, rows_of(scene)).tolist() == [wanted]
    scene.persons.clock[:] = 2 * DAY + 9
    assert not crises.during(scene, rows_of(scene)).any()


# ---- what it does --------------------------------------------------------------------------------


def in_crisis(people: int = 1, days: int = 2, p: Values = MEDIAN, **sections: object) -> Scene:
    """Everybody is in a crisis on the first day from 9 to 11, and it is 10 o'clock."""
    scene = alike(people, days, p, course=OFTEN, risk=LEVELS, **sections)
    fate = scene.fate
    fate.crisis_begins[:] = fate.crisis_ends[:] = -1
    fate.crisis_within[:] = 0
    fate.crisis_begins[:, 0], fate.crisis_ends[:, 0] = 9 * HOUR, 11 * HOUR
    fate.crisis_within[:, 0] = 2 * HOUR
    scene.persons.clock[:] = 10 * HOUR
    return scene


def risk_is_never_below_the_days(risk_now: Callable[..., np.ndarray], how: settings) -> None:
    @how
    @given(st.lists(st.sampled_from(list(Risk)), min_size=1, max_size=6), st.booleans())
    def law(levels, acute):
        scene = in_crisis(len(levels))
        if not acute:
            scene.persons.clock[:] = 12 * HOUR
        scene.persons.risk[:] = levels
        found = risk_now(scene, rows_of(scene))
        assert (found >= scene.persons.risk).all()
        assert (found <= Risk.PLAN).all()
        if acute:
            assert (found >= Risk.ACTIVE).all()
        else:
            assert np.array_equal(found, scene.persons.risk)

    law()


def test_risk_in_a_crisis_is_never_below_that_of_the_day():
    risk_is_never_below_the_days(crises.risk_now, LAW)


def test_a_crisis_that_makes_everybody_equally_grave_is_caught():
    with pytest.raises(AssertionError):
        risk_is_never_below_the_days(broken.risk_always_active, CATCH)


def test_risk_by_level():
    scene = in_crisis(4)
    scene.persons.risk[:] = list(Risk)
    found = crises.risk_now(scene, rows_of(scene)).tolist()
    assert found == [Risk.ACTIVE, Risk.ACTIVE, Risk.PLAN, Risk.PLAN]


def test_distress_is_higher_while_it_lasts():
    scene = in_crisis(5)
    rows = rows_of(scene)
    inside = level(scene, rows)
    calm = scene.persons.base + scene.fate.path[:, 3]
    assert inside == pytest.approx(squash(calm + MEDIAN["crisis.distress"]))
    scene.persons.clock[:] = 11 * HOUR
    assert level(scene, rows) == pytest.approx(squash(calm))


def test_it_leads_to_urgent_channels_and_away_from_others_by_own_risk():
    scene = in_crisis(1)
    scene.persons.risk[:] = Risk.NONE
    inside = channels.weights(scene, rows_of(scene))[:, 0]
    scene.persons.risk[:], scene.persons.clock[:] = Risk.ACTIVE, 12 * HOUR
    same = channels.weights(scene, rows_of(scene))[:, 0]
    assert inside == pytest.approx(same)
    assert inside[Channel.CRISIS_LINE] > 0


def test_it_is_disclosed_more():
    shares = {}
    for hour in (10, 12):
        scene = in_crisis(3000)
        scene.persons.clock[:] = hour * HOUR
        rows = rows_of(scene)
        place = np.broadcast_to(slot(np.full(1, 0), hour), rows.shape)
        needs.describe(scene, rows, place, crises.during(scene, rows))
        shares[hour] = (scene.persons.need == Need.CRISIS_DISCLOSURE).mean()
    assert shares[10] > 1.3 * shares[12]


def test_it_brings_a_need_with_its_chance_while_it_lasts():
    p = PLAIN.but(life__need_by_distress=0.0)
    scene = alike(3000, 10, p, course=OFTEN, rhythm={"sessions_per_week": 0.02})
    fate = scene.fate
    certain = np.isneginf(fate.hurdle)
    began = fate.crisis_begins >= 0
    assert off(certain.sum() / began.sum(), p["crisis.need"], int(began.sum())) < 4
    seat, when = np.repeat(np.arange(3000), np.diff(fate.first))[certain], fate.when[certain]
    day = when // DAY
    begins, ends = fate.crisis_begins[seat, day], fate.crisis_ends[seat, day]
    assert ((begins <= when) & (when < ends)).all()
    assert (when // HOUR == begins // HOUR).all()
    # However calm they are, it comes.
    scene.persons.distress_own[:] = -50.0
    found = needs.next_need(scene, rows_of(scene), np.full(3000, 10 * DAY))
    some = np.zeros(3000, bool)
    some[seat] = True
    assert np.array_equal(found & some, some)


# ---- counting ------------------------------------------------------------------------------------


def night(scene: Scene) -> Scene:
    rows = rows_of(scene)
    sleep(scene, rows, (scene.persons.night[rows].astype(np.int64) + 1) * DAY)
    return scene


def test_crises_and_the_time_in_them_are_counted_at_night():
    scene = in_crisis(4, 3)
    scene.persons.risk[:] = list(Risk)
    persons = night(scene).persons
    assert persons.crises.tolist() == [1] * 4
    assert persons.crisis_time.tolist() == [2 * HOUR] * 4
    assert persons.risk_time_alone.tolist() == [2 * HOUR, 2 * HOUR, DAY, DAY]
    _, events = scene.events()
    mine = events.kind == Event.CRISIS_BEGAN
    assert events.at[mine].tolist() == [9 * HOUR] * 4
    assert sorted(events.detail[mine].tolist()) == [Risk.ACTIVE, Risk.ACTIVE, Risk.PLAN, Risk.PLAN]
    assert night(scene).persons.crises.tolist() == [1] * 4


def test_a_human_on_that_day_ends_being_alone():
    scene = in_crisis(2, 3)
    scene.persons.risk[:] = Risk.PLAN
    scene.persons.last_human[:] = [-1, 5 * HOUR]
    assert night(scene).persons.risk_time_alone.tolist() == [DAY, 0]


def test_all_time_in_crises_is_counted_day_by_day():
    scene = alike(300, 12, PLAIN, course=OFTEN)
    for _ in range(12):
        night(scene)
    persons, fate = scene.persons, scene.fate
    spent = np.minimum(fate.crisis_ends, 12 * DAY) - fate.crisis_begins
    assert np.array_equal(persons.crisis_time, spent.sum(axis=1))
    assert np.array_equal(persons.crises, (fate.crisis_begins >= 0).sum(axis=1))


def test_nobody_elses_crises_move_with_a_new_persona_or_number():
    prone, calm = made("b", course=OFTEN), made("c")
    alone = enter(panel(1, 20), compile_all([prone]), MEDIAN, LUCK, 10).fate
    wide = compile_all([made("a", course=OFTEN), prone, calm])
    among = enter(panel(3, 20), wide, MEDIAN, LUCK, 10).fate
    other = MEDIAN.but(life__event=2.0, crisis__need=0.9, channel__relief=1.0)
    moved = enter(panel(1, 20), compile_all([prone]), other, LUCK, 10).fate
    for name in ("crisis_begins", "crisis_ends"):
        assert np.array_equal(getattr(alone, name), getattr(among, name)[20:40])
        assert np.array_equal(getattr(alone, name), getattr(moved, name))
    assert (among.crisis_begins[40:] == -1).all()


def unmoved_by_answers(world: World) -> bool:
    """Whether crises and life events begin alike under two policies, each lived by itself."""
    told = []
    for policy in (By("helps", helps), By("refuses", refuses)):
        events = live(world, everyone(60), policy).events
        mine = np.isin(events.kind, (Event.CRISIS_BEGAN, Event.LIFE_EVENT))
        told.append([getattr(events, name)[mine] for name in ("persona", "person", "at", "kind")])
    assert len(told[0][0]) > 50
    return all(np.array_equal(one, two) for one, two in zip(*told, strict=True))


def test_what_befalls_people_is_the_same_whatever_is_answered():
    assert unmoved_by_answers(small_world())


def test_crises_that_refusals_bring_are_caught():
    assert not unmoved_by_answers(broken.RefusalsBringCrises.of(small_world()))
