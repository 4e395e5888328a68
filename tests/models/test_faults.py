"""Everything that can go wrong between here and a provider, over real HTTP on loopback."""

import logging
import pickle
import socket
import time
import traceback

import pytest

from simenv.errors import BadInput, CallFailed, CallsStopped
from simenv.models import (
    Answer,
    Caller,
    Cassette,
    Conversation,
    Finish,
    Litellm,
    Patience,
    Purpose,
    RateLimited,
    Rejected,
    UnknownModel,
    Unreachable,
    WrongKey,
    statuses,
)
from tests.models.ends import ENDS
from tests.models.server import FAULTS, KEY, closed_port, echo, failed, in_turn, said, serving

pytestmark = pytest.mark.usefixtures("warm")
QUICK = Patience(tries=2, first=0.01, per_try=1.0)
HELLO = Conversation.of("hello", max_tokens=16)


def asked(server, *conversations, patience=QUICK, **model):
    caller = Caller(
        Litellm(model="openai/scripted", api_base=server.base, **model),
        Purpose.POLICY,
        patience=patience,
    )
    questions = [(one, f"person {number}") for number, one in enumerate(conversations)]
    return caller.ask_all(questions), caller.ledger.line(Purpose.POLICY)


def test_every_fault_has_its_end():
    assert set(ENDS) == set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_as_its_own_failure_and_never_as_words(name):
    kind, sent = ENDS[name]
    patience = Patience(tries=2, first=0.01, per_try=1.0, longest=3.0)
    with serving(lambda _: FAULTS[name]) as server:
        (outcome,), line = asked(server, HELLO, patience=patience)
    assert type(outcome) is kind
    assert isinstance(outcome, CallFailed | CallsStopped)
    assert len(server.asked) == line.tries == sent
    assert line.answers == 0
    assert line.failures == ({kind.__name__: 1} if issubclass(kind, CallFailed) else {})
    assert line.retries == ({kind.__name__: 1} if sent == 2 else {})
    again = pickle.loads(pickle.dumps(outcome))  # noqa: S301  # our own bytes
    assert (type(again), str(again)) == (kind, str(outcome))


@pytest.mark.parametrize("name", [name for name, (_, sent) in ENDS.items() if sent == 2])
def test_a_passing_fault_costs_one_more_try(name):
    with serving(in_turn(FAULTS[name], said("well"))) as server:
        (outcome,), line = asked(server, HELLO)
    assert outcome == Answer(text="well", prompt_tokens=10, completion_tokens=5)
    assert (line.tries, line.answers, sum(line.retries.values())) == (2, 1, 1)


def test_nobody_listens():
    model = Litellm(model="openai/scripted", api_base=f"http://127.0.0.1:{closed_port()}/v1")
    caller = Caller(model, Purpose.POLICY, patience=QUICK)
    (outcome,) = caller.ask_all([(HELLO, "")])
    assert type(outcome) is Unreachable
    assert caller.ledger.line(Purpose.POLICY).tries == 2


def test_retry_after_is_honoured_by_all_that_ask():
    """Two ask at once. One is told to wait, so the other sends nothing in that time either."""
    arrived = {}

    def script(one):
        first = one.said not in arrived and one.said == "first"
        arrived[one.said] = time.monotonic()
        return FAULTS["429 with Retry-After"] if first else said(one.said, pause=0.2)

    words = ["first", "second", "third"]
    with serving(script) as server:
        model = Litellm(model="openai/scripted", api_base=server.base)
        caller = Caller(model, Purpose.POLICY, patience=Patience(first=0.01), at_once=2)
        began = time.monotonic()
        outcomes = caller.ask_all([(Conversation.of(word, max_tokens=8), word) for word in words])
    assert [one.text for one in outcomes] == words
    assert arrived["second"] - began < 0.5
    assert arrived["first"] - began >= 0.95
    assert arrived["third"] - began >= 0.95


def test_a_retry_after_beyond_patience_fails_at_once():
    fault = failed(429, "tomorrow", Retry_After="86400")
    with serving(lambda _: fault) as server:
        (outcome,), _ = asked(server, HELLO, patience=Patience(tries=5, longest=60))
    assert isinstance(outcome, RateLimited)
    assert outcome.after == 86400
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("3", 3.0), ("0.5", 0.5), ("-4", 0.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None)],
)
def test_retry_after_in_all_its_spellings(told, seconds):
    assert statuses.seconds(told) == seconds


def test_one_that_fails_takes_nothing_from_the_others():
    def script(one):
        return FAULTS["400"] if one.said == "bad" else echo(one)

    with serving(script) as server:
        talks = [Conversation.of(word, max_tokens=8) for word in ("a", "bad", "c")]
        outcomes, line = asked(server, *talks)
    assert [one.text for one in outcomes if isinstance(one, Answer)] == [
        "you said: a",
        "you said: c",
    ]
    assert isinstance(outcomes[1], Rejected)
    assert (line.answers, line.failures) == (2, {"Rejected": 1})


def test_after_a_refused_key_nothing_more_is_sent():
    with serving(lambda _: FAULTS["wrong key"]) as server:
        model = Litellm(model="openai/scripted", api_base=server.base)
        caller = Caller(model, Purpose.POLICY, patience=QUICK, at_once=2)
        outcomes = caller.ask_all([(HELLO, str(number)) for number in range(20)])
    assert {type(one) for one in outcomes} == {WrongKey}
    assert len(outcomes) == 20
    assert len(server.asked) <= 2


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (said("I would", finish="content_filter"), "I would"),
        (said(None, finish="content_filter"), ""),
        (failed(400, "The response was filtered", code="content_filter"), ""),
    ],
)
def test_a_filter_is_an_answer_and_no_failure(sent, text):
    with serving(lambda _: sent) as server:
        (outcome,), line = asked(server, HELLO)
    assert (outcome.text, outcome.finish) == (text, Finish.FILTERED)
    assert line.failures == {}


def test_an_answer_that_was_cut_short_says_so():
    with serving(lambda _: said("and then", finish="length")) as server:
        (outcome,), _ = asked(server, HELLO)
    assert outcome.finish is Finish.LENGTH


def test_the_request_is_what_was_asked_for():
    with serving() as server:
        talk = Conversation.of("hi", system="be kind", max_tokens=7, temperature=0.3)
        asked(server, talk, headers={"X-Simulated-User": "simenv"})
    (one,) = server.asked
    assert one.path == "/v1/chat/completions"
    assert one.body == {
        "model": "scripted",
        "messages": [
            {"role": "system", "content": "be kind"},
            {"role": "user", "content": "hi"},
        ],
        "max_tokens": 7,
        "temperature": 0.3,
    }
    heads = {name.lower(): value for name, value in one.headers.items()}
    assert heads["x-simulated-user"] == "simenv"


@pytest.mark.parametrize("headers", [{}, {"X-Team": "blue"}, {"x-simulated-user": "nobody"}])
def test_every_request_says_that_its_user_is_simulated(headers):
    with serving() as server:
        asked(server, HELLO, headers=headers)
    heads = [(name.lower(), value) for name, value in server.asked[0].headers.items()]
    assert ("x-simulated-user", "simenv") in heads
    assert ("x-team", "blue") in heads or "X-Team" not in headers


@pytest.mark.parametrize(
    ("model", "headed"), [("openai/x", True), ("anthropic/x", True), ("mistral/x", False)]
)
def test_a_provider_that_litellm_sends_no_headers_to_gets_none(model, headed):
    """With any header litellm would refuse the call."""
    assert ("X-Simulated-User" in Litellm(model=model)._heads) is headed


def test_half_a_character_does_not_break_a_call():
    with serving(lambda _: said("half \ud83d of one")) as server:
        (outcome,), _ = asked(server, Conversation.of("half \ud83d", max_tokens=8))
    assert outcome.text == "half ? of one"


def test_never_more_at_once_than_allowed():
    with serving(lambda one: said(one.said, pause=0.02)) as server:
        model = Litellm(model="openai/scripted", api_base=server.base)
        caller = Caller(model, Purpose.POLICY, at_once=3)
        talks = [(Conversation.of(str(number), max_tokens=8), "") for number in range(12)]
        outcomes = caller.ask_all(talks)
    assert [one.text for one in outcomes] == [str(number) for number in range(12)]
    assert 1 < server.most_at_once <= 3


class TestKeys:
    """A key goes to its provider and nowhere else."""

    def test_it_is_sent_from_the_variable_that_was_named(self, monkeypatch):
        monkeypatch.setenv("MY_MODEL", KEY)
        with serving() as server:
            asked(server, HELLO, key_from="MY_MODEL")
        assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"

    def test_a_providers_key_does_not_go_to_a_server_of_another(self, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        with serving() as server:
            asked(server, HELLO)
        assert KEY not in str(server.asked[0].headers)

    @pytest.mark.parametrize("name", FAULTS)
    def test_no_failure_holds_it(self, name, monkeypatch, caplog, capfd):
        monkeypatch.setenv("MY_MODEL", KEY)
        caplog.set_level(logging.DEBUG)
        with serving(lambda _: FAULTS[name]) as server:
            one_try = Patience(tries=1, per_try=0.3)
            (outcome,), _ = asked(server, HELLO, patience=one_try, key_from="MY_MODEL")
        told = "".join(traceback.format_exception(outcome, chain=True))
        shown = capfd.readouterr()
        for place in (told, repr(outcome), str(vars(outcome)), caplog.text, shown.out, shown.err):
            assert KEY not in place
            assert KEY[:12] not in place
        chained = outcome.__cause__ or outcome.__context__
        assert chained is None or type(chained).__module__.startswith(
            ("simenv", "asyncio", "builtins")
        )

    def test_a_server_that_echoes_it_puts_it_into_no_record(self, monkeypatch, tmp_path):
        monkeypatch.setenv("MY_MODEL", KEY)
        with serving(lambda one: said(str(dict(one.headers)))) as server:
            model = Litellm(model="openai/scripted", api_base=server.base, key_from="MY_MODEL")
            with Cassette(tmp_path) as cassette:
                caller = Caller(model, Purpose.POLICY, cassette=cassette)
                (outcome,) = caller.ask_all([(HELLO, "a")])
        assert "Bearer [key]" in outcome.text
        (kept,) = tmp_path.iterdir()
        assert KEY not in kept.read_text()
        assert KEY not in model.name
        assert KEY not in repr(model)

    @pytest.mark.parametrize(
        ("model", "named", "told"),
        [
            ("openai/gpt-4o", None, "OPENAI_API_KEY"),
            ("anthropic/claude-x", None, "ANTHROPIC_API_KEY"),
            ("openai/gpt-4o", "NOT_SET", "NOT_SET"),
        ],
    )
    def test_without_one_nothing_is_sent(self, model, named, told):
        caller = Caller(Litellm(model=model, key_from=named), Purpose.POLICY)
        (outcome,) = caller.ask_all([(HELLO, "")])
        assert isinstance(outcome, WrongKey)
        assert told in str(outcome)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"api_base": "http://me:secret@127.0.0.1/v1"},
            {"api_base": "http://127.0.0.1/v1?key=secret"},
            {"api_base": "ftp://127.0.0.1"},
            {"api_base": "http://[half"},
            {"headers": {"Authorization": "Bearer secret"}},
            {"headers": {"X-API-Key": "secret"}},
        ],
    )
    def test_none_is_taken_from_arguments(self, wrong):
        with pytest.raises(BadInput) as caught:
            Litellm(model="openai/scripted", **wrong)
        assert "secret" not in str(caught.value)
        assert "key_from" in str(caught.value)


def test_a_model_of_no_provider_is_told_before_anything_is_sent():
    caller = Caller(Litellm(model="nonsense/x"), Purpose.POLICY)
    (outcome,) = caller.ask_all([(HELLO, "")])
    assert isinstance(outcome, UnknownModel)
    assert "provider/model" in str(outcome)


def test_the_watch_over_connections_sees_one(on_loopback):
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1"), socket.socket() as one:
        one.connect(("192.0.2.1", 9))
    assert on_loopback == ["192.0.2.1"]
    on_loopback.clear()
