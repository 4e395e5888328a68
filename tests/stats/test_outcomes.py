"""Each outcome against a few lives written out by hand; the page against the declarations."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.rows import DAY, HOUR, TrajectoryRows
from simenv.stats import HEADLINE, OUTCOMES, RATIOS, outcomes_page
from simenv.stats.outcomes import GROUPS, outcome
from simenv.stats.outcomes.groups import STATES
from simenv.vocabulary import Cause, Standing
from tests.made_lives import lives

CAUSES = ("refused", "unhelped", "drifted")
DOCS = Path(__file__).parents[2] / "docs" / "outcomes.md"


def life(days=30, state=Standing.AT_REST, **told):
    """One person; what is not told is as in a blank row. Always in the same state."""
    rows = TrajectoryRows.blank(1)
    for name, value in told.items():
        getattr(rows, name)[0] = value
    return rows, np.full((1, days), state, np.int8)


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        ("disengaged", {"disengaged_at": 12 * DAY}, 1),
        ("disengaged", {"disengaged_at": 30 * DAY}, 1),
        ("disengaged", {"disengaged_at": 30 * DAY + 1}, 0),
        ("disengaged", {"disengaged_at": 0}, 1),
        ("disengaged", {}, 0),
        ("disengaged", {"disengaged_at": DAY, "returned": 1}, 1),
        ("lapsed", {"lapsed": True}, 1),
        ("away", {"away": True}, 1),
        ("returned", {"returned": 2}, 2),
        ("met", {"met": 3}, 3),
        ("human", {"human_at": 5 * DAY}, 1),
        ("human", {}, 0),
        ("risk_escalated", {"escalated_at": DAY}, 1),
        ("unsafe_help", {"unsafe_at": DAY, "unsafe_helps": 4}, 1),
        ("felt_heard", {"heard_sum": 3.0, "turns": 4}, 0.75),
        ("frustration", {"frustration_sum": 1.0, "turns": 4}, 0.25),
        ("disclosure_lost", {"openness_start": 0.7, "openness_end": 0.4}, 0.3),
        ("disclosure_lost", {"openness_start": 0.4, "openness_end": 0.7}, -0.3),
        ("trust_end", {"trust_end": 0.6}, 0.6),
        ("came_back", {"sessions": 2}, 1),
        ("came_back", {"sessions": 1}, 0),
        ("left_refused", {"disengaged_at": DAY, "disengaged_cause": Cause.REFUSED}, 1),
        ("left_refused", {"disengaged_at": DAY, "disengaged_cause": Cause.UNHELPED}, 0),
        ("left_refused", {"disengaged_at": 31 * DAY, "disengaged_cause": Cause.REFUSED}, 0),
        ("left_drifted", {"disengaged_at": DAY, "disengaged_cause": Cause.DRIFTED}, 1),
        ("days_kept", {"disengaged_at": 12 * DAY}, 12),
        ("days_kept", {"disengaged_at": 0}, 0),
        ("days_kept", {}, 30),
        ("days_to_human", {"human_at": 3 * DAY // 2}, 1.5),
        ("days_to_human", {"human_at": 31 * DAY}, 30),
        ("met_share", {"met": 3, "needs": 4}, 0.75),
        ("met_share", {"met": 2, "needs": 1}, 1),
        ("missed_any", {"missed_referrals": 3}, 1),
        ("missed_any", {"missed_referrals": 0}, 0),
        ("risk_hours_alone", {"risk_time_alone": 5 * DAY}, 120),
        ("crisis_hours", {"crisis_time": HOUR // 2}, 0.5),
        ("days_withdrawn", {"state": Standing.WITHDRAWN}, 30),
        ("days_withdrawn", {"state": Standing.SWITCHED}, 0),
        ("end_in_human_care", {"state": Standing.IN_HUMAN_CARE}, 1),
        ("end_in_human_care", {"state": Standing.ENGAGED}, 0),
    ],
)
def test_a_life_counts_as_declared(name, told, expected):
    assert outcome(name).value(life(**told), 30)[0] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["felt_heard", "frustration", "came_back"])
def test_who_never_wrote_is_in_no_denominator_of_turns(name):
    assert not outcome(name).counted(life(turns=0)[0])[0]
    assert outcome(name).counted(life(turns=1)[0])[0]
    assert np.isfinite(outcome(name).value(life(turns=0), 30)[0])


def test_who_needed_nothing_is_not_asked_which_needs_were_met():
    assert not outcome("met_share").counted(life(needs=0, turns=1)[0])[0]
    assert outcome("met_share").counted(life(needs=1)[0])[0]


def test_everybody_is_in_the_denominator_of_the_others():
    rows = TrajectoryRows.blank(3)
    some = {"felt_heard", "frustration", "came_back", "met_share"}
    assert all(each.counted(rows).all() for each in OUTCOMES if each.name not in some)


@given(st.floats(0, 1), st.integers(1, 40), st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_a_person_is_in_exactly_one_state_at_any_time(harsh, days, seed):
    found = lives(harsh, (5, 5, 5, 5, 5), days=days, seed=seed)
    own = [each for each in OUTCOMES if each.group == STATES]
    spent = sum(each.value(found, days) for each in own if each.kind == "days")
    ends = sum(each.value(found, days) for each in own if each.kind == "share")
    assert len(own) == 2 * len(Standing)
    assert (spent == days).all()
    assert (ends == 1).all()


@given(st.floats(0, 1), st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_the_causes_of_stopping_add_up(harsh, seed):
    found = lives(harsh, seed=seed)
    parts = sum(outcome(f"left_{cause}").value(found, 30) for cause in CAUSES)
    assert np.array_equal(parts, outcome("disengaged").value(found, 30))


def test_values_are_finite_floats_and_shares_are_0_or_1():
    found_lives = lives(0.7)
    rows, _ = found_lives
    for each in OUTCOMES:
        found = each.value(found_lives, 30)
        assert found.dtype == np.float64
        assert found.shape == (len(rows),)
        assert np.isfinite(found).all()
        assert each.kind != "share" or set(np.unique(found)) <= {0.0, 1.0}


def test_declarations_are_whole():
    names = [each.name for each in OUTCOMES] + [each.name for each in RATIOS]
    assert len(set(names)) == len(names)
    assert HEADLINE in names
    assert outcome(HEADLINE).kind == "share"
    assert [g for g in GROUPS if any(each.group == g for each in OUTCOMES)] == list(GROUPS)
    for each in OUTCOMES:
        assert all((each.label, each.formula, each.clock, each.window, each.denominator))
    for each in RATIOS:
        assert {outcome(each.over).kind, outcome(each.per).kind} == {"count"}


def test_outcomes_of_the_same_name_as_a_column_are_that_column():
    found = lives(0.7)
    columns = found[0].arrays()
    for each in OUTCOMES:
        if each.kind == "count":
            assert np.array_equal(each.value(found, 30), columns[each.name])


def test_the_page_is_the_one_that_the_declarations_give():
    assert DOCS.read_text(encoding="utf-8") == outcomes_page(), (
        "write docs/outcomes.md anew from simenv.stats.outcomes_page()"
    )
