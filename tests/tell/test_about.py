"""What a name stands for, and what holds for the page of every file that comes with simenv."""

from __future__ import annotations

import json

import pytest

from simenv import tell
from simenv.catalogue import KINDS, NAMED_BY, Catalogue
from simenv.errors import BadInput
from simenv.wording.layout import WIDTH
from tests.tell.pages import CATALOGUE, page, written

#: Personas take a second each: the base and one other stand for all.
_PERSONAS = (
    "adult",
    next(name for name in CATALOGUE.names("personas") if name != "adult"),
)
SHIPPED = [(kind, name) for kind in KINDS if kind != "personas" for name in CATALOGUE.names(kind)]
SHIPPED += [("personas", name) for name in _PERSONAS]


@pytest.mark.parametrize(("kind", "name"), SHIPPED)
def test_every_file_is_told_on_a_page_and_as_data(kind, name):
    shown = page(name, kind)
    assert max(map(len, shown.text().splitlines())) <= WIDTH
    assert shown.text() == shown.text().rstrip()
    data = json.loads(json.dumps(shown.data()))
    assert data == shown.data()
    assert (data["kind"], data["name"]) == (NAMED_BY[kind], name)
    assert {section.key for section in shown.sections} <= data.keys()
    assert " ".join(data["summary"].split()) in " ".join(shown.text().split())


@pytest.mark.parametrize(("kind", "name"), SHIPPED)
def test_the_kind_may_be_left_out_of_a_name_and_of_a_path(kind, name):
    if sum(name in CATALOGUE.names(each) for each in KINDS) > 1:
        pytest.skip("the name stands for several things")
    file = CATALOGUE.path(kind, name)
    assert tell.finding.find(CATALOGUE, name, None) == kind
    assert tell.finding.find(CATALOGUE, str(file), None) == kind
    assert tell.finding.find(CATALOGUE, file, None) == kind


def _problem(catalogue: Catalogue, name: str, kind: str | None = None) -> tuple[str, str]:
    with pytest.raises(BadInput) as caught:
        tell.about(catalogue, name, kind)
    (problem,) = caught.value.problems
    return problem.found, problem.remedy


def test_an_unknown_name_is_answered_with_the_nearest_of_all_kinds():
    assert _problem(CATALOGUE, "nver-refuses")[1].startswith("did you mean never-refuses (policy)")
    assert "typical-2025 (detector)" in _problem(CATALOGUE, "tipical-2025")[1]
    assert "quickstart (experiment)" in _problem(CATALOGUE, "quickstar")[1]
    assert "simenv list" in _problem(CATALOGUE, "zzzzzz")[1]


def test_a_file_of_that_name_nearby_is_pointed_out(tmp_path, monkeypatch):
    written(tmp_path / "personas", "nobody-else", "persona: nobody-else\n")
    monkeypatch.chdir(tmp_path)
    assert "personas/nobody-else.yaml" in _problem(CATALOGUE, "nobody-else")[1]


def test_a_name_that_stands_for_two_things_asks_for_the_kind(tmp_path):
    standard = CATALOGUE.path("standards", "cautious").read_text().replace("cautious", "adult")
    written(tmp_path / "policies" / "standards", "adult", standard)
    both = Catalogue([tmp_path])
    found, remedy = _problem(both, "adult")
    assert found == "a persona and a standard called 'adult'"
    assert remedy == "add --kind persona"
    assert tell.about(both, "adult", "standard").kind == "standard"
    assert tell.about(both, "adult", "personas").kind == "persona"


def test_an_unknown_kind_is_answered_with_the_nearest():
    assert _problem(CATALOGUE, "adult", "personna")[1] == "did you mean 'persona'?"


def test_a_file_that_does_not_say_what_it_is_is_a_problem(tmp_path):
    path = written(tmp_path, "nothing", "summary: nothing in particular\n")
    found, remedy = _problem(CATALOGUE, str(path))
    assert (found, remedy) == ("none of them", "say what the file is, and its name")


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    policy = CATALOGUE.path("policies", "graded-by-risk").read_text()
    broken = policy.replace("act: comply", "act: obey").replace("typical-2025", "typical")
    path = written(tmp_path, "graded-by-risk", broken)
    with pytest.raises(BadInput) as caught:
        tell.about(CATALOGUE, path)
    assert {problem.field for problem in caught.value.problems} == {
        "responses.help.act",
        "detector",
    }
