"""The file of a case: it says all that is needed, and all that is wrong with it is told."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.experiment.written import as_yaml
from simenv.stats.margins import KINDS as COMPARED
from simenv.stress.candidate import GENES
from simenv.stress.case import (
    PHASES,
    Case,
    Suite,
    case_schema,
    load_case,
    load_cases,
    load_suite,
    suite_schema,
)
from simenv.stress.probing import KINDS
from simenv.vocabulary import Asks
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import writes_all_but_the_first
from tests.stress.made import CATALOGUE
from tests.stress.made_cases import made
from tests.stress.test_where import WHERES

NAMES = st.from_regex(r"\A[a-z]{1,8}(-[a-z0-9]{1,5})?\Z")
WHOLE = st.integers(0, 2**31)
SHARE = st.floats(0, 1).map(lambda share: round(share, 6))
FILES = st.fixed_dictionaries(
    {
        "name": NAMES,
        "version": st.just("1.0.0"),
        "sha256": st.text("0123456789abcdef", min_size=64, max_size=64),
    }
)
LIVED = sorted(set(COMPARED) - set(KINDS))
FAILS = st.fixed_dictionaries(
    {"outcome": st.sampled_from(LIVED), "margin": st.just(0.05), "mean": SHARE, "error": SHARE,
     "share": SHARE, "usual": SHARE}
) | st.fixed_dictionaries(
    {"outcome": st.sampled_from(KINDS), "margin": st.just(0.1), "mean": SHARE, "error": SHARE,
     "share": SHARE, "asks": st.sampled_from(Asks.words()), "at_risk": st.booleans(),
     "where": WHERES}
)  # fmt: skip
CASES = st.fixed_dictionaries(
    {
        "case": NAMES,
        "summary": st.text("abcXYZ 0:-#'\"\\{}éß", min_size=1).map(lambda said: f"x{said}x"),
        "against": st.none() | FILES,
        "changes": st.dictionaries(st.sampled_from(GENES), SHARE | st.sampled_from(["plan", "no"])),
        "beyond": st.lists(st.sampled_from(GENES), max_size=2),
        "seed": WHOLE,
        "first": WHOLE,
        "person": WHOLE,
        "people": st.integers(1, 500),
        "days": st.integers(1, 90),
        "fails": FAILS,
        "phase": st.sampled_from(PHASES),
    }
).map(lambda said: Case.model_validate(made(**said)))


def round_trip(write, one):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{one.name}.yaml"
        path.write_text(write(one.data()), encoding="utf-8")
        read = load_case(CATALOGUE, path)
    assert read == one
    assert read.claim == one.claim
    assert read.candidate == one.candidate


@LAW
@given(CASES)
def test_a_case_is_read_as_it_was_written(one):
    round_trip(as_yaml, one)


def test_a_writer_that_leaves_something_out_is_caught():
    with pytest.raises((AssertionError, BadInput)):
        CATCH(given(CASES)(lambda one: round_trip(writes_all_but_the_first, one)))()


def test_a_case_has_no_words_of_anybody():
    def fields(schema):
        for name, of in schema.get("properties", {}).items():
            yield name
            yield from fields(of)

    for schema in (case_schema(), suite_schema()):
        told = json.dumps(schema)
        names = {*fields(schema), *(n for d in schema.get("$defs", {}).values() for n in fields(d))}
        assert "case" in told
        assert not names & {"text", "texts", "message", "messages", "prompt", "reply", "words"}


# Bad files


BAD = made(
    changes={"joy": 1, "risk": "plan"},
    fails=made()["fails"] | {"outcome": "joy", "where": {"hour": 25}, "margin": -1},
    days=0,
    people=0,
    seed=-1,
    phase="sixth",
    policy={"name": "made", "version": "1.0.0", "sha256": "abc"},
)
WRONG = {
    "changes", "fails.outcome", "fails.where", "fails.margin", "days", "people", "seed", "phase",
    "policy.sha256",
}  # fmt: skip


def problems(load, path):
    with pytest.raises(BadInput) as caught:
        load(Catalogue(), path)
    return caught.value.problems


def lines(path, found):
    """Each problem stands on the line that has its field's name."""
    text = path.read_text(encoding="utf-8").splitlines()
    return all(
        one.field.replace("[", ".").rsplit(".", 1)[-1].rstrip("]") in text[one.line - 1]
        for one in found
    )


def test_all_that_is_wrong_with_a_case_is_told_at_once(tmp_path):
    path = tmp_path / "made-01.yaml"
    path.write_text(as_yaml(BAD), encoding="utf-8")
    found = problems(load_case, path)
    fields = {one.field for one in found}
    assert all(any(field.startswith(want) for field in fields) for want in WRONG), fields
    assert len(fields) == len(WRONG)
    assert lines(path, found)
    assert all(one.remedy and one.expected for one in found)


def test_all_that_is_wrong_with_a_suite_is_told_at_once(tmp_path):
    path = tmp_path / "bad.yaml"
    told = {"suite": "bad", "version": "1.0.0", "summary": "x", "cases": [made(), made(), BAD]}
    path.write_text(as_yaml(told), encoding="utf-8")
    found = problems(load_suite, path)
    twice = [one for one in found if one.field == "cases[1].case"]
    assert twice
    assert "again" in twice[0].found
    assert {one.field.split(".")[0] for one in found} >= {"cases[1]", "cases[2]"}
    assert len(found) >= len(WRONG) + 1


def test_a_suite_without_cases_is_none(tmp_path):
    path = tmp_path / "empty.yaml"
    path.write_text(as_yaml({"suite": "empty", "version": "1.0.0", "summary": "x", "cases": []}))
    assert [one.field for one in problems(load_suite, path)] == ["cases"]


def test_a_case_file_is_a_suite_of_one(tmp_path):
    path = tmp_path / "made-01.yaml"
    path.write_text(as_yaml(made()), encoding="utf-8")
    assert load_cases(CATALOGUE, path) == [load_case(CATALOGUE, path)]
    assert isinstance(load_case(CATALOGUE, path), Case)
    whole = tmp_path / "whole.yaml"
    told = {"suite": "whole", "version": "1.0.0", "summary": "x", "cases": [made()]}
    whole.write_text(as_yaml(told), encoding="utf-8")
    assert isinstance(load_suite(CATALOGUE, whole), Suite)
    assert load_cases(CATALOGUE, whole)[0].first == 40
