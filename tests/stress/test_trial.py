"""A trial: what was asked stands beside what came of it, and nobody's life hangs on the others."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.draws import person_keys
from simenv.errors import PolicyFailure, SimulatorFailure
from simenv.stats.outcomes import outcome
from simenv.stress.candidate import SERVICES, SHORT, Candidate
from simenv.stress.trial import BASELINE, POLICY, Luck, Recorder, lived
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import ByPlace, Deaf, Forgetful
from tests.policy.asked import BROKEN, drawn, same
from tests.stress.made import CAREGIVER, HARSH, SOUND, TEEN, shipped, small

SEEDS = st.integers(0, 2**20)
PAIR = (Candidate.of(TEEN, {"risk": "plan"}), Candidate(persona=CAREGIVER))


def some(seed, count=3):
    """A few candidates of a small space, in a world of usual services."""
    luck = np.random.default_rng(seed)
    return [small().space.random(luck) for _ in range(count)]


def company(luck_of, seed):
    """A candidate's people live as they would alone, whoever else is in the trial."""
    setting = small(days=6).setting
    first, *others = some(seed)
    given_ = (7, 500, 900)
    together = lived(setting, [*others, first], luck_of(seed=seed, people=2, given=given_[::-1]))
    alone = lived(setting, [first], luck_of(seed=seed, people=2, given=given_[:1]))
    own = np.arange(4, 6)
    rows, _ = together.lives[POLICY]
    ours = rows.take(own)
    theirs, _ = alone.lives[POLICY]
    ours.persona[:] = 0
    assert same(ours, theirs)
    mine = np.flatnonzero(together.asked.candidate == 2)
    requests = together.asked.requests.take(mine)
    requests.row[:] = alone.asked.requests.row
    assert same(requests, alone.asked.requests)


@settings(LAW, max_examples=6)
@given(SEEDS)
def test_a_life_hangs_on_nobody_else_in_the_trial(seed):
    company(Luck, seed)


def test_luck_by_the_place_in_a_trial_is_caught():
    with pytest.raises(AssertionError):
        CATCH(given(SEEDS)(lambda seed: company(ByPlace, seed)))()


@settings(LAW, max_examples=6)
@given(SEEDS, st.sampled_from([SOUND, HARSH]))
def test_requests_stand_beside_the_turns_that_came_of_them(seed, name):
    setting = small(name, days=6).setting
    candidates = some(seed)
    trial = lived(setting, candidates, Luck(seed=seed, people=2))
    requests, turns = trial.asked.requests, trial.asked.turns
    for column in ("at", "session", "turn", "subject"):
        assert (getattr(requests, column) == getattr(turns, column)).all()
    assert (requests.need == turns.need_stated).all()
    assert (requests.risk_signal.astype(np.int8) == turns.risk_shown).all()
    said = shipped(name).respond(requests)
    for column in ("act", "referral", "rationale", "continuation"):
        assert (getattr(said, column) == getattr(turns, column)).all()
    for place, one in enumerate(candidates):
        mine = trial.asked.candidate == place
        keys = set(person_keys(one.persona, trial.luck.numbers(place)).tolist())
        assert set(requests.who[mine].tolist()) <= keys
        assert set(turns.person[mine].tolist()) <= set(trial.luck.numbers(place).tolist())


def notes(recorder):
    """A recorder answers as its policy does, and keeps what it was asked, in order."""
    policy, asked = shipped(HARSH), [drawn(5, seed) for seed in range(4)]
    kept = recorder(policy)
    assert all(same(kept.respond(one), policy.respond(one)) for one in asked)
    assert (kept.name, kept.version, kept.sha256) == (policy.name, policy.version, policy.sha256)
    assert len(kept.kept) == len(asked)
    assert all(same(one, other) for one, other in zip(kept.kept, asked, strict=True))


def test_a_recorder_answers_as_its_policy_and_keeps_what_it_was_asked():
    notes(Recorder)


@pytest.mark.parametrize("broken", [Deaf, Forgetful])
def test_a_recorder_that_does_not_is_caught(broken):
    with pytest.raises(AssertionError):
        notes(broken)


def test_what_was_not_recorded_is_no_trial(monkeypatch):
    monkeypatch.setattr("simenv.stress.trial.Recorder", Forgetful)
    with pytest.raises(SimulatorFailure, match="does not match the turns"):
        lived(small().setting, PAIR, Luck(seed=1, people=2))


def test_a_baseline_is_the_same_people_under_another_policy():
    asked = small(HARSH, SOUND)
    trial = lived(asked.setting, PAIR, Luck(seed=1, people=3))
    alone = lived(small(SOUND).setting, PAIR, Luck(seed=1, people=3))
    assert same(trial.lives[BASELINE][0], alone.lives[POLICY][0])
    own = lived(small(HARSH).setting, PAIR, Luck(seed=1, people=3))
    assert same(trial.lives[POLICY][0], own.lives[POLICY][0])


def test_harm_is_up_in_every_outcome():
    trial = lived(small(HARSH).setting, PAIR, Luck(seed=1, people=3))
    rows, _ = trial.lives[POLICY]
    worse = trial.values(outcome("disengaged"), POLICY)
    assert (worse.ravel() == (rows.disengaged_at >= 0)).all()
    better = trial.values(outcome("felt_heard"), POLICY)
    assert (better <= 0).all()
    assert better.shape == (2, 3)


def test_candidates_of_two_worlds_are_refused():
    with pytest.raises(ValueError, match="one world"):
        lived(small().setting, [PAIR[0], Candidate.of(TEEN, {SERVICES: SHORT})],
              Luck(seed=1, people=2))  # fmt: skip


def test_a_policy_that_breaks_is_told():
    setting = replace(small().setting, policy=shipped(str(BROKEN / "raises.yaml")))
    with pytest.raises(PolicyFailure):
        lived(setting, PAIR, Luck(seed=1, people=2))
