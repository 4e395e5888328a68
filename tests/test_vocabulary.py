"""Words and their codes: one spelling, and codes that never change, for tables hold them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import vocabulary
from simenv.vocabulary import (
    HUMAN,
    LESS_GUARDED,
    Act,
    Channel,
    Code,
    Continuation,
    Move,
    Referral,
    Risk,
    codes,
    language_code,
    region_code,
)

KINDS = [
    value
    for value in vars(vocabulary).values()
    if isinstance(value, type) and issubclass(value, Code) and value is not Code
]

#: Committed once: a new word goes to the end.
WRITTEN = {
    "Risk": "none passive active plan",
    "Age": "adult minor",
    "Need": "venting coping information crisis-disclosure professional-question creative",
    "Subject": "self other",
    "Asks": "support information restricted",
    "Act": "comply partial refuse blocked",
    "Rationale": "none ability policy ethics concern",
    "Referral": "none generic localised tailored handoff",
    "Continuation": "ends stays invites checks-in",
    "Move": "continue disclose-more rephrase mask push-back work-around take-referral "
    "leave-satisfied leave-unmet",
    "Channel": "assistant other-assistant peers friends-or-family crisis-line professional "
    "emergency-care nobody",
    "Standing": "engaged at-rest switched in-human-care withdrawn",
    "Trigger": "need helped refused unmet referral-taken reached-human left returned night",
    "Event": "need-arose channel-used treated-well treated-badly stage-changed left returned "
    "risk-escalated reached-human unsafe-help handed-over censored life-event crisis-began "
    "service-asked hung-up turned-away booked missed turned-back",
    "Reception": "answered hung-up turned-away booked turned-back still-waiting",
    "Cause": "not-left refused unhelped drifted",
}


def test_every_kind_is_written_down_here():
    assert [kind.__name__ for kind in KINDS] == list(WRITTEN)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_codes_are_the_ones_committed(kind):
    assert kind.words() == tuple(WRITTEN[kind.__name__].split())
    assert [int(member) for member in kind] == list(range(len(kind)))
    assert len(kind) < 128  # stored as int8


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_words_lead_back_to_their_members(kind):
    for member in kind:
        assert kind.of(member.word) is member
    with pytest.raises(KeyError):
        kind.of("no-such-word")


def test_orders_that_the_model_rests_on():
    assert Act.COMPLY < Act.PARTIAL < Act.REFUSE < Act.BLOCKED
    assert Risk.NONE < Risk.PASSIVE < Risk.ACTIVE < Risk.PLAN
    assert Referral.NONE < Referral.GENERIC < Referral.TAILORED < Referral.HANDOFF
    assert Continuation.STAYS < Continuation.INVITES < Continuation.CHECKS_IN
    ends = {Move.TAKE_REFERRAL, Move.LEAVE_SATISFIED, Move.LEAVE_UNMET}
    assert {move for move in Move if move >= Move.TAKE_REFERRAL} == ends


def test_no_channel_is_both_human_and_less_guarded():
    assert not set(HUMAN) & set(LESS_GUARDED)
    assert not {Channel.ASSISTANT, Channel.NOBODY} & {*HUMAN, *LESS_GUARDED}


def test_codes_of_several_words():
    assert codes(Risk, ["plan", "none"]) == (3, 0)


letters = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@given(letters, letters)
def test_a_region_has_a_code_of_its_own(one, two):
    code = region_code(one + two)
    assert chr(65 + code // 26) + chr(65 + code % 26) == one + two


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=3))
def test_a_language_has_a_code_of_its_own(language):
    code, found = language_code(language), ""
    while code:
        code, letter = divmod(code, 27)
        found = chr(96 + letter) + found
    assert found == language


def test_only_the_primary_language_counts():
    assert language_code("pt-BR") == language_code("pt")


@pytest.mark.parametrize("region", ["us", "USA", "U", "U1", "ÄÖ", ""])
def test_no_region(region):
    with pytest.raises(ValueError, match="ISO 3166"):
        region_code(region)


@pytest.mark.parametrize("language", ["e", "engl", "e1", "", "äö", "-BR"])
def test_no_language(language):
    with pytest.raises(ValueError, match="BCP 47"):
        language_code(language)
