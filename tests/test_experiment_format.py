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
from simenv.experiment import spelling
from simenv.stats.margins import KINDS

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMA = REPOSITORY / "docs" / "schema" / "experiment.schema.json"
LEAST = {
    "experiment": "least",
    "version": "1.0.0",
    "question": "Does it matter?",
    "policies": ["never-refuses", "./mine.yaml"],
}

SWITCH = {"arm": "x", "schedule": [{"policy": "a"}, {"policy": "b", "from_day": 14}]}

#: What is declared on the reading of a comparison of `LEAST`, whose second arm is `mine`.
DECLARED = {
    "margins": {"disengaged": 0.05, "met": 2},
    "weightings": {"clinic": {"author": 1, "teen": 0.5}},
    "family": {"outcomes": ["disengaged", "sessions"], "arms": ["mine"]},
}

_word = st.from_regex(r"[a-z]+(-[a-z]+)?", fullmatch=True)
_names = st.lists(_word, min_size=1, unique=True)


@st.composite
def _arms(draw):
    """Arms with names of their own, some of them schedules of up to three policies."""
    named = draw(_names)
    return [draw(st.one_of(st.just(name), _schedule(f"arm-{name}"))) for name in named]


@st.composite
def _schedule(draw, name):
    days = sorted(draw(st.sets(st.integers(1, 29), max_size=2)))
    first, *later = draw(st.lists(_word, min_size=len(days) + 1, max_size=len(days) + 1))
    parts = [{"policy": one, "from_day": day} for one, day in zip(later, days, strict=True)]
    return {"arm": name, "schedule": [{"policy": first}, *parts]}


def _fields(said: dict) -> list[str]:
    with pytest.raises(BadInput) as caught:
        experiment.spec_of(said, "(command line)")
    assert {problem.file for problem in caught.value.problems} == {"(command line)"}
    return [problem.field for problem in caught.value.problems]


@settings(deadline=None, max_examples=50)
@given(
    policies=_arms(),
    cohort=st.sampled_from(["new", "established"]),
    personas=st.one_of(st.just("all"), _names),
    question=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200),
    days=st.integers(30, 365),
    seed=st.integers(0, 2**63 - 1),
    worlds=st.one_of(st.integers(0, 1000), st.just("./mine.yaml")),
    declared=st.fixed_dictionaries(
        {},
        optional={
            "second_standard": st.just("cautious"),
            "margins": st.dictionaries(st.sampled_from(sorted(KINDS)), st.floats(0.01, 0.5)),
            "weightings": st.dictionaries(
                _word.map("w-{}".format), st.dictionaries(_word, st.floats(0.1, 9), min_size=1)
            ),
        },
    ),
)
def test_what_is_saved_loads_to_the_same(
    tmp_path_factory, policies, cohort, personas, question, days, seed, worlds, declared
):
    said = LEAST | {"policies": policies, "personas": personas, "question": question} | declared
    said |= {"worlds": worlds}
    spec = experiment.spec_of(said | {"days": days, "seed": seed, "cohort": cohort})
    path = tmp_path_factory.mktemp("saved") / "least.yaml"
    path.write_text(experiment.saved(spec), encoding="utf-8")
    assert experiment.load(Catalogue(), path) == spec


def test_the_quickstart_is_what_the_readme_promises():
    spec = experiment.load(Catalogue(), "quickstart")
    assert spec.personas == "all"
    assert len(spec.policies) == 4
    assert (spec.standard, spec.days, spec.people) == ("listening-first", 30, 100)
    assert (spec.worlds, spec.seed) == (3, 1)


def test_defaults_are_filled_in():
    spec = experiment.spec_of(LEAST)
    assert (spec.personas, spec.standard) == ("all", "listening-first")
    assert (spec.days, spec.people, spec.worlds, spec.seed) == (30, 200, 20, 1)
    assert spec.policies == ("never-refuses", "./mine.yaml")
    assert (spec.cohort, spec.burn_in, spec.keep) == ("new", 0, "all")
    assert "people: 200" in experiment.saved(spec)
    assert (spec.margins, spec.weightings, spec.family) == ({}, {}, None)
    assert not {"margins", "weightings", "family"} & experiment.said(spec).keys()


def test_the_second_standard_is_the_other_of_the_two_that_are_shipped():
    def second(**said):
        return experiment.spec_of(LEAST | said).second

    assert second() == second(standard="./folder/listening-first.yaml") == "cautious"
    assert second(standard="cautious") == second(standard="mine") == "listening-first"
    assert second(second_standard="mine") == "mine"
    assert second(standard="a", second_standard="b") == "b"


def test_what_is_declared_comes_back():
    spec = experiment.spec_of(LEAST | DECLARED)
    assert spec.margins == DECLARED["margins"]
    assert spec.weightings == DECLARED["weightings"]
    assert (spec.family.outcomes, spec.family.arms) == (("disengaged", "sessions"), ("mine",))
    assert experiment.spec_of(experiment.said(spec)) == spec


def _with_days(*days):
    """One schedule whose parts begin on these days; None says nothing."""
    parts = [
        {"policy": f"p{n}"} | ({} if d is None else {"from_day": d}) for n, d in enumerate(days)
    ]
    return [{"arm": "x", "schedule": parts}]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("personas", "everyone", "personas"),
        ("personas", [], "personas"),
        ("personas", [1], "personas[0]"),
        ("policies", ["a", "a"], "policies[1]"),
        ("policies", ["a", "./folder/a.yaml"], "policies[1]"),
        ("policies", [1], "policies[0]"),
        ("policies", ["x", SWITCH], "policies[1].arm"),
        ("policies", [SWITCH, SWITCH], "policies[1].arm"),
        ("policies", [SWITCH | {"arm": "a"}], "policies[0].arm"),
        ("policies", [SWITCH | {"arm": "X and Y"}], "policies[0].arm"),
        ("policies", [SWITCH | {"schedule": []}], "policies[0].schedule"),
        ("policies", [SWITCH | {"schedule": "a"}], "policies[0].schedule"),
        ("policies", [SWITCH | {"name": "y"}], "policies[0].name"),
        ("policies", [{"arm": "x"}], "policies[0].schedule"),
        ("policies", _with_days(0), "policies[0].schedule[0].from_day"),
        ("policies", _with_days(None, None), "policies[0].schedule[1].from_day"),
        ("policies", _with_days(None, 0), "policies[0].schedule[1].from_day"),
        ("policies", _with_days(None, "14"), "policies[0].schedule[1].from_day"),
        ("policies", _with_days(None, 14.0), "policies[0].schedule[1].from_day"),
        ("policies", _with_days(None, True), "policies[0].schedule[1].from_day"),
        ("policies", _with_days(None, 30), "policies[0].schedule[1].from_day"),
        ("policies", _with_days(None, 7, 7), "policies[0].schedule[2].from_day"),
        ("policies", _with_days(None, 9, 7, 12), "policies[0].schedule[2].from_day"),
        ("cohort", "old", "cohort"),
        ("cohort", True, "cohort"),
        ("baseline", ["a"], "baseline"),
        ("keep", "turns", "keep"),
        ("policies", [], "policies"),
        ("policies", "never-refuses", "policies"),
        ("days", 0, "days"),
        ("days", 366, "days"),
        ("people", 2.5, "people"),
        ("people", "many", "people"),
        ("worlds", -1, "worlds"),
        ("worlds", 2.5, "worlds"),
        ("worlds", "many", "worlds"),
        ("worlds", ["a.yaml"], "worlds"),
        ("second_standard", "listening-first", "second_standard"),
        ("second_standard", "./folder/listening-first.yaml", "second_standard"),
        ("second_standard", ["cautious"], "second_standard"),
        ("margins", {"disengage": 0.1}, "margins.disengage"),
        ("margins", {"crises": 0.1}, "margins.crises"),
        ("margins", {"disengaged": 0}, "margins.disengaged"),
        ("margins", {"disengaged": -0.1}, "margins.disengaged"),
        ("margins", {"disengaged": 5}, "margins.disengaged"),
        ("margins", {"met": "0.1"}, "margins.met"),
        ("margins", 0.1, "margins"),
        ("weightings", {"declared": {"author": 1}}, "weightings.declared"),
        ("weightings", {"by-use": {"author": 1}}, "weightings.by-use"),
        ("weightings", {"My Own": {"author": 1}}, "weightings.My Own"),
        ("weightings", {"w": {"author": -1}}, "weightings.w.author"),
        ("weightings", {"w": {"author": 0, "teen": 0.0}}, "weightings.w"),
        ("weightings", {"w": {}}, "weightings.w"),
        ("weightings", {"w": 1}, "weightings.w"),
        ("family", {}, "family.outcomes"),
        ("family", {"outcomes": []}, "family.outcomes"),
        ("family", {"outcomes": ["disengage"]}, "family.outcomes[0]"),
        ("family", {"outcomes": ["crises"]}, "family.outcomes[0]"),
        ("family", {"outcomes": ["met", "met"]}, "family.outcomes"),
        ("family", {"outcomes": ["met"], "arms": ["mine", "mine"]}, "family.arms"),
        ("family", {"outcomes": ["met"], "arms": []}, "family.arms"),
        ("family", {"outcomes": ["met"], "arms": "mine"}, "family.arms"),
        ("family", {"outcomes": ["met"], "arms": ["nobody"]}, "family.arms[0]"),
        ("family", {"outcomes": ["met"], "arms": ["mine", "never-refuses"]}, "family.arms[1]"),
        ("family", ["met"], "family"),
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


def test_a_family_needs_two_arms():
    alone = LEAST | {"policies": ["never-refuses"], "family": {"outcomes": ["met"]}}
    assert _fields(alone) == ["family"]


def test_all_mistakes_of_what_is_declared_come_at_once():
    said = LEAST | {
        "second_standard": "listening-first",
        "worlds": "many",
        "margins": {"disengaged": 3, "nothing": 0.1},
        "weightings": {"equal": {"author": 0}, "w": {"author": -1}},
        "family": {"outcomes": ["met", "crises"], "arms": ["never-refuses"]},
    }
    assert _fields(said) == [
        "family.arms[0]",
        "family.outcomes[1]",
        "margins.disengaged",
        "margins.nothing",
        "second_standard",
        "weightings.equal",
        "weightings.w.author",
        "worlds",
    ]


def test_every_mistake_of_a_schedule_has_its_line(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(
        """experiment: wrong
version: 1.0.0
question: Does it matter?
policies:
  - a
  - arm: b
    schedule:
      - {policy: b, from_day: 3}
      - policy: c
      - {policy: d, from_day: 31}
      - {policy: e, from_day: 12}
  - arm: a
    schedule: [{policie: a}]
cohort: old
"""
    )
    with pytest.raises(BadInput) as caught:
        experiment.load(Catalogue(), path)
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (5, "policies[0]"),
        (6, "policies[1].arm"),
        (8, "policies[1].schedule[0].from_day"),
        (8, "policies[1].schedule[0].policy"),
        (9, "policies[1].schedule[1].from_day"),
        (9, "policies[1].schedule[1].policy"),
        (10, "policies[1].schedule[2].from_day"),
        (10, "policies[1].schedule[2].policy"),
        (11, "policies[1].schedule[3].from_day"),
        (11, "policies[1].schedule[3].policy"),
        (12, "policies[2].arm"),
        (13, "policies[2].schedule[0].policie"),
        (13, "policies[2].schedule[0].policy"),
        (14, "cohort"),
    ]
    assert all(problem.expected and problem.remedy for problem in caught.value.problems)


def test_a_longer_horizon_makes_a_day_right_and_a_shorter_one_wrong():
    late = LEAST | {"policies": _with_days(None, 40)}
    assert _fields(late) == ["policies[0].schedule[1].from_day"]
    assert experiment.spec_of(late | {"days": 41}).policies[0].schedule[1].from_day == 40


# --- a schedule in one word ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "arm"),
    [
        ("never-refuses", "never-refuses"),
        ("./mine.yaml", "./mine.yaml"),
        ("./a,b/mine.yaml", "./a,b/mine.yaml"),
        ("runs@14/mine.yaml", "runs@14/mine.yaml"),
        ("a,b@14", ("a-then-b-14", ("a", None), ("b", 14))),
        ("a,b@7,a@21", ("a-then-b-7-then-a-21", ("a", None), ("b", 7), ("a", 21))),
        ("x@y/a.yaml,b@3", ("a-then-b-3", ("x@y/a.yaml", None), ("b", 3))),
    ],
)
def test_a_word_is_a_name_a_path_or_a_schedule(text, arm):
    found = spelling.arm(text)
    if isinstance(arm, str):
        assert found == arm
        return
    name, *parts = arm
    assert found["arm"] == name
    assert [(part["policy"], part.get("from_day")) for part in found["schedule"]] == parts
    assert experiment.spec_of(LEAST | {"policies": [found]}).policies[0].name == name


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("a,b", "policies[0].schedule[1].from_day"),
        ("a@14", "policies[0].schedule[0].from_day"),
        ("a,b@40", "policies[0].schedule[1].from_day"),
        ("a,b@9,c@9", "policies[0].schedule[2].from_day"),
    ],
)
def test_a_schedule_that_is_none_is_told_as_one(text, field):
    assert _fields(LEAST | {"policies": [spelling.arm(text)]}) == [field]


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
    assert valid(LEAST | {"policies": ["a", SWITCH], "cohort": "established", "baseline": "b"})
    assert not valid(LEAST | {"policies": [SWITCH | {"name": "y"}]})
    assert not valid(LEAST | {"policies": [{"arm": "x"}]})
    assert not valid(LEAST | {"policies": [{"arm": "x", "schedule": [{"from_day": 1}]}]})
    assert valid(LEAST | DECLARED | {"worlds": "mine.yaml", "second_standard": "cautious"})
    assert not valid(LEAST | {"worlds": "many"})
    assert not valid(LEAST | {"margins": {"disengage": 0.1}})
    assert not valid(LEAST | {"weightings": {"w": {"author": -1}}})
    assert not valid(LEAST | {"family": {"arms": "all"}})
    assert not valid(LEAST | {"family": {"outcomes": []}})
    assert not valid(LEAST | {"cohort": "old"})
    assert not valid(LEAST | {"personas": "some"})
    assert not valid(LEAST | {"days": 0})
    assert not valid({"experiment": "child", "version": "1.0.0"})
