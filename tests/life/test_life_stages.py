"""Stages: who moves along which edge, how often, and how it is written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simenv.draws import slot
from simenv.graph import compile_all as compile_graphs
from simenv.graph import shared
from simenv.life.scene import Scene, place_of
from simenv.life.stages import follow
from simenv.rows import DAY, HOUR
from simenv.vocabulary import Event, Trigger
from tests.life.scenes import alike, off, rows_of

PEOPLE = 20_000
HERE = np.full(1, 3, np.int64)


def standing_at(stage: str, people: int = PEOPLE, **trajectory: object) -> Scene:
    return alike(people, trajectory={"start": stage, **trajectory})


def moved(scene: Scene, trigger: Trigger) -> dict[str, float]:
    """The share of persons at each stage after the trigger."""
    rows = rows_of(scene)
    follow(scene, rows, trigger, np.broadcast_to(slot(HERE), rows.shape))
    found = np.bincount(scene.persons.stage, minlength=len(scene.kinds.graph.names))
    return dict(zip(scene.kinds.graph.names, found / len(rows), strict=True))


def weight(stage: str, trigger: Trigger, target: str) -> float:
    """The odds of a shared edge against staying."""
    way = (stage, target, trigger)
    return next(e.weight for e in shared().edges if (e.source, e.target, e.trigger) == way)


@pytest.mark.parametrize(
    ("stage", "trigger", "target"),
    [
        ("holding-on", Trigger.REFUSED, "rebuffed"),
        ("holding-on", Trigger.HELPED, "talking"),
        ("rebuffed", Trigger.UNMET, "gave-up"),
        ("gave-up", Trigger.REACHED_HUMAN, "with-human"),
        ("talking", Trigger.NIGHT, "holding-on"),
    ],
)
def test_a_lone_edge_is_taken_with_its_chance(stage, trigger, target):
    found, odds = moved(standing_at(stage), trigger), weight(stage, trigger, target)
    assert off(found[target], odds / (1 + odds), PEOPLE) < 4
    assert found[target] + found[stage] == pytest.approx(1)


def test_edges_compete_with_each_other_and_with_staying():
    edges = [{"from": "talking", "to": "gave-up", "on": "refused", "chance": 0.5, "times": 3}]
    found = moved(standing_at("talking", edges=edges), Trigger.REFUSED)
    rival = weight("talking", Trigger.REFUSED, "rebuffed")
    total = 1 + 3 + rival  # staying, even odds three times, the shared edge
    assert off(found["gave-up"], 3 / total, PEOPLE) < 4
    assert off(found["rebuffed"], rival / total, PEOPLE) < 4


def test_an_edge_taken_away_leaves_the_others():
    edges = [
        {"from": "rebuffed", "to": "gave-up", "on": "refused", "times": 0},
        {"from": "rebuffed", "to": "waiting", "on": "refused", "chance": 0.4},
    ]
    found = moved(standing_at("rebuffed", edges=edges), Trigger.REFUSED)
    assert off(found["waiting"], 0.4, PEOPLE) < 4
    assert found["gave-up"] == 0


def test_raising_one_edge_moves_people_only_onto_it():
    edges = [{"from": "talking", "to": "gave-up", "on": "refused", "chance": 0.2}]
    more = [{**edges[0], "times": 4}]
    few, many = (standing_at("talking", 3000, edges=e) for e in (edges, more))
    moved(few, Trigger.REFUSED)
    moved(many, Trigger.REFUSED)
    changed = few.persons.stage != many.persons.stage
    gave_up = few.kinds.graph.names.index("gave-up")
    assert changed.any()
    assert (many.persons.stage[changed] == gave_up).all()


def test_where_no_edge_waits_nobody_moves_and_nothing_is_written():
    for trigger in (Trigger.RETURNED, Trigger.NEED):
        scene = standing_at("holding-on", 50)
        assert moved(scene, trigger)["holding-on"] == 1
        assert scene.noted == []
    scene = standing_at("waiting", 50)
    assert moved(scene, Trigger.HELPED)["waiting"] == 1


def test_a_change_is_an_event_of_whoever_moved_with_the_new_stage():
    scene = standing_at("holding-on", 400)
    moved(scene, Trigger.REFUSED)
    rows, events = scene.events()
    target = scene.kinds.graph.names.index("rebuffed")
    assert np.array_equal(rows, np.flatnonzero(scene.persons.stage == target))
    assert set(events.kind.tolist()) == {Event.STAGE_CHANGED}
    assert set(events.detail.tolist()) == {target}


def test_a_self_loop_is_no_change():
    scene = standing_at("holding-on", 200)
    edge = {"from": "holding-on", "to": "holding-on", "on": "left", "chance": 0.9,
            "times": None, "after": None}  # fmt: skip
    graph = compile_graphs([shared().with_edges([edge], "holding-on")])
    scene.kinds = replace(scene.kinds, graph=graph)
    assert moved(scene, Trigger.LEFT)["holding-on"] == 1
    assert scene.noted == []


# ---- the scene -----------------------------------------------------------------------------------


def test_a_hazard_happens_within_its_unit_of_time():
    scene = alike(PEOPLE)
    rows = rows_of(scene)
    for hazard in (0.0, 0.02, 0.7, 3.0):
        share = scene.happens("test", rows, slot(HERE), np.full(PEOPLE, hazard)).mean()
        assert off(share, 1 - np.exp(-hazard), PEOPLE) < 4 if hazard else share == 0


def test_luck_in_a_scene_is_the_luck_of_the_person():
    scene = alike(20)
    rows = np.array([3, 17])
    place = place_of(np.array([5 * HOUR, 2 * DAY]))
    direct = scene.luck.stream("test").uniform(scene.persons.key[rows], place)
    assert np.array_equal(scene.uniform("test", rows, place), direct)
    assert np.array_equal(scene.uniform("test", rows, place), direct)  # from what is kept


def test_the_place_of_a_time_is_its_day_and_hour():
    at = np.array([2 * DAY + 5 * HOUR + 7])
    assert place_of(at, 4) == slot(np.full(1, 2), 5, 4)
    assert place_of(at) == place_of(at - 7)


def test_events_are_told_in_the_order_in_which_they_were_noted():
    scene = alike(3)
    scene.note(np.array([], np.int64), Event.LEFT, 0)
    assert [len(found) for found in scene.events()] == [0, 0]
    scene.note(np.array([2, 0]), Event.LEFT, np.array([1, 3], np.int8))
    scene.persons.clock[:] = HOUR
    scene.note(np.array([1]), Event.RETURNED, 0)
    rows, events = scene.events()
    assert rows.tolist() == [2, 0, 1]
    assert events.person.tolist() == [2, 0, 1]
    assert events.at.tolist() == [0, 0, HOUR]
    assert events.detail.tolist() == [1, 3, 0]
    events.validate()
