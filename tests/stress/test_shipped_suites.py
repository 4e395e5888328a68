"""The suites that are shipped say what their policies do today."""

import pytest

from simenv import policy
from simenv.api.stressing import rerun_cases
from simenv.catalogue import Catalogue
from simenv.stress import load_suite

CATALOGUE = Catalogue()
NAMES = CATALOGUE.names("suites")


def test_there_is_one():
    assert "status-quo-2026-worst" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_its_cases_fail_as_they_say_under_the_policy_that_they_were_found_of(name):
    cases = load_suite(CATALOGUE, name).cases
    for tested in {case.policy.name for case in cases}:
        mine = [case for case in cases if case.policy.name == tested]
        again = rerun_cases(mine, policy.load(CATALOGUE, tested), None, CATALOGUE)
        told = "search again with `simenv stress`: the policy, a persona or the model has changed"
        means = [round(one.mean, 6) for one in again]
        assert means == [case.fails.mean for case in mine], told
        assert all(one.fails for one in again)
