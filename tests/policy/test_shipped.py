"""The eleven policies: each loads, asks a question of its own, and does what its idea says."""

from __future__ import annotations

import functools
import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.catalogue import Catalogue
from simenv.exchange import FRAMINGS, Responses, View
from simenv.policy import Policy, RulesPolicy, checked, load
from simenv.policy.view import remembers
from simenv.tell.alike import distance, far, record
from simenv.vocabulary import (
    Act,
    Age,
    Asks,
    Continuation,
    Need,
    Rationale,
    Referral,
    Risk,
    language_code,
    region_code,
)
from tests.policy.asked import batches, drawn

CATALOGUE = Catalogue()
ELEVEN = (
    "age-and-region-aware",
    "always-refuses",
    "compassionate-completion",
    "explain-and-refer",
    "graded-by-risk",
    "hotline-boilerplate",
    "never-refuses",
    "partial-compliance",
    "remembers",
    "status-quo-2026",
    "warm-handoff",
)
#: Rows that fit or check the model: nothing may be built on them.
NOT_FOR_BUILDING = {"B3", "C1", "C5", "C10", "C18", "C2", "C3", "C11", "C21", "D1b", "D6"}


@functools.cache
def shipped(name: str) -> Policy:
    return load(CATALOGUE, name)


def data(name: str) -> dict:
    return CATALOGUE.read("policies", name).data


def seen_by(name: str, **columns: object) -> tuple[str, str]:
    """What a rules policy answers to one view in which only `columns` differ from nothing special.

    An adult who writes English in the US.
    """
    tried = shipped(name)
    one = View.blank(1)
    plain = {"turn": 1, "region": region_code("US"), "language": language_code("en")}
    for column, value in (plain | columns).items():
        getattr(one, column)[:] = value
    chosen = int(tried.choice.take(tried.grid.owner(one))[0])
    said = list(tried.answers)[chosen]
    return said, str(tried.answers[said].act)


def test_shipped_policies_are_these():
    assert CATALOGUE.names("policies") == ELEVEN


@pytest.mark.parametrize("name", ELEVEN)
def test_each_says_what_it_asks_and_rests_on_and_answers_everything(name):
    assert data(name)["asks"].rstrip().endswith("?")
    row = data(name)["source"].removesuffix("; size assumed")
    assert row == "assumed" or (row[0] in "ABCD" and row not in NOT_FOR_BUILDING)
    answers = checked(shipped(name), drawn(500))
    assert not answers.failed.any()
    assert (answers.act <= Act.REFUSE).all()
    if isinstance(shipped(name), RulesPolicy):
        assert all(one.text for one in shipped(name).answers.values())


@pytest.mark.parametrize("name", [name for name in ELEVEN if name != "status-quo-2026"])
def test_only_what_was_found_moralises(name):
    assert (checked(shipped(name), drawn(500)).judgement == 0).all()


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text.lower()))


def test_no_two_ask_the_same_question():
    for one, other in combinations(ELEVEN, 2):
        here, there = words(data(one)["asks"]), words(data(other)["asks"])
        assert len(here & there) <= 0.4 * len(here | there), (one, other)


def test_each_differs_from_every_other_on_the_battery():
    records = [record(shipped(name)) for name in ELEVEN]
    for one, other in combinations(records, 2):
        assert far(distance(one, other)) > 0.03, (one.name, other.name)


def columns_that_differ(one: str, other: str, requests) -> set[str]:
    here, there = (checked(shipped(name), requests).arrays() for name in (one, other))
    return {column for column in here if (here[column] != there[column]).any()}


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (
            "hotline-boilerplate",
            "explain-and-refer",
            {"rationale", "continuation", *FRAMINGS} - {"judgement"},
        ),
        ("explain-and-refer", "remembers", {"referral", "continuation"}),
        ("graded-by-risk", "warm-handoff", {"referral"}),
    ],
)
@given(batches)
def test_what_is_one_change_away_differs_in_nothing_else(one, other, differ, requests):
    assert columns_that_differ(one, other, requests) <= differ
    assert columns_that_differ(one, other, drawn(500)) == differ


# --- each idea ----------------------------------------------------------------------------------


def test_the_two_ends_are_the_ends():
    requests = drawn(300)
    open_door, closed = (checked(shipped(n), requests) for n in ("never-refuses", "always-refuses"))
    assert (open_door.act == Act.COMPLY).all()
    assert (open_door.referral == Referral.NONE).all()
    assert (open_door.warmth == 0.8).all()
    assert (closed.act == Act.REFUSE).all()
    assert (closed.continuation == Continuation.ENDS).all()
    assert (closed.warmth == 0).all()


def test_hotline_boilerplate_says_the_same_to_every_risk_and_forgets():
    name = "hotline-boilerplate"
    for risk in (Risk.PASSIVE, Risk.ACTIVE, Risk.PLAN):
        assert seen_by(name, risk_seen=risk) == ("hotline", "refuse")
    assert seen_by(name, need=Need.CRISIS_DISCLOSURE) == ("hotline", "refuse")
    assert seen_by(name, risk_seen=Risk.NONE, asks=Asks.RESTRICTED) == ("help", "comply")
    assert shipped(name).remembers == remembers(None, None)


def test_graded_by_risk_narrows_and_remembers():
    name = "graded-by-risk"
    assert seen_by(name, risk_seen=Risk.PASSIVE, asks=Asks.RESTRICTED) == ("help", "comply")
    assert seen_by(name, risk_seen=Risk.ACTIVE) == ("narrow", "partial")
    assert seen_by(name, risk_seen=Risk.ACTIVE, asks=Asks.RESTRICTED) == ("stop", "refuse")
    assert seen_by(name, risk_seen=Risk.PLAN) == ("narrow", "partial")
    assert seen_by(name, risk_seen=Risk.PLAN, refusals=2) == ("stay-close", "partial")
    stop = shipped(name).answers["stop"]
    assert (stop.referral, stop.rationale, stop.framing.agency) == ("localised", "concern", 0.8)
    assert shipped(name).remembers == remembers(30.0, None)


def test_partial_compliance_never_says_no_nor_where_else():
    answers = checked(shipped("partial-compliance"), drawn(1000))
    less = answers.act != Act.COMPLY
    assert less.any()
    assert (answers.act[less] == Act.PARTIAL).all()
    for said in (answers.rationale, answers.referral, answers.explanation[less]):
        assert not said.any()


def test_warm_handoff_hands_over_wherever_it_points():
    answers = checked(shipped("warm-handoff"), drawn(1000))
    assert set(answers.referral.tolist()) == {Referral.NONE, Referral.HANDOFF}


def steps(signal: float, asks: Asks, turns: int = 6) -> list[Responses]:
    """The answers of one session in which every message asks the same."""
    said = []
    asked = drawn(1)
    fixed = {"asks": asks, "need": Need.COPING, "risk_signal": signal}
    for column, value in (fixed | {"last_act": -1, "last_move": -1}).items():
        getattr(asked, column)[:] = value
    asked.session_refusals[:] = asked.session_referrals[:] = 0
    for turn in range(1, turns + 1):
        asked.turn[:] = turn
        answer = checked(shipped("compassionate-completion"), asked)
        said.append(answer)
        asked.last_act[:] = answer.act
        asked.session_refusals[:] += answer.act >= Act.REFUSE
        asked.session_referrals[:] += answer.referral > 0
    return said


def test_compassionate_completion_takes_its_four_steps_in_order():
    said = steps(1.5, Asks.SUPPORT)
    acts = [Act(int(one.act[0])).word for one in said]
    assert acts == ["partial", "refuse", "partial", "refuse", "refuse", "refuse"]
    assert [int(one.referral[0]) for one in said] == [0, 0, 0, *[Referral.TAILORED] * 3]
    acknowledge, boundary, transition, redirect = said[:4]
    assert acknowledge.validation[0] == max(one.validation[0] for one in said)
    assert boundary.explanation[0] == max(one.explanation[0] for one in said)
    assert transition.agency[0] == max(one.agency[0] for one in said)
    assert redirect.continuation[0] == Continuation.CHECKS_IN


@given(batches)
def test_compassionate_completion_gives_nothing_of_restricted_content(requests):
    answers = checked(shipped("compassionate-completion"), requests)
    assert (answers.act[requests.asks == Asks.RESTRICTED] == Act.REFUSE).all()


@pytest.mark.parametrize("asks", [Asks.SUPPORT, Asks.RESTRICTED])
def test_at_plan_or_intent_no_step_waits_for_a_human(asks):
    assert steps(3.9, asks)[0].referral[0] == Referral.TAILORED


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"risk_seen": Risk.ACTIVE}, ("local", "refuse")),
        ({"risk_seen": Risk.ACTIVE, "region": region_code("PL")}, ("general", "refuse")),
        ({"risk_seen": Risk.ACTIVE, "language": language_code("hi")}, ("general", "refuse")),
        (
            {
                "risk_seen": Risk.ACTIVE,
                "language": language_code("hi"),
                "region": region_code("IN"),
            },
            ("local", "refuse"),
        ),
        ({"risk_seen": Risk.ACTIVE, "age": Age.MINOR}, ("young", "refuse")),
        ({"need": Need.CRISIS_DISCLOSURE, "age": Age.MINOR}, ("young", "refuse")),
        ({"asks": Asks.RESTRICTED, "age": Age.MINOR}, ("not-for-minors", "refuse")),
        ({"asks": Asks.RESTRICTED}, ("help", "comply")),
        ({"age": Age.MINOR}, ("help", "comply")),
    ],
)
def test_age_and_region_aware_knows_whom_it_talks_to(columns, said):
    assert seen_by("age-and-region-aware", **columns) == said


@given(batches)
def test_age_and_region_aware_is_never_less_narrow_with_a_minor(requests):
    as_adult, as_minor = requests.copy(), requests.copy()
    as_adult.age[:], as_minor.age[:] = Age.ADULT, Age.MINOR
    adult, minor = (
        checked(shipped("age-and-region-aware"), asked) for asked in (as_adult, as_minor)
    )
    assert (minor.act >= adult.act).all()
    assert (minor.referral != Referral.LOCALISED).all()


def every_request() -> View:
    """Every weekday, hour, need, request and risk read, over eight turns."""
    parts = np.meshgrid(
        np.arange(7), np.arange(24), np.arange(6), np.arange(3), np.arange(4), np.arange(1, 9)
    )
    flat = [part.ravel() for part in parts]
    one = View.blank(len(flat[0]))
    for name, values in zip(
        ("weekday", "hour", "need", "asks", "risk_seen", "turn"), flat, strict=True
    ):
        getattr(one, name)[:] = values
    return one


def test_status_quo_refuses_with_the_shares_of_its_sources():
    seen = every_request()
    said = shipped("status-quo-2026").function(seen)
    refused = said.act == Act.REFUSE
    restricted = seen.asks == Asks.RESTRICTED
    question = (seen.asks == Asks.INFORMATION) & (seen.risk_seen >= Risk.ACTIVE)
    assert (refused == (restricted | question)).all()
    assert (said.act[~refused] == Act.COMPLY).all()
    reasons = np.bincount(said.rationale[refused], minlength=5) / refused.sum()
    found = {
        "ethics": reasons[Rationale.ETHICS],
        "no reason": reasons[Rationale.NONE],
        "policy": reasons[Rationale.POLICY],
        "ability": reasons[Rationale.ABILITY],
        "alternative": np.mean(said.continuation[refused] == Continuation.INVITES),
        "preface": np.mean(said.explanation[refused] == 0.8),
        "negative": np.mean(said.judgement[refused] > 0),
    }
    figures = {
        "ethics": 0.70,
        "no reason": 0.23,
        "policy": 0.06,
        "ability": 0.01,
        "alternative": 0.55,
        "preface": 0.03,
        "negative": 0.40,
    }
    assert found == pytest.approx(figures, abs=0.012)


def test_status_quo_listens_and_names_a_hotline_at_risk():
    seen = every_request()
    said = shipped("status-quo-2026").function(seen)
    support = seen.asks == Asks.SUPPORT
    assert (said.act[support] == Act.COMPLY).all()
    grave = (seen.risk_seen >= Risk.ACTIVE) | (seen.need == Need.CRISIS_DISCLOSURE)
    assert ((said.referral == Referral.GENERIC) == grave).all()
    assert (said.judgement[said.act == Act.COMPLY] == 0).all()


def test_what_hangs_on_the_hour_says_nothing_of_the_person():
    """The lot of a request is one for everyone who asks it then: age, place and risk left out."""
    seen = every_request()
    once = shipped("status-quo-2026").function(seen)
    other = seen.copy()
    other.age[:], other.region[:], other.language[:] = Age.MINOR, region_code("IN"), 7
    other.subject[:] = 1
    again = shipped("status-quo-2026").function(other)
    for name, column in once.arrays().items():
        assert (column == getattr(again, name)).all()


# --- conditions on age and place ----------------------------------------------------------------


@given(st.sampled_from(Age), st.sampled_from(["US", "PL", "IN"]), st.sampled_from(["en", "hi"]))
def test_rules_on_age_and_place_see_them_as_the_view_does(age, region, language):
    columns = {"age": age, "region": region_code(region), "language": language_code(language)}
    said, _ = seen_by("age-and-region-aware", risk_seen=Risk.PLAN, **columns)
    fits = (language, region) in {("en", "US"), ("en", "IN"), ("hi", "IN")}
    expected = "young" if age == Age.MINOR else "local" if fits else "general"
    assert said == expected
