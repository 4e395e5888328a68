"""The one gate through which every policy is asked: what it raises or returns amiss is named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import redirect_stdout

import numpy as np

from simenv.columns import B1
from simenv.errors import CallsStopped, PolicyFailure, RunFailure, SimulatorFailure
from simenv.exchange import FRAMINGS, Requests, Responses
from simenv.policy.base import Policy
from simenv.policy.single import requests_of
from simenv.policy.view import NOTHING, view
from simenv.vocabulary import Act

#: What is nobody's policy's fault, and goes through as it is.
_NOT_THE_POLICY = (PolicyFailure, CallsStopped, RunFailure, SimulatorFailure, MemoryError)
_LONGEST = 300
#: How many requests are put to a policy of code once more.
_ASKED_AGAIN = 64


def checked(policy: Policy, requests: Requests) -> Responses:
    """The responses of `policy`, one valid row a request.

    Raises `PolicyFailure` with the first offending request where the policy raises anything, or
    answers with a wrong length or type, a value out of range, or a blocked row that still speaks.
    An empty batch is not put to the policy.
    """
    if not len(requests):
        return Responses.blank(0)
    outcome = _tried(policy, requests)
    if isinstance(outcome, Responses):
        return outcome
    first = _first_offending(policy, requests)
    alone = _tried(policy, requests.take(np.array([first])))
    reason = outcome if isinstance(alone, Responses) else alone
    raise PolicyFailure(policy.name, _described(requests, first), reason)


def asked_again(policy: Policy, requests: Requests, responses: Responses) -> None:
    """Refuse a policy whose answers hang on anything but the request: luck, order, a count.

    Some of the requests that it has just answered are put to it once more, in the reverse order.
    `PolicyFailure` names the first that is answered otherwise.
    """
    some = np.arange(min(len(requests), _ASKED_AGAIN), dtype=np.int64)
    backwards = some[::-1].copy()
    again = checked(policy, requests.take(backwards)).take(backwards)
    differs = np.zeros(len(some), np.bool_)
    for name, answers in again.arrays().items():
        differs |= answers != getattr(responses, name)[some]
    if differs.any():
        told = "asked the same again it answered otherwise: a policy is a function of its request"
        raise PolicyFailure(policy.name, _described(requests, int(np.argmax(differs))), told)


def _tried(policy: Policy, requests: Requests) -> Responses | str:
    """The responses, or in words why they are none."""
    try:
        # What a policy prints is talk about it: it must not mix with the results.
        with redirect_stdout(sys.stderr):
            responses = policy.respond(requests)
    except _NOT_THE_POLICY:
        raise
    # A policy is the code of others: it may raise anything, and only its own arm shall end.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        told = f"it raised {type(error).__name__}: {error}"
        return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"
    return "; ".join(_faults(responses, len(requests))) or responses


def _faults(responses: object, length: int) -> Iterator[str]:
    """One sentence for each thing that makes these no responses to `length` requests."""
    if not isinstance(responses, Responses):
        yield f"it returned a {type(responses).__name__}, not Responses"
        return
    if not isinstance(responses.act, np.ndarray) or responses.act.ndim != 1:
        yield "act: expected an array of one dimension"
        return
    if len(responses) != length:
        yield f"it returned {len(responses)} responses to {length} requests"
    faults = responses.faults()
    yield from faults
    if not faults and _speaks(responses, responses.act == Act.BLOCKED):
        yield "a blocked response has a framing, a rationale or a referral"


def _speaks(responses: Responses, blocked: B1) -> bool:
    """Whether one of the blocked responses says something; a filter's refusal is without words."""
    if not blocked.any():
        return False
    said = (responses.rationale > 0) | (responses.referral > 0)
    for name in FRAMINGS:
        said |= getattr(responses, name) > 0
    return bool((said & blocked & ~responses.failed).any())


def _first_offending(policy: Policy, requests: Requests) -> int:
    """The first row with which the batch up to it fails: by halving, as answers are row by row."""
    good, bad = 0, len(requests)
    while bad - good > 1:
        middle = (good + bad) // 2
        if isinstance(_tried(policy, requests.take(np.arange(middle))), Responses):
            good = middle
        else:
            bad = middle
    return bad - 1


def _described(requests: Requests, row: int) -> str:
    """One request in words."""
    one = requests.take(np.array([row]))
    said = next(requests_of(view(one, None, NOTHING)))
    return (
        f"session {one.session[0]}, turn {said.turn}: {said.need} about {said.subject}, asks for "
        f"{said.asks_for}, {said.weekday} {said.hour:02d} h, {said.language}-{said.region}, risk "
        f"signal {one.risk_signal[0]:.2f}"
    )
