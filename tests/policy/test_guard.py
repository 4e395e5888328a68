"""What a policy does amiss becomes a failure that names the arm and the first request."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

import numpy as np
import pytest

from simenv.catalogue import Catalogue
from simenv.errors import PolicyFailure, RunFailure
from simenv.exchange import Requests, Responses
from simenv.policy import asked_again, checked, load
from simenv.vocabulary import Act, Asks, Need, Rationale, Subject
from tests.policy.asked import BROKEN, drawn, policy_of, same

ASKED = drawn(200)
FAIL = {
    "raises": "it raised RuntimeError: nobody thought of this",
    "wrong-length": "it returned 0 responses to 1 requests",
    "wrong-dtype": "act: expected dtype int8, found float64",
    "nan-framing": "warmth: row 0 is nan, outside 0 to 1",
    "too-warm": "warmth: row 0 is",
    "impossible-act": "act: row 0 is 7, outside 0 to 3 Act",
    "blocked-but-speaks": "a blocked response has a framing, a rationale or a referral",
    "mutates": "it raised ValueError: assignment destination is read-only",
    "leaves": "it raised SystemExit: 1 requests are too many",
}


def failure(name: str, asked: Requests = ASKED) -> PolicyFailure:
    with pytest.raises(PolicyFailure) as caught:
        checked(load(Catalogue(), BROKEN / f"{name}.yaml"), asked)
    return caught.value


def test_every_broken_policy_has_its_test():
    assert {path.stem for path in BROKEN.glob("*.yaml")} == {*FAIL, "call-fails"}


@pytest.mark.parametrize("name", FAIL)
def test_a_broken_policy_fails_by_name_and_reason(name):
    before = ASKED.copy()
    told = failure(name)
    assert told.arm == name
    assert told.reason.startswith(FAIL[name])
    assert same(before, ASKED)


@pytest.mark.parametrize(
    ("name", "offends"),
    [
        ("raises", lambda asked: asked.need == Need.CRISIS_DISCLOSURE),
        ("wrong-length", lambda asked: asked.asks == Asks.RESTRICTED),
        ("nan-framing", lambda asked: asked.risk_signal >= 3),
        ("too-warm", lambda asked: asked.turn >= 6),
        ("impossible-act", lambda asked: asked.subject == Subject.OTHER),
        ("mutates", lambda asked: asked.turn > 0),
    ],
)
def test_the_first_offending_request_is_the_one_that_is_named(name, offends):
    first = int(np.argmax(offends(ASKED)))
    alone = failure(name, ASKED.take(np.array([first])))
    assert failure(name).request == alone.request
    one = ASKED.take(np.array([first]))
    assert f"turn {one.turn[0]}: {Need(one.need[0]).word} about" in alone.request
    assert f"risk signal {one.risk_signal[0]:.2f}" in alone.request


def test_requests_that_do_not_offend_are_answered():
    calm = ASKED.take(ASKED.need != Need.CRISIS_DISCLOSURE)
    assert len(checked(load(Catalogue(), BROKEN / "raises.yaml"), calm)) == len(calm)


def test_a_failure_crosses_a_process_boundary_whole():
    told = failure("raises")
    again = pickle.loads(pickle.dumps(told))  # noqa: S301 (written one line above)
    assert (again.arm, again.request, again.reason) == (told.arm, told.request, told.reason)


def test_a_failed_call_marks_its_row_and_no_other():
    answers = checked(load(Catalogue(), BROKEN / "call-fails.yaml"), ASKED)
    creative = ASKED.need == Need.CREATIVE
    assert (answers.failed == creative).all()
    assert (answers.act[~creative] == Act.PARTIAL).all()
    assert (answers.rationale[~creative] == Rationale.CONCERN).all()
    assert (answers.validation[~creative] == 0.8).all()


@dataclass(frozen=True, kw_only=True)
class Says:
    """A policy that answers with whatever it is given."""

    answer: object
    name: str = "says"
    version: str = "1.0.0"
    kind: str = "python"
    sha256: str = ""

    def respond(self, requests: Requests) -> Responses:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


BLANK = Responses.blank(1).arrays()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "it returned a NoneType, not Responses"),
        (Responses(**BLANK | {"act": [0]}), "act: expected an array of one dimension"),
        (Responses(**BLANK | {"act": np.int8(0)}), "act: expected an array of one dimension"),
        (Responses(**BLANK | {"warmth": [0.5]}), "warmth: expected an array, found list"),
        (Responses(**BLANK | {"warmth": np.zeros((1, 1))}), "warmth: expected shape (1,)"),
        (Responses(**BLANK | {"failed": np.zeros(1, np.int8)}), "failed: expected dtype bool"),
        (Responses(**BLANK | {"referral": np.full(1, 5, np.int8)}), "referral: row 0 is 5"),
        (KeyError("venting"), "it raised KeyError: 'venting'"),
        (ValueError("x" * 1000), "it raised ValueError: xxx"),
    ],
)
def test_whatever_is_no_response_is_named(answer, reason):
    with pytest.raises(PolicyFailure) as caught:
        checked(Says(answer=answer), drawn(1))
    assert caught.value.reason.startswith(reason)
    assert len(caught.value.reason) < 400


def test_what_is_not_the_policys_fault_goes_through():
    with pytest.raises(RunFailure):
        checked(Says(answer=RunFailure("disk full")), drawn(3))


def test_a_policy_that_fails_by_batch_alone_is_told_with_the_batchs_reason():
    class Tired(Says):
        def respond(self, requests: Requests) -> Responses:
            if len(requests) > 5:
                raise OverflowError("too much at once")
            return Responses.blank(len(requests))

    with pytest.raises(PolicyFailure, match="OverflowError: too much at once"):
        checked(Tired(answer=None), drawn(20))


def test_a_failed_row_may_hold_anything_in_range():
    columns = BLANK | {"failed": np.ones(1, np.bool_), "act": np.full(1, 3, np.int8)}
    answer = Responses(**columns | {"warmth": np.ones(1)})
    assert checked(Says(answer=answer), drawn(1)).failed.all()


def test_nobody_is_asked_nothing():
    assert len(checked(Says(answer=KeyError()), drawn(0))) == 0


HEAD = """policy: tried
version: 1.0.0
kind: python
summary: For tests.
detector: perfect
"""
SOBER = """
from simenv import Response, per_request

@per_request
def respond(request):
    return Response(act="refuse" if request.asks_for == "restricted" else "comply")
"""
LUCKY = """
import random
from simenv import Response, per_request

@per_request
def respond(request):
    return Response(act=random.choice(["refuse", "comply"]))
"""
COUNTING = """
from itertools import count
from simenv import Response, per_request

MET = count()

@per_request
def respond(request):
    return Response(act="refuse" if next(MET) % 3 == 0 else "comply")
"""


def test_a_policy_of_luck_or_of_counts_is_caught_when_it_is_asked_again(tmp_path):
    requests = drawn(60)
    plain = policy_of(tmp_path, HEAD, SOBER)
    asked_again(plain, requests, checked(plain, requests))
    for code in (LUCKY, COUNTING):
        moody = policy_of(tmp_path, HEAD, code)
        with pytest.raises(PolicyFailure, match="asked the same again"):
            asked_again(moody, requests, checked(moody, requests))


def test_what_a_policy_prints_stays_out_of_the_results(tmp_path, capsys):
    loud = policy_of(tmp_path, HEAD, SOBER.replace("    return", '    print("aside")\n    return'))
    checked(loud, drawn(3))
    told = capsys.readouterr()
    assert told.out == ""
    assert "aside" in told.err
