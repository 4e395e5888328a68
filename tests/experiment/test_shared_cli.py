"""Shared services on the command line: what is printed, what is refused, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simenv import cli
from simenv.catalogue import Catalogue
from simenv.experiment.format import load
from simenv.experiment.resolving import resolve
from tests.made_shared import catalogue_of

POLICIES = ("status-quo-2026", "always-refuses")
SMALL = ("--people", "50", "--days", "2", "--worlds", "0", "--workers", "1")


def ends(*arguments: object) -> int:
    """The exit code of the command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return catalogue_of(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="module")
def finished(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished comparison, saved as an experiment."""
    place = tmp_path_factory.mktemp("runs")
    more = ("--services", "short,ample", "--out", place / "run", "--save", place / "mine.yaml")
    assert ends("compare", *POLICIES, *SMALL, *more, "--catalogue", folder) == 0
    return place / "run"


def test_a_saved_comparison_runs_again_and_ends_with_sentence_tables_and_commands(
    folder: Path, finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = finished.parent / "mine.yaml"
    assert ends("run", saved, "--out", finished, "--catalogue", folder) == 0
    told = capsys.readouterr().out
    assert told.startswith("Of 100 people like these, under ")
    assert "20 populations of 50 people each" in told
    assert "Does the order of two arms change with capacity?" in told
    commands = told.split("Next:")[1].strip().splitlines()
    assert len(commands) == 3
    shown = commands[1].split()[2]
    assert ends("show", shown, "--catalogue", folder) == 0
    assert ends("show", saved, "--catalogue", folder) == 0
    assert "20 populations of 50 people" in capsys.readouterr().out


def test_options_replace_what_the_file_says_of_populations(
    folder: Path, finished: Path, tmp_path: Path
) -> None:
    saved = finished.parent / "mine.yaml"
    more = ("--populations", "21", "--people", "60", "--scenarios", "short", "--days", "1")
    again = ("--out", tmp_path / "run", "--save", tmp_path / "mine.yaml", "--catalogue", folder)
    assert ends("run", saved, *more, "--baseline", "always-refuses", *again) == 0
    catalogue = Catalogue([folder])
    found = resolve(load(catalogue, tmp_path / "mine.yaml"), catalogue)
    assert (found.shared.number, found.shared.people, found.shared.scenarios) == (
        21,
        60,
        ("short",),
    )
    assert found.document["baseline"] == "always-refuses"


def test_the_verbs_about_a_run_answer_or_refuse_with_the_reason(
    finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends("report", finished, "--json") == 0
    assert Path(json.loads(capsys.readouterr().out)["report"]).exists()
    assert ends("hash", finished) == 0
    found = capsys.readouterr().out.splitlines()[-1]
    assert len(found) == 64
    for verb in (("person", finished, "casual/0"), ("power", finished), ("diff", *[finished] * 2)):
        assert ends(*verb) == 2
        assert "share no services" in capsys.readouterr().err


def test_json_has_the_whole_summary(
    folder: Path, finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = finished.parent / "mine.yaml"
    assert ends("run", saved, "--out", finished, "--catalogue", folder, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["directory"]) == ("populations", str(finished))
    assert found["queues"]
    assert len(found["hash"]) == 64


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("--services", "short", "--populations", "5"), "unit of inference"),
        (("--services", "short,nowhere"), "'nowhere'"),
        (("--services", "short", "--cohort", "established"), "a new cohort"),
        (("--populations", "30"), "--services"),
    ],
)
def test_bad_input_ends_with_2(
    folder: Path, capsys: pytest.CaptureFixture[str], said: tuple[str, ...], told: str
) -> None:
    assert ends("compare", *POLICIES, *said, "--catalogue", folder) == 2
    assert told in capsys.readouterr().err


def test_the_shipped_experiment_resolves(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends("show", "capacity-crunch", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    size = told["size"]
    assert size["lives"] == size["people"] * size["arms"] * size["scenarios"] * size["worlds"]
    assert told["arms"][0]["arm"] == "status-quo-2026"


def test_personas_of_whom_nobody_is_there_are_told_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue_of(tmp_path)
    base = Catalogue().path("personas", "teen").read_text()
    rare = base.replace("persona: teen", "persona: rare").replace(
        "value: 0.05,", "value: 0.0001,", 1
    )
    assert "persona: rare" in rare
    assert "share: {value: 0.0001," in rare
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "rare.yaml").write_text(rare)
    (tmp_path / "experiments" / "mine.yaml").write_text(
        "experiment: mine\nversion: 1.0.0\nquestion: Who is there?\npolicies: [never-refuses]\n"
        "shared_services: {scenarios: [short], people: 100}\n"
    )
    assert ends("show", "mine", "--catalogue", tmp_path) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Nobody of rare is in them: their share is less than a person." in told
