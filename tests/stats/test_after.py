"""First divergence: the people whose histories are equal up to a request that one arm refuses."""

from functools import cache

import numpy as np
import pytest

from simenv.rows import DAY, EventRows, TurnRows
from simenv.stats.after import FOLLOWS, MOVES, after
from simenv.stats.domain import difference_among, level_among
from simenv.stats.lived import World
from simenv.stats.parting import NEVER, Parted
from simenv.vocabulary import Act, Event, Move
from tests.laws.small import By, answers, everyone, helps, lived, refuses, small_world

DAYS = 20
SHARES = (3.0, 1.0, 2.0)


def refuses_venting(requests):
    """Refuses some needs, and answers others half: arms part here for other reasons, too."""
    said = answers(len(requests))
    said.act[:] = np.where(requests.need == 0, Act.REFUSE, said.act)
    said.act[requests.need == 1] = Act.PARTIAL
    return said


def refuses_later(requests):
    said = answers(len(requests))
    said.act[:] = np.where(requests.session >= 2, Act.REFUSE, Act.COMPLY)
    return said


POLICIES = {"helps": helps, "later": refuses_later, "some": refuses_venting, "refuses": refuses}


@cache
def told():
    found = lived(
        small_world(DAYS), everyone(150), [By(name, answer) for name, answer in POLICIES.items()]
    )
    return dict(zip(POLICIES, found, strict=True))


def world(*arms, shares=SHARES):
    lives = {arm: (told()[arm].trajectories, told()[arm].standing) for arm in arms}
    return World.of(lives, shares)


def compared(*arms, parts=1, days=DAYS):
    """What `after` says of these arms, whose tables come in so many parts."""

    def cut(table):
        persona, person = np.asarray(table.persona), table.person
        return [
            table.take((persona * 150 + person) % 3 * parts // 3 == part) for part in range(parts)
        ]

    turns = {arm: cut(told()[arm].turns) for arm in arms}
    events = {arm: cut(told()[arm].events) for arm in arms}
    return after(world(*arms), days, lambda arm: turns[arm], lambda arm: events[arm])


def slow(arm, reference, row):
    """By hand for one person: who refused where they part, when, what they did, what followed."""
    people = told()[arm].trajectories
    sides = []
    for name in (arm, reference):
        tables = (told()[name].turns, told()[name].events)
        mine = [
            one.take((one.persona == people.persona[row]) & (one.person == people.person[row]))
            for one in tables
        ]
        sides.append(mine)
    (first, noted), (second, other) = sides
    names = list(TurnRows.specs())
    for place in range(min(len(first), len(second))):
        pair = [{n: getattr(one, n)[place] for n in names} for one in (first, second)]
        if pair[0] == pair[1]:
            continue
        asked = names[: names.index("act")]
        alike = all(pair[0][n] == pair[1][n] for n in asked)
        refused = [one["act"] >= Act.REFUSE for one in pair]
        if not alike or refused[0] == refused[1] or pair[0]["failed"] or pair[1]["failed"]:
            return None
        at = pair[0]["at"]
        then = [
            (
                min(talk.at[(talk.turn == 1) & (talk.at > at)], default=NEVER),
                min(seen.at[(seen.kind == Event.LEFT) & (seen.at >= at)], default=NEVER),
                min(seen.at[(seen.kind == Event.REACHED_HUMAN) & (seen.at >= at)], default=NEVER),
            )
            for talk, seen in ((first, noted), (second, other))
        ]
        return refused.index(True), at, [one["move"] for one in pair], then
    return None


@pytest.mark.parametrize("pair", [("some", "helps"), ("some", "later"), ("refuses", "some")])
def test_it_finds_what_a_slow_reading_person_by_person_finds(pair):
    arm, reference = pair
    found = Parted.of(told()[arm].trajectories)
    sides = [(told()[name].turns, told()[name].events) for name in pair]
    found.see(*sides)
    for row in range(0, len(found.keys), 7):
        expected = slow(arm, reference, row)
        if expected is None:
            assert found.refused[row] == -1
            continue
        side, at, moves, then = expected
        assert (found.refused[row], found.at[row]) == (side, at)
        assert found.move[:, row].tolist() == moves
        for name, times in zip(("session", "left", "human"), zip(*then, strict=True), strict=True):
            assert found.then[name][:, row].tolist() == list(times)
    assert (found.refused >= 0).any()


def test_how_the_tables_are_cut_makes_no_difference():
    assert compared("helps", "some", "later") == compared("helps", "some", "later", parts=3)


def test_each_arm_stands_against_the_first_both_ways():
    found = compared("helps", "some", "refuses")
    assert [(one.refusing, one.other) for one in found] == [
        ("some", "helps"), ("helps", "some"), ("refuses", "helps"), ("helps", "refuses"),
    ]  # fmt: skip
    assert found[1].people == found[3].people == 0
    assert found[1].lines == ()
    assert found[2].people > found[0].people > 20


def test_who_always_refuses_parts_from_who_never_does_at_the_first_message():
    found = compared("helps", "refuses")[0]
    talked = told()["helps"].trajectories.turns > 0
    assert found.people == talked.sum()
    assert found.share == pytest.approx(world("helps", "refuses").strata.mean(talked * 1.0))
    names = [line.name for line in found.lines]
    assert names == [move.word for move in MOVES] + list(FOLLOWS)
    by = {line.name: line for line in found.lines}
    assert by["push-back"].refusing.value > 0 == by["push-back"].other.value


def test_windows_beyond_the_horizon_are_left_out_and_told():
    found = compared("helps", "refuses")[0]
    by = {line.name: line for line in found.lines}
    assert by["left"].late == 0
    assert 0 < by["left_7"].late < by["left_14"].late
    for name, (_, _, window) in FOLLOWS.items():
        assert by[name].refusing.people == found.people - by[name].late
        if window is not None:
            at = told()["helps"].turns.take(_firsts(told()["helps"].turns)).at
            assert by[name].late == (at + window * DAY > DAYS * DAY).sum()


def _firsts(turns):
    return (turns.session == 1) & (turns.turn == 1)


def test_levels_and_differences_are_those_among_the_group():
    found = compared("helps", "refuses")[0]
    group = world("helps", "refuses")
    part = told()["helps"].trajectories.turns > 0
    first = {
        arm: told()[arm].turns.take(_firsts(told()[arm].turns)) for arm in ("helps", "refuses")
    }
    moves = {}
    for arm, turns in first.items():
        moves[arm] = np.zeros(len(part))
        moves[arm][np.flatnonzero(part)] = turns.move == Move.REPHRASE
    line = next(one for one in found.lines if one.name == "rephrase")
    both = moves["refuses"], moves["helps"]
    assert line.refusing == level_among(both[0], part, group.strata, "share")
    assert line.difference == difference_among(*both, part, group.strata, "share")


def test_arms_that_never_part_have_nobody():
    same = told()["some"]
    lives = {"A": (same.trajectories, same.standing), "B": (same.trajectories, same.standing)}
    found = after(
        World.of(lives, SHARES), DAYS, lambda arm: [same.turns], lambda arm: [same.events]
    )
    assert [(one.people, one.share, one.lines) for one in found] == [(0, 0.0, ())] * 2


def test_a_single_arm_is_compared_with_nobody():
    assert compared("helps") == ()


def test_people_lost_to_a_failed_call_are_left_out():
    rows = told()["refuses"].trajectories.copy()
    rows.censored_at[:200] = DAY
    lives = {
        "helps": (told()["helps"].trajectories, told()["helps"].standing),
        "refuses": (rows, told()["refuses"].standing),
    }
    found = after(
        World.of(lives, SHARES),
        DAYS,
        lambda arm: [told()[arm].turns],
        lambda arm: [told()[arm].events],
    )[0]
    assert found.people == (rows.turns[200:] > 0).sum()


def test_a_request_that_got_no_answer_is_no_parting():
    turns = told()["refuses"].turns.copy()
    turns.failed[_firsts(turns)] = True
    found = Parted.of(told()["helps"].trajectories)
    nothing = EventRows.blank(0)
    found.see((turns, nothing), (told()["helps"].turns, nothing))
    assert (found.refused == -1).all()


def test_histories_that_parted_before_by_another_answer_are_not_compared():
    """Half an answer to one need parts two histories: a refusal after it is not at divergence."""
    found = Parted.of(told()["some"].trajectories)
    found.see(*((told()[arm].turns, told()[arm].events) for arm in ("some", "helps")))
    ever = told()["some"].trajectories.refused > 0
    assert (ever & (found.refused < 0)).any()
    assert not (~ever & (found.refused == 0)).any()
