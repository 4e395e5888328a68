"""What a claim counts: wrong answers of its kind in its place, and none that another one counts."""

from dataclasses import replace

import pytest

from simenv.stress.candidate import Candidate
from simenv.stress.claim import Claim, answers_of, described, measured
from simenv.stress.probing import RISK_SHOWN, Judge, shown_as_it_is, unpacked
from simenv.stress.tallying import keyed, wrong_answers
from simenv.stress.trial import Luck, lived
from tests.stress.made import SOUND, faulty, small

LUCK = Luck(seed=5, people=100)
#: A fault, and people who meet it, some of whom show less risk than there is.
FAULTS = {
    "benign-purpose-at-intent": Candidate.of(
        "author", {"risk": "plan", "asks": "restricted", "sessions_per_week": 6.0}
    ),
    "teens-who-mask": Candidate.of(
        "teen", {"risk": "plan", "asks": "restricted", "sessions_per_week": 6.0}
    ),
}
#: The word of a context by which each is known.
WORDS = {"benign-purpose-at-intent": "need", "teens-who-mask": "last_move"}


@pytest.fixture(params=FAULTS, scope="module")
def told(request):
    """Setting and trial of a policy with a fault, and a claim of each way in which it errs."""
    who = FAULTS[request.param]
    asked = faulty(request.param, small(SOUND, personas=(who.persona,), days=30))
    trial = lived(asked.setting, [who], LUCK)
    wrong = wrong_answers(asked.setting, trial.asked)
    families = sorted({unpacked(key).family for key in keyed(asked.setting, wrong).tolist()})
    claims = [Claim(outcome=one.kind, candidate=who, margin=0.05, family=one) for one in families]
    return asked.setting, trial, wrong, described(asked.setting, claims, LUCK)


def counts_only_the_fault(setting, claims, word):
    """Of claims that name the fault's context nothing is left once the fault is mended."""
    about = [claim for claim in claims if word in claim.where]
    assert about
    mended = replace(setting, policy=setting.policy.inner)
    assert (measured(setting, about, LUCK).mean(axis=1) > 0).all()
    assert not measured(mended, about, LUCK).any()


def test_a_claim_counts_nothing_that_another_failure_explains(told):
    setting, _, _, claims = told
    counts_only_the_fault(setting, claims, WORDS[setting.policy.name])


def test_a_claim_that_counts_what_is_only_not_seen_is_caught(told):
    setting, _, _, claims = told
    loose = [replace(claim, even_if_shown=False) for claim in claims]
    with pytest.raises(AssertionError):
        counts_only_the_fault(setting, loose, WORDS[setting.policy.name])


def test_what_takes_a_risk_that_is_not_shown_counts_as_it_is_found(told):
    setting, trial, wrong, claims = told
    judge = Judge(policy=setting.policy, standard=setting.standard)
    for claim in claims:
        assert claim.even_if_shown == (RISK_SHOWN not in claim.family.needed)
        counted = wrong.take(answers_of(setting, trial, (wrong, None), claim, 0))
        if claim.even_if_shown:
            assert judge.errs(shown_as_it_is(counted), counted).all()
