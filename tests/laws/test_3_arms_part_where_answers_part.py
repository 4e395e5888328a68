"""Law 3: two arms that answer alike up to a turn leave the person alike up to that turn."""

from __future__ import annotations

import pytest

from simenv.rows import TurnRows
from tests.broken.worlds import LuckByCount
from tests.laws.small import (
    NAMES,
    By,
    everyone,
    helps,
    lived,
    refuses,
    refuses_from_session,
    small_world,
)

#: What a person is and does before the answer of a turn is heard.
BEFORE = (
    "at",
    "stage",
    "need",
    "need_stated",
    "asks",
    "risk",
    "risk_shown",
    "distress",
    "expected",
)


def first_differing_session(first: TurnRows, second: TurnRows, session: int) -> bool:
    """Whether all that is written before a session is equal, and the moment of its first turn."""
    early = [rows.take(rows.session < session) for rows in (first, second)]
    alike = all(
        a.tobytes() == b.tobytes()
        for a, b in zip(early[0].arrays().values(), early[1].arrays().values(), strict=True)
    )
    opening = [rows.take((rows.session == session) & (rows.turn == 1)) for rows in (first, second)]
    return alike and all(
        getattr(opening[0], name).tobytes() == getattr(opening[1], name).tobytes()
        for name in BEFORE
    )


@pytest.mark.parametrize("session", [1, 2, 4])
def test_nothing_differs_before_the_answers_do(session):
    policies = [By("helps", helps), By("later", refuses_from_session(session))]
    first, second = lived(small_world(), everyone(60), policies)
    assert first_differing_session(first.turns, second.turns, session)
    # And after it much does, or the law would hold of a world in which nothing matters.
    assert len(first.turns) != len(second.turns)


def test_luck_that_is_used_up_by_answers_is_caught():
    """Two policies that part in session 2: the third sessions, which both reach, differ by luck."""
    world = LuckByCount.of(small_world())
    policies = [By("helps", helps), By("refuses", refuses)]
    assert not exogenous_needs_alike(*lived(world, everyone(60), policies))


def exogenous_needs_alike(first, second) -> bool:
    """Needs that arise at the same time in both arms are about the same thing.

    What a need is about is drawn by the keys of its hour; only own risk, which lets people speak
    of a crisis, may move it.
    """
    found = []
    for lives in (first, second):
        events = lives.events.take(lives.events.kind == 0)
        calm = events.persona == NAMES.index("author")  # who are well
        found.append(
            {
                (int(p), int(n), int(t)): int(d)
                for p, n, t, d in zip(
                    events.persona[calm],
                    events.person[calm],
                    events.at[calm],
                    events.detail[calm],
                    strict=True,
                )
            }
        )
    shared = found[0].keys() & found[1].keys()
    assert len(shared) > 100
    alike = sum(found[0][key] == found[1][key] for key in shared)
    return alike >= 0.995 * len(shared)


def test_exogenous_draws_are_alike_whatever_was_answered():
    policies = [By("helps", helps), By("refuses", refuses)]
    assert exogenous_needs_alike(*lived(small_world(), everyone(60), policies))


def test_arms_that_decide_alike_are_equal_to_the_last_bit():
    policies = [By("helps", helps), By("helps too", helps)]
    first, second = lived(small_world(), everyone(30), policies)
    rows = zip(
        first.trajectories.arrays().values(), second.trajectories.arrays().values(), strict=True
    )
    assert all(a.tobytes() == b.tobytes() for a, b in rows)
