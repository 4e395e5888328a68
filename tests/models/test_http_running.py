"""HTTP with what stands around it: records, prices, loops, forks, and what is refused first."""

import asyncio
import gzip
import json
import subprocess
import sys

import pytest

from simenv.errors import BadInput
from simenv.models import (
    Caller,
    Cassette,
    Http,
    Ledger,
    Patience,
    Price,
    PriceUnknown,
    Purpose,
    Rejected,
    ServerFault,
    http_client,
)
from tests.models.http_asking import HELLO, asked, numbered
from tests.models.server import (
    FAULTS,
    KEY,
    Endless,
    Raw,
    echo,
    said,
    serving,
)


def test_a_record_tells_it_again_without_a_server_or_a_key(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_MODEL", KEY)
    talks = numbered(5)
    with serving(echo) as server, Cassette(tmp_path) as cassette:
        first, _ = asked(server, *talks, cassette=cassette, key_from="MY_MODEL")
    with Cassette(tmp_path, replay=True) as cassette:
        again, line = asked(server, *talks, cassette=cassette)
    assert again == first
    assert (line.tries, line.kept) == (0, 5)


def test_a_fault_that_never_ends_is_read_no_further():
    endless = Endless(status=500)
    with serving(lambda _: endless) as server:
        (outcome,), _ = asked(server, HELLO, patience=Patience(tries=1, per_try=3.0))
    assert isinstance(outcome, ServerFault)
    assert endless.went < 16_000_000


def test_a_compressed_answer_is_read():
    packed = Raw(gzip.compress(said("well").body), headers={"Content-Encoding": "gzip"})
    with serving(lambda _: packed) as server:
        (outcome,), _ = asked(server, HELLO)
    assert outcome.text == "well"


def test_equal_questions_under_way_are_sent_once_and_end_alike():
    with serving(lambda _: FAULTS["400"]) as server:
        caller = Caller(Http.openai(server.base, "x"), Purpose.POLICY)
        outcomes = caller.ask_all([(HELLO, "a")] * 5)
    assert {type(one) for one in outcomes} == {Rejected}
    assert len(server.asked) == 1


def test_prices_and_a_ceiling():
    price = Price(prompt=0.001, completion=0.01)
    model = Http.openai("http://127.0.0.1:9/v1", "x", price=price)
    body = json.dumps({
        "model": "x", "messages": [{"role": "user", "content": "hello"}],
        "max_tokens": 16, "temperature": 0.0,
    })  # fmt: skip
    assert model.most(HELLO) == pytest.approx((len(body) + 32) * 0.001 + 16 * 0.01)
    with serving() as server:
        (outcome,), _ = asked(server, HELLO, price=price)
        assert outcome.cost == pytest.approx(10 * 0.001 + 5 * 0.01)
        (outcome,), _ = asked(server, HELLO)
        assert outcome.cost is None
        unknown = Http.openai(server.base, "x")
        (outcome,) = Caller(unknown, Purpose.POLICY, ledger=Ledger(1.0)).ask_all([(HELLO, "")])
    assert isinstance(outcome, PriceUnknown)
    unbounded = Http(url=server.base, request="{message}", reply="a", price=price)
    assert unbounded.most(HELLO) is None


@pytest.mark.parametrize("usage", [None, (-1, 5), ("10", "5"), (True, 1.5)])
def test_tokens_that_are_none_are_unknown(usage):
    with serving(lambda _: said("x", usage=None if usage is None else usage)) as server:
        (outcome,), line = asked(server, HELLO, price=Price(prompt=1, completion=1))
    assert (outcome.prompt_tokens, outcome.cost, line.unpriced) == (None, None, 1)


@pytest.mark.parametrize("url", ["http://192.0.2.1/v1", "http://nowhere.invalid/v1"])
def test_the_watch_over_connections_sees_this_client(url, on_loopback):
    caller = Caller(Http.openai(url, "x"), Purpose.POLICY, patience=Patience(tries=1, per_try=2))
    with pytest.raises(AssertionError, match="was tried"):
        caller.ask_all([(HELLO, "")])
    assert set(on_loopback) == {url.split("/")[2]}
    on_loopback.clear()


CLEAN = """
import os, sys
from simenv.models import Caller, Conversation, Http, Purpose
assert "aiohttp" not in sys.modules
talk = [(Conversation.of("hi"), "")]
caller = lambda: Caller(Http.openai(sys.argv[1], "x"), Purpose.POLICY)
assert caller().ask_all(talk)[0].text == "you said: hi"
assert "litellm" not in sys.modules
"""
FORKED = """
child = os.fork()
assert caller().ask_all(talk)[0].text == "you said: hi"
if child:
    assert os.waitpid(child, 0)[1] == 0
    assert caller().ask_all(talk)[0].text == "you said: hi"
"""


@pytest.mark.parametrize(
    ("program", "warnings", "count"), [(CLEAN, "error", 1), (CLEAN + FORKED, "ignore", 4)]
)
def test_it_ends_clean_without_litellm_and_leaves_a_parents_connections_alone(
    program, warnings, count
):
    """A fork that closed them would leave its parent waiting; it hung here once."""
    with serving() as server:
        command = [sys.executable, "-W", warnings, "-c", program, server.base]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(server.asked) == count


def test_a_conversation_of_one_loop_is_no_other_loops():
    """`answer` may be awaited in any loop; the session of each is its own."""
    with serving() as server:
        model = Http.openai(server.base, "x")

        async def once():
            answer = await model.answer(HELLO)
            await http_client._sessions.pop(asyncio.get_running_loop()).close()
            return answer.text

        assert [asyncio.run(once()) for _ in range(2)] == ["you said: hello"] * 2


def test_bad_input_is_refused_whole():
    with pytest.raises(BadInput) as caught:
        Http.openai("http://me:secret@127.0.0.1", "{what}", key_from="sk-secret-1234567")
    fields = [one.field for one in caught.value.problems]
    assert fields == ["headers_from.Authorization", "request.model", "url"]
    assert "secret" not in str(caught.value)
    assert isinstance(caught.value.problems, tuple)
