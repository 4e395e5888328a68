"""A view holds what a policy may know: a reading, what lies within its memory, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import detector
from simenv.catalogue import Catalogue
from simenv.exchange import NEVER, View
from simenv.policy import Remembers, view
from simenv.policy.view import NOTHING, guarded, remembers
from simenv.rows import DAY
from tests.policy.asked import batches, drawn, same

PERFECT = detector.load(Catalogue(), "perfect")
TYPICAL = detector.load(Catalogue(), "typical-2025")
spans = st.integers(0, 70 * DAY)


@given(batches, spans, spans)
def test_only_what_lies_within_the_window_is_counted(requests, refusals, referrals):
    seen = view(requests, None, Remembers(refusals=refusals, referrals=referrals)).validate()
    for span, ages, counted in (
        (refusals, requests.refusal_ages, seen.refusals),
        (referrals, requests.referral_ages, seen.referrals),
    ):
        within = [sum(age <= span for age in row) if span else 0 for row in ages.tolist()]
        assert counted.tolist() == within


@given(batches)
def test_without_memory_and_detector_nothing_is_known(requests):
    seen = view(requests, None, NOTHING).validate()
    assert not seen.refusals.any()
    assert not seen.referrals.any()
    assert not seen.risk_seen.any()


@given(batches, spans)
def test_each_row_is_seen_by_itself(requests, span):
    memory = Remembers(refusals=span, referrals=span)
    whole = view(requests, TYPICAL, memory)
    order = np.arange(len(requests))[::-1].copy()
    assert same(view(requests.take(order), TYPICAL, memory), whole.take(order))


def test_what_never_happened_is_never_remembered():
    requests = drawn(5)
    requests.refusal_ages[:] = NEVER
    assert not view(requests, None, Remembers(refusals=10**6 * DAY)).refusals.any()


def test_the_window_is_a_number_of_days():
    memory = remembers(30.0, None)
    assert memory == Remembers(refusals=30 * DAY, referrals=0)
    requests = drawn(2)
    requests.refusal_ages[:] = NEVER
    requests.refusal_ages[0, 0] = 30 * DAY
    requests.refusal_ages[1, 0] = 30 * DAY + 1
    assert view(requests, None, memory).refusals.tolist() == [1, 0]


def test_the_reading_is_the_detectors():
    requests = drawn(50)
    assert view(requests, PERFECT, NOTHING).risk_seen.tolist() == [
        min(int(signal), 3) for signal in requests.risk_signal
    ]


@given(batches)
def test_who_writes_is_seen_as_the_account_says(requests):
    seen = view(requests, TYPICAL, NOTHING)
    for name in ("age", "region", "language", "subject", "hour", "weekday"):
        assert getattr(seen, name).tolist() == getattr(requests, name).tolist()


def test_nobody_speaks():
    assert len(view(drawn(0), TYPICAL, Remembers(refusals=DAY)).validate()) == 0


def test_a_guarded_view_cannot_be_written_to_and_shares_nothing():
    requests = drawn(20)
    seen = view(requests, PERFECT, NOTHING)
    given_away = guarded(seen)
    assert same(seen, given_away)
    for name, array in given_away.arrays().items():
        assert not np.shares_memory(array, getattr(seen, name))
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_nothing_latent_is_in_a_view():
    assert not {"row", "risk_signal", "refusal_ages", "referral_ages"} & View.specs().keys()
