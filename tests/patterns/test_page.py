"""What is printed and published: complete, plain, and not stale."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from simenv import cli, parameters
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.patterns import (
    BEGIN,
    END,
    PATTERNS,
    Found,
    cast_of,
    check_model,
    data,
    markdown,
    published,
    text,
)

PAGE = Path(__file__).parents[2] / "docs" / "model.md"


class Few(Catalogue):
    """A catalogue in which only some names of each kind are seen."""

    def __init__(self, **names: list[str]) -> None:
        super().__init__()
        self.seen = names

    def names(self, kind):
        return self.seen.get(kind, super().names(kind))


FEW = Few(
    personas=["author", "chronic-ideation"],
    policies=["always-refuses", "hotline-boilerplate", "never-refuses"],
)


@cache
def found() -> Found:
    """A small run, for what is printed of it; one policy that a pattern needs is not there."""
    return check_model(FEW, people=3, worlds=1)


def test_every_pattern_is_printed_with_its_verdict():
    page = text(found())
    for result in found().results:
        assert f"{result.pattern.id}: {result.verdict.upper()}" in page
    assert max(map(len, page.splitlines())) <= 100
    for part in ("SHOWN, NOT CHECKED", "WHO WINS, AND WHY", "WHAT SHARED LUCK IS WORTH"):
        assert part in page


def test_a_pattern_whose_policy_is_not_there_is_not_testable():
    assert "D1b: NOT TESTABLE" in text(found())
    assert "The catalogue has no policy status-quo-2026" in text(found())


def test_the_data_are_json_with_everything_that_a_pattern_declares():
    told = json.loads(json.dumps(data(found()), allow_nan=False))
    assert [one["id"] for one in told["patterns"]] == [pattern.id for pattern in PATTERNS]
    assert all(one["wrong_model"] and one["tolerance"] for one in told["patterns"])
    assert {"wins", "shared_luck", "movement", "retention", "versions"} <= set(told)
    assert list(told["versions"]["policies"]) == FEW.names("policies")


def test_the_block_names_patterns_versions_and_how_it_was_made():
    block = markdown(found())
    assert all(f"| {pattern.id} |" in block for pattern in PATTERNS)
    assert f"parameters {parameters.shipped().version}" in block
    assert "check-model --people 3 --worlds 1 --seed 1" in block
    assert all(f"{name} " in block for name in found().versions["personas"])
    rows = [line for line in block.splitlines() if line.startswith("|")]
    assert rows
    assert block.endswith("\n")


def test_the_published_block_is_not_stale():
    """To renew: `simenv check-model --into docs/model.md`."""
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    block = page.split(BEGIN)[1].split(END)[0]
    assert f"parameters {parameters.shipped().version}" in " ".join(block.split())
    told = {line.split(" | ")[0].strip("| ") for line in block.splitlines() if line[:1] == "|"}
    assert [pattern.id for pattern in PATTERNS if pattern.id not in told] == []


def test_a_block_is_put_between_its_markers():
    page = f"before\n{BEGIN}old\n{END}\nafter\n"
    assert published(page, "new\n") == f"before\n{BEGIN}new\n{END}\nafter\n"
    assert published(published(page, "new\n"), "old\n") == page


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_page_without_one_pair_of_markers_is_refused(page):
    with pytest.raises(ValueError, match="patterns"):
        published(page, "new\n")


# ---- the verb ------------------------------------------------------------------------------------


def ends(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


def test_the_verb_writes_a_page_and_prints_json(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}{END}\n", encoding="utf-8")
    small = ("--people", 2, "--worlds", 0)
    assert ends("check-model", *small, "--into", page, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["people"] == 2
    assert "check-model --people 2 --worlds 0" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["missing.md", "without.md"])
def test_a_page_without_a_place_is_told_before_the_work(tmp_path, name, capsys):
    (tmp_path / "without.md").write_text("nothing\n", encoding="utf-8")
    assert ends("check-model", "--people", 100_000_000, "--into", tmp_path / name) == 2
    assert "--into" in capsys.readouterr().err


@pytest.mark.parametrize("lacks", ["policies", "personas"])
def test_a_catalogue_without_personas_or_policies_is_bad_input(lacks):
    with pytest.raises(BadInput, match=f"a catalogue with {lacks}"):
        cast_of(Few(**{lacks: []}), people=2, seed=1)
