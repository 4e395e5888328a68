"""One mistake in an experiment hides no other: its form and the names in it come in one report."""

from __future__ import annotations

import pytest

from simenv.errors import BadInput
from simenv.experiment.format import read, spec_of
from simenv.experiment.spelling import arm
from tests.tell.pages import CATALOGUE, written

LATE = "never-refuses,graded-by-risk@40"
SAID = {
    "experiment": "mine",
    "version": "1.0.0",
    "question": "Which problems are told?",
    "personas": "all",
    "policies": [arm(LATE), "nonsense"],
    "cohort": "established",
    "baseline": "nope",
}
DAY = "policies[0].schedule[1].from_day"


def _problems(catalogue=CATALOGUE, **changes) -> dict[str, str]:
    with pytest.raises(BadInput) as caught:
        spec_of(SAID | changes, catalogue=catalogue)
    return {problem.field: problem.found for problem in caught.value.problems}


def test_a_day_out_of_range_and_unknown_names_come_together():
    assert _problems() == {DAY: "40", "policies[1]": "'nonsense'", "baseline": "'nope'"}


def test_without_a_catalogue_only_the_form_can_be_judged():
    assert _problems(catalogue=None) == {DAY: "40"}


def test_a_baseline_that_nobody_lives_under_may_be_unknown():
    assert "baseline" not in _problems(cohort="new")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"personas": ["nobody"]}, "personas[0]"),
        ({"standard": "none"}, "standard"),
        ({"policies": [arm("never-refuses,nonsense@40")]}, "policies[0].schedule[1].policy"),
    ],
)
def test_every_kind_of_name_is_looked_up(changes, field):
    found = _problems(**changes, days=0)
    assert {"days", field} <= found.keys()


def test_what_is_no_name_is_left_to_the_form():
    assert _problems(personas=[3], policies=[7, {"arm": "a"}]).keys() >= {"personas[0]"}


def test_a_file_tells_each_at_its_line(tmp_path):
    text = "experiment: mine\nversion: 1.0.0\nquestion: Which?\ndays: 0\npolicies: [nonsense]\n"
    with pytest.raises(BadInput) as caught:
        read(CATALOGUE, written(tmp_path, "mine", text))
    assert [(one.line, one.field) for one in caught.value.problems] == [
        (4, "days"),
        (5, "policies[0]"),
    ]
