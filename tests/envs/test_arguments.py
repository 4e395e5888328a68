"""What is asked for is what comes up: nothing of no use is taken for something else, or dropped."""

from dataclasses import replace

import gymnasium
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import standard
from simenv.catalogue import Catalogue
from simenv.envs import ID, SupportSeekingVector, Weights
from simenv.envs.asked import whole
from simenv.envs.setting import Setting
from simenv.errors import BadInput
from simenv.standard import Norms
from tests.broken.catching import CATCH, LAW
from tests.envs.places import SMALL, episode, side_by_side, small, unlike

KINDS = (int, np.int8, np.uint16, np.int32, np.int64, np.uint64, np.array)
NO_NUMBERS = (True, np.True_, 2.0, np.float64(3.0), "3", b"3", (3,), np.array([1, 2, 3]), range(3))


def takes_whole_numbers_alone(check, number, kind, other):
    """Whether a number is the same one of every type, and what is none is refused."""
    found = check("it", kind(number))
    try:
        check("it", other)
    except ValueError:
        return type(found) is int and found == number
    return False


CASES = (st.integers(0, 127), st.sampled_from(KINDS), st.sampled_from(NO_NUMBERS) | st.floats())


@LAW
@given(*CASES)
def test_a_whole_number_is_one_of_any_type_and_nothing_else_is(number, kind, other):
    assert takes_whole_numbers_alone(whole, number, kind, other)


def test_to_take_what_int_takes_is_caught():
    @CATCH
    @given(*CASES)
    def law(number, kind, other):
        assert takes_whole_numbers_alone(lambda _, found: int(found), number, kind, other)

    with pytest.raises((AssertionError, TypeError, OverflowError)):
        law()


@pytest.mark.parametrize("name", ["world", "worlds", "luck", "days", "people"])
@pytest.mark.parametrize("found", [*NO_NUMBERS, -1, 2**63], ids=repr)
def test_numbers_are_whole_or_refused(name, found):
    about = {"world": None} | {name: found} if name == "worlds" else {name: found}
    with pytest.raises(ValueError, match=f"^{name}: expected"):
        gymnasium.make(ID, **SMALL | about)
    with pytest.raises(ValueError, match=f"^{name}: expected"):
        side_by_side(1, **about)


def test_numbers_of_numpy_are_numbers():
    plain = {"world": 3, "luck": 4, "days": 5, "people": (2, 9)}
    theirs = {
        "world": np.int64(3),
        "luck": np.uint8(4),
        "days": np.int16(5),
        "people": np.array([2, 9]),
    }
    one, other = small(**plain), small(**theirs)
    assert one.setting.draw.worlds == other.setting.draw.worlds == (3,)
    rng = [np.random.default_rng(1) for _ in range(2)]
    assert unlike(episode(one, rng[0], 6), episode(other, rng[1], 6)) == ""
    assert small(world=None, worlds=np.int32(2)).setting.draw.worlds == (1, 2)
    assert SupportSeekingVector(np.int64(2), **SMALL).num_envs == 2


def test_worlds_are_for_drawn_ones():
    assert small(world=None).setting.draw.worlds == tuple(range(1, 11))
    with pytest.raises(ValueError, match="worlds: of use for world=None alone, found 5"):
        small(worlds=5)


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"people": (0, 5, 9)}, "people: expected"),
        ({"people": (0, 5.0)}, "people: expected"),
        ({"people": None}, "people: expected"),
        ({"people": 2**40 + 1}, "people: expected"),
        ({"remembers": 3}, "remembers: expected days of refusals and referrals, found 3"),
        ({"remembers": {"refusals": None}}, "remembers: refusals: expected 0 to 365,000"),
        ({"remembers": {"refusals": float("nan")}}, "remembers: refusals: expected 0 to 365,000"),
        ({"remembers": {3: 1.0}}, "remembers: expected"),
        ({"personas": 3}, "personas: expected names"),
        ({"personas": ("teen", 3)}, "personas: expected a name or a path, found 3"),
        ({"standard": 3}, "standard: expected a name or a path"),
        ({"detector": None}, "detector: expected a name or a path"),
        ({"framings": 0}, "framings: expected a name or a path"),
        ({"catalogue": 5}, "catalogue: expected a name or a path"),
        ({"weights": 3}, "weights: expected numbers by component"),
        ({"weights": {1: 2.0}}, "no reward component 1"),
        ({"weights": {"unmet_need": "a"}}, "weight unmet_need: expected 0 or more"),
        ({"weights": {"unmet_need": True}}, "weight unmet_need: expected 0 or more"),
    ],
)
def test_what_is_of_no_use_is_said(about, told):
    with pytest.raises(ValueError, match=told):
        small(**about)


@pytest.mark.parametrize("name", ["standard", "detector", "framings", "personas"])
def test_files_that_are_not_there_are_bad_input_at_once(name):
    with pytest.raises(BadInput):
        small(**{name: "nowhere"})


@pytest.mark.parametrize("found", [0, 2.5, "3", True])
def test_the_number_of_environments_is_a_number(found):
    with pytest.raises(ValueError, match="num_envs: expected 1 or more"):
        side_by_side(found)


def test_an_argument_that_there_is_not_names_its_environment():
    told = r"^SupportSeeking has no argument bar, foo: there are personas, .*catalogue"
    with pytest.raises(TypeError, match=told):
        small(foo=1, bar=2)
    with pytest.raises(TypeError, match=rf"{told} was raised from .* {ID}"):
        gymnasium.make(ID, foo=1, bar=2)
    with pytest.raises(TypeError, match=r"^SupportSeekingVector has no argument foo"):
        side_by_side(2, foo=1)


def of_a_world():
    return small(luck=4, standard="cautious").setting.world(2)


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"personas": "teen"}, "personas"),
        ({"days": 30}, "days"),
        ({"luck": 1}, "luck"),
        ({"standard": "listening-first"}, "standard"),
        ({"worlds": 10}, "worlds"),
        ({"worlds": 10, "luck": 4, "days": 9}, "days, worlds"),
        (
            {"standard": "listening-first", "personas": ("teen", "casual"), "luck": 0},
            "personas, luck, standard",
        ),
    ],
)
def test_what_a_given_world_has_otherwise_is_named(about, told):
    with pytest.raises(ValueError, match=rf"^{told}: the world that is given has its own"):
        Setting.of(world=of_a_world(), **about)


def test_what_a_given_world_has_as_well_may_be_said():
    about = {"luck": np.int64(4), "standard": "cautious", "personas": SMALL["personas"][::-1]}
    said = small(world=of_a_world(), **about)
    alone = small(luck=4, standard="cautious", world=2)
    assert unlike(said.reset(seed=3), alone.reset(seed=3)) == ""
    silent = Setting.of(world=of_a_world(), people=(3, 7), weights={"unmet_need": 2.0})
    assert (silent.days, silent.names) == (SMALL["days"], SMALL["personas"])
    assert (silent.draw.first, silent.draw.people) == (3, 4)
    assert silent.weights == Weights(unmet_need=2.0)


def test_a_persona_of_the_same_name_is_another_one_if_it_differs():
    world = of_a_world()
    first, *others = world.kinds.personas
    kinds = replace(world.kinds, personas=(first.model_copy(update={"age": "minor"}), *others))
    with pytest.raises(ValueError, match=r"^personas: the world that is given"):
        Setting.of(world=replace(world, kinds=kinds), personas=SMALL["personas"])


def test_the_standard_of_a_world_is_the_one_it_labels_by():
    cautious, other = (standard.load(Catalogue(), name) for name in ("cautious", "listening-first"))
    world = replace(of_a_world(), norms=Norms(first=cautious, second=other))
    assert Setting.of(world=world, standard="cautious").given is world


#: Trained on the first five persons in ten worlds: all else is for tests.
SPLIT = {"people": (2, 7), "world": None, "worlds": 10}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"person": 11}, "options: person: expected 2 to 6, a whole number, found 11"),
        ({"person": 1}, "options: person: expected 2 to 6"),
        ({"person": 7}, "options: person: expected 2 to 6"),
        ({"person": True}, "options: person: expected 2 to 6"),
        ({"person": 3.0}, "options: person: expected 2 to 6"),
        ({"person": "3"}, "options: person: expected 2 to 6"),
        ({"person": None}, "options: person: expected 2 to 6"),
        ({"world": 50}, "options: world: expected 1 to 10, found 50"),
        ({"world": 0}, "options: world: expected 1 to 10, found 0"),
        ({"world": "3"}, "options: world: expected 0 or more, a whole number, found '3'"),
        ({"world": True}, "options: world: expected 0 or more, a whole number"),
        ({"episode_seed": -1}, "options: episode_seed: expected 0 to 18446744073709551615"),
        ({"episode_seed": 2**64}, "options: episode_seed: expected 0 to"),
        ({"episode_seed": 1.5}, "options: episode_seed: expected 0 to"),
        ({"persona": 3}, "options: no persona 3, there are acute-risk"),
        ({"who": 1, 2: 3}, "options: expected persona, person, world, episode_seed"),
        ("teen", "options: expected persona"),
        (3, "options: expected persona"),
    ],
)
def test_only_who_may_come_up_can_be_picked(options, told):
    env = small(**SPLIT)
    env.reset(seed=1)
    seed, lives = env.episode_seed, env.lives()
    with pytest.raises(ValueError, match=told):
        env.reset(seed=2, options=options)
    assert env.episode_seed == seed
    assert unlike(env.lives().trajectories.arrays(), lives.trajectories.arrays()) == ""
    env.reset()
    again = small(**SPLIT)
    again.reset(seed=1)
    again.reset()
    assert env.episode_seed == again.episode_seed, "a refused reset draws nothing"


def test_whoever_may_come_up_can_be_picked():
    env = small(**SPLIT)
    for person, world in ((np.int64(2), np.uint8(10)), (6, 1)):
        env.reset(seed=1, options={"persona": "acute-risk", "person": person, "world": world})
        row = env.lives().trajectories
        assert (row.person.tolist(), row.persona.tolist()) == ([person], [0])
        assert env._crowd.pool.world.luck.world == world
    env.reset(options={"episode_seed": np.uint64(2**64 - 1)})
    assert env.episode_seed == 2**64 - 1


def test_other_people_are_met_in_an_environment_of_their_own():
    env = small(people=(11, 12), world=50)
    env.reset(seed=1, options={"persona": "boundary-tester", "person": 11, "world": 50})
    assert env.lives().trajectories.person.tolist() == [11]
