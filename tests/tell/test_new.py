"""A new file passes `check` once its author has written in it, and names every allowed word."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv import kinds, parameters, persona, policy, tell
from simenv.catalogue import LEVELS, NAMED_BY, Catalogue, read_yaml
from simenv.catalogue.untouched import PLACEHOLDERS
from simenv.errors import BadInput, RunFailure
from simenv.persona import BARRIERS, Persona
from simenv.persona.sections import Sensitivities, Traits
from simenv.policy.conditions import When
from simenv.vocabulary import Act, Asks, Channel, Continuation, Need, Rationale, Referral, Risk
from tests.tell.pages import finished, written

DOCS = Path(__file__).resolve().parents[2] / "docs"
KINDS = tuple(tell.TEMPLATES)
NAMED = {"chat": "policy", "bot": "policy"}


def test_a_new_persona_can_be_used_once_its_author_has_written_in_it(tmp_path):
    path = finished(tell.new("persona", "night-nurse", tmp_path))
    assert path == tmp_path / "personas" / "night-nurse.yaml"
    one = persona.load(Catalogue([tmp_path]), "night-nurse")
    assert (one.name, one.extends, one.status) == ("night-nurse", "adult", "draft")
    assert kinds.faults(one, parameters.shipped().median()) == []


def test_a_new_policy_can_be_used_once_its_author_has_written_in_it(tmp_path):
    path = finished(tell.new("policy", "my-own", tmp_path))
    assert path == tmp_path / "policies" / "my-own.yaml"
    assert policy.load(Catalogue([tmp_path]), "my-own").name == "my-own"


@pytest.mark.parametrize(
    ("kind", "load", "fields"),
    [("persona", persona.load, ["summary", "scope"]), ("policy", policy.load, ["summary", "asks"])],
)
def test_what_the_template_leaves_open_is_a_problem_until_it_is_written(
    kind, load, fields, tmp_path
):
    path = tell.new(kind, "some-name", tmp_path)
    lines = path.read_text().splitlines()
    with pytest.raises(BadInput) as caught:
        load(Catalogue([tmp_path]), "some-name")
    problems = caught.value.problems
    assert sorted(problem.field for problem in problems) == sorted(fields)
    assert all(lines[problem.line - 1].startswith(problem.field) for problem in problems)
    assert {problem.remedy for problem in problems} == {"write it in your own words"}


def test_every_placeholder_stands_in_its_template():
    for kind, fields in PLACEHOLDERS.items():
        said = read_yaml(tell.TEMPLATES[NAMED_BY[kind]], kind).data
        assert [field for field, (words, _) in fields.items() if words not in said[field]] == []


def test_words_of_the_author_around_the_template_s_do_not_hide_them(tmp_path):
    path = tell.new("persona", "some-name", tmp_path)
    text = path.read_text().replace("scope: US adults.", "scope: Nurses in Ohio.")
    with pytest.raises(BadInput, match="Nurses in Ohio"):
        persona.load(Catalogue(), written(tmp_path, "some-name", text))


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_fits_the_schema_for_editors(kind, tmp_path):
    path = tell.new(kind, "some-name", tmp_path)
    named = NAMED.get(kind, kind)
    schema = json.loads((DOCS / "schema" / f"{named}.schema.json").read_text())
    jsonschema.validate(read_yaml(path, named).data, schema)


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_is_filled_in_everywhere(kind, tmp_path):
    text = tell.new(kind, "some-name", tmp_path).read_text()
    assert "NAME" not in text
    assert "{path}" not in text
    assert f"simenv check {tmp_path}" in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_line_is_there_where_it_leads_somewhere(kind, tmp_path):
    assert "$schema" not in tell.new(kind, "without", tmp_path).read_text()
    named = NAMED.get(kind, kind)
    schema = tmp_path / "docs" / "schema" / f"{named}.schema.json"
    schema.parent.mkdir(parents=True)
    schema.write_text("{}")
    first = tell.new(kind, "with", tmp_path).read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema=../docs/schema/{named}.schema.json"


def test_every_section_of_a_persona_has_a_comment_above_it(tmp_path):
    lines = tell.new("persona", "some-name", tmp_path).read_text().splitlines()
    above = {line.split(":")[0]: before for before, line in pairwise(lines)}
    sections = {"share", "place", "traits", "risk", "needs", "requests", "rhythm", "channels"}
    sections |= {"barriers", "sensitive_to", "course", "trajectory", "voice"}
    assert sections <= Persona.model_fields.keys()
    assert all(above[section].startswith("#") for section in sections)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("persona", Need.words()),
        ("persona", Channel.words()),
        ("persona", BARRIERS),
        ("persona", tuple(LEVELS)),
        ("persona", Risk.words()),
        ("persona", ("short", "medium", "long", "openly", "indirectly", "hardly")),
        ("persona", tuple(Traits.model_fields)),
        ("persona", tuple(Sensitivities.model_fields)),
        ("policy", Act.words()[: Act.BLOCKED]),
        ("policy", Rationale.words()),
        ("policy", Referral.words()),
        ("policy", Continuation.words()),
        ("policy", Asks.words()),
        ("policy", tuple(When.model_fields)),
        ("policy", Catalogue().names("detectors")),
    ],
)
def test_the_comments_name_every_word_that_is_allowed(kind, words):
    text = tell.TEMPLATES[kind].read_text()
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_there_is_never_overwritten(kind, tmp_path):
    path = tell.new(kind, "mine", tmp_path)
    path.write_text("my own words")
    with pytest.raises(BadInput, match="not there yet"):
        tell.new(kind, "mine", tmp_path)
    assert path.read_text() == "my own words"


def test_a_name_of_any_catalogue_is_taken(tmp_path):
    with pytest.raises(BadInput, match="no catalogue holds"):
        tell.new("policy", "never-refuses", tmp_path)
    mine = written(tmp_path / "other" / "personas", "mine", "persona: mine\n")
    with pytest.raises(BadInput, match="no catalogue holds"):
        tell.new("persona", "mine", tmp_path, Catalogue([mine.parents[1]]))
    assert not (tmp_path / "policies").exists()


@settings(deadline=None)
@given(st.one_of(st.text(max_size=20), st.from_regex(r"[a-z0-9-]{1,9}", fullmatch=True)))
def test_a_name_becomes_a_file_or_a_problem_and_nothing_else(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("any")
    try:
        path = tell.new("persona", name, folder)
    except BadInput:
        assert list(folder.iterdir()) == []
        return
    assert path == folder / "personas" / f"{name}.yaml"
    assert list(path.parent.iterdir()) == [path]
    assert persona.load(Catalogue(), finished(path)).name == name


@pytest.mark.parametrize("name", ["null", "true", "no", "007", "1e3", "0x1", "2026-01-01"])
def test_a_name_that_yaml_would_take_for_something_else_is_quoted(name, tmp_path):
    path = finished(tell.new("persona", name, tmp_path))
    assert persona.load(Catalogue(), path).name == name


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("Night Nurse", "write 'night-nurse'"),
        ("night_nurse", "write 'night-nurse'"),
        ("../night", "write 'night'"),
        ("", "choose another name"),
        ("…", "choose another name"),
    ],
)
def test_a_name_that_is_none_is_told_the_nearest_that_is_one(name, remedy, tmp_path):
    with pytest.raises(BadInput) as caught:
        tell.new("persona", name, tmp_path)
    assert [problem.remedy for problem in caught.value.problems] == [remedy]
    assert list(tmp_path.iterdir()) == []


def test_only_what_has_a_template_can_be_begun(tmp_path):
    with pytest.raises(BadInput, match="persona, policy, chat or bot"):
        tell.new("standard", "mine", tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_the_machine_s_fault(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(RunFailure, match="cannot write"):
        tell.new("persona", "mine", tmp_path)


def test_a_file_where_a_folder_should_be_leaves_nothing_behind(tmp_path):
    (tmp_path / "personas").write_text("no folder")
    with pytest.raises(RunFailure, match="cannot write"):
        tell.new("persona", "mine", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["personas"]
