"""What an experiment declares on its reading: checked with all the rest, and no part of a run."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simenv import api, parameters
from simenv.api.finish import study_of
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.experiment import resolve, run
from simenv.experiment.format import read, spec_of

DECLARED = {
    "margins": {"disengaged": 0.2},
    "weightings": {"one": {"abroad": 2}},
    "family": {"outcomes": ["disengaged", "sessions"]},
}


def test_it_is_no_part_of_what_a_run_is(asked):
    plain, declared = asked(), asked(**DECLARED)
    assert plain.sha256 == declared.sha256
    assert not set(DECLARED) & set(declared.document)
    assert declared.spec.margins == DECLARED["margins"]


def test_both_standards_are(asked):
    plain = asked()
    assert (plain.document["standard"], plain.document["second_standard"]) == (
        "listening-first",
        "cautious",
    )
    assert set(plain.document["files"]["standards"]) == {"cautious", "listening-first"}
    assert asked(standard="cautious").sha256 != plain.sha256
    assert asked(second_standard="cautious").sha256 == plain.sha256


def test_a_run_read_again_with_other_margins_is_the_same_run(asked, tmp_path):
    spec = asked().spec
    catalogue = asked().catalogue
    found = [
        api.run_spec(api.changed(spec, **more), out=tmp_path / "run", catalogue=catalogue)
        for more in ({}, DECLARED)
    ]
    first, second = (one.summary for one in found)
    lines = [
        next(o for o in one["outcomes"] if o["name"] == "disengaged") for one in (first, second)
    ]
    assert [(line["margin"], line["margin_source"]) for line in lines] == [
        (0.03, "assumed"),
        (0.2, "declared"),
    ]
    assert found[0].hash() == found[1].hash()
    assert first["tables"] == second["tables"]
    assert json.loads((tmp_path / "run" / "summary.json").read_text()) == json.loads(
        json.dumps(second)
    )


def test_margins_are_added_to_those_that_a_spec_has(asked):
    spec = api.changed(asked(margins={"met": 0.5, "disengaged": 0.1}).spec, margins={"met": 0.2})
    assert spec.margins == {"met": 0.2, "disengaged": 0.1}


def test_the_statistics_are_told_all_of_it(asked, tmp_path):
    resolved = asked(**DECLARED, worlds=2)
    study = study_of(run(resolved, tmp_path / "run"), resolved)
    names = [one.name for one in resolved.personas]
    assert study.margin("disengaged") == (0.2, "declared")
    assert list(study.weightings) == ["declared", "equal", "by-use", "one"]
    assert study.weightings["one"] == {"abroad": 2}
    for one in resolved.personas:
        weekly = one.rhythm.sessions_per_week.median
        assert study.weightings["by-use"][one.name] == pytest.approx(one.share * weekly)
    assert study.weightings["equal"] == dict.fromkeys(names, 1.0)
    assert (study.family.outcomes, study.family.arms) == (("disengaged", "sessions"), ("lenient",))
    assert study.second_standard == "cautious"
    vary = [one for one in parameters.shipped().numbers.values() if not one.definition]
    assert [one.name for one in study.parameters] == [one.name for one in vary]
    draws = [parameters.shipped().draw(7, k) for k in (1, 2)]
    assert np.array_equal(study.drawn, [[one[each.name] for each in vary] for one in draws])


def resolved_of(said):
    return resolve(spec_of(said, catalogue=Catalogue()), Catalogue())


def fields(said):
    with pytest.raises(BadInput) as caught:
        resolved_of(said)
    return sorted(problem.field for problem in caught.value.problems)


LEAST = {
    "experiment": "least",
    "version": "1.0.0",
    "question": "Does it matter?",
    "policies": ["never-refuses", "always-refuses"],
    "personas": ["author", "in-therapy"],
}


def test_weights_that_name_no_persona_of_the_run_are_told():
    said = LEAST | {"weightings": {"w": {"author": 1, "authr": 1, "teen": 1}}}
    assert fields(said) == ["weightings.w.authr", "weightings.w.teen"]
    assert fields(LEAST | {"personas": "all", "weightings": {"w": {"adult": 1}}}) == [
        "weightings.w.adult"
    ]


def test_unknown_files_and_weights_come_with_all_the_rest(tmp_path):
    said = LEAST | {
        "days": 0,
        "second_standard": "cautius",
        "worlds": str(tmp_path / "none.yaml"),
        "weightings": {"w": {"teen": 1}},
        "margins": {"nothing": 1},
    }
    assert fields(said) == [
        "(file)",
        "days",
        "margins.nothing",
        "second_standard",
        "weightings.w.teen",
    ]
    said["days"] = 3
    del said["margins"]
    assert fields(said) == ["(file)", "second_standard", "weightings.w.teen"]


def test_every_mistake_is_told_at_its_line(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(
        """experiment: wrong
version: 1.0.0
question: Does it matter?
policies: [never-refuses, always-refuses]
personas: [author]
second_standard: cautius
weightings:
  clinic:
    author: 1
    teen: 2
"""
    )
    spec, document = read(Catalogue(), path)
    with pytest.raises(BadInput) as caught:
        resolve(spec, Catalogue(), document)
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (6, "second_standard"),
        (10, "weightings.clinic.teen"),
    ]
