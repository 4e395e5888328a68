"""Law 7: bad input gets one report with every problem and exit 2; nothing half-written stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simenv import cli
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


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_report_and_no_traceback(tmp_path, raw):
    path = tmp_path / "any.yaml"
    path.write_bytes(raw)
    assert ends("check", path, "--json") == 2
