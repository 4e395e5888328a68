"""Each outcome against a few lives written out by hand; the page against the declarations."""

from pathlib import Path

import numpy as np
import pytest

from simenv.rows import DAY, TrajectoryRows
from simenv.stats import HEADLINE, OUTCOMES, RATIOS, outcomes_page
from simenv.stats.outcomes import GROUPS, outcome
from tests.made_lives import lives

DOCS = Path(__file__).parents[2] / "docs" / "outcomes.md"


def life(**told):
    """One person; what is not told is as in a blank row."""
    rows = TrajectoryRows.blank(1)
    for name, value in told.items():
        getattr(rows, name)[0] = value
    return rows


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
    ],
)
def test_a_life_counts_as_declared(name, told, expected):
    assert outcome(name).value(life(**told), 30)[0] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["felt_heard", "frustration"])
def test_who_never_wrote_is_in_no_denominator_of_turns(name):
    assert not outcome(name).counted(life(turns=0))[0]
    assert outcome(name).counted(life(turns=1))[0]
    assert np.isfinite(outcome(name).value(life(turns=0), 30)[0])


def test_everybody_is_in_the_denominator_of_the_others():
    rows = TrajectoryRows.blank(3)
    others = [each for each in OUTCOMES if each.name not in {"felt_heard", "frustration"}]
    assert all(each.counted(rows).all() for each in others)


def test_values_are_finite_floats_and_shares_are_0_or_1():
    rows, _ = lives(0.7)
    for each in OUTCOMES:
        found = each.value(rows, 30)
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
    rows, _ = lives(0.7)
    columns = rows.arrays()
    for each in OUTCOMES:
        if each.kind == "count":
            assert np.array_equal(each.value(rows, 30), columns[each.name])


def test_the_page_is_the_one_that_the_declarations_give():
    assert DOCS.read_text(encoding="utf-8") == outcomes_page(), (
        "write docs/outcomes.md anew from simenv.stats.outcomes_page()"
    )
