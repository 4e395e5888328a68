"""What is sent to a bot, where its answer is found, and templates that cannot be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.errors import BadInput
from simenv.models import (
    Answer,
    Asked,
    BadReply,
    Caller,
    Conversation,
    Finish,
    Http,
    Message,
    Patience,
    Purpose,
    Role,
)
from simenv.models.http_template import PLACES, at, filled, steps
from tests.broken.catching import LAW
from tests.models.server import Raw, serving

TALK = Conversation(
    messages=(
        Message(role=Role.SYSTEM, content="be brief"),
        Message(role=Role.USER, content="hi"),
        Message(role=Role.ASSISTANT, content="hello"),
        Message(role=Role.USER, content="{system} \ud83d"),
    ),
    max_tokens=9,
    temperature=0.5,
    session="s-1",
    person="teen/17",
)
SAID = [
    {"role": "system", "content": "be brief"},
    {"role": "user", "content": "hi"},
    {"role": "assistant", "content": "hello"},
    {"role": "user", "content": "{system} ?"},
]


@pytest.mark.parametrize(
    ("template", "sent"),
    [
        ("{messages}", SAID),
        ("{message}", "{system} ?"),
        ("{system}", "be brief"),
        ("{session}", "s-1"),
        ("{person}", "teen/17"),
        ("{max_tokens}", 9),
        ("{temperature}", 0.5),
        ("of {person} in {session}: {max_tokens}", "of teen/17 in s-1: 9"),
        ("{messages}.", "system: be brief\nuser: hi\nassistant: hello\nuser: {system} ?."),
        ({"a": ["{person}", {"b": "{max_tokens}"}]}, {"a": ["teen/17", {"b": 9}]}),
        ("{ } {} { person } {1}", "{ } {} { person } {1}"),
    ],
)  # fmt: skip
def test_each_place_is_filled_with_its_value_and_its_type(template, sent):
    assert filled(template, TALK) == sent


def test_a_temperature_that_is_left_to_the_provider_is_left_out():
    talk = Conversation.of("hi", temperature=None)
    template = {"a": "{temperature}", "b": ["{temperature}", 1], "c": "t={temperature}"}
    assert filled(template, talk) == {"b": [1], "c": "t="}


json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_characters="{")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)  # fmt: skip


@LAW
@given(json_data)
def test_what_is_no_place_is_sent_as_it_stands(data):
    assert filled(data, TALK) == data


@LAW
@given(st.lists(st.text("ab0", min_size=1, max_size=2) | st.integers(0, 2), max_size=4), json_data)
def test_a_path_leads_to_what_was_put_there(path, data):
    whole = data
    for step in reversed(path):
        whole = [None] * step + [whole] if isinstance(step, int) else {step: whole}
    assert at(whole, steps(".".join(str(one) for one in path)) if path else ()) == data


@pytest.mark.parametrize("path", ["a", "0", "b.x", "b.2", "b.-1", "b.²", "b." + "9" * 5000, "c.d"])
def test_a_path_to_nothing_leads_to_nothing(path):
    assert at({"b": [1, 2], "c": "text"}, steps(path)) is None


def bot(server, **more):
    return Http(
        url=f"{server.base}/bot",
        request={"text": "{message}", "session": "{session}", "who": "{person}"},
        reply="out.0.text",
        **more,
    )


def asked(model, talk):
    caller = Caller(model, Purpose.POLICY, patience=Patience(tries=1))
    (outcome,) = caller.ask_all([(talk, "")])
    return outcome


def answering(**said):
    return lambda _: Raw(json.dumps(said).encode())


def test_a_plain_bot_answers():
    with serving(answering(out=[{"text": "well"}])) as server:
        outcome = asked(bot(server, headers={"X-Team": "blue"}), TALK)
    assert outcome == Answer(text="well")
    (one,) = server.asked
    assert one.path == "/v1/bot"
    assert one.body == {"text": "{system} ?", "session": "s-1", "who": "teen/17"}
    heads = {name.lower(): value for name, value in one.headers.items()}
    assert (heads["x-team"], heads["x-simulated-user"]) == ("blue", "simenv")
    assert heads["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("word", "finish"),
    [("stop", Finish.STOP), ("length", Finish.LENGTH), ("tired", Finish.OTHER), (7, Finish.OTHER)],
)
def test_how_an_answer_ended_and_what_it_took(word, finish):
    with serving(answering(out=[{"text": "well"}], why=word, n=[3, 4])) as server:
        outcome = asked(bot(server, finish="why", usage=("n.0", "n.1")), TALK)
    assert outcome == Answer(text="well", finish=finish, prompt_tokens=3, completion_tokens=4)


@pytest.mark.parametrize("out", [None, [], {"text": "x"}, [{}], [{"text": 7}], [{"text": " \n"}]])
def test_an_answer_that_is_not_where_it_should_be_is_none(out):
    with serving(answering(out=out)) as server:
        assert isinstance(asked(bot(server), TALK), BadReply)


def test_every_problem_is_told_at_once():
    deep = ["x"]
    for _ in range(20):
        deep = [deep]
    with pytest.raises(BadInput) as caught:
        Http(
            url="ftp://127.0.0.1/x",
            request={"a": "{mesage}", 1: "x", "{person}": 2j, "d": float("nan"), "e": deep},
            reply="a..b",
            finish="",
            usage=(" x", "y", "z"),
            headers={
                "Authorization": "x", "A": "sk-secret-1234567", "Host": "x", "bad name": "a\nb",
                "B": 1,
            },
            headers_from={
                "D": "plain", "E": "$HALF ${WHOLE}", "F": "${A}\n", "b": "${A}",
                "x-simulated-user": "${A}",
            },
        )  # fmt: skip
    assert [one.field for one in caught.value.problems] == [
        "finish",
        "headers",  # holds a key by its name
        "headers",  # a name that is none
        "headers",  # one that each request has
        "headers.A",
        "headers.B",
        "headers.bad name",
        "headers_from",  # the mark
        "headers_from",  # B twice
        "headers_from.D",
        "headers_from.E",
        "headers_from.F",
        "reply",
        "request",  # a number for a name
        "request",  # a place for a name
        "request",  # no word of the person
        "request.a",
        "request.d",
        f"request.e{'.0' * 20}",
        "request.{person}",
        "url",
        "usage",
        "usage.0",
    ]
    told = str(caught.value)
    assert "secret" not in told
    assert "found     plain" not in told
    assert all(f"{{{place}}}" in told for place in PLACES)


def test_records_from_before_sessions_and_persons_stay_valid():
    """Keys as they were written then."""
    first = Asked(model="m", conversation=Conversation.of("hi", system="be kind"), slot="person 1")
    second = Asked(model="m", conversation=Conversation.of("hi"), slot="")
    assert first.key == "230b5affb99fd158101775832b9b47b5"
    assert second.key == "cfcb727e061f1ac5e3022db672118d5a"


def test_a_session_and_a_person_are_part_of_a_question():
    ids = [("", ""), ("a", ""), ("", "a"), ("a", "a")]
    keys = {
        Asked(
            model="m", conversation=Conversation.of("hi", session=session, person=person), slot=""
        ).key
        for session, person in ids
    }
    assert len(keys) == len(ids)
