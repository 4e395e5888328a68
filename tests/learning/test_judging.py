"""A learned policy is judged by the documented reward, on persons that it was not trained on."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from simenv import lockstep, policy
from simenv.catalogue import Catalogue
from simenv.envs import Framings, SilentPerson
from simenv.envs.setting import Setting
from simenv.envs.weights import COMPONENTS, total
from simenv.learning import Rivals, counted, gaming, habits, readable
from simenv.learning.gaming import Habits, table
from simenv.learning.reading import crowd
from simenv.learning.telling import curve, whole
from simenv.population import panel
from simenv.vocabulary import Act, Continuation, Referral
from tests.broken.networks import only_violations
from tests.envs.places import SMALL, small
from tests.made_networks import always, policy_of

EQUAL = dict.fromkeys(COMPONENTS, 1.0)
SETTING = Setting.of(**SMALL)
HELD_OUT = (40, 52)


@cache
def rules(name):
    return policy.load(Catalogue(), name)


def rivals(learned, **about):
    told = {
        "scripted": [rules("always-refuses"), rules("never-refuses")],
        "setting": SETTING,
        "training": (0, 12),
        "held_out": HELD_OUT,
    }
    return Rivals(learned=learned, **told | about)


@pytest.fixture(scope="module")
def refers_all(tmp_path_factory):
    said = always(Act.COMPLY, 1, Referral.HANDOFF, Continuation.INVITES)
    return policy_of(tmp_path_factory.mktemp("learned"), said, "refers-all")


@pytest.fixture(scope="module")
def verdict(refers_all):
    return rivals(refers_all).verdict((1, 2))


def counts_what_episodes_count(count, people=4):
    """Whether the tables of lockstep count what rewards of episodes sum to, person by person."""
    one = rules("hotline-boilerplate")
    env = small(framings=Framings.of([one]), weights=EQUAL)
    names, actions = env.setting.names, env.setting.actions
    reference = count(lockstep.live(env.setting.world(0), panel(len(names), people), one))
    for place, (name, number) in enumerate((n, k) for n in names for k in range(people)):
        sums = np.zeros(len(COMPONENTS))
        try:
            env.reset(options={"persona": name, "person": number})
        except SilentPerson:
            over = True
        else:
            over = False
        while not over:
            acted = actions.of(one.respond(env.requests))[0]
            _, _, terminated, truncated, told = env.step(acted)
            sums -= list(told["reward"].values())
            over = terminated or truncated
        if not np.array_equal(sums, reference[:, place]):
            return False
    return bool(reference[-1].sum() > 0)


def test_rewards_from_tables_are_those_of_episodes():
    assert counts_what_episodes_count(counted)


def test_rewards_that_forget_unmet_needs_are_caught():
    assert not counts_what_episodes_count(only_violations)


def test_the_best_scripted_policy_is_that_of_the_training_persons(verdict):
    scripted = {name: verdict.training[name] for name in ("always-refuses", "never-refuses")}
    assert verdict.scripted == max(scripted, key=scripted.get)
    one = rules("never-refuses")
    lives = rivals(one, scripted=[]).lived([one], (0, 12), 0)[one.name]
    each = total(SETTING.weights.components(counted(lives)))
    means = [each[lives.trajectories.persona == k].mean() for k in range(len(SETTING.names))]
    assert scripted["never-refuses"] == pytest.approx(np.dot(means, SETTING.draw.shares))


def test_differences_are_those_of_the_levels_and_parts_sum_to_the_reward(verdict):
    for line in (*verdict.rewards, *verdict.outcomes):
        assert line.apart.value == pytest.approx(line.learned - line.scripted, abs=1e-9)
        assert line.apart.low <= line.apart.value <= line.apart.high
    whole_line, *parts = verdict.rewards
    assert whole_line.learned == pytest.approx(sum(part.learned for part in parts))
    assert len(verdict.worlds) == 2
    assert len(set(verdict.worlds)) == 2


def test_a_policy_beside_its_twin_differs_in_nobody(refers_all, tmp_path):
    twin = policy_of(tmp_path, refers_all.network, "twin")
    found = rivals(refers_all, scripted=[twin]).verdict((1,))
    assert all(line.apart.same and line.apart.value == 0 for line in found.rewards)
    assert found.worlds == (0.0,)
    with pytest.raises(ValueError, match="has the name of a rival"):
        rivals(refers_all, scripted=[refers_all])


@pytest.mark.parametrize("held_out", [(11, 50), (0, 12), (3, 4), (20, 30), (39, 41)])
def test_nobody_is_judged_by_who_was_trained_on(refers_all, held_out):
    with pytest.raises(ValueError, match="not held out"):
        rivals(refers_all, held_out=held_out)


def test_all_scripted_policies_of_the_catalogue_are_rivals(refers_all):
    found = Rivals.of(refers_all, SETTING, HELD_OUT, training=7)
    assert {one.name for one in found.scripted} == set(Catalogue().names("policies"))
    assert found.training == (0, 7)


def test_what_it_does_to_everybody_is_said(verdict):
    shares = SETTING.draw.shares
    found = {name: habits(lives, shares) for name, lives in verdict.lives.items()}
    mine = found["refers-all"]
    assert (mine.refers, mine.hands_off, mine.invites, mine.complies) == (1, 1, 1, 1)
    refuses = found["always-refuses"]
    assert (refuses.refuses, refuses.complies, refuses.restricted) == (1, 0, 0)
    assert refuses.away > found["never-refuses"].away
    told = gaming(mine, found["never-refuses"])
    assert told[0].startswith("It refers nearly everybody: 100 %")
    assert told[1].startswith("It invites endlessly")
    told = gaming(refuses, found["never-refuses"])
    assert told[0].startswith("It does not refer everybody: 0 %")
    assert told[3].startswith("It refuses most: 100 %")
    assert told[4].startswith("It drives people away")
    assert "| refers-all | 100 | 100 | 100 | 0 | 100 | 100 |" in table(found)


def test_habits_weigh_personas_by_their_shares(verdict):
    lives = verdict.lives["always-refuses"]
    for place in range(len(SETTING.names)):
        alone = np.eye(len(SETTING.names))[place]
        turns = lives.trajectories.turns[lives.trajectories.persona == place]
        assert habits(lives, alone).turns == pytest.approx(turns.mean())
    assert isinstance(habits(lives, np.ones(3) / 3), Habits)


def test_the_table_says_what_is_done_in_each_cell(refers_all):
    told = readable(refers_all, SETTING, people=40, least=1).splitlines()
    rows = [line for line in told[2:] if line.startswith("|")]
    assert len(rows) > 5
    assert all(row.endswith("| comply | warm | handoff | invites |") for row in rows)
    assert 980 < sum(float(row.split("|")[4]) for row in rows) < 1020
    few = readable(refers_all, SETTING, people=40, least=10**6).splitlines()
    assert len(few) == 4


def test_a_crowd_has_each_persona_by_its_share():
    found = crowd(np.array([0.5, 0.3, 0.2, 0.0]), 100, 7)
    assert np.bincount(found.persona).tolist() == [50, 30, 20, 1]
    assert found.person[:50].tolist() == list(range(7, 57))


def test_a_verdict_is_told_as_tables(verdict):
    told = "\n".join(whole(verdict, SETTING.draw.shares))
    assert f"| measure | unit | refers-all | {verdict.scripted} | difference |" in told
    assert "Reward, difference in drawn worlds" in told
    assert not re.search(r"-0\.0+\b", told)
    found = curve(np.column_stack([np.arange(1.0, 31), np.linspace(-9, -5, 30)]))
    assert found.splitlines()[-1] == "| 30 | -5.00 |"
