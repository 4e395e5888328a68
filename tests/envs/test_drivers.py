"""The environments beside the other drivers: the same lives, the same rewards, nothing latent."""

from dataclasses import replace

import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv import lockstep, policy
from simenv.catalogue import Catalogue
from simenv.driving.lives import Lives
from simenv.envs import Actions, Framings, SilentPerson, Weights, fates
from simenv.envs.crowd import Crowd
from simenv.envs.pool import Pool, codes_of
from simenv.envs.weights import COMPONENTS
from simenv.exchange import Responses
from simenv.population import panel
from simenv.vocabulary import Act, Event
from tests.broken.catching import CATCH, LAW
from tests.broken.envs import Hasty, leaking, reordered
from tests.envs.places import SMALL, drawn, episode, side_by_side, small, unlike

COUNTERS = ("over_refusals", "under_refusals", "unsafe_helps", "missed_referrals")


def rules(*names):
    found = [policy.load(Catalogue(), name) for name in names]
    assert all(one.kind == "rules" for one in found)
    return found


def lived(env, actions, one, person) -> Lives:
    """The life of a person in a single environment whose actions are those of a policy."""
    try:
        env.reset(options=person)
    except SilentPerson:
        return env.lives()
    over = False
    while not over:
        _, _, terminated, truncated, _ = env.step(actions.of(one.respond(env.requests))[0])
        over = terminated or truncated
    return env.lives()


def test_single_environments_live_the_lives_of_lockstep():
    """Law 2 in small; tests/laws has it for every persona and five policies."""
    one = rules("graded-by-risk")[0]
    env = small(framings=Framings.of([one]), luck=4, world=2)
    names = env.setting.names
    reference = lockstep.live(env.setting.world(2), panel(len(names), 3), one)
    persons = [{"persona": name, "person": number} for name in names for number in range(3)]
    found = [lived(env, env.setting.actions, one, person) for person in persons]
    for table in ("turns", "sessions", "events", "trajectories"):
        parts = [getattr(life, table) for life in found]
        expected = getattr(reference, table)
        assert unlike(type(expected).joined(parts).arrays(), expected.arrays()) == ""
    assert np.array_equal(np.concatenate([life.standing for life in found]), reference.standing)


def beside(size, steps, seed, many):
    """Where `many` and single environments side by side differ; the ends that were walked."""
    single = SyncVectorEnv([small] * size, autoreset_mode=AutoresetMode.SAME_STEP)
    rng, ends = np.random.default_rng(seed), 0
    told = unlike(many.reset(seed=seed), single.reset(seed=seed), "reset")
    for step in range(steps):
        actions = drawn(many, rng, size)
        mine, theirs = many.step(actions), single.step(actions)
        told = told or unlike(mine, theirs, f"step {step}")
        ends += int((mine[2] | mine[3]).sum())
    return told, ends


@settings(LAW, max_examples=6)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_a_slot_is_a_single_environment(seed, size):
    assert beside(size, 5, seed, side_by_side(size))[0] == ""


def test_so_it_is_over_many_episodes_and_worlds():
    told, ends = beside(3, 36, 8, side_by_side(3))
    assert told == ""
    assert ends > 3
    worlds = {"world": None, "worlds": 2}
    single = SyncVectorEnv([lambda: small(**worlds)] * 3, autoreset_mode=AutoresetMode.SAME_STEP)
    many, rng = side_by_side(3, **worlds), np.random.default_rng(0)
    assert unlike(many.reset(seed=2), single.reset(seed=2)) == ""
    for _ in range(15):
        actions = drawn(many, rng, 3)
        assert unlike(many.step(actions), single.step(actions)) == ""


def test_a_vector_environment_that_swaps_slots_is_caught():
    told, _ = beside(3, 10, 8, reordered(side_by_side(3)))
    assert told != ""


def counts_what_the_life_counts(env, seed):
    """Whether the parts of the reward, summed over an episode, are what the tables of it count."""
    steps = episode(env, np.random.default_rng(seed), seed)[1:]
    assert all(step[1] == sum(step[4]["reward"].values()) for step in steps)
    sums = [-sum(step[4]["reward"][name] for step in steps) for name in COMPONENTS]
    row = env.lives().trajectories
    unmet = unmet_since_first_message(env.lives())
    return sums == [*(getattr(row, name)[0] for name in COUNTERS), unmet]


EQUAL = dict.fromkeys(COMPONENTS, 1.0)


@pytest.mark.parametrize("seed", range(4))
def test_rewards_are_their_parts_and_sum_to_what_the_life_counts(seed):
    assert counts_what_the_life_counts(small(weights=EQUAL), seed)


def test_a_reward_without_the_rest_of_the_life_is_caught():
    hasty = [Hasty(**SMALL, weights=EQUAL) for _ in range(4)]
    assert not all(counts_what_the_life_counts(env, seed) for seed, env in enumerate(hasty))


def unmet_since_first_message(life):
    """Needs that arose from the first message on and were met nowhere, by the events."""
    start, events = life.turns.at[0], life.events
    kinds = events.kind[events.at >= start]
    arose, well = (
        int((kinds == int(kind)).sum()) for kind in (Event.NEED_AROSE, Event.TREATED_WELL)
    )
    return arose - int(life.trajectories.met[0]) - well


def test_weights_weigh():
    walks = {
        weight: episode(small(weights={"unmet_need": weight}), np.random.default_rng(1), 1)[1:]
        for weight in (0.0, 2.0)
    }
    for free, dear in zip(walks[0.0], walks[2.0], strict=True):
        assert free[4]["reward"]["unmet_need"] == 0.0
        assert dear[1] - free[1] == dear[4]["reward"]["unmet_need"]
    assert Weights.of(Weights(unmet_need=3.0)).unmet_need == 3.0


#: What a person carries that a message decides or the account says, or that counts turns and days.
BENT = (
    "trust",
    "hope",
    "rejection",
    "expectation",
    "openness",
    "attachment",
    "persistence",
    "remaining",
    "depth",
    "reactance",
)


def writing():
    """Persons at their first request."""
    pool = Pool(small().setting.world(0))
    pool.enter(codes_of(np.full(30, 2, np.int32), np.arange(30)))
    writes = np.flatnonzero(~pool.silent)
    crowd = Crowd(pool=pool, rows=len(writes))
    crowd.begin(np.arange(len(writes)), writes)
    return crowd


def bent(crowd, seed):
    """Change all that is latent of these persons."""
    rng, persons = np.random.default_rng(seed), crowd.state.persons
    for name in BENT:
        getattr(persons, name)[:] = rng.random(len(persons))
    persons.base[:], persons.slow[:] = rng.normal(size=(2, len(persons)))
    persons.risk[:] = rng.integers(0, 4, len(persons))
    persons.hidden[:], persons.masked[:] = rng.random((2, len(persons))) < 0.5


def shows_nothing_latent(see, seed):
    """Whether persons who differ in what is latent, and send the same message, look the same."""
    crowd = writing()
    before = crowd.ask()
    first = see(crowd.state.persons, before)
    bent(crowd, seed)
    after = crowd.ask()
    same = {name: getattr(before, name) for name in ("risk_signal", "need", "asks")}
    return unlike(first, see(crowd.state.persons, replace(after, **same))) == ""


def looking(_, requests):
    return small().setting.eyes.see(requests)


@settings(LAW, max_examples=20)
@given(st.integers(0, 2**32))
def test_persons_who_differ_in_what_is_latent_look_the_same(seed):
    assert shows_nothing_latent(looking, seed)


def test_an_observation_of_what_is_latent_is_caught():
    @CATCH
    @given(st.integers(0, 2**32))
    def law(seed):
        assert shows_nothing_latent(leaking, seed)

    with pytest.raises(AssertionError):
        law()


def test_actions_go_both_ways():
    actions = Actions(framings=Framings.load())
    every = np.stack(np.meshgrid(*map(np.arange, actions.sizes), indexing="ij"), -1).reshape(-1, 4)
    responses = actions.responses(every)
    responses.validate()
    assert np.array_equal(actions.of(responses), every)


def test_answers_of_policies_are_actions_of_their_framings():
    found = rules("hotline-boilerplate", "explain-and-refer", "warm-handoff")
    actions = Actions(framings=Framings.of(found))
    for one in found:
        again = actions.responses(actions.of(one.table))
        assert unlike(again.arrays(), {n: a.copy() for n, a in one.table.arrays().items()}) == ""


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("act", Act.BLOCKED, "provider's filter"),
        ("failed", True, "call failed"),
        ("warmth", 0.123, "not in the table"),
    ],
)
def test_what_no_action_says_is_refused(field, value, told):
    responses = Responses.blank(2)
    getattr(responses, field)[1] = value
    with pytest.raises(ValueError, match=f"response 1 is no action: .*{told}"):
        Actions(framings=Framings.load()).of(responses)


def test_framings_of_code_or_nobody_are_refused():
    with pytest.raises(ValueError, match="is of code"):
        Framings.of([policy.load(Catalogue(), "status-quo-2026")])
    with pytest.raises(ValueError, match="no policy"):
        Framings.of([])


def test_the_shipped_framings_are_told_apart():
    table = Framings.load()
    rows = np.column_stack([table.scores, table.rationale])
    assert len(np.unique(rows, axis=0)) == len(table) == 12


def test_a_pool_is_the_same_however_it_was_filled():
    world = small().setting.world(0)
    codes = codes_of(np.repeat(np.arange(3, dtype=np.int32), 6), np.tile(np.arange(6), 3))
    whole, parts = Pool(world), Pool(world)
    whole.enter(codes)
    for code in codes[::-1]:
        parts.enter(codes[codes == code])
    persona, person = np.repeat(np.arange(3, dtype=np.int32), 6), np.tile(np.arange(6), 3)
    assert walked(whole, whole.seats(persona, person)) == walked(
        parts, parts.seats(persona, person)
    )


def test_a_crowd_forgets_who_is_not_under_way_and_goes_on_alike():
    world = small().setting.world(0)
    codes = codes_of(np.repeat(np.arange(3, dtype=np.int32), 6), np.tile(np.arange(6), 3))
    one, other = Pool(world), Pool(world)
    one.enter(codes)
    other.enter(codes)
    writes = np.flatnonzero(~one.silent)[::2]
    assert walked(one, writes) == walked(other, writes, forgets=True)


def walked(pool, seats, *, forgets=False):
    """What becomes of these persons, all helped; some are forgotten on the way."""
    seats = seats[~pool.silent[seats]]
    crowd = Crowd(pool=pool, rows=len(seats))
    crowd.begin(np.arange(len(seats)), seats)
    counted = []
    while len(requests := crowd.ask()):
        counted.append(
            (requests.row.tolist(), crowd.answer(Responses.blank(len(requests))).tolist())
        )
        if forgets:
            crowd.shrink()
            assert fates.seats(crowd.state.fate) <= len(seats)
    outcomes = crowd.outcomes(np.arange(len(seats)))
    return counted, {name: array.tolist() for name, array in outcomes.arrays().items()}
