"""Two runs beside each other: all in which they differ is said; what cannot be is not compared."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace

import pytest

import simenv
from simenv import api, cli
from simenv.api.comparison import Comparison
from simenv.api.diffing import apart

ARMS = ("never-refuses", "hotline-boilerplate")
SMALL = {"personas": ("author", "in-therapy"), "people": 8, "days": 5, "worlds": 0}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two runs that differ in their seed and in one arm."""
    folder = tmp_path_factory.mktemp("runs")
    first = simenv.compare(ARMS, **SMALL, out=folder / "first")
    arms = (ARMS[0], "always-refuses")
    return first, simenv.compare(arms, **SMALL, seed=2, out=folder / "second")


@pytest.fixture
def first(runs):
    return runs[0]


def other(found: Comparison, change, **manifest) -> Comparison:
    """The same comparison after `change(spec, summary)` was applied to copies of both."""
    spec, summary = deepcopy(dict(found.run.spec)), deepcopy(dict(found.summary))
    change(spec, summary)
    changed = replace(found.run.manifest, spec=spec, **manifest)
    return Comparison(run=replace(found.run, manifest=changed), summary=summary)


def changed(first, second):
    return {change.field: change.weight for change in apart(first, second).changes}


def put(*path, value):
    """A change of one field of the spec."""

    def change(spec, summary):
        for part in path[:-1]:
            spec = spec[part]
        spec[path[-1]] = value

    return change


def test_a_run_differs_in_nothing_from_itself(first):
    found = apart(first, first)
    assert not found.changes
    assert not found.problems
    assert not found.left_out
    assert found.arms == ARMS
    assert {line.difference for line in found.lines} == {0.0}
    assert not any(line.beyond for line in found.lines)
    assert "differ in nothing" in found.text()


def test_levels_are_those_of_the_summaries_and_differences_second_minus_first(runs):
    first, second = runs
    found = apart(first, second)
    assert found.arms == (ARMS[0],)
    assert (found.only_first, found.only_second) == ((ARMS[1],), ("always-refuses",))
    levels = [
        {line["name"]: line["arms"][ARMS[0]]["value"] for line in one.summary["outcomes"]}
        for one in runs
    ]
    compared = {line.outcome: line for line in found.lines}
    assert compared.keys() == {
        line["name"] for line in first.summary["outcomes"] if not line["exogenous"]
    }
    for name, line in compared.items():
        assert (line.first, line.second) == (levels[0][name], levels[1][name])
        assert line.difference == levels[1][name] - levels[0][name]
        assert line.beyond == (abs(line.difference) > line.margin)
    assert {line.margin for line in found.lines if line.outcome == "disengaged"} == {0.03}
    assert changed(*runs) == {"seed": "told", "arms": "told", "question": "told"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("simenv", "source"), "0" * 64),
        (("simenv", "parameters", "version"), "0.1.0"),
        (("simenv", "parameters", "sha256"), "0" * 64),
        (("days",), 30),
        (("cohort",), "established"),
    ],
)
def test_what_cannot_be_compared_is_refused(first, path, value):
    second = other(first, put(*path, value=value))
    field = ".".join(path[:2]) if len(path) > 1 else path[0]
    assert changed(first, second) == {field: "refuses"}
    assert [problem.field for problem in apart(first, second).problems] == [field]


def test_all_reasons_are_told_at_once(first):
    def change(spec, summary):
        spec["days"] = 30
        spec["simenv"]["source"] = "0" * 64
        spec["cohort"] = "established"
        spec["baseline"], spec["days_before_entry"] = "status-quo-2026", 28
        for arm in summary["arms"]:
            arm["failed"] = "made up"

    found = apart(first, other(first, change))
    told = [problem.field for problem in found.problems]
    due = {"days", "simenv.source", "cohort", "baseline", "days_before_entry", "arms"}
    assert set(told) == due
    assert len(told) == len(due)
    assert all(problem.expected and problem.found and problem.remedy for problem in found.problems)


def test_another_version_of_what_a_cohort_knew_is_another_cohort(first):
    known = {"version": "1.0.0", "sha256": "a" * 64}

    def established(version):
        def change(spec, summary):
            spec["cohort"], spec["baseline"] = "established", "old"
            spec["files"]["policies"]["old"] = known | {"version": version}

        return other(first, change)

    found = apart(established("1.0.0"), established("1.0.1"))
    assert [(one.field, one.weight) for one in found.changes] == [("files.policies.old", "refuses")]


def test_another_standard_leaves_out_what_hangs_on_it(first):
    def named(spec, summary):
        spec["standard"], spec["second_standard"] = spec["second_standard"], spec["standard"]
        for line in summary["outcomes"]:
            line["standard"] = line["standard"] and spec["standard"]

    by_standard = {one["name"] for one in first.summary["outcomes"] if one["standard"]}
    norm = first.run.spec["standard"]
    rewritten = put("files", "standards", norm, "sha256", value="0" * 64)
    for change in (named, rewritten):
        found = apart(first, other(first, change))
        assert set(found.left_out) == by_standard
        assert not by_standard & {line.outcome for line in found.lines}
        assert not found.problems
        assert found.lines
        assert all("another standard" in why for why in found.left_out.values())
    second = first.run.spec["second_standard"]
    third = put("files", "standards", second, "sha256", value="0" * 64)
    assert changed(first, other(first, third)) == {f"files.standards.{second}": "told"}


@pytest.mark.parametrize(
    ("path", "weight"),
    [
        (("files", "personas", "author", "version"), "warns"),
        (("files", "policies", "never-refuses", "sha256"), "warns"),
        (("personas",), "warns"),
        (("people",), "told"),
        (("worlds",), "told"),
        (("simenv", "version"), "told"),
    ],
)
def test_versions_of_files_are_minded_and_sizes_are_told(first, path, weight):
    found = apart(first, other(first, put(*path, value="other")))
    assert [one.weight for one in found.changes] == [weight]
    assert not found.problems
    assert found.lines


def test_fingerprints_weights_margins_and_failures_are_told(first):
    def change(spec, summary):
        summary["personas"][0]["share"] *= 0.5
        summary["outcomes"][0]["margin"] = 0.5
        summary["arms"][1]["failed"] = "turn 2: made up"

    second = other(first, change, fingerprint="another")
    margin = f"margin of {first.summary['outcomes'][0]['name']}"
    assert changed(first, second) == {
        "fingerprint": "warns",
        "weights": "warns",
        margin: "told",
        f"arm {ARMS[1]}": "told",
    }
    assert apart(first, second).arms == (ARMS[0],)


def test_a_schedule_of_the_same_name_is_minded(first):
    def scheduled(day):
        parts = [{"policy": "never-refuses"}, {"policy": "always-refuses", "from_day": day}]
        return put("policies", value=["never-refuses", {"arm": "late", "schedule": parts}])

    found = apart(other(first, scheduled(2)), other(first, scheduled(3)))
    assert [(one.field, one.weight) for one in found.changes] == [("arm late", "warns")]
    assert found.changes[0].second == "never-refuses then always-refuses@3"


def test_a_worlds_file_is_told(first):
    given = {"mine": {"version": "1.0.0", "sha256": "b" * 64}}
    assert changed(first, other(first, put("files", "worlds", value=given))) == {
        "files.worlds.mine": "told"
    }


# --- on the command line ------------------------------------------------------------------------


def ends(*said, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in said])
    return int(ended.value.code or 0), capsys.readouterr()


@pytest.fixture(scope="module")
def longer(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "longer"
    return simenv.compare(ARMS, **SMALL | {"days": 6}, out=out)


def test_the_command_says_all_and_compares(runs, capsys):
    first, second = runs
    code, told = ends("diff", first.path, second.path, capsys=capsys)
    assert code == 0
    assert "seed" in told.out
    assert f"Only in the first: {ARMS[1]}." in told.out
    assert "Stopped using the assistant" in told.out
    code, told = ends("diff", first.path, second.path, "--json", capsys=capsys)
    assert code == 0
    data = json.loads(told.out)
    assert data == json.loads(json.dumps(api.diff(first.path, second.path).data()))


def test_the_command_refuses_with_2_and_compares_anyway(first, longer, capsys):
    code, told = ends("diff", first.path, longer.path, capsys=capsys)
    assert code == 2
    assert "days" in told.out
    assert "cannot be compared" in told.out
    assert "Stopped using the assistant" not in told.out
    assert "another horizon" in told.err
    code, told = ends("diff", first.path, longer.path, "--anyway", capsys=capsys)
    assert code == 0
    assert "cannot be compared, as they differ in\n  days: 5, then 6 (another horizon)" in told.out
    assert "Stopped using the assistant" in told.out
    code, told = ends("diff", first.path, longer.path, "--json", capsys=capsys)
    assert code == 2
    assert [one["field"] for one in json.loads(told.out)["problems"]] == ["days"]


def test_what_is_no_run_is_an_error(first, tmp_path, capsys):
    code, told = ends("diff", first.path, tmp_path, capsys=capsys)
    assert code == 1
    assert "no run directory" in told.err
