"""A life lived once for several arms, and copied where they part, is that of each arm alone."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.driving.codes import alike
from simenv.driving.desk import MOST, Desk
from simenv.errors import PolicyFailure
from simenv.exchange import Responses
from simenv.lockstep import Arm, live_all
from simenv.lockstep.batch import Batch, Queue
from simenv.vocabulary import Act, Referral
from simenv.world import World
from tests.broken.catching import CATCH, LAW
from tests.broken.parting import ForgetsTheDays, HearsTheAct, StaysEverywhere
from tests.laws.small import (
    By,
    answers,
    everyone,
    helps,
    refuses,
    refuses_from_session,
    same,
    same_lives,
    shipped,
    small_world,
)

RULES = ("never-refuses", "graded-by-risk", "warm-handoff", "hotline-boilerplate")
CODE = ("status-quo-2026", "remembers")


def established(days: int) -> World:
    return replace(small_world(days), burn_in=28)


def warmly(requests):
    """Refuses, kindly: another answer with the same act."""
    said = refuses(requests)
    said.warmth[:] = 0.9
    return said


def only_the_urgent(number):
    """Refuses by what the message shows, from a session on."""

    def answer(requests):
        said = answers(len(requests), referral=Referral.GENERIC)
        refused = (requests.risk_signal >= 1.0) & (requests.session >= number)
        said.act[:] = np.where(refused, Act.REFUSE, Act.PARTIAL)
        return said

    return answer


def loses_calls(requests):
    """Some calls give no answer: which, hangs on the message."""
    said = helps(requests)
    said.failed[:] = requests.risk_signal % 1.0 > 0.9
    return said


def breaks_in_session(number):
    def answer(requests):
        if (requests.session >= number).any():
            raise RuntimeError("out of order")
        return helps(requests)

    return answer


POLICIES = (
    By("helps", helps),
    By("helps too", helps),
    By("refuses", refuses),
    By("warmly", warmly),
    By("later", refuses_from_session(2)),
    By("much later", refuses_from_session(4)),
    By("urgent", only_the_urgent(1)),
    By("urgent later", only_the_urgent(2)),
    By("loses calls", loses_calls),
)
#: One policy throughout, or two with the day of the switch.
ARMS = st.one_of(
    st.sampled_from(POLICIES).map(Arm.of),
    st.builds(
        lambda first, day, then: Arm(name="both", parts=((0, first), (day, then))),
        st.sampled_from(POLICIES),
        st.integers(1, 5),
        st.sampled_from(POLICIES),
    ),
)
SOME_ARMS = st.lists(ARMS, min_size=2, max_size=6)


def as_alone(world, who, arms, found, **how) -> bool:
    """Whether these are the lives that everyone lives in each arm by itself."""
    alone = [next(live_all(world, who, [arm], **how)) for arm in arms]
    return all(same_lives(a, b) for a, b in zip(found, alone, strict=True))


def together(world, who, arms, *, batch=Batch, desk=Desk, at_once=10_000) -> list:
    """The lives in all of these arms, by the parts of lockstep that may be broken."""
    queue = Queue(entry=world.start(who))
    lived = batch(world=world, desk=desk(arms=arms), queue=queue, told=True, at_once=at_once)
    lived.run()
    return list(lived.lives())


def check(arms, at_once, **parts) -> None:
    world, who = small_world(6), everyone(4)
    assert as_alone(world, who, arms, together(world, who, arms, at_once=at_once, **parts))


@settings(LAW, max_examples=12)
@given(SOME_ARMS, st.integers(1, 40))
def test_whoever_shares_a_row_lives_as_alone(arms, at_once):
    check(arms, at_once)


@pytest.mark.parametrize(
    "broken",
    [{"desk": HearsTheAct}, {"batch": StaysEverywhere}, {"batch": ForgetsTheDays}],
    ids=["hears the act", "stays everywhere", "forgets the days"],
)
def test_a_broken_fork_is_caught(broken):
    @CATCH
    @given(SOME_ARMS, st.integers(1, 40))
    def law(arms, at_once):
        check(arms, at_once, **broken)

    with pytest.raises(AssertionError):
        law()


@pytest.mark.parametrize("told", [True, False])
def test_shipped_policies_of_rules_and_of_code_live_as_alone(told):
    world, who = small_world(), everyone(12)
    arms = [Arm.of(shipped(name)) for name in RULES + CODE]
    arms.append(Arm(name="both", parts=((0, shipped(CODE[0])), (5, shipped(RULES[1])))))
    assert as_alone(world, who, arms, live_all(world, who, arms, told=told), told=told)


def test_the_established_live_as_alone():
    world, who, baseline = established(8), everyone(5), shipped(CODE[0])
    arms = [Arm.of(shipped(name)) for name in RULES + CODE]
    found = live_all(world, who, arms, baseline=baseline)
    assert as_alone(world, who, arms, found, baseline=baseline)


@pytest.mark.parametrize("session", [1, 3])
def test_an_arm_that_fails_is_reported_as_alone_and_disturbs_no_other(session):
    world, who = small_world(), everyone(12)
    fails = Arm.of(By("fails", breaks_in_session(session)))
    others = [Arm.of(By("helps", helps)), Arm.of(By("later", refuses_from_session(3)))]
    first, failure, *rest = live_all(world, who, [others[0], fails, *others])
    alone = next(live_all(world, who, [fails]))
    assert isinstance(failure, PolicyFailure)
    assert str(failure) == str(alone)
    assert failure.request == alone.request
    assert as_alone(world, who, [others[0], *others], [first, *rest])


def test_more_arms_than_a_word_has_bits():
    world, who = small_world(6), everyone(2)
    policies = [POLICIES[place % len(POLICIES)] for place in range(MOST + 5)]
    found = list(live_all(world, who, [Arm.of(one) for one in policies]))
    alone = {one: next(live_all(world, who, [Arm.of(one)])) for one in POLICIES}
    assert all(same_lives(a, alone[b]) for a, b in zip(found, policies, strict=True))


@dataclass(frozen=True, kw_only=True)
class Counted(World):
    """Counts the answers that are heard in it."""

    heard: list[int] = field(default_factory=list)

    def react(self, state, requests, responses, **how):
        self.heard.append(len(requests))
        return super().react(state, requests, responses, **how)


def answers_heard(who, *policies) -> int:
    plain = small_world()
    world = Counted(**{one.name: getattr(plain, one.name) for one in fields(World)})
    list(live_all(world, who, [Arm.of(one) for one in policies]))
    return sum(world.heard)


def test_a_life_is_lived_once_as_long_as_its_arms_answer_alike():
    who, rules = everyone(20), shipped("graded-by-risk")
    code = By("the same in code", rules.respond)
    once = answers_heard(who, rules)
    assert answers_heard(who, rules, code, rules) == once
    later = By("later", refuses_from_session(3))
    apart = answers_heard(who, By("helps", helps)) + answers_heard(who, later)
    assert apart / 2 < answers_heard(who, By("helps", helps), later) < 0.9 * apart


SAID = st.lists(
    st.tuples(st.sampled_from([0, 3]), st.sampled_from([0.0, -0.0, 0.5])), min_size=1, max_size=30
)


@LAW
@given(SAID, st.sampled_from([None, lambda bits: bits & np.uint64(1)]))
def test_answers_count_as_alike_only_if_they_are_equal_to_the_last_bit(said, scatter):
    rows = Responses.blank(len(said))
    rows.act[:], rows.warmth[:] = zip(*said, strict=True)
    found = alike(rows) if scatter is None else alike(rows, scatter)
    assert same(rows.take(found), rows)
    assert (found <= np.arange(len(said))).all()
    if scatter is None:
        kinds = {(act, np.float64(warmth).tobytes()) for act, warmth in said}
        assert len(np.unique(found)) == len(kinds)
