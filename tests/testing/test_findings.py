"""What a check says: one report with all findings, in words, and as an error."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest

from simenv.errors import SimenvError, SimulatorFailure
from simenv.exchange import Responses
from simenv.testing import Finding, NotConformant, Report
from simenv.testing.comparing import differing, unlike, unlike_answers, unlike_tables
from simenv.testing.environments import LAWS as ENVIRONMENTS
from simenv.testing.findings import Law, Seen, examined
from simenv.testing.persona import LAWS as PERSONAS
from simenv.testing.policies import LAWS as POLICIES
from simenv.testing.requests import LENGTH, battery
from simenv.testing.vector import LAWS as VECTORS
from simenv.vocabulary import Act, Age, Asks, Move, Need, Subject

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"


def says(*amiss):
    return lambda _: iter([Seen(done=one, expected="nothing", seen=one) for one in amiss])


def raises(_):
    yield from ()
    raise KeyError("gone")


def law(name, ask, needs=()):
    return Law(name=name, says=f"{name} is so", ask=ask, needs=needs)


def test_one_report_holds_every_finding_of_every_law():
    laws = [
        law("first", says()),
        law("second", says("a", "b")),
        law("third", says("c"), needs=("second",)),
        law("fourth", says("d"), needs=("first",)),
    ]
    with pytest.raises(NotConformant) as caught:
        examined("it", None, laws)
    report = caught.value.report
    assert report.broken == ("second", "fourth")
    assert report.kept == ("first",)
    assert report.unasked == ("third",)
    assert [one.seen for one in caught.value.findings] == ["a", "b", "d"]
    told = str(caught.value)
    assert told.startswith("it: 3 findings\nsecond\n    done      a\n    expected  nothing\n")
    assert told.endswith("kept: first\nnot asked, as others were broken: third")


def test_an_error_of_the_part_is_a_finding_of_the_law_that_was_asked():
    with pytest.raises(NotConformant) as caught:
        examined("it", None, [law("first", raises), law("second", says())])
    (finding,) = caught.value.findings
    assert finding.law == "first"
    assert finding.seen.startswith("KeyError: 'gone'")
    assert caught.value.report.kept == ("second",)


def test_a_failure_of_the_simulator_is_nobody_elses():
    def fails(_):
        yield from ()
        raise SimulatorFailure("ours")

    with pytest.raises(SimulatorFailure):
        examined("it", None, [law("first", fails)])


def test_a_hundred_findings_are_told_as_five():
    with pytest.raises(NotConformant) as caught:
        examined("it", None, [law("first", says(*"abcdefgh"))])
    assert len(caught.value.findings) == 5


def test_the_error_crosses_a_process_boundary_whole():
    finding = Finding(law="l", done="d", expected="e", seen="s")
    error = NotConformant(Report(subject="it", kept=(), unasked=(), findings=(finding,)))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert isinstance(again, SimenvError)
    assert again.report == error.report


def test_the_battery_holds_every_word():
    asked = battery()
    assert len(asked) == LENGTH
    kinds = {"need": Need, "asks": Asks, "age": Age, "subject": Subject, "last_act": Act}
    for name, kind in kinds.items():
        assert {int(one) for one in kind} <= set(getattr(asked, name).tolist())
    assert asked.last_move.max() < Move.TAKE_REFERRAL
    assert set(np.floor(np.minimum(asked.risk_signal, 3)).tolist()) == {0, 1, 2, 3}
    assert len(set(asked.region.tolist())) > 5
    assert (np.diff(asked.refusal_ages, axis=1) >= 0).all()
    assert not any(array.flags.writeable for array in asked.arrays().values())


def test_differences_are_found_to_the_last_bit():
    one, other = Responses.blank(3), Responses.blank(3)
    assert not unlike_tables("answers", one, other)
    other.warmth[1] = -0.0
    assert differing(one, other).tolist() == [False, True, False]
    assert unlike_tables("answers", one, other) == "answers, row 1, warmth: 0.0 and -0.0"
    one.failed[1] = other.failed[1] = True
    assert not unlike_answers(one, other).any()
    assert unlike_tables("answers", one, Responses.blank(2)) == "answers: 3 rows and 2"


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({"a": [1, np.arange(2)]}, {"a": [1, np.arange(2)]}, ""),
        ({"a": float("nan")}, {"a": float("nan")}, ""),
        ({"a": [1, np.arange(2)]}, {"a": [1, np.array([0, 2])]}, "a[1]: array([0, 1]) and"),
        ({"a": 1}, {"b": 1}, "only one of them has a, b"),
        ([1, 2], [1], "lengths 2 and 1"),
        (np.zeros(2), np.zeros(2, int), "value: array([0., 0.]) and array([0, 0])"),
    ],
)
def test_nested_values_are_compared(first, second, told):
    assert told in unlike(first, second)
    assert bool(told) == bool(unlike(first, second))
    assert unlike(first, copy.deepcopy(first)) == ""


@pytest.mark.parametrize(
    "laws", [PERSONAS, POLICIES, ENVIRONMENTS, VECTORS], ids=["persona", "policy", "env", "vector"]
)
def test_laws_need_earlier_ones_and_stand_in_the_page(laws):
    page = PAGE.read_text(encoding="utf-8")
    before: set[str] = set()
    for one in laws:
        assert set(one.needs) <= before
        assert f"| {one.name} |" in page
        before.add(one.name)
    assert len(before) == len(laws)
