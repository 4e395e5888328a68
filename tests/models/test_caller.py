"""How a model is asked: order, limits, purposes, the ceiling of cost, one loop a process."""

import asyncio
import os
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.errors import CallFailed, CallsStopped, SimulatorFailure
from simenv.models import (
    Answer,
    BadReply,
    Caller,
    Conversation,
    CostCeiling,
    Ledger,
    Litellm,
    NotRecorded,
    Patience,
    Price,
    PriceUnknown,
    Purpose,
    RateLimited,
    Rejected,
    Scripted,
    TimedOut,
    Unreachable,
)
from simenv.models.loop import run
from tests.broken.catching import CATCH, LAW
from tests.broken.ledgers import BROKEN
from tests.models.server import said, serving

HI = Conversation.of("hi")
SCRIPT = Scripted(name="echo", reply=lambda talk: f"you said: {talk.messages[-1].content}")


class Priced:
    """A model whose calls cost what a list says; the bound it gives is never below."""

    name = "priced"

    def __init__(self, costs, *, slack=0.0, fails=()):
        self.costs, self.slack, self.fails = list(costs), slack, set(fails)
        self.sent = []

    def ready(self):
        """It needs nothing."""

    def most(self, conversation):
        return self.costs[int(conversation.messages[-1].content)] + self.slack

    async def answer(self, conversation):
        number = int(conversation.messages[-1].content)
        self.sent.append(number)
        await asyncio.sleep(0)
        if number in self.fails:
            raise Unreachable("gone")
        return Answer(text="x", cost=self.costs[number], prompt_tokens=1, completion_tokens=2)


def numbered(count):
    return [(Conversation.of(str(number)), str(number)) for number in range(count)]


cents = st.integers(0, 20)
batches = st.tuples(st.lists(cents, max_size=12), cents, st.integers(0, 60), st.integers(1, 5))


def law_the_ceiling_is_kept(kind, costs, slack, ceiling, at_once):
    """What was sent never costs more than the ceiling, whatever was under way together."""
    model = Priced(costs, slack=slack)
    ledger = kind(ceiling)
    caller = Caller(model, Purpose.POLICY, ledger=ledger, at_once=at_once)
    outcomes = caller.ask_all(numbered(len(costs)))
    spent = sum(costs[number] for number in model.sent)
    assert spent <= ceiling
    assert ledger.line(Purpose.POLICY).cost == spent
    answered = sum(isinstance(one, Answer) for one in outcomes)
    assert answered == len(model.sent) == ledger.line(Purpose.POLICY).tries
    stopped = {type(one) for one in outcomes if not isinstance(one, Answer)}
    assert stopped <= {CostCeiling}
    if not stopped:
        assert answered == len(costs)


def run_law(kind, how):
    @how
    @given(batches)
    def run(drawn):
        law_the_ceiling_is_kept(kind, *drawn)

    run()


def test_the_ceiling_is_kept():
    run_law(Ledger, LAW)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_ledger_is_caught(kind):
    with pytest.raises(AssertionError):
        run_law(kind, CATCH)


class TestCosts:
    def test_one_ceiling_over_purposes_and_what_was_paid_before(self):
        ledger = Ledger(10, before=4)
        model = Priced([3] * 5)
        policy = Caller(model, Purpose.POLICY, ledger=ledger, at_once=1)
        judge = Caller(model, Purpose.JUDGE, ledger=ledger)
        policy.ask_all(numbered(1))
        outcomes = judge.ask_all(numbered(2))
        assert [type(one) for one in outcomes] == [Answer, CostCeiling]
        assert ledger.spent == 10
        assert {purpose: line.cost for purpose, line in ledger.lines.items()} == {
            Purpose.POLICY: 3,
            Purpose.JUDGE: 3,
        }

    def test_a_ceiling_without_a_price_sends_nothing(self):
        with serving() as server:
            model = Litellm(model="openai/scripted", api_base=server.base)
            caller = Caller(model, Purpose.POLICY, ledger=Ledger(1.0))
            (outcome,) = caller.ask_all([(HI, "")])
            assert isinstance(outcome, PriceUnknown)
            assert server.asked == []
            # A price of the user's own is one.
            model = Litellm(
                model="openai/scripted",
                api_base=server.base,
                price=Price(prompt=0.001, completion=0.01),
            )
            caller = Caller(model, Purpose.POLICY, ledger=Ledger(50.0))
            (outcome,) = caller.ask_all([(HI, "")])
        assert outcome.cost == pytest.approx(10 * 0.001 + 5 * 0.01)
        assert model.most(HI) == pytest.approx((2 + 32) * 0.001 + 1024 * 0.01)

    def test_an_unknown_price_is_told_as_unknown(self):
        with serving() as server:
            model = Litellm(model="openai/scripted", api_base=server.base)
            caller = Caller(model, Purpose.WORDING)
            (outcome,) = caller.ask_all([(HI, "")])
        assert outcome.cost is None
        told = caller.ledger.told()
        assert told.startswith("wording: 1 answered")
        assert told.endswith("cost unknown")

    def test_usage_that_a_server_does_not_tell_is_unknown(self):
        with serving(lambda _: said("hello", usage=None)) as server:
            model = Litellm(
                model="openai/scripted", api_base=server.base, price=Price(prompt=1, completion=1)
            )
            caller = Caller(model, Purpose.POLICY)
            (outcome,) = caller.ask_all([(HI, "")])
        assert (outcome.prompt_tokens, outcome.completion_tokens, outcome.cost) == (
            None,
            None,
            None,
        )
        assert "1 answers of unknown length" in caller.ledger.told()

    def test_a_model_of_the_list_has_the_price_of_the_list(self):
        price = Litellm(model="openai/gpt-4o")
        assert price.most(HI) == pytest.approx((2 + 32) * 2.5e-6 + 1024 * 1e-5)
        assert Litellm(model="openai/no-such-model").most(HI) is None

    def test_a_try_that_broke_may_have_been_charged(self):
        model = Priced([3, 3], fails={0})
        caller = Caller(model, Purpose.POLICY, ledger=Ledger(8), patience=Patience(tries=1))
        first, second = caller.ask_all(numbered(2))
        assert isinstance(first, Unreachable)
        assert isinstance(second, Answer)
        line = caller.ledger.line(Purpose.POLICY)
        assert (line.cost, line.perhaps, caller.ledger.spent) == (3, 3, 6)
        assert "cost $3.0000, perhaps $3.0000 more" in caller.ledger.told()

    def test_all_is_told(self):
        replies = iter([RateLimited("busy", 0.0), "one", Rejected("no"), "two"])

        def reply(_):
            one = next(replies)
            if isinstance(one, str):
                return Answer(text=one, prompt_tokens=1000, completion_tokens=7, cost=0.25)
            raise one

        caller = Caller(Scripted(name="s", reply=reply), Purpose.JUDGE, at_once=1)
        caller.ask_all(numbered(3))
        assert caller.ledger.told() == (
            "judge: 2 answered, 0 from the record; 1 tried again (RateLimited 1); "
            "1 failed (Rejected 1); 2,000 + 14 tokens; cost $0.5000"
        )


class TestPatience:
    def test_waits_grow_to_a_bound_and_end(self):
        patience = Patience(tries=6, first=1, most=5)
        waits = [patience.wait(tried, BadReply("x")) for tried in range(1, 7)]
        assert waits == [1, 2, 4, 5, 5, None]

    def test_what_cannot_get_better_is_not_tried_again(self):
        assert Patience().wait(1, Rejected("x")) is None

    def test_a_late_answer_is_a_time_out(self):
        async def late(_):
            await asyncio.sleep(10)

        model = Priced([1])
        model.answer = late
        caller = Caller(model, Purpose.POLICY, patience=Patience(tries=2, first=0, per_try=0.02))
        (outcome,) = caller.ask_all(numbered(1))
        assert isinstance(outcome, TimedOut)
        line = caller.ledger.line(Purpose.POLICY)
        assert (line.tries, line.retries, line.perhaps) == (2, {"TimedOut": 1}, 2)


class TestScripted:
    def test_by_a_function_and_by_a_table(self):
        table = Scripted.table("table", {"hi": "hello"})
        for model, said_back in ((SCRIPT, "you said: hi"), (table, "hello")):
            (outcome,) = Caller(model, Purpose.POLICY).ask_all([(HI, "")])
            assert outcome == Answer(text=said_back, cost=0.0)

    def test_what_is_not_in_the_table_is_not_made_up(self):
        table = Scripted.table("table", {"ho": "hello"})
        (outcome,) = Caller(table, Purpose.POLICY).ask_all([(HI, "")])
        assert isinstance(outcome, NotRecorded)

    def test_a_fault_in_a_script_is_nobodys_answer(self):
        with pytest.raises(ZeroDivisionError):
            Caller(Scripted(name="s", reply=lambda _: 1 / 0), Purpose.POLICY).ask_all([(HI, "")])


class TestLoop:
    def test_it_is_one_for_all_batches_and_threads(self):
        async def where():
            return id(asyncio.get_running_loop())

        found = [run(where())]
        other = threading.Thread(target=lambda: found.append(run(where())))
        other.start()
        other.join()
        assert len({*found, run(where())}) == 1

    def test_it_serves_where_another_loop_runs(self):
        async def notebook():
            return Caller(SCRIPT, Purpose.POLICY).ask_all([(HI, "")])

        (outcome,) = asyncio.run(notebook())
        assert outcome.text == "you said: hi"

    def test_a_model_that_waits_for_itself_is_told(self):
        caller = Caller(SCRIPT, Purpose.POLICY)
        inner = Scripted(name="s", reply=lambda _: caller.ask_all([(HI, "")])[0])
        with pytest.raises(SimulatorFailure, match="wait for itself"):
            Caller(inner, Purpose.POLICY).ask_all([(HI, "")])

    def test_an_empty_batch(self):
        assert Caller(SCRIPT, Purpose.POLICY).ask_all([]) == []

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
    def test_a_forked_process_has_one_of_its_own(self):
        program = """
import os
from simenv.models import Caller, Conversation, Purpose, Scripted
caller = lambda: Caller(Scripted(name="s", reply=lambda _: "x"), Purpose.POLICY)
talk = [(Conversation.of("hi"), "")]
caller().ask_all(talk)
child = os.fork()
assert caller().ask_all(talk)[0].text == "x"
if child:
    assert os.waitpid(child, 0)[1] == 0
"""
        subprocess.run([sys.executable, "-c", program], check=True, timeout=20)


FORKED = """
import asyncio, os, sys
from simenv.models.loop import run
async def opened():
    return await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
async def asked():
    writer.write(b"POST / HTTP/1.1\\r\\nContent-Length: 2\\r\\n\\r\\n{}")
    return await asyncio.wait_for(reader.readuntil(b"\\r\\n"), 5)
async def closed():
    writer.close()
    await writer.wait_closed()
reader, writer = run(opened())
child = os.fork()
if not child:
    writer.transport.abort()
    os._exit(0)
os.waitpid(child, 0)
assert run(asked()).startswith(b"HTTP/1.1 200")
run(closed())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_what_a_forked_process_closes_stays_open_in_its_parent():
    with serving(lambda _: said("well")) as server:
        port = server.base.split(":")[2].split("/")[0]
        subprocess.run([sys.executable, "-c", FORKED, port], check=True, timeout=20)


def test_litellm_comes_with_the_first_call_and_asks_no_network():
    """In a process of its own: nothing is connected to while it is imported, no `.env` is read."""
    program = """
import os, sys, tempfile
left = []
sys.addaudithook(lambda event, told: left.append(told) if event in (
    "socket.connect", "socket.getaddrinfo") else None)
os.chdir(tempfile.mkdtemp())
open(".env", "w").write("FROM_DOT_ENV=1")
import simenv, simenv.models
assert "litellm" not in sys.modules
simenv.models.Litellm(model="openai/gpt-4o").most(simenv.models.Conversation.of("hi"))
assert "litellm" in sys.modules
import time; time.sleep(0.2)
assert left == [], left
assert "FROM_DOT_ENV" not in os.environ
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_stopping_is_no_failure_of_one_call():
    assert not issubclass(CostCeiling, CallFailed)
    assert issubclass(CostCeiling, CallsStopped)
