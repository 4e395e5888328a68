"""The driver: order and batches change no life; schedules and cohorts begin where they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.errors import PolicyFailure
from simenv.lockstep import Arm, live, live_all
from simenv.population import Panel
from simenv.rows import DAY
from simenv.state import Persons
from simenv.vocabulary import Act
from simenv.world.entry import WATCHED
from tests.laws.small import By, everyone, helps, lived, refuses, same, same_lives, small_world

SWITCH = 5


def schedule(name, *parts):
    return Arm(name=name, parts=parts)


def established(days=12):
    return replace(small_world(days), burn_in=28)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 70))
def test_how_many_live_side_by_side_changes_no_bit(at_once):
    world, who = small_world(6), everyone(10)
    arms = [Arm.of(By("helps", helps)), Arm.of(By("refuses", refuses))]
    few = live_all(world, who, arms, at_once=at_once)
    assert all(same_lives(a, b) for a, b in zip(few, live_all(world, who, arms), strict=True))


def test_a_schedule_of_one_policy_is_that_policy():
    world, who = small_world(), everyone(20)
    policy = By("helps", helps)
    arm = schedule("twice", (0, policy), (SWITCH, policy))
    assert same_lives(next(live_all(world, who, [arm])), live(world, who, policy))


def test_a_schedule_parts_from_its_first_policy_on_the_day_of_the_switch_and_not_before():
    world, who = small_world(), everyone(60)
    first, second = By("helps", helps), By("refuses", refuses)
    plain, switched = live_all(
        world, who, [Arm.of(first), schedule("both", (0, first), (SWITCH, second))]
    )
    early = [lives.turns.take(lives.turns.at < SWITCH * DAY) for lives in (plain, switched)]
    assert same(*early)
    late = switched.turns.take(switched.turns.at >= SWITCH * DAY)
    assert len(late)
    assert (late.act == Act.REFUSE).all()
    assert not (early[1].act == Act.REFUSE).any()


def test_the_established_enter_after_a_month_under_the_baseline():
    world, who = established(), everyone(30)
    baseline, policy = By("refuses", refuses), By("helps", helps)
    lives = next(live_all(world, who, [Arm.of(policy)], baseline=baseline))
    fresh = live(small_world(), who, policy)
    rows = lives.trajectories
    assert lives.standing.shape == (len(rows), 12)
    assert len(lives.turns)
    assert lives.turns.at.min() >= 0
    assert lives.turns.at.max() < 12 * DAY + DAY  # a session may run over the last midnight
    assert not rows.refused.any()  # what the baseline refused lies before time zero
    assert rows.away_start.any()
    assert not fresh.trajectories.away_start.any()
    assert rows.trust_end.mean() < fresh.trajectories.trust_end.mean()


def test_the_established_are_the_same_people_before_every_arm():
    world, who = established(), everyone(20)
    arms = [By("helps", helps), By("helps too", helps), By("refuses", refuses)]
    helped, too, refused = live_all(
        world, who, [Arm.of(one) for one in arms], baseline=By("base", helps)
    )
    assert same_lives(helped, too)
    for name in ("entry_risk", "openness_start", "away_start"):
        column = getattr(helped.trajectories, name)
        assert column.tobytes() == getattr(refused.trajectories, name).tobytes()


def test_a_month_and_then_its_own_policy_is_one_long_life():
    """The established under their own baseline live on as a longer life of the new does."""
    who, policy = everyone(20), By("helps", helps)
    later = next(live_all(established(), who, [Arm.of(policy)], baseline=policy))
    whole = live(small_world(40), who, policy)
    since = whole.turns.take(whole.turns.at >= 28 * DAY)
    # A session that runs over the midnight of entry belongs to the month before.
    known = np.isin(since.at, later.turns.at + 28 * DAY)
    assert known.mean() > 0.99
    assert len(later.turns) == known.sum()
    assert later.turns.distress.tobytes() == since.take(known).distress.tobytes()


def test_a_baseline_that_fails_ends_every_arm():
    def raises(requests):
        raise RuntimeError("out of order")

    found = live_all(
        established(), everyone(4), [Arm.of(By("helps", helps))] * 2, baseline=By("base", raises)
    )
    assert all(isinstance(one, PolicyFailure) and one.arm == "base" for one in found)


def test_an_established_cohort_needs_its_baseline():
    with pytest.raises(ValueError, match="baseline"):
        next(live_all(established(), everyone(2), [Arm.of(By("helps", helps))]))


def test_everything_that_is_counted_starts_at_entry():
    """Whatever a person counts is reset, so that no column of a later version is forgotten."""
    kept = {"seen"}  # referrals met so far are remembered by the person, not counted for us
    names = list(Persons.specs())
    counters = names[names.index("needs") :]
    censoring = {"censored_at", "censored_risk"}  # begun by hand: who was lost before stays lost
    assert set(counters) - censoring == set(WATCHED) - kept


def test_a_policy_that_fails_in_one_part_ends_its_arm_only():
    def raises(requests):
        raise RuntimeError("no such tone")

    who, helper = everyone(10), By("helps", helps)
    arm = schedule("breaks later", (0, helper), (SWITCH, By("raises", raises)))
    failure, helped = live_all(small_world(), who, [arm, Arm.of(helper)])
    assert isinstance(failure, PolicyFailure)
    assert same_lives(helped, lived(small_world(), who, [helper])[0])


def test_somebody_without_a_single_need_in_store_lives_to_the_horizon():
    world, policy = small_world(1), By("helps", helps)
    nobody = 0
    for number in range(40):
        who = Panel(persona=np.zeros(1, np.int32), person=np.array([number]))
        nobody += not len(world.start(who).fate.when)
        assert live(world, who, policy).standing.shape == (1, 1)
    assert nobody > 0
