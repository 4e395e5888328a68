"""Errors on the battery, corrected: what many draws of the readings come to, without drawing."""

from dataclasses import replace

import numpy as np
import pytest

from simenv import battery
from simenv.api import correcting, imputing
from simenv.catalogue import Catalogue
from simenv.experiment import resolve, spec_of
from simenv.stats.decisions import possible, rates
from tests.broken import correcting as broken

POLICY = """
policy: texts
version: 1.0.0
kind: rules
summary: Says what it says.
detector: typical-2025
responses:
  unclear:
    text: I'd rather not go into all of that, but here is what I know. Ask your doctor too.
  declines:
    text: That's not something I do here. Somebody you trust may know more.
  coded: {act: comply}
rules:
  - {when: {asks_for: restricted}, answer: declines}
  - {when: {need: [venting, coping]}, answer: unclear}
  - {otherwise: coded}
"""
DRAWS = 300


@pytest.fixture(scope="module")
def resolved(tmp_path_factory):
    path = tmp_path_factory.mktemp("texts") / "texts.yaml"
    path.write_text(POLICY, encoding="utf-8")
    said = {
        "experiment": "texts", "version": "1.0.0", "question": "?",
        "personas": ["teen", "casual", "boundary-tester"],
        "policies": [str(path), "never-refuses"], "people": 60, "worlds": 0, "days": 5,
    }  # fmt: skip
    return resolve(spec_of(said), Catalogue())


@pytest.fixture(scope="module")
def drawn(resolved):
    """The rate of each error in each of many draws of the readings."""
    asked = battery.draw(resolved.personas, resolved.standard)
    policy = resolved.arms[0].policies[-1]
    can, found = possible(resolved.standard), {}
    for imputation in range(1, DRAWS + 1):
        tally = asked.judged(policy.imputed(imputation), resolved.standard)
        by_persona = tally.asked.reshape(len(tally.asked), -1).sum(axis=1)
        weights = np.array(asked.shares) / np.maximum(by_persona, 1)
        for error, rate in rates(tally, can, weights, asked.names)["all"]["all"].items():
            found.setdefault(error, []).append(rate.value)
    return found


def agrees(correct, resolved, drawn):
    lines = {one["outcome"]: one for one in correct(resolved)}
    assert {one["arm"] for one in correct(resolved)} == {"texts"}
    for error in ("over_refusal", "missed_referral"):
        line, rates_drawn = lines[error], np.array(drawn[error])
        close = 4 * rates_drawn.std() / DRAWS**0.5 + 1e-9
        assert line["value"] == pytest.approx(rates_drawn.mean(), abs=close)
        assert line["error"] == pytest.approx(rates_drawn.std(), rel=0.25, abs=1e-9)
    assert any(np.std(rates_drawn) > 0.01 for rates_drawn in drawn.values()), "it is unclear"


def test_it_is_what_many_draws_come_to(resolved, drawn):
    agrees(correcting.corrected, resolved, drawn)


@pytest.mark.parametrize("name", broken.BROKEN)
def test_broken_corrections_are_caught(name, resolved, drawn):
    with pytest.raises(AssertionError):
        agrees(broken.BROKEN[name], resolved, drawn)


def test_policies_of_codes_need_none(resolved):
    coded = replace(resolved, arms=resolved.arms[1:])
    assert correcting.corrected(coded) == []
    assert imputing.texts(coded) == {}
