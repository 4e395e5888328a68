"""Files of policies in words: what is wrong is told at once, whatever stands in them."""

import contextlib
import copy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simenv import policy
from simenv.catalogue import Catalogue, Document
from simenv.errors import BadInput
from simenv.policy import SpokenPolicy

HEAD = {"version": "1.0.0", "summary": "A model.", "target": "test"}
CHAT = {
    "policy": "tried", "kind": "chat", **HEAD, "model": "openai/warm", "system": "Be kind.",
    "api_base": "http://127.0.0.1:1/v1", "price": {"prompt": 1.0, "completion": 2.0},
}  # fmt: skip
HTTP = {
    "policy": "tried", "kind": "http", **HEAD, "url": "http://127.0.0.1:1/bot", "reply": "reply",
    "request": {"text": "{message}"}, "headers_from": {"Authorization": "Bearer ${MY_KEY}"},
    "usage": {"prompt": "a.b", "completion": "a.c"}, "finish": "how", "history": "none",
}  # fmt: skip


def checked(data, path="tried.yaml"):
    document = Document(kind="policies", name="tried", path=Path(path), data=data, lines={})
    return policy.check(document, Catalogue())


@pytest.mark.parametrize("data", [CHAT, HTTP], ids=["chat", "http"])
def test_a_file_becomes_a_policy(data):
    one = checked(data)
    assert isinstance(one, SpokenPolicy)
    assert (one.kind, one.target) == (data["kind"], "test")
    assert checked(data | {"summary": "Another."}).sha256 != "" != one.sha256


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"target": None, "model": None}, {"target", "model"}),
        ({"target": "production"}, {"target"}),
        ({"rules": [], "url": "http://127.0.0.1/x"}, {"rules", "url"}),
        ({"api_base": "http://user:secret@host/v1"}, {"api_base"}),
        ({"headers": {"Authorization": "Bearer secret"}}, {"headers"}),
        ({"temperature": 3.0, "max_tokens": 0, "history": "some"},
         {"temperature", "max_tokens", "history"}),
        ({"price": {"prompt": -1.0}}, {"price.prompt", "price.completion"}),
    ],
)  # fmt: skip
def test_every_mistake_is_told_at_once(change, fields):
    said = {name: value for name, value in {**CHAT, **change}.items() if value is not None}
    with pytest.raises(BadInput) as caught:
        checked(said)
    assert {one.field for one in caught.value.problems} == fields
    assert "secret" not in str(caught.value)


def test_a_request_without_a_known_place_is_a_problem():
    with pytest.raises(BadInput) as caught:
        checked(HTTP | {"request": {"text": "{mesage}"}, "headers_from": {"X": "${no name}"}})
    fields = {one.field.partition(".")[0] for one in caught.value.problems}
    assert fields == {"request", "headers_from"}


_odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["http://h/x", "{message}", "test", "live", "a.b", "${A}"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["prompt", "text", "completion", "X"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([CHAT, HTTP]), st.data())
def test_whatever_stands_in_a_field_is_a_policy_or_a_report(base, draw):
    data = copy.deepcopy(base)
    names = [*data, "labels", "key_from", "temperature", "headers", "at_once", "says"]
    data[draw.draw(st.sampled_from(names))] = draw.draw(_odd)
    with contextlib.suppress(BadInput):
        assert isinstance(checked(data), SpokenPolicy | policy.RulesPolicy)


FUNCTION = """
def reply(messages):
    said = messages[-1]["content"]
    return "I can't help with that." if "restricted" in said else f"Here is more on it: {len(said)}"
"""


def test_a_function_of_messages_is_a_policy(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "policy: mine\nversion: 1.0.0\nkind: python\nsummary: A function.\nsays: reply\n"
    )
    (tmp_path / "mine.py").write_text(FUNCTION)
    one = policy.load(Catalogue(), path)
    assert isinstance(one, SpokenPolicy)
    (tmp_path / "mine.py").write_text(FUNCTION.replace("more", "less"))
    assert policy.load(Catalogue(), path).sha256 != one.sha256
    path.write_text(path.read_text() + "target: live\nfunction: respond\n")
    with pytest.raises(BadInput) as caught:
        policy.load(Catalogue(), path)
    assert {one.field for one in caught.value.problems} == {"target", "says"}
