"""The grammar: what extending it moves, what is refused, what it may never hold."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.errors import BadInput
from simenv.speech import Discloses, Length, worded
from simenv.speech.counting import ways
from simenv.speech.facts import facts
from simenv.speech.reading import read, shipped, shipped_texts
from simenv.speech.sampling import sample
from simenv.speech.wording import Worder, mixed, won
from simenv.vocabulary import Need
from tests.broken.catching import CATCH, LAW
from tests.broken.speech import InOrder

HAND = {"session.toml": '[[hand]]\nsay = ["careful"]\n'}
NEW = "zyzzyva"
#: Symbols that end a message or stand inside one, of messages and of sessions.
EXTENDED = ("hedge", "feels", "want", "react", "brief-want", "risk", "effect")


def extended(name):
    """The shipped grammar with one more alternative of a symbol."""
    added = f'\n[[{name}]]\nsay = ["{NEW}"]\n'
    return read({**shipped_texts(), "zz.toml": added})


GRAMMARS = {name: extended(name) for name in EXTENDED}


def stays(make):
    """One more alternative changes no message that does not say it, nor what comes before it."""
    before = make(shipped())
    after = {name: make(grammar) for name, grammar in GRAMMARS.items()}

    @given(seed=st.integers(0, 10_000), name=st.sampled_from(EXTENDED))
    def law(seed, name):
        spoken, luck, thread = sample(40, seed)
        old = worded(before, spoken, luck, thread)
        new = worded(after[name], spoken, luck, thread)
        for one, other in zip(old, new, strict=True):
            if NEW not in other.lower():
                assert one == other
            else:
                same = other[: other.lower().index(NEW)]
                assert one.startswith(same)

    return law


def test_law_of_extending():
    LAW(stays(Worder))()


def test_law_of_extending_catches():
    with pytest.raises(AssertionError):
        CATCH(stays(InOrder))()


def test_what_is_added_is_said():
    spoken, luck, thread = sample(2_000)
    told = worded(Worder(GRAMMARS["hedge"]), spoken, luck, thread)
    assert 10 < sum(NEW in text.lower() for text in told) < 300


def test_alternatives_win_their_share():
    options = [(mixed(number + 1), (str(number),)) for number in range(5)]
    wins = [won(mixed(place), options)[0] for place in range(10_000)]
    assert all(abs(wins.count(str(number)) - 2_000) < 200 for number in range(5))


@pytest.mark.parametrize("need", Need)
def test_each_need_and_voice_has_ten_thousand_messages(need):
    worder = Worder(shipped())
    for length, discloses, asks in product(Length, Discloses, range(3)):
        fixed = {"length": int(length), "discloses": int(discloses), "asks": asks}
        spoken, _, _ = sample(1, need=int(need), turn=1, shown_risk=0, **fixed)
        assert math.log10(ways(worder, facts(spoken)[0])) > 4


def test_what_is_restricted_stays_without_a_subject():
    for name in ("want", "brief-want"):
        for one in shipped().symbols[name].alternatives:
            if one.when["asks"] == {"restricted"}:
                assert {ref.name for ref in one.refs} <= {"piece"}, one.text


def test_a_plan_is_never_worded_beside_an_hour():
    for name in ("aside", "brief-aside"):
        for one in shipped().symbols[name].alternatives:
            if {"time", "day"} & set(one.when):
                assert "plan" not in one.when["risk"], one.text


def told(**texts):
    """The problems of a grammar, as (file, line, field, found)."""
    with pytest.raises(BadInput) as error:
        read({**HAND, **{f"{name}.toml": text for name, text in texts.items()}})
    return [(one.file, one.line, one.field, one.found) for one in error.value.problems]


def test_every_problem_of_a_shape_is_told_at_once():
    text = """[[message]]
say = ["hello {name", "", "a ) b"]
[[message]]
when = {need = "shouting", mood = "dark"}
weight = 2
say = ["x"]
[[message]]
weight = 10
say = ["y"]
[[message]]
more = 1
say = []
[other]
say = ["z"]
"""
    found = told(a=text, b="[[")
    assert {field for _, _, field, _ in found} == {
        "file", "message.more", "message.say", "message.weight", "message.when",
        "message.when.need", "other",
    }  # fmt: skip
    assert ("a.toml", 2, "message.say", "a `{` that nothing closes") in found
    assert ("a.toml", 4, "message.when.need", "shouting") in found


def test_unknown_symbols_and_circles_are_told():
    found = told(a='[[message]]\nsay = ["{a} {b}"]\n[[a]]\nsay = ["x {c}"]\n[[c]]\nsay = ["{a}"]\n')
    assert ("a.toml", 2, "message", "{b}") in found
    assert {field for _, _, field, told in found if told == "a circle"} == {"a", "c"}


def test_a_symbol_that_nobody_reaches_is_told():
    found = told(a='[[message]]\nsay = ["x"]\n[[lost]]\nsay = ["y"]\n')
    assert found == [("a.toml", 4, "lost", "none does")]


def test_a_gap_is_told():
    text = '[[message]]\nsay = ["{a} {b?}"]\n[[a]]\nwhen = {risk = ["none", "plan"]}\nsay = ["x"]\n'
    found = told(a=text + '[[b]]\nwhen = {risk = "plan"}\nsay = ["y"]\n')
    assert len(found) == 2
    assert {field for _, _, field, _ in found} == {"a"}


def test_what_is_chosen_for_a_session_is_plain():
    with pytest.raises(BadInput) as error:
        read(
            {"session.toml": '[[hand]]\nsay = ["(a|b)"]\n', "a.toml": '[[message]]\nsay = ["x"]\n'}
        )
    assert {one.field for one in error.value.problems} == {"hand", "session.toml hand"}


def test_a_message_is_needed():
    assert told(a='[[a]]\nsay = ["x"]\n')[0][2] == "message"
