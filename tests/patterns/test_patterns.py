"""Each pattern accepts a world in which it holds and rejects the wrong model that it names."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.patterns import GROUPS, PATTERNS, Finding, Pattern, Result
from tests.patterns.worlds import worlds

JUDGED = [pattern for pattern in PATTERNS if pattern.judge is not None]
#: Rows that may be used to fit: no pattern may hold the model to them.
FITTED = {"B3", "C1", "C5", "C10", "C18", "D6"}


@pytest.mark.parametrize("pattern", JUDGED, ids=lambda pattern: pattern.id)
def test_a_world_in_which_it_holds_is_accepted(pattern):
    for world in worlds()[pattern.id][0]:
        finding = pattern.judge(world)
        assert finding.met, finding.told


@pytest.mark.parametrize("pattern", JUDGED, ids=lambda pattern: pattern.id)
def test_the_wrong_model_is_rejected(pattern):
    for world in worlds()[pattern.id][1]:
        finding = pattern.judge(world)
        assert not finding.met, finding.told


@pytest.mark.parametrize("pattern", JUDGED, ids=lambda pattern: pattern.id)
def test_a_finding_is_plain(pattern):
    finding = pattern.judge(worlds()[pattern.id][0][0])
    json.dumps(float(finding.value), allow_nan=False)
    assert finding.told
    assert finding.met in {True, False}


def test_every_pattern_that_is_judged_has_its_wrong_model():
    assert {pattern.id for pattern in JUDGED} == set(worlds())


def test_every_pattern_declares_all_that_decides_it():
    names = ("claim", "personas", "arm", "numerator", "denominator", "window", "tolerance")
    for pattern in PATTERNS:
        assert all(getattr(pattern, name) for name in (*names, "value", "wrong_model")), pattern.id
        assert (pattern.judge is None) == bool(pattern.untestable), pattern.id


def test_the_check_rows_are_all_there_and_no_row_that_is_fitted():
    rows = {pattern.row for pattern in PATTERNS}
    assert rows >= {"C2", "C3", "C11", "C21", "D1b"}
    assert not rows & FITTED
    assert len({pattern.id for pattern in PATTERNS}) == len(PATTERNS)


def test_each_group_has_patterns_and_properties_say_what_would_be_suspicious():
    assert {pattern.group for pattern in PATTERNS} == set(GROUPS)
    for pattern in PATTERNS:
        assert bool(pattern.suspicious) == (pattern.group == "not built in"), pattern.id
        assert pattern.suspicious[:3].strip(" ,") in {"", "yes", "no"}, pattern.id


def test_what_an_evidence_row_says_is_evidence_unless_it_is_a_prior():
    """A1 is the prior of one turn, so that a month of it is no evidence held back."""
    rows = {p.id: p.row for p in PATTERNS if p.row and p.row != "A1"}
    assert set(rows) == {p.id for p in PATTERNS if p.group == "evidence"}


def test_both_figures_of_c3_are_judged_and_told():
    """1.67 of 100 taken: more than were called, fewer than clicked."""
    (world,) = worlds()["C3-calls"][0][:1]
    calls, clicks = (
        next(p for p in PATTERNS if p.id == name).judge(world) for name in ("C3-calls", "C3-clicks")
    )
    assert (calls.met, clicks.met) == (True, False)
    assert calls.value == clicks.value
    for finding in (calls, clicks):
        assert "4.02 were clicked and 0.61 called" in finding.told


# ---- over worlds ---------------------------------------------------------------------------------


def one_of(group: str) -> Pattern:
    return next(pattern for pattern in PATTERNS if pattern.group == group)


def over(met: int, drawn: int, group: str = "evidence") -> Result:
    findings = [Finding(met=number < met, value=number, told="") for number in range(drawn)]
    first = Finding(met=True, value=0.5, told="")
    return Result(pattern=one_of(group), median=first, drawn=tuple(findings))


@pytest.mark.parametrize(
    ("met", "verdict"),
    [(20, "met"), (19, "met"), (18, "mixed"), (2, "mixed"), (1, "not met"), (0, "not met")],
)
def test_the_verdict_over_twenty_worlds(met, verdict):
    assert over(met, 20).verdict == verdict
    assert over(met, 20).met == met


@pytest.mark.parametrize("group", ["not built in", "known unknown"])
@pytest.mark.parametrize(("met", "verdict"), [(20, "yes"), (18, "mixed"), (1, "no")])
def test_only_evidence_can_be_failed(group, met, verdict):
    assert over(met, 20, group).verdict == verdict


@pytest.mark.parametrize("group", GROUPS)
@given(drawn=st.integers(0, 19), data=st.data())
def test_fewer_than_twenty_worlds_give_no_verdict(group, drawn, data):
    met = data.draw(st.integers(0, drawn))
    assert over(met, drawn, group).verdict == "too few worlds"
    assert over(met, drawn, group).met == met


def test_without_drawn_worlds_there_is_no_spread():
    assert over(0, 0).spread is None


def test_the_spread_is_that_of_the_drawn_worlds():
    assert over(3, 4).spread == (0, 3)


def test_what_nothing_could_show_is_not_testable():
    c11 = next(pattern for pattern in PATTERNS if pattern.id == "C11")
    result = Result(pattern=c11, median=None, drawn=())
    assert result.verdict == "not testable"
    assert "shared services" in result.why_not


def test_a_missing_policy_is_named():
    pattern: Pattern = PATTERNS[0]
    result = Result(pattern=pattern, median=None, drawn=(), missing=pattern.arms)
    assert result.verdict == "not testable"
    assert pattern.arms[0] in result.why_not
