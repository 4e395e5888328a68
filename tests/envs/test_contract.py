"""The contract of Gymnasium: ids, spaces, seeds, the ends of an episode, errors."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

from simenv import envs
from simenv.envs import ID, Flat, FlatVector, SilentPerson, episode_seed
from simenv.envs.page import page
from simenv.vocabulary import Channel
from tests.envs.places import SMALL, drawn, episode, side_by_side, small, unlike


def test_gymnasium_finds_nothing_amiss():
    check_env(gymnasium.make(ID, **SMALL).unwrapped)


def test_nor_where_observations_are_flat():
    env = gymnasium.make(ID, disable_env_checker=True, **SMALL)
    with pytest.warns(UserWarning, match="different from the unwrapped version"):
        check_env(Flat(env))


def test_stable_baselines_finds_nothing_amiss():
    checker = pytest.importorskip(
        "stable_baselines3.common.env_checker",
        reason="stable_baselines3 is not installed: it is an extra of some 950 MB",
    )
    checker.check_env(Flat(small()), warn=True)
    checker.check_env(small(), warn=True)


@pytest.mark.parametrize("asked", [ID, f"simenv.envs:{ID}"])
def test_the_id_is_made_once_the_package_is_imported(asked):
    env = gymnasium.make(asked, **SMALL)
    assert isinstance(env.unwrapped, envs.SupportSeeking)
    assert env.spec is not None
    assert env.spec.id == ID


def test_a_process_that_has_imported_nothing_else_makes_it():
    code = f"import gymnasium; gymnasium.make_vec('simenv.envs:{ID}', num_envs=2).reset(seed=1)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], check=False, timeout=60)
    assert done.returncode == 0


def test_registering_again_changes_nothing():
    before = gymnasium.registry[ID]
    envs.registered()
    assert gymnasium.registry[ID] is before


def test_a_vector_environment_is_made_by_its_own_entry_point():
    made = gymnasium.make_vec(ID, num_envs=3, vectorization_mode="vector_entry_point", **SMALL)
    assert isinstance(made.unwrapped, envs.SupportSeekingVector)
    assert made.metadata["autoreset_mode"] is AutoresetMode.SAME_STEP
    assert gymnasium.make_vec(ID, num_envs=3, **SMALL).spec is not None


def test_the_same_seed_gives_the_same_episode_and_another_seed_another():
    walks = [episode(small(), np.random.default_rng(3), seed) for seed in (5, 5, 6)]
    assert unlike(walks[0], walks[1]) == ""
    assert unlike(walks[0], walks[2]) != ""


def test_episodes_follow_their_seeds():
    env = small()
    env.reset(seed=11)
    for number in range(3):
        assert env.episode_seed == episode_seed(11, number)
        env.reset()
    env.reset(seed=11)
    env.reset()
    second, _ = env.reset(seed=0, options={"episode_seed": episode_seed(11, 1)})
    first = small()
    first.reset(seed=11)
    assert unlike(second, first.reset()[0]) == ""


def test_a_person_is_picked_exactly():
    env = small(world=None)
    assert env.setting.names[1] == "boundary-tester"
    env.reset(seed=1, options={"persona": "boundary-tester", "person": 7, "world": 3})
    row = env.lives().trajectories
    assert (row.persona.tolist(), row.person.tolist()) == ([1], [7])
    assert env._crowd.pool.world.luck.world == 3


def test_a_single_persona_is_named_by_its_name():
    assert small(personas="teen").setting.names == ("teen",)


def test_a_persona_alone_can_be_picked():
    env = small()
    for seed in range(8):
        env.reset(seed=seed, options={"persona": "teen"})
        assert env.lives().trajectories.persona.tolist() == [2]


def test_whoever_never_writes_has_a_life_and_no_episode():
    env = small(personas=("casual",), days=1)
    silent = 0
    for person in range(20):
        try:
            env.reset(options={"person": person})
        except SilentPerson:
            silent += 1
            assert env.lives().trajectories.turns.tolist() == [0]
            with pytest.raises(ResetNeeded):
                env.step(np.zeros(4, np.int64))
    assert 0 < silent < 20


def test_people_are_those_who_may_come_up():
    env = small(people=(30, 33))
    met = set()
    for seed in range(12):
        env.reset(seed=seed)
        met.add(int(env.lives().trajectories.person[0]))
    assert met == {30, 31, 32}


def test_drawn_worlds_come_up():
    env = small(world=None, worlds=2)
    met = {env.reset(seed=seed) and env._crowd.pool.world.luck.world for seed in range(12)}
    assert met == {1, 2}


def test_an_episode_ends_once_and_says_how():
    ends = set()
    for seed in range(12):
        steps = episode(small(), np.random.default_rng(seed), seed)[1:]
        assert all(not (step[2] or step[3]) for step in steps[:-1])
        assert all("outcomes" not in step[4] for step in steps[:-1])
        seen, _, terminated, truncated, info = steps[-1]
        assert terminated != truncated
        assert info["outcomes"]["away"] is terminated
        assert int(seen["turn"][0]) == 0
        assert info["message"] == ""
        ends.add(terminated)
    assert ends == {True, False}


def test_who_leaves_and_comes_back_to_write_goes_on():
    """The longest case: left, returned, wrote again; found by walking, and said by the events."""
    env = small(personas=("daily-companion",), days=30)
    for seed in range(40):
        episode(env, np.random.default_rng(seed), seed)
        row = env.lives().trajectories
        back = row.returned[0] > 0 and env.lives().turns.at[-1] > row.disengaged_at[0] >= 0
        if back:
            return
    pytest.fail("nobody came back in any of these lives")


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (np.array([3, 0, 0, 0]), "act: expected 0 to 2, found 3"),
        (np.array([0, 99, 0, 0]), "framing: expected 0 to 11, found 99"),
        (np.array([0, 0, -1, 0]), "referral: expected 0 to 4, found -1"),
        (np.array([0, 0, 0, 4]), "continuation: expected 0 to 3, found 4"),
        (np.array([0, 0, 0]), "of shape"),
        (np.array([[0, 0, 0, 0]]), "of shape"),
        (np.array([0.0, 0.0, 0.0, 0.0]), "whole numbers"),
        ("comply", "whole numbers"),
    ],
)
def test_what_is_no_action_is_refused(action, told):
    env = small()
    env.reset(seed=1)
    with pytest.raises(InvalidAction, match=told):
        env.step(action)
    many = side_by_side(2)
    many.reset(seed=1)
    with pytest.raises(InvalidAction):
        many.step(action)


def test_an_action_out_of_range_names_its_environment():
    many = side_by_side(3)
    many.reset(seed=1)
    actions = np.zeros((3, 4), np.int64)
    actions[2, 1] = 12
    with pytest.raises(InvalidAction, match="framing of environment 2: expected 0 to 11, found 12"):
        many.step(actions)


def test_steps_before_a_reset_and_after_the_end_are_refused():
    env = small()
    for ask in (lambda: env.step(np.zeros(4, np.int64)), env.lives, lambda: env.episode_seed):
        with pytest.raises(ResetNeeded):
            ask()
    with pytest.raises(ResetNeeded):
        side_by_side(2).step(np.zeros((2, 4), np.int64))
    episode(env, np.random.default_rng(1), 1)
    with pytest.raises(ResetNeeded, match="after the end"):
        env.step(np.zeros(4, np.int64))


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"personas": ()}, "at least one name"),
        ({"days": 0}, "days: expected 1 or more"),
        ({"world": -1}, "world: expected 0 or more"),
        ({"world": None, "worlds": 0}, "worlds: expected 1 or more"),
        ({"people": 0}, "people: expected"),
        ({"people": (5, 5)}, "people: expected"),
        ({"remembers": {"moves": 3.0}}, "remembers: expected"),
        ({"weights": {"sessions": 1.0}}, "no reward component sessions"),
        ({"weights": {"unmet_need": -1.0}}, "weight unmet_need: expected 0 or more"),
        ({"render_mode": "human"}, "render_mode: expected ansi"),
    ],
)
def test_arguments_amiss_are_refused(about, told):
    with pytest.raises(ValueError, match=told):
        small(**about)


def test_a_world_can_be_given_unless_its_people_share_services():
    world = small().setting.world(2)
    given = small(world=world)
    assert given.setting.world(2) is world
    assert unlike(given.reset(seed=3), small(world=2).reset(seed=3)) == ""
    with pytest.raises(ValueError, match="was given world 2"):
        given.setting.world(1)
    with pytest.raises(ValueError, match="options: world: expected 2, found 1"):
        given.reset(options={"world": 1})
    with pytest.raises(ValueError, match=r"shared services.*only the clock can run it"):
        small(world=replace(world, shared=frozenset({Channel.CRISIS_LINE})))
    with pytest.raises(ValueError, match="begins at entry"):
        small(world=replace(world, burn_in=3))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"who": 1}, "options: expected persona, person"),
        ({"persona": "nobody"}, "no persona 'nobody'"),
        ({"person": -1}, "person: expected 0 to 39, a whole number, found -1"),
    ],
)
def test_options_amiss_are_refused(options, told):
    with pytest.raises(ValueError, match=told):
        small().reset(options=options)


def test_the_vector_environment_says_what_it_does_not_do():
    with pytest.raises(ValueError, match="num_envs"):
        side_by_side(0)
    with pytest.raises(ValueError, match="renders nothing"):
        side_by_side(2, render_mode="ansi")
    with pytest.raises(ValueError, match="options"):
        side_by_side(2).reset(options={"person": 1})
    with pytest.raises(ValueError, match="seed: expected 2"):
        side_by_side(2).reset(seed=[1, 2, 3])


def test_the_last_turn_is_told_by_its_phases():
    env = small(render_mode="ansi")
    env.reset(seed=2)
    assert "nobody has been answered" in env.render()
    env.step(drawn(env, np.random.default_rng(0)))
    told = env.render()
    phases = ("1 expectation", "2 encounter", "3 framing", "4 referral", "5 outcome")
    assert [
        line[: len(name)] for line, name in zip(told.splitlines()[1:], phases, strict=True)
    ] == [*phases]
    assert small().render() is None


def test_flat_observations_say_the_same():
    env = Flat(small())
    seen, _ = env.reset(seed=4)
    named = dict(zip(env.names, seen.tolist(), strict=True))
    plain, _ = small().reset(seed=4)
    assert named[f"need={plain['need']}"] == 1.0
    assert sum(value for name, value in named.items() if name.startswith("need=")) == 1.0
    assert named[f"region={plain['region'][0]}"] == 1.0
    assert named["risk_seen"] == plain["risk_seen"]
    assert named["turn"] == plain["turn"][0]
    assert seen.dtype == np.float32


def test_flat_rows_are_flat_observations():
    rng, one, many = np.random.default_rng(2), Flat(small()), FlatVector(side_by_side(1))
    pairs = [(one.reset(seed=9)[0], many.reset(seed=9)[0][0])]
    over = False
    while not over:
        action = drawn(one.unwrapped, rng)
        mine, theirs = one.step(action), many.step(action[None])
        over = mine[2] or mine[3]
        pairs.append((mine[0], theirs[4]["final_obs"][0] if over else theirs[0][0]))
    assert all(np.array_equal(a, b) for a, b in pairs)
    assert many.observation_space.shape == (1, *one.observation_space.shape)


def test_only_our_environments_are_flattened():
    with pytest.raises(TypeError, match="expected a simenv environment"):
        Flat(gymnasium.make("CartPole-v1"))


def test_the_page_is_that_of_the_declarations():
    kept = (Path(__file__).parents[2] / "docs" / "gymnasium.md").read_text(encoding="utf-8")
    assert kept == page(), "write simenv.envs.page.page() to docs/gymnasium.md"
