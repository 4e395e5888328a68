"""One request at a time, in words: the same answers as in a batch."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.errors import CallFailed
from simenv.exchange import View
from simenv.policy import Request, Response, per_request, view
from simenv.policy.single import requests_of
from simenv.policy.view import NOTHING
from simenv.vocabulary import Act, Age, Asks, Move, Need, Referral, Risk, language_code, region_code
from tests.policy.asked import batches, drawn, same


@per_request
def attentive(request: Request) -> Response:
    """Answers that depend on everything that is known."""
    if request.subject == "other":
        raise CallFailed("no answer")
    act = "refuse" if request.risk_seen == "plan" else "comply"
    warmth = (request.turn + request.hour + request.session_refusals) % 7 / 7
    referral = "localised" if request.region == "US" else "generic"
    return Response(act=act, warmth=warmth, validation="high", referral=referral)


def seen(requests) -> View:
    columns = view(requests, None, NOTHING).arrays()
    levels = np.minimum(requests.risk_signal, 3).astype(np.int8)
    return View(**columns | {"risk_seen": levels})


@given(batches)
def test_a_lifted_function_answers_each_row_by_itself(requests):
    whole = attentive(seen(requests)).validate()
    rows = range(len(requests))
    alone = [attentive(seen(requests.take(np.array([row])))) for row in rows]
    assert same(type(whole).joined(alone), whole)
    assert (whole.failed == (requests.subject == 1)).all()
    answered = ~whole.failed
    assert (whole.validation[answered] == 0.8).all()
    assert ((whole.act == Act.REFUSE) == ((requests.risk_signal >= 3) & answered)).all()
    local = requests.region == region_code("US")
    assert ((whole.referral == Referral.LOCALISED) == (local & answered)).all()


def test_requests_are_told_in_the_words_of_the_files():
    one = View.blank(1)
    values = {
        "turn": 2,
        "weekday": 6,
        "need": Need.CRISIS_DISCLOSURE,
        "asks": Asks.RESTRICTED,
        "risk_seen": Risk.PASSIVE,
        "last_act": Act.REFUSE,
        "last_move": Move.PUSH_BACK,
        "region": region_code("GB"),
        "language": language_code("yue"),
        "age": Age.MINOR,
    }
    for name, value in values.items():
        getattr(one, name)[:] = value
    assert next(requests_of(one)) == Request(
        turn=2,
        hour=0,
        weekday="sun",
        need="crisis-disclosure",
        subject="self",
        asks_for="restricted",
        region="GB",
        language="yue",
        age="minor",
        risk_seen="passive",
        session_refusals=0,
        session_referrals=0,
        last_act="refuse",
        last_move="push-back",
        refusals=0,
        referrals=0,
    )


def test_a_first_turn_has_no_answer_before_it():
    one = View.blank(1)
    one.last_act[:] = one.last_move[:] = -1
    first = next(requests_of(one))
    assert (first.last_act, first.last_move) == ("none", "none")


def test_a_request_holds_the_columns_of_a_view_and_nothing_else():
    names = {field.name for field in fields(Request)} - {"asks_for"} | {"asks"}
    assert names == set(View.specs())


letters = st.characters(min_codepoint=ord("a"), max_codepoint=ord("z"))


@given(st.text(letters, min_size=2, max_size=3), st.text(letters, min_size=2, max_size=2))
def test_every_language_and_region_comes_back_as_it_was(language, region):
    one = View.blank(1)
    one.language[:] = language_code(language)
    one.region[:] = region_code(region.upper())
    told = next(requests_of(one))
    assert (told.language, told.region) == (language, region.upper())


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        (None, TypeError, "a NoneType was returned, not a Response"),
        (Response(act="help"), ValueError, "act: expected one of comply, partial"),
        (Response(act="refuze"), ValueError, "did you mean 'refuse'"),
        (Response(act="comply", warmth="warm"), ValueError, "warmth: expected one of none, low"),
        (Response(act="comply", warmth=None), ValueError, "warmth: expected a number"),
        (Response(act="comply", warmth=True), ValueError, "warmth: expected a number"),
        (Response(act="comply", rationale=3), ValueError, "rationale: expected one of none"),
    ],
)
def test_what_is_no_response_is_named(answer, error, told):
    with pytest.raises(error, match=told):
        per_request(lambda request: answer)(seen(drawn(1)))
