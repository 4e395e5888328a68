"""Each pattern accepts a world in which it holds and rejects the wrong model that it names."""

import json

import pytest

from simenv.patterns import PATTERNS, Finding, Pattern, Result
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


# ---- over worlds ---------------------------------------------------------------------------------


def over(met: int, drawn: int, median: bool = True) -> Result:
    findings = [Finding(met=number < met, value=number, told="") for number in range(drawn)]
    first = Finding(met=median, value=0.5, told="")
    return Result(pattern=PATTERNS[0], median=first, drawn=tuple(findings))


@pytest.mark.parametrize(
    ("met", "verdict"),
    [(20, "met"), (19, "met"), (18, "mixed"), (2, "mixed"), (1, "not met"), (0, "not met")],
)
def test_the_verdict_over_twenty_worlds(met, verdict):
    assert over(met, 20).verdict == verdict
    assert over(met, 20).met == met


def test_without_drawn_worlds_the_median_one_decides():
    assert over(0, 0, median=True).verdict == "met"
    assert over(0, 0, median=False).verdict == "not met"
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
