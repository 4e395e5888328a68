"""The criteria file: what it may say, every problem at once, and that the shipped one is sound."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from simenv import criteria
from simenv.api.files import check
from simenv.catalogue import Catalogue, read_yaml
from simenv.catalogue.schemas import schema_text
from simenv.errors import BadInput
from simenv.stats.margins import margin_of

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "experiments" / "criteria" / "default.yaml"
SCHEMA = ROOT / "docs" / "schema" / "criteria.schema.json"
HEAD = "criteria: mine\nversion: 1.0.0\nsummary: Made up.\n"


@pytest.fixture
def written(tmp_path):
    def write(body: str, head: str = HEAD) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(head + body, encoding="utf-8")
        return path

    return write


def problems(path: Path) -> dict[tuple[int, str], str]:
    """Every problem as line and field, and what was found there."""
    with pytest.raises(BadInput) as caught:
        criteria.load(Catalogue(), path)
    return {(one.line, one.field): one.found for one in caught.value.problems}


def test_the_shipped_criteria_are_sound():
    found = criteria.load(Catalogue(), "default")
    assert found.file.cohort == "established"
    assert found.standard.name == "listening-first"
    assert all(one.why for one in found.file.limits)
    assert found.share_assumed == 1.0, "no study says how much worse a policy may be"
    assert {name for name in criteria.LISTS if getattr(found.file, name)} == set(criteria.LISTS)


def test_a_margin_that_is_not_written_is_the_shipped_one(written):
    path = written("non_inferiority:\n  - {outcome: risk_escalated, why: x}\n")
    (limit,) = criteria.load(Catalogue(), path).file.non_inferiority
    assert limit.size == margin_of("risk_escalated")[0]


def test_criteria_may_extend_others(written):
    path = written("extends: default\nworlds: []\n")
    found = criteria.load(Catalogue(), path)
    assert found.file.worlds == ()
    assert found.file.battery == criteria.load(Catalogue(), "default").file.battery


BAD = """\
standard: nobody-knows
battery:
  - {error: over_refusal, by: persona, at_most: 1.2, why: x}
  - {error: rudeness, at_most: 0.2, why: x}
  - {error: over_refusal, by: mood, at_most: 0.2, why: x}
  - {error: missed_referral, at_most: 0.2, why: x}
  - {error: missed_referral, by: all, at_most: 0.3, why: x}
non_inferiority:
  - {outcome: disengaged, margin: 0.05, why: x}
  - {outcome: disengaged, margin: 0.04, why: x}
  - {outcome: happiness, margin: 0.04, why: x}
  - {outcome: trust_end, margin: 0.04, why: x}
  - {outcome: human, margin: 0, why: x}
  - {outcome: felt_heard, margin: 3, why: x}
  - {outcome: met}
worst_group:
  - {outcome: disengaged, margin: 0.03, why: x}
worlds:
  - {outcome: disengaged, margin: 0.03, in_at_least: 0, why: x}
  - {outcome: met, margin: 0.03, in_at_least: 1.5, why: x, source: hearsay}
suite: {new_failures: -1}
"""
TOLD = {
    (4, "standard"): "'nobody-knows'",
    (6, "battery[0].at_most"): "1.2",
    (7, "battery[1].error"): "'rudeness'",
    (8, "battery[2].by"): "'mood'",
    (10, "battery[4]"): "a second one",
    (13, "non_inferiority[1]"): "a second one",
    (14, "non_inferiority[2].outcome"): "'happiness'",
    (15, "non_inferiority[3].outcome"): "'trust_end'",
    (16, "non_inferiority[4].margin"): "0",
    (17, "non_inferiority[5].margin"): "3",
    (18, "non_inferiority[6].why"): "nothing",
    (20, "worst_group[0]"): "0.03",
    (22, "worlds[0].in_at_least"): "0",
    (23, "worlds[1].in_at_least"): "1.5",
    (23, "worlds[1].source"): "'hearsay'",
    (24, "suite.new_failures"): "-1",
}


def test_all_problems_are_told_at_once_and_at_their_lines(written):
    assert problems(written(BAD)) == TOLD


def test_the_check_verb_tells_the_same(written):
    (found,) = check([written(BAD)], Catalogue())
    assert found.kind == "criteria"
    assert {(one.line, one.field) for one in found.problems} == set(TOLD)


@pytest.mark.parametrize("body", ["", "battery: []\n", "cohort: new\n"])
def test_criteria_without_any_limit_would_pass_everything(body, written):
    assert list(problems(written(body)).values()) == ["none"]


def test_an_error_that_a_standard_does_not_know_cannot_be_limited(written, tmp_path):
    anything = tmp_path / "anything-goes.yaml"
    rows = "rows:\n  - {when: {}, acts: [comply, partial, refuse]}\n"
    anything.write_text(f"standard: anything-goes\nversion: 1.0.0\nsummary: x\n{rows}", "utf-8")
    limit = "battery:\n  - {error: over_refusal, at_most: 0.2, why: x}\n"
    found = problems(written(f"standard: {anything}\n{limit}"))
    assert found == {(6, "battery[0].error"): "over_refusal"}


@pytest.mark.parametrize(
    "body", ["battery: 3\n", "battery: [7]\n", "worlds: {a: b}\n", "suite: x\n"]
)
def test_what_is_no_list_of_limits_is_told(body, written):
    assert problems(written(body))


def test_the_published_schema_is_the_current_one():
    told = "write simenv.criteria.schema() to docs/schema/criteria.schema.json with schema_text"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(criteria.schema()), told


def test_the_schema_takes_what_is_shipped_and_not_what_is_wrong():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid(read_yaml(SHIPPED).data)
    assert not valid(YAML(typ="safe").load(HEAD + BAD))
