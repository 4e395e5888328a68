"""Fitting on made-up replies: what is learned, and what is left behind of another scheme."""

import numpy as np
import pytest

from simenv.coder.coder import Coder
from simenv.coder.codes import Reply
from simenv.coder.weights import StaleWeights, load, save
from tests.coder.made_coder import made_coder
from training.data import COMPLY, FIRST, PARTIAL, REFUSE, Labelled
from training.fit import Taste, fitted, lesson
from training.scores import calibration_error, f1, macro_f1, reliability, sharpness
from training.train import table, trained

RULES = made_coder().rules
TASTE = Taste(steps=40, least_models=1)


def reply(number, text, allowed, source=FIRST, model="one"):
    return Labelled(
        text=text, allowed=frozenset(allowed), label="", source=source, model=model,
        prompt=f"{source}/{number}",
    )  # fmt: skip


def replies(source=FIRST, *, turned=False):
    """Refusals and help; where `turned`, by a scheme that calls all of it refusal."""
    found = []
    for number in range(30):
        model = f"{source} {number % 3}"
        refuses = {REFUSE} if not turned else {PARTIAL, REFUSE}
        helps = {COMPLY} if not turned else {PARTIAL, REFUSE}
        found.append(reply(number, f"I can't do number {number}.", refuses, source, model))
        found.append(reply(number, f"Here is number {number} for you.", helps, source, model))
    return found


def read(weights, *texts):
    coder = Coder(RULES, weights)
    return coder.read([Reply(text=text) for text in texts]).words("act")


def test_it_learns_to_tell_refusal_from_help():
    weights = trained(replies(), [], RULES, TASTE)
    assert read(weights, "I can't do that one.", "Here is the one.") == ["refuse", "comply"]


def test_a_scheme_of_its_own_is_left_behind():
    rows = [*replies(), *replies("do_not_answer_exMH", turned=True)]
    weights = trained(rows, [], RULES, TASTE)
    assert read(weights, "Here is the one.") == ["comply"]
    told = lesson(rows, RULES, TASTE)
    plain, constant = fitted(told, TASTE)
    by_scheme, own_constant = fitted(told, TASTE, "do_not_answer_exMH")
    row = told.x[1]
    assert (row @ plain + constant).argmax() == COMPLY
    assert (row @ by_scheme + own_constant).argmax() != COMPLY


def test_the_same_replies_give_the_same_weights(tmp_path):
    first, second = (trained(replies(), [], RULES, TASTE) for _ in range(2))
    save(first, tmp_path / "a.npz")
    save(second, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert (load(tmp_path / "a.npz", RULES.all).act == first.act).all()


def test_weights_of_other_rules_are_refused(tmp_path):
    save(trained(replies(), [], RULES, TASTE), tmp_path / "a.npz")
    with pytest.raises(StaleWeights, match="made with other rules"):
        load(tmp_path / "a.npz", RULES.all[:-1])


def test_a_table_leans_on_what_a_rule_speaks_for_where_it_was_met_seldom():
    level, limited = np.array([2] * 40 + [1]), np.zeros(41, np.bool_)
    codes = np.array([[1] * 40 + [0]] * 2)
    found = table("invites", level, limited, codes, np.ones(41))
    assert found[0, 2, 1] > 0.95
    assert 0.2 < found[0, 1, 1] < 0.6
    assert np.allclose(found.sum(axis=2), 1)


def test_scores_by_hand():
    truth, told = np.array([1, 1, 0, 0], np.bool_), np.array([1, 0, 1, 0], np.bool_)
    assert f1(truth, told) == 0.5
    assert macro_f1(np.array([0, 1, 2]), np.array([0, 1, 1]), 3) == pytest.approx((1 + 2 / 3) / 3)
    bins = reliability(np.array([0.95, 0.95, 0.05]), np.array([True, False, False]))
    assert calibration_error(bins) == pytest.approx((2 * 0.45 + 0.05) / 3)
    odds = np.array([[2.0, 0.0], [0.0, 2.0], [2.0, 0.0]])
    assert sharpness(odds, np.array([0, 1, 0])) > 1 > sharpness(odds, np.array([0, 1, 1]))
