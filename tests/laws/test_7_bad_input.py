"""Law 7: bad input gets one report with every problem and exit 2; nothing half-written stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simenv import cli, parameters
from tests.broken.readers import first_problem_only, writes_before_it_reads

MISTAKES = Path(__file__).parent.parent / "broken" / "files" / "eleven-mistakes.yaml"
FIELDS = ("file", "line", "field", "expected", "found", "remedy")


def ends(*arguments: object) -> int:
    """The exit code of the command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


def all_problems(report: list[dict]) -> bool:
    """Whether a report has all eleven mistakes, each with all that a person needs."""
    problems = [problem for file in report for problem in file["problems"]]
    whole = all(str(problem[field]) != "" for problem in problems for field in FIELDS)
    return len(problems) == 11 and len({p["line"] for p in problems}) == 11 and whole


def test_eleven_mistakes_are_reported_in_one_pass(capsys):
    assert ends("check", MISTAKES, "--json") == 2
    assert all_problems(json.loads(capsys.readouterr().out))


def test_a_reader_that_stops_at_the_first_problem_is_caught():
    assert not all_problems(first_problem_only(MISTAKES))


def leaves_nothing(compare, folder: Path) -> bool:
    """Whether a comparison of a broken persona ends with 2 and leaves the folder as it was."""
    out = folder / "run"
    code = compare("never-refuses", "--personas", MISTAKES, "--out", out)
    return code == 2 and not out.exists() and not list(folder.iterdir())


def test_a_comparison_of_a_broken_persona_writes_nothing(tmp_path, capsys):
    assert leaves_nothing(lambda *said: ends("compare", *said), tmp_path)
    assert capsys.readouterr().err.count("expected") == 11


def test_a_command_that_writes_before_it_reads_is_caught(tmp_path):
    assert not leaves_nothing(writes_before_it_reads(ends), tmp_path)


@pytest.mark.parametrize(
    "said",
    [
        ("compare", "no-such-policy"),
        ("compare", "never-refuses", "--personas", "authr"),
        ("compare", "never-refuses", "--standard", "listening"),
        ("compare", "never-refuses", "--people", "0"),
        ("compare", "never-refuses", "never-refuses"),
        ("compare", "never-refuses", "--margin", "disengage=0.1"),
        ("compare", "never-refuses", "--margin", "disengaged=5"),
        ("compare", "never-refuses", "--margin", "disengaged"),
        ("compare", "never-refuses", "--second-standard", "listening-first"),
        ("compare", "never-refuses", "--second-standard", "cautius"),
        ("compare", "never-refuses", "--worlds", "many"),
        ("compare", "never-refuses", "--worlds", "nowhere.yaml"),
        ("run", "quickstrat"),
        ("show", "authr"),
        ("check", "nowhere.yaml"),
        ("new", "persona", "Not Kebab"),
        ("new", "persona", "author"),
    ],
)
def test_wrong_names_and_numbers_end_with_2_and_say_what_to_do(said, tmp_path, capsys):
    more = ("--out", tmp_path / "run") if said[0] in {"compare", "run"} else ()
    assert ends(*said, *more) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "expected" in told
    assert not list(tmp_path.iterdir())


#: Eight mistakes in what a comparison declares, and three in the worlds file that it names.
DECLARED = """experiment: declared
version: 1.0.0
question: Does it matter?
policies: [never-refuses, always-refuses]
personas: [author]
second_standard: listening-first
worlds: {worlds}
margins:
  nothing: 0.1
  disengaged: 5
weightings:
  equal: {{author: 1}}
  clinic:
    teen: 1
    author: -1
family:
  outcomes: [met, crises]
  arms: [never-refuses]
"""
WORLDS = """worlds: other
version: 1.0.0
parameters: 0.0.1
sha256: "{sha}"
source: made up
numbers:
  encounter.quality: [0.1, 1.5]
  no.such-number: [0.1, 0.1]
"""


def test_all_that_is_wrong_with_what_is_declared_comes_at_once(tmp_path, capsys):
    worlds, path = tmp_path / "other.yaml", tmp_path / "declared.yaml"
    sha = parameters.shipped().sha256
    worlds.write_text(WORLDS.format(sha=sha), encoding="utf-8")
    path.write_text(DECLARED.format(worlds=worlds), encoding="utf-8")
    assert ends("run", path, "--out", tmp_path / "run", "--json") == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    told = {(Path(one["file"]).name, one["line"], one["field"]) for one in problems}
    assert told == {
        ("declared.yaml", 6, "second_standard"),
        ("declared.yaml", 9, "margins.nothing"),
        ("declared.yaml", 10, "margins.disengaged"),
        ("declared.yaml", 12, "weightings.equal"),
        ("declared.yaml", 14, "weightings.clinic.teen"),
        ("declared.yaml", 15, "weightings.clinic.author"),
        ("declared.yaml", 17, "family.outcomes[1]"),
        ("declared.yaml", 18, "family.arms[0]"),
        ("other.yaml", 3, "parameters"),
        ("other.yaml", 7, "numbers.encounter.quality[1]"),
        ("other.yaml", 8, "numbers.no.such-number"),
    }
    assert all(str(one[field]) != "" for one in problems for field in FIELDS)
    assert not (tmp_path / "run").exists()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_report_and_no_traceback(tmp_path, raw):
    path = tmp_path / "any.yaml"
    path.write_bytes(raw)
    assert ends("check", path, "--json") == 2
