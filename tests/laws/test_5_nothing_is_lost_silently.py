"""Law 5: a failed call is neither an utterance nor a refusal; whom it took is counted and said."""

from __future__ import annotations

import numpy as np
import pytest

from simenv.errors import PolicyFailure
from simenv.stats import Study, summarise
from simenv.vocabulary import Act, Event
from tests.broken.worlds import ForgetsFailures, RefusesForFailures
from tests.laws.small import By, answers, everyone, helps, lived, personas, small_world


def fails_in_session(number: int, every: int = 1):
    """Helps, but a call fails in a session's first turn for one of `every` hours."""

    def answer(requests):
        said = answers(len(requests))
        said.failed[:] = (requests.session == number) & (requests.hour % every == 0)
        return said

    return answer


def censored_and_nothing_else(world) -> bool:
    """Whom a failed call took: no refusal counted, no answer, no life after it, and said so."""
    lives = lived(world, everyone(40), [By("fails", fails_in_session(2))])[0]
    rows, turns, events = lives.trajectories, lives.turns, lives.events
    lost = rows.censored_at >= 0
    reached = rows.sessions >= 2
    quiet = not (rows.refused.any() or (turns.act >= Act.REFUSE).any())
    silent = bool((turns.act[turns.failed] == -1).all() and (turns.move[turns.failed] == -1).all())
    told = int(np.count_nonzero(events.kind == Event.CENSORED)) == int(np.count_nonzero(lost))
    none_after = not (rows.sessions[lost] > 2).any()
    return bool(lost.any() and quiet and silent and told and none_after and (lost == reached).all())


def test_a_failed_call_censors_and_does_nothing_else():
    assert censored_and_nothing_else(small_world())


@pytest.mark.parametrize("broken", [RefusesForFailures, ForgetsFailures])
def test_worlds_that_hide_failures_are_caught(broken):
    assert not censored_and_nothing_else(broken.of(small_world()))


def summary_of(policies, people: int = 60):
    lives = lived(small_world(), everyone(people), policies)
    study = Study(
        personas=tuple(one.name for one in personas()),
        shares=tuple(one.share for one in personas()),
        arms=tuple(policy.name for policy in policies),
        days=12,
        standard="listening-first",
        standard_assumed=1.0,
        failed={
            policy.name: str(one)
            for policy, one in zip(policies, lives, strict=True)
            if isinstance(one, PolicyFailure)
        },
    )
    told = {
        policy.name: (one.trajectories, one.standing)
        for policy, one in zip(policies, lives, strict=True)
        if not isinstance(one, PolicyFailure)
    }
    return summarise(study, told)


def test_above_two_percent_no_claim_is_made():
    summary = summary_of([By("helps", helps), By("fails", fails_in_session(1))])
    assert summary.censoring.share > 0.02
    assert not summary.censoring.claim
    assert summary.sentence.startswith("No claim")


def test_the_censored_are_left_out_of_all_arms_and_bounds_are_given():
    summary = summary_of([By("helps", helps), By("fails", fails_in_session(3, every=12))])
    counted = sum(line.counted for line in summary.personas)
    everybody = sum(line.people for line in summary.personas)
    assert summary.censoring.people > 0
    assert counted == everybody - summary.censoring.people


def test_a_policy_that_raises_ends_its_own_arm_only():
    def raises(requests):
        raise RuntimeError("no such tone")

    policies = [By("helps", helps), By("raises", raises)]
    helped, failure = lived(small_world(), everyone(10), policies)
    assert isinstance(failure, PolicyFailure)
    assert failure.arm == "raises"
    assert "no such tone" in failure.reason
    assert "session 1, turn 1" in failure.request
    alone = lived(small_world(), everyone(10), policies[:1])[0]
    assert helped.trajectories.turns.tobytes() == alone.trajectories.turns.tobytes()
