"""`remembers` never gives the same referral twice within its window, whatever the history."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.catalogue import Catalogue
from simenv.exchange import NEVER, View
from simenv.policy import Policy, PythonPolicy, asked_again, checked, load, view
from simenv.rows import DAY, HOUR
from simenv.vocabulary import REMEMBERED, Act, Continuation, Referral
from tests.policy.asked import batches, drawn, same

REMEMBERS = load(Catalogue(), "remembers")
EXPLAINS = load(Catalogue(), "explain-and-refer")
WINDOW = 7 * DAY


@dataclass(frozen=True)
class Told:
    """One referral of one history."""

    at: int
    kind: int


#: A session: hours since the one before; for each message minutes since the last, and its signal.
sessions = st.lists(
    st.tuples(
        st.sampled_from([1, 20, 70, 130, 160, 167, 168, 169, 200]),
        st.lists(st.tuples(st.integers(1, 30), st.floats(0, 4)), min_size=1, max_size=5),
    ),
    min_size=1,
    max_size=6,
)


def lived(policy: Policy, history: list) -> list[Told]:
    """The referrals that one person is given, the memory kept as a world keeps it."""
    asked, now, given_so_far = drawn(1), 0, []
    for hours, messages in history:
        now += hours * HOUR
        here = 0
        for turn, (minutes, signal) in enumerate(messages, 1):
            now += minutes * HOUR // 60
            last = [now - one.at for one in reversed(given_so_far)][:REMEMBERED]
            ages = last + [NEVER] * (REMEMBERED - len(last))
            one = replace(
                asked,
                turn=np.array([turn], np.int32),
                risk_signal=np.array([signal]),
                session_referrals=np.array([here], np.int32),
                referral_ages=np.array([ages]),
            )
            kind = int(checked(policy, one).referral[0])
            if kind != Referral.NONE:
                given_so_far.append(Told(now, kind))
                here += 1
    return given_so_far


def repeats(policy: Policy, history: list) -> bool:
    """Whether a kind of referral is given again before the window has passed."""
    found = lived(policy, history)
    return any(
        one.kind == other.kind and one.at - other.at <= WINDOW
        for place, one in enumerate(found)
        for other in found[:place]
    )


@settings(max_examples=60)
@given(sessions)
def test_no_referral_is_given_twice_within_the_window(history):
    assert not repeats(REMEMBERS, history)


GRAVE = (1, 3.9)
#: Two referrals half an hour apart, and a return when only the second is still remembered.
RETURN = [(1, [GRAVE, (30, 3.9)]), (167, [(45, 3.9)])]


def test_that_law_catches_a_policy_that_forgets():
    assert repeats(EXPLAINS, [(1, [GRAVE, GRAVE])])


def test_that_law_catches_a_policy_that_only_counts():
    def counts(seen: View):
        """Takes the number of referrals for the place in its list, wherever they were given."""
        return REMEMBERS.function(replace(seen, session_referrals=seen.referrals))

    counting = PythonPolicy(**vars(REMEMBERS) | {"function": counts})
    assert repeats(counting, RETURN)
    assert not repeats(REMEMBERS, RETURN)


def test_it_has_three_things_to_say_in_one_conversation_and_starts_anew_after_the_window():
    kinds = [one.kind for one in lived(REMEMBERS, [(1, [GRAVE] * 5), (169, [GRAVE])])]
    first = [Referral.GENERIC, Referral.LOCALISED, Referral.TAILORED]
    assert kinds == [*first, Referral.GENERIC]


def asked_after(days: float, signal: float, turn: int = 1):
    one = drawn(1)
    one.referral_ages[:] = NEVER
    one.referral_ages[0, 0] = round(days * DAY)
    one.session_referrals[:] = 0
    one.risk_signal[:] = signal
    one.need[:], one.turn[:] = 0, turn
    return checked(REMEMBERS, one)


def test_it_follows_up_on_what_it_offered():
    for signal in (0.1, 3.9):
        said = asked_after(2, signal)
        assert said.continuation[0] == Continuation.CHECKS_IN
        assert said.referral[0] == Referral.NONE
    assert asked_after(2, 0.1, turn=2).continuation[0] == Continuation.STAYS
    assert asked_after(8, 0.1).continuation[0] == Continuation.STAYS
    assert asked_after(8, 3.9).referral[0] == Referral.GENERIC


@given(batches, st.integers(0, 2**32 - 1))
def test_it_is_a_function_of_the_view_row_by_row(requests, seed):
    whole = checked(REMEMBERS, requests)
    asked_again(REMEMBERS, requests, whole)
    order = np.random.default_rng(seed).permutation(len(requests))
    assert same(checked(REMEMBERS, requests.take(order)), whole.take(order))
    seen = view(requests, REMEMBERS.detector, REMEMBERS.remembers)
    assert same(REMEMBERS.function(seen), whole)


@given(batches)
def test_memory_decides_nothing_but_where_it_points_and_what_it_says_of_going_on(requests):
    assert (checked(REMEMBERS, requests).act == checked(EXPLAINS, requests).act).all()
    refused = checked(REMEMBERS, requests).act == Act.REFUSE
    assert not checked(REMEMBERS, requests).referral[~refused].any()
