"""A policy file that is wrong is told everything that is wrong with it, and nothing crashes."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from simenv import policy
from simenv.catalogue import Catalogue, Document
from simenv.catalogue.schemas import schema_text
from simenv.errors import BadInput
from tests.policy.asked import BROKEN, drawn, policy_of

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "schema" / "policy.schema.json"
SHIPPED = sorted((ROOT / "policies").glob("*.yaml"))
HEAD = "policy: tried\nversion: 1.0.0\nkind: rules\nsummary: For tests.\n"
HELP = "responses:\n  help: {act: comply}\n"


def told(folder: Path, text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(BadInput) as caught:
        policy_of(folder, text)
    assert all(one.remedy and one.expected for one in caught.value.problems)
    return [(problem.line, problem.field, problem.found) for problem in caught.value.problems]


def test_fourteen_mistakes_come_in_one_report(tmp_path):
    text = """policy: tryed
version: 1.0
kind: rules
summary: Everything is wrong here.
detector: typcal-2025
remembers: {refusals: a month}
responses:
  help: {act: komply}
  narrow: {act: partial, framing: {warmth: 1.5, kindness: high}}
  stop: {extends: narow, act: refuse, rationale: ethic}
  again: {extends: once-more}
  once-more: {extends: again, act: partial}
  silent: {referral: generic}
rules:
  - {when: {asks_for: restricted, risk_seen: [active, planned]}, answer: stop}
  - {when: {referrals: {at_least: 2}}, answer: narrow}
  - {when: {turn: {at_least: 3, at_most: 2}}, answer: narrow}
  - {when: {risk_seen: plan}, answer: narrrow}
  - {when: {risk_seen: plan, need: venting}, answer: narrow}
  - {when: {}, answer: narrow}
  - {otherwise: help}
  - {when: {hour: "22-22", region: USA}, answer: help}
"""
    found = told(tmp_path, text)
    assert {(line, field) for line, field, _ in found} == {
        (1, "policy"),
        (2, "version"),
        (5, "detector"),
        (6, "remembers.refusals"),
        (8, "responses.help.act"),
        (9, "responses.narrow.framing.warmth"),
        (9, "responses.narrow.framing.kindness"),
        (10, "responses.stop.extends"),
        (10, "responses.stop.rationale"),
        (11, "responses.again.extends"),
        (11, "responses.again"),
        (12, "responses.once-more.extends"),
        (12, "responses.once-more"),
        (13, "responses.silent"),
        (15, "rules[0].when.risk_seen"),
        (16, "rules[1].when.referrals"),
        (17, "rules[2].when.turn"),
        (18, "rules[3].answer"),
        (19, "rules[4]"),
        (20, "rules[5]"),
        (21, "rules[6]"),
        (22, "rules[7].when.hour"),
        (22, "rules[7].when.region"),
    }


@pytest.mark.parametrize(
    ("rules", "field", "found"),
    [
        ("  - {otherwise: halp}", "rules[0].otherwise", "'halp'"),
        ("  - {when: {turn: 1}, answer: help}", "rules", "none"),
        ("  - {answer: help}\n  - {otherwise: help}", "rules[0]", "answer"),
        ("  - {when: {turn: 1}}\n  - {otherwise: help}", "rules[0]", "when"),
        (
            "  - {when: {turn: 1}, answer: help, otherwise: help}",
            "rules[0]",
            "when and answer and otherwise",
        ),
        ("  - {otherwise: help}\n  - {otherwise: help}", "rules[0]", "rules after it"),
        ("  - {when: {risk_seen: plan}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.risk_seen", "none in this file"),
        ("  - {when: {turn: 0}, answer: help}\n  - {otherwise: help}", "rules[0].when.turn", "0"),
        ("  - {when: {turn: true}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.turn", "true"),
        ("  - {when: {turn: []}, answer: help}\n  - {otherwise: help}", "rules[0].when.turn", "[]"),
        ("  - {when: {turn: {}}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.turn", "an empty mapping"),
        ("  - {when: {turn: {atleast: 2}}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.turn", "a mapping of atleast"),
        ("  - {when: {need: {at_least: coping}}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.need", "a mapping of at_least"),
        ("  - {when: {age: child}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.age", "'child'"),
        ("  - {when: {age: {at_least: adult}}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.age", "a mapping of at_least"),
        ("  - {when: {language: pt-BR}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.language", "'pt-BR'"),
        ("  - {when: {mood: bad}, answer: help}\n  - {otherwise: help}",
         "rules[0].when.mood", "the field mood"),
        ("  - {when: {turn: [1, 2]}, answer: help}\n  - {when: {turn: 3}, answer: help}\n"
         "  - {when: {turn: {at_most: 3}}, answer: help}\n  - {otherwise: help}",
         "rules[2]", "rules[0] and rules[1] together answers all that it would"),
    ],
)  # fmt: skip
def test_a_rule_that_says_too_little_or_too_much_is_a_problem(tmp_path, rules, field, found):
    assert [(f, t) for _, f, t in told(tmp_path, f"{HEAD}{HELP}rules:\n{rules}\n")] == [
        (field, found)
    ]


@pytest.mark.parametrize(
    ("said", "field", "remedy"),
    [
        ("framing: {wamth: high}", "framing.wamth", "did you mean 'warmth'?"),
        ("framing: {valdation: high}", "framing.valdation", "did you mean 'validation'?"),
        ("referal: generic", "referal", "did you mean 'referral'?"),
    ],
)
def test_a_misspelt_field_of_a_response_is_answered_with_the_nearest(tmp_path, said, field, remedy):
    text = f"{HEAD}responses: {{help: {{act: comply, {said}}}}}\nrules: [{{otherwise: help}}]\n"
    with pytest.raises(BadInput) as caught:
        policy_of(tmp_path, text)
    (one,) = caught.value.problems
    assert (one.field, one.remedy) == (f"responses.help.{field}", remedy)
    assert remedy.split("'")[1] in one.expected


def test_a_response_that_no_rule_gives_is_a_problem(tmp_path):
    text = f"{HEAD}{HELP}  spare: {{act: refuse}}\nrules: [{{otherwise: help}}]\n"
    assert told(tmp_path, text) == [(7, "responses.spare", "no rule that gives it")]


def test_a_response_that_others_extend_is_given_by_them(tmp_path):
    more = "  base: {act: partial}\n  child: {extends: base, act: refuse}\n"
    rules = "rules: [{when: {turn: 1}, answer: child}, {otherwise: help}]\n"
    assert set(policy_of(tmp_path, f"{HEAD}{HELP}{more}{rules}").answers) >= {"base", "child"}


def test_a_misspelt_answer_is_told_once(tmp_path):
    text = f"{HEAD}responses:\n  helping: {{act: comply}}\nrules: [{{otherwise: helpin}}]\n"
    assert told(tmp_path, text) == [(7, "rules[0].otherwise", "'helpin'")]


def test_what_is_inherited_and_not_given_is_no_problem(tmp_path):
    spare = "  spare: {act: refuse}\n"
    rules = "rules: [{when: {turn: 1}, answer: spare}, {otherwise: help}]\n"
    parent = HEAD.replace("tried", "base") + HELP + spare + rules
    (tmp_path / "base.yaml").write_text(parent, encoding="utf-8")
    text = "policy: tried\nversion: 1.0.0\nsummary: A child.\nextends: base\n"
    assert policy_of(tmp_path, text + "rules: [{otherwise: help}]\n").respond(drawn(2)).validate()
    more = "responses: {mine: {act: partial}}\nrules: [{otherwise: help}]\n"
    assert told(tmp_path, text + more) == [(5, "responses.mine", "no rule that gives it")]


@pytest.mark.parametrize("text", ["", "responses: {}\nrules: []\n", "responses: 3\nrules: help\n"])
def test_a_rules_policy_needs_responses_and_rules(tmp_path, text):
    assert {field for _, field, _ in told(tmp_path, HEAD + text)} == {"responses", "rules"}


def test_an_unknown_kind_is_told_with_those_there_are(tmp_path):
    with pytest.raises(BadInput, match="one of rules, python, chat, http or learned"):
        policy_of(tmp_path, HEAD.replace("rules", "magic") + HELP + "rules: [{otherwise: help}]\n")


def test_a_response_takes_over_what_it_does_not_say(tmp_path):
    tried = policy_of(
        tmp_path,
        HEAD
        + """responses:
  base: {act: partial, framing: {warmth: high, agency: 0.4}, referral: tailored, text: Hello.}
  child: {extends: base, act: refuse, framing: {agency: none}}
  grandchild: {extends: child, continuation: invites, text: Good night.}
rules: [{otherwise: grandchild}]
""",
    )
    one = tried.answers["grandchild"]
    assert (one.act, one.referral, one.continuation) == ("refuse", "tailored", "invites")
    assert (one.framing.warmth, one.framing.agency, one.framing.judgement) == (0.8, 0.0, 0.0)
    assert (tried.answers["child"].text, one.text) == ("Hello.", "Good night.")
    answers = tried.respond(drawn(3))
    assert answers.warmth.tolist() == [0.8] * 3


def test_a_policy_extends_another(tmp_path):
    (tmp_path / "base.yaml").write_text(
        HEAD.replace("tried", "base") + HELP + "rules: [{otherwise: help}]\n", encoding="utf-8"
    )
    text = "policy: tried\nversion: 1.0.0\nsummary: A child.\nextends: base\n"
    tried = policy_of(tmp_path, text + "responses: {help: {framing: {warmth: full}}}\n")
    assert tried.respond(drawn(2)).warmth.tolist() == [1.0, 1.0]


def test_the_last_rule_may_be_left_without_a_case(tmp_path):
    rules = [f"{{when: {{asks_for: {word}}}, answer: help}}" for word in ("support", "information")]
    rules += ["{when: {asks_for: restricted}, answer: help}", "{otherwise: help}"]
    text = f"{HEAD}{HELP}rules: [{', '.join(rules)}]\n"
    assert policy_of(tmp_path, text).respond(drawn(5)).validate()


def test_a_broken_detector_is_told_with_the_policy(tmp_path):
    folder = tmp_path / "detectors"
    folder.mkdir()
    (folder / "odd.yaml").write_text("detector: odd\nversion: 1.0.0\nsummary: x\n")
    path = tmp_path / "tried.yaml"
    path.write_text(HEAD + "detector: odd\nrules: [{otherwise: help}]\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        policy.load(Catalogue(extra=[tmp_path]), path)
    fields = {(Path(one.file).name, one.field) for one in caught.value.problems}
    assert fields == {
        ("tried.yaml", "responses"),
        ("odd.yaml", "source"),
        ("odd.yaml", "reads"),
    }


_RULED = YAML(typ="safe").load(ROOT / "policies" / "graded-by-risk.yaml")
_odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["help", "narrow", "plan", "22-06", "extends", "at_least"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["when", "answer", "turn", "extends", "at_least", "act"]), inner, max_size=3
    ),
    max_leaves=6,
)  # fmt: skip


def _places(data: object, at: tuple = ()) -> list[tuple]:
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    found = [(*at, key) for key, _ in inner]
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in inner:
        if isinstance(value, dict | list):
            found += _places(value, (*at, key))
    return found


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(_places(_RULED)), _odd)
def test_whatever_stands_in_a_field_is_a_policy_or_a_report(place, value):
    data = copy.deepcopy(_RULED)
    inner = data
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    document = Document(
        kind="policies", name="graded-by-risk", path=Path("nowhere.yaml"), data=data, lines={}
    )
    with contextlib.suppress(BadInput):
        policy.check(document, Catalogue()).respond(drawn(10)).validate()


@pytest.mark.parametrize("path", [*SHIPPED, *sorted(BROKEN.glob("*.yaml"))], ids=lambda p: p.stem)
def test_files_validate_against_the_published_schema(path):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(YAML(typ="safe").load(path), schema)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 1},
        {"kind": "magic"},
        {"target": "production"},
        {"rules": [{"when": {"turn": 0}, "answer": "help"}]},
        {"rules": [{"when": {"hour": "25-26"}, "answer": "help"}]},
        {"responses": {"help": {"act": "comply", "framing": {"warmth": 2}}}},
        {"rules": [{"when": {"age": "child"}, "answer": "help"}]},
        {"responses": {"Help Me": {"act": "comply"}}},
        {"detektor": "lax"},
    ],
)
def test_the_published_schema_catches_what_editors_should_show(change):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_RULED | change, schema)


def test_the_published_schema_is_the_current_one():
    told = "write simenv.policy.schema() to docs/schema/policy.schema.json with schema_text"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(policy.schema()), told
