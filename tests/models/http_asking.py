"""How tests ask a server by `Http`."""

from simenv.models import Caller, Conversation, Http, Patience, Purpose

QUICK = Patience(tries=2, first=0.01, per_try=1.0, longest=3.0)
HELLO = Conversation.of("hello", max_tokens=16)


def asked(server, *conversations, kind=Http, patience=QUICK, cassette=None, at_once=16, **more):
    model = kind.openai(server.base, "scripted", **more)
    caller = Caller(model, Purpose.POLICY, patience=patience, cassette=cassette, at_once=at_once)
    questions = [(one, f"person {number}") for number, one in enumerate(conversations)]
    return caller.ask_all(questions), caller.ledger.line(Purpose.POLICY)


def numbered(count):
    return [Conversation.of(str(number), max_tokens=8) for number in range(count)]
