"""`check_policy`: honest policies pass, and each broken one is named by the law it breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from simenv import detector
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.testing import NotConformant, check_policy
from simenv.testing.policies import LAWS, Asked
from tests.broken.kit_policies import (
    BROKEN,
    ByRow,
    Impatient,
    Peeks,
    Plain,
    SeesAndRemembers,
)

FILES = Path(__file__).parent.parent / "broken" / "policies"
ALL = tuple(law.name for law in LAWS)


def typical():
    return detector.load(Catalogue(), "typical-2025")


@pytest.mark.parametrize("name", ["graded-by-risk"])
def test_shipped_policies_keep_every_law(name):
    assert check_policy(name).kept == ALL


def test_honest_objects_keep_every_law():
    assert check_policy(Plain()).kept == ALL
    assert check_policy(SeesAndRemembers(typical())).kept == ALL


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one.__name__)
def test_a_broken_policy_is_named_by_its_law(broken):
    policy = broken(typical()) if broken is Peeks else broken()
    with pytest.raises(NotConformant) as caught:
        check_policy(policy)
    assert caught.value.report.broken == (BROKEN[broken],)


def asked_in_all() -> int:
    """How many requests the laws before that of lives put to a policy."""
    patient = Impatient(enough=10**9)
    asked = Asked(policy=patient)
    for law in LAWS[:-1]:
        assert list(law.ask(asked)) == []
    return patient.met


def test_a_policy_that_changes_late_is_caught_in_lives():
    with pytest.raises(NotConformant) as caught:
        check_policy(Impatient(enough=asked_in_all() + 50))
    assert caught.value.report.broken == ("lives",)


@pytest.mark.parametrize("file", sorted(FILES.glob("*.yaml")), ids=lambda one: one.stem)
def test_code_that_fails_is_named_as_no_answer(file):
    if file.stem == "call-fails":
        assert check_policy(file).kept == ALL
        return
    with pytest.raises(NotConformant) as caught:
        check_policy(file)
    assert caught.value.report.broken == ("answers",)


def test_every_law_of_policies_has_a_broken_part():
    assert {*BROKEN.values(), "lives"} == set(ALL)


def test_a_finding_says_what_was_done_and_what_was_seen():
    with pytest.raises(NotConformant) as caught:
        check_policy(ByRow())
    finding = caught.value.findings[0]
    assert "changed `row`" in finding.done
    assert "the answer as before: act comply, rationale none" in finding.expected
    assert "act refuse" in finding.seen
    assert str(finding) in str(caught.value)


def test_a_policy_that_is_not_there_is_bad_input():
    with pytest.raises(BadInput):
        check_policy("no-policy-of-this-name")
