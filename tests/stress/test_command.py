"""`simenv stress` as a user meets it: what it prints, how it ends, how it goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simenv import cli
from simenv.stress.case import load_case, load_suite
from tests.stress.made import CATALOGUE, HARSH, SOUND
from tests.stress.run_small import CANDIDATES, PEOPLE, shrink

ROOT = Path(__file__).parents[2]
WHO = ("--personas", "acute-risk", "--days", "4", "--seed", "3")
OUTCOMES = ["over_refusals", "missed_referrals"]
SEARCH = ("stress", HARSH, *WHO, "--outcomes", ",".join(OUTCOMES), "--generations", "2",
          "--cases", "3", "--worlds", "2")  # fmt: skip
BATCHES = 4


@pytest.fixture(autouse=True)
def small(monkeypatch):
    shrink(monkeypatch.setattr)


def ends(*arguments):
    """The exit code of the command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The folder of a search that nothing stopped."""
    out = tmp_path_factory.mktemp("stress") / "whole"
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch.setattr)
        assert ends(*SEARCH, "--workers", 1, "--out", out) == 0
    return out


def of(folder):
    return (folder / "suite.yaml").read_bytes()


def times(folder):
    return {path.name: path.stat().st_mtime_ns for path in (folder / "search").glob("*.npz")}


# What is found


def test_what_is_found_is_a_suite_and_a_file_a_case(whole):
    suite = load_suite(CATALOGUE, whole / "suite.yaml")
    files = sorted((whole / "cases").glob("*.yaml"))
    assert [load_case(CATALOGUE, path) for path in files] == sorted(
        suite.cases, key=lambda case: case.name
    )
    assert 0 < len(suite.cases) <= 3
    assert all(case.worlds.of == 2 for case in suite.cases)
    assert all(case.summary and case.fails.mean > case.fails.margin for case in suite.cases)
    assert len(times(whole)) == BATCHES
    assert ends("check", whole / "suite.yaml") == 0
    assert all(ends("check", path) == 0 for path in files)


def test_the_same_command_again_finds_the_same_and_searches_nothing_again(whole, capsys):
    before, suite = times(whole), of(whole)
    assert ends(*SEARCH, "--workers", 1, "--out", whole, "--json") == 0
    assert (times(whole), of(whole)) == (before, suite)
    told = json.loads(capsys.readouterr().out)
    assert told["batches"] == {"done": BATCHES, "of": BATCHES}
    assert told["lives"] == BATCHES * CANDIDATES * PEOPLE
    assert told["stopped"] is None
    cases = load_suite(CATALOGUE, whole / "suite.yaml").cases
    assert [one["case"] for one in told["cases"]] == [case.name for case in cases]
    assert told["outcomes"] == OUTCOMES
    assert told["put_to_the_test"] >= len(told["cases"])
    assert not {"text", "message", "reply"} & set(json.dumps(told["cases"]).split('"'))


def a_page(told):
    assert told.startswith(f"Stress test of {HARSH}")
    assert all(len(line) <= 100 for line in told.splitlines() if "/" not in line)
    assert "simenv person" in told
    assert "A search that finds little is no proof" in told
    assert "safe" not in told.replace("unsafe", "")


def a_table(told, rows):
    head, rule, *lines = told.splitlines()
    assert head.count("|") == rule.count("|")
    assert len(lines) == rows


def test_two_processes_find_what_one_does(whole, tmp_path):
    # In a process of its own, as workers are forked only from one that runs no other thread.
    command = [*map(str, SEARCH), "--workers", "2", "--out", str(tmp_path / "two")]
    program = [sys.executable, "-m", "tests.stress.run_small", *command]
    subprocess.run(program, cwd=ROOT, check=True, capture_output=True)
    assert of(tmp_path / "two") == of(whole)


def test_another_question_is_refused_and_says_what_differs(whole, capsys):
    before = of(whole)
    assert ends(*SEARCH, "--days", 9, "--workers", 1, "--out", whole) == 1
    told = capsys.readouterr().err
    assert "holds another stress test" in told
    assert "days: 4 then, 9 now" in told
    assert of(whole) == before


def test_a_folder_of_something_else_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.docx").touch()
    assert ends(*SEARCH, "--out", tmp_path) == 1
    assert "no stress test: choose another folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


# Stopped


def begun(*arguments):
    command = [sys.executable, "-m", "tests.stress.run_small", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def stopped(folder, number, command):
    """Begin a search, and send it a signal when its first batches lie there."""
    process = begun(*command, "--out", folder)
    until = time.monotonic() + 60
    while len(list((folder / "search").glob("*.npz"))) < 1 and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(process.pid, number)
    told = process.communicate(timeout=60)
    return process.returncode, told[1]


def test_a_killed_search_goes_on_and_ends_as_one_that_was_not(whole, tmp_path, capsys):
    out = tmp_path / "killed"
    stopped(out, signal.SIGKILL, (*SEARCH, "--workers", 1))
    done = times(out)
    assert 0 < len(done) < BATCHES
    assert not (out / "suite.yaml").exists()
    capsys.readouterr()
    assert ends(*SEARCH, "--workers", 1, "--out", out, "--markdown") == 0
    a_table(capsys.readouterr().out, len(load_suite(CATALOGUE, whole / "suite.yaml").cases))
    assert of(out) == of(whole)
    assert done.items() <= times(out).items(), "no finished batch was computed again"
    assert times(out).keys() == times(whole).keys()
    assert not list(out.rglob(".*.tmp"))


def test_ctrl_c_says_that_it_goes_on(whole, tmp_path, capsys):
    out = tmp_path / "stopped"
    code, told = stopped(out, signal.SIGINT, (*SEARCH, "--workers", 2))
    assert code == 130
    assert "stopped; the same command goes on where it was" in told
    assert "Traceback" not in told
    done = times(out)
    assert done
    capsys.readouterr()
    assert ends(*SEARCH, "--workers", 1, "--out", out) == 0
    a_page(capsys.readouterr().out)
    assert of(out) == of(whole)
    assert done.items() <= times(out).items()


# Kept cases


def test_kept_cases_end_with_1_where_one_fails_and_0_where_none_does(whole, capsys):
    suite = load_suite(CATALOGUE, whole / "suite.yaml")
    assert ends("stress", HARSH, "--suite", whole / "suite.yaml") == 1
    told = capsys.readouterr().out
    number = len(suite.cases)
    assert f"{number} of {number} cases fail under {HARSH}" in told
    assert all(f"{case.name} fails" in told for case in suite.cases)
    code = ends("stress", HARSH, "--suite", whole / "suite.yaml", "--against", HARSH, "--json")
    same = json.loads(capsys.readouterr().out)
    assert code == 0, "what fails under the baseline, too, is no new failure"
    assert same["failed"] == 0
    assert all(one["fails"] == one["baseline_fails"] for one in same["cases"])


def test_a_policy_that_does_none_of_it_ends_with_0(tmp_path, capsys):
    search = ("stress", "always-refuses", "--outcomes", "over_refusals", "--cases", 1,
              "--generations", 1, "--worlds", 0, *WHO, "--workers", 1)  # fmt: skip
    assert ends(*search, "--out", tmp_path) == 0
    (case,) = (tmp_path / "cases").glob("*.yaml")
    assert ends("stress", "always-refuses", "--suite", case) == 1
    assert ends("stress", "never-refuses", "--suite", case) == 0
    assert "0 of 1 cases fail under never-refuses" in capsys.readouterr().out


# The person of a case


def test_the_person_of_a_case_is_told(whole, capsys):
    path = sorted((whole / "cases").glob("*.yaml"))[0]
    case = load_case(CATALOGUE, path)
    assert ends("person", path) == 0
    told = capsys.readouterr().out
    assert f"{case.persona.name}/{case.person} under {HARSH}" in told
    assert " ".join(case.summary.split()) in " ".join(told.split())
    assert ends("person", path, "--arms", f"{HARSH},{SOUND}") == 0
    assert f"under {HARSH} and {SOUND}" in capsys.readouterr().out
    assert ends("person", path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["case"]["case"] == case.name


# Bad input


def test_all_that_is_wrong_with_a_question_is_told_at_once(tmp_path, capsys):
    out = tmp_path / "out"
    bad = ("stress", "unheard-of", "--against", "nor-this", "--outcomes", "joy,disengaged,luck",
           "--personas", "teen,nobody", "--standard", "none", "--days", 0, "--generations", 0,
           "--cases", 0, "--worlds", -1, "--seed", -1, "--out", out, "--json")  # fmt: skip
    assert ends(*bad) == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    told = " ".join(one["found"] for one in problems)
    for name in ("unheard-of", "nor-this", "joy", "luck", "nobody", "none"):
        assert name in told
    fields = [one["field"] for one in problems]
    for option in ("--days", "--generations", "--cases", "--worlds", "--seed", "--outcomes"):
        assert option in fields
    assert fields.count("--outcomes") == 2
    assert all(one["remedy"] and one["expected"] for one in problems)
    assert not out.exists()


def test_a_base_alone_is_nobody_to_search(tmp_path, capsys):
    assert ends("stress", SOUND, "--personas", "adult", "--out", tmp_path / "out") == 2
    assert "a persona that is no base" in capsys.readouterr().err


@pytest.mark.parametrize("said", ["suite: bad\nversion: 1\n", "case: bad\n", "just words\n"])
def test_a_bad_suite_is_told_and_nothing_lives(said, tmp_path, capsys):
    path = tmp_path / "bad.yaml"
    path.write_text(said, encoding="utf-8")
    assert ends("stress", SOUND, "--suite", path) == 2
    assert str(path) in capsys.readouterr().err
    assert ends("stress", SOUND, "--suite", "unheard-of") == 2
