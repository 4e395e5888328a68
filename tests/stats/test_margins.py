"""A margin for every outcome that is compared, chosen from its scale and honest on its source."""

from __future__ import annotations

import pytest

from simenv.errors import BadInput
from simenv.stats import OUTCOMES, Study
from simenv.stats.margins import DECLARED, MARGINS, margin_of, read, shipped, wrong_size


def test_every_outcome_that_is_compared_has_a_margin_and_no_other():
    assert set(shipped()) == {each.name for each in OUTCOMES if not each.exogenous}


def test_harms_have_a_smaller_margin_than_leaving():
    assert margin_of("risk_escalated") == margin_of("unsafe_help") == (0.01, "assumed")
    assert margin_of("disengaged") == (0.03, "assumed")


def test_outcomes_of_one_scale_that_add_up_have_one_margin():
    parts = ("left_refused", "left_unhelped", "left_drifted")
    assert {shipped()[name].value for name in (*parts, "disengaged")} == {0.03}
    states = ("engaged", "at_rest", "switched", "in_human_care", "withdrawn")
    assert len({shipped()[f"days_{name}"].value for name in states}) == 1
    assert len({shipped()[f"end_{name}"].value for name in states}) == 1


def test_what_no_policy_moves_has_no_margin():
    with pytest.raises(KeyError):
        margin_of("crises")


def test_a_declared_margin_goes_before_the_shipped_one():
    told = {"personas": ("a",), "shares": (1.0,), "arms": ("x",), "days": 3, "standard": "s"}
    study = Study(**told, standard_assumed=1.0, margins={"met": 0.5})
    assert study.margin("met") == (0.5, DECLARED)
    assert study.margin("disengaged") == (0.03, "assumed")
    with pytest.raises(KeyError):
        study.margin("crises")


@pytest.mark.parametrize(
    ("outcome", "value", "right"),
    [
        ("disengaged", 0.05, True),
        ("disengaged", 5, False),
        ("felt_heard", 1.0, False),
        ("met", 5, True),
        ("met", 0, False),
        ("met", -0.1, False),
        ("met", True, False),
        ("met", "0.1", False),
        ("met", float("nan"), False),
        ("met", float("inf"), False),
    ],
)
def test_a_margin_is_above_0_and_fits_the_scale(outcome, value, right):
    assert (wrong_size(outcome, value) is None) == right


def test_all_faults_of_a_file_come_at_once(tmp_path):
    text = MARGINS.read_text(encoding="utf-8")
    lines = text.replace("disengaged:       {value: 0.03", "disengaged:       {value: 3")
    lines = lines.replace(
        "met:              {value: 0.1, source: assumed", "met: {value: 0.1, source: me"
    )
    lines = lines.replace("  taken: ", "  token: ").replace(
        ', why: "one session', ', because: "one session'
    )
    path = tmp_path / "margins.yaml"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read(path)
    assert {problem.field for problem in caught.value.problems} == {
        "margins",
        "margins.disengaged.value",
        "margins.met.source",
        "margins.sessions",
        "margins.token",
    }
    assert all(problem.remedy for problem in caught.value.problems)
