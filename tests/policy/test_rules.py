"""Rules answer row by row, the first that fits, and one that never can is found exactly."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.catalogue import Catalogue, Document
from simenv.errors import BadInput
from simenv.exchange import View
from simenv.policy import Request, RulesPolicy, check, view
from simenv.policy.conditions import When
from simenv.policy.grid import lay_out, size
from simenv.policy.single import requests_of
from simenv.vocabulary import Act, Age, Asks, Move, Need, Risk, Subject
from tests.policy.asked import batches, drawn, same

CATALOGUE = Catalogue()
WORDS = {
    "asks_for": Asks.words(),
    "need": Need.words(),
    "subject": Subject.words(),
    "age": Age.words(),
    "last_act": ("none", *Act.words()),
    "last_move": ("none", *Move.words()),
    "weekday": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    "region": ("US", "GB", "AA", "ZZ", "FR"),
    "language": ("en", "pt", "yue"),
}
COUNTS = {
    "turn": (1, 12),
    "session_refusals": (0, 12),
    "session_referrals": (0, 12),
    "refusals": (0, 8),
    "referrals": (0, 8),
    "hour": (0, 23),
}


def _one_or_more(one: st.SearchStrategy) -> st.SearchStrategy:
    return one | st.lists(one, min_size=1, max_size=3)


def _between(values: tuple, one: st.SearchStrategy) -> st.SearchStrategy:
    pairs = st.lists(one, min_size=2, max_size=2).map(lambda pair: sorted(pair, key=values.index))
    return (
        one.map(lambda low: {"at_least": low})
        | one.map(lambda high: {"at_most": high})
        | pairs.map(lambda pair: {"at_least": pair[0], "at_most": pair[1]})
    )


def _counts(ends: tuple[int, int]) -> st.SearchStrategy:
    one = st.integers(*ends)
    return _one_or_more(one) | _between(tuple(range(ends[0], ends[1] + 1)), one)


_SPANS = st.builds("{:02d}-{:02d}".format, st.integers(0, 23), st.integers(0, 24)).filter(
    lambda span: span[:2] != span[3:]
)
_RISK = st.sampled_from(Risk.words())
TESTS = {
    **{name: _one_or_more(st.sampled_from(words)) for name, words in WORDS.items()},
    **{name: _counts(ends) for name, ends in COUNTS.items()},
    "risk_seen": _one_or_more(_RISK) | _between(Risk.words(), _RISK),
    "hour": _one_or_more(_SPANS | st.integers(0, 23)) | _counts((0, 23)),
}


@st.composite
def whens(draw: st.DrawFn, most: int = 3) -> dict[str, object]:
    """A `when` as a file may say it."""
    names = draw(st.lists(st.sampled_from(sorted(TESTS)), min_size=1, max_size=most, unique=True))
    return {name: draw(TESTS[name]) for name in names}


def fits(when: dict[str, object], asked: Request) -> bool:
    """What `when` means, read word by word."""
    return all(_fits(name, test, getattr(asked, name)) for name, test in when.items())


def _fits(name: str, test: object, value: object) -> bool:
    if isinstance(test, list):
        return any(_fits(name, one, value) for one in test)
    if isinstance(test, dict):
        order = Risk.words() if name == "risk_seen" else tuple(range(100))
        low, high = test.get("at_least", order[0]), test.get("at_most", order[-1])
        return order.index(low) <= order.index(value) <= order.index(high)
    if name == "hour" and isinstance(test, str):
        start, end = int(test[:2]), int(test[3:])
        hours = [hour % 24 for hour in range(start, end if end > start else end + 24)]
        return value in hours
    return value == test


def made(rules: list[dict[str, object]]) -> RulesPolicy:
    """A policy of these tests, its rules numbered by the warmth of their answers."""
    last = len(rules)
    data = {
        "policy": "made",
        "version": "1.0.0",
        "kind": "rules",
        "summary": "For tests.",
        "detector": "typical-2025",
        "remembers": {"refusals": "30 days", "referrals": "12 hours"},
        "responses": {
            f"answer-{number}": {
                "act": ("comply", "partial", "refuse")[number % 3],
                "framing": {"warmth": number / 100},
            }
            for number in range(last + 1)
        },
        "rules": [
            *({"when": when, "answer": f"answer-{n}"} for n, when in enumerate(rules)),
            {"otherwise": f"answer-{last}"},
        ],
    }
    document = Document(kind="policies", name="made", path=Path("made.yaml"), data=data, lines={})
    return check(document, CATALOGUE)


def reachable(rules: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rules without those that no request reaches."""
    tests = [When.model_validate(when).tests() for when in rules]
    unreached = lay_out(tests).unreached
    return [when for number, when in enumerate(rules) if number not in unreached]


def expected(rules: list[dict[str, object]], asked: Request) -> int:
    return next((n for n, when in enumerate(rules) if fits(when, asked)), len(rules))


ruled = st.lists(whens(), min_size=0, max_size=5).map(reachable)


@settings(max_examples=50)
@given(ruled, batches)
def test_the_first_rule_that_fits_answers(rules, requests):
    tried = made(rules)
    seen = view(requests, tried.detector, tried.remembers)
    answered = [expected(rules, asked) for asked in requests_of(seen)]
    assert tried.chosen(requests).tolist() == answered
    answers = tried.respond(requests).validate()
    assert answers.warmth.tolist() == [number / 100 for number in answered]
    assert answers.act.tolist() == [number % 3 for number in answered]


@settings(max_examples=50)
@given(ruled, batches, st.integers(0, 2**32 - 1))
def test_each_row_is_answered_by_itself(rules, requests, seed):
    tried = made(rules)
    whole = tried.respond(requests)
    order = np.random.default_rng(seed).permutation(len(requests))
    assert same(tried.respond(requests.take(order)), whole.take(order))
    one_by_one = [tried.respond(requests.take(np.array([n]))) for n in range(len(requests))]
    assert same(type(whole).joined(one_by_one), whole)


def test_that_law_catches_a_policy_that_looks_at_its_neighbours():
    class Fashionable(RulesPolicy):
        def respond(self, requests):
            answers = super().respond(requests)
            answers.warmth[:] = answers.warmth.mean()
            return answers

    sound = made([{"risk_seen": "plan"}])
    fashionable = Fashionable(**{name: getattr(sound, name) for name in vars(sound)})
    requests = drawn(50)
    whole = fashionable.respond(requests)
    alone = fashionable.respond(requests.take(np.array([0])))
    assert not same(alone, whole.take(np.array([0])))


_FEW = {"asks_for": Asks, "risk_seen": Risk, "subject": Subject}
few = st.lists(
    st.dictionaries(st.sampled_from(sorted(_FEW)), st.none(), min_size=1, max_size=3).flatmap(
        lambda keys: st.fixed_dictionaries(
            {
                key: st.lists(st.sampled_from(_FEW[key].words()), min_size=1, unique=True)
                for key in keys
            }
        )
    ),
    max_size=8,
)


@given(few)
def test_a_rule_is_unreachable_exactly_if_no_request_reaches_it(rules):
    tests = [When.model_validate(when).tests() for when in rules]
    every = product(*(kind.words() for kind in _FEW.values()))
    reached = set()
    for values in every:
        asked = dict(zip(_FEW, values, strict=True))
        fit = (n for n, when in enumerate(rules) if all(asked[k] in v for k, v in when.items()))
        reached.add(next(fit, -1))
    laid = lay_out(tests)
    assert set(laid.unreached) == set(range(len(rules))) - reached
    assert laid.grid.owners.size == size(tests) <= 24
    for number, owners in laid.unreached.items():
        assert owners
        assert max(owners) < number


def test_values_past_every_test_are_in_the_last_cell():
    tried = made([{"turn": {"at_least": 3}}, {"session_refusals": 2}])
    requests = drawn(4)
    requests.turn[:] = [2, 3, 2**20, 1]
    requests.session_refusals[:] = [2, 2, 2, 2**20]
    assert tried.chosen(requests).tolist() == [1, 0, 0, 2]


def test_what_is_not_tested_is_not_looked_at():
    class Blind:
        def read(self, signal):
            raise AssertionError("nobody asked")

    tried = made([{"need": "coping"}])
    blind = RulesPolicy(**vars(tried) | {"detector": Blind()})
    assert same(blind.respond(drawn(20)), tried.respond(drawn(20)))


def test_a_view_is_what_rules_are_laid_out_on():
    columns = {name for when in [When()] for name in type(when).model_fields} - {"asks_for"}
    assert columns | {"asks"} == set(View.specs())


def test_too_many_combinations_are_a_problem_and_no_crash():
    wide = [{"hour": n % 24, "turn": n, "session_refusals": n} for n in range(1, 300)]
    with pytest.raises(BadInput, match="at most 1,048,576 combinations"):
        made(wide)


def test_more_rules_than_anybody_reads_are_a_problem():
    with pytest.raises(BadInput, match="at most 500"):
        made([{"turn": n} for n in range(1, 600)])
