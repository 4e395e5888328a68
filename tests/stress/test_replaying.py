"""The person of a case, told day by day: the sentence of a case is about what is shown there."""

import re

import pytest

from simenv.api.stressing import person_of_case
from simenv.errors import BadInput
from simenv.experiment.written import as_yaml
from simenv.stress.candidate import Candidate
from simenv.stress.claim import Claim
from simenv.stress.probing import COLUMNS
from simenv.stress.tallying import wrong_answers
from simenv.stress.trial import Luck, lived
from simenv.stress.where import matching
from simenv.vocabulary import Asks
from tests.stress.made import HARSH, SOUND, TEEN, fires_where, small, with_policy
from tests.stress.made_cases import found_of, wrongs

MOMENT = re.compile(r"On (day \d+, \w+ \d\d:\d\d) \(session (\d+), message (\d+)\)")


def moment(case):
    """When, in which session, and in which message of it, by the case's sentence."""
    at, session, message = MOMENT.search(case.summary).groups()
    return at, int(session), int(message)


@pytest.fixture(scope="module")
def told():
    """Cases with the questions that they answer: of answers, of lives, against a baseline."""
    many = {"risk": "active", "sessions_per_week": 3.5}
    alone, beside = small(HARSH), small(HARSH, SOUND)
    # Fails in two ways, so that the first wrong answer of a person may be one of the other way.
    late = with_policy(
        small("never-refuses"),
        fires_where((), lambda seen: (seen.turn == 2) | (seen.refusals == 1)),
    )
    found = [
        (asked, case) for asked in (alone, beside) for case in found_of(asked, wrongs(asked, many))
    ]
    over = [one for one in wrongs(late, many | {"risk": "none"}) if one.outcome == "over_refusals"]
    found += [(late, case) for case in found_of(late, over, people_=40)]
    lives = Claim(outcome="felt_heard", candidate=Candidate.of(TEEN, many), margin=0.05, usual=-0.9)
    found += [(alone, case) for case in found_of(alone, [lives])]
    assert {case.fails.asks is None for _, case in found} == {True, False}
    assert any(case.fails.where for _, case in found)
    return found


def test_the_sentence_is_about_an_answer_that_the_case_counts(told):
    for asked, case in told:
        if case.fails.asks is None:
            continue
        luck = Luck(seed=case.seed, people=1, given=(case.person,))
        trial = lived(asked.setting, [case.candidate], luck)
        turns, requests = trial.asked.turns, trial.asked.requests
        _, session, message = moment(case)
        (row,) = ((turns.session == session) & (turns.turn == message)).nonzero()[0]
        assert getattr(turns, COLUMNS[case.fails.outcome])[row]
        assert turns.asks[row] == Asks.of(case.fails.asks)
        assert matching(requests, case.fails.where)[row]
        assert row in wrong_answers(asked.setting, trial.asked).rows


def test_the_sentence_and_its_phase_are_found_in_the_told_days(told, tmp_path):
    for place, (asked, case) in enumerate(told):
        if asked.setting.policy.kind == "planted":
            continue  # no file says it
        path = tmp_path / str(place) / f"{case.name}.yaml"
        path.parent.mkdir()
        path.write_text(as_yaml(case.data()), encoding="utf-8")
        read, replay = person_of_case(str(path))
        assert read == case
        assert [life.arm for life in replay.lives] == (
            [HARSH] if case.against is None else [HARSH, SOUND]
        )
        at, session, message = moment(case)
        turns = replay.lives[0].turns
        assert ((turns.session == session) & (turns.turn == message)).sum() == 1
        text = replay.text()
        day, clock = at.rsplit(" ", 1)
        days = [part.split("\n  day ")[0] for part in text.split(f"\n  {day}\n")[1:]]
        assert any(clock in part for part in days) or case.against is not None
        assert day in text
        assert clock in text
        assert (replay.persona, replay.person, replay.days) == (TEEN, case.person, case.days)
        assert case.candidate.words() in " ".join(replay.notes)
        assert f"{case.phase}." in case.summary


def test_twins_of_a_case_are_the_same_person_under_two_policies(told, tmp_path):
    _, case = told[0]
    path = tmp_path / f"{case.name}.yaml"
    path.write_text(as_yaml(case.data()), encoding="utf-8")
    _, own = person_of_case(str(path))
    _, twins = person_of_case(str(path), arms=[HARSH, SOUND])
    assert [life.arm for life in twins.lives] == [HARSH, SOUND]
    assert twins.lives[0].turns.arrays().keys() == own.lives[0].turns.arrays().keys()
    assert (twins.lives[0].turns.at == own.lives[0].turns.at).all()
    assert (twins.lives[1].turns.act != 2).any()
    assert twins.text() != own.text()


def test_a_file_that_has_changed_since_is_told(told, tmp_path):
    _, case = told[0]
    path = tmp_path / f"{case.name}.yaml"
    for field in ("persona", "standard", "policy", "parameters"):
        older = getattr(case, field).model_copy(update={"sha256": "0" * 64, "version": "0.0.1"})
        then = case.model_copy(update={field: older})
        path.write_text(as_yaml(then.data()), encoding="utf-8")
        notes = " ".join(person_of_case(str(path))[1].notes)
        assert "0.0.1" in notes
    path.write_text(as_yaml(case.data()), encoding="utf-8")
    assert "since" not in " ".join(person_of_case(str(path))[1].notes)


def test_a_policy_that_is_nowhere_is_told(told, tmp_path):
    _, case = told[0]
    path = tmp_path / f"{case.name}.yaml"
    path.write_text(as_yaml(case.data()), encoding="utf-8")
    with pytest.raises(BadInput, match="problem"):
        person_of_case(str(path), arms=["unheard-of"])


def test_a_suite_tells_the_case_that_is_named_and_no_other(told, tmp_path):
    named = [{**case.data(), "case": f"made-{n}"} for n, (_, case) in enumerate(told[:2])]
    suite = {"suite": "kept", "version": "1.0.0", "summary": "Kept.", "cases": named}
    path = tmp_path / "kept.yaml"
    path.write_text(as_yaml(suite), encoding="utf-8")
    assert person_of_case(str(path), "made-1")[0].name == "made-1"
    for wrong in ({"name": None, "arms": [HARSH, SOUND, HARSH]}, {"name": "made-7"}):
        with pytest.raises(BadInput) as error:
            person_of_case(str(path), **wrong)
        assert len(error.value.problems) == len(wrong)
