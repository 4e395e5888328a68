"""What is printed and published: complete, plain, and not stale."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from simenv import cli, parameters
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.patterns import (
    BEGIN,
    END,
    GROUPS,
    NOTE,
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


def often() -> Found:
    """The same as if its one drawn world had been drawn twenty times."""
    results = [replace(result, drawn=result.drawn * 20) for result in found().results]
    return replace(found(), results=tuple(results))


def test_the_first_line_says_what_this_rests_on():
    assert "uncalibrated" in NOTE
    assert "nothing in it was fitted" in NOTE
    assert text(found()).splitlines()[0] == NOTE
    assert markdown(found()).startswith(f"**{NOTE}**")
    assert next(iter(data(found()).values())) == NOTE


def test_every_pattern_is_printed_with_its_verdict():
    page = text(often())
    for result in often().results:
        assert f"{result.pattern.id}: {result.verdict.upper()}" in page
    assert max(map(len, page.splitlines())) <= 100
    for part in ("SHOWN, NOT CHECKED", "WHO WINS, AND WHY", "WHAT SHARED LUCK IS WORTH"):
        assert part in page


def test_too_few_worlds_give_counts_and_no_verdict():
    page, block = text(found()), markdown(found())
    for result in (one for one in found().results if one.median):
        yes = GROUPS[result.pattern.group].yes
        assert (
            f"{result.pattern.id}: {yes} in {result.met} of 1 drawn worlds; "
            "too few worlds for a verdict (20)"
        ) in page
        assert result.verdict == "too few worlds"
    assert not any(f"**{word}**" in block for word in ("met", "not met", "yes", "no", "mixed"))
    assert "too few worlds for a verdict (20)" in block
    none = tuple(replace(result, drawn=()) for result in found().results)
    assert "C2: no drawn worlds; too few worlds" in text(replace(found(), results=none))


def test_patterns_stand_under_the_heading_of_their_group():
    """In all three forms: every pattern after its own heading and before the next."""
    page, block, told = text(often()), markdown(often()), data(often())["groups"]
    assert [one["group"] for one in told] == list(GROUPS)
    for (group, heading), one in zip(GROUPS.items(), told, strict=True):
        own = [pattern.id for pattern in PATTERNS if pattern.group == group]
        assert [each["id"] for each in one["patterns"]] == own
        in_page = page.split(heading.title.upper())[1]
        for other in (each.title.upper() for each in GROUPS.values()):
            in_page = in_page.split(other)[0]
        in_block = block.split(f"**{heading.title}.**")[1]
        for name in own:
            assert f"\n{name}: " in in_page
            assert f"\n| {name} | " in in_block.split("\n\n**")[0]
    assert page.count("Suspicious would be: ") == sum(
        result.median is not None and bool(result.pattern.suspicious) for result in often().results
    )


def test_each_reason_is_printed_once_and_referred_to_by_number():
    page, block = (" ".join(each.split()) for each in (text(found()), markdown(found())))
    told = data(found())
    for reason in told["reasons"]:
        why = f"{reason['number']}. {reason['kind']}: {reason['why'][0].upper()}{reason['why'][1:]}"
        assert page.count(why) == block.count(why) == 1
        assert page.count(reason["why"][1:] + ".") == 1
    numbers = [reason["number"] for reason in told["reasons"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {win["reason"] for win in told["wins"]} == set(numbers)
    assert len(told["wins"]) > len(numbers)
    by_number = {reason["number"]: reason for reason in told["reasons"]}
    for win, one in zip(found().wins, told["wins"], strict=True):
        assert (win.kind, win.why) == tuple(by_number[one["reason"]][k] for k in ("kind", "why"))


def test_a_pattern_whose_policy_is_not_there_is_not_testable():
    assert "D1b: NOT TESTABLE" in text(found())
    assert "The catalogue has no policy status-quo-2026" in text(found())


def test_the_data_are_json_with_everything_that_a_pattern_declares():
    told = json.loads(json.dumps(data(found()), allow_nan=False))
    patterns = [one for group in told["groups"] for one in group["patterns"]]
    assert {one["id"] for one in patterns} == {pattern.id for pattern in PATTERNS}
    assert all(one["wrong_model"] and one["tolerance"] for one in patterns)
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
    assert block.startswith(f"**{NOTE}**")
    assert all(f"**{heading.title}.**" in block for heading in GROUPS.values())
    assert "too few worlds" not in block


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
