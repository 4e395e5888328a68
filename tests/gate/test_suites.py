"""Kept cases in a gate: a new failure only where what is live holds."""

import json

import pytest

from simenv.api.gating import gate
from simenv.api.stressing import stress_test
from simenv.catalogue import read_yaml
from simenv.cli import main
from simenv.errors import BadInput
from simenv.experiment.written import as_yaml
from tests.gate.test_gating import SMALL

STRICT, MILD = "always-refuses", "never-refuses"
CRITERIA = """criteria: only-suite
version: 1.0.0
summary: No new failure of a stored case, and hardly a limit else.
cohort: new
suite: {new_failures: 0, why: what was found must not come back}
non_inferiority:
  - {outcome: frustration, margin: 0.99, why: one has to be there}
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Over-refusals of a policy that always refuses, as a suite; and criteria that ask for it."""
    folder = tmp_path_factory.mktemp("suites")
    found = stress_test(
        STRICT,
        outcomes=["over_refusals"],
        personas=["author"],
        generations=1,
        cases=2,
        worlds=0,
        workers=1,
        out=folder / "stress",
    )
    assert found.cases
    (folder / "only-suite.yaml").write_text(CRITERIA, encoding="utf-8")
    return folder


def held(kept, candidate, live, out, **more):
    suite = str(kept / "stress" / "suite.yaml")
    options = {"criteria": kept / "only-suite.yaml", "suites": [suite], "out": out, **more}
    return gate(candidate, against=live, **SMALL, **options)


def verdict(found):
    """That of the suite alone."""
    (one,) = [one for one in found.judged if one.criterion.family == "suite"]
    return one.verdict


def test_a_case_that_holds_under_what_is_live_is_a_new_failure(kept, tmp_path):
    found = held(kept, STRICT, MILD, tmp_path / "run")
    assert verdict(found) == "fail"
    assert found.verdict == "fail"
    assert all("over_refusals" in told for told in found.reruns)
    assert found.reruns


def test_neither_a_mended_policy_nor_an_old_failure_fails_the_gate(kept, tmp_path):
    assert verdict(held(kept, MILD, STRICT, tmp_path / "mended")) == "pass"
    assert verdict(held(kept, "partial-compliance", STRICT, tmp_path / "both")) == "pass"


def test_a_case_beyond_what_is_declared_never_gates(kept, tmp_path):
    said = read_yaml(kept / "stress" / "suite.yaml", "suites").data
    beyond = [{**one, "beyond": ["risk"]} for one in said["cases"]]
    path = tmp_path / "beyond.yaml"
    path.write_text(as_yaml({**said, "suite": "beyond", "cases": beyond}), encoding="utf-8")
    found = held(kept, STRICT, MILD, tmp_path / "run", suites=[str(path)])
    assert verdict(found) != "fail"


def test_a_suite_that_is_not_there_is_told_with_all_the_rest(kept, tmp_path):
    with pytest.raises(BadInput) as told:
        held(kept, STRICT, "nobody-has-this", tmp_path / "run", suites=["no-such-suite"])
    fields = {problem.field for problem in told.value.problems}
    assert "suite" in fields
    assert len(told.value.problems) >= 2


def test_the_verb_takes_suites(kept, tmp_path, capsys):
    command = ["gate", STRICT, "--against", MILD, "--criteria", str(kept / "only-suite.yaml")]
    command += ["--suite", str(kept / "stress" / "suite.yaml"), "--personas", "author,teen"]
    command += ["--people", "30", "--worlds", "0", "--days", "5", "--battery", "100", "--json"]
    with pytest.raises(SystemExit) as ended:
        main([*command, "--out", str(tmp_path / "run")])
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "fail"
