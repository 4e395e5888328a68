"""Persons who live under policies: persistent testers, and the benign people who pay."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv import attacks, world
from simenv.attacks import benign, testers
from simenv.attacks.ladder import shipped
from simenv.attacks.resisted import ESCALATION, resisted
from simenv.attacks.running import Meeting
from simenv.attacks.testers import BASE
from simenv.errors import BadInput, PolicyFailure
from simenv.lockstep import Arm, Lives, live_all
from simenv.persona import load
from simenv.population import panel
from simenv.rows import DAY
from simenv.vocabulary import Act, Asks, Risk
from tests.attacks.made import CATALOGUE, FREE, LISTENING, Made, climbing, guarded
from tests.broken.attacks import counts_every_error, gives_by_statement, lived_apart
from tests.broken.catching import CATCH, LAW

ROOT = Path(__file__).parents[2]
SEEDS = st.integers(0, 2**20)
DAYS, PEOPLE = 12, 6
TESTERS = testers.testers(load(CATALOGUE, BASE), shipped())
BENIGN = tuple(load(CATALOGUE, name) for name in shipped().benign.personas)


def lived(personas, policies, seed, people=PEOPLE):
    here = world.build(personas, LISTENING, days=DAYS, seed=seed, world=0)
    who = panel(len(personas), people)
    found = list(live_all(here, who, [Arm.of(one) for one in policies]))
    assert all(isinstance(one, Lives) for one in found)
    return found


def efforts_of(lives, place=0, risk=Risk.PLAN):
    return testers.efforts(lives, place, risk, DAYS)


def by_hand(turns, gives):
    """Messages, refusals, sessions and time of each person up to the first hit, by a loop."""
    found = {}
    for row, hit in enumerate(gives(turns)):
        person = int(turns.person[row])
        messages, refusals, sessions, at = found.get(person, (0, 0, set(), None))
        if at is not None:
            continue
        refusals += int(turns.act[row]) >= Act.REFUSE
        sessions = sessions | {int(turns.session[row])}
        found[person] = (messages + 1, refusals, sessions, int(turns.at[row]) if hit else None)
    return found


def first_hit_by_hand(settings_, gives):
    @settings(settings_, max_examples=4)
    @given(SEEDS)
    def law(seed):
        (lives,) = lived([TESTERS[3].persona], [Made(guarded)], seed)
        found, hand = efforts_of(lives), by_hand(lives.turns, gives)
        assert found.got.any()
        for row, person in enumerate(found.person.tolist()):
            messages, refusals, sessions, at = hand.get(person, (0, 0, set(), None))
            assert found.got[row] == (at is not None)
            assert found.waited[row] == (DAYS * DAY if at is None else at)
            assert found.messages[row] == messages
            assert found.refusals[row] == refusals
            assert found.sessions[row] == len(sessions)

    law()


def test_effort_is_counted_to_the_first_that_was_given():
    first_hit_by_hand(LAW, testers.gives)


def test_masks_that_count_for_nothing_are_caught():
    with pytest.raises(AssertionError):
        first_hit_by_hand(CATCH, gives_by_statement)


def lenient_first(settings_, let_live):
    """Who refuses restricted content and nothing else is never the easier one."""

    @settings(settings_, max_examples=4)
    @given(SEEDS)
    def law(seed):
        policies = [Made(lambda requests: np.zeros(len(requests))), Made(guarded)]
        free, strict = let_live([TESTERS[3].persona], policies, seed)
        easy, hard = efforts_of(free), efforts_of(strict)
        assert (easy.got | ~hard.got).all()
        assert (easy.messages[hard.got] <= hard.messages[hard.got]).all()
        assert (easy.waited <= hard.waited).all()

    law()


def test_the_more_lenient_policy_takes_no_more_effort():
    lenient_first(LAW, lived)


def test_luck_that_policies_do_not_share_is_caught():
    with pytest.raises(AssertionError):
        lenient_first(CATCH, lived_apart(lived))


def benign_lose_nothing(settings_, counted):
    @settings(settings_, max_examples=4)
    @given(SEEDS)
    def law(seed):
        (lives,) = lived(BENIGN, [FREE], seed)
        found = counted(lives, range(len(BENIGN)))
        assert found.asked.any()
        assert not found.over.any()
        told = benign.loss(FREE.name, found, found, [one.share for one in BENIGN])
        assert told.over.value == told.any_over.value == told.met_apart.value == 0
        assert told.met_apart.same

    law()


def test_benign_people_lose_nothing_where_nothing_is_refused():
    benign_lose_nothing(LAW, benign.counted)


def test_a_count_of_other_errors_is_caught():
    with pytest.raises(AssertionError):
        benign_lose_nothing(CATCH, counts_every_error)


def test_benign_people_lose_to_a_policy_that_refuses():
    lives, free = lived(BENIGN, [Made(guarded), FREE], 1, people=20)
    mine, yardstick = (benign.counted(one, range(len(BENIGN))) for one in (lives, free))
    told = benign.loss("guarded", mine, yardstick, [one.share for one in BENIGN])
    assert told.over.low > 0
    assert told.met_apart.high < 0
    assert told.people == 20 * len(BENIGN)
    turns = lives.turns
    kind = np.isin(turns.asks, [Asks.INFORMATION, Asks.RESTRICTED]) & ~turns.hidden
    assert mine.over.sum() == (turns.over_refusal & kind).sum()


def test_who_was_lost_to_a_failed_call_is_left_out():
    (lives,) = lived(BENIGN, [FREE], 1)
    censored = lives.trajectories.censored_at.copy()
    censored[0] = 1
    lost = replace(lives, trajectories=replace(lives.trajectories, censored_at=censored))
    whole, cut = (benign.counted(one, range(len(BENIGN))) for one in (lives, lost))
    told = benign.loss("cut", cut, whole, [one.share for one in BENIGN])
    assert (told.people, told.lost) == (PEOPLE * len(BENIGN) - 1, 1)


def test_testers_stand_where_they_are_said_to_stand():
    names = [one.persona.name for one in TESTERS]
    assert names[:2] == ["boundary-tester-at-none", "boundary-tester-at-passive"]
    for one in TESTERS:
        (lives,) = lived([one.persona], [FREE], 1)
        assert (lives.turns.risk == one.risk).all()
        assert (lives.turns.subject == 0).all()


def test_a_share_is_that_of_those_who_got_it_and_grows_with_tries():
    found = climbing(1).against(Made(guarded), np.arange(40, dtype=np.int64))
    mine = found.take(found.risk == Risk.PLAN)
    told = resisted("guarded", ESCALATION, Risk.PLAN, mine, 12)
    assert told.share.value == mine.got.mean()
    assert told.share.low < told.share.value < told.share.high
    assert list(told.by) == sorted(told.by)
    assert told.by[-1] == told.share.value
    assert told.by[1] == 0
    assert told.messages == np.median(mine.messages[mine.got])


def test_nobody_who_got_it_has_no_effort():
    found = climbing(1).against(Made(guarded), np.arange(4, dtype=np.int64))
    none = replace(found, got=np.zeros(len(found), np.bool_)).take(found.risk == Risk.NONE)
    told = resisted("none", ESCALATION, Risk.NONE, none, 12)
    assert (told.share.value, told.messages, told.days) == (0, None, None)
    assert told.share.high > 0.5, "four tell little"


def question(policies=("graded-by-risk",), **options):
    usual = {"people": 5, "days": 6, "tries": 8, "personas": ["author", "clinician"]}
    return attacks.question(policies, CATALOGUE, **(usual | options))


def test_how_the_people_are_cut_changes_no_number():
    meeting = Meeting(asked=question())
    policies = meeting.asked.policies
    whole = meeting._group(policies, 5, at_a_time=5)
    cut = meeting._group(policies, 5, at_a_time=2)
    for name, one in whole.items():
        (part,), parts = one.mine, cut[name].mine
        assert len(parts) == 3
        assert cut[name].people == one.people == 5
        joined = benign.together([each.benign for each in parts])
        same(part.benign, joined)
        for attacker, efforts in part.efforts.items():
            others = efforts.joined([each.efforts[attacker] for each in parts])
            same(in_order(efforts), in_order(others))


def in_order(efforts):
    return efforts.take(np.lexsort((efforts.person, efforts.risk)))


def same(one, other):
    for name, array in one.arrays().items():
        assert np.array_equal(array, getattr(other, name)), name


def test_a_learned_policy_is_attacked_like_any_other():
    path = ROOT / "docs" / "learned" / "refer-all.yaml"
    found = attacks.attacked(question([str(path)]), None)
    mine = [one for one in found.resisted if one.policy == "refer-all"]
    assert len(mine) == 12
    assert any(one.got for one in mine)


def test_the_same_seed_gives_the_same_and_another_does_not():
    one, again, other = (attacks.attacked(question(seed=seed), None) for seed in (1, 1, 2))
    assert one == again
    assert one.resisted != other.resisted


def test_a_policy_that_fails_is_named_and_the_others_go_on(tmp_path):
    path = tmp_path / "breaks.yaml"
    path.write_text(
        "policy: breaks\nversion: 1.0.0\nkind: python\nsummary: Raises when it is asked for much.\n"
        "source: assumed\ndetector: typical-2025\n",
        encoding="utf-8",
    )
    (tmp_path / "breaks.py").write_text(
        "from simenv.policy import Response, per_request\n\n\n@per_request\ndef respond(request):\n"
        "    if request.asks_for == 'restricted':\n        raise ValueError('no')\n"
        "    return Response(act='comply')\n",
        encoding="utf-8",
    )
    found = attacks.attacked(question([str(path), "graded-by-risk"]), None)
    assert [one.policy for one in found.failures] == ["breaks"]
    assert "ValueError: no" in found.failures[0].reason
    assert {one.policy for one in found.resisted} == {
        "graded-by-risk",
        "never-refuses",
        "always-refuses",
    }


def test_nothing_is_held_against_a_yardstick_that_fails(monkeypatch):
    meeting = Meeting(asked=question())

    def fails(*_):
        raise PolicyFailure("never-refuses", "a request", "no")

    monkeypatch.setattr(type(meeting.climb), "against", fails)
    with pytest.raises(PolicyFailure, match="never-refuses"):
        list(meeting.met())


def test_every_problem_is_told_at_once():
    with pytest.raises(BadInput) as caught:
        question(["nobody"], tries=0, people=0, days=400, personas=["author", "noone"])
    told = {problem.field for problem in caught.value.problems}
    assert {"tries", "people", "days"} <= told
    assert len(caught.value.problems) >= 5


def test_more_needs_than_the_model_can_hold_are_refused(monkeypatch):
    often = shipped().persistent[1]
    rate = often.sessions_per_week
    busy = rate.model_copy(update={"median": 60.0, "middle90": (60.0, 60.0)})
    changed = often.model_copy(update={"sessions_per_week": busy})
    ladder = shipped().model_copy(update={"persistent": (changed,)})
    monkeypatch.setattr("simenv.attacks.asking.shipped", lambda: ladder)
    with pytest.raises(BadInput, match="at most one need an hour"):
        question()
