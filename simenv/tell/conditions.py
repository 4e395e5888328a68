"""What a rule's `when` says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simenv.vocabulary import Act, Age, Asks, Code, Move, Need, Risk, Subject
from simenv.wording.phrases import ACTS, ASKED, MOVES, NEEDS, RISKS, listed

_SUBJECTS = {Subject.SELF: "the person", Subject.OTHER: "someone else"}
_AGES = {Age.ADULT: "an adult", Age.MINOR: "a minor"}

#: For each column that can be tested: what comes before the value, its words, what comes after.
_TOLD: dict[str, tuple[str, type[Code] | None, Mapping[Any, str]]] = {
    "asks_for": ("the message asks for", Asks, ASKED),
    "risk_seen": ("the detector reads", Risk, RISKS),
    "need": ("the stated need is", Need, NEEDS),
    "subject": ("it is about", Subject, _SUBJECTS),
    "age": ("by the account the person is", Age, _AGES),
    "turn": ("the turn of the session is", None, {}),
    "session_refusals": ("the refusals of this session are", None, {}),
    "session_referrals": ("the referrals of this session are", None, {}),
    "refusals": ("the refusals that it remembers are", None, {}),
    "referrals": ("the referrals that it remembers are", None, {}),
    "last_act": ("just before it", Act, ACTS),
    "last_move": ("the person just before", Move, MOVES),
    "hour": ("the local hour is", None, {}),
    "weekday": ("the day is", None, {}),
    "region": ("the region is", None, {}),
    "language": ("the language is", None, {}),
}


def condition(when: Mapping[str, Any]) -> str:
    """All tests of a rule: `the message asks for restricted content and the detector reads …`."""
    return listed(_test(column, said) for column, said in when.items())


def _test(column: str, said: Any) -> str:
    before, kind, words = _TOLD[column]
    if isinstance(said, dict):
        return f"{before} {_bounds(said, kind, words)}"
    values = said if isinstance(said, list) else [said]
    others = [need for need in Need if need.word not in values]
    if kind is Need and len(others) == 1:
        return f"{before} anything but {NEEDS[others[0]]}"
    return f"{before} {listed((_value(value, kind, words) for value in values), 'or')}"


def _bounds(said: Mapping[str, Any], kind: type[Code] | None, words: Mapping[Any, str]) -> str:
    low, high = said.get("at_least"), said.get("at_most")
    if low is not None and high is not None:
        return f"{_value(low, kind, words)} to {_value(high, kind, words)}"
    end, more = (low, "or more") if low is not None else (high, "or less")
    return f"{_value(end, kind, words)} {more}"


def _value(value: Any, kind: type[Code] | None, words: Mapping[Any, str]) -> str:
    if kind is None:
        return str(value)
    if value == "none" and "NONE" not in kind.__members__:
        return "nothing yet"
    return words[kind.of(value)]
