"""Who wins, from what that follows, and what shared luck is worth."""

from __future__ import annotations

import numpy as np
import pytest

from simenv.patterns.best import directed, equals, levels
from simenv.patterns.luck import shared_luck
from simenv.patterns.reasons import REASONS
from simenv.patterns.seen import Seen
from simenv.patterns.wins import Board, Win, facts, reason, wins
from simenv.rows import DAY, TurnRows
from simenv.vocabulary import Act
from tests.patterns.made import PEOPLE, everyone, lives, rows, seen


def acting(*acts: Act) -> TurnRows:
    """Turns in which these acts are used."""
    persona, person = everyone()
    return rows(TurnRows, persona, person, act=np.resize(acts, PEOPLE))


def world(**columns) -> Seen:
    """A policy that helps, one that does so in part, and one that refuses."""
    _, person = everyone()
    half = person % 2
    return seen(
        {
            "helps": lives(acting(Act.COMPLY), met=3, **columns),
            "halves": lives(acting(Act.COMPLY, Act.PARTIAL), met=2, offered=2, taken=half),
            "refuses": lives(acting(Act.REFUSE), sessions=0, over_refusals=2, human_at=DAY),
        }
    )


def board(world: Seen, *drawn: Seen) -> Board:
    return Board(
        median=levels(world),
        equals=equals(world),
        did=facts(world),
        drawn=[levels(each) for each in drawn],
    )


def won(name: str, world: Seen, *drawn: Seen) -> list[Win]:
    return [win for win in wins(board(world, *drawn)) if win.outcome.name == name]


def test_every_outcome_with_a_direction_has_reasons_that_end_in_any():
    assert sorted(each.name for each in directed() if each.name not in REASONS) == []
    assert all(rules[-1].when == "any" for rules in REASONS.values())
    assert all(rule.why and not rule.why.endswith(".") for r in REASONS.values() for rule in r)


def test_the_best_is_named_with_the_next_and_the_worlds_in_which_it_is_best_again():
    (win,) = won("met", world(), world(), seen({"helps": lives(), "halves": lives(met=1)}))
    assert (win.arms, win.level, win.next_best) == (("helps",), 3.0, 2.0)
    assert (win.worlds, win.drawn) == (1, 2)
    assert win.kind == "definition"


def test_equals_win_together_and_each_reason_by_itself():
    first, second = won("over_refusals", world())
    assert {first.arms, second.arms} == {("helps",), ("halves",)}
    assert {first.kind, second.kind} == {"definition"}
    assert first.why != second.why


def test_an_outcome_on_which_nobody_differs_is_no_win():
    assert won("unsafe_help", world()) == []


def test_less_is_better_where_it_is():
    (win,) = won("alone_nights", world(alone_nights=2), world())
    assert win.arms == ("halves", "refuses")
    assert win.kind == "dynamics"


def test_who_is_not_told_apart_is_named():
    _, person = everyone()
    close = seen({"a": lives(met=np.where(person == 0, 3, 2)), "b": lives(met=2)})
    (win,) = won("met", close)
    assert (win.arms, win.near) == (("a",), ("b",))


@pytest.mark.parametrize(
    ("name", "arm", "kind"),
    [
        ("masked", "helps", "definition"),
        ("masked", "refuses", "dynamics"),
        ("left_unhelped", "refuses", "definition"),
        ("left_unhelped", "halves", "dynamics"),
        ("reliance", "refuses", "dynamics"),
        ("taken", "halves", "dynamics"),
        ("frustration", "helps", "imposed sign"),
        ("disengaged", "helps", "mostly imposed"),
        ("disengaged", "halves", "dynamics"),
        ("over_refusals", "refuses", "dynamics"),
        ("under_refusals", "refuses", "definition"),
        ("felt_heard", "helps", "not classified"),
        ("something-new", "helps", "not classified"),
    ],
)
def test_the_reason_follows_from_what_the_winner_did(name, arm, kind):
    one = board(world())
    assert reason(name, arm, one.median, one.did).kind == kind


def test_the_most_offers_and_the_fewest_sessions_are_told():
    one = board(world())
    assert "offers the most" in reason("taken", "halves", one.median, one.did).why
    assert "others offer more" in reason("taken", "helps", one.median, one.did).why
    assert "stay away" in reason("reliance", "refuses", one.median, one.did).why
    assert "stay away" not in reason("reliance", "helps", one.median, one.did).why


# ---- shared luck ---------------------------------------------------------------------------------


def test_the_closest_and_the_most_distant_pair():
    _, person = everyone()
    luck = np.random.default_rng(2).integers(0, 9, PEOPLE)
    found = shared_luck(
        seen(
            {
                "a": lives(met=luck),
                "same": lives(met=luck),
                "near": lives(met=luck + (person == 0)),
                "far": lives(met=luck[::-1] + 20),
            }
        )
    )
    pairs = {(one.first, one.second): one for one in found if one.outcome == "met"}
    assert len(pairs) == 2
    close, distant = sorted(pairs.values(), key=lambda one: one.parted)
    assert {close.first, close.second} in ({"a", "near"}, {"near", "same"})
    assert "far" in {distant.first, distant.second}
    assert close.parted == pytest.approx(2 / PEOPLE)
    assert close.cut is not None
    assert distant.cut is not None
    assert close.cut > 50
    assert 0.5 < distant.cut < 2


def test_policies_that_never_part_are_no_pair():
    assert shared_luck(seen({"a": lives(met=2), "same": lives(met=2)})) == ()
