"""A policy that is code: found beside its file or at an entry point, and kept in its place."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from simenv.errors import BadInput, Problem
from simenv.exchange import Responses
from simenv.policy import PythonPolicy, checked
from simenv.vocabulary import Act, Risk
from tests.policy.asked import drawn, policy_of, same

HEAD = """policy: tried
version: 1.0.0
kind: python
summary: For tests.
detector: perfect
remembers: {refusals: 30 days}
"""
BATCH = """
from dataclasses import dataclass, replace
import numpy as np
from simenv.exchange import Responses, View

@dataclass(frozen=True)
class Limit:
    risk: int = 2

def respond(view: View) -> Responses:
    answers = Responses.blank(len(view))
    act = np.where(view.risk_seen > Limit().risk, 2, 0).astype(np.int8)
    return replace(answers, act=act, warmth=view.refusals / 8)
"""
SINGLE = """
from simenv.policy import Request, Response, per_request

@per_request
def narrow(request: Request) -> Response:
    act = "refuse" if request.risk_seen == "plan" else "comply"
    return Response(act=act, warmth=request.refusals / 8)
"""


def problems(*args: object) -> list[Problem]:
    with pytest.raises(BadInput) as caught:
        policy_of(*args)
    return list(caught.value.problems)


def test_a_batch_function_and_a_lifted_one_answer_alike(tmp_path):
    requests = drawn(100)
    batch = policy_of(tmp_path, HEAD, BATCH)
    single = policy_of(tmp_path, HEAD + "function: narrow\n", SINGLE)
    answers = checked(batch, requests)
    assert same(answers, checked(single, requests))
    assert ((answers.act == Act.REFUSE) == (requests.risk_signal >= Risk.PLAN)).all()
    assert isinstance(batch, PythonPolicy)
    assert (batch.name, batch.version, batch.kind) == ("tried", "1.0.0", "python")


def test_the_hash_covers_the_code_and_the_detector(tmp_path):
    first = policy_of(tmp_path, HEAD, BATCH).sha256
    assert policy_of(tmp_path, HEAD, BATCH).sha256 == first
    other_code = policy_of(tmp_path, HEAD, BATCH + "# a word more\n").sha256
    lax = HEAD.replace("perfect", "lax")
    assert len({first, other_code, policy_of(tmp_path, lax, BATCH).sha256}) == 3


def test_code_that_changed_is_read_again_and_leaves_no_cache(tmp_path):
    requests = drawn(30)
    before = checked(policy_of(tmp_path, HEAD, BATCH), requests)
    after = checked(policy_of(tmp_path, HEAD, BATCH.replace("= 2", "= 9")), requests)
    assert (before.act > 0).any()
    assert not after.act.any()
    assert {path.name for path in tmp_path.iterdir()} == {"tried.yaml", "tried.py"}


def test_a_policy_cannot_change_its_answers_afterwards(tmp_path):
    code = BATCH + "\nkept = Responses.blank(3)\ndef same(view):\n    kept.act[:] += 1\n"
    code += "    return kept\n"
    tried = policy_of(tmp_path, HEAD + "function: same\n", code)
    first = checked(tried, drawn(3))
    checked(tried, drawn(3))
    assert first.act.tolist() == [1, 1, 1]


def test_the_world_is_safe_from_a_policy_that_unlocks_its_view(tmp_path):
    code = BATCH + "\ndef unlock(view):\n    view.turn.flags.writeable = True\n"
    code += "    view.turn[:] = 99\n    return Responses.blank(len(view))\n"
    requests = drawn(10)
    before = requests.copy()
    checked(policy_of(tmp_path, HEAD + "function: unlock\n", code), requests)
    assert same(before, requests)


def test_an_installed_function_is_found_by_module_and_name(tmp_path, monkeypatch):
    (tmp_path / "an_installed_policy.py").write_text(BATCH, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    tried = policy_of(tmp_path, HEAD + "entry_point: an_installed_policy:respond\n")
    assert isinstance(checked(tried, drawn(5)), Responses)


def test_an_installed_function_is_found_by_its_announced_name(tmp_path, monkeypatch):
    (tmp_path / "announced_policy.py").write_text(SINGLE, encoding="utf-8")
    told = tmp_path / "announced_policy-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Name: announced-policy\nVersion: 1.0\n", encoding="utf-8")
    points = "[simenv.policies]\nnarrowing = announced_policy:narrow\n"
    (told / "entry_points.txt").write_text(points, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    tried = policy_of(tmp_path, HEAD + "entry_point: narrowing\n")
    assert np.isin(checked(tried, drawn(5)).act, [0, 2]).all()
    unknown = problems(tmp_path, HEAD + "entry_point: narrwing\n")[0]
    assert "narrowing" in unknown.expected
    assert unknown.remedy == "did you mean 'narrowing'?"


@pytest.mark.parametrize(
    ("more", "code", "field", "expected", "found"),
    [
        ("", None, "function", "a file tried.py beside this one", "none"),
        ("", "x = 1", "function", "a function respond in", "nothing of that name"),
        ("", "respond = 1", "function", "a function respond in", "a int"),
        ("", "def respond(): ...", "function", "respond to take one argument", "too many"),
        ("", "def respond(a, b): ...", "function", "respond to take one argument", "missing"),
        ("", "def respond(view:", "function", "code that can be imported", "SyntaxError"),
        ("", "1 / 0", "function", "code that can be imported", "ZeroDivisionError"),
        ("", "exit(3)", "function", "code that can be imported", "SystemExit: 3"),
        ("", "import nothing_of_it", "function", "code that can", "ModuleNotFoundError"),
        ("entry_point: nowhere_at_all:f\n", None, "entry_point", "code that", "ModuleNotFound"),
        ("entry_point: 'nowhere:'\n", None, "entry_point", "module:function", "'nowhere:'"),
        ("entry_point: math:tau\n", None, "entry_point", "a function tau in", "a float"),
        ("entry_point: 'a:b'\nfunction: f\n", None, "entry_point", "function or", "both"),
        ("function: [f]\n", "", "function", "some text", "['f']"),
        ("rules: [{otherwise: help}]\n", BATCH, "rules", "no rules in a policy of", "rules"),
    ],
)
def test_code_that_cannot_be_asked_is_a_problem(tmp_path, more, code, field, expected, found):
    told = problems(tmp_path, HEAD + more, code)
    assert [problem.field for problem in told] == [field]
    assert told[0].expected.startswith(expected)
    assert found in told[0].found
    assert told[0].remedy


def test_a_python_policy_needs_a_detector(tmp_path):
    told = problems(tmp_path, HEAD.replace("detector: perfect\n", ""), BATCH)
    assert [problem.field for problem in told] == ["detector"]
