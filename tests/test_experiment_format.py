"""An experiment file is a spec with every default filled in, or a report of all that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.catalogue import Catalogue
from simenv.catalogue.schemas import schema_text
from simenv.errors import BadInput
from simenv.experiment import format as experiment

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMA = REPOSITORY / "docs" / "schema" / "experiment.schema.json"
LEAST = {
    "experiment": "least",
    "version": "1.0.0",
    "question": "Does it matter?",
    "policies": ["never-refuses", "./mine.yaml"],
}

_names = st.lists(st.from_regex(r"[a-z]+(-[a-z]+)?", fullmatch=True), min_size=1, unique=True)


def _fields(said: dict) -> list[str]:
    with pytest.raises(BadInput) as caught:
        experiment.spec_of(said, "(command line)")
    assert {problem.file for problem in caught.value.problems} == {"(command line)"}
    return [problem.field for problem in caught.value.problems]


@settings(deadline=None, max_examples=50)
@given(
    policies=_names,
    personas=st.one_of(st.just("all"), _names),
    question=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200),
    days=st.integers(1, 365),
    seed=st.integers(0, 2**63 - 1),
)
def test_what_is_saved_loads_to_the_same(
    tmp_path_factory, policies, personas, question, days, seed
):
    said = LEAST | {"policies": policies, "personas": personas, "question": question}
    spec = experiment.spec_of(said | {"days": days, "seed": seed})
    path = tmp_path_factory.mktemp("saved") / "least.yaml"
    path.write_text(experiment.saved(spec), encoding="utf-8")
    assert experiment.load(Catalogue(), path) == spec


def test_the_quickstart_is_what_the_readme_promises():
    spec = experiment.load(Catalogue(), "quickstart")
    assert spec.personas == "all"
    assert len(spec.policies) == 4
    assert (spec.standard, spec.days, spec.people) == ("listening-first", 30, 200)
    assert (spec.worlds, spec.seed) == (3, 1)


def test_defaults_are_filled_in():
    spec = experiment.spec_of(LEAST)
    assert (spec.personas, spec.standard) == ("all", "listening-first")
    assert (spec.days, spec.people, spec.worlds, spec.seed) == (30, 200, 10, 1)
    assert spec.policies == ("never-refuses", "./mine.yaml")
    assert "people: 200" in experiment.saved(spec)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("personas", "everyone", "personas"),
        ("personas", [], "personas"),
        ("personas", [1], "personas[0]"),
        ("policies", ["a", "a"], "policies"),
        ("policies", [], "policies"),
        ("policies", "never-refuses", "policies"),
        ("days", 0, "days"),
        ("days", 366, "days"),
        ("people", 2.5, "people"),
        ("people", "many", "people"),
        ("worlds", -1, "worlds"),
        ("seed", True, "seed"),
        ("seed", 2**63, "seed"),
        ("version", "1", "version"),
        ("horizon", 30, "horizon"),
    ],
)
def test_one_mistake_is_one_problem(field, value, told):
    assert _fields(LEAST | {field: value}) == [told]


def test_all_mistakes_come_at_once():
    said = {"experiment": "Least", "version": 1, "personas": "al", "policies": [], "dayz": 30}
    fields = ["dayz", "experiment", "personas", "policies", "question", "version"]
    assert _fields(said) == fields


def test_the_committed_schema_is_the_models():
    told = "write simenv.experiment.format.schema() to docs/schema with schema_text"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(experiment.schema()), told


def test_the_schema_takes_what_the_model_takes():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid(LEAST)
    assert valid(LEAST | {"personas": ["one"]})
    assert valid({"experiment": "child", "version": "1.0.0", "extends": "least"})
    assert not valid(LEAST | {"personas": "some"})
    assert not valid(LEAST | {"days": 0})
    assert not valid({"experiment": "child", "version": "1.0.0"})
