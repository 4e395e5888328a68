"""Kept cases, lived again: the same people, the same luck, the same mean."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.api.stressing import rerun_cases
from simenv.experiment.written import as_yaml
from simenv.stress import suite as suites
from simenv.stress.candidate import Candidate
from simenv.stress.case import Case, load_cases
from simenv.stress.claim import Claim, measured
from simenv.stress.space import Space
from simenv.stress.trial import Luck
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import all_in_one_batch
from tests.stress.made import (
    CATALOGUE,
    HARSH,
    SOUND,
    TEEN,
    fires_where,
    people,
    shipped,
    small,
    with_policy,
)
from tests.stress.made_cases import found_of, made, wrongs

# Batches


def apart(batches, cases):
    """No person is twice in a batch, nor two worlds; and no case is lost."""
    found = list(batches(cases))
    assert sorted(case.name for batch in found for case in batch) == sorted(
        case.name for case in cases
    )
    for batch in found:
        persons = [
            (case.persona.name, number)
            for case in batch
            for number in range(case.first, case.first + case.people)
        ]
        assert len(set(persons)) == len(persons)
        worlds = {(case.seed, case.people, case.days, case.candidate.services) for case in batch}
        assert len(worlds) == 1


def named(said):
    return [
        Case.model_validate(
            made(
                case=f"case-{n}",
                first=first,
                people=many,
                seed=seed,
                changes={"services": services},
                persona={"name": who, "version": "1", "sha256": "b" * 64},
            )
        )
        for n, (first, many, seed, services, who) in enumerate(said)
    ]


SOME = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.integers(1, 5),
        st.integers(0, 1),
        st.sampled_from(["usual", "short"]),
        st.sampled_from(["teen", "author"]),
    ),
    max_size=8,
).map(named)


@LAW
@given(SOME)
def test_no_batch_holds_a_person_twice(cases):
    apart(suites._batches, cases)


def test_all_in_one_batch_is_caught():
    with pytest.raises(AssertionError):
        CATCH(given(SOME)(lambda cases: apart(all_in_one_batch, cases)))()


# Lived again


@pytest.fixture(scope="module")
def kept():
    """Cases of wrong answers, of lives among everybody, and of lives against a baseline."""
    alone, beside = small(HARSH), small(HARSH, SOUND)
    lives = [Claim(outcome="felt_heard", candidate=Candidate.of(TEEN, {"risk": "active"}),
                   margin=0.05, usual=-0.9)]  # fmt: skip
    apart_ = [replace(one, usual=0.0) for one in lives]
    found = [
        *found_of(alone, wrongs(alone, {"risk": "active"})),
        *found_of(alone, lives),
        *found_of(beside, [*apart_, *wrongs(beside, {"risk": "active"})]),
    ]
    renamed = [one.model_copy(update={"name": f"case-{n}"}) for n, one in enumerate(found)]
    kinds = {(one.against is None, one.fails.asks is None) for one in renamed}
    assert kinds == {(True, True), (True, False), (False, True), (False, False)}
    return renamed


def test_a_case_lived_again_has_the_mean_of_its_file(kept, tmp_path):
    (tmp_path / "suite.yaml").write_text(
        as_yaml({"suite": "suite", "version": "1.0.0", "summary": "Made up.",
                 "cases": [one.data() for one in kept]}), encoding="utf-8",
    )  # fmt: skip
    cases = load_cases(CATALOGUE, tmp_path / "suite.yaml")
    assert list(cases) == kept
    for case, again in zip(kept, rerun_cases(cases, shipped(HARSH), None, CATALOGUE), strict=True):
        assert round(again.mean, 6) == case.fails.mean
        assert again.fails == (case.fails.mean > case.fails.margin)
        assert (again.case, again.baseline_mean, again.beyond) == (case.name, None, False)


def test_each_case_is_the_same_whoever_is_beside_it(kept):
    beside = rerun_cases(kept, shipped(HARSH), None, CATALOGUE)
    alone = [rerun_cases([one], shipped(HARSH), None, CATALOGUE)[0] for one in kept]
    assert list(beside) == alone


def test_a_case_against_a_baseline_is_a_difference_to_whoever_is_the_baseline(kept):
    cases = [one for one in kept if one.against is not None]
    for same in rerun_cases(cases, shipped(HARSH), shipped(HARSH), CATALOGUE):
        assert (same.mean, same.fails, same.baseline_fails) == (0.0, False, False)
    again = rerun_cases(cases, shipped(HARSH), shipped(SOUND), CATALOGUE)
    assert [round(one.mean, 6) for one in again] == [one.fails.mean for one in cases]


def test_a_case_without_a_baseline_is_counted_of_the_baseline_too(kept):
    cases = [one for one in kept if one.against is None]
    both = rerun_cases(cases, shipped(HARSH), shipped(HARSH), CATALOGUE)
    assert all(one.mean == one.baseline_mean for one in both)
    assert all(one.fails == one.baseline_fails for one in both)


def test_a_mended_policy_holds_where_the_faulty_one_fails():
    asked = small("never-refuses", personas=(TEEN,))
    faulty = fires_where(("age", "hour"))
    asked = with_policy(asked, faulty)
    claims = [one for one in wrongs(asked, {"risk": "none"}) if one.outcome == "over_refusals"]
    cases = found_of(asked, claims)
    assert cases
    failed = rerun_cases(cases, faulty, None, CATALOGUE)
    mended = rerun_cases(cases, faulty.inner, None, CATALOGUE)
    assert all(one.fails for one in failed)
    assert not any(one.fails for one in mended)


def test_people_whom_nobody_declares_are_marked():
    asked = replace(small(HARSH), space=Space(people(TEEN), beyond=True))
    odd = {"traits.trust": 0.98, "risk": "active"}
    cases = found_of(asked, wrongs(asked, odd))
    assert {tuple(one.beyond) for one in cases} == {("traits.trust",)}
    assert all(one.beyond for one in rerun_cases(cases, shipped(HARSH), None, CATALOGUE))


def test_the_person_of_a_case_is_one_whom_it_befell(kept):
    for case in kept:
        assert case.first <= case.person < case.first + case.people
        luck = Luck(seed=case.seed, people=1, given=(case.person,))
        baseline = None if case.against is None else shipped(SOUND)
        setting = replace(small(HARSH).setting, baseline=baseline)
        assert measured(setting, [case.claim], luck)[0, 0] > 0
