"""A bot or an endpoint over HTTP: what is sent, what may come back, and what stays secret."""

import logging
import pickle
import time
import traceback
from email.utils import formatdate

import pytest

from simenv.errors import CallFailed, CallsStopped
from simenv.models import (
    Answer,
    BadReply,
    Caller,
    Cassette,
    Conversation,
    Finish,
    Http,
    NoCredit,
    Patience,
    Price,
    Purpose,
    RateLimited,
    Rejected,
    TimedOut,
    TooLong,
    UnknownModel,
    Unreachable,
    WrongKey,
)
from tests.broken.http import BROKEN
from tests.models.ends import ENDS
from tests.models.http_asking import HELLO, QUICK, asked, numbered
from tests.models.server import (
    FAULTS,
    KEY,
    MORE_FAULTS,
    Endless,
    Raw,
    closed_port,
    failed,
    in_turn,
    said,
    serving,
)

ALL_FAULTS = {**FAULTS, **MORE_FAULTS}

#: For each fault what it ends as, and how many requests are sent with two tries at most.
HTTP_ENDS = {
    **ENDS,
    "402": (NoCredit, 1),
    "408": (TimedOut, 2),
    "a redirect": (UnknownModel, 1),
    "an error as a success": (BadReply, 2),
    "an error as a page": (Rejected, 1),
    "hangs up": (Unreachable, 2),
    "no HTTP": (BadReply, 2),
    "wrongly compressed": (BadReply, 2),
    "blown up": (TooLong, 1),
    "nested deep": (BadReply, 2),
    "a long number": (BadReply, 2),
    "text that is none": (BadReply, 2),
    "a wrong marker of order": (BadReply, 2),
}


def law_marked(kind):
    """Every request says that its user is simulated, whatever other headers it has."""
    with serving() as server:
        asked(server, HELLO, kind=kind, headers={"x-simulated-user": "nobody"})
    heads = [(name.lower(), value) for name, value in server.asked[0].headers.items()]
    assert ("x-simulated-user", "simenv") in heads


def law_secret(kind):
    """No failure holds a key, the value of a header, or a sign that steers a terminal."""
    told = f"\x1b[31mno\x1b[0m {KEY} team-blue"
    for fault in (failed(400, told), failed(429, told), failed(500, told), Raw(told.encode(), 418)):
        with serving(lambda _, fault=fault: fault) as server:
            (outcome,), _ = asked(
                server, HELLO, kind=kind, key_from="MY_MODEL", headers={"X-Team": "team-blue"}
            )
        whole = "".join(traceback.format_exception(outcome, chain=True)) + repr(vars(outcome))
        for secret in (KEY, KEY[:12], "team-blue", "\x1b"):
            assert secret not in whole


def law_echo(kind):
    """An answer that repeats a key is kept without it."""
    with serving(lambda one: said(str(dict(one.headers)))) as server:
        (outcome,), _ = asked(server, HELLO, kind=kind, key_from="MY_MODEL")
    assert "Bearer [key]" in outcome.text
    assert KEY not in outcome.text


def law_ends(kind):
    """Each fault ends as its own failure, after as many tries as may help."""
    for name in ("400", "500", "404", "truncated", "empty text", "no choices"):
        ends(kind, name)


def ends(kind, name):
    wanted, sent = HTTP_ENDS[name]
    with serving(lambda _: ALL_FAULTS[name]) as server:
        (outcome,), line = asked(server, HELLO, kind=kind)
    assert type(outcome) is wanted
    assert isinstance(outcome, CallFailed | CallsStopped)
    assert len(server.asked) == line.tries == sent
    assert line.answers == 0
    assert line.failures == ({wanted.__name__: 1} if issubclass(wanted, CallFailed) else {})
    assert line.retries == ({wanted.__name__: 1} if sent == 2 else {})
    again = pickle.loads(pickle.dumps(outcome))  # noqa: S301  # our own bytes
    assert (type(again), str(again)) == (wanted, str(outcome))


def law_filter(kind):
    """What a provider's filter leaves is an answer, as the person would see it."""
    filtered = [
        (said("I would", finish="content_filter"), "I would"),
        (said(None, finish="content_filter"), ""),
        (failed(400, "The response was filtered", code="content_filter"), ""),
    ]
    for sent, text in filtered:
        with serving(lambda _, sent=sent: sent) as server:
            (outcome,), line = asked(server, HELLO, kind=kind)
        assert isinstance(outcome, Answer)
        assert (outcome.text, outcome.finish, line.failures) == (text, Finish.FILTERED, {})


def law_named(kind):
    """A name holds all that shapes an answer, by value, and neither keys nor prices."""
    base = {"url": "http://127.0.0.1/bot", "request": {"a": "{message}", "b": 1}, "reply": "text"}
    same = [
        {"request": {"b": 1, "a": "{message}"}},
        {"headers_from": {"Authorization": "Bearer ${MY_MODEL}"}},
        {"price": Price(prompt=1, completion=1)},
    ]
    others = [
        {"url": "http://127.0.0.1/other"},
        {"request": {"a": "{message}", "b": 2}},
        {"reply": "other"},
        {"finish": "why"},
        {"usage": ("in", "out")},
        {"model": "two"},
        {"headers": {"X-Team": "blue"}},
    ]
    name = kind(**base).name
    assert [kind(**base | one).name == name for one in same] == [True] * len(same)
    assert len({name, *(kind(**base | one).name for one in others)}) == len(others) + 1


def law_typed(kind):
    """What is sent is what was asked for, numbers as numbers."""
    talk = Conversation.of("hi", system="be kind", max_tokens=7, temperature=0.3)
    with serving() as server:
        asked(server, talk, kind=kind)
    messages = [
        {"role": "system", "content": "be kind"},
        {"role": "user", "content": "hi"},
    ]
    (one,) = server.asked
    assert one.path == "/v1/chat/completions"
    assert one.body == {
        "model": "scripted", "messages": messages, "max_tokens": 7, "temperature": 0.3,
    }  # fmt: skip


def law_shared(kind):
    """Connections are kept and shared: never more are opened than may be asked at once."""
    with serving(lambda one: said(one.said, pause=0.01)) as server:
        outcomes, _ = asked(server, *numbered(30), kind=kind, at_once=4)
    assert [one.text for one in outcomes] == [str(number) for number in range(30)]
    assert 1 < server.most_at_once <= 4
    assert server.connections <= 4


def law_cookies(kind):
    """What a server wrote for one person is not sent for another."""
    answer = said("well", headers={"Set-Cookie": "person=first"})
    with serving(lambda _: answer) as server:
        asked(server, *numbered(3), kind=kind, at_once=1)
    assert ["cookie" in str(one.headers).lower() for one in server.asked] == [False] * 3


def law_redirects(kind):
    """Nothing is sent to an address that the user did not give."""
    away = Raw(b"", status=307, headers={"Location": "/v1/elsewhere"})
    with serving(lambda one: said("x") if "elsewhere" in one.path else away) as server:
        (outcome,), _ = asked(server, HELLO, kind=kind, key_from="MY_MODEL")
    assert isinstance(outcome, UnknownModel)
    assert [one.path for one in server.asked] == ["/v1/chat/completions"]


def law_bounded(kind):
    """Of an answer without end no more is read than the longest one takes."""
    endless = Endless()
    with serving(lambda _: endless) as server:
        (outcome,), _ = asked(server, HELLO, kind=kind, patience=Patience(tries=1, per_try=3.0))
    assert type(outcome) is TooLong
    assert endless.went < 16_000_000  # what buffers of two sockets hold is taken, too


def law_timely(kind):
    """A try ends with its time, though bytes still come."""
    began = time.monotonic()
    with serving(lambda _: said("d" * 20, drip=0.01)) as server:
        (outcome,), _ = asked(server, HELLO, kind=kind, patience=Patience(tries=1, per_try=0.3))
    assert type(outcome) is TimedOut
    assert time.monotonic() - began < 1.5


LAWS = {name.removeprefix("law_"): law for name, law in globals().items() if name[:4] == "law_"}
PAIRS = [(name, kind) for name, kinds in BROKEN.items() for kind in kinds]


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("MY_MODEL", KEY)


@pytest.mark.parametrize("name", LAWS)
def test_the_law_holds(name):
    LAWS[name](Http)


@pytest.mark.parametrize(("name", "kind"), PAIRS, ids=[f"{n}-{k.__name__}" for n, k in PAIRS])
def test_a_broken_client_is_caught(name, kind):
    with pytest.raises(AssertionError):
        LAWS[name](kind)


def test_every_law_has_its_broken_part_and_every_fault_its_end():
    assert set(LAWS) == set(BROKEN)
    assert set(HTTP_ENDS) == set(ALL_FAULTS)


@pytest.mark.parametrize("name", HTTP_ENDS)
def test_a_fault_ends_as_its_own_failure_and_never_as_words(name):
    ends(Http, name)


@pytest.mark.parametrize("name", [name for name, (_, sent) in HTTP_ENDS.items() if sent == 2])
def test_a_passing_fault_costs_one_more_try(name):
    with serving(in_turn(ALL_FAULTS[name], said("well"))) as server:
        (outcome,), line = asked(server, HELLO)
    assert outcome == Answer(text="well", prompt_tokens=10, completion_tokens=5)
    assert (line.tries, line.answers, sum(line.retries.values())) == (2, 1, 1)


def test_nobody_listens():
    caller = Caller(
        Http.openai(f"http://127.0.0.1:{closed_port()}/v1", "x"), Purpose.POLICY, patience=QUICK
    )
    (outcome,) = caller.ask_all([(HELLO, "")])
    assert type(outcome) is Unreachable
    line = caller.ledger.line(Purpose.POLICY)
    assert (line.tries, line.retries, line.failures) == (2, {"Unreachable": 1}, {"Unreachable": 1})


def test_a_retry_after_with_a_date_is_honoured():
    """Dates count whole seconds: two ahead are more than one away."""
    arrived = []

    def script(_):
        arrived.append(time.monotonic())
        busy = failed(429, "slow down", Retry_After=formatdate(time.time() + 2, usegmt=True))
        return busy if len(arrived) == 1 else said("well")

    with serving(script) as server:
        (outcome,), line = asked(server, HELLO)
    assert outcome.text == "well"
    assert line.retries == {"RateLimited": 1}
    assert 0.9 <= arrived[1] - arrived[0] < 3.0


def test_a_retry_after_beyond_patience_fails_at_once():
    with serving(lambda _: failed(429, "tomorrow", Retry_After="86400")) as server:
        (outcome,), _ = asked(server, HELLO)
    assert isinstance(outcome, RateLimited)
    assert (outcome.after, len(server.asked)) == (86400, 1)


@pytest.mark.parametrize("name", ALL_FAULTS)
def test_no_failure_no_record_and_no_log_holds_the_key(name, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    one_try = Patience(tries=1, per_try=0.3)
    with serving(lambda _: ALL_FAULTS[name]) as server, Cassette(tmp_path) as cassette:
        (outcome,), line = asked(
            server, HELLO, patience=one_try, key_from="MY_MODEL", cassette=cassette
        )
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    shown = capfd.readouterr()
    kept = "".join(path.read_text() for path in tmp_path.iterdir())
    whole = "".join(traceback.format_exception(outcome, chain=True))
    for place in (whole, str(vars(outcome)), kept, str(line), caplog.text, shown.out, shown.err):
        assert KEY not in place
        assert KEY[:12] not in place
    assert outcome.__cause__ is None
    frames = [frame.f_locals for frame, _ in traceback.walk_tb(outcome.__traceback__)]
    assert KEY not in repr([{k: v for k, v in one.items() if k != "self"} for one in frames])


@pytest.mark.parametrize("value", ["", "a\nb", "a\r\nX-Other: b", "caf\u00e9"])
def test_a_key_that_no_header_can_hold_stops_before_anything_is_sent(value, monkeypatch):
    monkeypatch.setenv("MY_MODEL", value)
    with serving() as server:
        (outcome,), line = asked(server, HELLO, key_from="MY_MODEL")
    assert isinstance(outcome, WrongKey)
    assert "MY_MODEL" in str(outcome)
    assert (server.asked, line.tries) == ([], 0)
    assert not value or value not in str(outcome)


def test_after_a_refused_key_nothing_more_is_sent():
    with serving(lambda _: FAULTS["wrong key"]) as server:
        outcomes, _ = asked(server, *numbered(20), at_once=2)
    assert {type(one) for one in outcomes} == {WrongKey}
    assert len(server.asked) <= 2
