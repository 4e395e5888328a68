"""The command line as a user meets it: what is printed, what is written, how it ends."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simenv import cli

PERSONAS = ("--personas", "author,chronic-ideation,first-time-discloser")
SMALL = (*PERSONAS, "--people", "20", "--days", "8", "--worlds", "2", "--workers", "1")
BROKEN = Path(__file__).parent / "broken" / "policies"


def ends(*arguments: object) -> int:
    """The exit code of the command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A small finished comparison."""
    out = tmp_path_factory.mktemp("runs") / "run"
    assert ends("compare", "never-refuses", "hotline-boilerplate", *SMALL, "--out", out) == 0
    return out


def test_a_comparison_ends_with_sentence_table_and_next_commands(tmp_path, capsys):
    out = tmp_path / "run"
    assert ends("compare", "never-refuses", "hotline-boilerplate", *SMALL, "--out", out) == 0
    told = capsys.readouterr().out
    assert re.match(r"Of 100 people like these, \d.*uncalibrated.*of 2 plausible worlds", told)
    assert "Stopped using the assistant" in told
    assert "60 people of 3 kinds (3 of them unreviewed drafts), the median world and 2" in told
    assert len(told.splitlines()) <= 60
    commands = told.split("Next:")[1].strip().splitlines()
    assert len(commands) == 3
    for name in ("spec.yaml", "manifest.json", "summary.json", "report.html"):
        assert (out / name).stat().st_size > 0


def test_the_next_commands_work(finished, capsys):
    assert ends("person", finished, "author/0", "--arms", "never-refuses,hotline-boilerplate") == 0
    assert ends("show", "hotline-boilerplate") == 0
    assert "author" in capsys.readouterr().out


def test_every_verb_answers_in_json(finished, tmp_path, capsys):
    policies = ("never-refuses", "hotline-boilerplate")
    commands = [
        ("compare", *policies, *SMALL, "--out", finished),
        ("run", "quickstart", *SMALL, "--out", tmp_path / "run"),
        ("check", Path(__file__).parent.parent / "personas"),
        ("list", "personas"),
        ("show", "cautious"),
        ("new", "policy", "my-own", "--out", tmp_path),
        ("person", finished, "author/3"),
        ("hash", finished),
        ("report", finished),
        ("schema", "persona"),
    ]
    for command in commands:
        assert ends(*command, "--json") == 0, command
        assert json.loads(capsys.readouterr().out), command


def test_listing_names_what_there_is(capsys):
    for kind in ("personas", "policies", "standards", "detectors", "experiments", "parameters"):
        assert ends("list", kind, "--json") == 0
        items = json.loads(capsys.readouterr().out)
        assert items
        assert all(item["name"] for item in items)


def test_the_same_command_again_finds_the_same_run(finished, capsys):
    before = {path: path.stat().st_mtime_ns for path in finished.glob("turns/*")}
    again = ("compare", "never-refuses", "hotline-boilerplate", *SMALL, "--out", finished)
    assert ends(*again) == 0
    assert {path: path.stat().st_mtime_ns for path in finished.glob("turns/*")} == before
    assert "Of 100 people" in capsys.readouterr().out


def test_a_directory_of_another_spec_is_refused_and_kept(finished, capsys):
    before = (finished / "manifest.json").read_bytes()
    assert ends("compare", "always-refuses", *SMALL, "--out", finished) == 1
    told = capsys.readouterr().err
    assert "policies" in told
    assert (finished / "manifest.json").read_bytes() == before


def test_chunks_and_workers_change_no_table(finished, tmp_path, capsys):
    hashes = set()
    for number, more in enumerate(
        (("--chunk", "7", "--workers", "1"), ("--chunk", "4096", "--workers", "2"))
    ):
        out = tmp_path / str(number)
        command = ("compare", "never-refuses", "hotline-boilerplate", *SMALL[:-2], *more)
        assert ends(*command, "--out", out) == 0
        capsys.readouterr()
        assert ends("hash", out) == 0
        hashes.add(capsys.readouterr().out.strip().splitlines()[-1])
    assert ends("hash", finished) == 0
    assert {capsys.readouterr().out.strip().splitlines()[-1]} == hashes


@pytest.mark.parametrize("broken", ["raises", "wrong-length", "impossible-act", "nan-framing"])
def test_a_policy_that_breaks_ends_its_arm_and_the_run_says_so(broken, tmp_path, capsys):
    policies = ("never-refuses", BROKEN / f"{broken}.yaml", "always-refuses")
    assert ends("compare", *policies, *SMALL, "--out", tmp_path / "run") == 1
    told = capsys.readouterr()
    assert f"arm {broken} failed at session" in told.err
    assert "never-refuses" in told.out
    assert "always-refuses" in told.out


def test_a_saved_comparison_is_an_experiment(tmp_path, capsys):
    saved = tmp_path / "mine.yaml"
    command = ("compare", "never-refuses", *SMALL, "--out", tmp_path / "a", "--save", saved)
    assert ends(*command) == 0
    assert ends("check", saved) == 0
    assert ends("run", saved, "--workers", "1", "--out", tmp_path / "b") == 0
    capsys.readouterr()
    assert ends(*command) == 2  # it never writes over a file
    assert saved.read_text(encoding="utf-8").startswith('experiment: "mine"')


def test_a_schedule_and_a_cohort_are_saved_and_run_again(tmp_path, capsys):
    saved = tmp_path / "mine.yaml"
    arms = ("never-refuses", "never-refuses,hotline-boilerplate@3")
    known = ("--cohort", "established", "--baseline", "always-refuses")
    small = (*SMALL, "--worlds", "0", "--personas", "author")
    command = ("compare", *arms, *known, *small, "--save", saved)
    assert ends(*command, "--out", tmp_path / "a") == 0
    told = capsys.readouterr().out
    assert "never-refuses-then-hotline-boilerplate-3" in told
    assert told.strip().splitlines()[-1].strip().startswith("simenv show ")
    assert ends("check", saved) == 0
    assert ends("show", saved) == 0
    told = capsys.readouterr().out
    assert "from day 3 hotline-boilerplate" in told
    assert "28 days under always-refuses" in " ".join(told.split())
    assert ends("run", saved, "--out", tmp_path / "b") == 0
    hashes = set()
    for name in ("a", "b"):
        capsys.readouterr()
        assert ends("hash", tmp_path / name) == 0
        hashes.add(capsys.readouterr().out)
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("never-refuses", "never-refuses,b"), "policies[1].schedule[1].from_day"),
        (("never-refuses,b@3",), "policies[0].schedule[1].policy"),
        (("never-refuses,always-refuses@30",), "at most 29"),
        (("never-refuses", "--cohort", "old"), "one of new or established"),
        (("never-refuses", "--baseline", "always-refuses"), "add --cohort established"),
        (("never-refuses", "--cohort", "established", "--baseline", "x"), "baseline"),
        (("never-refuses", "--keep", "turns"), "one of all or trajectories"),
    ],
)
def test_what_is_no_schedule_or_cohort_is_told(words, told, tmp_path, capsys):
    assert ends("compare", *words, "--out", tmp_path / "run") == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_name_that_nobody_knows_is_told_at_its_line(tmp_path, capsys):
    path = tmp_path / "wrong.yaml"
    head = "experiment: wrong\nversion: 1.0.0\nquestion: Is it told?\n"
    path.write_text(f"{head}policies:\n  - never-refuses\n  - nevver-refuses\n")
    for command in (("run",), ("check",), ("show",)):
        assert ends(*command, path) == 2
        told = capsys.readouterr().err
        assert "wrong.yaml:6  policies[1]" in told
        assert "did you mean 'never-refuses'?" in told


def test_the_report_of_another_summary_is_not_written(finished, tmp_path, capsys):
    other = tmp_path / "run"
    shutil.copytree(finished, other)
    summary = json.loads((other / "summary.json").read_text())
    (other / "summary.json").write_text(json.dumps(summary | {"tables": "0" * 64}))
    assert ends("report", other) == 1
    assert "does not belong to the tables" in capsys.readouterr().err


def test_all_tables_are_printed_when_asked_for(finished, capsys):
    command = ("compare", "never-refuses", "hotline-boilerplate", *SMALL, "--out", finished)
    assert ends(*command, "--full") == 0
    told = capsys.readouterr().out
    assert "Behavioural escalation" in told
    assert "Shared luck" in told
    assert ends(*command) == 0
    assert "Behavioural escalation" not in capsys.readouterr().out


def test_markdown_is_a_table(finished, capsys):
    command = ("compare", "never-refuses", "hotline-boilerplate", *SMALL, "--out", finished)
    assert ends(*command, "--markdown") == 0
    assert "| --" in capsys.readouterr().out.replace("|:", "| ").replace("|-", "| -")


def test_it_is_a_module_too():
    done = subprocess.run(
        [sys.executable, "-m", "simenv", "--help"], capture_output=True, text=True, check=True
    )
    assert "compare" in done.stdout


def test_a_reader_that_has_had_enough_is_no_failure():
    command = [sys.executable, "-m", "simenv", "list", "parameters"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as done:
        done.stdout.read(10)
        done.stdout.close()
        assert done.stderr.read() == b""


def test_workers_of_a_fresh_process_change_no_table(finished, tmp_path, capsys):
    """Here workers are forked where that is sound; inside these tests Arrow is loaded already."""
    policies = ("never-refuses", "hotline-boilerplate")
    command = [sys.executable, "-m", "simenv", "compare", *policies, *SMALL[:-2]]
    more = ["--workers", "2", "--chunk", "11", "--out", str(tmp_path / "run")]
    subprocess.run([*command, *more], check=True, capture_output=True)
    assert ends("hash", tmp_path / "run") == 0
    forked = capsys.readouterr().out
    assert ends("hash", finished) == 0
    assert capsys.readouterr().out == forked
