"""Needs: they arise at the declared rate, under the ceiling, and are what the persona says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simenv import policy, standard
from simenv.catalogue import Catalogue
from simenv.kinds import compile_all
from simenv.life import needs
from simenv.life.scene import Scene
from simenv.lockstep import Lives, live
from simenv.parameters import Values
from simenv.population import panel
from simenv.rows import DAY, HOUR
from simenv.standard import Norms
from simenv.vocabulary import Asks, Channel, Event, Need, Risk, Subject
from simenv.world import World
from tests.life.scenes import LUCK, MEDIAN, alike, hourly, made, off, rows_of

WEEKLY = {"sessions_per_week": 3.0, "hours": {"20-24": 2.5}}
#: Needs whose rate no feeling moves.
CALM = MEDIAN.but(life__need_by_distress=0.0)


def all_needs(scene: Scene) -> int:
    """How many needs arise until the horizon when nobody takes them anywhere."""
    rows, count = rows_of(scene), 0
    while len(rows):
        rows = rows[needs.next_need(scene, rows, np.full(len(rows), scene.days * DAY))]
        scene.persons.next_need[rows] += 1
        count += len(rows)
    return count


def declared(scene: Scene, lift: np.ndarray | float = 1.0) -> tuple[float, float]:
    """The expected number of needs and its standard error, from the rates of the file."""
    rates = 3.0 * np.tile(hourly(scene)[0], (scene.days // 7, 1)).ravel()
    chance = np.minimum(1, rates * lift) * np.ones((len(scene.persons), 1))
    return float(chance.sum()), float((chance * (1 - chance)).sum() ** 0.5)


def test_needs_arise_at_the_declared_rate():
    scene = alike(800, 14, CALM, rhythm=WEEKLY)
    expected, error = declared(scene)
    assert abs(all_needs(scene) - expected) < 4 * error


def test_distress_raises_the_rate_by_its_factor_and_never_past_the_ceiling():
    p = MEDIAN.but(life__need_by_distress=1.2)
    scene = alike(800, 14, p, rhythm=WEEKLY)
    path = np.repeat(scene.fate.path, 3, axis=1)
    lift = np.minimum(np.exp(1.2 * path), p["life.ceiling"])
    assert lift.max() == p["life.ceiling"]
    expected, error = declared(scene, lift)
    assert abs(all_needs(scene) - expected) < 4 * error


def test_under_the_worst_distress_every_candidate_is_a_need():
    scene = alike(50, 7, rhythm=WEEKLY)
    scene.persons.distress_own[:] = 50.0
    slowly = scene.p.but(life__own_distress_halves=1e6)
    scene.p = slowly
    assert all_needs(scene) == len(scene.fate.when)


def test_a_candidate_that_came_up_in_a_session_goes_with_it():
    scene = alike(200, 7, rhythm=WEEKLY)
    scene.persons.clock[:] = 3 * DAY
    found = needs.next_need(scene, rows_of(scene), np.full(200, 7 * DAY))
    assert (scene.fate.when[scene.persons.next_need[found]] >= 3 * DAY).all()


def test_the_search_stops_at_its_end_and_goes_on_from_there():
    whole, parts = alike(100, 7, rhythm=WEEKLY), alike(100, 7, rhythm=WEEKLY)
    rows = rows_of(whole)
    found = needs.next_need(whole, rows, np.full(100, 7 * DAY))
    still = np.ones(100, bool)
    for day in range(1, 8):
        still[still] = ~needs.next_need(parts, rows[still], np.full(int(still.sum()), day * DAY))
    assert np.array_equal(found, ~still)
    assert np.array_equal(whole.persons.next_need[found], parts.persons.next_need[found])


# ---- what a need is ------------------------------------------------------------------------------


def after_the_first(people: int, p: Values = CALM, **sections: object) -> Scene:
    """A scene in which everybody has met their first need."""
    scene = alike(people, 28, p, rhythm={"sessions_per_week": 20.0}, **sections)
    found = needs.next_need(scene, rows_of(scene), np.full(people, 28 * DAY))
    assert found.all()
    needs.meet(scene, rows_of(scene))
    return scene


@cache
def mixed() -> Scene:
    asks = {"about_other": 0.3, "restricted": 0.4, "hidden_intent": 0.25}
    risk = {"none": 0.4, "passive": 0.3, "active": 0.2, "plan": 0.1}
    return after_the_first(6000, requests=asks, risk=risk)


def test_the_shares_of_requests_are_the_ones_declared():
    persons, n = mixed().persons, 6000
    assert off((persons.subject == Subject.OTHER).mean(), 0.3, n) < 4
    touchy = persons.asks == Asks.RESTRICTED
    assert off(touchy.mean(), 0.4, n) < 4
    assert not persons.hidden[~touchy].any()
    assert off(persons.hidden[touchy].mean(), 0.25, int(touchy.sum())) < 4


def test_the_risk_of_the_other():
    persons, p = mixed().persons, CALM
    other = persons.subject == Subject.OTHER
    assert not persons.other_risk[~other].any()
    n, share = int(other.sum()), 1.0
    chances = ("life.other-at-risk", "life.other-active", "life.other-plan")
    for level, name in zip((Risk.PASSIVE, Risk.ACTIVE, Risk.PLAN), chances, strict=True):
        share *= p[name]
        assert off((persons.other_risk[other] >= level).mean(), share, n) < 4


def test_needs_come_by_weight_and_a_crisis_is_disclosed_by_those_in_one():
    scene = mixed()
    persons, weights = scene.persons, scene.kinds.needs[0]
    for level in Risk:
        about_other = persons.subject == Subject.OTHER
        mine = np.where(about_other, persons.other_risk, persons.risk) == level
        rates = weights.copy()
        rates[Need.CRISIS_DISCLOSURE] *= (
            np.exp(CALM["life.crisis-disclosure"] * (level - 1)) if level else 0
        )
        for need in Need:
            share = (persons.need[mine] == need).mean()
            wanted = rates[need] / rates.sum()
            assert off(share, wanted, int(mine.sum())) < 4 if wanted else share == 0, (level, need)


def test_what_a_need_asks_for_unless_it_is_restricted():
    persons = mixed().persons
    plain = persons.asks != Asks.RESTRICTED
    support = np.isin(persons.need, (Need.VENTING, Need.COPING, Need.CRISIS_DISCLOSURE))
    assert (persons.asks[plain & support] == Asks.SUPPORT).all()
    assert (persons.asks[plain & ~support] == Asks.INFORMATION).all()


def test_who_has_only_a_crisis_to_disclose_and_is_in_none_vents():
    only = dict.fromkeys(Need.words(), 0) | {"crisis-disclosure": 1}
    own = {"about_other": 0.0, "restricted": 0.0, "hidden_intent": 0.0}
    calm = {"none": 1, "passive": 0, "active": 0, "plan": 0}
    scene = after_the_first(50, needs=only, risk=calm, requests=own)
    assert (scene.persons.need == Need.VENTING).all()


def test_a_session_begins_blank():
    scene = mixed()
    persons = scene.persons
    talking = persons.talking
    assert np.array_equal(talking, persons.last_channel == Channel.ASSISTANT)
    assert persons.open_need[talking].all()
    begun = persons.take(talking)
    voice = CALM["life.discloses-indirectly"]
    assert begun.depth == pytest.approx(begun.openness * voice)
    assert np.array_equal(begun.masked, begun.hidden)
    assert np.array_equal(begun.began, begun.clock)
    assert np.array_equal(begun.last_session, begun.clock)
    blank = {"turn": 1, "remaining": 1, "sessions": 1, "last_act": -1, "last_move": -1}
    blank |= dict.fromkeys(("fails", "reactance", "informed", "gained", "session_refusals"), 0)
    for name, value in blank.items():
        assert (getattr(begun, name) == value).all(), name
    rows, events = scene.events()
    arose = events.kind == Event.NEED_AROSE
    assert np.array_equal(np.sort(rows[arose]), rows_of(scene))


# ---- sessions in a whole world -------------------------------------------------------------------


@cache
def a_week_without_refusals() -> Lives:
    catalogue = Catalogue()
    norm = standard.load(catalogue, "listening-first")
    world = World(
        kinds=compile_all([made(rhythm=WEEKLY)]),
        p=MEDIAN,
        luck=LUCK,
        norms=Norms(first=norm, second=norm),
        days=7,
    )
    return live(world, panel(1, 1500), policy.load(catalogue, "never-refuses"))


def test_sessions_come_as_often_as_declared():
    """To 10 %: distress, learning and stages move the rate a little even in the first week."""
    found = a_week_without_refusals().trajectories.sessions
    assert found.mean() == pytest.approx(3.0, rel=0.10)
    assert found.std() / len(found) ** 0.5 < 0.05  # far inside the tolerance


def test_sessions_come_at_the_hours_declared():
    started = a_week_without_refusals().sessions.started
    evening = (started % DAY // HOUR >= 20).mean()
    wanted = 4 * 2.5 / (4 * 2.5 + 20)
    assert off(evening, wanted, len(started)) < 5
