"""Worlds files: sets of parameters that somebody gives, and all that can be wrong with one."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from simenv import cli, parameters
from simenv.catalogue import read_yaml
from simenv.catalogue.schemas import schema_text
from simenv.errors import BadInput
from simenv.experiment import given, run
from simenv.experiment.work import world_of
from simenv.experiment.written import as_yaml
from simenv.records import table_hash

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "worlds.schema.json"
TABLE = parameters.shipped()
#: One parameter on each scale, and a definition.
SHARE, POSITIVE = "encounter.quality", "expectation.attachment"
FIXED = next(name for name, one in TABLE.numbers.items() if one.definition)
LEAST = {
    "worlds": "mine",
    "version": "1.0.0",
    "parameters": TABLE.version,
    "sha256": TABLE.sha256,
    "source": "made up",
}


@pytest.fixture
def file(tmp_path):
    """Writes a worlds file, a part of its fields said anew; its path."""

    def write(**said):
        path = tmp_path / "mine.yaml"
        path.write_text(as_yaml(LEAST | {"numbers": {SHARE: [0.2, 0.4]}} | said))
        return path

    return write


def fields(path):
    with pytest.raises(BadInput) as caught:
        given.load(path)
    assert all(problem.expected and problem.remedy for problem in caught.value.problems)
    return [problem.field for problem in caught.value.problems]


def test_numbers_that_are_not_listed_are_drawn_as_always(file):
    found = given.load(file())
    assert found.worlds == 2
    for world, value in ((1, 0.2), (2, 0.4)):
        drawn = dict(TABLE.draw(3, world))
        assert dict(found.values(3, world)) == drawn | {SHARE: value}
        assert drawn[SHARE] != value


def test_drawn_worlds_written_out_and_given_back_have_the_same_tables(asked, tmp_path):
    path = tmp_path / "drawn.yaml"
    path.write_text(given.drawn("drawn", 2, 7))
    here = run(asked(worlds=2, seed=7), tmp_path / "here")
    there = run(asked(worlds=str(path), seed=7), tmp_path / "there")
    assert table_hash(here) == table_hash(there)
    assert here.spec["worlds"] == there.spec["worlds"] == 2
    assert here.manifest.spec_sha256 != there.manifest.spec_sha256


def test_a_given_world_has_its_numbers_and_its_own_luck(asked, file):
    resolved = asked(worlds=str(file()), seed=7)
    drawn = asked(worlds=2, seed=7)
    for number in (0, 1, 2):
        own, usual = world_of(resolved, number), world_of(drawn, number)
        assert own.luck == usual.luck
        changed = {name for name in own.p if own.p[name] != usual.p[name]}
        assert changed == ({SHARE} if number else set())


def test_other_numbers_or_another_version_are_another_run(asked, file):
    first = asked(worlds=str(file())).sha256
    assert asked(worlds=str(file())).sha256 == first
    assert asked(worlds=str(file(numbers={SHARE: [0.2, 0.5]}))).sha256 != first
    assert asked(worlds=str(file(version="1.0.1"))).sha256 != first


def test_a_written_file_holds_every_number_that_can_vary(tmp_path):
    path = tmp_path / "drawn.yaml"
    path.write_text(given.drawn("drawn", 3, 5))
    found = given.load(path)
    assert set(found.numbers) == {n for n, one in TABLE.numbers.items() if not one.definition}
    assert all(dict(found.values(99, k)) == dict(TABLE.draw(5, k)) for k in (1, 2, 3))
    assert read_yaml(path).data["source"].endswith("worlds 1 to 3 of seed 5")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"numbers": {SHARE: [0.2], POSITIVE: [1.0, 2.0]}}, [f"numbers.{POSITIVE}"]),
        ({"numbers": {"made.up": [0.2]}}, ["numbers.made.up"]),
        ({"numbers": {FIXED: [1.0]}}, [f"numbers.{FIXED}"]),
        ({"numbers": {SHARE: [0.5, 1.5]}}, [f"numbers.{SHARE}[1]"]),
        ({"numbers": {POSITIVE: [0, -1]}}, [f"numbers.{POSITIVE}[0]", f"numbers.{POSITIVE}[1]"]),
        ({"numbers": {SHARE: ["high"]}}, [f"numbers.{SHARE}[0]"]),
        ({"numbers": {SHARE: []}}, [f"numbers.{SHARE}"]),
        ({"numbers": {SHARE: 0.5}}, [f"numbers.{SHARE}"]),
        ({"numbers": {}}, ["numbers"]),
        ({"parameters": "0.9.0"}, ["parameters"]),
        ({"sha256": "0" * 64}, ["sha256"]),
        ({"sha256": "short"}, ["sha256"]),
        ({"seed": 1}, ["seed"]),
    ],
)
def test_one_mistake_is_one_problem(file, said, told):
    assert fields(file(**said)) == told


def test_all_mistakes_come_at_once(file):
    numbers = {SHARE: [0.1, 2.0], POSITIVE: [1.0], FIXED: [1.0, 1.0], "made.up": [1.0, 1.0]}
    path = file(parameters="0.9.0", sha256="0" * 64, version="one", numbers=numbers)
    wrong = {f"numbers.{name}" for name in (POSITIVE, FIXED, "made.up")}
    told = fields(path)
    assert set(told) == {"parameters", "sha256", "version", f"numbers.{SHARE}[1]", *wrong}
    assert len(told) == len(set(told))


def test_the_largest_file_can_be_read_back(tmp_path):
    path = tmp_path / "drawn.yaml"
    values = np.random.default_rng(1).random(given.MOST).tolist()
    vary = [name for name, one in TABLE.numbers.items() if not one.definition]
    path.write_text(as_yaml(LEAST | {"numbers": dict.fromkeys(vary, values)}))
    assert path.stat().st_size < 2_000_000


# --- on the command line ------------------------------------------------------------------------


def ends(*said):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in said])
    return int(ended.value.code or 0)


def test_the_command_writes_a_file_that_passes_its_check(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    assert ends("worlds", "--out", path, "--worlds", 2, "--seed", 4, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(path), "worlds": 2, "seed": 4}
    assert path.read_text(encoding="utf-8") == given.drawn("mine", 2, 4)
    assert ends("check", path) == 0
    assert ends("worlds", "--out", path) == 2
    assert "exists" in capsys.readouterr().err
    assert ends("worlds", "--out", tmp_path / "My Own.yaml") == 2
    assert "small letters" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


def test_the_check_of_a_broken_file_tells_all(file, capsys):
    path = file(parameters="0.9.0", numbers={SHARE: [2.0], "made.up": [1.0]})
    assert ends("check", path, "--json") == 2
    (told,) = json.loads(capsys.readouterr().out)
    assert told["kind"] == "worlds"
    assert {one["field"] for one in told["problems"]} == {
        "parameters",
        f"numbers.{SHARE}[0]",
        "numbers.made.up",
    }


def test_the_committed_schema_is_the_models():
    told = "write simenv.experiment.given.schema() to docs/schema with schema_text"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(given.schema()), told
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid(LEAST | {"numbers": {SHARE: [0.2, 0.4]}})
    assert not valid(LEAST | {"numbers": {SHARE: []}})
    assert not valid(LEAST | {"numbers": {}})
    assert not valid(LEAST | {"numbers": {SHARE: ["high"]}})
    assert not valid({**LEAST, "sha256": "short", "numbers": {SHARE: [0.2]}})
    assert not valid(LEAST)
