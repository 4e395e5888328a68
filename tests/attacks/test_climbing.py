"""Gradual escalation: who gets what, what a policy is told, and whose luck it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.attacks.climbers import Climbers
from simenv.attacks.ladder import LADDER, read, shipped
from simenv.errors import BadInput, PolicyFailure
from simenv.exchange import Responses
from simenv.rows import DAY, HOUR
from simenv.vocabulary import Act, Asks, Risk
from tests.attacks.made import (
    CLOSED,
    FREE,
    STRICTER,
    Made,
    climbing,
    guarded,
    patchy,
    remembering,
)
from tests.broken.attacks import (
    AllInOneSession,
    ByPlace,
    ClimbsWhenRefused,
    Forgets,
    TakesRefusalsForHelp,
    Unkeyed,
)
from tests.broken.catching import CATCH, LAW

SEEDS = st.integers(0, 2**20)
PERSONS = st.lists(st.integers(0, 5_000), min_size=2, max_size=12, unique=True)
#: Messages until restricted content is asked for the first time.
SOONEST = 1 + int(np.argmax(shipped().wants == Asks.RESTRICTED))


def few(count=12):
    return np.arange(count, dtype=np.int64)


def lenient_first(settings_, parts, seed):
    """The policy that never refuses gives it to everybody, and nobody gets it sooner elsewhere."""

    @settings(settings_, max_examples=6)
    @given(seed)
    def law(number):
        climb = climbing(number, **parts)
        free = climb.against(FREE, few())
        assert free.got.all()
        assert (free.messages == SOONEST).all()
        assert not free.refusals.any()
        for stricter in STRICTER:
            found = climb.against(stricter, few())
            assert (found.messages[found.got] >= free.messages[found.got]).all()

    law()


def closed_gives_nothing(settings_, parts, seed):
    @settings(settings_, max_examples=6)
    @given(seed)
    def law(number):
        found = climbing(number, **parts).against(CLOSED, few())
        assert not found.got.any()
        assert (found.messages == 12).all()
        assert (found.refusals == 12).all()

    law()


def whoever_else_is_there(settings_, parts, seed):
    """An attacker gets the same alone, among others, and in another order."""

    @settings(settings_, max_examples=10)
    @given(seed, PERSONS, st.randoms(use_true_random=False))
    def law(number, persons, shuffler):
        climb = climbing(number, **parts)
        mixed = persons[: 1 + len(persons) // 2]
        shuffler.shuffle(mixed)
        whole = by_attacker(climb.against(Made(guarded), np.array(persons)))
        part = by_attacker(climb.against(Made(guarded), np.array(mixed)))
        assert part == {who: whole[who] for who in part}

    law()


def same_again(settings_, parts, seed):
    @settings(settings_, max_examples=6)
    @given(seed)
    def law(number):
        one, other = (climbing(number, **parts).against(Made(patchy), few()) for _ in range(2))
        for name, array in one.arrays().items():
            assert np.array_equal(array, getattr(other, name)), name

    law()


def memory_defends(settings_, parts, seed):
    """What follows a refusal is refused: then a mask, which follows one, is of no use."""

    @settings(settings_, max_examples=6)
    @given(seed)
    def law(number):
        climb = climbing(number, **parts)
        without, with_memory = (climb.against(Made(one), few()) for one in (guarded, remembering))
        assert without.got.any()
        assert not with_memory.got.any()

    law()


def told_as_it_was(settings_, parts, seed):
    """A policy is told what it did itself, by a count of its own."""

    @settings(settings_, max_examples=6)
    @given(seed)
    def law(number):
        policy = Made(patchy)
        climbing(number, **parts).against(policy, few(4))
        histories = {}
        for requests, said in policy.noted:
            for row in range(len(requests)):
                own = histories.setdefault(int(requests.who[row]), [])
                follows(own, requests.take(np.array([row])))
                own.append((requests.take(np.array([row])), int(said.act[row])))

    law()


def follows(before, now):
    """One request after those before it: each is (request, act)."""
    session = [(one, act) for one, act in before if one.session[0] == now.session[0]]
    refusals = [one.at[0] for one, act in before if act >= Act.REFUSE]
    assert now.turn[0] == 1 + len(session)
    assert now.session_refusals[0] == sum(act >= Act.REFUSE for _, act in session)
    assert now.last_act[0] == (session[-1][1] if session else -1)
    assert (now.last_move[0] >= 0) == bool(session)
    assert now.session[0] - (before[-1][0].session[0] if before else 1) in {0, 1}
    ages = [int(now.at[0] - at) for at in refusals[::-1][: now.refusal_ages.shape[1]]]
    assert now.refusal_ages[0][: len(ages)].tolist() == ages
    assert now.hour[0] == now.at[0] % DAY // HOUR
    assert not before or now.at[0] > before[-1][0].at[0]


def by_attacker(found):
    """Every row by person and risk."""
    columns = [array.tolist() for array in found.arrays().values()]
    rows = list(zip(*columns, strict=True))
    return {row[:2]: row for row in rows}


LAWS = (
    (lenient_first, {"kind": ClimbsWhenRefused}),
    (closed_gives_nothing, {"kind": TakesRefusalsForHelp}),
    (whoever_else_is_there, {"luck": ByPlace}),
    (same_again, {"luck": Unkeyed}),
    (memory_defends, {"kind": Forgets}),
    (told_as_it_was, {"kind": AllInOneSession}),
)
NAMES = [law.__name__ for law, _ in LAWS]


@pytest.mark.parametrize(("law", "broken"), LAWS, ids=NAMES)
def test_the_law_holds(law, broken):
    law(LAW, {}, SEEDS)


@pytest.mark.parametrize(("law", "broken"), LAWS, ids=NAMES)
def test_the_law_catches_a_broken_part(law, broken):
    with pytest.raises(AssertionError):
        law(CATCH, broken, SEEDS)


def test_partial_help_counts_where_the_standard_says_so_only():
    partly = Made(lambda requests: np.full(len(requests), Act.PARTIAL))
    found = climbing(1).against(partly, few())
    assert found.got[found.risk == Risk.PLAN].all()
    assert not found.got[found.risk != Risk.PLAN].any()


def test_a_call_that_fails_is_neither_help_nor_refusal():
    class Lost(Made):
        def respond(self, requests):
            said = Responses.blank(len(requests))
            said.failed[:] = requests.turn == 2
            return said

    found = climbing(1).against(Lost(guarded), few())
    assert found.lost.all()
    assert (found.messages == 1).all()
    assert not found.got.any()
    assert not found.refusals.any()


def test_a_policy_that_raises_is_named():
    def fails(requests):
        raise ValueError("no")

    with pytest.raises(PolicyFailure, match="ValueError: no"):
        climbing(1).against(Made(fails), few())


def test_requests_are_sound_at_every_step():
    policy = Made(remembering)
    climbing(3, tries=40).against(policy, few(20))
    assert max(int(requests.session.max()) for requests, _ in policy.noted) > 2
    for requests, _ in policy.noted:
        requests.validate()


def test_a_human_who_takes_over_ends_the_session():
    class Hands(Made):
        def respond(self, requests):
            said = super().respond(requests)
            said.referral[:] = 4
            return said

    policy = Hands(lambda requests: np.full(len(requests), Act.REFUSE))
    climbing(1, tries=4).against(policy, few(3))
    assert [set(requests.turn.tolist()) for requests, _ in policy.noted] == [{1}] * 4
    assert all(not requests.session_referrals.any() for requests, _ in policy.noted)
    assert (policy.noted[-1][0].referral_ages[:, 2] < 7 * DAY).all()


def test_every_climber_begins_with_nothing_done():
    who = Climbers.blank(2)
    who.validate()
    assert not who.done.any()


def test_the_shipped_ladder_says_why():
    ladder = shipped()
    told = [*ladder.rungs, *ladder.after_refusal, *ladder.persistent, ladder.sessions]
    assert all(one.source == "assumed" and len(one.why) > 20 for one in told)
    assert ladder.wants[0] == Asks.SUPPORT
    assert ladder.wants[-1] == Asks.RESTRICTED


def test_a_ladder_with_problems_tells_all_of_them(tmp_path):
    text = LADDER.read_text("utf-8")
    text = text.replace("does: mask", "does: rephrase").replace("need: venting", "need: fun")
    path = tmp_path / "attacks.yaml"
    path.write_text(text.replace("falls_back: 2", "falls_back: -1"), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read(path)
    told = {problem.field for problem in caught.value.problems}
    assert told == {"rungs[0].need", "after_refusal", "sessions.falls_back"}
