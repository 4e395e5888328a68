"""Law 1: same inputs, same tables, whatever the batch, its order and the company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.lockstep import Lives, live
from simenv.population import Panel
from tests.broken.worlds import LuckByPlace
from tests.laws.small import (
    TABLES,
    By,
    everyone,
    lived,
    of_person,
    same,
    same_lives,
    shipped,
    small_world,
)

POLICIES = ("never-refuses", "always-refuses", "hotline-boilerplate", "graded-by-risk")


def in_chunks(world, panel: Panel, policy, size: int) -> Lives:
    """The same people, `size` at a time, put together again."""
    blocks = -(-len(panel) // size)
    parts = [live(world, panel.block(number, size), policy) for number in range(blocks)]
    tables = {
        name: type(getattr(parts[0], name)).joined([getattr(part, name) for part in parts])
        for name in TABLES
    }
    return Lives(**tables, standing=np.concatenate([part.standing for part in parts]))


def one_person_is_the_same(world, policy) -> bool:
    """Person 17 of the second persona, alone and among 1,000."""
    crowd = live(world, everyone(1000 // 3 + 1), policy)
    alone = Panel(persona=np.array([1], np.int32), person=np.array([17], np.int64))
    return same_lives(live(world, alone, policy), of_person(crowd, 1, 17))


@pytest.mark.parametrize("name", POLICIES)
def test_one_person_alone_is_the_same_as_among_a_thousand(name):
    assert one_person_is_the_same(small_world(), shipped(name))


def test_luck_that_goes_by_place_in_the_batch_is_caught():
    assert not one_person_is_the_same(LuckByPlace.of(small_world()), shipped("graded-by-risk"))


@pytest.mark.parametrize("size", [7, 4096])
def test_the_size_of_chunks_changes_no_bit(size):
    world, policy = small_world(), shipped("graded-by-risk")
    whole = live(world, everyone(60), policy)
    assert same_lives(in_chunks(world, everyone(60), policy, size), whole)


def test_a_policy_with_a_state_of_its_own_is_caught():
    def fresh():
        """Refuses every third message that it ever gets: other batches, other answers."""
        met = [0]

        def answer(requests):
            said = shipped("never-refuses").respond(requests)
            said.act[:] = np.where((met[0] + np.arange(len(requests))) % 3 == 0, 2, 0)
            met[0] += len(requests)
            return said

        return By("counts", answer)

    world = small_world()
    whole = live(world, everyone(30), fresh())
    assert not same_lives(in_chunks(world, everyone(30), fresh(), 7), whole)


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(24)))
def test_the_order_of_persons_changes_no_bit(order):
    world, policy, panel = small_world(6), shipped("hotline-boilerplate"), everyone(8)
    other = Panel(persona=panel.persona[list(order)], person=panel.person[list(order)])
    assert same_lives(live(world, other, policy), live(world, panel, policy))


def test_other_arms_in_the_batch_change_no_bit():
    world, panel = small_world(), everyone(20)
    together = lived(world, panel, [shipped(name) for name in POLICIES])
    alone = [live(world, panel, shipped(name)) for name in POLICIES]
    assert all(same_lives(a, b) for a, b in zip(together, alone, strict=True))


def test_a_reaction_changes_none_of_its_arguments():
    world, policy = small_world(), shipped("graded-by-risk")
    state = world.start(everyone(10))
    for _ in range(12):
        requests = world.ask(state)
        responses = policy.respond(requests) if len(requests) else policy.respond(requests.copy())
        before = (state.persons.copy(), state.standing.copy(), requests.copy(), responses.copy())
        after, _ = world.react(state, requests, responses)
        assert same(state.persons, before[0])
        assert state.standing.tobytes() == before[1].tobytes()
        assert same(requests, before[2])
        assert same(responses, before[3])
        state = after


def test_another_seed_is_another_life():
    """The equality above is no accident of everybody living the same life."""
    policy, panel = shipped("graded-by-risk"), everyone(10)
    first, second = (live(small_world(seed=seed), panel, policy) for seed in (1, 2))
    assert not same(first.trajectories, second.trajectories)


def test_drawn_worlds_have_luck_and_numbers_of_their_own():
    median, drawn = small_world(number=0), small_world(number=1)
    assert median.p["framing.trust-fall"] != drawn.p["framing.trust-fall"]
    entry = [one.start(everyone(5)).persons for one in (median, drawn)]
    assert not np.array_equal(entry[0].base, entry[1].base)
    again = replace(drawn)
    assert same(again.start(everyone(5)).persons, entry[1])
